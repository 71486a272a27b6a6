"""The part of the sweep that opens the feedback matters owe: by the calendar, not by anybody's deed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from luoshi.audit.inserting import among
from luoshi.matters.models import DueChange, Matter, Objection, Pause, Ruling
from luoshi.owed.batches import Named, Opening
from luoshi.owed.models import Kind as Owed
from luoshi.owed.models import Obligation
from luoshi.owed.tasks import Carried, Dues, gathering, open_each
from luoshi.rules import life
from luoshi.rules.cadence import CADENCES, Period, periods_between
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.errors import BadInput
from luoshi.values.workcalendar import Day, WorkCalendar

# After an outage the periods of these days are still opened; older ones nobody can feed back on.
LOOK_BACK = dt.timedelta(days=62)
LOOK_BACK_DAILY = dt.timedelta(days=7)
# No holiday rolls a day further: what a period asks for may fall due so long after its end.
ROLLED_MOST = dt.timedelta(days=12)
FED_BACK = sorted(life.IN_HAND | {life.State.EXTENDING})


class Fed(NamedTuple):
    """A matter in hand, as much of it as is needed to open its feedback."""

    pk: int
    title: str
    lead_id: int
    lead: str
    person_id: int
    person: str
    held_by_id: int
    due_current: dt.date


FED = (
    "pk",
    "title",
    "lead_id",
    "lead__name",
    "person_id",
    "person__name",
    "held_by_id",
    "due_current",
)


@gathering()
def open_feedback(*, now: dt.datetime, since: dt.date | None = None) -> Carried:
    """Open, for each matter in hand, the feedback of every period that has begun since it was signed.

    A matter with a project is fed back on every half month, another every month, unless it says
    otherwise.  ``since`` is the day on which this was last done without trouble: on the same day
    only periods whose word is not yet overdue can still lack, as when a matter is taken up again.
    Safe to repeat and in several processes.
    """
    today, carried = civil_day(now), Carried()
    for cadence in CADENCES:
        if not Matter.objects.filter(_of(cadence), state__in=FED_BACK).exists():
            continue
        first = today - (LOOK_BACK_DAILY if cadence == "daily" else LOOK_BACK)
        if since == today:
            first = max(first, today - ROLLED_MOST)
        periods = list(periods_between(first, today, cadence))
        lacking = _lacking(periods, cadence)
        for period in periods if lacking else ():
            carried += _open(_fed(period, cadence, lacking, today=today), period, now=now)
    return carried


def _lacking(periods: list[Period], cadence: str) -> list[int]:
    """Return the matters that lack any of ``periods``: all of them asked for in one go."""
    either = Q()
    for period in periods:
        either |= _begun(period) & Q(~Exists(_opened(period)))
    rows = Matter.objects.filter(_of(cadence), either, state__in=FED_BACK)
    return list(rows.order_by().values_list("pk", flat=True)) if periods else []


def _fed(period: Period, cadence: str, lacking: list[int], *, today: dt.date) -> list[Fed]:
    """Return those of ``lacking`` whose feedback for ``period`` is to be opened."""
    rows = _still_without(period, cadence).filter(pk__in=among(lacking)).order_by("pk")
    if period.last_day >= today:
        return [Fed._make(row) for row in rows.values_list(*FED)]
    return _in_hand_by_then(rows, period)


def _opened(period: Period) -> QuerySet[Obligation]:
    return Obligation.objects.filter(
        kind=Owed.FEEDBACK, subject_kind="matter", subject_id=OuterRef("pk"), key=period.key
    )


def _begun(period: Period) -> Q:
    begun = dt.datetime.combine(period.first_day, dt.time(), tzinfo=SHANGHAI)
    return Q(signed_at__lt=begun, due_current__gt=period.last_day)


def _still_without(period: Period, cadence: str) -> QuerySet[Matter]:
    return Matter.objects.filter(
        _of(cadence), _begun(period), ~Exists(_opened(period)), state__in=FED_BACK
    )


def _in_hand_by_then(rows: QuerySet[Matter], period: Period) -> list[Fed]:
    """Return those of ``rows`` that were taken up again, if ever they rested, by the day it was due.

    What fell due while nobody had the matter in hand is nobody's debt; neither is what fell due
    when the matter itself was to be over before, though a later day was decided since.
    """
    of_it = {"matter": OuterRef("pk")}
    tries = Obligation.objects.filter(
        kind=Owed.FINISH, subject_kind="matter", subject_id=OuterRef("pk")
    )
    rests = Pause.objects.filter(**of_it, to_on__isnull=False)
    upheld = Objection.objects.filter(**of_it, ruling=Ruling.REJECTED)
    moved = DueChange.objects.filter(**of_it, was__lte=period.last_day)
    rows = rows.annotate(
        moved_at=Subquery(moved.order_by("-at").values("at")[:1]),
        tried_at=Subquery(tries.order_by("-opened_at").values("opened_at")[:1]),
        rested_to=Subquery(rests.order_by("-to_on").values("to_on")[:1]),
        upheld_at=Subquery(upheld.order_by("-ruled_at").values("ruled_at")[:1]),
    )
    dues, kept = _dues(), []
    for row in rows.values_list(*FED, "moved_at", "tried_at", "rested_to", "upheld_at"):
        one, (*moments, rested_to, upheld_at) = Fed._make(row[: len(FED)]), row[len(FED) :]
        since = [civil_day(at) for at in (*moments, upheld_at) if at is not None]
        since += [rested_to] if rested_to is not None else []
        # Most lie before the period altogether; no calendar need be asked for those.
        if not since or max(since) <= period.last_day or max(since) <= _due(one, period, dues):
            kept.append(one)
    return kept


def _due(one: Fed, period: Period, dues: Dues[dt.date]) -> dt.date:
    try:
        rolled = dues.of(one.lead_id, period.last_day)
    except BadInput:
        return dt.date.max  # whoever opens it notes the trouble
    return min(rolled.on, one.due_current)


def _dues() -> Dues[dt.date]:
    return Dues[dt.date](WorkCalendar.on_or_after)


def _of(cadence: str) -> Q:
    named = Q(cadence=cadence)
    if cadence == "semimonthly":
        return named | Q(cadence="", project__isnull=False)
    if cadence == "monthly":
        return named | Q(cadence="", project__isnull=True)
    return named


def _open(matters: list[Fed], period: Period, *, now: dt.datetime) -> Carried:
    if not matters:
        return Carried()
    dues = _dues()
    return open_each(
        matters,
        lambda one: _opening(one, period, dues.of(one.lead_id, period.last_day)),
        what="open_feedback",
        name=lambda one: f"matter {one.pk}",
        now=now,
    )


def _opening(one: Fed, period: Period, rolled: Day) -> Opening:
    """Return what ``debts.owe`` opens: due on the period's last day, never after the matter itself."""
    due = dataclasses.replace(rolled, on=min(rolled.on, one.due_current))
    return Opening(
        kind=Owed.FEEDBACK,
        subject_kind="matter",
        subject_id=one.pk,
        key=period.key,
        title=one.title,
        debtor_unit=Named(one.lead_id, one.lead),
        debtor=Named(one.person_id, one.person),
        creditor_unit_id=one.held_by_id,
        opens_on=min(period.first_day, due.on),
        due_on=due.on,
        confirmed=due.confirmed,
    )
