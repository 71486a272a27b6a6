"""When the uploader saw what became of a file that waited for the scanner."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_quarantine")]

    operations = [
        migrations.AddField(
            model_name="quarantined",
            name="seen_at",
            field=models.DateTimeField(null=True, verbose_name="本人看到结果的时间"),
        ),
    ]
