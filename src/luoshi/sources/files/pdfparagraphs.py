"""Lines and tables of pages put together again into paragraphs and whole tables, by where they stand.

A line that reaches the right margin goes on in the next one, unless that is indented, numbered,
set apart or of another size.  The text alone could not tell this so well.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from luoshi.sources.files import grid
from luoshi.sources.files.pdflines import Line

_STARTS = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|[（(]?\d{1,2}(?:[.．、)）](?!\d))"
    r"|[①-⑳•●◆■▪◇★☆]|第[一二三四五六七八九十]{1,3}[章节条]|附件?\s*\d*[：:]|抄\s*送|主\s*送|抄\s*报"
)
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z,;:]$"), re.compile(r"[A-Za-z]")
_NEAR_SIDE = 0.7  # of the width of a page
_STOPS, _DEEP = ("。", "！", "？", "；", "："), 2.5  # deeper than the first line of a paragraph
_SHORT_OF_MARGIN, _INDENT, _APART, _OTHER_SIZE = 2.1, 0.7, 1.4, 0.15  # in heights of a character


Table = list[list[str]]
Part = Line | Table


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its width in points, its lines and tables in the order of reading."""

    width: float
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of a column begin and end."""

    left: float
    right: float


def lines_of_pages(pages: list[Page]) -> list[str]:
    """Return the text of all pages, a paragraph or a row of a table in a line."""
    alike: dict[int, list[Line]] = {}
    for page in pages:
        alike.setdefault(round(page.width), []).extend(p for p in page.parts if isinstance(p, Line))
    margins = {width: margins_of(lines, width) for width, lines in alike.items()}
    joining = _Joining()
    for page in pages:
        joining.add(page.parts, margins[round(page.width)])
    joining.close_table()
    return [line.rstrip(" ") for line in joining.lines]


class _Joining:
    """The lines so far, and the line or the table that may go on."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._last: Line | None = None
        self._table: Table | None = None

    def add(self, parts: list[Part], margins: Margins) -> None:
        """Take in a page in order; a paragraph or a table may go on from the page before."""
        for i, part in enumerate(parts):
            if isinstance(part, Line):
                self.close_table()
                self._add_line(part, margins, over_page=i == 0)
                continue
            self._last = None
            if self._table and i == 0 and len(part[0]) == len(self._table[0]):
                self._go_on(self._table, part)
            else:
                self.close_table()
                self._table = part

    def _add_line(self, line: Line, margins: Margins, *, over_page: bool) -> None:
        if self._last and go_on(self._last, line, margins, over_page=over_page):
            self.lines[-1] = joined(self.lines[-1], line.text)
        else:
            self.lines.append(line.text)
        self._last = line

    def _go_on(self, table: Table, rows: Table) -> None:
        """Add the rows of the next page: its header is said again, its first row may be half a row."""
        rows = rows[rows[0] == table[0] :]
        numbered = all(row[0] for row in table)
        if rows and numbered and not rows[0][0]:
            table[-1] = [a + b for a, b in zip(table[-1], rows.pop(0), strict=True)]
        table += rows

    def close_table(self) -> None:
        """Write the table that no further page continues."""
        if self._table:
            self.lines += grid.lines_of(self._table)
        self._table = None


def margins_of(lines: list[Line], width: float) -> Margins:
    """Return the margins that at least two lines share on a page of ``width``; the widest ones.

    Where no line comes near the right side none can be told, and no line goes on.
    """
    near = [line for line in lines if line.right > _NEAR_SIDE * width]
    if not near:
        return Margins(0.0, math.inf)
    left = _shared([line.left for line in lines], [line.size for line in lines])
    right = -_shared([-line.right for line in near], [line.size for line in near])
    return Margins(left, right)


def _shared(edges: list[float], sizes: list[float]) -> float:
    """Return the outermost edge near which another line ends as well."""
    found = sorted(zip(edges, sizes, strict=True))
    for (edge, size), (other, _) in zip(found, found[1:], strict=False):
        if other - edge < 1.1 * size:
            return edge
    return found[0][0] if found else 0.0


def go_on(above: Line, below: Line, margins: Margins, *, over_page: bool = False) -> bool:
    """Tell whether ``below`` continues the sentence of ``above``."""
    size = above.size
    if abs(above.size - below.size) > _OTHER_SIZE * size or "  " in below.text[:12]:
        return False
    if _STARTS.match(below.text) or above.right < margins.right - _SHORT_OF_MARGIN * size:
        return False
    if not over_page and not 0 < below.bottom - above.bottom < (1 + _APART) * 1.25 * size:
        return False
    if below.left < margins.left + _INDENT * size:
        return True
    # A label with its text set off from it: the lines below begin under that text.
    deep = below.left > margins.left + _DEEP * size
    if deep and not above.text.endswith(_STOPS) and above.left <= below.left + _INDENT * size:
        return True
    # The second line of a title stands in the middle.
    middle = (margins.left + margins.right) / 2
    return abs((below.left + below.right) / 2 - middle) < size and below.left - above.left > size


def joined(above: str, below: str) -> str:
    """Return two lines as one: words of letters keep a blank between them."""
    if above.endswith("-") and _LATIN_START.match(below) and above[-2:-1].isascii():
        return above[:-1] + below
    both = _LATIN_END.search(above) and _LATIN_START.match(below)
    return f"{above} {below}" if both else above + below
