"""Whom the names of a ledger mean: units and people of the directory, or what a person said of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from luoshi.intake.ledgerin.fields import PERSON_FIELDS, UNIT_FIELDS
from luoshi.intake.models import LedgerIn, LedgerName, Means, NameKind
from luoshi.intake.naming import is_short_for, unit_kind
from luoshi.orgs import access
from luoshi.orgs import actions as orgs
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import (
    lasting_units,
    people,
    people_named,
    similar_units,
    unit_named,
    units,
)
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop

NAME_MOST = 120


class Names:
    """Answers which unit or person a name of one ledger means; asks the directory once for each."""

    def __init__(self, ledger: LedgerIn, *, now: dt.datetime) -> None:
        self._ledger, self._office = ledger, ledger.source.held_by
        self._said = {(one.kind, one.name, one.of): one for one in ledger.names.all()}
        self._units: dict[str, Unit | None] = {}
        self._people: dict[tuple[str, str], Person | None] = {}
        self.unknown: Counter[tuple[str, str, str]] = Counter()

    def unit(self, name: str) -> Unit | None:
        """Return the unit that ``name`` means, None where nobody knows that yet."""
        name = name[:NAME_MOST]
        if name not in self._units:
            said = self._said.get((NameKind.UNIT.value, name, ""))
            known = unit_named(name, used_by=self._office)
            self._units[name] = known or (said.unit if said else None)
        return self._units[name]

    def person(self, name: str, at: str) -> Person | None:
        """Return the person that ``name`` means at the unit called ``at``, None where nobody knows."""
        name, at = name[:NAME_MOST], at[:NAME_MOST]
        if (name, at) not in self._people:
            said = self._said.get((NameKind.PERSON.value, name, at))
            unit = self.unit(at) if at else None
            found = list(people_named(name, unit)[:2]) if unit or not at else []
            known = found[0] if len(found) == 1 else None
            self._people[name, at] = known or (said.person if said else None)
        return self._people[name, at]

    def count_unknown(self, register: str, values: Mapping[str, Any]) -> None:
        """Count the names of a row that nobody knows yet, or that somebody has said something of."""
        for field in UNIT_FIELDS[register]:
            for name in values.get(field, ()):
                key = (NameKind.UNIT.value, name[:NAME_MOST], "")
                if key in self._said or self.unit(name) is None:
                    self.unknown[key] += 1
        for field, at in PERSON_FIELDS[register]:
            where = (values.get(at) or [""])[0][:NAME_MOST]
            for name in values.get(field, ()):
                key = (NameKind.PERSON.value, name[:NAME_MOST], where)
                if key in self._said or self.person(name, where) is None:
                    self.unknown[key] += 1


def note_unknown(ledger: LedgerIn, counted: Counter[tuple[str, str, str]]) -> None:
    """Keep the names that nobody knows, with how often they came; part of a step."""
    known = {(one.kind, one.name, one.of): one for one in ledger.names.all()}
    fresh = [key for key in counted if key not in known]
    LedgerName.objects.bulk_create(
        LedgerName(ledger=ledger, kind=kind, name=name, of=of, times=counted[kind, name, of])
        for kind, name, of in fresh
    )
    again = [known[key] for key in counted if key in known]
    for one in again:
        one.times += counted[one.kind, one.name, one.of]
    LedgerName.objects.bulk_update(again, ["times"], batch_size=200)


def candidates(name: LedgerName, known: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return whom the directory may mean by a name: (key, label), likeliest first.

    ``known`` are keys and names of all units, asked for once for a page of names.
    """
    if name.kind == NameKind.UNIT:
        longer = [(pk, full) for pk, full in known if is_short_for(name.name, full)]
        found = {unit.pk: str(unit) for unit in similar_units(name.name)}
        return list((found | dict(longer[:5])).items())
    people_called = []
    for person in people_named(name.name)[:5]:
        posts = "、".join(str(post) for post in person.posts.all())
        people_called.append((person.pk, f"{person.name}（{posts}）" if posts else person.name))
    return people_called


def all_units() -> list[tuple[int, str]]:
    """Return keys and full names of the units on which something new can be laid."""
    return list(lasting_units().values_list("pk", "name"))


@transaction.atomic
def decide_name(
    name: LedgerName,
    *,
    means: str,
    chosen: int | None = None,
    called: str = "",
    learns: bool = False,
    by: Account,
    now: dt.datetime,
) -> None:
    """Say what a name means: one of the directory (``chosen``, or ``called`` so), somebody new, or nobody.

    ``learns`` lets the office's papers go on using the name for that unit.  Raises BadInput for a
    choice that is none.
    """
    access.require(by, Permission.DRAFT_DECIDE, now=now, units={name.ledger.source.held_by_id})
    if means not in Means.values:
        raise BadInput.of("means", gettext_noop("请选择这个名称对应谁。"), code="name-undecided")
    unit = person = None
    if means == Means.KNOWN:
        if name.kind == NameKind.UNIT:
            asked = unit_named(called) if called.strip() else None
            unit = asked or units().filter(pk=chosen or 0).first()
        else:
            person = people().filter(pk=chosen or 0).first()
        if unit is None and person is None:
            raise BadInput.of(
                "chosen", gettext_noop("请选择名录中的单位或人员。"), code="name-unchosen"
            )
    LedgerName.objects.filter(pk=name.pk).update(
        means=means, unit=unit, person=person, learns=learns and unit is not None
    )


@transaction.atomic
def create_the_rest(ledger: LedgerIn, *, by: Account, now: dt.datetime) -> int:
    """Say of every name still open that it is somebody new; return how many."""
    access.require(by, Permission.DRAFT_DECIDE, now=now, units={ledger.source.held_by_id})
    return LedgerName.objects.filter(ledger=ledger, means=Means.OPEN).update(means=Means.CREATE)


def enter(ledger: LedgerIn, *, most: int, by: Account, now: dt.datetime) -> int:
    """Add the next units and people that were said to be new, learn names; return how many that were.

    Part of the writing; what was entered is not entered again.
    """
    how: Mapping[str, Any] = {"by": by, "now": now}
    office, fresh = ledger.source.held_by, ledger.names.filter(means=Means.CREATE)
    waiting = list(fresh.filter(kind=NameKind.UNIT, unit__isnull=True)[:most])
    for one in waiting:
        known = unit_named(one.name, used_by=office)
        one.unit = known or orgs.add_unit(name=one.name, kind=unit_kind(one.name), **how)
        one.save(update_fields=["unit"])
    if waiting:
        return len(waiting)
    learning = list(ledger.names.filter(means=Means.KNOWN, learns=True, unit__isnull=False)[:most])
    for one in learning:
        if one.unit is not None and unit_named(one.name, used_by=office) is None:
            orgs.add_alias(one.unit, name=one.name, used_by=office, **how)
    LedgerName.objects.filter(pk__in=[one.pk for one in learning]).update(learns=False)
    waiting = list(fresh.filter(kind=NameKind.PERSON, person__isnull=True)[:most])
    for one in waiting:
        one.person = orgs.add_person(name=one.name, unit=_unit_of(ledger, one.of), **how)
        one.save(update_fields=["person"])
    return len(waiting) + len(learning)


def _unit_of(ledger: LedgerIn, name: str) -> Unit | None:
    if not name:
        return None
    said = ledger.names.filter(kind=NameKind.UNIT, name=name).select_related("unit").first()
    return (said.unit if said else None) or unit_named(name, used_by=ledger.source.held_by)
