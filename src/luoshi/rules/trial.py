"""A trial of another rule set: what would be due when, and lit how, if it had held all along.

Pure: nothing is changed by a trial.  A day is only counted anew where the rules had set it; a day
that a person decided (a matter's own date, an extension) stays.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.rules.deadlines import due_from, report_due
from luoshi.rules.lights import Light, light_of
from luoshi.rules.ruleset import RuleSet
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.workcalendar import Day, WorkCalendar

REPORT = "report"
# Which limit sets the day of which kind of obligation.
LIMIT_OF = {
    "sign": "sign",
    "review": "review",
    "decide": "answer_objection",
    "answer": "answer_objection",
    "plan": "plan",
    "feedback": "first_feedback",
    "archive": "archive",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a trial must know of something still owed; ``key`` is the window of a report."""

    kind: str
    key: str
    opens_on: dt.date
    due_original: dt.date
    due_on: dt.date
    claimed: bool = False
    paused_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Day and light under the rules that hold, and under those that are tried."""

    due_now: dt.date
    due_then: dt.date
    light_now: Light
    light_then: Light

    @property
    def moves(self) -> bool:
        """True if the day would be another."""
        return self.due_now != self.due_then

    @property
    def changes_colour(self) -> bool:
        """True if the light would be another today."""
        return self.light_now.colour is not self.light_then.colour

    @property
    def differs(self) -> bool:
        """True if day or light would be another."""
        return self.moves or self.changes_colour


def due_under(terms: Terms, rules: RuleSet, *, calendar: WorkCalendar) -> Day | None:
    """Return the day that ``rules`` set for ``terms``; None where rules set none."""
    if terms.kind == REPORT:
        window, rule = HalfMonth.parse(terms.key), rules.report
        return report_due(
            window,
            grace_days=rule.grace_days,
            calendar=calendar,
            roll=rule.roll,
            roll_n=rule.roll_n,
        )
    limit = LIMIT_OF.get(terms.kind)
    return due_from(terms.opens_on, rules.limits[limit], calendar=calendar) if limit else None


def outlook(
    terms: Terms,
    *,
    held: RuleSet,
    now: RuleSet,
    tried: RuleSet,
    today: dt.date,
    calendar: WorkCalendar,
) -> Outlook:
    """Return how ``terms`` stand and how they would stand under ``tried``.

    ``held`` are the rules that set the day, those of the day on which it was opened; ``now`` are
    the rules of today, by which lights are lit.
    """
    due_then = terms.due_on
    set_by_rules = due_under(terms, held, calendar=calendar)
    if set_by_rules and set_by_rules.on == terms.due_original == terms.due_on:
        other = due_under(terms, tried, calendar=calendar)
        due_then = other.on if other else terms.due_on

    def lit(due_on: dt.date, rules: RuleSet) -> Light:
        return light_of(
            due_on=due_on,
            opened_on=min(terms.opens_on, due_on),
            today=today,
            thresholds=rules.thresholds,
            claimed=terms.claimed,
            paused_on=terms.paused_on,
        )

    return Outlook(terms.due_on, due_then, lit(terms.due_on, now), lit(due_then, tried))
