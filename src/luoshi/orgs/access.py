"""The one gate.  ``scope`` says for which rows, ``require`` says whether; both from the same seats.

Every door asks here.  A row that lies outside is answered like a row that does not exist.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from luoshi import policy
from luoshi.orgs.models import Account, Seat, Unit
from luoshi.rules.access import Permission, Reach, Role, Scope
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed


def units_below(roots: Iterable[int]) -> frozenset[int]:
    """Return the ids of ``roots`` and of every unit below them."""
    found: set[int] = set()
    level = set(roots)
    while level:
        found |= level
        level = set(Unit.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
    return frozenset(found)


def seats_of(by: Account, *, on: dt.date) -> list[tuple[Seat, Role]]:
    """Return the seats that ``by`` holds on a day, each with its role; unknown roles give nothing."""
    roles = policy.current().roles
    seats = Seat.objects.on(on).filter(account=by).select_related("unit")
    return [(seat, roles[seat.role]) for seat in seats if seat.role in roles]


def scope(by: Account, permission: Permission, *, now: dt.datetime) -> Scope:
    """Return for which rows ``by`` holds ``permission`` on the civil day of ``now``."""
    if not by.is_active:
        return Scope()
    held = [
        (seat, role)
        for seat, role in seats_of(by, on=civil_day(now))
        if permission in role.permissions
    ]
    if any(role.reach is Reach.REGISTER for _, role in held):
        return Scope(everything=True)
    return Scope(units=units_below(seat.unit_id for seat, _ in held))


def may(
    by: Account, permission: Permission, *, now: dt.datetime, units: Iterable[int] | None = None
) -> bool:
    """Return whether ``by`` holds ``permission``: for a row of ``units``, or at all if none are named."""
    held = scope(by, permission, now=now)
    if units is None:
        return held.everything or bool(held.units)
    return held.covers(frozenset(units))


def held(by: Account, *, now: dt.datetime) -> frozenset[Permission]:
    """Return every permission that ``by`` holds for some row on the civil day of ``now``."""
    if not by.is_active:
        return frozenset()
    roles = (role for _seat, role in seats_of(by, on=civil_day(now)))
    return frozenset(permission for role in roles for permission in role.permissions)


def require(
    by: Account, permission: Permission, *, now: dt.datetime, units: Iterable[int] | None = None
) -> None:
    """Raise NotAllowed unless ``by`` holds ``permission`` for a row that ``units`` are part of."""
    if not may(by, permission, now=now, units=units):
        raise NotAllowed(permission=permission.value)
