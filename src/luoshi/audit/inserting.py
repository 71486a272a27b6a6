"""Many new rows of one table in one statement, as fast as the database takes them.

Each column is a list with one value for each row, or one value that all rows share.  A row object
for each of a hundred thousand rows would cost several times what the database itself needs.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Return ``count`` ids, in order, that no other row of ``model`` has or will get.

    Call it inside the transaction that uses them: on SQLite it is the write lock, taken when the
    transaction began, that keeps the ids free.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            last = int(row[0]) if row else 0
            return list(range(last + 1, last + count + 1))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return sorted(int(pk) for (pk,) in cursor.fetchall())


def insert(model: type[models.Model], columns: Mapping[str, Any], *, count: int) -> int:
    """Add ``count`` rows to ``model`` and return how many there were not already.

    ``columns`` holds for each attribute ("debtor_unit_id", "due_on") a list or one common value.
    A row that meets a unique constraint is left out; any other constraint stops them all.
    Columns that are not given get the default of their field.  JSON arrives as text.
    """
    if not count:
        return 0
    given = _given(model, columns)
    fields = list(given)
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(fields))
            values = [_repeated(value, count) for value in given.values()]
            cursor.executemany(
                f'INSERT INTO "{table}" ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING',
                list(zip(*values, strict=True)),
            )
            return int(cursor.rowcount)
        chosen = [_chosen(field, value) for field, value in given.items()]
        lists = [number for number, value in enumerate(given.values()) if isinstance(value, list)]
        arrays = ", ".join(f"%s::{_array_type(fields[number])}" for number in lists)
        aliases = ", ".join(f"c_{fields[number].column}" for number in lists)
        shared = [value for value in given.values() if not isinstance(value, list)]
        each = [value for value in given.values() if isinstance(value, list)]
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {", ".join(chosen)} '
            f"FROM unnest({arrays}) AS given({aliases}) ON CONFLICT DO NOTHING",
            [*shared, *each],
        )
        return int(cursor.rowcount)


def _given(model: type[models.Model], columns: Mapping[str, Any]) -> dict[Any, Any]:
    """Return the fields to write and their values as the database takes them."""
    found: dict[Any, Any] = {}
    for field in model._meta.concrete_fields:
        if field.attname in columns:
            found[field] = _prepared(field, columns[field.attname])
        elif not field.primary_key and not field.null:
            found[field] = _prepared(field, field.get_default())
    return found


def _prepared(field: Any, value: Any) -> Any:
    """Return a column as the database takes it; days and instants repeat, so each is written once."""
    if not isinstance(field, models.DateField):
        return value if isinstance(value, list) else _plain(field, value)
    if not isinstance(value, list):
        return field.get_db_prep_save(value, connection)
    written: dict[dt.date | None, Any] = {
        one: field.get_db_prep_save(one, connection) for one in set(value)
    }
    return [written[one] for one in value]


def _plain(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField) or isinstance(value, str):
        return str(value)
    return field.get_db_prep_save(value, connection)


def _repeated(value: Any, count: int) -> Any:
    return value if isinstance(value, list) else itertools.repeat(value, count)


def _chosen(field: Any, value: Any) -> str:
    if isinstance(value, list):
        return f"c_{field.column}"
    return f"%s::{_type(field)}"


def _type(field: Any) -> str:
    """Return the type of a column; texts without their length, which a cast would cut silently."""
    if isinstance(field, models.CharField):
        return "text"
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))


def _array_type(field: Any) -> str:
    if isinstance(field, models.JSONField):
        return "text[]::jsonb[]"
    return f"{_type(field)}[]"


def landed(model: type[models.Model], pks: Sequence[int]) -> set[int]:
    """Return those of the ids in ``pks`` (in order) that are rows of ``model`` now."""
    if not pks:
        return set()
    rows = model._default_manager.filter(pk__gte=pks[0], pk__lte=pks[-1])
    return set(pks) & set(rows.order_by().values_list("pk", flat=True))
