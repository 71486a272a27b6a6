"""The ruled tables of a page of a .pdf, cell by cell."""

from __future__ import annotations

import io
import re
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

Box = tuple[float, float, float, float]

# What a parser in Python meets in a broken file.
_BROKEN = (
    PDFException, PdfminerException, ValueError, TypeError, KeyError, IndexError, AttributeError,
)  # fmt: skip

_CELLS_MAX = 20_000
_HIGH = 0.2  # of a page's height: what begins above may go on from the page before
_SHORT = 8.0  # points: less is a mark, not the side of a cell
_BETWEEN_CJK = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef，。、；：])\s+(?=[\u2e80-\u9fff\uff00-\uffef，。、；：（）])"
)

_BROKEN_OFF = re.compile(
    r"(?<=[^\x00-\x7f\s])[^\S\n]*\n\s*(?=\S)|(?<=\S)[^\S\n]*\n\s*(?=[^\x00-\x7f\s])"
)
_LINE_END = re.compile(r"\s*\n\s*")


class Tables:
    """The tables of one file; opened once, for taking a .pdf apart is slow."""

    def __init__(self, data: bytes) -> None:
        try:
            self._document = pdfplumber.open(io.BytesIO(data))
            self._pages = self._document.pages
        except _BROKEN:
            self._pages = []

    def of_page(self, at: int) -> list[tuple[Box, list[list[str]]]]:
        """Return the tables of page ``at``, counted from 0: where they stand, and their rows.

        Places count from the upper left corner.  A page that cannot be taken apart has no tables.
        """
        try:
            page = self._pages[at]
            found = [(table.bbox, _rows(table)) for table in page.find_tables(_settings(page))]
            high = float(page.height) * _HIGH
            page.close()
        except _BROKEN:
            return []
        return [(box, rows) for box, rows in found if _is_table(rows, at_the_top=box[1] < high)]


def _settings(page: Any) -> dict[str, Any]:
    """Close a table that a page's end leaves open, above or below."""
    upright = [
        edge for edge in page.edges if edge["orientation"] == "v" and edge["height"] > _SHORT
    ]
    if not upright:
        return {}
    ends = [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)]
    return {"explicit_horizontal_lines": ends}


def _is_table(rows: list[list[str]], *, at_the_top: bool) -> bool:
    """A frame around text is none; a single row may go on from the page before."""
    fewest = 2 if at_the_top else 3
    return bool(rows) and len(rows[0]) > 1 and sum(bool(c) for row in rows for c in row) >= fewest


def _rows(table: Any) -> list[list[str]]:
    if sum(len(row.cells) for row in table.rows) > _CELLS_MAX:
        return []
    texts = table.extract()
    rows: list[list[str]] = []
    # Merged cells have a box in their first row only: it tells how far down they reach.
    reach: dict[int, tuple[float, str]] = {}
    for row, said in zip(table.rows, texts, strict=True):
        cells = []
        for column, (box, text) in enumerate(zip(row.cells, said, strict=True)):
            middle = (row.bbox[1] + row.bbox[3]) / 2
            if box is not None:
                reach[column] = (box[3], _clean(text))
                cells.append(reach[column][1])
            else:
                until, above = reach.get(column, (0.0, ""))
                cells.append(above if until > middle else "")
        rows.append(cells)
    return rows


def _clean(text: str | None) -> str:
    """Join the lines of a cell; where a Chinese character or mark stands at a line's end it is no blank."""
    whole = _LINE_END.sub(" ", _BROKEN_OFF.sub("", text or ""))
    return _BETWEEN_CJK.sub("", re.sub(r"\s+", " ", whole)).strip()
