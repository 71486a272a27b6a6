"""The process that opens a workbook for its rows: bytes come in, one line of JSON for each row goes out.

    python -m luoshi.sources.files.rowsworker < workbook > lines

``{"sheet": name, "spans": […]}`` heads the rows ``[number, [cell, …]]`` of a sheet in view; the last
line is ``{"end": …}`` with what is to be known of the file, or ``{"refused": code}``.  It limits itself
first; what a library prints goes nowhere.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import IO, Any

from luoshi.sources.files.confine import confine
from luoshi.sources.files.filetext import tidied
from luoshi.sources.files.package import BROKEN, Package
from luoshi.sources.files.refusals import refused
from luoshi.values.errors import Refusal

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 100
WRITTEN_BYTES = 1 << 30
UNPACKED_MAX = 800 * 1024 * 1024
ROWS_MAX = 200_000
CELL_MAX = 32_767  # characters, as a cell of a workbook holds
_BESIDE = re.compile(
    r"docProps/(?:core|custom)\.xml|meta\.xml|xl/(?:comments|threadedComments|drawings)[^/]*(?:/[^/]+)?\.xml"
)

Record = dict[str, Any] | tuple[int, list[str]]


def main() -> None:
    """Read standard input, write the lines to standard output."""
    answer = os.dup(1)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    confine(memory=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, written=WRITTEN_BYTES)
    with os.fdopen(answer, "w", encoding="utf-8") as out:
        try:
            for record in records(sys.stdin.buffer):
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        except Refusal as refusal:
            out.write(json.dumps({"refused": refusal.code, "params": refusal.params}) + "\n")
        except MemoryError:
            out.write(json.dumps({"refused": "file-too-heavy", "params": {}}) + "\n")


def records(data: IO[bytes]) -> Iterator[Record]:
    """Yield what is told of a workbook, row by row.  Raises Unreadable or TooLarge."""
    if data.read(4)[:2] != b"PK":
        data.seek(0)
        yield from import_module("luoshi.sources.files.sheetwhole").records(data.read(), None)
        return
    data.seek(0)
    package = Package(data, unpacked_max=UNPACKED_MAX)
    package.refuse_password()
    names = package.names
    if "xl/workbook.xml" in names:
        yield from counted(_streamed(package))
    elif "xl/workbook.bin" in names or "content.xml" in names:
        data.seek(0)
        whole = import_module("luoshi.sources.files.sheetwhole")
        yield from counted(whole.records(data.read(), package))
    else:
        raise refused("file-not-a-sheet")


def counted(rows: Iterator[Record]) -> Iterator[Record]:
    """Yield ``rows``, tidied; raise TooLarge where there are too many."""
    count = 0
    for one in rows:
        if isinstance(one, tuple):
            count += 1
            if count > ROWS_MAX:
                raise refused("file-too-many-rows", limit=ROWS_MAX)
            one = (one[0], [tidied(cell)[:CELL_MAX].strip() for cell in one[1]])
        yield one


def _streamed(package: Package) -> Iterator[Record]:
    try:
        book = import_module("luoshi.sources.files.sheetstream").Workbook(package)
    except (*BROKEN, AttributeError) as error:
        raise refused("file-damaged") from error
    hidden, beside = [], [sheet.name for sheet in book.sheets]
    for sheet in book.sheets:
        merged = book.merged(sheet)
        beside += merged.words
        if sheet.hidden:
            rows = book.rows(sheet, merged)
            words = [cell for _, cells in rows for cell in cells if "密" in cell or "内" in cell]
            hidden.append(sheet.name)
            beside += words
            continue
        yield {"sheet": sheet.name, "spans": merged.spans()}
        yield from book.rows(sheet, merged)
    beside += package.words_of(*sorted(filter(_BESIDE.fullmatch, package.names)))
    notes: list[Any] = [["sheets-hidden", {"sheets": hidden}]] if hidden else []
    if any(name.endswith("vbaProject.bin") for name in package.names):
        notes.append(["macros-ignored", {}])
    yield {"end": True, "notes": notes, "beside": beside, "media_type": _XLSX}


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

if __name__ == "__main__":
    main()
