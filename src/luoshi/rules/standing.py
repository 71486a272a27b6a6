"""How a project or a matter stands: lights of progress and of reports beside that of time, and the worst.

A lamp that cannot be lit honestly is grey and says why; the combined light passes it over.  Each
fact lights one lamp: what is late lights that of time, what lags that of progress, and missing
reports or feedback that of reports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from luoshi.rules.curve import Curve, done_share, planned_share
from luoshi.rules.lights import SEVERITY, Colour, Light, Shape, Thresholds, worst
from luoshi.values.sentences import Days, Sentence, ShortDay, gettext_noop

# From best to worst: along these a person may move a light by one step.
SCALE = (Colour.GREEN, Colour.YELLOW, Colour.ORANGE, Colour.RED)
BETTER, WORSE = -1, 1
MANUAL = "manual"
NAMED_MOST = 3
_TENTH = Decimal("0.1")
_SHAPES = {
    Colour.GREEN: Shape.CIRCLE,
    Colour.YELLOW: Shape.TRIANGLE,
    Colour.ORANGE: Shape.DIAMOND,
    Colour.RED: Shape.SQUARE,
}
_WORDS = {
    Colour.GREEN: gettext_noop("正常"),
    Colour.YELLOW: gettext_noop("提醒"),
    Colour.ORANGE: gettext_noop("预警"),
    Colour.RED: gettext_noop("严重"),
}


@dataclass(frozen=True, slots=True)
class Lamp:
    """One light as of a day, the next day on which it may change by itself, and what it measured.

    ``measure``: percentage points behind the plan, or how many reports are missing; None for none.
    """

    light: Light
    turns_on: dt.date | None = None
    measure: Decimal | None = None


def unlit(template: str, rule: str, *, turns_on: dt.date | None = None, **params: object) -> Lamp:
    """Return a lamp that is not lit, with the reason why not."""
    reason = Sentence(template, rule, params)
    word = gettext_noop("不亮灯")
    return Lamp(Light(Colour.GREY, Shape.RING, word, reason, rule), turns_on)


def earliest(*days: dt.date | None) -> dt.date | None:
    """Return the earliest of ``days`` that is one."""
    return min((day for day in days if day is not None), default=None)


# --- time


def milestone_lamp(
    stage: Sentence, planned_on: dt.date, *, today: dt.date, thresholds: Thresholds
) -> Lamp:
    """Return the light of time of a stage that is planned for a day and not reached.

    When it was planned is not known, so that only the days left count, not their share.
    """
    left = (planned_on - today).days
    params: dict[str, object] = {"stage": stage, "planned_on": _short(planned_on, today)}
    if left < 0:
        said = gettext_noop("计划%(planned_on)s前达到“%(stage)s”，已逾期%(days)s天")
        light = Light(
            Colour.RED,
            Shape.SQUARE,
            gettext_noop("逾期"),
            Sentence(said, "time.stage-overdue", params | {"days": Days(-left)}),
            "time.stage-overdue",
        )
        return Lamp(light)
    said = gettext_noop("计划%(planned_on)s前达到“%(stage)s”，还剩%(days)s天")
    near = left <= thresholds.yellow_days
    colour, rule = (
        (Colour.YELLOW, "time.stage-soon") if near else (Colour.GREEN, "time.stage-in-time")
    )
    after = planned_on + dt.timedelta(days=1)
    warns = planned_on - dt.timedelta(days=thresholds.yellow_days)
    light = _lit(colour, _WORDS[colour], Sentence(said, rule, params | {"days": Days(left)}))
    return Lamp(light, after if near else warns)


def worst_lamp(lamps: Sequence[Lamp]) -> Lamp:
    """Return the lamp that needs most care, the first of equals, turning when any of them does."""
    light = worst(lamp.light for lamp in lamps)
    chosen = next(lamp for lamp in lamps if lamp.light is light)
    return Lamp(light, earliest(*(lamp.turns_on for lamp in lamps)), chosen.measure)


# --- progress


@dataclass(frozen=True, slots=True)
class YearFacts:
    """The plan of a year (yuan) and what the last report that counts says of it.

    ``invested`` (yuan) was done in the year by the end of ``reported_on``; None without a report.
    """

    curve: Curve
    planned: Decimal
    invested: Decimal | None = None
    reported_on: dt.date | None = None


def year_lamp(facts: YearFacts | None, *, today: dt.date, thresholds: Thresholds) -> Lamp:
    """Return the light of progress of a project against the plan of the year of ``today``.

    Plan and fact are those of one day, the last day of the window that was reported: that a
    newer report is missing is said by another lamp.  No plan, no report, or the winter stop:
    no light.
    """
    new_year = dt.date(today.year + 1, 1, 1)
    if facts is None:
        said = gettext_noop("%(year)s年没有年度计划，无法比较")
        return unlit(said, "progress.no-plan", turns_on=new_year, year=today.year)
    resumes_on, stops_on = facts.curve.resumes_on, facts.curve.stops_on
    if resumes_on and today < resumes_on:
        said = gettext_noop("冬季停工，%(on)s复工")
        day = _short(resumes_on, today)
        return unlit(said, "progress.winter", turns_on=resumes_on, on=day)
    if stops_on and today > stops_on:
        said = gettext_noop("%(on)s起冬季停工")
        day = _short(stops_on + dt.timedelta(days=1), today)
        return unlit(said, "progress.winter", turns_on=new_year, on=day)
    turns_on = earliest(new_year, stops_on + dt.timedelta(days=1) if stops_on else None)
    if facts.invested is None or facts.reported_on is None:
        said = gettext_noop("%(year)s年还没有报送半月报，无法比较")
        return unlit(said, "progress.no-report", turns_on=turns_on, year=today.year)
    planned = planned_share(facts.curve, facts.reported_on)
    done = done_share(facts.invested, facts.planned)
    params: dict[str, object] = {
        "on": _short(facts.reported_on, today),
        "planned": _plain(planned),
        "done": _plain(done),
    }
    return _gap_lamp(planned - done, params, thresholds, turns_on=turns_on)


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step of the plan in force: by when it is to be done, and whether it is."""

    due_on: dt.date
    is_done: bool


def steps_lamp(steps: Sequence[StepFacts], *, today: dt.date, thresholds: Thresholds) -> Lamp:
    """Return the light of progress of a matter against its plan, each step weighing the same.

    The plan wants the steps whose day has passed; what counts as done are those of them that
    are.  A later step done early does not make up for an earlier one that is not.
    """
    if not steps:
        return unlit(gettext_noop("还没有工作方案，无法比较"), "progress.no-plan")
    due = [step for step in steps if step.due_on < today]
    done = sum(step.is_done for step in due)
    ahead = [step.due_on for step in steps if not step.is_done and step.due_on >= today]
    turns_on = min(ahead) + dt.timedelta(days=1) if ahead else None
    gap = (Decimal(len(due) - done) * 100 / len(steps)).quantize(_TENTH, ROUND_HALF_UP)
    params: dict[str, object] = {"due": len(due), "done": done, "all": len(steps)}
    return _gap_lamp(gap, params, thresholds, turns_on=turns_on)


def gap_colour(gap: Decimal, thresholds: Thresholds) -> Colour:
    """Return the colour for ``gap`` percentage points behind the plan."""
    if gap > thresholds.gap_red:
        return Colour.RED
    return Colour.YELLOW if gap >= thresholds.gap_yellow else Colour.GREEN


def _gap_lamp(
    gap: Decimal,
    params: dict[str, object],
    thresholds: Thresholds,
    *,
    turns_on: dt.date | None,
) -> Lamp:
    colour = gap_colour(gap, thresholds)
    word, rule = {
        Colour.RED: (gettext_noop("严重滞后"), "progress.far-behind"),
        Colour.YELLOW: (gettext_noop("滞后"), "progress.behind"),
        Colour.GREEN: (gettext_noop("正常"), "progress.on-plan"),
    }[colour]
    if "all" in params and not gap:
        said = gettext_noop("方案%(all)s步中应完成%(due)s步，均已完成")
    elif "all" in params:
        said = gettext_noop(
            "方案%(all)s步中应完成%(due)s步，已完成%(done)s步，落后%(points)s个百分点"
        )
    elif gap > 0:
        said = gettext_noop(
            "截至%(on)s应完成年度计划的%(planned)s%%，实际%(done)s%%，落后%(points)s个百分点"
        )
    else:
        said = gettext_noop("截至%(on)s应完成年度计划的%(planned)s%%，实际%(done)s%%，不落后于计划")
    reason = Sentence(said, rule, params | {"points": _plain(abs(gap))})
    return Lamp(_lit(colour, word, reason), turns_on, gap)


# --- reports


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One report or feedback still owed, its last day in time, and how it is named in a sentence."""

    due_on: dt.date
    name: object


def report_lamp(
    owed: Sequence[ReportFacts], *, is_project: bool, today: dt.date, thresholds: Thresholds
) -> Lamp:
    """Return the light of reports out of those that are still ``owed``.

    One that is overdue counts until it is made up or excused, in a row with others or not: a
    report in between does not fill the gap before it.
    """
    missing = sorted((one for one in owed if one.due_on < today), key=lambda one: one.due_on)
    coming = [one.due_on for one in owed if one.due_on >= today]
    turns_on = min(coming) + dt.timedelta(days=1) if coming else None
    colour = missed_colour(len(missing), thresholds)
    again, once = gettext_noop("多期缺反馈"), gettext_noop("缺反馈")
    if is_project:
        again, once = gettext_noop("多期缺报"), gettext_noop("缺报")
    word, rule = {
        Colour.RED: (again, "report.missed-again"),
        Colour.YELLOW: (once, "report.missed"),
        Colour.GREEN: (gettext_noop("正常"), "report.in-time"),
    }[colour]
    names = tuple(one.name for one in missing[-NAMED_MOST:])
    params: dict[str, object] = {"names": names, "count": len(missing)}
    if not missing:
        said = (
            gettext_noop("到期的半月报都已报送")
            if is_project
            else gettext_noop("到期的反馈都已报送")
        )
        params = {}
    elif is_project:
        said = gettext_noop("%(count)s期半月报逾期未报：%(names)s")
    else:
        said = gettext_noop("%(count)s期反馈逾期未报，期限：%(names)s")
    measure = Decimal(len(missing))
    return Lamp(_lit(colour, word, Sentence(said, rule, params)), turns_on, measure)


def missed_colour(missed: int, thresholds: Thresholds) -> Colour:
    """Return the colour for so many missing reports."""
    if missed >= thresholds.missed_red:
        return Colour.RED
    return Colour.YELLOW if missed >= thresholds.missed_yellow else Colour.GREEN


# --- together


def combined(time: Lamp, progress: Lamp, report: Lamp) -> Lamp:
    """Return the worst of the lamps that are lit, the first of equals; that of time if none is."""
    lit = [lamp for lamp in (time, progress, report) if lamp.light.colour is not Colour.GREY]
    chosen = worst_lamp(lit or [time])
    turns_on = earliest(time.turns_on, progress.turns_on, report.turns_on)
    return Lamp(chosen.light, turns_on, chosen.measure)


def shifted(colour: Colour, step: int) -> Colour | None:
    """Return the colour one step better (-1) or worse (+1); None where there is no such step.

    >>> shifted(Colour.YELLOW, WORSE).value
    'orange'
    """
    if colour not in SCALE or step not in (BETTER, WORSE):
        return None
    place = SCALE.index(colour) + step
    return SCALE[place] if 0 <= place < len(SCALE) else None


def step_between(was: Colour, became: Colour) -> int:
    """Return the step from one colour to its neighbour on the scale."""
    return SEVERITY[became] - SEVERITY[was]


def adjusted(light: Light, step: int, *, reason: str, until: dt.date, today: dt.date) -> Light:
    """Return ``light`` as a person moved it by one ``step``, with her reason and its end.

    It is always one step from what the rules say, whatever they say by now: a light that has
    turned red under it is at best orange.  Where there is no such step it stays.
    """
    colour = shifted(light.colour, step)
    if colour is None:
        return light
    said = gettext_noop("人工调整至%(until)s：%(reason)s。按规则为“%(word)s”：%(rule)s")
    params: dict[str, object] = {
        "until": _short(until, today),
        "reason": reason.rstrip("。"),
        "word": Sentence(light.word),
        "rule": light.reason,
    }
    return Light(colour, _SHAPES[colour], _WORDS[colour], Sentence(said, MANUAL, params), MANUAL)


def _lit(colour: Colour, word: str, reason: Sentence) -> Light:
    return Light(colour, _SHAPES[colour], word, reason, reason.code)


def _short(day: dt.date, today: dt.date) -> dt.date | ShortDay:
    return ShortDay(day) if day.year == today.year else day


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f") if number else "0"
