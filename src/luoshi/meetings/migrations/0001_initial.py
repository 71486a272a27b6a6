# The shape of the first release.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        ('sources', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Engagement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('tour', '调研行程'), ('site-visit', '实地考察'), ('meeting', '会议'), ('talk', '会谈'), ('signing', '签约')], max_length=20, verbose_name='类别')),
                ('name', models.CharField(max_length=200, verbose_name='名称')),
                ('start_on', models.DateField(blank=True, null=True, verbose_name='开始')),
                ('end_on', models.DateField(blank=True, null=True, verbose_name='结束')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='地点')),
                ('version', models.PositiveIntegerField(default=1)),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='登记单位')),
                ('passage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.passage', verbose_name='原文')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.source', verbose_name='来源文件')),
                ('tour', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='meetings.engagement', verbose_name='所属行程')),
                ('units', models.ManyToManyField(related_name='engagements', to='orgs.unit', verbose_name='参加单位')),
            ],
            options={
                'verbose_name': '活动',
                'ordering': ['-start_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('chair', '主持/带队'), ('participant', '参加')], max_length=20, verbose_name='身份')),
                ('post', models.CharField(blank=True, max_length=200, verbose_name='当时职务')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='orgs.person', verbose_name='人员')),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='meetings.engagement', verbose_name='活动')),
            ],
            options={
                'verbose_name': '出席',
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['meeting', 'signing', 'site-visit', 'talk', 'tour'])), name='engagement_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('start_on__isnull', True), ('end_on__gte', models.F('start_on')), _connector='OR'), name='engagement_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('tour__isnull', True), models.Q(('tour', models.F('id')), _negated=True), _connector='OR'), name='engagement_tour_is_not_itself'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['chair', 'participant'])), name='attendance_part_known'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('engagement', 'person'), name='attendance_once'),
        ),
    ]
