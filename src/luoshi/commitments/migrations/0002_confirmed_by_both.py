"""The database itself: words are only added to, sides stay, and nothing counts as confirmed by one."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from luoshi.audit.refusals import append_only, never_changes

TABLE = "commitments_commitment"
NAME = "commitments_confirmed_by_both"
SENTENCE = "commitments_commitment: both sides must have confirmed the wording that stands"
AGREED = "('confirmed', 'binding', 'kept', 'not-kept', 'released')"
LACKING = (
    "(SELECT count(*) FROM commitments_commitmentconfirmation AS c "
    "JOIN commitments_commitmentwording AS w ON w.id = c.wording_id "
    "WHERE w.commitment_id = NEW.id AND w.n = NEW.said "
    "AND c.owing_unit_id = NEW.debtor_unit_id AND c.owed_unit_id = NEW.creditor_unit_id) < 2"
)
FORWARD = {
    "sqlite": [
        f"CREATE TRIGGER {NAME}_{verb} BEFORE {verb} ON {TABLE} "
        f"WHEN NEW.state IN {AGREED} AND {LACKING} "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        for verb in ("insert", "update")
    ],
    "postgresql": [
        f"CREATE FUNCTION {NAME}() RETURNS trigger AS $$ BEGIN "
        f"IF NEW.state IN {AGREED} AND {LACKING} THEN "
        f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END; $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {NAME}()",
    ],
}
BACK = {
    "sqlite": [f"DROP TRIGGER {NAME}_insert", f"DROP TRIGGER {NAME}_update"],
    "postgresql": [f"DROP TRIGGER {NAME} ON {TABLE}", f"DROP FUNCTION {NAME}"],
}


def _run(statements: dict[str, list[str]]) -> Any:
    def code(apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return code


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial")]

    operations = [
        append_only("commitments_commitmentwording"),
        append_only("commitments_commitmentconfirmation"),
        append_only("commitments_draw"),
        never_changes(TABLE, "debtor_unit_id"),
        never_changes(TABLE, "creditor_unit_id"),
        never_changes(TABLE, "matter_id"),
        migrations.RunPython(_run(FORWARD), _run(BACK)),
    ]
