"""What a matter's rows say of it: its parts, its day, the limits frozen into it, what waits for an answer."""

from __future__ import annotations

import datetime as dt
import re

from luoshi import policy
from luoshi.matters.models import (
    Extension,
    Kind,
    Matter,
    Objection,
    Pause,
    Ruling,
    UnitRole,
    Urgency,
    Verdict,
)
from luoshi.orgs.models import Unit
from luoshi.orgs.queries import calendar_of
from luoshi.rules.deadlines import due_from, due_moment, last_day_before
from luoshi.rules.life import Part
from luoshi.rules.ruleset import RuleSet
from luoshi.values.civil import civil_day
from luoshi.values.workcalendar import Day

_BETWEEN_CRITERIA = re.compile(r"[；;\n]+")


def units_of(matter: Matter, part: Part) -> frozenset[int]:
    """Return the ids of the units that are ``part`` of a matter."""
    match part:
        case Part.HOLDER:
            return frozenset({matter.held_by_id})
        case Part.LEAD:
            return frozenset({matter.lead_id}) if matter.lead_id else frozenset()
        case Part.RAISER:
            return frozenset({matter.raised_by_id}) if matter.raised_by_id else frozenset()
        case Part.PARTNER:
            return frozenset(one.unit_id for one in matter.parts.all()) - {matter.lead_id}


def open_request(matter: Matter) -> Extension | None:
    """Return the request for extension that waits for an answer, if there is one."""
    return next((one for one in matter.extensions.all() if one.verdict == Verdict.ASKED), None)


def open_objection(matter: Matter) -> Objection | None:
    """Return the objection that waits for an answer, if there is one."""
    return next((one for one in matter.objections.all() if one.ruling == Ruling.ASKED), None)


def open_pause(matter: Matter) -> Pause | None:
    """Return the pause in which a matter rests, if it does."""
    return next((one for one in matter.pauses.all() if one.to_on is None), None)


def due_of(matter: Matter) -> dt.date:
    """Return the current due day of a matter that has been issued."""
    assert matter.due_current is not None
    return matter.due_current


def lead_of(matter: Matter) -> Unit:
    """Return the lead unit of a matter that has been issued."""
    assert matter.lead is not None
    return matter.lead


def rules_at_issue(matter: Matter) -> RuleSet:
    """Return the rules that hold for a matter: those of its issue, whatever comes later."""
    assert matter.issued_at is not None
    return policy.current().rules_on(civil_day(matter.issued_at))


def due_after(start: dt.date, limit: str, *, unit: Unit) -> Day:
    """Return the last day of the rules' ``limit`` ("sign", "review", …) from ``start``.

    Days are counted by the calendar of ``unit``: of whoever has to keep the limit.
    """
    rules = policy.current().rules_on(start)
    return due_from(start, rules.limits[limit], calendar=calendar_of(unit))


def sign_by(matter: Matter, lead: Unit, *, now: dt.datetime) -> tuple[Day, dt.datetime | None]:
    """Return the last day on which ``lead`` signs for a matter in time, counted from ``now``.

    With it the moment, for a most urgent one: that has working hours, not days, and its day is
    the one on which these end.  A pressing one has the days of an ordinary one, as the rules
    know no limit of its own.
    """
    if matter.urgency != Urgency.MOST:
        return due_after(civil_day(now), "sign", unit=lead), None
    limit = policy.current().rules_on(civil_day(now)).limits["sign_urgent"]
    moment = due_moment(now, limit, calendar=calendar_of(lead))
    return moment.day, moment.at


def last_day_to_ask(matter: Matter) -> dt.date:
    """Return the last day on which a later date may be asked: so long before the due day."""
    limit = rules_at_issue(matter).limits["ask_extension"]
    return last_day_before(due_of(matter), limit, calendar=calendar_of(lead_of(matter)))


def latest_extension(matter: Matter) -> dt.date:
    """Return the last day to which one extension may move the current date."""
    limit = rules_at_issue(matter).limits["extension"]
    return due_from(due_of(matter), limit, calendar=calendar_of(lead_of(matter))).on


def last_day_to_object(matter: Matter) -> dt.date:
    """Return the last day on which the lead may object: so long after it signed, or was to sign."""
    limits, calendar = rules_at_issue(matter).limits, calendar_of(lead_of(matter))
    assert matter.issued_at is not None
    if matter.signed_at is not None:
        start = civil_day(matter.signed_at)
    elif matter.sign_by is not None:
        start = civil_day(matter.sign_by)
    else:
        start = due_from(civil_day(matter.issued_at), limits["sign"], calendar=calendar).on
    return due_from(start, limits["object"], calendar=calendar).on


def criteria_of(matter: Matter) -> tuple[str, ...]:
    """Return the closing criteria of a matter one by one: they are divided by ；or lines."""
    parts = (part.strip(" 。") for part in _BETWEEN_CRITERIA.split(matter.criterion))
    return tuple(dict.fromkeys(part for part in parts if part))


def cooperating_of(matter: Matter) -> list[Unit]:
    """Return the cooperating units of a matter."""
    return [one.unit for one in matter.parts.all() if one.role == UnitRole.COOPERATING]


def wants_raiser(matter: Matter) -> bool:
    """Return whether closing needs the words of whoever raised it: problems do."""
    return matter.kind == Kind.PROBLEM
