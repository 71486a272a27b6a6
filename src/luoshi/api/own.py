"""What is hers: who she is, and what she owes."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Query, Router

from luoshi import clock
from luoshi.api.shapes import REFUSALS, Paged, listed, lit, named, piece
from luoshi.orgs import access
from luoshi.owed import queries as owed
from luoshi.values.civil import civil_day
from luoshi.web.page import Request

router = Router(tags=["own"])


@router.get("/me", response={200: dict, **REFUSALS}, summary="Who she is and what she may do")
def me(request: Request) -> dict[str, Any]:
    """Return the account, its seats and every permission that it holds somewhere."""
    now = clock.now()
    seats = access.seats_of(request.user, on=civil_day(now))
    return {
        "account": request.user.username,
        "person": named(request.user.person),
        "seats": [{"role": role.code, "unit": named(seat.unit)} for seat, role in seats],
        "permissions": sorted(one.value for one in access.held(request.user, now=now)),
    }


@router.get("/owed", response={200: dict, **REFUSALS}, summary="What she and her units owe")
def owed_list(request: Request, paged: Annotated[Paged, Query()]) -> dict[str, Any]:
    """Return a piece of her desk, soonest due first."""
    now = clock.now()
    found, more = piece(owed.desk_of(request.user, now=now), paged)
    return listed((shown(one, now=now) for one in found), more=more)


def shown(obligation: Any, *, now: Any) -> dict[str, Any]:
    """Return one thing owed."""
    return {
        "id": obligation.pk,
        "kind": obligation.kind,
        "title": obligation.title,
        "about": {"kind": obligation.subject_kind, "id": obligation.subject_id},
        "key": obligation.key,
        "debtor_unit": named(obligation.debtor_unit),
        "debtor": named(obligation.debtor),
        "creditor_unit": named(obligation.creditor_unit),
        "opens_on": obligation.opens_on,
        "due_original": obligation.due_original,
        "due_on": obligation.due_on,
        "calendar_announced": obligation.confirmed,
        "light": lit(owed.light(obligation, today=civil_day(now))),
    }
