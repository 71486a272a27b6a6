"""Who stands in for whom and when; units that were dissolved, and lists of work handed over."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_SAYS = "orgs_delegation: one deputy at a time, and no deputy of a deputy"
_CLASH = """SELECT 1 FROM orgs_delegation other
    WHERE other.id <> COALESCE(NEW.id, -1) AND other.ended_at IS NULL
      AND other.from_on <= NEW.to_on AND other.to_on >= NEW.from_on
      AND (other.absent_id = NEW.absent_id OR other.deputy_id = NEW.absent_id
           OR other.absent_id = NEW.deputy_id)"""
_SQLITE = [
    f"CREATE TRIGGER orgs_delegation_alone_{verb} BEFORE {verb.upper()} ON orgs_delegation "
    f"WHEN NEW.ended_at IS NULL AND EXISTS ({_CLASH}) "
    f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
    for verb in ("insert", "update")
]
# Two transactions do not see each other's rows: the lock lets the second look after the first.
_POSTGRESQL = [
    f"""CREATE FUNCTION orgs_delegation_alone() RETURNS trigger AS $$ BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('orgs_delegation'));
    IF NEW.ended_at IS NULL AND EXISTS ({_CLASH}) THEN
        RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW; END; $$ LANGUAGE plpgsql""",
    "CREATE TRIGGER orgs_delegation_alone BEFORE INSERT OR UPDATE ON orgs_delegation "
    "FOR EACH ROW EXECUTE FUNCTION orgs_delegation_alone()",
]
_BACK = {
    "sqlite": [f"DROP TRIGGER orgs_delegation_alone_{verb}" for verb in ("insert", "update")],
    "postgresql": [
        "DROP TRIGGER orgs_delegation_alone ON orgs_delegation",
        "DROP FUNCTION orgs_delegation_alone",
    ],
}


def _run(statements: dict[str, list[str]]) -> Any:
    def code(apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return code


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0004_person_email"),
    ]

    operations = [
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='自')),
                ('to_on', models.DateField(verbose_name='至')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('made_at', models.DateTimeField(verbose_name='办理时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='提前结束时间')),
            ],
            options={
                'verbose_name': '代理',
                'ordering': ['-from_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('merged', '撤并'), ('split', '分出职责'), ('closed', '撤销'), ('left', '人员离任')], max_length=10, verbose_name='原因')),
                ('effective_on', models.DateField(verbose_name='生效日期')),
                ('reason', models.CharField(max_length=300, verbose_name='依据')),
                ('rows', models.JSONField(default=list, verbose_name='移交清单')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '移交清单',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='unit',
            name='ended_on',
            field=models.DateField(blank=True, null=True, verbose_name='撤销日期'),
        ),
        migrations.AddField(
            model_name='unit',
            name='succeeded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='orgs.unit', verbose_name='承接单位'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('succeeded_by__isnull', True), models.Q(('ended_on__isnull', False), models.Q(('succeeded_by', models.F('id')), _negated=True)), _connector='OR'), name='unit_succeeded_when_ended'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='absent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to='orgs.person', verbose_name='离岗人'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='deputy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to='orgs.person', verbose_name='代理人'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='结束人'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='from_person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers_out', to='orgs.person', verbose_name='移交人'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='from_unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers_out', to='orgs.unit', verbose_name='移交单位'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='to_person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers_in', to='orgs.person', verbose_name='接收人'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='to_unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers_in', to='orgs.unit', verbose_name='承接单位'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('absent', models.F('deputy')), _negated=True), name='delegation_not_to_oneself'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='delegation_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='delegation_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), _connector='OR'), name='delegation_ended_paired'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['closed', 'left', 'merged', 'split'])), name='transfer_cause_known'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='transfer_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cause', 'left'), ('from_person__isnull', False), ('from_unit__isnull', True), ('to_person__isnull', False), ('to_unit__isnull', True)), models.Q(models.Q(('cause', 'left'), _negated=True), ('from_person__isnull', True), ('from_unit__isnull', False), ('to_person__isnull', True)), _connector='OR'), name='transfer_of_a_unit_or_a_person'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_unit', models.F('to_unit')), _negated=True), models.Q(('from_person', models.F('to_person')), _negated=True)), name='transfer_to_another_hand'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(condition=models.Q(('cause__in', ['merged', 'closed'])), fields=('from_unit',), name='transfer_ends_a_unit_once'),
        ),
        migrations.RunPython(_run({"sqlite": _SQLITE, "postgresql": _POSTGRESQL}), _run(_BACK)),
    ]
