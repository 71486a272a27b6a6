"""The catalogue: what is on offer and needed, and which projects there are, by place and by unit.

Needs and offers that are listed stand in it for everybody; projects only for who sees them anyway.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from luoshi import policy
from luoshi.docking.models import State
from luoshi.docking.queries import visible_entries
from luoshi.orgs.models import Account, Unit, UnitKind
from luoshi.projects.models import Exit, PartyRole, Project
from luoshi.projects.queries import visible_projects
from luoshi.values.civil import civil_day
from luoshi.values.places import Place, place_of, prefecture_of

BY_PLACE, BY_UNIT = "place", "unit"
UNPLACED = ""
SHOWN_MOST = 1000


@dataclass
class Section:
    """One prefecture or one enterprise: its parks, what it offers and needs, its projects."""

    name: str
    unit: Unit | None = None
    parks: list[Unit] = field(default_factory=list)
    offers: list[Any] = field(default_factory=list)
    needs: list[Any] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many offers, needs and projects stand in it."""
        return len(self.offers) + len(self.needs) + len(self.projects)


def catalogue_for(
    by: Account, *, arranged: str = BY_PLACE, kind: str = "", words: str = "", now: dt.datetime
) -> list[Section]:
    """Return what ``by`` reads of the catalogue: by prefecture, or by enterprise, in the order of names."""
    entries = {
        side: _listed(by, side, kind=kind, words=words, now=now) for side in ("offer", "need")
    }
    projects = [] if kind else _projects(by, words=words, now=now)
    if arranged == BY_UNIT:
        found = _by_unit(entries, projects)
    else:
        parks = [] if kind or words else list(_parks())
        found = _by_place(entries, projects, parks, on=civil_day(now))
    return sorted(found, key=lambda one: (one.name == UNPLACED, one.name))


def _listed(by: Account, side: str, *, kind: str, words: str, now: dt.datetime) -> list[Any]:
    rows = visible_entries(by, side, now=now).filter(state=State.OPEN, is_listed=True)
    if kind:
        rows = rows.filter(kind=kind)
    for word in words.split():
        rows = rows.filter(
            Q(text__icontains=word) | Q(place_name__icontains=word) | Q(unit__name__icontains=word)
        )
    return list(rows.order_by("kind", "by_on", "pk")[:SHOWN_MOST])


def _projects(by: Account, *, words: str, now: dt.datetime) -> list[Project]:
    rows = visible_projects(by, now=now).exclude(exit=Exit.DROPPED)
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(place__icontains=word))
    return list(rows.order_by("name", "pk")[:SHOWN_MOST])


def _parks() -> Iterable[Unit]:
    return Unit.objects.filter(kind=UnitKind.PARK, ended_on__isnull=True).order_by("name")


def _by_place(
    entries: dict[str, list[Any]], projects: list[Project], parks: list[Unit], *, on: dt.date
) -> list[Section]:
    divisions = policy.current().divisions
    sections: dict[str, Section] = {}

    def at(place: Place) -> Section:
        name = prefecture_of(place, divisions=divisions, on=on)
        return sections.setdefault(name, Section(name))

    for offer in entries["offer"]:
        at(offer.place).offers.append(offer)
    for need in entries["need"]:
        at(need.place).needs.append(need)
    for project in projects:
        at(place_of(project.place, divisions=divisions, on=on)).projects.append(project)
    for park in parks:
        at(place_of(park.place, divisions=divisions, on=on)).parks.append(park)
    return list(sections.values())


def _by_unit(entries: dict[str, list[Any]], projects: list[Project]) -> list[Section]:
    sections: dict[int, Section] = {}

    def of(unit: Unit) -> Section:
        return sections.setdefault(unit.pk, Section(unit.name, unit))

    for offer in entries["offer"]:
        of(offer.unit).offers.append(offer)
    for need in entries["need"]:
        of(need.unit).needs.append(need)
    for project in projects:
        for party in project.parties.all():
            if party.role == PartyRole.INVESTOR:
                of(party.unit).projects.append(project)
    return list(sections.values())


def prefecture(place: Place, *, on: dt.date) -> str:
    """Return the prefecture in which a place lies, for a column of the ledger."""
    return prefecture_of(place, divisions=policy.current().divisions, on=on)
