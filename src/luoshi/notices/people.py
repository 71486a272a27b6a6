"""Whom to tell: who sits where today, who heads what, who stands in for whom, who can be reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from luoshi.orgs.models import Account, Delegation, Person, Seat, Unit
from luoshi.rules.access import ADMINISTRATORS
from luoshi.rules.escalation import Whom

HEAD, LEADER = "unit_head", "leader"
ONLY_LOOK = ("reader", "archivist", *ADMINISTRATORS)  # seats that owe nothing themselves


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom one obligation concerns, by id: who owes it, who leads its subject, which office holds it."""

    debtor_unit: int
    debtor: int | None
    lead_unit: int
    lead_person: int | None
    office: int


@dataclass(frozen=True)
class Directory:
    """Seats, the units above, deputies and who can be reached, as of one day."""

    seats: Mapping[int, list[tuple[str, int]]]  # unit → (role, person)
    above: Mapping[int, int | None]
    reachable: frozenset[int]
    deputies: Mapping[int, list[int]] = field(default_factory=dict)
    _known: dict[tuple[Whom, int, int | None], frozenset[int]] = field(default_factory=dict)

    def told(self, whom: Whom, parties: Parties) -> frozenset[int]:
        """Return the ids of the people who are ``whom``, and their deputies; empty if nobody can be told.

        They are looked for once for all that is owed by the same, in the same lead.
        """
        key: tuple[Whom, int, int | None] = (whom, parties.debtor_unit, parties.debtor)
        if whom == "lead_unit":
            key = (whom, parties.lead_unit, parties.lead_person)
        elif whom == "leader":
            key = (whom, parties.office, None)
        if key not in self._known:
            self._known[key] = self._found(whom, parties)
        return self._known[key]

    def _found(self, whom: Whom, parties: Parties) -> frozenset[int]:
        match whom:
            case "handler":
                people = self._handlers(parties)
            case "head":
                people = self._nearest(parties.debtor_unit, HEAD)
            case "lead_unit":
                people = self._nearest(parties.lead_unit, HEAD) | _some(parties.lead_person)
            case "leader":
                people = self._nearest(parties.office, LEADER)
        people = people | {deputy for one in people for deputy in self.deputies.get(one, ())}
        return frozenset(people & self.reachable)

    def _handlers(self, parties: Parties) -> frozenset[int]:
        """Who is named; where nobody is, everybody who does anything at the unit."""
        if parties.debtor is not None:
            return frozenset({parties.debtor})
        seats = self.seats.get(parties.debtor_unit, ())
        return frozenset(person for role, person in seats if role not in ONLY_LOOK)

    def _nearest(self, unit: int, role: str) -> frozenset[int]:
        """Who holds ``role`` at ``unit``, or at the nearest unit above where anybody does."""
        at: int | None = unit
        while at is not None:
            if found := frozenset(p for r, p in self.seats.get(at, ()) if r == role):
                return found
            at = self.above.get(at)
        return frozenset()


def _some(person: int | None) -> frozenset[int]:
    return frozenset() if person is None else frozenset({person})


def directory(*, on: dt.date) -> Directory:
    """Return who sits where on a day, in five queries whatever the number of obligations."""
    seats: dict[int, list[tuple[str, int]]] = {}
    held = Seat.objects.on(on).filter(account__is_active=True)
    for unit, role, person in held.values_list("unit", "role", "account__person"):
        seats.setdefault(unit, []).append((role, person))
    reachable = set(Account.objects.filter(is_active=True).values_list("person", flat=True))
    reachable |= set(Person.objects.exclude(email="").values_list("pk", flat=True))
    deputies: dict[int, list[int]] = {}
    for absent, deputy in Delegation.objects.on(on).values_list("absent", "deputy"):
        deputies.setdefault(absent, []).append(deputy)
    above = dict(Unit.objects.values_list("pk", "parent"))
    return Directory(seats, above, frozenset(reachable), deputies)


def unit_lacking(whom: Whom, parties: Parties) -> int:
    """Return at which unit somebody is missing when nobody could be told."""
    return {
        "handler": parties.debtor_unit,
        "head": parties.debtor_unit,
        "lead_unit": parties.lead_unit,
        "leader": parties.office,
    }[whom]


def everybody(whoms: Iterable[Whom], parties: Parties, *, among: Directory) -> frozenset[int]:
    """Return the people of several ``whoms``, no one twice."""
    return frozenset().union(*(among.told(one, parties) for one in whoms))
