"""Figures as pictures: the same on a page, in a .docx and in a PDF, and readable without colour."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from luoshi.papers import faces, press
from luoshi.papers.paper import Align, Chart, Table
from luoshi.papers.writable import writable

NONE = "—"


def svg(chart: Chart) -> bytes:
    """Return ``chart`` as SVG, its letters as outlines: it looks the same without any font.

    Raises NoFont without Chinese fonts, NotSet if setting fails.
    """
    return press.printed("alone", {"chart": described(chart)}, among=faces.here(), form="svg")


def png(chart: Chart, ppi: float = 220) -> bytes:
    """Return ``chart`` as PNG, 156 mm wide at ``ppi`` points to the inch; raises as ``svg`` does."""
    said = {"chart": described(chart)}
    return press.printed("alone", said, among=faces.here(), form="png", ppi=ppi)


def described(chart: Chart) -> dict[str, Any]:
    """Return what the drawing needs: each value as it is written and as a length, and the scale.

    Raises ValueError if a series has another number of values than there are labels.
    """
    chart = writable(chart)
    if any(len(values) != len(chart.labels) for _, values in chart.series):
        raise ValueError("a series has one value for each label")
    there = [value for _, values in chart.series for value in values if value is not None]
    low, high = min(Decimal(), *there, Decimal()), max(Decimal(), *there, Decimal())
    return {
        "shape": chart.kind,
        "title": chart.title,
        "unit": chart.unit,
        "alt": chart.alt or chart.title,
        "labels": chart.labels,
        "series": [
            {
                "name": name,
                "values": [
                    {"v": None if value is None else float(value), "text": written(value)}
                    for value in values
                ],
            }
            for name, values in chart.series
        ],
        "low": float(low),
        "high": float(high) if high > low else float(low) + 1,
    }


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
