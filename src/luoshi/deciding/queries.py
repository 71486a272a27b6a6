"""Reading decision points, as far as somebody may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, Prefetch, Q, QuerySet, Value, When

from luoshi.deciding.models import (
    OPTIONS_LEAST,
    OPTIONS_MOST,
    QUESTION_MOST,
    Answer,
    DecisionPoint,
    Option,
    OptionUnit,
    State,
)
from luoshi.matters.models import UnitRole
from luoshi.orgs import access
from luoshi.orgs.models import Account, Seat
from luoshi.orgs.queries import roles
from luoshi.rules.access import Permission, Scope
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound

ANSWERS, ROLES, STATES = Answer, UnitRole, State
ABOUT_MOST = 20
LEAST, MOST, QUESTION = OPTIONS_LEAST, OPTIONS_MOST, QUESTION_MOST


def visible_decisions(by: Account, *, now: dt.datetime) -> QuerySet[DecisionPoint]:
    """Return the decision points that ``by`` may see, with who asks and who decides."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    return DecisionPoint.objects.within(scope).select_related(
        "decider__person", "decider_unit", "held_by", "project", "matter", "prepared_by__person"
    )


def decision_for(by: Account, pk: int, *, now: dt.datetime) -> DecisionPoint:
    """Return one decision point with its options; raises NotFound outside the scope of ``by``."""
    rows = visible_decisions(by, now=now).select_related(
        "prepared_for__person",
        "decided_by__person",
        "decided_for__person",
        "withdrawn_by__person",
        "follows",
        "report__project",
    )
    point = rows.prefetch_related(_options()).filter(pk=pk).first()
    if point is None:
        raise NotFound
    return point


def _options() -> Prefetch[str, QuerySet[Option], str]:
    options = Option.objects.select_related("lead", "person", "became").prefetch_related(
        Prefetch("parts", OptionUnit.objects.select_related("unit"))
    )
    return Prefetch("options", options)


def waiting_first(rows: QuerySet[DecisionPoint]) -> QuerySet[DecisionPoint]:
    """Return ``rows`` with ``waits``: 0 for what waits for a decision, to sort by."""
    over = Case(When(state=State.OPEN, then=Value(0)), default=Value(1))
    return rows.annotate(waits=over)


def open_points(rows: QuerySet[DecisionPoint]) -> QuerySet[DecisionPoint]:
    """Return those of ``rows`` that wait for a decision, soonest due first."""
    return rows.filter(state=State.OPEN).order_by("due_on", "pk")


def open_then(scope: Scope, *, as_of: dt.datetime) -> QuerySet[DecisionPoint]:
    """Return the points within ``scope`` that waited for a decision at ``as_of``, with their options."""
    ended = Q(decided_at__lte=as_of) | Q(withdrawn_at__lte=as_of)
    rows = DecisionPoint.objects.within(scope).filter(prepared_at__lte=as_of).exclude(ended)
    rows = rows.select_related("decider__person", "decider_unit").order_by("due_on", "pk")
    return rows.prefetch_related(_options())


def deciders(*, now: dt.datetime) -> list[Seat]:
    """Return the seats that decide on the civil day of ``now``, one for each account, by unit."""
    deciding = [code for code, role in roles().items() if DECIDE in role.permissions]
    rows = Seat.objects.on(civil_day(now)).filter(role__in=deciding, account__is_active=True)
    found: dict[int, Seat] = {}
    for seat in rows.select_related("account__person", "unit").order_by("unit", "pk"):
        found.setdefault(seat.account_id, seat)
    return list(found.values())


def put_then(window: str, *, as_of: dt.datetime) -> set[int]:
    """Return the projects out of whose report of ``window`` a question had been put by ``as_of``.

    What was withdrawn by then does not count; what was decided does.
    """
    rows = DecisionPoint.objects.filter(report__window=window, prepared_at__lte=as_of)
    return set(rows.exclude(withdrawn_at__lte=as_of).values_list("report__project", flat=True))


DECIDE = Permission.DECISION_DECIDE


def may_prepare(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may put a question before a leader."""
    return access.may(by, Permission.DECISION_PREPARE, now=now)


def may_draft(by: Account, *, now: dt.datetime) -> bool:
    """Return whether options that ``by`` prepares may become matters: she would be their drafter."""
    return access.may(by, Permission.MATTER_DRAFT, now=now)


def may_change(point: DecisionPoint, by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may revise or withdraw ``point`` now."""
    hers = access.may(by, Permission.DECISION_PREPARE, now=now, units={point.held_by_id})
    return hers and point.state == State.OPEN


def may_decide(point: DecisionPoint, by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``point`` waits for the word of ``by``, herself or as a deputy."""
    if point.state != State.OPEN:
        return False
    rights = access.rights(by, DECIDE, now=now)
    lender = rights.lender({point.decider_unit_id}, person=point.decider.person_id)
    covered = rights.scope.covers(frozenset({point.decider_unit_id}))
    acting = {by.pk, lender.pk if lender else None}
    wrote = {point.prepared_by_id, point.prepared_for_id} - {None}
    return covered and point.decider_id in acting and not acting & wrote


def about(kind: str, row: Any, by: Account, *, now: dt.datetime) -> list[DecisionPoint]:
    """Return the points about a "project", "matter" or "report" that ``by`` may see, newest first.

    About a matter is also the point of which it was decided; about a report all of its window.
    """
    told = {
        "project": Q(project=row.pk),
        "matter": Q(matter=row.pk) | Q(pk__in=Option.objects.filter(became=row.pk).values("point")),
        "report": Q(
            report__project=getattr(row, "project_id", None),
            report__window=getattr(row, "window", ""),
        ),
    }
    return list(visible_decisions(by, now=now).filter(told[kind])[:ABOUT_MOST])
