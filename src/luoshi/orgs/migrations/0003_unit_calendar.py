# Which calendar a unit counts by; empty is that of the unit above it.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0002_account_must_change_password'),
    ]

    operations = [
        migrations.AddField(
            model_name='unit',
            name='calendar',
            field=models.CharField(blank=True, max_length=60, verbose_name='适用日历'),
        ),
    ]
