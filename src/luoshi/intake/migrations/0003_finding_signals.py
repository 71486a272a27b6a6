"""Findings keep what was noticed about them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_second_reading")]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="signals",
            field=models.JSONField(default=list, verbose_name="判断依据"),
        ),
    ]
