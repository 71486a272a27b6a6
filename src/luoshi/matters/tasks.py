"""The part of the sweep that opens the feedback matters owe: by the calendar, not by anybody's deed."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.matters import debts, terms
from luoshi.matters.models import Matter
from luoshi.orgs.queries import calendar_of
from luoshi.owed.models import Kind as Owed
from luoshi.owed.models import Obligation
from luoshi.owed.tasks import Carried, visit
from luoshi.rules import life
from luoshi.rules.cadence import CADENCES, Period, periods_between
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.workcalendar import Day

# After an outage the periods of these days are still opened; older ones nobody can feed back on.
LOOK_BACK = dt.timedelta(days=62)
LOOK_BACK_DAILY = dt.timedelta(days=7)
FED_BACK = sorted(life.IN_HAND | {life.State.EXTENDING})


def open_feedback(*, now: dt.datetime) -> Carried:
    """Open, for each matter in hand, the feedback of every period that has begun since it was signed.

    A matter with a project is fed back on every half month, another every month, unless it says
    otherwise.  Safe to repeat and in several processes: matter and period make one row.
    """
    today, done = civil_day(now), Carried()
    for cadence in CADENCES:
        if not Matter.objects.filter(_of(cadence), state__in=FED_BACK).exists():
            continue
        since = today - (LOOK_BACK_DAILY if cadence == "daily" else LOOK_BACK)
        for period in periods_between(since, today, cadence):
            rows = list(_still_without(period, cadence))
            done += visit(rows, partial(_open, period=period, now=now), what="feedback")
    return done


def _still_without(period: Period, cadence: str) -> QuerySet[Matter]:
    begun = dt.datetime.combine(period.first_day, dt.time(), tzinfo=SHANGHAI)
    opened = Obligation.objects.filter(
        kind=Owed.FEEDBACK, subject_kind="matter", subject_id=OuterRef("pk"), key=period.key
    )
    rows = Matter.objects.filter(
        _of(cadence),
        ~Exists(opened),
        state__in=FED_BACK,
        signed_at__lt=begun,
        due_current__gt=period.last_day,
    )
    return rows.select_related("lead", "person", "held_by", "issued_by__person")


def _of(cadence: str) -> Q:
    named = Q(cadence=cadence)
    if cadence == "semimonthly":
        return named | Q(cadence="", project__isnull=False)
    if cadence == "monthly":
        return named | Q(cadence="", project__isnull=True)
    return named


def _open(matter: Matter, *, period: Period, now: dt.datetime) -> int:
    rolled = calendar_of(terms.lead_of(matter)).on_or_after(period.last_day)
    due = Day(min(rolled.on, matter.due_current or rolled.on), rolled.unannounced)
    debts.owe(matter, Owed.FEEDBACK, period.key, opens_on=period.first_day, due=due, now=now)
    return 1
