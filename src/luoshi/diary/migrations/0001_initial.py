import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0011_what_sign_on_asks_for'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='用途')),
                ('whose', models.CharField(choices=[('own', '我自己要办的'), ('units', '我单位和下属单位的'), ('seen', '我能看到的全部')], default='own', max_length=10, verbose_name='内容')),
                ('remind_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='提前几天提醒')),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('fetched_at', models.DateTimeField(null=True, verbose_name='最近读取')),
                ('fetched_from', models.CharField(blank=True, max_length=45, verbose_name='读取地址')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='只看单位')),
            ],
            options={
                'verbose_name': '日历订阅',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('whose__in', ['own', 'seen', 'units'])), name='feed_whose_known'), models.CheckConstraint(condition=models.Q(('remind_days__isnull', True), ('remind_days__lte', 30), _connector='OR'), name='feed_reminds_soon_enough')],
            },
        ),
    ]
