"""Charts of the pages: what is drawn, as values; ``charts/_chart.html`` shows one, ``static/charts.js`` draws it.

The same figures always stand in a table under the drawing; that table is what is downloaded as CSV.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["lines", "bars", "rows", "stack", "rowstack"]
Tone = Literal["", "green", "yellow", "orange", "red", "blue", "grey"]


@dataclass(frozen=True, slots=True)
class Point:
    """One value: as a number to draw (None: there is none), as it is written, where it leads."""

    value: Decimal | int | float | None
    shown: str = ""
    address: str = ""

    @property
    def said(self) -> str:
        """The value as it is written; a missing one is no zero."""
        if self.shown:
            return self.shown
        return "—" if self.value is None else f"{self.value:,}"


@dataclass(frozen=True, slots=True)
class Series:
    """Values under one name, one for each label of the chart; ``tone`` where a light's colour is meant."""

    name: str
    points: Sequence[Point]
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over labels: lines or bars side by side, bars lying (``rows``), both also stacked.

    ``key`` is unique on its page, in ASCII; ``axis`` heads the column of the labels; ``unit`` is
    that of the values; ``note`` says what they are counted out of and as of when.
    """

    key: str
    kind: Kind
    title: str
    axis: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(point.value is None for one in self.series for point in one.points)

    @property
    def heads(self) -> list[str]:
        """The heads of the table's columns."""
        return [self.axis, *(one.name for one in self.series)]

    @property
    def rows(self) -> list[tuple[str, list[Point]]]:
        """The table's rows: a label and its values."""
        columns = [one.points for one in self.series]
        return [
            (label, [points[place] for points in columns])
            for place, label in enumerate(self.labels)
        ]

    @property
    def data(self) -> dict[str, Any]:
        """What charts.js draws from."""
        return {
            "kind": self.kind,
            "title": str(self.title),
            "note": str(self.note),
            "unit": str(self.unit),
            "labels": [str(label) for label in self.labels],
            "series": [
                {"name": str(one.name), "tone": one.tone, "points": [_drawn(p) for p in one.points]}
                for one in self.series
            ],
        }


def _drawn(point: Point) -> dict[str, Any]:
    value = None if point.value is None else float(point.value)
    return {"value": value, "said": point.said, "address": point.address}


@dataclass(frozen=True, slots=True)
class Node:
    """One knot of a graph; ``tone`` as with lights, ``word`` what the tone means."""

    key: str
    name: str
    tone: Tone = ""
    word: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from one node's key to another's, with a word."""

    source: str
    target: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """What hangs on what, as arrows; laid out from left to right, the same each time.

    ``heads`` are the three heads of the table of its arrows: from, to, word.
    """

    key: str
    title: str
    heads: tuple[str, str, str]
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.nodes

    @property
    def rows(self) -> list[tuple[str, list[Point]]]:
        """The table's rows: one for each arrow, then each node that no arrow touches."""
        by_key = {one.key: one for one in self.nodes}
        touched = {key for edge in self.edges for key in (edge.source, edge.target)}
        drawn = [
            (
                _named(by_key[edge.source]),
                [
                    Point(None, _named(by_key[edge.target]), by_key[edge.target].address),
                    Point(None, edge.word),
                ],
            )
            for edge in self.edges
        ]
        alone = [one for one in self.nodes if one.key not in touched]
        return drawn + [(_named(one), [Point(None), Point(None)]) for one in alone]

    @property
    def data(self) -> dict[str, Any]:
        """What charts.js draws from; each node with its column and its place in that."""
        columns = _columns([one.key for one in self.nodes], self.edges)
        places: dict[int, int] = {}
        nodes = []
        for one in self.nodes:
            column = columns[one.key]
            places[column] = places.get(column, -1) + 1
            nodes.append(
                {"key": one.key, "name": one.name, "tone": one.tone, "word": one.word}
                | {"address": one.address, "column": column, "row": places[column]}
            )
        edges = [{"from": e.source, "to": e.target, "word": e.word} for e in self.edges]
        return {
            "kind": "graph",
            "title": str(self.title),
            "note": str(self.note),
            "nodes": nodes,
            "edges": edges,
        }


def _named(node: Node) -> str:
    return f"{node.name}（{node.word}）" if node.word else node.name


def _columns(keys: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Return how many arrows lead to each node on the longest way; a ring ends after one round.

    >>> _columns(["a", "b", "c"], [Edge("a", "b"), Edge("b", "c"), Edge("a", "c")])
    {'a': 0, 'b': 1, 'c': 2}
    """
    found = dict.fromkeys(keys, 0)
    for _ in keys:
        moved = False
        for edge in edges:
            if found[edge.target] <= found[edge.source] < len(keys) - 1:
                found[edge.target] = found[edge.source] + 1
                moved = True
        if not moved:
            break
    return found
