"""Triggers that keep the three administrators apart, and what was asked and decided as it was.

For migrations only.  SQLite drops the triggers of a table that is rebuilt, without a word, and
rebuilds none into which a trigger of another table looks: a later migration that rebuilds
``orgs_seat`` or ``orgs_change`` begins with ``set_free`` and ends with ``kept_apart``.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

SEATS_SAY = "orgs_seat: an administrator holds no other role on the same day"
CHANGES_SAY = "orgs_change: what was asked or decided stays as it was"
MAPPED_SAY = "orgs_change: what single sign-on asks for is decided by a security administrator"
# The codes stand here as they were when the database learnt them, whatever the program calls them.
_ADMINISTRATORS = "('system_admin', 'security_admin', 'auditor')"
_BOTH = f"""SELECT 1 FROM orgs_seat other
    WHERE other.account_id = NEW.account_id AND other.id <> COALESCE(NEW.id, -1)
      AND other.role <> NEW.role
      AND (NEW.role IN {_ADMINISTRATORS} OR other.role IN {_ADMINISTRATORS})
      AND (NEW.to_on IS NULL OR other.from_on <= NEW.to_on)
      AND (other.to_on IS NULL OR other.to_on >= NEW.from_on)"""
# A seat that only ends earlier is let through: so what was there before can be put in order.
_SHORTENED = """OLD.account_id = NEW.account_id AND OLD.role = NEW.role
      AND OLD.from_on <= NEW.from_on AND NEW.to_on IS NOT NULL
      AND (OLD.to_on IS NULL OR NEW.to_on <= OLD.to_on)"""
_ASKED = ("kind", "seat_id", "key_id", "reason", "asked_by_id", "asked_at", "lapses_on")
_OTHERWISE = " OR ".join(
    [f"NEW.{column} {{differs}} OLD.{column}" for column in _ASKED]
    + ["(OLD.account_id IS NOT NULL AND NEW.account_id {differs} OLD.account_id)"]
    + ["(NEW.password <> '' AND NEW.password <> OLD.password)", "OLD.state <> 'waiting'"]
)
# Nobody asked for it by name, and who keeps the mapping is of the system's side: so it is hers alone.
_NOT_HERS = """NEW.kind = 'mapped' AND NEW.state IN ('approved', 'refused')
      AND NOT EXISTS (SELECT 1 FROM orgs_seat held
          WHERE held.account_id = NEW.decided_by_id AND held.role = 'security_admin')"""
_TRIGGERS = {
    "orgs_seat_apart_insert": "orgs_seat",
    "orgs_seat_apart_update": "orgs_seat",
    "orgs_change_kept": "orgs_change",
    "orgs_change_mapped_insert": "orgs_change",
    "orgs_change_mapped_update": "orgs_change",
}
_FUNCTIONS = ("orgs_seat_apart", "orgs_change_kept", "orgs_change_mapped")
_SQLITE = [
    f"CREATE TRIGGER orgs_seat_apart_insert BEFORE INSERT ON orgs_seat WHEN EXISTS ({_BOTH}) "
    f"BEGIN SELECT RAISE(ABORT, '{SEATS_SAY}'); END",
    f"CREATE TRIGGER orgs_seat_apart_update BEFORE UPDATE ON orgs_seat "
    f"WHEN NOT ({_SHORTENED}) AND EXISTS ({_BOTH}) "
    f"BEGIN SELECT RAISE(ABORT, '{SEATS_SAY}'); END",
    "CREATE TRIGGER orgs_change_kept BEFORE UPDATE ON orgs_change "
    f"WHEN {_OTHERWISE.format(differs='IS NOT')} OR NEW.data IS NOT OLD.data "
    f"BEGIN SELECT RAISE(ABORT, '{CHANGES_SAY}'); END",
    *(
        f"CREATE TRIGGER orgs_change_mapped_{verb.lower()} BEFORE {verb} ON orgs_change "
        f"WHEN {_NOT_HERS} BEGIN SELECT RAISE(ABORT, '{MAPPED_SAY}'); END"
        for verb in ("INSERT", "UPDATE")
    ),
]
_RAISED = "USING ERRCODE = 'integrity_constraint_violation'"
# Two transactions do not see each other's rows: the lock lets the second look after the first.
_POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION orgs_seat_apart() RETURNS trigger AS $$ BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('orgs_seat'));
    IF TG_OP = 'UPDATE' THEN
        IF {_SHORTENED} THEN RETURN NEW; END IF;
    END IF;
    IF EXISTS ({_BOTH}) THEN RAISE EXCEPTION '{SEATS_SAY}' {_RAISED}; END IF;
    RETURN NEW; END; $$ LANGUAGE plpgsql""",
    "CREATE TRIGGER orgs_seat_apart_insert BEFORE INSERT ON orgs_seat "
    "FOR EACH ROW EXECUTE FUNCTION orgs_seat_apart()",
    "CREATE TRIGGER orgs_seat_apart_update BEFORE UPDATE ON orgs_seat "
    "FOR EACH ROW EXECUTE FUNCTION orgs_seat_apart()",
    f"""CREATE OR REPLACE FUNCTION orgs_change_kept() RETURNS trigger AS $$ BEGIN
    IF {_OTHERWISE.format(differs="IS DISTINCT FROM")} OR NEW.data::text <> OLD.data::text THEN
        RAISE EXCEPTION '{CHANGES_SAY}' {_RAISED};
    END IF;
    RETURN NEW; END; $$ LANGUAGE plpgsql""",
    "CREATE TRIGGER orgs_change_kept BEFORE UPDATE ON orgs_change "
    "FOR EACH ROW EXECUTE FUNCTION orgs_change_kept()",
    f"""CREATE OR REPLACE FUNCTION orgs_change_mapped() RETURNS trigger AS $$ BEGIN
    IF {_NOT_HERS} THEN RAISE EXCEPTION '{MAPPED_SAY}' {_RAISED}; END IF;
    RETURN NEW; END; $$ LANGUAGE plpgsql""",
    *(
        f"CREATE TRIGGER orgs_change_mapped_{verb.lower()} BEFORE {verb} ON orgs_change "
        "FOR EACH ROW EXECUTE FUNCTION orgs_change_mapped()"
        for verb in ("INSERT", "UPDATE")
    ),
]


def _dropped(vendor: str) -> list[str]:
    on = " ON {}" if vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{on.format(table)}" for name, table in _TRIGGERS.items()]


def _forward(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for statement in _dropped(vendor) + (_SQLITE if vendor == "sqlite" else _POSTGRESQL):
        schema_editor.execute(statement)


def _back(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    functions = _FUNCTIONS if vendor == "postgresql" else ()
    for statement in _dropped(vendor) + [f"DROP FUNCTION IF EXISTS {one}" for one in functions]:
        schema_editor.execute(statement)


def kept_apart() -> migrations.RunPython:
    """Return the migration step that makes the triggers, or makes them again."""
    return migrations.RunPython(_forward, _back)


def set_free() -> migrations.RunPython:
    """Return the migration step that takes the triggers away, before a table is rebuilt."""
    return migrations.RunPython(_back, _forward)
