"""The text of a .pdf in the order of reading, its ruled tables as tables.

Numbers of pages and watermarks stand beside the text.
"""

from __future__ import annotations

import ctypes
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from luoshi.sources.files.filetext import TEXT_MAX, FileText
from luoshi.sources.files.pdflines import Line, lines_of_page
from luoshi.sources.files.pdfparagraphs import Page, Part, lines_of_pages
from luoshi.sources.files.radicals import as_characters
from luoshi.sources.files.refusals import noted, refused
from luoshi.values.sentences import Sentence

PDF = "application/pdf"
PAGES_MAX = 1000
TABLES_SECONDS = 20.0

_PASSWORD_ERROR = 4
_RULES_MIN = 2
_RULE_LENGTH, _RULE_WIDTH = 15.0, 3.0  # points
_OBJECTS_MAX = 20_000
_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*\d{1,4}[-—–－·\s]*|第\s*\d+\s*页(?:[,，/\s]*共\s*\d+\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
_STRAY = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\U000f0000-\U0010ffff]")
_STRAY_SHARE = 0.3
_PROPERTIES = ("Title", "Subject", "Keywords", "Author")


@dataclass(slots=True)
class _Reading:
    """What has been read so far; ``blank`` are the pages without text, counted from 1."""

    pages: list[Page] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    plain_from: int = 0
    garbled: int = 0


def read(data: bytes) -> FileText:
    """Return the text of all pages.

    Raises Unreadable for a file that is broken (naming the page), locked, garbled or scanned.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = (
            getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower()
        )
        raise refused("file-password" if locked else "file-damaged") from error
    with closing(document):
        pages = len(document)
        if pages > PAGES_MAX:
            raise refused("file-too-many-pages", pages=pages, limit=PAGES_MAX)
        reading = _Reading()
        _read_pages(document, data, reading)
        beside = [*document.get_metadata_dict(skip_empty=True).values(), *reading.beside]
    if len(reading.blank) == pages:
        raise refused("file-scan", pages=pages)
    text = as_characters("\n".join(lines_of_pages(reading.pages)).strip("\n"))
    if len(_STRAY.findall(text)) > len(text) * _STRAY_SHARE:
        raise refused("file-garbled", page=reading.garbled or 1)
    notes = tuple(_notes(reading))
    return FileText(_STRAY.sub("\ufffd", text), PDF, "", notes, "\n".join(beside))


def _notes(reading: _Reading) -> Iterator[Sentence]:
    if reading.blank:
        yield noted("pages-without-text", pages=tuple(reading.blank))
    if reading.plain_from:
        yield noted("tables-as-text", page=reading.plain_from)


def _read_pages(document: pdfium.PdfDocument, data: bytes, reading: _Reading) -> None:
    until = time.monotonic() + TABLES_SECONDS
    size, opened = 0, None
    for at in range(len(document)):
        try:
            page = document[at]
        except pdfium.PdfiumError as error:
            raise refused("file-damaged-at-page", page=at + 1) from error
        with closing(page):
            lines, marks = lines_of_page(page)
            reading.beside += marks
            ruled = bool(lines) and _is_ruled(page)
            width, height = page.get_size()
        if not lines:
            reading.blank.append(at + 1)
            continue
        tables = []
        if ruled and time.monotonic() < until:
            opened = opened or import_module("luoshi.sources.files.pdftables").Tables(data)
            tables = opened.of_page(at)
        elif ruled:
            reading.plain_from = reading.plain_from or at + 1
        lines, numbers = _without_page_number(lines, height)
        reading.beside += numbers
        reading.pages.append(Page(width, _in_order(lines, tables)))
        size += sum(len(line.text) for line in lines)
        if not reading.garbled and any(_STRAY.search(line.text) for line in lines):
            reading.garbled = at + 1
        if size > TEXT_MAX:
            raise refused("file-text-too-long")


def _in_order(
    lines: list[Line], tables: list[tuple[tuple[float, ...], list[list[str]]]]
) -> list[Part]:
    """Put each table where its first line would have stood, in place of the lines inside it."""
    parts: list[Part] = []
    waiting = sorted(tables, key=lambda table: table[0][1])
    for line in lines:
        inside = next((box for box, _ in tables if _holds(box, line)), None)
        while waiting and (waiting[0][0] == inside or waiting[0][0][1] < line.top - 1):
            parts.append(waiting.pop(0)[1])
        if inside is None:
            parts.append(line)
    return parts + [rows for _, rows in waiting]


def _holds(box: tuple[float, ...], line: Line) -> bool:
    left, top, right, bottom = box
    x, y = (line.left + line.right) / 2, (line.top + line.bottom) / 2
    return left - 2 <= x <= right + 2 and top - 2 <= y <= bottom + 2


def _without_page_number(lines: list[Line], height: float) -> tuple[list[Line], list[str]]:
    """Part the numbers of a page, at its very top or bottom, from its lines."""
    low, high = height * 0.88, height * 0.08
    at_edge = [
        line
        for line in lines
        if (line.top > low or line.bottom < high) and _PAGE_NUMBER.fullmatch(line.text.strip())
    ]
    if len(at_edge) == len(lines):
        return lines, []
    return [line for line in lines if line not in at_edge], [line.text for line in at_edge]


def _is_ruled(page: pdfium.PdfPage) -> bool:
    """Tell whether lines are drawn both ways on a page, as around the cells of a table."""
    flat = upright = 0
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for count, one in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)):
        raw.FPDFPageObj_GetBounds(one, left, bottom, right, top)
        width, height = right.value - left.value, top.value - bottom.value
        flat += width > _RULE_LENGTH and (height < _RULE_WIDTH or height > _RULE_LENGTH / 2)
        upright += height > _RULE_LENGTH / 2 and (width < _RULE_WIDTH or width > _RULE_LENGTH)
        if (flat >= _RULES_MIN and upright >= _RULES_MIN) or count > _OBJECTS_MAX:
            break
    return flat >= _RULES_MIN and upright >= _RULES_MIN
