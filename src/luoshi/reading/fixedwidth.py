"""Tables printed with blanks, each column at its own place; sheets saved with commas.

A page printed or copied so has a row of titles and below it pieces that stand under the titles.
``table_rows`` puts the pieces of each cell together and the cells of each row on one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.reading.labels import is_column
from luoshi.reading.tables import is_blank_header

Edit = tuple[int, int, str]
# A piece of a line: the printed column where it begins, and its words.
Piece = tuple[int, str]

_GAP = re.compile(r"[ \u3000]{2,}")
_PAGE = re.compile(r"[—–\-~第\s]*\d{1,3}[\s页—–\-~,，/]*(?:共?\s*\d{1,3}\s*页)?")
_NUMBER = re.compile(r"\d{1,3}[.．、]?")


def _width(text: str) -> int:
    """How many printed columns a text takes: two for each wide character."""
    return sum(1 if char < "\u1100" else 2 for char in text)


def _pieces(line: str) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for gap in [*_GAP.finditer(line), None]:
        end = gap.start() if gap else len(line)
        words = line[at:end]
        if words.strip():
            lead = len(words) - len(words.lstrip(" \u3000"))
            pieces.append((_width(line[: at + lead]), words.strip(" \u3000")))
        at = gap.end() if gap else end
    return pieces


def _column(starts: list[int], at: int) -> int:
    """Under which title a piece stands that begins at a printed column."""
    return max((i for i, start in enumerate(starts) if start <= at + 1), default=0)


def _stands_under(starts: list[int], pieces: list[Piece]) -> bool:
    """Tell whether most pieces begin right where a title does."""
    right = sum(any(abs(start - at) <= 1 for start in starts) for at, _ in pieces)
    return 5 * right >= 4 * len(pieces)


class _Rows:
    """The rows of one table while its lines are read."""

    def __init__(self, titles: list[Piece]) -> None:
        self.titles = [words for _, words in titles]
        self.starts = [at for at, _ in titles]
        self.rows: list[list[str]] = []

    def take(self, line: str) -> bool:
        """Read a line; return False where it is no part of the table."""
        pieces = _pieces(line)
        if not pieces or [words for _, words in pieces] == self.titles:
            return True
        if _PAGE.fullmatch(line.strip()):
            return True
        first = pieces[0]
        numbered = _column(self.starts, first[0]) == 0
        if numbered and not _NUMBER.fullmatch(first[1]) or not _stands_under(self.starts, pieces):
            return False
        if numbered:
            self.rows.append([""] * len(self.titles))
        elif not self.rows:
            return False
        for at, words in pieces:
            self.rows[-1][_column(self.starts, at)] += words
        return True

    def printed(self) -> str:
        """Return titles and rows, one line each, cells divided by tabs."""
        return "\n".join("\t".join(row) for row in [self.titles, *self.rows])


def comma_rows(text: str) -> Iterator[Edit]:
    """Yield the edits that put rows of a sheet saved with commas into cells divided by tabs."""
    lines = list(re.finditer(r"[^\n]+", text))
    for at, head in enumerate(lines):
        titles = head[0].split(",")
        if len(titles) < 4 or sum(is_column(title) for title in titles) < 3:
            continue
        count = head[0].count(",")
        first = last = at
        while first and _commas(lines[first - 1][0]) == count:
            first -= 1
        while last + 1 < len(lines) and _commas(lines[last + 1][0]) == count:
            last += 1
        if last > at:
            rows = ("\t".join(_fields(line[0])) for line in lines[first : last + 1])
            yield lines[first].start(), lines[last].end(), "\n".join(rows)
            return


_QUOTED = re.compile(r'"[^"]*"')


def _commas(line: str) -> int:
    """How many commas of a line divide cells: those outside of quotes."""
    return _QUOTED.sub("", line).count(",")


def _fields(line: str) -> list[str]:
    cells, at = [], 0
    shut = [m.span() for m in _QUOTED.finditer(line)]
    for comma in re.finditer(",", line):
        if not any(a < comma.start() < b for a, b in shut):
            cells.append(line[at : comma.start()])
            at = comma.end()
    return [cell.strip('" ') for cell in [*cells, line[at:]]]


def table_rows(text: str) -> Iterator[Edit]:
    """Yield the edits that put printed tables into rows of cells divided by tabs."""
    lines = list(re.finditer(r"[^\n]+", text))
    at = 0
    while at < len(lines):
        head, at = lines[at], at + 1
        line = head[0]
        if "\t" in line or len(_GAP.findall(line.strip())) < 3 or not is_blank_header(line):
            continue
        titles = _pieces(line)
        table, end = _Rows(titles), head.end()
        while at < len(lines) and "\t" not in lines[at][0] and table.take(lines[at][0].rstrip()):
            if not _PAGE.fullmatch(lines[at][0].strip()):
                end = lines[at].end()
            at += 1
        if table.rows:
            yield head.start(), end, table.printed()
