# The shape of the first release.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('projects', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('window', models.CharField(max_length=8, verbose_name='报告期')),
                ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='版次')),
                ('is_current', models.BooleanField(default=True, verbose_name='有效')),
                ('stage', models.CharField(choices=[('S00', '线索谋划'), ('S01', '洽谈对接'), ('S02', '意向协议'), ('S03', '签约'), ('S04', '注册落地'), ('S05', '备案核准'), ('S06', '前期工作'), ('S07', '开工'), ('S08', '在建'), ('S09', '竣工'), ('S10', '投产运营'), ('S11', '达产达效')], max_length=4, verbose_name='形象阶段')),
                ('progress', models.TextField(verbose_name='形象进度')),
                ('invested_window', models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name='本期完成投资（元）')),
                ('invested_year', models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name='本年完成投资（元）')),
                ('invested_total', models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name='累计完成投资（元）')),
                ('funds_arrived', models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name='累计到位资金（元）')),
                ('formalities', models.TextField(blank=True, verbose_name='手续办理')),
                ('problems', models.TextField(blank=True, verbose_name='存在问题')),
                ('next_steps', models.TextField(blank=True, verbose_name='下一步计划')),
                ('coordination', models.TextField(blank=True, verbose_name='需协调事项')),
                ('unchanged', models.BooleanField(default=False, verbose_name='本期无变化')),
                ('unchanged_reason', models.CharField(blank=True, max_length=300, verbose_name='无变化原因')),
                ('expected', models.BooleanField(default=False, verbose_name='含预计数')),
                ('correction', models.CharField(blank=True, max_length=300, verbose_name='更正说明')),
                ('same_text', models.BooleanField(default=False, verbose_name='与上期雷同')),
                ('at', models.DateTimeField(verbose_name='报送时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填报人')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='projects.project', verbose_name='项目')),
            ],
            options={
                'verbose_name': '半月报',
                'ordering': ['-window', '-edition'],
                'constraints': [models.CheckConstraint(condition=models.Q(('stage__in', ['S00', 'S01', 'S02', 'S03', 'S04', 'S05', 'S06', 'S07', 'S08', 'S09', 'S10', 'S11'])), name='report_stage_known'), models.UniqueConstraint(fields=('project', 'window', 'edition'), name='report_edition_once'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('project', 'window'), name='report_one_is_current'), models.CheckConstraint(condition=models.Q(('edition', 1), models.Q(('correction', ''), _negated=True), _connector='OR'), name='report_correction_has_its_reason'), models.CheckConstraint(condition=models.Q(('funds_arrived__gte', 0), ('invested_total__gte', 0), ('invested_window__gte', 0), ('invested_year__gte', 0)), name='report_sums_not_negative')],
            },
        ),
    ]
