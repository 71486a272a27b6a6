"""Keys by which programs act as accounts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0005_delegations'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='用途')),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('expires_on', models.DateField(verbose_name='有效期至')),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('used_on', models.DateField(null=True, verbose_name='最近使用')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '接口密钥',
                'ordering': ['-id'],
            },
        ),
    ]
