# An account whose first password somebody else chose must change it.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='must_change_password',
            field=models.BooleanField(default=False, verbose_name='下次登录须修改密码'),
        ),
    ]
