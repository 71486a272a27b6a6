# The shape of the first release.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('meetings', '0001_initial'),
        ('orgs', '0001_initial'),
        ('projects', '0001_initial'),
        ('sources', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('purpose', models.TextField(blank=True, verbose_name='职责')),
                ('set_up_on', models.DateField(blank=True, null=True, verbose_name='成立日期')),
                ('version', models.PositiveIntegerField(default=1)),
                ('engagement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='groups', to='meetings.engagement', verbose_name='提出于')),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='登记单位')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='led_groups', to='orgs.unit', verbose_name='牵头单位')),
                ('passage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.passage', verbose_name='原文')),
            ],
            options={
                'verbose_name': '工作小组',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(blank=True, null=True, verbose_name='自')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='至')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='matters.group', verbose_name='工作小组')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.person', verbose_name='人员')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '成员',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('task', '任务'), ('problem', '问题'), ('intent', '意向'), ('support', '支持')], max_length=20, verbose_name='类别')),
                ('state', models.CharField(choices=[('draft', '草拟'), ('pending', '待批'), ('issued', '已下发'), ('working', '承办中'), ('claimed', '申请办结'), ('returned', '退回重办'), ('closed', '已办结'), ('cancelled', '已撤销')], default='draft', max_length=20, verbose_name='状态')),
                ('number', models.CharField(max_length=60, null=True, unique=True, verbose_name='编号')),
                ('title', models.CharField(max_length=200, verbose_name='事项')),
                ('content', models.TextField(verbose_name='任务要求')),
                ('criterion', models.CharField(blank=True, max_length=300, verbose_name='办结标准')),
                ('cadence', models.CharField(blank=True, max_length=20, verbose_name='反馈频次')),
                ('due_proposed', models.DateField(blank=True, null=True, verbose_name='拟定期限')),
                ('due_original', models.DateField(null=True, verbose_name='原定期限')),
                ('due_current', models.DateField(null=True, verbose_name='现行期限')),
                ('drafted_at', models.DateTimeField(verbose_name='拟办时间')),
                ('issued_at', models.DateTimeField(null=True, verbose_name='下发时间')),
                ('signed_at', models.DateTimeField(null=True, verbose_name='签收时间')),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='申请办结时间')),
                ('performed_on', models.DateField(null=True, verbose_name='完成日期')),
                ('result', models.TextField(blank=True, verbose_name='办理结果')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='销号时间')),
                ('raiser_said', models.CharField(blank=True, max_length=300, verbose_name='提出单位意见')),
                ('returns', models.PositiveSmallIntegerField(default=0, verbose_name='退回次数')),
                ('version', models.PositiveIntegerField(default=1)),
                ('claimed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请办结人')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='销号人')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='拟办人')),
                ('engagement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='matters', to='meetings.engagement', verbose_name='议定于')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='matters', to='matters.group', verbose_name='工作小组')),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='登记单位')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='led_matters', to='orgs.unit', verbose_name='牵头单位')),
                ('passage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='sources.passage', verbose_name='原文')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='orgs.person', verbose_name='责任人')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='matters', to='projects.project', verbose_name='项目')),
                ('raised_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='raised_matters', to='orgs.unit', verbose_name='提出单位')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签收人')),
            ],
            options={
                'verbose_name': '事项',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_before', models.DateField(verbose_name='申请时期限')),
                ('due_asked', models.DateField(verbose_name='申请延至')),
                ('due_granted', models.DateField(null=True, verbose_name='同意延至')),
                ('reason', models.TextField(verbose_name='延期理由')),
                ('done_so_far', models.TextField(verbose_name='已做工作')),
                ('asked_at', models.DateTimeField(verbose_name='申请时间')),
                ('verdict', models.CharField(choices=[('asked', '待答复'), ('granted', '同意'), ('refused', '不同意'), ('withdrawn', '已撤回')], default='asked', max_length=20, verbose_name='答复')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('decision_note', models.CharField(blank=True, max_length=300, verbose_name='答复意见')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请人')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='matters.matter', verbose_name='事项')),
            ],
            options={
                'verbose_name': '延期',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='MatterUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('responsible', '责任单位'), ('cooperating', '配合单位')], max_length=20, verbose_name='身份')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='matters.matter', verbose_name='事项')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matter_parts', to='orgs.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '承办单位',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voice', models.CharField(choices=[('lead', '牵头反馈'), ('partner', '配合意见')], default='lead', max_length=20, verbose_name='身份')),
                ('text', models.TextField(verbose_name='进展')),
                ('next_step', models.TextField(blank=True, verbose_name='下一步')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='反馈人')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='matters.matter', verbose_name='事项')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='反馈单位')),
            ],
            options={
                'verbose_name': '反馈',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='GroupUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('responsible', '责任单位'), ('cooperating', '配合单位')], max_length=20, verbose_name='身份')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='matters.group', verbose_name='工作小组')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '成员单位',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['cooperating', 'responsible'])), name='group_unit_role_known'), models.UniqueConstraint(fields=('group', 'unit'), name='group_unit_once')],
            },
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['state', 'due_current'], name='matter_state_due'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['intent', 'problem', 'support', 'task'])), name='matter_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['cancelled', 'claimed', 'closed', 'draft', 'issued', 'pending', 'returned', 'working'])), name='matter_state_known'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'pending', 'cancelled']), models.Q(('due_current__isnull', False), ('due_original__isnull', False), ('lead__isnull', False), ('number__isnull', False), ('passage__isnull', False), ('person__isnull', False), models.Q(('content', ''), _negated=True), models.Q(('criterion', ''), _negated=True)), _connector='OR'), name='matter_issued_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('issued_at__isnull', False), ('issued_by__isnull', False)), models.Q(('issued_at__isnull', True), ('issued_by__isnull', True)), _connector='OR'), name='matter_issued_paired'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), _connector='OR'), name='matter_signed_paired'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_at__isnull', False), ('claimed_by__isnull', False), ('performed_on__isnull', False)), models.Q(('claimed_at__isnull', True), ('claimed_by__isnull', True), ('performed_on__isnull', True)), _connector='OR'), name='matter_claimed_paired'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='matter_closed_paired'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('issued_by__isnull', True), models.Q(('issued_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='matter_approver_did_not_write_it'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('closed_by__isnull', True), models.Q(('closed_by', models.F('claimed_by')), _negated=True), _connector='OR'), name='matter_closer_did_not_handle_it'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'problem'), ('state', 'closed'), _negated=True), models.Q(('raiser_said', ''), _negated=True), _connector='OR'), name='matter_problem_closed_with_its_raiser'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('claimed_at__isnull', False), ('closed_at__isnull', False)), _connector='OR'), name='matter_closed_says_so'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['asked', 'granted', 'refused', 'withdrawn'])), name='extension_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('due_asked__gt', models.F('due_before'))), name='extension_is_later'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('verdict__in', ['asked', 'withdrawn'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('verdict__in', ['granted', 'refused'])), _connector='OR'), name='extension_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_granted__isnull', True), ('verdict', 'granted'), _negated=True), models.Q(('due_granted__isnull', True), ('due_granted__gt', models.F('due_before')), _connector='OR')), name='extension_granted_to_a_later_day'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='extension_decider_did_not_ask'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(condition=models.Q(('verdict', 'asked')), fields=('matter',), name='extension_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='matterunit',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['cooperating', 'responsible'])), name='matter_unit_role_known'),
        ),
        migrations.AddConstraint(
            model_name='matterunit',
            constraint=models.UniqueConstraint(fields=('matter', 'unit', 'role'), name='matter_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('voice__in', ['lead', 'partner'])), name='step_voice_known'),
        ),
    ]
