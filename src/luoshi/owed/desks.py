"""What lies on somebody's desk: her own part, that of her units, what others owe her units.

Who owes is written in two ways, a person by name or a unit with nobody named.  Asked for both at
once a database reads all of either and sorts it; here each way is a part that an index holds in
the order of its days, and of each no more is read than somebody sees.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.owed.models import Obligation
from luoshi.owed.queries import COUNTED_MOST, UpTo
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day

MANY_UNITS = 40  # with more, debts are read day by day and not unit by unit
Narrowing = Callable[[QuerySet[Obligation]], QuerySet[Obligation]]


@dataclass(frozen=True, slots=True)
class Owing:
    """Open debts in parts that do not overlap, each in the order of its days from an index."""

    parts: tuple[QuerySet[Obligation], ...]

    def that(self, narrow: Narrowing) -> Owing:
        """Return the debts that ``narrow`` leaves of each part."""
        return Owing(tuple(narrow(part) for part in self.parts))

    def due(self, *, after: dt.date = dt.date.min, until: dt.date = dt.date.max) -> Owing:
        """Return the debts that fall due after one day and until another."""
        return self.that(lambda rows: rows.filter(due_on__gt=after, due_on__lte=until))

    def keys(self, most: int = COUNTED_MOST + 1) -> list[int]:
        """Return the ids of the first debts, soonest due first, in one query."""
        rows = self._together("due_on", "pk")
        return [pk for _, pk in rows.order_by("due_on", "pk")[:most]]

    def count(self) -> UpTo:
        """Return how many there are, counted no further than anybody would read."""
        return UpTo(self._together("pk")[: COUNTED_MOST + 1].count())

    def _together(self, *names: str) -> QuerySet[Obligation, Any]:
        first, *rest = [part.order_by().values_list(*names) for part in self.parts]
        return first.union(*rest, all=True) if rest else first

    def first(self, most: int = COUNTED_MOST) -> list[Obligation]:
        """Return the first debts with their units and people, soonest due first."""
        keys = self.keys(most)
        found = whole(keys)
        return [found[pk] for pk in keys]


def whole(keys: Iterable[int]) -> dict[int, Obligation]:
    """Return the debts of these ids with their units and people, by id.

    Without the telephones, which no desk shows: each would have to be decrypted.
    """
    rows = Obligation.objects.filter(pk__in=list(keys)).defer("debtor__telephone")
    found = rows.select_related("debtor_unit", "debtor", "creditor_unit").order_by()
    return {one.pk: one for one in found}


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose debts are hers: people by name (herself, and those in whose place she acts), her own
    units where nobody is named, and ``below`` her units with all under them."""

    people: tuple[int, ...]
    seated: frozenset[int]
    below: frozenset[int]

    def own(self) -> Owing:
        """Return what she must do herself: what names her, or nobody at her own unit."""
        rows = Obligation.objects.open()
        named = rows.filter(_is("debtor", self.people))
        return Owing((named, rows.filter(_is("debtor_unit", self.seated), debtor__isnull=True)))

    def others(self) -> Owing:
        """Return what somebody else of her units, or of those below, must do."""
        rows = Obligation.objects.open()
        if len(self.below) > MANY_UNITS:
            nobody = Q(debtor__isnull=True, debtor_unit__in=self.seated)
            rows = rows.annotate(at=F("debtor_unit") + 0).filter(at__in=self.below)
            return Owing((rows.exclude(nobody).exclude(debtor__in=self.people),))
        named = rows.filter(_is("debtor_unit", self.below), debtor__isnull=False)
        nobody_named = rows.filter(
            _is("debtor_unit", self.below - self.seated), debtor__isnull=True
        )
        return Owing((named.exclude(debtor__in=self.people), nobody_named))

    def claims(self) -> Owing:
        """Return what others owe to her units and those below."""
        hers = Q(debtor__in=self.people) | Q(debtor__isnull=True, debtor_unit__in=self.seated)
        rows = Obligation.objects.open()
        if len(self.below) > MANY_UNITS:
            rows = rows.annotate(to=F("creditor_unit") + 0).filter(to__in=self.below)
        else:
            rows = rows.filter(_is("creditor_unit", self.below))
        return Owing((rows.exclude(hers),))


def _is(name: str, ids: Iterable[int]) -> Q:
    """Return "is one of ``ids``", said of a single one so that an index keeps the order of days."""
    found = sorted(ids)
    return Q(**{name: found[0]}) if len(found) == 1 else Q(**{f"{name}__in": found})


def desk_for(by: Account, *, now: dt.datetime) -> Desk:
    """Return whose debts lie on the desk of ``by``; without her account's units once it is closed.

    Only seats that may see the register bring the debts of their units: who looks after accounts
    or reads the record has no business with them.
    """
    if not by.is_active:
        return Desk(tuple(_herself(by)), frozenset(), frozenset())
    held = access.seats_of(by, on=civil_day(now))
    seated = frozenset(
        seat.unit_id for seat, role in held if Permission.REGISTER_SEE in role.permissions
    )
    if not seated:
        return Desk((), frozenset(), frozenset())
    away = access.absent_for(by, on=civil_day(now))
    people = tuple(sorted({*_herself(by), *away}))
    return Desk(people, seated, access.units_below(seated))


def _herself(by: Account) -> list[int]:
    return [] if by.person_id is None else [by.person_id]


def count_owed_by(by: Account, *, now: dt.datetime) -> UpTo:
    """Return how many things ``by`` can do today: her own, and open by now."""
    today = civil_day(now)
    return desk_for(by, now=now).own().that(lambda rows: rows.filter(opens_on__lte=today)).count()
