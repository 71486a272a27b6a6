"""The owner finder over the register: duty lists and closed cases, as far as somebody may see them."""

from __future__ import annotations

import datetime as dt

from luoshi.matters.models import Matter, State
from luoshi.matters.queries import visible_matters
from luoshi.orgs.duties import all_duties
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import going_on
from luoshi.projects.models import Project
from luoshi.rules.owners import Case, Duty, Suggestion, suggest

CLOSED = (State.CLOSED, State.ARCHIVED)
CASES_MOST = 2000


def owners_for(
    text: str,
    *,
    project: Project | None = None,
    leaving_out: Matter | None = None,
    by: Account,
    now: dt.datetime,
) -> list[tuple[Unit, Suggestion, list[Matter]]]:
    """Return the units that fit ``text``, each with its reasons and the closed cases among them.

    Duty lists are everybody's to read; cases are those within the scope of ``by``, the latest
    ``CASES_MOST``, for the unit that goes on with the work today.  ``leaving_out`` is one of them
    that does not speak (to measure).  Empty where no unit fits.
    """
    rows = visible_matters(by, now=now).filter(state__in=CLOSED, lead__isnull=False)
    rows = rows.select_related("lead__succeeded_by").order_by("-closed_at", "-pk")
    closed = {one.pk: one for one in rows[:CASES_MOST] if one != leaving_out}
    units: dict[int, Unit] = {}
    cases = []
    for one in closed.values():
        assert one.lead is not None
        unit = going_on(one.lead)
        if unit.ended_on is None:
            units[unit.pk] = unit
            cases.append(Case(unit.pk, one.pk, one.title))
    duties = []
    for duty in all_duties():
        units[duty.unit_id] = duty.unit
        duties.append(Duty(duty.unit_id, duty.sentence))
    found = suggest(
        text,
        duties=duties,
        cases=cases,
        places={pk: unit.place for pk, unit in units.items()},
        place=_place_of(project),
    )
    return [(units[one.unit], one, [closed[pk] for pk in one.cases]) for one in found]


def _place_of(project: Project | None) -> str:
    """Return where a project is: the place of the unit that reports on it."""
    filing = getattr(project, "filing", None)
    return filing.unit.place if filing else ""
