from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0004_troubles")]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["at"],
                condition=models.Q(is_current=True, state__in=["handed-in", "waiting"]),
                name="report_on_its_way",
            ),
        ),
    ]
