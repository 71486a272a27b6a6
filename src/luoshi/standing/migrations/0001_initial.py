import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bookmark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('only', models.BooleanField(default=True, unique=True)),
                ('last_event', models.BigIntegerField(default=0)),
                ('waiting', models.JSONField(default=dict)),
                ('rules', models.CharField(blank=True, max_length=64)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '读取位置',
                'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='bookmark_there_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(choices=[('project', '项目'), ('matter', '事项')], max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('time', models.CharField(choices=[('blue', '蓝灯'), ('grey', '不亮灯'), ('green', '绿灯'), ('yellow', '黄灯'), ('orange', '橙灯'), ('red', '红灯')], default='grey', max_length=10, verbose_name='时限灯')),
                ('time_rule', models.CharField(blank=True, max_length=40)),
                ('progress', models.CharField(choices=[('blue', '蓝灯'), ('grey', '不亮灯'), ('green', '绿灯'), ('yellow', '黄灯'), ('orange', '橙灯'), ('red', '红灯')], default='grey', max_length=10, verbose_name='进度灯')),
                ('progress_rule', models.CharField(blank=True, max_length=40)),
                ('report', models.CharField(choices=[('blue', '蓝灯'), ('grey', '不亮灯'), ('green', '绿灯'), ('yellow', '黄灯'), ('orange', '橙灯'), ('red', '红灯')], default='grey', max_length=10, verbose_name='报送灯')),
                ('report_rule', models.CharField(blank=True, max_length=40)),
                ('by_rule', models.CharField(choices=[('blue', '蓝灯'), ('grey', '不亮灯'), ('green', '绿灯'), ('yellow', '黄灯'), ('orange', '橙灯'), ('red', '红灯')], default='grey', max_length=10, verbose_name='按规则的综合灯')),
                ('combined', models.CharField(choices=[('blue', '蓝灯'), ('grey', '不亮灯'), ('green', '绿灯'), ('yellow', '黄灯'), ('orange', '橙灯'), ('red', '红灯')], default='grey', max_length=10, verbose_name='综合灯')),
                ('rule', models.CharField(blank=True, max_length=40, verbose_name='依据')),
                ('gap', models.DecimalField(decimal_places=1, max_digits=12, null=True, verbose_name='落后计划（百分点）')),
                ('missed', models.PositiveIntegerField(null=True, verbose_name='缺报期数')),
                ('lit_on', models.DateField(null=True, verbose_name='亮灯日')),
                ('relight_on', models.DateField(null=True, verbose_name='下次检查')),
            ],
            options={
                'verbose_name': '亮灯情况',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('relight_on__isnull', False)), fields=['relight_on'], name='standing_relight'), models.Index(fields=['subject_kind', 'combined'], name='standing_lit')],
                'constraints': [models.UniqueConstraint(fields=('subject_kind', 'subject_id'), name='standing_once'), models.CheckConstraint(condition=models.Q(('subject_kind__in', ['matter', 'project'])), name='standing_subject_known'), models.CheckConstraint(condition=models.Q(('time__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='standing_time_known'), models.CheckConstraint(condition=models.Q(('progress__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='standing_progress_known'), models.CheckConstraint(condition=models.Q(('report__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='standing_report_known'), models.CheckConstraint(condition=models.Q(('by_rule__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='standing_by_rule_known'), models.CheckConstraint(condition=models.Q(('combined__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='standing_combined_known')],
            },
        ),
        migrations.CreateModel(
            name='Adjustment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was', models.CharField(choices=[('blue', '蓝灯'), ('grey', '不亮灯'), ('green', '绿灯'), ('yellow', '黄灯'), ('orange', '橙灯'), ('red', '红灯')], max_length=10, verbose_name='按规则')),
                ('became', models.CharField(choices=[('blue', '蓝灯'), ('grey', '不亮灯'), ('green', '绿灯'), ('yellow', '黄灯'), ('orange', '橙灯'), ('red', '红灯')], max_length=10, verbose_name='调整为')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('from_on', models.DateField(verbose_name='自')),
                ('until_on', models.DateField(verbose_name='至')),
                ('ended_on', models.DateField(null=True, verbose_name='结束日')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='决定人')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='结束人')),
                ('standing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='standing.standing', verbose_name='亮灯情况')),
            ],
            options={
                'verbose_name': '人工调灯',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('was__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='adjustment_was_known'), models.CheckConstraint(condition=models.Q(('became__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='adjustment_became_known'), models.CheckConstraint(condition=models.Q(models.Q(('became', 'yellow'), ('was', 'green')), models.Q(('became__in', ['green', 'orange']), ('was', 'yellow')), models.Q(('became__in', ['yellow', 'red']), ('was', 'orange')), models.Q(('became', 'orange'), ('was', 'red')), _connector='OR'), name='adjustment_is_one_step'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='adjustment_has_its_reason'), models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='adjustment_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_on__isnull', False)), models.Q(('ended_at__isnull', True), ('ended_on__isnull', True)), _connector='OR'), name='adjustment_ended_paired'), models.CheckConstraint(condition=models.Q(('ended_by__isnull', True), ('ended_on__isnull', False), _connector='OR'), name='adjustment_ended_by_somebody_has_ended'), models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('standing',), name='adjustment_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='StandingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lamp', models.CharField(choices=[('time', '时限灯'), ('progress', '进度灯'), ('report', '报送灯'), ('combined', '综合灯')], max_length=10, verbose_name='灯')),
                ('on', models.DateField(verbose_name='日期')),
                ('was', models.CharField(choices=[('blue', '蓝灯'), ('grey', '不亮灯'), ('green', '绿灯'), ('yellow', '黄灯'), ('orange', '橙灯'), ('red', '红灯')], max_length=10, verbose_name='原灯')),
                ('now', models.CharField(choices=[('blue', '蓝灯'), ('grey', '不亮灯'), ('green', '绿灯'), ('yellow', '黄灯'), ('orange', '橙灯'), ('red', '红灯')], max_length=10, verbose_name='现灯')),
                ('rule', models.CharField(max_length=40, verbose_name='依据')),
                ('standing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='standing.standing', verbose_name='亮灯情况')),
            ],
            options={
                'verbose_name': '综合亮灯记录',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('lamp__in', ['combined', 'progress', 'report', 'time'])), name='standing_change_lamp_known'), models.CheckConstraint(condition=models.Q(('was__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='standing_change_was_known'), models.CheckConstraint(condition=models.Q(('now__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='standing_change_now_known'), models.CheckConstraint(condition=models.Q(('was', models.F('now')), _negated=True), name='standing_change_changes')],
            },
        ),
    ]
