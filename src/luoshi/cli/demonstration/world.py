"""The invented region made real: units, people, accounts; and how punctual everybody is."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luoshi.cli.demonstration.seating import TwoHands
from luoshi.orgs import actions
from luoshi.orgs.models import Account, Person, Unit, UnitKind
from luoshi.values.errors import Refusal

HERE = Path(__file__).parent
PASSWORD = "luoshi-demo-2026"
MAIL = "hanbei.example"  # no such domain can exist: nothing is ever sent there


def table(name: str) -> dict[str, Any]:
    """Return the parsed ``name``.toml of the demonstration."""
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


@dataclass
class World:
    """Everybody by name.  ``dice`` is seeded: every demonstration lives the same life."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    habits: dict[str, str] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(19))

    @property
    def office(self) -> Unit:
        """The coordinating unit."""
        return self.units["瀚北自治区国资委"]

    @property
    def coordinator(self) -> Account:
        """Who reads reports, drafts matters and files projects."""
        return self.accounts["林岚"]

    @property
    def supervisor(self) -> Account:
        """Who issues and closes."""
        return self.accounts["赵启明"]

    @property
    def leader(self) -> Account:
        """Who pauses, re-assigns, reopens, and decides what the ladder proposes."""
        return self.accounts["顾长河"]

    @property
    def hands(self) -> TwoHands:
        """The two administrators through whom accounts and seats change."""
        return TwoHands.there()

    def voice_of(self, unit: Unit, *roles: str) -> Account | None:
        """Return an account of ``unit`` in one of ``roles`` (any, if none is given)."""
        for account in self.accounts.values():
            seat = account.seats.select_related("unit").first()
            if seat and seat.unit_id == unit.pk and (not roles or seat.role in roles):
                return account
        return None

    def head_of(self, unit: Unit | None) -> Account | None:
        """Return the account of the head of ``unit``, if she has one."""
        return self.voice_of(unit, "unit_head") if unit else None

    def handler_of(self, unit: Unit) -> Person | None:
        """Return somebody of ``unit`` who handles things, if it has anybody with an account."""
        for name, account in self.accounts.items():
            seat = account.seats.select_related("unit").first()
            if seat and seat.unit_id == unit.pk and seat.role in {"handler", "planner"}:
                return self.people[name]
        return None

    def days_late(self, name: str) -> int | None:
        """Return how many days after its date ``name`` does something; None for never."""
        chance = self.dice.random()
        match self.habits.get(name, "prompt"):
            case "slow":
                return self.dice.randint(1, 5) if chance < 0.4 else 0
            case "rare":
                return None if chance < 0.25 else self.dice.randint(0, 7)
            case _:
                return 1 if chance < 0.04 else 0


def people_the_world(world: World, *, now: dt.datetime) -> None:
    """Found the office with its three administrators, then let in everybody of ``cast.toml``."""
    cast = table("cast")
    office, system = cast["office"], _found(cast, now=now)
    seat = system.seats.select_related("unit").get()
    actions.edit_unit(
        seat.unit,
        version=seat.unit.version,
        name=office["unit"],
        short_name=office["short_name"],
        kind=UnitKind.DEPARTMENT,
        parent=None,
        place=office["place"],
        by=system,
        now=now,
    )
    world.units[office["unit"]] = seat.unit
    for entry in cast["unit"]:
        parent = world.units.get(entry.pop("parent", ""))
        world.units[entry["name"]] = actions.add_unit(**entry, parent=parent, by=system, now=now)
    for entry in cast["person"]:
        _add_person(world, entry, now)
    for entry in cast["administrators"].values():
        person = Person.objects.select_related("account").get(name=entry["name"])
        _introduce(person, entry, by=system, now=now)
        world.people[entry["name"]], world.accounts[entry["name"]] = person, person.account


def everybody_comes_in(*, now: dt.datetime) -> None:
    """Let everybody have logged in on a working morning, so that nobody's account falls asleep."""
    if now.weekday() < 5:
        Account.objects.filter(is_active=True).update(last_login=now)


def _found(cast: dict[str, Any], *, now: dt.datetime) -> Account:
    three = cast["administrators"]
    others = {
        f"{who}_{name}": value
        for who in ("security", "audit")
        for name, value in (three[who] | {"password": PASSWORD}).items()
        if name != "title"
    }
    system = actions.found(
        unit_name=cast["office"]["unit"],
        person_name=three["system"]["name"],
        username=three["system"]["username"],
        password=PASSWORD,
        **others,
        now=now,
    )
    Account.objects.update(must_change_password=False)
    return system


def _introduce(person: Person, entry: dict[str, Any], *, by: Account, now: dt.datetime) -> None:
    """Say what one of the three is besides, and where she gets her mail."""
    post = person.posts.get()
    actions.add_post(person, unit=post.unit, title=entry["title"], by=by, now=now)
    actions.end_post(post, to_on=now.date(), by=by, now=now)
    actions.edit_person(
        person,
        version=person.version,
        name=person.name,
        telephone="",
        email=f"{entry['username']}@{MAIL}",
        by=by,
        now=now,
    )


def _add_person(world: World, entry: dict[str, Any], now: dt.datetime) -> None:
    hands = world.hands
    unit, name = world.units[entry["unit"]], entry["name"]
    person = actions.add_person(
        name=name,
        unit=unit,
        title=entry["title"],
        email=f"{entry['username']}@{MAIL}",
        by=hands.system,
        now=now,
    )
    world.people[name] = person
    world.accounts[name] = hands.let_in(
        person,
        username=entry["username"],
        password=PASSWORD,
        unit=unit,
        role=entry["role"],
        reason="落实系统启用，按任务分工开通。",
        now=now,
    )
    world.habits[name] = entry.get("habit", "prompt")
