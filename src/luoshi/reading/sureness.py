"""How sure a reading is of each finding, as measured: a table of points, and nothing hidden.

``sureness.toml`` holds for each kind of finding a base and points for signals (``signals``).  Their
sum, as the logarithm of the odds, gives the share of such findings that were right as they stood
when the table was measured (``bench/calibration.py`` on documents with their expected readings).
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Outline
from luoshi.reading.signals import Noticing, Room
from luoshi.reading.types import Draft, Mark

KINDS = ("matter", "project", "engagement", "organisation", "person")
LEAST, MOST = 0.05, 0.99  # no rule is ever surer, or less sure, than this


class SurenessError(ValueError):
    """The table is not what the loader expects; the message says where."""


@dataclass(frozen=True, eq=False)
class Weights:
    """What one kind of finding begins with, and what each signal adds or takes."""

    base: float
    points: Mapping[str, float]

    def sure(self, signals: Iterable[str]) -> float:
        """Return the share of right findings among those with these signals, 0.05 to 0.99."""
        total = self.base + sum(self.points.get(signal, 0.0) for signal in signals)
        return round(min(MOST, max(LEAST, 1 / (1 + math.exp(-total)))), 2)


def parse(source: str) -> dict[str, Weights]:
    """Read a table.  Raises SurenessError where a kind is missing or a point is no number."""
    try:
        content = tomllib.loads(source)
    except tomllib.TOMLDecodeError as fault:
        raise SurenessError(f"sureness.toml: {fault}") from fault
    return {kind: _weights(kind, content.get(kind)) for kind in KINDS}


def _weights(kind: str, given: Any) -> Weights:
    points = given.get("points", {}) if isinstance(given, dict) else None
    if not isinstance(points, dict) or not isinstance(given.get("base"), float):
        raise SurenessError(f"sureness.toml: {kind} needs a base and points")
    wrong = [name for name, value in points.items() if not isinstance(value, float)]
    if wrong:
        raise SurenessError(f"sureness.toml: {kind}.points.{wrong[0]} is no number with a point")
    return Weights(given["base"], points)


@functools.cache
def table() -> Mapping[str, Weights]:
    """Return the table that comes with the program.  Raises SurenessError if it is faulty."""
    return parse(files("luoshi.reading").joinpath("sureness.toml").read_text("utf-8"))


def weighed(draft: Draft, outline: Outline, lexicon: Lexicon) -> Draft:
    """Return the draft with each finding's signals, and its marks as sure as they make it."""
    notice = Noticing(Room(draft, outline, lexicon))
    return replace(
        draft,
        matters=tuple(_with("matter", one, notice.matter(one)) for one in draft.matters),
        projects=tuple(_with("project", one, notice.project(one)) for one in draft.projects),
        engagements=tuple(
            _with("engagement", one, notice.engagement(one)) for one in draft.engagements
        ),
        organisations=tuple(
            _with("organisation", one, notice.organisation(one)) for one in draft.organisations
        ),
        people=tuple(_with("person", one, notice.person(one)) for one in draft.people),
    )


def _with(kind: str, finding: Any, noticed: Iterable[str]) -> Any:
    signals = tuple(dict.fromkeys(noticed))
    sure = table()[kind].sure(signals)
    marks = tuple(Mark(mark.start, mark.end, mark.rule, sure) for mark in finding.marks)
    return replace(finding, marks=marks, signals=signals)
