# The shape of the first release.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('sources', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', '待确认'), ('confirmed', '已确认'), ('abandoned', '已放弃')], default='open', max_length=20, verbose_name='状态')),
                ('reader', models.CharField(max_length=60, verbose_name='读取程序')),
                ('document', models.JSONField(default=dict, verbose_name='文件信息')),
                ('text', models.TextField(verbose_name='整理后文本')),
                ('origins', models.JSONField(default=list)),
                ('repairs', models.PositiveIntegerField(default=0, verbose_name='修复处数')),
                ('opened_at', models.DateTimeField(verbose_name='读取时间')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='读取人')),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='sources.source', verbose_name='来源文件')),
            ],
            options={
                'verbose_name': '草稿',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField(verbose_name='起')),
                ('end', models.PositiveIntegerField(verbose_name='止')),
                ('text', models.TextField(verbose_name='句子')),
                ('word', models.CharField(blank=True, max_length=40, verbose_name='依据词')),
                ('waived_reason', models.CharField(max_length=200, null=True, verbose_name='不立事项的理由')),
                ('waived_at', models.DateTimeField(null=True, verbose_name='时间')),
                ('waived_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demands', to='intake.draft', verbose_name='草稿')),
            ],
            options={
                'verbose_name': '要求',
                'ordering': ['start'],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('engagement', '活动'), ('project', '项目'), ('matter', '事项'), ('organisation', '单位'), ('person', '人员')], max_length=20, verbose_name='类别')),
                ('serial', models.PositiveIntegerField(verbose_name='序号')),
                ('data', models.JSONField(verbose_name='内容')),
                ('correction', models.JSONField(null=True, verbose_name='更正')),
                ('spans', models.JSONField(default=list)),
                ('rule', models.CharField(blank=True, max_length=60, verbose_name='规则')),
                ('sure', models.FloatField(default=1.0, verbose_name='把握')),
                ('by_hand', models.BooleanField(default=False, verbose_name='人工添加')),
                ('verdict', models.CharField(choices=[('open', '待定'), ('accepted', '采纳'), ('corrected', '改后采纳'), ('rejected', '不采纳')], default='open', max_length=20, verbose_name='确认')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('version', models.PositiveIntegerField(default=1)),
                ('result_kind', models.CharField(blank=True, max_length=40)),
                ('result_id', models.BigIntegerField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='intake.draft', verbose_name='草稿')),
            ],
            options={
                'verbose_name': '提取项',
                'ordering': ['serial'],
            },
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['abandoned', 'confirmed', 'open'])), name='draft_state_known'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), _connector='OR'), name='draft_confirmed_paired'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='draft_confirmed_says_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='demand',
            constraint=models.UniqueConstraint(fields=('draft', 'start', 'end'), name='demand_once'),
        ),
        migrations.AddConstraint(
            model_name='demand',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='demand_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='demand',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('waived_at__isnull', False), ('waived_by__isnull', False), ('waived_reason__isnull', False)), models.Q(('waived_at__isnull', True), ('waived_by__isnull', True), ('waived_reason__isnull', True)), _connector='OR'), name='demand_waived_whole'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['engagement', 'matter', 'organisation', 'person', 'project'])), name='finding_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['accepted', 'corrected', 'open', 'rejected'])), name='finding_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('draft', 'serial'), name='finding_serial_once'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='finding_decided_paired'),
        ),
    ]
