"""Organisations drawn at random, and the rule said a second time in plain sets over what was drawn.

It shares no line with the gate.  Each row bears words that stand nowhere else, so that a page, a
file or a suggestion which shows them is known by them.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from luoshi import policy
from luoshi.intake import actions as intake
from luoshi.matters import actions as matters
from luoshi.matters.models import Order
from luoshi.meetings import actions as meetings
from luoshi.notices.models import Decision, Notice
from luoshi.orgs.models import Delegation, Seat
from luoshi.owed.models import Obligation
from luoshi.projects import actions as projects
from luoshi.projects import plans
from luoshi.rules.access import Permission, Reach
from tests import make
from tests.matters import stories
from tests.progress.filed import report

TODAY = dt.date(2026, 6, 2)
NOW = make.at("2026-06-02", 9)
UNITS, PEOPLE = 5, 4
EXAMPLES = int(os.environ.get("LUOSHI_EXAMPLES", "3"))
ROLES = sorted(policy.current().roles)
ADMINISTRATORS = {"system_admin", "security_admin", "auditor"}
unit = st.integers(0, UNITS - 1)
maybe = st.none() | unit
some_units = st.lists(unit, max_size=2, unique=True)
Drawn = dict[str, Any]


def apart(seats: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Leave out what the database refuses: beside an administrator's seat nobody holds another."""
    kept: list[tuple[Any, ...]] = []
    for one in seats:
        others = [seat for seat in kept if seat[0] == one[0]]
        if not others or not ADMINISTRATORS & {one[2], *(seat[2] for seat in others)}:
            kept.append(one)
    return kept


drawn_worlds = st.fixed_dictionaries(
    {
        "parents": st.lists(st.none() | st.integers(0, 9), min_size=UNITS, max_size=UNITS),
        "seats": st.lists(
            st.tuples(
                st.integers(0, PEOPLE - 1),
                unit,
                st.sampled_from(ROLES),
                st.integers(-60, 10),
                st.none() | st.integers(-20, 30),
            ),
            min_size=3,
            max_size=8,
        ).map(lambda seats: apart(seats)),
        "deputy": st.none()
        | st.tuples(
            st.integers(0, PEOPLE - 1),
            st.integers(0, PEOPLE - 1),
            st.integers(-5, 5),
            st.integers(0, 5),
        ).filter(lambda one: one[0] != one[1]),
        "matters": st.lists(
            st.tuples(unit, some_units, maybe, st.booleans()), min_size=1, max_size=3
        ),
        "projects": st.lists(st.tuples(unit, maybe), min_size=1, max_size=2),
        "groups": st.lists(st.tuples(unit, some_units), max_size=1),
        "engagements": st.lists(some_units, max_size=1),
        "office": maybe,  # which unit keeps all of it; None: an office beside these units
        "near": st.booleans(),  # no role but an administrator's reaches beyond its own units
    }
)


@dataclass
class World:
    """What was drawn, as rows; ``part_of`` gives for each row the indexes of its units.

    XX"""

    drawn: Drawn
    units: list[Any]
    beside: Any
    office: Any
    clerk: Any
    chief: Any
    people: list[Any]
    hands: list[Any]
    part_of: dict[tuple[str, int], set[int]] = field(default_factory=dict)
    hidden_drafts: dict[int, set[int]] = field(default_factory=dict)
    debts: list[Any] = field(default_factory=list)
    words: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    @property
    def keeping(self) -> set[int]:
        """The index of the unit that keeps the rows, if it is one of those that were drawn."""
        return {index for index, one in enumerate(self.units) if one == self.office}

    def note(self, kind: str, pk: int, units: set[int], *words: str) -> None:
        """Note a row with its units and the words that only it bears."""
        self.part_of[kind, pk] = units | self.keeping
        for one in words:
            self.words[one] = (*self.words.get(one, ()), (kind, pk))

    def rows(self, kind: str) -> list[int]:
        """Return the ids of the rows of a kind."""
        return sorted(pk for of, pk in self.part_of if of == kind)


def days_of(seat: tuple[Any, ...]) -> tuple[dt.date, dt.date | None]:
    first = TODAY + dt.timedelta(days=seat[3])
    return first, None if seat[4] is None else max(first, TODAY + dt.timedelta(days=seat[4]))


def parent_of(drawn: Drawn, index: int) -> int | None:
    above = drawn["parents"][index]
    return above % index if above is not None and index else None


def seats_drawn(drawn: Drawn) -> list[tuple[Any, ...]]:
    return list({one[:4]: one for one in drawn["seats"]}.values())


def policy_of(drawn: Drawn) -> policy.Policy:
    """Return the policy in force: as it came along, or with roles that reach no further than a unit."""
    usual = policy.current()
    if not drawn.get("near"):
        return usual
    roles = {
        code: role if code in ADMINISTRATORS else replace(role, reach=Reach.UNIT)
        for code, role in usual.roles.items()
    }
    return replace(usual, roles=roles)


# --- the rows


def built(drawn: Drawn) -> World:
    units: list[Any] = []
    for index in range(UNITS):
        above = parent_of(drawn, index)
        units.append(make.unit(parent=None if above is None else units[above]))
    beside = make.unit("区办公室")
    office = beside if drawn.get("office") is None else units[drawn["office"]]
    people = [make.account(units[0], "reader", name=f"某甲{n}") for n in range(PEOPLE)]
    Seat.objects.filter(account__in=people).delete()
    for who, at, role, *days in seats_drawn(drawn):
        first, last = days_of((who, at, role, *days))
        Seat.objects.create(
            account=people[who], unit=units[at], role=role, from_on=first, to_on=last
        )
    clerk, chief = make.account(beside, "coordinator"), make.account(beside, "supervisor")
    hands = [make.account(one, "handler") for one in units]
    world = World(drawn, units, beside, office, clerk, chief, people, hands)
    if drawn["deputy"]:
        _stand_in(world, *drawn["deputy"])
    enter(world, drawn)
    return world


def _stand_in(world: World, absent: int, deputy: int, begin: int, length: int) -> None:
    Delegation.objects.create(
        absent=world.people[absent].person,
        deputy=world.people[deputy].person,
        from_on=TODAY + dt.timedelta(days=begin),
        to_on=TODAY + dt.timedelta(days=begin + length),
        reason="出差",
        made_by=world.clerk,
        made_at=NOW,
    )


def enter(world: World, drawn: Drawn, *, first: int = 0) -> None:
    """Enter what ``drawn`` says, numbered from ``first``, and tell everybody of all that is owed."""
    for number, one in enumerate(drawn["matters"], first):
        _enter_matter(world, number, *one)
    for number, one in enumerate(drawn["projects"], first):
        _enter_project(world, number, *one)
    _enter_others(world, drawn, first)
    _enter_draft(world, first)
    known = {one.pk for one in world.debts}
    world.debts = list(Obligation.objects.open())
    for account in world.people:
        for debt in world.debts:
            if debt.pk not in known:
                Notice.objects.create(
                    obligation=debt,
                    person=account.person,
                    key="1",
                    rung=1,
                    made_on=TODAY,
                    made_at=NOW,
                )


def _enter_matter(
    world: World, number: int, lead: int, helping: list[int], raiser: int | None, is_issued: bool
) -> None:
    said = f"会议要求办理第{number}件。"
    passage = make.passage(held_by=world.office, by=world.clerk, text=said)
    matter = matters.draft_matter(
        kind="task",
        title=f"第{number}件事项",
        content="抓紧办理。",
        criterion="办完",
        lead=world.units[lead],
        person=world.hands[lead].person,
        cooperating=[world.units[n] for n in helping if n != lead],
        raised_by=None if raiser is None else world.units[raiser],
        due_proposed=dt.date(2026, 7, 30),
        held_by=world.office,
        passage=passage,
        by=world.clerk,
        now=stories.DRAFTED,
    )
    raised = set() if raiser is None else {raiser}
    world.note("source", passage.source_id, set(), said)
    world.note("matter", matter.pk, {lead, *helping} | raised, f"第{number}件事项", said)
    if not is_issued:
        world.hidden_drafts[matter.pk] = raised | world.keeping
        return
    matters.submit(matter, by=world.clerk, now=stories.DRAFTED)
    matters.issue(matter, by=world.chief, now=stories.ISSUED)
    _enter_papers(world, matter, number, lead)


def _enter_papers(world: World, matter: Any, number: int, lead: int) -> None:
    """Add an order that is only prepared, one that went out, and a circular that is proposed."""
    common = {
        "kind": "urge",
        "matter": matter,
        "addressee": world.units[lead],
        "office": world.office,
        "answer_by": dt.date(2026, 6, 20),
        "prepared_at": NOW,
    }
    said = f"拟请速办第{number}件", f"务请速办第{number}件"
    prepared = Order.objects.create(key="one", text=said[0], **common)
    out = {"number": f"催〔2026〕9{number}号", "issued_by": world.chief, "issued_at": NOW}
    issued = Order.objects.create(key="two", state="issued", text=said[1], **common, **out)
    world.note("order", prepared.pk, set(), said[0])
    world.note("order-paper", issued.pk, {lead}, said[1], out["number"])
    owed = Obligation.objects.filter(subject_kind="matter", subject_id=matter.pk).first()
    Decision.objects.create(obligation=owed, key="1", rung=6, office=world.office, prepared_at=NOW)


def _enter_project(world: World, number: int, party: int, filer: int | None) -> None:
    common = {"by": world.clerk, "now": stories.DRAFTED}
    made = projects.add_project(
        name=f"第{number}号项目",
        parties=[(world.units[party], "investor")],
        stage="S08",
        held_by=world.office,
        **common,
    )
    planned = {"planned": Decimal(f"7{number}3700"), "q1": 10, "q2": 40, "q3": 80}
    plans.plan_year(made, year=2026, **planned, **common)
    bears = f"第{number}项效益"
    plans.promise(made, kind="other", detail=bears, unit="座", promised=Decimal(3), **common)
    parts = {party} | (set() if filer is None else {filer})
    world.note("project", made.pk, parts, f"第{number}号项目", f"7{number}.37", bears)
    if filer is None:
        return
    writer = world.hands[filer]
    projects.file_project(made, unit=world.units[filer], reporter=writer.person, **common)
    said = f"第{number}号形象进度"
    now = make.at("2026-06-01")
    handed_in = report(made, "2026-05B", progress=said, by=writer, now=now)
    world.note("report", handed_in.pk, parts, said)


def _enter_others(world: World, drawn: Drawn, first: int) -> None:
    common = {"held_by": world.office, "by": world.clerk, "now": stories.DRAFTED}
    for number, (lead, helping) in enumerate(drawn["groups"], first):
        others = [world.units[n] for n in helping if n != lead]
        name = f"第{number}小组"
        made = matters.set_up_group(name=name, lead=world.units[lead], cooperating=others, **common)
        world.note("group", made.pk, {lead, *helping}, name)
    for number, there in enumerate(drawn["engagements"], first):
        name = f"第{number}次协调会"
        met = meetings.add_engagement(
            kind="meeting",
            name=name,
            start_on=dt.date(2026, 5, 10),
            end_on=None,
            place="",
            units=[world.units[n] for n in there],
            **common,
        )
        world.note("engagement", met.pk, set(there), name)


def _enter_draft(world: World, number: int) -> None:
    said = f"第{number}份来文"
    text = f"{said}：会议要求，水利局要抓紧完成勘界，6月底前报告。"
    given = {"held_by": world.office, "by": world.clerk, "now": NOW}
    made = intake.take_in_text(text=text, title=said, **given).draft
    world.note("draft", made.pk, set(), said)
    for finding in made.findings.all():
        world.note("finding", finding.pk, set())
    world.note("source", made.source_id, set(), said)


# --- the rule, said a second time


def below(drawn: Drawn, root: int) -> set[int]:
    found = {root}
    for index in range(UNITS):  # a unit stands behind the one above it
        if parent_of(drawn, index) in found:
            found.add(index)
    return found


def reach(world: World, person: int, permission: Permission) -> tuple[bool, set[int]]:
    """Return whether she reaches the whole register with ``permission``, and which units else."""
    whole, units = False, set()
    for seat in seats_today(world.drawn, person):
        role = policy.current().roles[seat[2]]
        if permission in role.permissions:
            whole |= role.reach is Reach.REGISTER
            units |= below(world.drawn, seat[1])
    return whole, units


def seats_today(drawn: Drawn, person: int) -> list[tuple[Any, ...]]:
    """Her own seats and those of whom she stands in for; an administrator neither lends nor is lent."""
    present = []
    for seat in seats_drawn(drawn):
        first, last = days_of(seat)
        if first <= TODAY and (last is None or last >= TODAY):
            present.append(seat)
    own = [seat for seat in present if seat[0] == person]
    absent, deputy, begin, length = drawn["deputy"] or (None, None, 0, 0)
    away = deputy == person and begin <= 0 <= begin + length
    if not away or any(seat[2] in ADMINISTRATORS for seat in own):
        return own
    lent = [seat for seat in present if seat[0] == absent and seat[2] not in ADMINISTRATORS]
    return own + lent


def allowed(world: World, person: int, kind: str, permission: Permission) -> set[int]:
    """Return the ids of the rows of ``kind`` that she may see (or take away) by the rule."""
    whole, units = reach(world, person, permission)
    found = {
        pk for (of, pk), parts in world.part_of.items() if of == kind and (whole or parts & units)
    }
    if kind == "matter" and not whole:  # not issued yet: only for who raised it
        found -= {pk for pk, raised in world.hidden_drafts.items() if not raised & units}
    return found


def sees(world: World, person: int, kind: str) -> set[int]:
    """Return the ids of the rows of ``kind`` whose page, paper or words are hers."""
    if kind == "order":  # only prepared: for who urges, of the office that prepares it
        return allowed(world, person, "order", Permission.MATTER_URGE)
    return allowed(world, person, kind, Permission.REGISTER_SEE)


def has_seat(world: World, person: int) -> bool:
    return any(
        reach(world, person, one) != (False, set())
        for one in frozenset().union(*(r.permissions for r in policy.current().roles.values()))
    )
