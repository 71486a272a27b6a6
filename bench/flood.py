"""Many rows at once into the tables of the register, past the models, on SQLite and PostgreSQL.

Only for measurements: whoever calls answers for the rows being such as the actions would have
written.  What the database itself refuses it still refuses.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

from luoshi.audit.actions import plain
from luoshi.audit.chain import FORM, link
from luoshi.audit.hashing import SHA256
from luoshi.audit.models import Event

PILE = 40_000  # rows that wait in memory before all tables are written


def stored(value: Any) -> Any:
    """Return ``value`` as both engines take it in a plain INSERT or COPY."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


class Table:
    """Rows of one model: ``names`` are given with each row, the others have their default."""

    def __init__(self, model: type[models.Model], *names: str, **same: Any) -> None:
        self.model, self.rows, self.written = model, [], 0
        self._last = model.objects.aggregate(last=Max("pk"))["last"] or 0
        fields = {one.attname: one for one in model._meta.concrete_fields}
        given = ["id", *names]
        self._rest = tuple(
            stored(same.get(name, one.get_default()))
            for name, one in fields.items()
            if name not in given
        )
        rest = [name for name in fields if name not in given]
        self.columns = [fields[name].column for name in given + rest]

    def next_id(self) -> int:
        """Return a key that no row has."""
        self._last += 1
        return self._last

    def add(self, pk: int, *values: Any) -> int:
        """Put one row on the pile; return its key."""
        self.rows.append((pk, *values, *self._rest))
        return pk

    def new(self, *values: Any) -> int:
        """Put one row on the pile under a new key; return it."""
        return self.add(self.next_id(), *values)


@dataclass
class Flood:
    """The tables in the order in which they may be written, those that others point to first."""

    tick: Callable[[int], None] = lambda count: None
    tables: list[Table] = field(default_factory=list)

    def table(self, model: type[models.Model], *names: str, **same: Any) -> Table:
        """Return the table of ``model``, if it is new written after those that were asked for before."""
        for table in self.tables:
            if table.model is model:
                return table
        self.tables.append(Table(model, *names, **same))
        return self.tables[-1]

    def settle(self, *, most: int = PILE) -> None:
        """Write everything if more than ``most`` rows wait."""
        if sum(len(table.rows) for table in self.tables) <= most:
            return
        with transaction.atomic():
            for table in self.tables:
                if table.rows:
                    _write(table.model._meta.db_table, table.columns, table.rows)
                    table.written += len(table.rows)
                    self.tick(len(table.rows))
                    table.rows.clear()

    def end(self) -> None:
        """Write what is left and let the database count on from the last keys."""
        self.settle(most=0)
        reset = connection.ops.sequence_reset_sql(no_style(), [one.model for one in self.tables])
        with connection.cursor() as cursor:
            for statement in reset:
                cursor.execute(statement)


def _write(name: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    listed = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{name}" ({listed}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(columns))
        cursor.connection.executemany(f'INSERT INTO "{name}" ({listed}) VALUES ({marks})', rows)


@dataclass(slots=True)
class Told:
    """One event of a chain before it is a row: what `audit.chain.link` reads of it."""

    subject_kind: str
    subject_id: int
    subject_label: str
    serial: int
    type: str
    at: dt.datetime
    by_id: int | None
    by_name: str
    data: dict[str, Any]
    previous_hash: str
    form: int = FORM
    algorithm: str = SHA256
    seat_role: str | None = None
    seat_unit_id: int | None = None
    seat_unit_name: str | None = None
    door: str | None = None
    address: str | None = None


class Chronicle:
    """Events, chained as the record chains them; each chain is told whole, in one call."""

    def __init__(self, flood: Flood) -> None:
        self._events = flood.table(
            Event, "subject_kind", "subject_id", "subject_label", "serial", "type", "at",
            "by_id", "by_name", "data", "previous_hash", "hash", "form", "algorithm",
        )  # fmt: skip

    def tell(
        self,
        kind: str,
        pk: int,
        label: str,
        events: Iterable[tuple[str, dt.datetime, tuple[int | None, str], dict[str, Any]]],
    ) -> None:
        """Add the chain of one row: (type, moment, (account, name), data) in the order of time."""
        last = ""
        for serial, (type_, at, (by, name), data) in enumerate(events, start=1):
            told = Told(kind, pk, label[:300], serial, type_, at, by, name, plain(data), last)
            digest = link(told)
            self._events.new(
                kind, pk, told.subject_label, serial, type_, stored(at), by, name,
                stored(told.data), last, digest, FORM, SHA256,
            )  # fmt: skip
            last = digest


def labelled(pk: int, label: str) -> dict[str, Any]:
    """Return a row as events hold it."""
    return {"id": pk, "label": label}


def hurried() -> None:
    """Let SQLite write without waiting for the disk; PostgreSQL without waiting for each commit."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for pragma in ("synchronous=OFF", "cache_size=-800000", "foreign_keys=OFF"):
                cursor.execute(f"PRAGMA {pragma}")
        else:
            cursor.execute("SET synchronous_commit TO off")


def looked_through() -> None:
    """Let the planner count what there is, and check every foreign key on SQLite."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
