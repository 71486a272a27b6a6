"""Where the tables of a sheet stand: headings, rows, and what is no row.  Pure; row by row, nothing held.

Above a table stand its title and its unit; a heading may reach over two rows.  Totals, remarks,
headings of sections and headings that come again are no rows: they are told, so that nobody
wonders where they went.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from luoshi.intake.ledgerin.words import (
    REGISTERS,
    is_known_title,
    is_title,
    meant,
    plain,
    short,
    sum_unit,
    words_of,
)
from luoshi.sources.files.rows import Line, Sheet

_YEAR = re.compile(r"(20\d\d)\s*年")
_ORDINAL = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")
HELD_MOST = 40  # rows above a table that are looked through for its headings


@dataclass(slots=True)
class Table:
    """One table: its sheet, the row of its headings, the headings, unit of money and year if told."""

    sheet: str
    head: int
    titles: list[str]
    title: str = ""
    unit: str = ""
    year: int | None = None
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table, its ditto marks said out; ``table`` is the table's place among all."""

    table: int
    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is none: total, note, section, title or headings said again."""

    sheet: str
    line: int
    why: str
    text: str


@dataclass(slots=True)
class Layout:
    """Finds tables while rows go by; ``tables`` grows with them."""

    tables: list[Table] = field(default_factory=list)
    _above: list[Line] = field(default_factory=list)
    _sheet: Sheet = field(default_factory=lambda: Sheet(""))
    _now: int | None = None
    _before: list[str] = field(default_factory=list)
    _second_head: int = 0

    def walk(self, records: Iterable[Sheet | Line]) -> Iterator[Entry | Skipped]:
        """Yield the rows of all tables in order, and what was left out."""
        for one in records:
            if isinstance(one, Sheet):
                yield from self._end_of_sheet()
                self._sheet, self._now, self._before, self._second_head = one, None, [], 0
            else:
                yield from self._line(one)
        yield from self._end_of_sheet()

    def _line(self, line: Line) -> Iterator[Entry | Skipped]:
        if line.number == self._second_head:
            return
        if self._now is None or self._is_other_head(line):
            yield from self._before_head(line)
            return
        table = self.tables[self._now]
        if why := self._why_not(line, table):
            if why == "title":  # of another table, perhaps: it is told when that is known
                self._above.append(line)
            else:
                yield self._skipped(line, why)
            return
        cells = self._said_out(line.cells, len(table.titles))
        self._before = cells
        table.rows += 1
        yield Entry(self._now, line.number, cells)

    # --- headings

    def _before_head(self, line: Line) -> Iterator[Entry | Skipped]:
        """Hold what stands above a table; begin the table where the headings are complete."""
        self._above.append(line)
        if len(self._above) > HELD_MOST:
            yield from self._guess()
            return
        previous = self._above[-2] if len(self._above) > 1 else None
        if previous is not None and _titles_in(previous) >= 2:
            if self._is_under(previous, line):
                yield from self._begin(self._above[:-2], previous, line)
            else:
                yield from self._begin(self._above[:-2], previous, None)
                self._above = []
                yield from self._line(line)

    def _end_of_sheet(self) -> Iterator[Entry | Skipped]:
        if self._above and self._now is None:
            yield from self._guess()
        for line in self._above:
            yield self._skipped(line, "above")
        self._above = []

    def _guess(self) -> Iterator[Entry | Skipped]:
        """Take the first full row for headings nobody knows, so that a person can say what they are."""
        lines, self._above = self._above, []
        width = max(len(line.cells) for line in lines)
        for at, line in enumerate(lines[:-1]):
            filled = [cell for cell in line.cells if cell]
            brief = all(len(cell) <= 20 and not re.match(r"[\d.]+$", cell) for cell in filled)
            if width >= 2 and len(filled) * 2 > width and len(filled) >= 2 and brief:
                yield from self._begin(lines[:at], line, None)
                for below in lines[at + 1 :]:
                    yield from self._line(below)
                return
        self._above = lines

    def _begin(self, above: list[Line], head: Line, under: Line | None) -> Iterator[Skipped]:
        told = [cell for line in above for cell in line.cells if cell]
        titles = _joined(head, under, self._spans(head.number)) if under else list(head.cells)
        year = next(
            (int(y[1]) for text in (*told, self._sheet.name) if (y := _YEAR.search(text))), None
        )
        units = [unit for text in told if (unit := sum_unit(text))]
        table = Table(
            self._sheet.name,
            (under or head).number,
            [" ".join(title.split()) for title in titles],
            title=next((text for text in told if len(text) > 3), "")[:120],
            unit=units[-1] if units else "",
            year=year,
        )
        for line in above:
            yield self._skipped(line, "above")
        self.tables.append(table)
        self._now, self._above, self._before = len(self.tables) - 1, [], []

    def _spans(self, row: int) -> list[tuple[int, int]]:
        return [(left, right) for at, left, right in self._sheet.spans if at == row]

    def _is_under(self, head: Line, line: Line) -> bool:
        """Tell whether ``line`` is the second row of the headings."""
        named = [cell for cell in line.cells if cell]
        if not named or any(re.fullmatch(r"[\d.,]+", cell) for cell in named):
            return False
        spans = self._spans(head.number)
        under = [
            line.cells[at]
            for left, right in spans
            for at in range(left, right + 1)
            if at < len(line.cells)
        ]
        repeated = sum(1 for a, b in zip(head.cells, line.cells, strict=False) if a and a == b)
        if spans and any(under):
            return all(len(cell) <= 24 for cell in named)
        gaps = [at for at, cell in enumerate(head.cells) if not cell]
        filled = [at for at, cell in enumerate(line.cells) if cell]
        new = len(named) - repeated
        beside = all(
            at in gaps
            or at >= len(head.cells)
            or line.cells[at] == head.cells[at]
            or (at + 1) in gaps
            for at in filled
        )
        return (
            new >= 1
            and beside
            and all(is_title(cell) or len(cell) <= 8 for cell in named)
            and len(filled) >= 2
        )

    def _is_other_head(self, line: Line) -> bool:
        """Tell whether another table's headings begin within the sheet."""
        if self._now is None:
            return True
        if (
            self._above
            and self._above[-1].number != line.number
            and _titles_in(self._above[-1]) >= 2
        ):
            return True
        filled = [cell for cell in line.cells if cell]
        if sum(map(is_known_title, filled)) < 2:
            return False
        count = _titles_in(line)
        same = set(map(plain, filled)) <= set(map(plain, self.tables[self._now].titles))
        return count >= 3 and count * 3 >= len(filled) * 2 and not same and not _holds_data(line)

    # --- what is no row

    def _why_not(self, line: Line, table: Table) -> str:
        filled = [cell for cell in line.cells if cell]
        first = filled[0]
        if any(short(cell) in words_of("totals") for cell in filled[:3]):
            return "total"
        opening = short(first)
        if sum(map(is_known_title, filled)) < 2:
            pass
        elif (
            [plain(cell) for cell in filled] == [plain(title) for title in table.titles if title]
            or len(filled) >= 3
            and set(map(plain, filled)) <= set(map(plain, table.titles))
        ):
            return "headings"
        head = re.match(r"([^:：]{1,6})[:：]", first.strip())
        if head and plain(head[1]) in words_of("notes") and len(filled) <= 6:
            return "note"
        if len(filled) == 1 and len(table.titles) >= 3:
            at = line.cells.index(first)
            if at > 0 and not re.search(r"[。；]|^[注（(]", first):
                return "" if at == _name_at(table) else "section"
            return (
                "note"
                if len(first) > 24
                else "title"
                if sum_unit(first) or first.endswith(("表", "台账", "清单"))
                else "section"
            )
        if len(filled) == 2 and _ORDINAL.fullmatch(opening) and len(table.titles) >= 4:
            return "section"
        if all(re.fullmatch(r"\d{1,3}", cell) for cell in filled) and len(filled) >= 4:
            return "numbers"
        return ""

    def _said_out(self, cells: list[str], width: int) -> list[str]:
        """Return the cells as wide as the headings, ditto marks replaced by what stands above."""
        made = [*cells[:width], *[""] * (width - len(cells))]
        for at, cell in enumerate(made):
            if cell in words_of("dittos") and at < len(self._before):
                made[at] = self._before[at]
            elif cell == "同左" and at:
                made[at] = made[at - 1]
        return made

    def _skipped(self, line: Line, why: str) -> Skipped:
        text = " ".join(cell for cell in line.cells if cell)
        return Skipped(self._sheet.name, line.number, why, text[:200])


def _name_at(table: Table) -> int:
    for register in REGISTERS:
        for at, title in enumerate(table.titles):
            if any(one.field in ("name", "title", "content") for one in meant(title, register)):
                return at
    return -1


def _titles_in(line: Line) -> int:
    return len({plain(cell) for cell in line.cells if cell and is_title(cell)})


def _holds_data(line: Line) -> bool:
    return any(re.fullmatch(r"[\d.,%\-]+", cell) or len(cell) > 24 for cell in line.cells if cell)


def _joined(head: Line, under: Line, spans: list[tuple[int, int]]) -> list[str]:
    """Return the headings of two rows as one: what stands above several, a stroke, what stands below."""
    width = max(len(head.cells), len(under.cells))
    upper = [*head.cells, *[""] * (width - len(head.cells))]
    lower = [*under.cells, *[""] * (width - len(under.cells))]
    for left, right in spans:
        for at in range(left, min(right + 1, width)):
            upper[at] = upper[left]
    if not spans:
        for at in range(1, width):
            if not upper[at] and lower[at] and lower[at - 1]:
                upper[at] = upper[at - 1]
    return [
        b if not a or a == b else a if not b else f"{a}/{b}"
        for a, b in zip(upper, lower, strict=True)
    ]
