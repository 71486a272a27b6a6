"""Text with separated values (.csv .tsv) as a table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from luoshi.sources.files import grid
from luoshi.sources.files.refusals import refused

CSV = "text/csv"

_MARKS = ",\t;|"
_COMMA = "，"  # also parts the clauses of a sentence
_SAMPLE = 50
_CELL_MAX = 1 << 20


def table_of(text: str) -> str | None:
    """Return the text of a table, or None if nothing divides its lines into columns.

    Raises Unreadable with the row for a cell whose quotation mark never closes.
    """
    rows = rows_of(text)
    return None if rows is None else "\n".join(grid.lines_of(list(rows))).strip("\n")


def rows_of(text: str) -> Iterator[list[str]] | None:
    """Return the rows of a table, or None if nothing divides the lines into columns.

    Going through them raises Unreadable with the row for a cell whose quotation mark never closes.
    """
    told = text[:5].lower() == "sep=" + text[4:5] and text[4:5]
    body = text.partition("\n")[2] if told else text
    csv.field_size_limit(_CELL_MAX)
    mark = told or _mark_of(body)
    return _rows(body, mark, above=bool(told)) if mark else None


def _rows(body: str, mark: str, *, above: int) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=mark)
    try:
        yield from reader
    except csv.Error as error:
        raise refused("file-damaged-at-row", row=reader.line_num + above) from error


def _mark_of(text: str) -> str:
    """Return the mark that divides most lines into the same number of columns; empty if none does."""
    sample = "\n".join(text.split("\n", _SAMPLE * 4)[: _SAMPLE * 4])[: _CELL_MAX // 2]
    best, mark = 0.0, ""
    for one in _MARKS + _COMMA:
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=one))[:_SAMPLE]
        widths = Counter(len(row) for row in rows if any(row))
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        share = times / sum(widths.values())
        if one == _COMMA and (width < 3 or share < 1):
            continue
        if width > 1 and share >= 0.5 and (score := share + width / 1000) > best:
            best, mark = score, one
    return mark
