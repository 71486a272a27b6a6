"""Files to rows: the tables of a workbook or of separated values, cell by cell, never held whole.

with rows_of(data, "台账.xlsx") as table:
    for record in table: …      # Sheet, then its rows; as often as wanted
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

from luoshi.sources.files import csvtext, kinds, office, opening, process, scanner
from luoshi.sources.files.charset import decode
from luoshi.sources.files.filetext import is_blank, tidied
from luoshi.sources.files.refusals import noted, refused
from luoshi.sources.files.rowsworker import ROWS_MAX, counted
from luoshi.values.sentences import Sentence

SECONDS = 120
ENDINGS = (".xlsx", ".xls", ".et", ".xlsm", ".ods", ".csv", ".tsv", ".txt")
BYTES_MAX = 20 * 1024 * 1024
_SHEETS = (kinds.PACKAGE, kinds.SHEETS, kinds.SHEET_XML)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet begins; ``spans`` are cells near its head joined sideways: row, first and last column."""

    name: str
    spans: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: its number as the office counts it, and its cells from the first column on."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read: go through it for its sheets and rows, in their order."""

    spool: IO[str]
    media_type: str
    encoding: str
    notes: tuple[Sentence, ...]
    beside: tuple[str, ...]

    def __iter__(self) -> Iterator[Sheet | Line]:
        self.spool.seek(0)
        for written in self.spool:
            record = json.loads(written)
            if isinstance(record, list):
                yield Line(record[0], record[1])
            elif "sheet" in record:
                yield Sheet(record["sheet"], tuple(map(tuple, record["spans"])))


@contextmanager
def rows_of(data: bytes, file_name: str) -> Iterator[Rows]:
    """Yield the rows of a file; its content decides what it is.

    Raises Unreadable with a sentence that says what to do, TooLarge above 20 MB, 200,000 rows or
    256 columns.
    """
    if len(data) > BYTES_MAX:
        size, limit = -(-len(data) // 2**20), BYTES_MAX // 2**20
        raise refused("file-too-large", size=size, limit=limit)
    scanner.refuse_infected(data)
    if not data.strip(b"\x00 \t\r\n"):
        raise refused("file-empty")
    kind = kinds.kind_of(data, PurePath(file_name).suffix.lower())
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        if kind in (kinds.TEXT, kinds.SHEET_OF_TEXT):
            yield _separated(data, spool)
        elif kind in _SHEETS:
            if kind == kinds.SHEET_XML:
                data = office.converted(kind, data)
            yield _opened(data, spool)
        else:
            raise refused("file-not-a-sheet")


def _opened(data: bytes, spool: IO[str]) -> Rows:
    command = [sys.executable, "-B", "-m", "luoshi.sources.files.rowsworker"]
    with opening.place():
        ended = process.run_into(command, data=data, output=spool.buffer, seconds=SECONDS)  # type: ignore[attr-defined]
    if ended.timed_out or ended.code in opening.STOPPED_FOR_TIME:
        raise refused("file-too-slow", seconds=SECONDS)
    if ended.code in opening.STOPPED_FOR_MEMORY:
        raise refused("file-too-heavy")
    try:
        last = json.loads(_last_line(spool))
    except ValueError as error:
        raise refused("file-damaged") from error
    if "refused" in last:
        raise refused(last["refused"], **opening.params(last["params"]))
    if ended.code or "end" not in last:
        raise refused("file-damaged")
    notes = tuple(noted(code, **opening.params(given)) for code, given in last["notes"])
    return _told(spool, last["media_type"], "", notes, tuple(map(tidied, last["beside"])))


def _last_line(spool: IO[str]) -> bytes:
    """Return the last line of what another process wrote."""
    raw = spool.buffer  # type: ignore[attr-defined]
    end = raw.seek(0, 2)
    window = b""
    while end and window.count(b"\n") < 2:
        end = max(0, end - (1 << 16))
        raw.seek(end)
        window = raw.read()
    lines: list[bytes] = window.splitlines()
    return lines[-1] if lines else b""


def _separated(data: bytes, spool: IO[str]) -> Rows:
    decoded = decode(data.rstrip(b"\x1a"))
    if decoded is None:
        raise refused("file-encoding" if b"\x00" not in data else "file-binary")
    text = tidied(decoded.text)
    if is_blank(text):
        raise refused("file-empty")
    rows = csvtext.rows_of(text)
    if rows is None:
        raise refused("file-not-a-sheet")
    records: Any = ((at, _trimmed(cells)) for at, cells in enumerate(rows, 1))
    spool.write(json.dumps({"sheet": "", "spans": []}) + "\n")
    for number, cells in counted(records):
        if cells:
            spool.write(json.dumps([number, cells], ensure_ascii=False) + "\n")
    notes = (noted("characters-lost", count=decoded.lost),) if decoded.lost else ()
    return _told(spool, csvtext.CSV, decoded.encoding, notes, ())


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _told(
    spool: IO[str],
    media_type: str,
    encoding: str,
    notes: tuple[Sentence, ...],
    beside: tuple[str, ...],
) -> Rows:
    rows = Rows(spool, media_type, encoding, notes, beside)
    if not any(isinstance(one, Line) for one in rows):
        raise refused("file-sheets-empty")
    return rows


__all__ = ["BYTES_MAX", "ENDINGS", "ROWS_MAX", "Line", "Rows", "Sheet", "rows_of"]
