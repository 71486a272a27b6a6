"""A ledger that was brought in, handed out again in its own columns, with our ids for the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from luoshi.intake.ledgerin.fields import FIELDS
from luoshi.intake.ledgerin.ids import HEADING, id_of
from luoshi.intake.ledgerin.mapping import is_id
from luoshi.intake.ledgerin.matching import register_values
from luoshi.intake.ledgerin.queries import results_of
from luoshi.intake.ledgerin.words import FACTORS
from luoshi.intake.models import LedgerIn, LedgerRow
from luoshi.papers.ledger import Cell, Column, Ledger, Shape

SHAPES: Mapping[str, Shape] = {"money": "money", "day": "date"}
BATCH = 1000


def in_columns(
    ledger: LedgerIn, *, table: int, seen: frozenset[int] | None, today: dt.date
) -> Ledger:
    """Return one table of ``ledger`` as the register stands today, headed as it came.

    ``seen`` are the rows of the register that may be shown, None for all.  Columns that were left
    out say what they said in the file.
    """
    about = ledger.tables[table]
    kept = [at for at, title in enumerate(about["titles"]) if not is_id(title)]
    columns = (
        *(Column(about["titles"][at] or "—", _shape(about, at)) for at in kept),
        Column(HEADING, "text", 22),
    )
    rows = [
        (*cells, id_of(about["register"], pk)) for pk, cells in _rows(ledger, table, kept, seen)
    ]
    title = about["title"] or ledger.file_name.rpartition(".")[0] or ledger.file_name
    note = f"截至{today:%Y-%m-%d}，共{len(rows)}项；“{HEADING}”一栏请勿改动，再次导入时据此对应"
    return Ledger(title, note, columns, rows)


def _shape(about: Mapping[str, Any], at: int) -> Shape:
    field = FIELDS[about["register"]].get(about["fields"][at])
    return SHAPES.get(field.shape, "text") if field else "text"


def _rows(
    ledger: LedgerIn, table: int, kept: Sequence[int], seen: frozenset[int] | None
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    about = ledger.tables[table]
    found = results_of(ledger).filter(table=table)
    serial = 0
    for batch in _batches(found.iterator(chunk_size=BATCH)):
        pks = [row.result_id for row in batch if row.result_id is not None]
        values = register_values(about["register"], pks)
        for row in batch:
            pk = row.result_id or 0
            if pk in values and (seen is None or pk in seen):
                serial += 1
                yield pk, tuple(_cell(about, at, row, values[pk], serial) for at in kept)


def _batches(rows: Iterator[LedgerRow]) -> Iterator[list[LedgerRow]]:
    batch: list[LedgerRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _cell(
    about: Mapping[str, Any], at: int, row: LedgerRow, values: Mapping[str, Any], serial: int
) -> Cell:
    """Return what a column says of a row: the register's word where it has one, else the file's."""
    name = about["fields"][at]
    printed = row.fixes.get(name, "") or (row.cells[at] if at < len(row.cells) else "")
    if name == "serial":
        return serial
    if name not in values:
        return str(printed)
    value = values[name]
    match FIELDS[about["register"]][name].shape:
        case "money":
            return _sum(value, about["units"][at])
        case "day":
            return dt.date.fromisoformat(value) if value else None
        case "units" | "unit" | "person":
            return "、".join(value)
        case "kind" | "urgency" | "stage":
            return str(printed)
    return str(value or "")


def _sum(value: str | None, unit: str) -> Cell:
    try:
        return Decimal(value) / FACTORS[unit or "万元"] if value else None
    except InvalidOperation:
        return value
