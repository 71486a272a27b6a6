# The shape of the first release.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sweep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField(verbose_name='开始')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束')),
                ('day', models.DateField(verbose_name='日期')),
                ('opened', models.PositiveIntegerField(default=0, verbose_name='新增')),
                ('relit', models.PositiveIntegerField(default=0, verbose_name='变灯')),
                ('reminded', models.PositiveIntegerField(default=0, verbose_name='提醒')),
                ('trouble', models.TextField(blank=True, verbose_name='问题')),
            ],
            options={
                'verbose_name': '巡检',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('report', '半月报'), ('sign', '签收'), ('finish', '办结'), ('review', '审核办结'), ('decide', '答复延期申请')], max_length=20, verbose_name='类别')),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('key', models.CharField(max_length=40, verbose_name='期次')),
                ('title', models.CharField(max_length=300, verbose_name='内容')),
                ('opens_on', models.DateField(verbose_name='起算日')),
                ('due_original', models.DateField(verbose_name='原定期限')),
                ('due_on', models.DateField(verbose_name='现行期限')),
                ('confirmed', models.BooleanField(default=True, verbose_name='日历已公布')),
                ('opened_at', models.DateTimeField(verbose_name='产生时间')),
                ('claimed_on', models.DateField(null=True, verbose_name='已报办结，待审核')),
                ('discharged_at', models.DateTimeField(null=True, verbose_name='履行时间')),
                ('discharged_on', models.DateField(null=True, verbose_name='履行日')),
                ('discharged_by', models.CharField(max_length=200, null=True, verbose_name='履行人')),
                ('outcome', models.CharField(choices=[('done', '已履行'), ('void', '不再需要')], max_length=20, null=True, verbose_name='结果')),
                ('light', models.CharField(choices=[('grey', '未到期'), ('green', '正常'), ('yellow', '提醒'), ('orange', '预警'), ('red', '逾期'), ('blue', '已履行')], default='grey', max_length=10, verbose_name='灯')),
                ('light_rule', models.CharField(blank=True, max_length=40)),
                ('lit_on', models.DateField(null=True, verbose_name='亮灯日')),
                ('relight_on', models.DateField(null=True, verbose_name='下次检查')),
                ('creditor_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='orgs.unit', verbose_name='对方单位')),
                ('debtor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='debts', to='orgs.person', verbose_name='责任人')),
                ('debtor_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='debts', to='orgs.unit', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '待办义务',
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='LightChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('was', models.CharField(choices=[('grey', '未到期'), ('green', '正常'), ('yellow', '提醒'), ('orange', '预警'), ('red', '逾期'), ('blue', '已履行')], max_length=10, verbose_name='原灯')),
                ('now', models.CharField(choices=[('grey', '未到期'), ('green', '正常'), ('yellow', '提醒'), ('orange', '预警'), ('red', '逾期'), ('blue', '已履行')], max_length=10, verbose_name='现灯')),
                ('rule', models.CharField(max_length=40, verbose_name='依据')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='light_changes', to='owed.obligation', verbose_name='待办义务')),
            ],
            options={
                'verbose_name': '亮灯记录',
                'ordering': ['-id'],
            },
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('relight_on__isnull', False)), fields=['relight_on'], name='owed_relight'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('discharged_at__isnull', True)), fields=['debtor_unit', 'due_on'], name='owed_desk'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(fields=['subject_kind', 'subject_id'], name='owed_subject'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.UniqueConstraint(fields=('kind', 'subject_kind', 'subject_id', 'key'), name='owed_once'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['decide', 'finish', 'report', 'review', 'sign'])), name='owed_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(('light__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='owed_light_known'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__isnull', True), ('outcome__in', ['done', 'void']), _connector='OR'), name='owed_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('discharged_at__isnull', False), ('discharged_by__isnull', False), ('discharged_on__isnull', False), ('outcome__isnull', False)), models.Q(('discharged_at__isnull', True), ('discharged_by__isnull', True), ('discharged_on__isnull', True), ('outcome__isnull', True)), _connector='OR'), name='owed_discharged_whole'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(('opens_on__lte', models.F('due_original'))), name='owed_opens_before_due'),
        ),
        migrations.AddConstraint(
            model_name='lightchange',
            constraint=models.CheckConstraint(condition=models.Q(('was__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='light_was_known'),
        ),
        migrations.AddConstraint(
            model_name='lightchange',
            constraint=models.CheckConstraint(condition=models.Q(('now__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='light_now_known'),
        ),
    ]
