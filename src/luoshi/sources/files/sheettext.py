"""Spreadsheets (.xlsx .xlsm .xlsb .xls .et .ods) to text: each sheet a table, as an office sees it.

Numbers lose the tail that binary fractions give them, percentages and units of a cell's format
are written out, dates are written as days; hidden sheets are left out and told.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from html import unescape

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from luoshi.sources.files import grid
from luoshi.sources.files.filetext import TEXT_MAX, FileText, is_blank
from luoshi.sources.files.package import Package
from luoshi.sources.files.refusals import noted, refused
from luoshi.sources.files.sheetformats import Formats

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

_BESIDE = re.compile(
    r"docProps/(?:core|custom)\.xml|meta\.xml|xl/(?:comments|threadedComments|drawings)[^/]*(?:/[^/]+)?\.xml"
)
_HEADERS = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)[^>]*>([^<]{1,2000})<")
# &C and &"仿宋,Bold" place and dress the text of a header; they are not part of it.
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|[A-Z]|\d{1,3})')
_ORDINARY_NAME = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.I)
_MARKED = re.compile(r"[\u0020-\u007e\u2605\u2606\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]{2,200}")
_MARK_WORDS = ("密", "内部")
_FRACTIONS = 15  # significant digits, as spreadsheets show at most

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read(data: bytes, package: Package | None) -> FileText:
    """Return the sheets in view as tables; ``package`` is the file's parts if it is a zip.

    Raises Unreadable for a file that is broken (naming the sheet), locked or empty.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise refused("file-password") from error
    except CalamineError as error:
        raise refused("file-damaged") from error
    with book:
        seen, hidden = sheets_of(book)
        parts = {name: list(_lines(book, package, name)) for name in seen}
        unseen = [line for name in hidden for line in _lines(book, package, name)]
    filled = {name: lines for name, lines in parts.items() if lines}
    text: list[str] = []
    for name, lines in filled.items():
        if len(filled) > 1 or not _ORDINARY_NAME.fullmatch(name.strip()):
            text += [name.strip()] if len(filled) > 1 else []
        text += lines
    joined = "\n".join(text).strip("\n")
    if len(joined) > TEXT_MAX:
        raise refused("file-text-too-long")
    if is_blank(joined):
        raise refused("file-without-text")
    notes = (noted("sheets-hidden", sheets=tuple(hidden)),) if any(unseen) else ()
    beside = "\n".join([*beside_of(data, package), *seen, *hidden, *unseen])
    return FileText(joined, media_type_of(package), "", notes, beside)


def media_type_of(package: Package | None) -> str:
    """Return what a workbook is, told by its parts (None: it is no package)."""
    if package is None:
        return XLS
    return ODS if "content.xml" in package.names else XLSX


def sheets_of(book: CalamineWorkbook) -> tuple[list[str], list[str]]:
    """Return the names of the sheets in view, and of the hidden ones."""
    tables = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    seen = [one.name for one in tables if one.visible == SheetVisibleEnum.Visible]
    return seen, [one.name for one in tables if one.name not in seen]


def _lines(book: CalamineWorkbook, package: Package | None, name: str) -> Iterator[str]:
    try:
        sheet = book.get_sheet_by_name(name)
        start, merged = sheet.start, _merged(sheet)
        formats = Formats.of(package, name)
        if start is None:
            return
        rows = [
            [
                said(cell, formats.at(start[0] + r, start[1] + c) if formats else "")
                for c, cell in enumerate(row)
            ]
            for r, row in enumerate(sheet.iter_rows())
        ]
    except CalamineError as error:
        raise refused("file-damaged-at-sheet", sheet=name) from error
    runs = [(a - start[0], b - start[1], c - start[0], d - start[1]) for a, b, c, d in merged]
    yield from grid.lines_of(grid.spread(rows, runs))


def _merged(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    return [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]


def said(cell: Cell, pattern: str = "") -> str:
    """Return a cell as an office would see it; ``pattern`` is its number format, if that matters.

    >>> said(12.0), said(0.1 + 0.2), said(0.85, "0%"), said(5.2, '0.00"亿元"')
    ('12', '0.3', '85%', '5.2亿元')
    >>> said(dt.date(2026, 5, 17))
    '2026年5月17日'
    """
    match cell:
        case bool():
            return "是" if cell else "否"
        case int() | float():
            return _number(cell, pattern)
        case dt.datetime() if cell.time() != dt.time():
            return f"{_day(cell)} {cell.hour:02}:{cell.minute:02}"
        case dt.date():
            return _day(cell)
        case dt.time():
            return f"{cell.hour:02}:{cell.minute:02}"
        case dt.timedelta():
            minutes = round(cell.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return cell


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _number(number: float, pattern: str) -> str:
    before, after = "", ""
    if pattern:
        literals = re.findall(r'"([^"]*)"', pattern)
        bare = re.sub(r'"[^"]*"', "\0", pattern)
        if "%" in bare:
            number, after = number * 100, "%"
        if literals and bare.endswith("\0"):
            after = literals.pop()
        if literals and bare.startswith("\0"):
            before = literals[0]
    text = format(number, f".{_FRACTIONS}g")
    if "e" in text:
        text = format(float(text), "f").rstrip("0").rstrip(".") if abs(number) < 1e21 else text
    return before + text + after


def beside_of(data: bytes, package: Package | None) -> list[str]:
    """Return headers, footers, remarks, text boxes and properties, as far as the format tells."""
    if package is None:
        return _marked_words(data)
    found = package.words_of(*sorted(filter(_BESIDE.fullmatch, package.names)))
    for name in sorted(package.names):
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            texts = _HEADERS.findall(package.part(name))
            found += [
                _CODES.sub(" ", unescape(t.decode("utf-8", "replace"))).strip() for t in texts
            ]
    return found


def _marked_words(data: bytes) -> list[str]:
    """Return the runs of an old sheet's bytes that could hold a secrecy mark, wherever they stand."""
    runs = (
        run
        for start in (0, 1)
        for run in _MARKED.findall(data[start:].decode("utf-16-le", "ignore"))
    )
    return [run for run in runs if any(word in run for word in _MARK_WORDS)]
