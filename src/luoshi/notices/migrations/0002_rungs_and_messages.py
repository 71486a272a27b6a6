# Rungs instead of lights, decisions, and an outbox.

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import DateTimeField, F
from django.db.models.functions import Cast


def date_what_was_told(apps: Any, schema_editor: Any) -> None:
    """Whatever was told before goes into no mail, and was told on its day."""
    rows = apps.get_model('notices', 'Notice').objects
    rows.update(made_at=Cast(F('made_on'), DateTimeField()), is_new=False)


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0004_urgency'),
        ('notices', '0001_initial'),
        ('orgs', '0005_delegations'),
        ('owed', '0003_more_is_owed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('rung', models.PositiveSmallIntegerField(verbose_name='级')),
                ('state', models.CharField(choices=[('waiting', '待决定'), ('yes', '同意'), ('no', '不同意')], default='waiting', max_length=20, verbose_name='决定')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='理由')),
                ('prepared_at', models.DateTimeField(verbose_name='提出时间')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='决定时间')),
            ],
            options={
                'verbose_name': '升级决定',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=20, verbose_name='渠道')),
                ('slot', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('waiting', '等待发送'), ('sending', '正在发送'), ('sent', '已发送'), ('failed', '发送失败'), ('dropped', '不需发送')], default='waiting', max_length=20, verbose_name='状态')),
                ('token', models.CharField(max_length=32, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='生成时间')),
                ('due_at', models.DateTimeField(verbose_name='发送时间')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='发送次数')),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True, verbose_name='发出时间')),
                ('rows', models.PositiveSmallIntegerField(default=0, verbose_name='条数')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='原因')),
            ],
            options={
                'verbose_name': '消息',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='MessageLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': '消息内容',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RungDone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('rung', models.PositiveSmallIntegerField(verbose_name='级')),
                ('on', models.DateField(verbose_name='到级日')),
                ('at', models.DateTimeField(verbose_name='办理时间')),
                ('passed_by', models.BooleanField(default=False, verbose_name='越过')),
            ],
            options={
                'verbose_name': '提醒与升级记录',
                'ordering': ['on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Untold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('rung', models.PositiveSmallIntegerField(verbose_name='级')),
                ('whom', models.CharField(max_length=20, verbose_name='应告知')),
                ('on', models.DateField(verbose_name='日期')),
                ('told_at', models.DateTimeField(null=True, verbose_name='补告时间')),
            ],
            options={
                'verbose_name': '无人可告知',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('obligation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='watch', serialize=False, to='owed.obligation')),
                ('due_on', models.DateField()),
                ('stopped_on', models.DateField(null=True)),
                ('debtor_unit_id', models.BigIntegerField()),
                ('debtor_id', models.BigIntegerField(null=True)),
                ('hands', models.PositiveSmallIntegerField(default=0)),
                ('look_on', models.DateField(null=True, verbose_name='下次查看')),
            ],
            options={
                'verbose_name': '提醒进度',
            },
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_light_known',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_once_per_light',
        ),
        # What was told at a light keeps the light as its key.
        migrations.RenameField(model_name='notice', old_name='light', new_name='key'),
        migrations.AlterField(
            model_name='notice', name='key', field=models.CharField(max_length=60)
        ),
        migrations.AddField(
            model_name='notice',
            name='is_new',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='later_on',
            field=models.DateField(null=True, verbose_name='改日再提醒'),
        ),
        migrations.AddField(
            model_name='notice',
            name='later_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='改日原因'),
        ),
        migrations.AddField(
            model_name='notice',
            name='made_at',
            field=models.DateTimeField(null=True, verbose_name='提醒时间'),
        ),
        migrations.RunPython(date_what_was_told, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='notice',
            name='made_at',
            field=models.DateTimeField(verbose_name='提醒时间'),
        ),
        migrations.AddField(
            model_name='notice',
            name='order',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='matters.order', verbose_name='催办督办'),
        ),
        migrations.AddField(
            model_name='notice',
            name='rung',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='级'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='obligation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='owed.obligation', verbose_name='待办义务'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['person'], name='notice_unread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('is_new', True)), fields=['is_new'], name='notice_new'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('obligation__isnull', False), ('order__isnull', True)), models.Q(('obligation__isnull', True), ('order__isnull', False)), _connector='OR'), name='notice_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('obligation__isnull', False)), fields=('obligation', 'person', 'key'), name='notice_once_of_a_rung'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('order__isnull', False)), fields=('order', 'person'), name='notice_once_of_an_order'),
        ),
        migrations.AddField(
            model_name='decision',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='决定人'),
        ),
        migrations.AddField(
            model_name='decision',
            name='obligation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='owed.obligation', verbose_name='待办义务'),
        ),
        migrations.AddField(
            model_name='decision',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='决定单位'),
        ),
        migrations.AddField(
            model_name='message',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='orgs.person', verbose_name='收件人'),
        ),
        migrations.AddField(
            model_name='messageline',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='notices.message', verbose_name='消息'),
        ),
        migrations.AddField(
            model_name='messageline',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='notices.notice', verbose_name='提醒'),
        ),
        migrations.AddField(
            model_name='rungdone',
            name='obligation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rungs_done', to='owed.obligation'),
        ),
        migrations.AddField(
            model_name='untold',
            name='obligation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='untold', to='owed.obligation', verbose_name='待办义务'),
        ),
        migrations.AddField(
            model_name='untold',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.unit', verbose_name='单位'),
        ),
        migrations.AddIndex(
            model_name='watch',
            index=models.Index(condition=models.Q(('look_on__isnull', False)), fields=['look_on'], name='watch_look'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['no', 'waiting', 'yes'])), name='decision_state_known'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='decision_paired'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'waiting')), models.Q(('decided_at__isnull', False), ('state__in', ['yes', 'no']), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='decision_with_name_and_reason'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('obligation', 'key'), name='decision_once'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['due_at'], name='message_due'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['dropped', 'failed', 'sending', 'sent', 'waiting'])), name='message_state_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('person', 'channel', 'slot'), name='message_once'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='message_sent_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='messageline',
            constraint=models.UniqueConstraint(fields=('message', 'notice'), name='message_line_once'),
        ),
        migrations.AddConstraint(
            model_name='rungdone',
            constraint=models.UniqueConstraint(fields=('obligation', 'key'), name='rung_done_once'),
        ),
        migrations.AddIndex(
            model_name='untold',
            index=models.Index(condition=models.Q(('told_at__isnull', True)), fields=['on'], name='untold_still'),
        ),
        migrations.AddConstraint(
            model_name='untold',
            constraint=models.UniqueConstraint(fields=('obligation', 'key', 'whom'), name='untold_once'),
        ),
    ]
