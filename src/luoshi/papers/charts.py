"""Figures as pictures: the same on a page, in a .docx and in a PDF, and readable without colour."""

from __future__ import annotations

from decimal import Decimal

from luoshi.papers.paper import Align, Chart, Table

NONE = "—"


def as_table(chart: Chart) -> Table:
    """Return the figures of ``chart`` as a table: what a reader who sees no picture is given."""
    unit = f"（{chart.unit}）" if chart.unit else ""
    rows = tuple(
        (label, *(written(values[at]) for _, values in chart.series))
        for at, label in enumerate(chart.labels)
    )
    columns = (chart.title, *(f"{name}{unit}" for name, _ in chart.series))
    right: Align = "right"
    figures = (right,) * len(chart.series)
    return Table(rows, (3, *(2,) * len(chart.series)), columns, ("left", *figures))


def written(value: Decimal | None) -> str:
    """Return ``value`` as it stands on a chart: every digit it has, in threes; — if there is none.

    >>> written(Decimal("23600.50")), written(None)
    ('23,600.50', '—')
    """
    return NONE if value is None else f"{value:,f}"
