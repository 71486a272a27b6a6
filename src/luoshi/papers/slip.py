"""A report as a sheet to be filled in and sent back: one row a field, its name in a hidden column."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter

from luoshi.papers.ledger import MADE
from luoshi.papers.writable import writable

MARK = "luoshi-slip"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its name, what the office calls it, what stands in it, and a hint."""

    name: str
    label: str
    value: str
    hint: str = ""


def workbook(title: str, *, key: str, lines: Sequence[Line]) -> bytes:
    """Return the sheet as the bytes of an ``.xlsx`` file; ``key`` comes back with it unchanged."""
    title, lines, memory = writable(title), writable(lines), io.BytesIO()
    book = xlsxwriter.Workbook(
        memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "created": MADE})
    sheet = book.add_worksheet(title[:31].translate(str.maketrans("[]:*?/\\", "       ")))
    head = book.add_format({"bold": True, "font_size": 14, "font_name": "黑体"})
    label = book.add_format({"border": 1, "valign": "top", "font_name": "宋体", "bold": True})
    value = book.add_format(
        {"border": 1, "valign": "top", "text_wrap": True, "locked": False, "num_format": "@"}
    )
    hint = book.add_format({"valign": "top", "text_wrap": True, "font_color": "#5A6472"})
    sheet.write_string(0, 0, title, head)
    sheet.write_string(0, 3, f"{MARK}|{VERSION}|{key}")
    for row, line in enumerate(lines, 1):
        sheet.write_string(row, 0, line.label, label)
        sheet.write_string(row, 1, line.value, value)
        sheet.write_string(row, 2, line.hint, hint)
        sheet.write_string(row, 3, f"{MARK}:{line.name}")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 36)
    sheet.set_column(3, 3, 10, None, {"hidden": True})
    sheet.protect("", {"format_rows": True, "format_columns": True})
    book.close()
    return memory.getvalue()


@dataclass(frozen=True, slots=True)
class Filled:
    """What came back: the ``key`` and ``version`` of the sheet, and what stands in each field."""

    key: str
    version: str
    values: dict[str, str]


def filled(text: str) -> Filled | None:
    """Return what a sheet's text (cells parted by tabs) says; None if it is none of these sheets."""
    key, version, values = "", "", {}
    for cells in _rows(text):
        last = cells[-1]
        if last.startswith(f"{MARK}|") and last.count("|") >= 2:
            version, key = last.split("|", 2)[1:]
        elif last.startswith(f"{MARK}:") and len(cells) >= 3:
            values[last.removeprefix(f"{MARK}:")] = cells[1].strip()
    return Filled(key, version, values) if key else None


def _rows(text: str) -> Iterable[list[str]]:
    for line in text.splitlines():
        if cells := [cell.strip() for cell in line.split("\t")]:
            yield cells
