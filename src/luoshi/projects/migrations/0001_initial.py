# The shape of the first release.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('meetings', '0001_initial'),
        ('orgs', '0001_initial'),
        ('sources', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='项目名称')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='建设地点')),
                ('content', models.TextField(blank=True, verbose_name='建设内容')),
                ('investment', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='计划总投资（元）')),
                ('stage', models.CharField(choices=[('S00', '线索谋划'), ('S01', '洽谈对接'), ('S02', '意向协议'), ('S03', '签约'), ('S04', '注册落地'), ('S05', '备案核准'), ('S06', '前期工作'), ('S07', '开工'), ('S08', '在建'), ('S09', '竣工'), ('S10', '投产运营'), ('S11', '达产达效')], default='S00', max_length=4, verbose_name='当前阶段')),
                ('exit', models.CharField(blank=True, choices=[('paused', '暂停'), ('dropped', '终止退库')], max_length=10, null=True, verbose_name='退出')),
                ('exit_on', models.DateField(blank=True, null=True, verbose_name='退出日期')),
                ('exit_reason', models.CharField(blank=True, max_length=300, null=True, verbose_name='退出原因')),
                ('made_at', models.DateTimeField(verbose_name='登记时间')),
                ('version', models.PositiveIntegerField(default=1)),
                ('engagement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='projects', to='meetings.engagement', verbose_name='提出于')),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='登记单位')),
                ('passage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.passage', verbose_name='原文')),
            ],
            options={
                'verbose_name': '合作项目',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('investor', '投资建设方'), ('partner', '合作方'), ('local', '属地服务单位')], max_length=20, verbose_name='身份')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='project_parts', to='orgs.unit', verbose_name='单位')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='projects.project', verbose_name='项目')),
            ],
            options={
                'verbose_name': '参与单位',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('S00', '线索谋划'), ('S01', '洽谈对接'), ('S02', '意向协议'), ('S03', '签约'), ('S04', '注册落地'), ('S05', '备案核准'), ('S06', '前期工作'), ('S07', '开工'), ('S08', '在建'), ('S09', '竣工'), ('S10', '投产运营'), ('S11', '达产达效')], max_length=4, verbose_name='阶段')),
                ('planned_on', models.DateField(blank=True, null=True, verbose_name='计划日期')),
                ('reached_on', models.DateField(blank=True, null=True, verbose_name='完成日期')),
                ('evidence', models.CharField(blank=True, max_length=300, null=True, verbose_name='凭证')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='projects.project', verbose_name='项目')),
            ],
            options={
                'verbose_name': '节点',
                'ordering': ['stage'],
            },
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60, unique=True, verbose_name='备案号')),
                ('filed_on', models.DateField(verbose_name='备案日期')),
                ('first_window', models.CharField(max_length=8, verbose_name='首个报告期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='停止报告')),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='orgs.person', verbose_name='填报人')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='orgs.unit', verbose_name='填报单位')),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='filing', to='projects.project', verbose_name='项目')),
            ],
            options={
                'verbose_name': '备案',
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.CharField(max_length=20, verbose_name='指标')),
                ('value', models.DecimalField(decimal_places=4, max_digits=22, verbose_name='数值')),
                ('unit', models.CharField(max_length=20, verbose_name='单位')),
                ('passage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.passage', verbose_name='原文')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='projects.project', verbose_name='项目')),
            ],
            options={
                'verbose_name': '指标',
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['S00', 'S01', 'S02', 'S03', 'S04', 'S05', 'S06', 'S07', 'S08', 'S09', 'S10', 'S11'])), name='project_stage_known'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('exit__isnull', True), ('exit__in', ['dropped', 'paused']), _connector='OR'), name='project_exit_known'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exit__isnull', False), ('exit_on__isnull', False), ('exit_reason__isnull', False)), models.Q(('exit__isnull', True), ('exit_on__isnull', True), ('exit_reason__isnull', True)), _connector='OR'), name='project_exit_whole'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('investment__isnull', True), ('investment__gte', 0), _connector='OR'), name='project_investment_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['investor', 'local', 'partner'])), name='party_role_known'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(fields=('project', 'unit', 'role'), name='party_once'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['S00', 'S01', 'S02', 'S03', 'S04', 'S05', 'S06', 'S07', 'S08', 'S09', 'S10', 'S11'])), name='milestone_stage_known'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.UniqueConstraint(fields=('project', 'stage'), name='milestone_once'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('evidence__isnull', False), ('reached_on__isnull', False)), models.Q(('evidence__isnull', True), ('reached_on__isnull', True)), _connector='OR'), name='milestone_reached_with_evidence'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('filed_on')), _connector='OR'), name='filing_ends_after_it_begins'),
        ),
    ]
