"""How wide the columns of a table are: as they were asked for, but none too narrow for what it holds."""

from __future__ import annotations

from luoshi.papers import measures
from luoshi.papers.paper import Table

_PAD_PT = 12.0  # what a cell keeps free at both sides, and a little
_MOST_PT = 7.6 * measures.SMALL_PT  # a day written in full stands on one line
_FIGURES_PT = 9.6 * measures.SMALL_PT  # a figure is never broken


def widths_of(table: Table, *, wide: float) -> tuple[float, ...]:
    """Return the width of each column in points, together ``wide`` millimetres.

    What a narrow column lacks for a short word, a day or a figure is taken from those that have
    more than they need; if there is not enough, the widths stay as they were asked for.
    """
    whole = wide * measures.MM
    asked = [whole * share / sum(table.widths) for share in table.widths]
    if not table.columns:
        return tuple(asked)
    needs = [_need(table, at) for at in range(len(asked))]
    lacking = sum(max(0.0, need - has) for need, has in zip(needs, asked, strict=True))
    spare = sum(max(0.0, has - need) for need, has in zip(needs, asked, strict=True))
    if not lacking or lacking > spare:
        return tuple(asked)
    return tuple(
        need if has <= need else has - (has - need) * lacking / spare
        for need, has in zip(needs, asked, strict=True)
    )


def _need(table: Table, at: int) -> float:
    """Return what the column ``at`` needs for its longest short line; a long text may be broken."""
    is_figure = at < len(table.aligns) and table.aligns[at] == "right"
    most = _FIGURES_PT if is_figure else _MOST_PT
    cells = [row[at] for row in table.rows if at < len(row) - 1 or len(row) == len(table.widths)]
    lines = [line for cell in cells for line in cell.split("\n")]
    lines.append(table.columns[at][:2] if at < len(table.columns) else "")
    wide = (measures.SMALL_PT * measures.width_of(line) for line in lines)
    return max((min(one, most) for one in wide), default=0.0) + _PAD_PT
