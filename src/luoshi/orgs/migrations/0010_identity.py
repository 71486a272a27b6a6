"""Log-ins, failed ones, locks, former passwords, the change that takes lost factors away; and the table of used codes."""

import django.db.models.deletion
from django.conf import settings
from typing import Any

from django.core.management import call_command
from django.db import migrations, models

from luoshi.orgs.apart import kept_apart


def note_used_codes(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0009_three_administrators'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='dormant_warned_at',
            field=models.DateTimeField(null=True, verbose_name='长期未用提示时间'),
        ),
        migrations.AddField(
            model_name='account',
            name='enabled_at',
            field=models.DateTimeField(null=True, verbose_name='重新启用时间'),
        ),
        migrations.AddField(
            model_name='account',
            name='factor_asked_at',
            field=models.DateTimeField(null=True, verbose_name='要求设置第二因素的时间'),
        ),
        migrations.AddField(
            model_name='account',
            name='password_set_at',
            field=models.DateTimeField(null=True, verbose_name='密码设置时间'),
        ),
        migrations.CreateModel(
            name='FormerPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128)),
                ('at', models.DateTimeField(verbose_name='更换时间')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_passwords', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '用过的密码',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(max_length=40, unique=True)),
                ('method', models.CharField(max_length=60, verbose_name='登录方式')),
                ('device', models.CharField(blank=True, max_length=200, verbose_name='设备')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='来源地址')),
                ('begun_at', models.DateTimeField(verbose_name='登录时间')),
                ('seen_at', models.DateTimeField(verbose_name='最近使用')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '登录会话',
                'ordering': ['-seen_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_hash', models.CharField(max_length=64)),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='来源地址')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '失败的登录',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['name_hash', 'at'], name='attempt_of_name'), models.Index(fields=['address', 'at'], name='attempt_of_address')],
            },
        ),
        migrations.CreateModel(
            name='Lock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_hash', models.CharField(blank=True, max_length=64)),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='来源地址')),
                ('at', models.DateTimeField(verbose_name='锁定时间')),
                ('until', models.DateTimeField(verbose_name='锁定至')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='解除时间')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='locks', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='解除人')),
            ],
            options={
                'verbose_name': '登录锁定',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('name_hash', ''), _negated=True), ('address', '')), models.Q(('account__isnull', True), ('name_hash', ''), models.Q(('address', ''), _negated=True)), _connector='OR'), name='lock_of_a_name_or_an_address'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), _connector='OR'), name='lock_lifted_paired')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='change',
            name='change_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='change',
            name='change_waits_once',
        ),
        migrations.AlterField(
            model_name='change',
            name='kind',
            field=models.CharField(choices=[('open', '开通账号'), ('close', '停用账号'), ('reopen', '启用账号'), ('password', '重设首次密码'), ('key', '撤销接口密钥'), ('seat', '授予席位'), ('seat_end', '终止席位'), ('seat_move', '席位随单位转移'), ('factors', '清除丢失的第二因素')], max_length=10, verbose_name='变更'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['close', 'factors', 'key', 'open', 'password', 'reopen', 'seat', 'seat_end', 'seat_move'])), name='change_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['close', 'reopen', 'password', 'factors']), ('state', 'waiting')), fields=('account', 'kind'), name='change_waits_once'),
        ),
        migrations.RunPython(note_used_codes, migrations.RunPython.noop),
        kept_apart(),
    ]
