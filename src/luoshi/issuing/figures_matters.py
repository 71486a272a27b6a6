"""What the register says of problems and decisions in one half month, as it stood at one moment.

What is owed is read from the obligations, and whether it is overdue from their light: claimed is
not confirmed, and confirmed is only what the unit that raised a problem said itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from django.db.models import Q

from luoshi.issuing.figures_then import Owed, Undone, owed_then
from luoshi.matters.models import Confirmation, Kind, Matter, Reopening
from luoshi.owed import queries as owing
from luoshi.owed.models import Kind as Debt
from luoshi.owed.models import Obligation, ObligationRows
from luoshi.rules.access import Scope
from luoshi.rules.lights import Colour
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth

State = Literal["open", "claimed", "closed", "cancelled"]


@dataclass(frozen=True, slots=True)
class ProblemFacts:
    """One problem at the end of the base day: who owes it, until when, and whose word it has."""

    pk: int
    number: str
    title: str
    unit: str
    person: str
    project: int | None
    issued_on: dt.date
    due_on: dt.date
    state: State
    is_overdue: bool = False
    is_confirmed: bool = False
    closed_on: dt.date | None = None
    raised_by: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """Something that a person must decide: what, who, by when."""

    what: str
    who: str
    due_on: dt.date
    matter: int


class Closing(NamedTuple):
    """One closing of a matter: in which try, when, and when it was taken up again."""

    attempt: int
    at: dt.datetime
    until: dt.datetime | None


def problems_of(
    *,
    scope: Scope,
    base_on: dt.date,
    moment: dt.datetime,
    undone: Undone,
    confirmed: bool = True,
) -> list[ProblemFacts]:
    """Return every problem within ``scope`` that was issued by ``moment``, by unit and day.

    Without ``confirmed`` nobody asks whether its raiser's own word closed it.
    """
    matters = Matter.objects.within(scope).filter(kind=Kind.PROBLEM, issued_at__lte=moment)
    rows = list(matters.select_related("lead", "person", "raised_by").order_by("pk"))
    ids = matters.order_by().values("pk")
    debts = owed_then(
        Obligation.objects.filter(
            subject_kind="matter", subject_id__in=ids, kind__in=[Debt.FINISH, Debt.REVIEW]
        ),
        as_of=moment,
        undone=undone,
    )
    # What was closed and taken up again since is open now: only a past day asks.
    again = Reopening.objects.filter(matter__in=ids) if undone.is_past else ()
    closings = _closings(rows, again)
    solved = _solved(ids, moment=moment) if confirmed else set()
    found = []
    for row in rows:
        closed = _closed_then(closings.get(row.pk, ()), moment)
        facts = _facts(row, debts.get(row.pk, []), closed, base_on)
        if closed and (row.pk, closed.attempt) in solved:
            facts = replace(facts, is_confirmed=True)
        found.append(facts)
    return sorted(found, key=lambda one: (one.unit, one.due_on, one.pk))


def _solved(ids: Any, *, moment: dt.datetime) -> set[tuple[int, int]]:
    said = Confirmation.objects.filter(matter__in=ids, solved=True, at__lte=moment)
    return set(said.values_list("matter", "attempt"))


def _closings(rows: Iterable[Matter], again: Iterable[Reopening]) -> dict[int, list[Closing]]:
    found: dict[int, list[Closing]] = {}
    for one in again:
        closing = Closing(one.attempt, one.closed_at, one.at)
        found.setdefault(one.matter_id, []).append(closing)
    for row in rows:
        if row.closed_at is not None:
            found.setdefault(row.pk, []).append(Closing(row.attempt, row.closed_at, None))
    return found


def _closed_then(closings: Iterable[Closing], moment: dt.datetime) -> Closing | None:
    for one in closings:
        if one.at <= moment and (one.until is None or one.until > moment):
            return one
    return None


def _facts(
    row: Matter, debts: list[Owed], closed: Closing | None, base_on: dt.date
) -> ProblemFacts:
    finish = [one for one in debts if one.kind == Debt.FINISH]
    still = next((one for one in finish if one.is_open), None)
    last = still or (finish[-1] if finish else None)
    state: State = "cancelled"
    if closed is not None:
        state = "closed"
    elif still is not None:
        state = "open"
    elif any(one.kind == Debt.REVIEW and one.is_open for one in debts):
        state = "claimed"
    assert row.issued_at is not None and row.due_current is not None
    red = still is not None and owing.light(still, today=base_on).colour is Colour.RED
    return ProblemFacts(
        pk=row.pk,
        number=row.number or "",
        title=row.title,
        unit=last.unit if last else str(row.lead or ""),
        person=(last.person if last else str(row.person or "")) or "",
        project=row.project_id,
        issued_on=civil_day(row.issued_at),
        due_on=last.due_on if last else row.due_current,
        state=state,
        is_overdue=state == "open" and red,
        closed_on=civil_day(closed.at) if closed else None,
        raised_by=str(row.raised_by or ""),
    )


# --- decisions, and what comes


def pending_of(*, scope: Scope, as_of: dt.datetime, undone: Undone) -> list[Pending]:
    """Return the requests and objections about matters that waited for an answer at ``as_of``."""
    rows = _perhaps_open(_matter_debts(scope, Debt.DECIDE, Debt.ANSWER), as_of)
    found = owed_then(rows, as_of=as_of, undone=undone)
    words = {Debt.DECIDE: "答复延期申请", Debt.ANSWER: "答复异议"}
    return sorted(
        (
            Pending(f"{words[Debt(one.kind)]}：{one.title}", one.unit, one.due_on, pk)
            for pk, several in found.items()
            for one in several
            if one.is_open
        ),
        key=lambda one: (one.due_on, one.matter),
    )


def due_in(
    window: HalfMonth, *, scope: Scope, moment: dt.datetime, undone: Undone
) -> list[Pending]:
    """Return what is to be finished within ``window`` of all matters, soonest first."""
    rows = _perhaps_open(_matter_debts(scope, Debt.FINISH), moment)
    rows = rows.filter(due_original__lte=window.last_day)
    found = owed_then(rows, as_of=moment, undone=undone)
    return sorted(
        (
            Pending(one.title, one.unit, one.due_on, pk)
            for pk, several in found.items()
            for one in several
            if one.is_open and one.due_on in window
        ),
        key=lambda one: (one.due_on, one.matter),
    )


def _matter_debts(scope: Scope, *kinds: Debt) -> ObligationRows:
    ids = Matter.objects.within(scope).order_by().values("pk")
    return Obligation.objects.filter(subject_kind="matter", subject_id__in=ids, kind__in=kinds)


def _perhaps_open(rows: ObligationRows, moment: dt.datetime) -> ObligationRows:
    """Leave out what was settled for good by ``moment``: a register keeps it for years."""
    return rows.filter(Q(discharged_at__isnull=True) | Q(discharged_at__gt=moment))
