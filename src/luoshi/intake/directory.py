"""Names of a draft and whom they mean: units and people found in the directory, or added to it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import Model

from luoshi.intake.models import Finding, Kind, Verdict
from luoshi.intake.naming import is_group_of_units, is_short_for, split_post, unit_kind
from luoshi.intake.surroundings import Surroundings
from luoshi.orgs import actions, queries
from luoshi.orgs.models import Account, Person, Unit


class Directory:
    """Answers which unit or person a name of this draft means; adds those that are new, once."""

    def __init__(self, around: Surroundings, *, by: Account, now: dt.datetime) -> None:
        self._around, self._by, self._now = around, by, now
        self._units: dict[str, Unit | None] = {}
        self._people: dict[str, Person] = {}
        self._posts: dict[str, str] = {}
        self._rejected_people = {
            str(one.value.get("name"))
            for one in around.findings
            if one.kind == Kind.PERSON and one.verdict == Verdict.REJECTED
        }
        self.added: Counter[str] = Counter()
        self.rows: list[Model] = []
        written = around.written_on
        self._on = written.on if written else None
        self._office = around.draft.source.held_by
        self._issuer = self._known(str(around.draft.document.get("issuer") or ""))

    def _known(self, name: str) -> Unit | None:
        """Return the unit that ``name`` means in this paper: to its issuer, else to the office that reads."""
        issuer = getattr(self, "_issuer", None)
        meant = queries.unit_named(name, used_by=issuer, on=self._on)
        return meant or queries.unit_named(name, used_by=self._office, on=self._on)

    def enter_unit(self, finding: Finding) -> Unit:
        """Return the unit that an accepted finding means, added if it is new."""
        name = str(finding.value["name"])
        chosen = _id(finding.value.get("unit_id"))
        unit = queries.units().filter(pk=chosen).first() if chosen else None
        unit = unit or self._units.get(name) or self._known(name) or self._add_unit(name)
        self._units[name] = unit
        read = [] if finding.by_hand else _texts(finding.data.get("aliases"))
        for alias in _texts(finding.value.get("aliases")):
            self._units.setdefault(alias, unit)
            if self._issuer or alias not in read:
                self._learn(alias, unit)
        if chosen:
            self._learn(name, unit)
        for printed in _corrected(finding, "name"):
            self._units.setdefault(printed, unit)
            if is_short_for(printed, unit.name):
                self._learn(printed, unit)
        return unit

    def _learn(self, alias: str, unit: Unit) -> None:
        """Let ``alias`` mean ``unit`` from now on, in the papers of whoever writes so."""
        if is_group_of_units(alias) or self._known(alias) is not None:
            return
        writer = self._issuer or self._office
        actions.add_alias(unit, name=alias, used_by=writer, by=self._by, now=self._now)

    def unit(self, name: str) -> Unit | None:
        """Return the unit that ``name`` means; None for groups of units and for rejected names."""
        if name not in self._units:
            unnamed = is_group_of_units(name) or name in self._around.rejected_units
            self._units[name] = None if unnamed else self._known(name) or self._add_unit(name)
        return self._units[name]

    def units(self, names: object) -> list[Unit]:
        """Return the units of a list of names, each once, without those that are no unit."""
        found = [self.unit(name) for name in _texts(names)]
        return list({unit.pk: unit for unit in found if unit is not None}.values())

    def _add_unit(self, name: str) -> Unit:
        unit = actions.add_unit(name=name, kind=unit_kind(name), by=self._by, now=self._now)
        self.added["unit"] += 1
        self.rows.append(unit)
        return unit

    def enter_person(self, finding: Finding) -> Person:
        """Return the person that an accepted finding means, added if there is none such."""
        name, post = str(finding.value["name"]), str(finding.value.get("post") or "")
        unit, title = self._unit_of_post(post)
        chosen = _id(finding.value.get("person_id"))
        person = queries.people().filter(pk=chosen).first() if chosen else None
        person = person or self._same_person(name, unit) or self._add_person(name, unit, title)
        self._people.setdefault(name, person)
        if unit and title and finding.verdict == Verdict.CORRECTED:
            self._learn_post(person, unit, title)
        if post:
            self._posts.setdefault(name, post)
        return person

    def _learn_post(self, person: Person, unit: Unit, title: str) -> None:
        """Keep a title that somebody entered, where the directory has none at that unit."""
        if not person.posts.filter(unit=unit).exists():
            actions.add_post(person, unit=unit, title=title, by=self._by, now=self._now)

    def _unit_of_post(self, post: str) -> tuple[Unit | None, str]:
        """Return the unit that a post begins with and the title after it.

        Units of this draft first; then those that the directory knows.  None is added for a post.
        """
        name, title = split_post(post, [name for name, unit in self._units.items() if unit])
        if name:
            return self._units[name], title
        for end in range(len(post) - 1, 2, -1):
            if unit_kind(post[:end]) != "other" and (unit := self._known(post[:end])):
                return unit, post[end:].strip("、， 的")
        return None, post

    def _same_person(self, name: str, unit: Unit | None) -> Person | None:
        """Return the one person of this name at ``unit``; without a unit, the only one of the name."""
        found = list(queries.people_named(name, unit)[:2])
        return found[0] if len(found) == 1 else None

    def _add_person(self, name: str, unit: Unit | None, title: str) -> Person:
        person = actions.add_person(name=name, unit=unit, title=title, by=self._by, now=self._now)
        self.added["person"] += 1
        self.rows.append(person)
        return person

    def person(self, name: str) -> Person | None:
        """Return the person that ``name`` means in this draft; None where it was rejected."""
        if name not in self._people:
            if name in self._rejected_people:
                return None
            self._people[name] = self._same_person(name, None) or self._add_person(name, None, "")
        return self._people[name]

    def people(self, names: object) -> list[Person]:
        """Return the people of a list of names, each once."""
        found = [self.person(name) for name in _texts(names)]
        return list({person.pk: person for person in found if person is not None}.values())

    def post(self, name: str) -> str:
        """Return the post of somebody as this document prints it, or ""."""
        return self._posts.get(name, "")


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def _corrected(finding: Finding, field: str) -> list[str]:
    """Return what was read in a field where a person put something else in its place."""
    read = str(finding.data.get(field) or "")
    changed = finding.verdict == Verdict.CORRECTED and read != finding.value.get(field)
    return [read] if read and changed else []


def _id(value: object) -> int | None:
    return value if isinstance(value, int) else None
