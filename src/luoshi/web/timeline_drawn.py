"""A timeline as values, and where each part of it stands on the line: no rows, no clock.

Places are shares of the width, so that a line fits any paper and any telephone.  Each lane holds
what was planned above and what happened below; shape and words tell both apart, never colour alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext

LANE, HEAD, FOOT = 42, 40, 10  # heights, in pixels
NAMED_MOST = 34  # characters of a lane's name that the narrowest page has room for
TICKS_MOST = 12
EDGE = 0.03  # of the width, free on either side
NEAR = dt.timedelta(days=60)
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months between two marks of the axis

PLAN, SLIP, FACT, OVER, REST, MEET = "plan", "slip", "fact", "over", "rest", "meet"
ORIGINAL, CURRENT, DONE, LATE, TOLD, ENDED = "original", "current", "done", "late", "told", "ended"


@dataclass(frozen=True, slots=True)
class Bar:
    """From one day to another: planned, slipped, done, over its day, at rest, or a meeting."""

    first: dt.date
    last: dt.date
    sort: str
    words: str


@dataclass(frozen=True, slots=True)
class Point:
    """One day: originally planned, planned now, done in time or late, told, ended.

    ``light`` draws a light instead, as lists do.
    """

    on: dt.date
    sort: str
    words: str
    light: Any = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One line under a name."""

    name: str
    bars: tuple[Bar, ...] = ()
    points: tuple[Point, ...] = ()

    def days(self) -> Iterator[dt.date]:
        """Yield every day that the lane shows."""
        for bar in self.bars:
            yield from (bar.first, bar.last)
        for point in self.points:
            yield point.on


@dataclass(frozen=True, slots=True)
class Told:
    """The same as a row of the table: what, by when first, by when now, when done, how, why."""

    what: str
    original: dt.date | None = None
    current: dt.date | None = None
    actual: dt.date | None = None
    state: str = ""
    why: str = ""
    address: str = ""
    light: Any = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the table under a heading."""

    name: str
    rows: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What one timeline tells: lanes to be drawn, and the same facts as a table."""

    lanes: tuple[Lane, ...]
    parts: tuple[Part, ...]

    @property
    def is_empty(self) -> bool:
        """True where there is no day to show."""
        return not any(True for lane in self.lanes for _day in lane.days())


@dataclass(frozen=True, slots=True)
class Placed:
    """A bar or a point where it stands: ``x`` and ``width`` in per cent, ``y`` in pixels."""

    x: str
    y: int
    sort: str
    words: str
    width: str = ""
    light: Any = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis; a ``minor`` one has no words on a telephone."""

    x: str
    words: str
    minor: bool


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """A lane with its name and the height at which it begins."""

    name: str
    y: int
    line: int
    bars: list[Placed] = field(default_factory=list)
    points: list[Placed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A timeline as it is drawn; ``at_end`` says that the words of today stand left of its line.

    ``today`` is "" where it lies far from all that is shown.
    """

    height: int
    foot: int
    lanes: list[DrawnLane]
    ticks: list[Tick]
    today: str
    at_end: bool


def drawn(timeline: Timeline, *, today: dt.date) -> Drawing:
    """Return where everything of ``timeline`` stands.

    Today is within, unless that would press a few days of long ago into a corner.
    """
    days = [day for lane in timeline.lanes for day in lane.days()] or [today]
    first, last = min(days), max(days)
    near = 3 * (last - first) + NEAR
    is_near = first - near <= today <= last + near
    if is_near:
        first, last = min(first, today), max(last, today)
    spare = dt.timedelta(days=max(round((last - first).days * EDGE), 4))
    scale = Scale(first - spare, last + spare)
    lanes = [_lane(lane, HEAD + n * LANE, scale) for n, lane in enumerate(timeline.lanes)]
    foot = HEAD + len(lanes) * LANE
    return Drawing(
        height=foot + FOOT,
        foot=foot,
        lanes=lanes,
        ticks=list(ticks(scale)),
        today=scale.at(today, middle=True) if is_near else "",
        at_end=scale.share(today) > 0.5,
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """From which day to which the line goes."""

    first: dt.date
    last: dt.date

    def share(self, day: dt.date) -> float:
        """Return where the beginning of ``day`` stands, between 0 and 1."""
        whole = (self.last - self.first).days + 1
        return min(max((day - self.first).days / whole, 0.0), 1.0)

    def at(self, day: dt.date, *, middle: bool = False) -> str:
        """Return where ``day`` begins, or its middle, in per cent."""
        half = 0.5 / ((self.last - self.first).days + 1) if middle else 0
        return f"{(self.share(day) + half) * 100:.3f}%"

    def wide(self, first: dt.date, last: dt.date) -> str:
        """Return how wide the days from ``first`` to ``last`` are, both included, in per cent."""
        after = last + dt.timedelta(days=1)
        return f"{max(self.share(after) - self.share(first), 0.002) * 100:.3f}%"


def _lane(lane: Lane, y: int, scale: Scale) -> DrawnLane:
    name = lane.name if len(lane.name) <= NAMED_MOST else f"{lane.name[: NAMED_MOST - 1]}…"
    made = DrawnLane(name, y, y + 28)
    for bar in lane.bars:
        over = bar.sort in (PLAN, SLIP)
        made.bars.append(
            Placed(
                scale.at(bar.first),
                y + (20 if over else 29),
                bar.sort,
                bar.words,
                scale.wide(bar.first, max(bar.last, bar.first)),
            )
        )
    for point in lane.points:
        over = point.sort in (ORIGINAL, CURRENT)
        made.points.append(
            Placed(
                scale.at(point.on, middle=True),
                y + (24 if over else 33) if not point.light else y + 27,
                point.sort,
                point.words,
                light=point.light,
            )
        )
    return made


def ticks(scale: Scale) -> Iterable[Tick]:
    """Yield the marks of the axis: half months on a short line, else months so far apart as there is room."""
    days = (scale.last - scale.first).days
    step = next((n for n in STEPS if days / 30.4 / n <= TICKS_MOST), STEPS[-1])
    halves = days <= 75
    at, shown = dt.date(scale.first.year - scale.first.year % max(step // 12, 1), 1, 1), 0
    while at <= scale.last:
        for day in (at, at.replace(day=16)) if halves else (at,):
            if scale.first <= day <= scale.last:
                yield Tick(
                    scale.at(day),
                    _tick(day, full=not shown) if _has_room(scale, day) else "",
                    shown % 2 == 1,
                )
                shown += 1
        months = at.year * 12 + at.month - 1 + step
        at = dt.date(months // 12, months % 12 + 1, 1)


def _has_room(scale: Scale, day: dt.date) -> bool:
    return scale.share(day) < 0.93


def _tick(day: dt.date, *, full: bool) -> str:
    english = (get_language() or "").startswith("en")
    if day.day != 1:
        return f"{day.day} {day:%b}" if english else gettext("%(month)s月%(day)s日") % _parts(day)
    if full or day.month == 1:
        return f"{day:%b %Y}" if english else gettext("%(year)s年%(month)s月") % _parts(day)
    return f"{day:%b}" if english else gettext("%(month)s月") % _parts(day)


def _parts(day: dt.date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
