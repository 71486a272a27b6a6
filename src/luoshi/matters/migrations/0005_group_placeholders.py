from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

def set_up_by_what_was_cited(apps: Any, schema_editor: Any) -> None:
    """A group with a day and with words it rests on was set up by the paper in which these stand."""
    for group in apps.get_model('matters', 'Group').objects.filter(
        set_up_on__isnull=False, passage__isnull=False
    ):
        source = group.passage.source
        group.paper, group.lead_from, group.state = source, group.set_up_on, 'standing'
        group.paper_title = source.title or source.file_name or '会议记录'
        group.save(update_fields=['paper', 'lead_from', 'state', 'paper_title'])


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0004_urgency'),
        ('meetings', '0001_initial'),
        ('orgs', '0003_unit_calendar'),
        ('projects', '0002_approvals_and_plans'),
        ('sources', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Placeholder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=120, verbose_name='称谓')),
                ('role', models.CharField(choices=[('lead', '牵头单位'), ('responsible', '责任单位'), ('cooperating', '配合单位')], max_length=20, verbose_name='身份')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='不列理由')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='明确时间')),
            ],
            options={
                'verbose_name': '待明确单位',
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='groupunit',
            name='group_unit_role_known',
        ),
        migrations.RemoveConstraint(
            model_name='groupunit',
            name='group_unit_once',
        ),
        migrations.AddField(
            model_name='group',
            name='dissolved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销登记人'),
        ),
        migrations.AddField(
            model_name='group',
            name='dissolved_on',
            field=models.DateField(blank=True, null=True, verbose_name='撤销日期'),
        ),
        migrations.AddField(
            model_name='group',
            name='dissolved_why',
            field=models.CharField(blank=True, max_length=300, verbose_name='撤销理由'),
        ),
        migrations.AddField(
            model_name='group',
            name='lead_from',
            field=models.DateField(blank=True, null=True, verbose_name='牵头自'),
        ),
        migrations.AddField(
            model_name='group',
            name='meetings',
            field=models.ManyToManyField(related_name='groups_met', to='meetings.engagement', verbose_name='小组活动'),
        ),
        migrations.AddField(
            model_name='group',
            name='paper',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.source', verbose_name='文件原件'),
        ),
        migrations.AddField(
            model_name='group',
            name='paper_number',
            field=models.CharField(blank=True, max_length=60, verbose_name='文号'),
        ),
        migrations.AddField(
            model_name='group',
            name='paper_on',
            field=models.DateField(blank=True, null=True, verbose_name='文件日期'),
        ),
        migrations.AddField(
            model_name='group',
            name='paper_title',
            field=models.CharField(blank=True, max_length=200, verbose_name='成立文件'),
        ),
        migrations.AddField(
            model_name='group',
            name='state',
            field=models.CharField(choices=[('awaited', '待发文成立'), ('standing', '已成立'), ('dissolved', '已撤销')], default='awaited', max_length=20, verbose_name='状态'),
        ),
        migrations.AddField(
            model_name='groupmember',
            name='left_why',
            field=models.CharField(blank=True, max_length=300, verbose_name='离开原因'),
        ),
        migrations.AddField(
            model_name='groupmember',
            name='part',
            field=models.CharField(choices=[('head', '组长'), ('deputy', '副组长'), ('member', '成员'), ('contact', '联络员')], default='member', max_length=20, verbose_name='组内身份'),
        ),
        migrations.AddField(
            model_name='groupunit',
            name='from_on',
            field=models.DateField(blank=True, null=True, verbose_name='自'),
        ),
        migrations.AddField(
            model_name='groupunit',
            name='to_on',
            field=models.DateField(blank=True, null=True, verbose_name='至'),
        ),
        migrations.AlterField(
            model_name='groupunit',
            name='role',
            field=models.CharField(choices=[('lead', '牵头单位'), ('responsible', '责任单位'), ('cooperating', '配合单位')], max_length=20, verbose_name='身份'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['awaited', 'dissolved', 'standing'])), name='group_state_known'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'standing'), _negated=True), models.Q(('set_up_on__isnull', False), models.Q(('paper_title', ''), _negated=True)), _connector='OR'), name='group_stands_by_a_paper'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dissolved_by__isnull', False), ('dissolved_on__isnull', False)), models.Q(('dissolved_by__isnull', True), ('dissolved_on__isnull', True)), _connector='OR'), name='group_dissolved_paired'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dissolved_on__isnull', False), ('state', 'dissolved'), models.Q(('dissolved_why', ''), _negated=True)), models.Q(models.Q(('state', 'dissolved'), _negated=True), ('dissolved_on__isnull', True)), _connector='OR'), name='group_dissolved_says_why'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(('dissolved_on__isnull', True), ('set_up_on__isnull', True), ('dissolved_on__gte', models.F('set_up_on')), _connector='OR'), name='group_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['contact', 'deputy', 'head', 'member'])), name='group_member_part_known'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('group', 'person', 'unit'), name='group_member_once'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('from_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='group_member_leaves_after_joining'),
        ),
        migrations.AddConstraint(
            model_name='groupunit',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['cooperating', 'lead', 'responsible'])), name='group_unit_role_known'),
        ),
        migrations.AddConstraint(
            model_name='groupunit',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('group', 'unit'), name='group_unit_in_one_role'),
        ),
        migrations.AddConstraint(
            model_name='groupunit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'lead'), _negated=True), ('to_on__isnull', False), _connector='OR'), name='group_has_no_second_lead'),
        ),
        migrations.AddConstraint(
            model_name='groupunit',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('from_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='group_unit_ends_after_it_begins'),
        ),
        migrations.AddField(
            model_name='placeholder',
            name='group',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='placeholders', to='matters.group', verbose_name='工作小组'),
        ),
        migrations.AddField(
            model_name='placeholder',
            name='matter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='placeholders', to='matters.matter', verbose_name='事项'),
        ),
        migrations.AddField(
            model_name='placeholder',
            name='passage',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.passage', verbose_name='原文'),
        ),
        migrations.AddField(
            model_name='placeholder',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='明确人'),
        ),
        migrations.AddField(
            model_name='placeholder',
            name='units',
            field=models.ManyToManyField(related_name='+', to='orgs.unit', verbose_name='明确为'),
        ),
        migrations.AddConstraint(
            model_name='placeholder',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['cooperating', 'lead', 'responsible'])), name='placeholder_role_known'),
        ),
        migrations.AddConstraint(
            model_name='placeholder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('matter__isnull', True)), models.Q(('group__isnull', True), ('matter__isnull', False)), _connector='OR'), name='placeholder_of_one_row'),
        ),
        migrations.AddConstraint(
            model_name='placeholder',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='placeholder_has_words'),
        ),
        migrations.AddConstraint(
            model_name='placeholder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), _connector='OR'), name='placeholder_settled_paired'),
        ),
        migrations.AddConstraint(
            model_name='placeholder',
            constraint=models.CheckConstraint(condition=models.Q(('settled_at__isnull', False), ('reason', ''), _connector='OR'), name='placeholder_open_has_no_reason'),
        ),
        migrations.AddConstraint(
            model_name='placeholder',
            constraint=models.UniqueConstraint(condition=models.Q(('matter__isnull', False)), fields=('matter', 'words', 'role'), name='placeholder_once_in_a_matter'),
        ),
        migrations.AddConstraint(
            model_name='placeholder',
            constraint=models.UniqueConstraint(condition=models.Q(('group__isnull', False)), fields=('group', 'words', 'role'), name='placeholder_once_in_a_group'),
        ),
        migrations.RunPython(set_up_by_what_was_cited, migrations.RunPython.noop),
    ]
