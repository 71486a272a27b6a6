"""What the database itself refuses, written once for both engines.

A page, a script or a person with a database client meets the same wall: rows that may only be
added, columns that never change, states that nobody defined.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def known(field: str, choices: type[models.TextChoices], *, name: str) -> models.CheckConstraint:
    """Return a constraint that ``field`` holds one of ``choices``."""
    return models.CheckConstraint(
        name=name, condition=models.Q(**{f"{field}__in": sorted(choices.values)})
    )


def both_or_neither(*fields: str, name: str) -> models.CheckConstraint:
    """Return a constraint that ``fields`` are all filled or all empty: no half-state."""
    filled = models.Q(**{f"{field}__isnull": False for field in fields})
    empty = models.Q(**{f"{field}__isnull": True for field in fields})
    return models.CheckConstraint(name=name, condition=filled | empty)


def _run(statements: dict[str, list[str]]) -> Any:
    def code(apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return code


def append_only(table: str) -> migrations.RunPython:
    """Return a migration step after which rows of ``table`` can be added, never changed or removed."""
    sentence = f"{table}: the record is only ever added to"
    sqlite = [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        for verb in ("update", "delete")
    ]
    function = (
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger AS $$ BEGIN "
        f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END; "
        "$$ LANGUAGE plpgsql"
    )
    trigger = (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    back = {
        "sqlite": [f"DROP TRIGGER {table}_no_update", f"DROP TRIGGER {table}_no_delete"],
        "postgresql": [
            f"DROP TRIGGER {table}_append_only ON {table}",
            f"DROP FUNCTION {table}_refuse",
        ],
    }
    forward = {"sqlite": sqlite, "postgresql": [function, trigger]}
    return migrations.RunPython(_run(forward), _run(back))


def never_emptied(table: str) -> migrations.RunPython:
    """Return a migration step after which PostgreSQL refuses to TRUNCATE an append-only ``table``.

    A trigger for each row does not meet that statement.  SQLite has no such statement.
    """
    trigger = (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )
    back = {"sqlite": [], "postgresql": [f"DROP TRIGGER {table}_no_truncate ON {table}"]}
    return migrations.RunPython(_run({"sqlite": [], "postgresql": [trigger]}), _run(back))


def never_changes(table: str, column: str) -> migrations.RunPython:
    """Return a migration step after which ``column``, once filled, keeps its value for ever."""
    name = f"{table}_{column}_kept"
    sentence = f"{table}.{column} never changes once it is set"
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
        f"IF OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column} THEN "
        f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END; $$ LANGUAGE plpgsql"
    )
    trigger = (
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    back = {
        "sqlite": [f"DROP TRIGGER {name}"],
        "postgresql": [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}"],
    }
    forward = {"sqlite": [_kept_on_sqlite(table, column)], "postgresql": [function, trigger]}
    return migrations.RunPython(_run(forward), _run(back))


def kept_after_rebuilding(table: str, column: str) -> migrations.RunPython:
    """Return the step that ends a migration which made SQLite rebuild ``table``: its trigger again.

    SQLite drops the triggers of a table that is rebuilt, without a word; PostgreSQL keeps them.
    """
    drop = f"DROP TRIGGER IF EXISTS {table}_{column}_kept"
    forward = {"sqlite": [drop, _kept_on_sqlite(table, column)], "postgresql": []}
    return migrations.RunPython(_run(forward), _run(forward))


def _kept_on_sqlite(table: str, column: str) -> str:
    name = f"{table}_{column}_kept"
    return (
        f"CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} "
        f"WHEN OLD.{column} IS NOT NULL AND NEW.{column} IS NOT OLD.{column} "
        f"BEGIN SELECT RAISE(ABORT, '{table}.{column} never changes once it is set'); END"
    )
