"""How wide the columns of a table are: as they were asked for, but none too narrow for what it holds."""

from __future__ import annotations

from luoshi.papers import measures
from luoshi.papers.paper import Table

_PAD_PT = 12.0  # what a cell keeps free at both sides, and a little
# Signs on one line of a column of long text if there is room, then less and less.
_MOST = (7.6, 6.5, 5.5, 4.5, 3.5)
_SHORT = 7.6  # a word or a day that is no longer is not broken while there is room,
_MOST_FIGURES = 9.6  # a figure never


def widths_of(table: Table, *, wide: float) -> tuple[float, ...]:
    """Return the width of each column in points, together ``wide`` millimetres.

    What a narrow column lacks for a short word, a day or a figure is taken from those that have
    more than they need; if there is not enough, the widths stay as they were asked for.
    """
    whole = wide * measures.MM
    asked = [whole * share / sum(table.widths) for share in table.widths]
    tries = [(most, _SHORT) for most in _MOST] + [(most, most) for most in _MOST[1:]]
    for most, short in tries if table.columns else ():
        needs = [_need(table, at, most, short) for at in range(len(asked))]
        lacking = sum(max(0.0, need - has) for need, has in zip(needs, asked, strict=True))
        spare = sum(max(0.0, has - need) for need, has in zip(needs, asked, strict=True))
        if lacking <= spare:
            return tuple(
                need if has <= need else has - (has - need) * lacking / spare
                for need, has in zip(needs, asked, strict=True)
            )
    return tuple(asked)


def _need(table: Table, at: int, most: float, short: float) -> float:
    """Return what the column ``at`` needs: for its longest line if that is ``short``, else for ``most`` signs."""
    is_figure = at < len(table.aligns) and table.aligns[at] == "right"
    least, longest = (_MOST_FIGURES,) * 2 if is_figure else (most, short)
    cells = [row[at] for row in table.rows if at < len(row) - 1 or len(row) == len(table.widths)]
    lines = [line for cell in cells for line in cell.split("\n")]
    lines.append(table.columns[at][:2] if at < len(table.columns) else "")
    signs = max((measures.width_of(line) for line in lines), default=0.0)
    signs = signs if signs <= longest else least
    return signs * measures.cell_pt(len(table.widths)) + _PAD_PT
