from django.db import migrations, models


# A column that may be empty is added in place: SQLite would build the table anew for any other,
# and lose the trigger that keeps due_original.
class Migration(migrations.Migration):
    dependencies = [("owed", "0002_due_original_kept")]
    operations = [
        migrations.AddField(
            model_name="obligation",
            name="claimed_on",
            field=models.DateField(null=True, verbose_name="已报办结，待审核"),
        ),
    ]
