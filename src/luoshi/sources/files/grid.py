"""Tables as text, the same for every format: a row is a line, its cells divided by tabs.

Merged cells say their text in every row they reach, and once in a row.  What stands alone above or
below the columns (a caption, a remark) is a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Rows = Sequence[Sequence[str]]

_DITTO = frozenset(["同上", "″", "〃", "''", '"', "”", "“", "同左上", "-〃-", "—〃—", "…〃…"])
_BLANKS = re.compile(r"\s+")


def lines_of(rows: Rows) -> list[str]:
    """Return the lines of a table, and an empty one after it; nothing for an empty table.

    >>> lines_of([["分工表", "", ""], ["任务", "单位", "时限"], ["选址", "市水利局", "5月"]])
    ['分工表', '任务\\t单位\\t时限', '选址\\t市水利局\\t5月', '']
    """
    cleaned = [[_BLANKS.sub(" ", cell).strip() for cell in row] for row in rows]
    kept = _without_empty([row for row in cleaned if any(row)])
    if not kept:
        return []
    if len(kept[0]) == 1:
        return [*(row[0] for row in kept), ""]
    first = next((i for i, row in enumerate(kept) if _filled(row) > 1), len(kept))
    last = next((i for i in range(len(kept), first, -1) if _filled(kept[i - 1]) > 1), first)
    middle = ["\t".join(row) for row in _said_again(kept[first:last])]
    return [*_alone(kept[:first]), *middle, *_alone(kept[last:]), ""]


def spread(rows: list[list[str]], merged: Iterable[tuple[int, int, int, int]]) -> list[list[str]]:
    """Say the text of each merged run ``(top, left, bottom, right)`` in every row of it, in place."""
    for top, left, bottom, right in merged:
        if not (0 <= top < len(rows) and 0 <= left < len(rows[top])):
            continue
        text = rows[top][left]
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [text, *[""] * (min(right + 1, len(row)) - left - 1)]
    return rows


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell) for cell in row)


def _alone(rows: Rows) -> list[str]:
    return [cell for row in rows for cell in row if cell]


def _without_empty(rows: list[list[str]]) -> list[list[str]]:
    """Give all rows one width and drop the columns in which nothing stands."""
    width = max((len(row) for row in rows), default=0)
    used = [i for i in range(width) if any(i < len(row) and row[i] for row in rows)]
    return [[row[i] if i < len(row) else "" for i in used] for row in rows]


def _said_again(rows: list[list[str]]) -> list[list[str]]:
    above: list[str] = []
    for row in rows:
        for i, cell in enumerate(row):
            if cell in _DITTO and i < len(above):
                row[i] = above[i]
        above = row
    return rows
