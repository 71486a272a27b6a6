"""Many rows of one table in one statement, as fast as the database takes or gives them.

Each column is a list with one value for each row, or one value that all rows share.  A row object
for each of a hundred thousand rows would cost several times what the database itself needs.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL


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


def _given(
    model: type[models.Model], columns: Mapping[str, Any], *, defaults: bool = True
) -> dict[Any, Any]:
    """Return the fields to write and their values as the database takes them."""
    found: dict[Any, Any] = {}
    for field in model._meta.concrete_fields:
        if field.attname in columns:
            found[field] = _prepared(field, columns[field.attname])
        elif defaults and not field.primary_key and not field.null:
            found[field] = _prepared(field, field.get_default())
    return found


def _prepared(field: Any, value: Any) -> Any:
    """Return a column as the database takes it; what repeats is put in writing once."""
    if not isinstance(field, models.DateField | models.DecimalField):
        return value if isinstance(value, list) else _plain(field, value)
    if not isinstance(value, list):
        return field.get_db_prep_save(value, connection)
    written: dict[Any, Any] = {one: field.get_db_prep_save(one, connection) for one in set(value)}
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


def update_each(model: type[models.Model], columns: Mapping[str, list[Any]]) -> int:
    """Give each row of ``model`` its own values, all rows in one statement; return how many there were.

    ``columns`` holds for each attribute a list with one value for each row; "id" says which rows.
    """
    given = _given(model, columns, defaults=False)
    fields = [field for field in given if not field.primary_key]
    (key,) = (field for field in given if field.primary_key)
    if not given[key]:
        return 0
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(f'"{field.column}" = %s' for field in fields)
            values = [given[field] for field in (*fields, key)]
            cursor.executemany(
                f'UPDATE "{table}" SET {marks} WHERE "{key.column}" = %s',
                list(zip(*values, strict=True)),
            )
            return int(cursor.rowcount)
        marks = ", ".join(f'"{field.column}" = given.c_{field.column}' for field in fields)
        arrays = ", ".join(f"%s::{_array_type(field)}" for field in given)
        aliases = ", ".join(f"c_{field.column}" for field in given)
        cursor.execute(
            f'UPDATE "{table}" SET {marks} FROM unnest({arrays}) AS given({aliases}) '
            f'WHERE "{table}"."{key.column}" = given.c_{key.column}',
            list(given.values()),
        )
        return int(cursor.rowcount)


def among(pks: Iterable[int]) -> RawSQL:
    """Return ids as ``…__in`` takes them: one parameter, however many thousands there are."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(list(pks)),))
    return RawSQL("SELECT unnest(%s::bigint[])", (list(pks),))


def landed(model: type[models.Model], pks: Sequence[int]) -> set[int]:
    """Return those of the ids in ``pks`` (in order) that are rows of ``model`` now."""
    if not pks:
        return set()
    rows = model._default_manager.filter(pk__gte=pks[0], pk__lte=pks[-1])
    return set(pks) & set(rows.order_by().values_list("pk", flat=True))
