"""Random organisations: no door shows a row that the rule denies, and each shows all that it allows.

The rule is said here a second time, in plain sets over what was drawn, so that it shares no line
with the gate.  ``LUOSHI_EXAMPLES`` asks for more than the few of every run.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from luoshi import clock, policy
from luoshi.matters import actions as matters
from luoshi.meetings import actions as meetings
from luoshi.notices.models import Notice
from luoshi.orgs.actions import make_key
from luoshi.orgs.models import Delegation, Seat
from luoshi.owed.models import Obligation
from luoshi.projects import actions as projects
from luoshi.rules.access import Permission, Reach
from tests import make
from tests.matters import stories
from tests.progress.filed import report

pytestmark = pytest.mark.django_db
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
    }
)


@dataclass
class World:
    """What was drawn, as rows; ``part_of`` gives for each row the indexes of its units."""

    drawn: Drawn
    units: list[Any]
    office: Any
    people: list[Any]
    part_of: dict[tuple[str, int], set[int]]
    hidden_drafts: dict[int, set[int]]
    debts: list[Any]


def days_of(seat: tuple[Any, ...]) -> tuple[dt.date, dt.date | None]:
    first = TODAY + dt.timedelta(days=seat[3])
    return first, None if seat[4] is None else max(first, TODAY + dt.timedelta(days=seat[4]))


def parent_of(drawn: Drawn, index: int) -> int | None:
    above = drawn["parents"][index]
    return above % index if above is not None and index else None


def built(drawn: Drawn) -> World:
    office = make.unit("区办公室")
    units: list[Any] = []
    for index in range(UNITS):
        above = parent_of(drawn, index)
        units.append(make.unit(parent=None if above is None else units[above]))
    people = [make.account(units[0], "reader", name=f"某甲{n}") for n in range(PEOPLE)]
    Seat.objects.filter(account__in=people).delete()
    for seat in {one[:4]: one for one in drawn["seats"]}.values():
        who, at, role = seat[:3]
        first, last = days_of(seat)
        Seat.objects.create(
            account=people[who], unit=units[at], role=role, from_on=first, to_on=last
        )
    clerk, chief = make.account(office, "coordinator"), make.account(office, "supervisor")
    if drawn["deputy"]:
        absent, deputy, begin, length = drawn["deputy"]
        Delegation.objects.create(
            absent=people[absent].person,
            deputy=people[deputy].person,
            from_on=TODAY + dt.timedelta(days=begin),
            to_on=TODAY + dt.timedelta(days=begin + length),
            reason="出差",
            made_by=clerk,
            made_at=NOW,
        )
    part_of: dict[tuple[str, int], set[int]] = {}
    drafts = _matters(drawn, units, office, clerk, chief, part_of)
    _others(drawn, units, office, clerk, part_of)
    debts = list(Obligation.objects.open())
    for account in people:
        for debt in debts:
            Notice.objects.create(
                obligation=debt, person=account.person, key="1", rung=1, made_on=TODAY, made_at=NOW
            )
    return World(drawn, units, office, people, part_of, drafts, debts)


def _matters(
    drawn: Drawn, units: list[Any], office: Any, clerk: Any, chief: Any, part_of: Any
) -> dict[int, set[int]]:
    drafts: dict[int, set[int]] = {}
    for number, (lead, helping, raiser, is_issued) in enumerate(drawn["matters"]):
        passage = make.passage(held_by=office, by=clerk, text=f"会议要求办理第{number}件。")
        matter = matters.draft_matter(
            kind="task",
            title=f"第{number}件事项",
            content="抓紧办理。",
            criterion="办完",
            lead=units[lead],
            person=make.person(unit=units[lead]),
            cooperating=[units[n] for n in helping if n != lead],
            raised_by=None if raiser is None else units[raiser],
            due_proposed=dt.date(2026, 7, 30),
            held_by=office,
            passage=passage,
            by=clerk,
            now=stories.DRAFTED,
        )
        raised = set() if raiser is None else {raiser}
        part_of["matter", matter.pk] = {lead, *helping} | raised
        if is_issued:
            matters.submit(matter, by=clerk, now=stories.DRAFTED)
            matters.issue(matter, by=chief, now=stories.ISSUED)
        else:
            drafts[matter.pk] = raised
    return drafts


def _others(drawn: Drawn, units: list[Any], office: Any, clerk: Any, part_of: Any) -> None:
    common = {"held_by": office, "by": clerk, "now": stories.DRAFTED}
    for number, (party, filer) in enumerate(drawn["projects"]):
        made = projects.add_project(
            name=f"第{number}号项目", parties=[(units[party], "investor")], stage="S08", **common
        )
        part_of["project", made.pk] = {party} | (set() if filer is None else {filer})
        if filer is not None:
            reporter = make.person(unit=units[filer])
            projects.file_project(
                made, unit=units[filer], reporter=reporter, by=clerk, now=stories.DRAFTED
            )
            writer = make.account(units[filer], "handler")
            handed_in = report(made, "2026-05B", by=writer, now=make.at("2026-06-01"))
            part_of["report", handed_in.pk] = part_of["project", made.pk]
    for lead, helping in drawn["groups"]:
        others = [units[n] for n in helping if n != lead]
        group = matters.set_up_group(name="小组", lead=units[lead], cooperating=others, **common)
        part_of["group", group.pk] = {lead, *helping}
    for there in drawn["engagements"]:
        met = meetings.add_engagement(
            kind="meeting",
            name="协调会",
            start_on=dt.date(2026, 5, 10),
            end_on=None,
            place="",
            units=[units[n] for n in there],
            **common,
        )
        part_of["engagement", met.pk] = set(there)


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
    for seat in {one[:4]: one for one in drawn["seats"]}.values():
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


def has_seat(world: World, person: int) -> bool:
    return any(
        reach(world, person, one) != (False, set())
        for one in frozenset().union(*(r.permissions for r in policy.current().roles.values()))
    )


# --- the doors


def linked(html: str, path: str) -> set[int]:
    return {int(pk) for pk in re.findall(rf'href="/{path}/(\d+)/"', html)}


KINDS = ("matter", "project", "group", "engagement", "report")


def check_links(world: World, person: int, html: str, where: str) -> None:
    """What a page leads to is hers, whatever else it names."""
    for kind in KINDS:
        hers = allowed(world, person, kind, Permission.REGISTER_SEE)
        assert linked(html, f"{kind}s") <= hers, f"{kind} on {where}"


def check_reports(world: World, client: Client, person: int, who: str) -> None:
    """Half months: table, count, single reports, who has not reported, and what calendars name."""
    hers = allowed(world, person, "project", Permission.REGISTER_SEE)
    reported = {pk for kind, pk in world.part_of if kind == "report"}
    mine = allowed(world, person, "report", Permission.REGISTER_SEE)
    filed = [n for n, (_party, filer) in enumerate(world.drawn["projects"]) if filer is not None]
    pks = sorted(pk for kind, pk in world.part_of if kind == "project")
    shown = client.get(reverse("report_list"))
    assert linked(shown.content.decode(), "projects") == {pks[n] for n in filed} & hers, who
    assert shown.context["listing"].total == len({pks[n] for n in filed} & hers), who
    assert linked(shown.content.decode(), "reports") == mine, f"reports of {who}"
    for pk in reported:
        for name in ("report_detail", "report_compare"):
            code = client.get(reverse(name, args=[pk])).status_code
            assert (code == 404) == (pk not in mine), f"{name} {pk} of {who}: {code}"
    late = client.get(reverse("report_unreported")).context["lines"]
    assert {project.pk for project, *_ in late} <= hers, f"unreported of {who}"
    for name in ("calendar_year", "unit_calendars", "burden", "rules_today"):
        html = client.get(reverse(name)).content.decode()
        assert not re.search(r"第\d(件事项|号项目)", html), f"{name} of {who}"
        check_links(world, person, html, f"{name} of {who}")


def check_lists(world: World, client: Client, person: int, who: str) -> None:
    for kind in ("matter", "project", "group", "engagement"):
        hers = allowed(world, person, kind, Permission.REGISTER_SEE)
        answer = client.get(reverse(f"{kind}_list"))
        html = answer.content.decode()
        assert linked(html, f"{kind}s") == hers, f"{kind} list of {who}"
        assert answer.context["listing"].total == len(hers), f"count of {kind} of {who}"
        for of, pk in world.part_of:
            if of == kind:
                answer = client.get(reverse(f"{kind}_detail", args=[pk]))
                code = answer.status_code
                assert code == (200 if pk in hers else 404), f"{kind} {pk} of {who}: {code}"
                check_links(world, person, answer.content.decode(), f"{kind} {pk} of {who}")
    page = client.get(reverse("matter_list"))
    offered = page.context["listing"].filters.form.fields["project"].queryset
    assert {one.pk for one in offered} == allowed(world, person, "project", Permission.REGISTER_SEE)


def check_taken_away(world: World, client: Client, person: int, who: str) -> None:
    whole, units = reach(world, person, Permission.LEDGER_EXPORT)
    filed = {
        pk
        for (_party, filer), pk in zip(
            world.drawn["projects"],
            sorted(pk for kind, pk in world.part_of if kind == "project"),
            strict=True,
        )
        if filer is not None
    }
    for kind, door in (
        ("matter", "export_matters"),
        ("project", "export_projects"),
        ("project", "export_reports"),
    ):
        answer = client.get(reverse(door))
        if not (whole or units):
            assert answer.status_code == 403, f"{door} of {who}"
            continue
        hers = allowed(world, person, kind, Permission.LEDGER_EXPORT)
        hers &= allowed(world, person, kind, Permission.REGISTER_SEE)
        hers &= filed if door == "export_reports" else hers
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        said = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
        pattern = r"第(\d)件事项" if kind == "matter" else r"第(\d)号项目"
        pks = sorted(pk for of, pk in world.part_of if of == kind)
        assert {pks[int(n)] for n in re.findall(pattern, said)} == hers, f"{door} of {who}"


def check_interface(world: World, person: int, who: str) -> None:
    account = world.people[person]
    _key, token = make_key(name="程序", expires_on=dt.date(2026, 12, 1), by=account, now=NOW)
    head = {"Authorization": f"Bearer {token}"}
    for kind in ("matter", "project"):
        hers = allowed(world, person, kind, Permission.REGISTER_SEE)
        listed = Client().get(f"/api/v1/{kind}s", headers=head).json()["items"]
        assert {one["id"] for one in listed} == hers, f"interface: {kind} of {who}"
        for of, pk in world.part_of:
            if of == kind:
                code = Client().get(f"/api/v1/{kind}s/{pk}", headers=head).status_code
                assert code == (200 if pk in hers else 404)
                if kind == "project":
                    told = Client().get(f"/api/v1/projects/{pk}/reports", headers=head)
                    assert told.status_code == code, f"interface: reports of {who}"
    seated = {world.units[n].pk for n in seats_below(world, person)}
    owed = Client().get("/api/v1/owed", headers=head).json()["items"]
    assert {one["id"] for one in owed} == {d.pk for d in world.debts if d.debtor_unit_id in seated}


def seats_below(world: World, person: int) -> set[int]:
    return reach(world, person, Permission.REGISTER_SEE)[1]


def check_desk(world: World, client: Client, person: int, who: str) -> None:
    whole, units = reach(world, person, Permission.REGISTER_SEE)
    hers = {world.units[n].pk for n in units}
    answer = client.get(reverse("desk"))
    if answer.status_code != 200:  # who has no business with the register is led to her own pages
        assert not whole and not units and answer.status_code in (302, 303), f"desk of {who}"
        return
    context = answer.context
    rows = [row for group in context["groups"] for row in group.rows]
    shown = {row.obligation for row in [*rows, *context["unit"]]}
    assert shown == {one for one in world.debts if one.debtor_unit_id in hers}, f"desk of {who}"
    led = {pk for pk in (p for k, p in world.part_of if k == "matter")}
    told = {
        row.notice.obligation_id
        for row, _form in client.get(reverse("notice_list")).context["rows"]
    }
    leads = {
        pk for (number, pk) in enumerate(sorted(led)) if world.drawn["matters"][number][0] in units
    }
    allowed_debts = {
        one.pk
        for one in world.debts
        if whole
        or {one.debtor_unit_id, one.creditor_unit_id} & hers
        or (one.subject_kind == "matter" and one.subject_id in leads)
    }
    assert told == allowed_debts, f"notices of {who}"


def check_doors(world: World, person: int, who: str) -> None:
    client = Client()
    client.force_login(world.people[person])
    if has_seat(world, person):
        check_lists(world, client, person, who)
        check_reports(world, client, person, who)
        check_taken_away(world, client, person, who)
        check_desk(world, client, person, who)
    else:
        assert client.get(reverse("matter_list")).status_code == 403
    check_interface(world, person, who)


AN_ARCHIVIST_STANDS_IN = {
    "parents": [None] * UNITS,
    "seats": [(0, 0, "unit_head", -24, None), (1, 0, "archivist", -59, None)]
    + [(2, 1, "unit_head", -24, None), (2, 0, "unit_head", 6, None)],
    "deputy": (2, 1, -3, 5),
    "matters": [(4, [0, 4], 2, True), (0, [1], 2, False)],
    "projects": [(1, 4), (1, 3)],
    "groups": [(3, [1])],
    "engagements": [[]],
}
AN_ADMINISTRATOR_IS_NAMED_DEPUTY = {
    "parents": [None] * UNITS,
    "seats": [(0, 0, "unit_head", -24, None), (1, 0, "system_admin", -59, None)]
    + [(2, 0, "unit_head", -24, None), (0, 0, "unit_head", 6, None)],
    "deputy": (0, 1, 0, 4),
    "matters": [(0, [], None, False)],
    "projects": [(0, None)],
    "groups": [],
    "engagements": [],
}


@example(AN_ARCHIVIST_STANDS_IN)
@example(AN_ADMINISTRATOR_IS_NAMED_DEPUTY)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
@given(drawn=drawn_worlds)
def test_no_door_shows_what_the_rule_denies_and_each_shows_what_it_allows(drawn):
    with pytest.MonkeyPatch.context() as patched, transaction.atomic():
        patched.setattr(clock, "now", lambda: NOW)
        world = built(drawn)
        for person in range(PEOPLE):
            check_doors(world, person, f"person {person} in {drawn}")
        transaction.set_rollback(True)
