"""Lights: colour, shape and word together, with the rule that lit them and the reason why.

This is the light of time.  Colours carry no meaning alone: each has a shape and a word, so that
a black-and-white print or a colour-blind reader loses nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from luoshi.values.sentences import Days, Sentence, ShortDay, gettext_noop


class Colour(StrEnum):
    """From what needs no care to what needs it most."""

    BLUE = "blue"
    GREY = "grey"
    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class Shape(StrEnum):
    """What stands for the colour in black and white."""

    CHECK = "check"
    LATE_CHECK = "late-check"
    RING = "ring"
    PAUSE = "pause"
    CIRCLE = "circle"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    SQUARE = "square"


SEVERITY = {colour: rank for rank, colour in enumerate(Colour)}


@dataclass(frozen=True, slots=True)
class Light:
    """``word`` is Chinese for the catalogues; ``rule`` names the rule; ``reason`` says it all."""

    colour: Colour
    shape: Shape
    word: str
    reason: Sentence
    rule: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a light turns: shares of the whole time that are left (0–1), and calendar days left.

    ``gap_yellow`` (from) and ``gap_red`` (above) are percentage points behind the plan;
    ``missed_yellow`` and ``missed_red`` count reports or feedbacks that are overdue and missing.
    """

    orange_left: Decimal = Decimal("0.15")
    yellow_left: Decimal = Decimal("0.30")
    yellow_days: int = 3
    gap_yellow: Decimal = Decimal(10)
    gap_red: Decimal = Decimal(30)
    missed_yellow: int = 1
    missed_red: int = 2

    def __post_init__(self) -> None:
        if not 0 <= self.orange_left <= self.yellow_left <= 1:
            raise ValueError("0 ≤ orange_left ≤ yellow_left ≤ 1 must hold")
        if self.yellow_days < 0:
            raise ValueError("yellow_days cannot be negative")
        if not 0 < self.gap_yellow <= self.gap_red <= 100:
            raise ValueError("0 < gap_yellow ≤ gap_red ≤ 100 must hold")
        if not 1 <= self.missed_yellow <= self.missed_red:
            raise ValueError("1 ≤ missed_yellow ≤ missed_red must hold")


def light_of(
    *,
    due_on: dt.date,
    opened_on: dt.date,
    today: dt.date,
    thresholds: Thresholds,
    discharged_on: dt.date | None = None,
    claimed: bool = False,
    paused_on: dt.date | None = None,
) -> Light:
    """Return the light of one thing that is owed from ``opened_on`` to ``due_on``, as of ``today``.

    ``discharged_on`` is the day on which it was done; ``claimed`` says that it is reported done
    and waits for review: then it no longer warns, but it still falls overdue.  While it rests
    since ``paused_on`` it neither warns nor falls overdue, and says so: a pause is shown.
    """
    if discharged_on is not None:
        return _done(due_on, discharged_on, today)
    if paused_on is not None:
        said = gettext_noop("%(paused_on)s起中止，原应于%(due_on)s前完成")
        params = {"paused_on": _short(paused_on, today), "due_on": _short(due_on, today)}
        reason = Sentence(said, "time.paused", params)
        return Light(Colour.GREY, Shape.PAUSE, gettext_noop("中止"), reason, "time.paused")
    left = (due_on - today).days
    if left < 0:
        return _overdue(due_on, today, claimed=claimed)
    if today < opened_on:
        said = gettext_noop("从%(opened_on)s起办理，应于%(due_on)s前完成")
        params = {"opened_on": _short(opened_on, today), "due_on": _short(due_on, today)}
        reason = Sentence(said, "time.not-open", params)
        return Light(Colour.GREY, Shape.RING, gettext_noop("未到期"), reason, "time.not-open")
    if claimed:
        reason = Sentence(gettext_noop("已报办结，等待审核"), "time.claimed")
        return Light(Colour.GREEN, Shape.CIRCLE, gettext_noop("正常"), reason, "time.claimed")
    return _running(due_on, today, left, max((due_on - opened_on).days, 0), thresholds)


def _running(
    due_on: dt.date, today: dt.date, left: int, total: int, thresholds: Thresholds
) -> Light:
    if left <= total * thresholds.orange_left:
        colour, shape, word = Colour.ORANGE, Shape.DIAMOND, gettext_noop("预警")
    elif left <= total * thresholds.yellow_left or left <= thresholds.yellow_days:
        colour, shape, word = Colour.YELLOW, Shape.TRIANGLE, gettext_noop("提醒")
    else:
        colour, shape, word = Colour.GREEN, Shape.CIRCLE, gettext_noop("正常")
    params: dict[str, object] = {"due_on": _short(due_on, today), "days": Days(left)}
    if left:
        said = gettext_noop("应于%(due_on)s前完成，还剩%(days)s天")
    else:
        said = gettext_noop("应于今天（%(due_on)s）完成")
    rule = {
        Colour.ORANGE: "time.nearly-due",
        Colour.YELLOW: "time.due-soon",
        Colour.GREEN: "time.in-time",
    }[colour]
    return Light(colour, shape, word, Sentence(said, rule, params), rule)


def _overdue(due_on: dt.date, today: dt.date, *, claimed: bool) -> Light:
    said = gettext_noop("应于%(due_on)s前完成，已逾期%(days)s天")
    rule = "time.overdue"
    if claimed:
        said = gettext_noop("应于%(due_on)s前完成，已报办结但尚未审核，已逾期%(days)s天")
        rule = "time.overdue-claimed"
    params = {"due_on": _short(due_on, today), "days": Days((today - due_on).days)}
    return Light(Colour.RED, Shape.SQUARE, gettext_noop("逾期"), Sentence(said, rule, params), rule)


def _done(due_on: dt.date, discharged_on: dt.date, today: dt.date) -> Light:
    params: dict[str, object] = {
        "due_on": _short(due_on, today),
        "done_on": _short(discharged_on, today),
    }
    late = (discharged_on - due_on).days
    if late > 0:
        said = gettext_noop("应于%(due_on)s前完成，%(done_on)s办结，迟%(days)s天")
        reason = Sentence(said, "time.done-late", params | {"days": Days(late)})
        return Light(Colour.BLUE, Shape.LATE_CHECK, gettext_noop("迟办"), reason, "time.done-late")
    said = gettext_noop("应于%(due_on)s前完成，%(done_on)s办结")
    reason = Sentence(said, "time.done", params)
    return Light(Colour.BLUE, Shape.CHECK, gettext_noop("按时"), reason, "time.done")


def _short(day: dt.date, today: dt.date) -> dt.date | ShortDay:
    return ShortDay(day) if day.year == today.year else day


def changes_on(
    *,
    due_on: dt.date,
    opened_on: dt.date,
    today: dt.date,
    thresholds: Thresholds,
    claimed: bool = False,
    paused_on: dt.date | None = None,
) -> dt.date | None:
    """Return the next day after ``today`` on which the colour of an open light changes; None if never.

    A sweep need not look at the row before that day.
    """
    if paused_on is not None:
        return None
    total = max((due_on - opened_on).days, 0)
    lefts = {
        int(total * thresholds.yellow_left),
        thresholds.yellow_days,
        int(total * thresholds.orange_left),
        -1,
    }
    turns = {due_on - dt.timedelta(days=left) for left in lefts} | {opened_on}

    def colour(day: dt.date) -> Colour:
        return light_of(
            due_on=due_on,
            opened_on=opened_on,
            today=day,
            thresholds=thresholds,
            claimed=claimed,
        ).colour

    now = colour(today)
    return next((day for day in sorted(turns) if day > today and colour(day) is not now), None)


def worst(lights: Iterable[Light]) -> Light:
    """Return the light that needs most care, the first of equals; raises ValueError for none."""
    return max(lights, key=lambda light: SEVERITY[light.colour])
