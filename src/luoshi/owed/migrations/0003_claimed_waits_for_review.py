from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("owed", "0002_due_original_kept")]
    operations = [
        migrations.AddField(
            model_name="obligation",
            name="claimed",
            field=models.BooleanField(default=False, verbose_name="已报办结待审核"),
        ),
    ]
