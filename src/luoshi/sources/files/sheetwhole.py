"""The rows of workbooks that cannot be streamed (.xls .et .xlsb .ods), from the reader that opens them whole."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from luoshi.sources.files.package import Package
from luoshi.sources.files.refusals import refused
from luoshi.sources.files.sheetstream import COLUMNS_MAX, Merged, Row, filled
from luoshi.sources.files.sheettext import Cell, beside_of, media_type_of, said, sheets_of


def records(data: bytes, package: Package | None) -> Iterator[dict[str, Any] | Row]:
    """Yield what `rowsworker` tells of a workbook.  Raises Unreadable for a broken or locked one."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise refused("file-password") from error
    except CalamineError as error:
        raise refused("file-damaged") from error
    with book:
        seen, hidden = sheets_of(book)
        for name in seen:
            yield from _sheet(book, name)
        words = [word for name in hidden for word in _words(book, name)]
    notes = [["sheets-hidden", {"sheets": hidden}]] if hidden else []
    beside = [*beside_of(data, package), *seen, *hidden, *words]
    yield {"end": True, "notes": notes, "beside": beside, "media_type": media_type_of(package)}


def _sheet(book: CalamineWorkbook, name: str) -> Iterator[dict[str, Any] | Row]:
    try:
        sheet = book.get_sheet_by_name(name)
        start = sheet.start or (0, 0)
        merged = Merged()
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
            merged.runs[top + 1].append((left, bottom + 1, right))
        if start[1] + sheet.width > COLUMNS_MAX * 4:
            raise refused("file-too-many-columns", sheet=name, limit=COLUMNS_MAX)
        yield {"sheet": name, "spans": merged.spans()}
        blank = [""] * start[1]
        rows = (
            (start[0] + at, blank + [_said(cell) for cell in row])
            for at, row in enumerate(sheet.iter_rows(), 1)
        )
        yield from filled(rows, merged, name)
    except CalamineError as error:
        raise refused("file-damaged-at-sheet", sheet=name) from error


def _words(book: CalamineWorkbook, name: str) -> list[str]:
    return [cell for row in _sheet(book, name) if isinstance(row, tuple) for cell in row[1] if cell]


def _said(cell: Cell) -> str:
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == dt.time() else f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, dt.date) else said(cell)
