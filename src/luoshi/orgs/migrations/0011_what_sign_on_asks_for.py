"""What single sign-on asks for becomes a change that waits; the database says who may decide it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from luoshi.orgs.apart import kept_apart


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0010_identity'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='change',
            name='change_decided_by_another',
        ),
        migrations.RemoveConstraint(
            model_name='change',
            name='change_of_an_account',
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
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请人'),
        ),
        migrations.AlterField(
            model_name='change',
            name='kind',
            field=models.CharField(choices=[('open', '开通账号'), ('close', '停用账号'), ('reopen', '启用账号'), ('password', '重设首次密码'), ('key', '撤销接口密钥'), ('seat', '授予席位'), ('seat_end', '终止席位'), ('seat_move', '席位随单位转移'), ('factors', '清除丢失的第二因素'), ('mapped', '按统一身份认证调整席位')], max_length=10, verbose_name='变更'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['close', 'factors', 'key', 'mapped', 'open', 'password', 'reopen', 'seat', 'seat_end', 'seat_move'])), name='change_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'waiting')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', True), ('state', 'lapsed')), models.Q(('asked_by__isnull', False), ('decided_at__isnull', False), ('decided_by', models.F('asked_by')), ('state', 'withdrawn')), models.Q(models.Q(('asked_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), ('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['approved', 'refused'])), _connector='OR'), name='change_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'refused']), _negated=True), ('account__isnull', True), models.Q(('decided_by', models.F('account')), _negated=True), _connector='OR'), name='change_not_decided_by_whom_it_is_about'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_by__isnull', True), ('kind', 'mapped')), models.Q(models.Q(('kind', 'mapped'), _negated=True), ('asked_by__isnull', False)), _connector='OR'), name='change_asked_by_somebody_or_mapped'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['open', 'mapped']), ('account__isnull', False), _connector='OR'), name='change_of_an_account'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['close', 'reopen', 'password', 'factors', 'mapped']), ('state', 'waiting')), fields=('account', 'kind'), name='change_waits_once'),
        ),
        kept_apart(),
    ]
