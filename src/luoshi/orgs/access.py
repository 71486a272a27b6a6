"""The one gate.  ``scope`` says for which rows, ``require`` says whether; both from the same seats.

Every door asks here.  A row that lies outside is answered like a row that does not exist.

Whoever stands in for somebody holds her seats too, from–to, all but those that manage
accounts or read the whole record.  ``require`` notes on the account in whose place and with which
seat it acts, so that the record says so.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from luoshi import policy
from luoshi.orgs.models import Account, Delegation, Seat, Unit
from luoshi.rules.access import ADMINISTRATORS, Permission, Reach, Role, Scope
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Rights:
    """For which rows somebody holds one permission: by her own seats, and in whose place."""

    own: Scope
    lent: tuple[tuple[Account, Scope], ...] = ()
    seats: tuple[tuple[Seat, Role], ...] = ()

    @property
    def scope(self) -> Scope:
        """Return all of it together."""
        if not self.lent:
            return self.own
        scopes = [self.own, *(scope for _, scope in self.lent)]
        if any(scope.everything for scope in scopes):
            return Scope(everything=True)
        return Scope(units=frozenset().union(*(scope.units for scope in scopes)))

    def lender(self, units: Iterable[int] | None, *, person: int | None = None) -> Account | None:
        """Return in whose place she acts on a row of ``units``; None: in her own.

        What lies in the hands of ``person`` is done in that person's place where she may.
        """
        lent = [one for one, scope in self.lent if _covers(scope, units)]
        hers = next((one for one in lent if one.person_id == person), None)
        if hers is not None or _covers(self.own, units):
            return hers
        return next(iter(lent), None)

    def seat(self, units: Iterable[int] | None, *, of: Account) -> Seat | None:
        """Return the seat of ``of`` by which a row of ``units`` may be acted on, the nearest one.

        That of a unit of the row itself comes before one for the whole register, and that before
        one of a unit above.
        """
        seats = [(seat, role) for seat, role in self.seats if seat.account_id == of.pk]
        if len(seats) < 2 or units is None:
            return seats[0][0] if seats else None
        there = frozenset(units)
        direct = (seat for seat, _ in seats if seat.unit_id in there)
        whole = (seat for seat, role in seats if role.reach is Reach.REGISTER)
        above = (seat for seat, _ in seats if units_below([seat.unit_id]) & there)
        return next(itertools.chain(direct, whole, above), None)


def _covers(scope: Scope, units: Iterable[int] | None) -> bool:
    if units is None:
        return scope.everything or bool(scope.units)
    return scope.covers(frozenset(units))


@dataclass(slots=True)
class _Look:
    """What was read of seats and units while one page is only being looked at."""

    seats: dict[tuple[int, dt.date], list[tuple[Seat, Role]]] = field(default_factory=dict)
    below: dict[frozenset[int], frozenset[int]] = field(default_factory=dict)
    away: dict[tuple[int, dt.date], tuple[int, ...]] = field(default_factory=dict)


_look: ContextVar[_Look | None] = ContextVar("look", default=None)


@contextlib.contextmanager
def one_look() -> Iterator[None]:
    """Read seats and units once until the end of this: for a request that writes nothing.

    Nothing of it outlives the request, and whoever writes never asks what was kept.
    """
    kept = _look.set(_Look())
    try:
        yield
    finally:
        _look.reset(kept)


def units_below(roots: Iterable[int]) -> frozenset[int]:
    """Return the ids of ``roots`` and of every unit below them, with those whose work they took over."""
    given, look = frozenset(roots), _look.get()
    if look is None:
        return _below(given)
    if given not in look.below:
        look.below[given] = _below(given)
    return look.below[given]


def _below(roots: frozenset[int]) -> frozenset[int]:
    found: set[int] = set()
    level = set(roots)
    while level:
        found |= level
        under = Unit.objects.filter(Q(parent__in=level) | Q(succeeded_by__in=level))
        level = set(under.values_list("pk", flat=True)) - found
    return frozenset(found)


def seats_of(by: Account, *, on: dt.date) -> list[tuple[Seat, Role]]:
    """Return the seats with which ``by`` acts on a day, each with its role; unknown roles give nothing.

    Her own, and those of whom she stands in for (``seat.account`` says whose).  An administrator's
    seat is never lent, and an administrator is lent nothing.
    """
    look = _look.get()
    if look is None or by.pk is None:
        return _seats_of(by, on=on)
    if (by.pk, on) not in look.seats:
        look.seats[by.pk, on] = _seats_of(by, on=on)
    return look.seats[by.pk, on]


def _seats_of(by: Account, *, on: dt.date) -> list[tuple[Seat, Role]]:
    roles = policy.current().roles
    own = list(Seat.objects.on(on).filter(account=by.pk).select_related("unit").order_by("pk"))
    for seat in own:
        seat.account = by
    administers = any(seat.role in ADMINISTRATORS for seat in own)
    lent = () if administers else _lent_to(by, on=on)
    held = sorted([*own, *lent], key=lambda seat: seat.pk)
    return [(seat, roles[seat.role]) for seat in held if seat.role in roles]


def _lent_to(by: Account, *, on: dt.date) -> QuerySet[Seat] | tuple[()]:
    """Return the seats of those whom ``by`` stands in for on a day."""
    people = absent_for(by, on=on)
    if not people:
        return ()
    seats = Seat.objects.on(on).filter(account__is_active=True, account__person__in=people)
    seats = seats.exclude(account=by.pk).exclude(role__in=ADMINISTRATORS)
    return seats.select_related("unit", "account__person")


def absent_for(by: Account, *, on: dt.date) -> tuple[int, ...]:
    """Return the ids of the people for whom ``by`` stands in on a day."""
    look = _look.get()
    if look is None or by.person_id is None:
        return _absent_for(by, on=on)
    if (by.person_id, on) not in look.away:
        look.away[by.person_id, on] = _absent_for(by, on=on)
    return look.away[by.person_id, on]


def _absent_for(by: Account, *, on: dt.date) -> tuple[int, ...]:
    rows = Delegation.objects.on(on).filter(deputy=by.person_id)
    return tuple(rows.values_list("absent", flat=True))


def rights(by: Account, permission: Permission, *, now: dt.datetime) -> Rights:
    """Return for which rows ``by`` holds ``permission`` on the civil day of ``now``, and by whose seats."""
    if not by.is_active:
        return Rights(Scope())
    seats = seats_of(by, on=civil_day(now))
    granting = tuple((seat, role) for seat, role in seats if permission in role.permissions)
    held: dict[int, list[tuple[Seat, Role]]] = {by.pk: []}
    for seat, role in granting:
        held.setdefault(seat.account_id, []).append((seat, role))
    own = _scope_of(held.pop(by.pk))
    lent = tuple((one[0][0].account, _scope_of(one)) for one in held.values())
    return Rights(own, lent, granting)


def _scope_of(held: list[tuple[Seat, Role]]) -> Scope:
    if any(role.reach is Reach.REGISTER for _, role in held):
        return Scope(everything=True)
    return Scope(units=units_below(seat.unit_id for seat, _ in held))


def scope(by: Account, permission: Permission, *, now: dt.datetime) -> Scope:
    """Return for which rows ``by`` holds ``permission`` on the civil day of ``now``."""
    return rights(by, permission, now=now).scope


def may(
    by: Account, permission: Permission, *, now: dt.datetime, units: Iterable[int] | None = None
) -> bool:
    """Return whether ``by`` holds ``permission``: for a row of ``units``, or at all if none are named."""
    return _covers(scope(by, permission, now=now), units)


def held(by: Account, *, now: dt.datetime) -> frozenset[Permission]:
    """Return every permission that ``by`` holds for some row on the civil day of ``now``."""
    if not by.is_active:
        return frozenset()
    roles = (role for _seat, role in seats_of(by, on=civil_day(now)))
    return frozenset(permission for role in roles for permission in role.permissions)


def require(
    by: Account,
    permission: Permission,
    *,
    now: dt.datetime,
    units: Iterable[int] | None = None,
    person: int | None = None,
) -> None:
    """Raise NotAllowed unless ``by`` holds ``permission`` for a row that ``units`` are part of.

    Notes on ``by`` in whose place and with which seat she acts; ``person`` is in whose hands the
    row lies, if anybody's.
    """
    units = None if units is None else frozenset(units)
    found = rights(by, permission, now=now)
    if not _covers(found.scope, units):
        raise NotAllowed(permission=permission.value)
    by.stands_in_for = found.lender(units, person=person)
    by.acts_with = found.seat(units, of=by.stands_in_for or by)
