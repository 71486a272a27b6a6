"""A ledger as a workbook: title, unit line, frozen header, filters, real dates and numbers.

The columns are those that offices keep by hand (台账); what a value is decides how its cell looks.
The bytes are the same each time for the same ledger: no clock is written into the file.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from luoshi.papers.writable import writable

Shape = Literal["text", "long", "date", "money", "number", "whole"]
Cell = str | dt.date | Decimal | int | None

WIDTHS: dict[Shape, int] = {
    "text": 18,
    "long": 44,
    "date": 12,
    "money": 16,
    "number": 12,
    "whole": 8,
}
NUMBER_FORMATS: dict[Shape, str] = {
    "date": "yyyy-mm-dd",
    "money": "#,##0.00",
    "number": "#,##0.####",
    "whole": "0",
}
ROWS_HELD = 5000  # of a longer ledger each row is let go as soon as it is written
# A moment that means nothing: Excel wants one, and the bytes must not depend on when they are made.
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what its cells hold, its width in characters (by shape if 0)."""

    heading: str
    shape: Shape = "text"
    width: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger ready to be written: rows hold one cell for each column; money is in yuan."""

    title: str
    note: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]


def workbook(ledger: Ledger) -> bytes:
    """Return ``ledger`` as the bytes of an ``.xlsx`` file.

    Raises ValueError if a row has another number of cells than there are columns.
    """
    ledger, memory = writable(ledger), io.BytesIO()
    way = "constant_memory" if len(ledger.rows) > ROWS_HELD else "in_memory"
    book = xlsxwriter.Workbook(
        memory, {way: True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": ledger.title, "created": MADE})
    sheet = book.add_worksheet(ledger.title[:31])
    formats = _formats(book)
    _head(sheet, ledger, formats)
    for index, row in enumerate(ledger.rows):
        if len(row) != len(ledger.columns):
            raise ValueError(f"row {index}: {len(row)} cells for {len(ledger.columns)} columns")
        for at, (column, cell) in enumerate(zip(ledger.columns, row, strict=True)):
            _write(sheet, index + 3, at, cell, formats[column.shape])
    _finish(sheet, ledger)
    book.close()
    return memory.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    common = {"border": 1, "border_color": "#BFC5CC", "valign": "top", "font_name": "宋体"}
    formats: dict[str, Format] = {
        shape: book.add_format(
            common | {"num_format": NUMBER_FORMATS.get(shape, "@"), "text_wrap": True}
        )
        for shape in WIDTHS
    }
    formats["title"] = book.add_format(
        {"bold": True, "font_size": 16, "align": "center", "font_name": "黑体"}
    )
    formats["note"] = book.add_format({"font_color": "#5A6472", "font_name": "宋体"})
    formats["heading"] = book.add_format(
        common | {"bold": True, "bg_color": "#E8EDF3", "align": "center", "text_wrap": True}
    )
    return formats


def _head(sheet: Worksheet, ledger: Ledger, formats: dict[str, Format]) -> None:
    last = len(ledger.columns) - 1
    if last:
        sheet.merge_range(0, 0, 0, last, ledger.title, formats["title"])
    else:
        sheet.write_string(0, 0, ledger.title, formats["title"])
    sheet.set_row(0, 28)
    sheet.write_string(1, 0, ledger.note, formats["note"])
    for at, column in enumerate(ledger.columns):
        sheet.write_string(2, at, column.heading, formats["heading"])
        sheet.set_column(at, at, column.width or WIDTHS[column.shape])
    sheet.set_row(2, 30)


def _write(sheet: Worksheet, row: int, at: int, cell: Cell, look: Format) -> None:
    match cell:
        case None | "":
            sheet.write_blank(row, at, None, look)
        case dt.date():
            sheet.write_datetime(row, at, _moment(cell), look)
        case Decimal() | int():
            sheet.write_number(row, at, float(cell), look)
        case str():
            sheet.write_string(row, at, cell, look)


def _moment(day: dt.date) -> Any:
    return day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time())


def _finish(sheet: Worksheet, ledger: Ledger) -> None:
    sheet.freeze_panes(3, 2)
    sheet.autofilter(2, 0, max(2 + len(ledger.rows), 3), len(ledger.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer("&C第 &P 页，共 &N 页")
