"""Random organisations: no name, number, suggestion, plan or paper tells of a row that the rule denies.

Two questions are asked of every page, fragment and file: does it bear words of a row that is not
hers, and does it change when rows come in that are not hers?  What counts, totals and badges are
made of need not be known for that.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import html
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from luoshi import clock, policy
from luoshi.orgs.actions import make_key
from luoshi.rules.access import Permission
from tests.house.test_doors import patterns
from tests.rights.drawn import (
    EXAMPLES,
    NOW,
    PEOPLE,
    World,
    built,
    drawn_worlds,
    enter,
    has_seat,
    policy_of,
    reach,
    seats_today,
    sees,
    unit,
)
from tests.rights.table import Door, doors

pytestmark = pytest.mark.django_db
# Accounts are no rows of the register, and who reads the record reads all of it.
ELSEWHERE = {"accounts", "audit", "interface"}
ASKED = [door for door in doors() if door.area not in ELSEWHERE and "GET" in door.rests_on]
WANTED = {door.name: door for door in ASKED if door.rests_on["GET"] not in ("link", "open")}
OF_PAGES = {one.name: one.pattern.converters for one in patterns()}
IDEAS, WINDOWS = {"idea": "matter"}, {"window": "project"}  # rows that are reached by another's id


def rows_of(world: World, door: Door) -> list[int]:
    """Return the ids that an address of ``door`` is tried with: of every row, hers or not.

    Of units and people, who are nobody's secret, some; of what was read in one paper, one.
    """
    some = sorted({0, world.drawn["newcomer"]})
    if door.row == "unit":
        seated = {seat[1] for seat in world.drawn["seats"]}
        return [world.units[index].pk for index in sorted(seated.union(some))]
    if door.row == "person":
        return [world.hands[index].person_id for index in some]
    if door.row == "finding":
        return world.rows("finding")[::5]
    return world.rows((IDEAS | WINDOWS).get(door.row, door.row))


def addresses(world: World, person: int) -> Iterator[tuple[Door, int, str]]:
    """Yield every address that is asked: the door, the row's id (0 for none), the path.

    Where she lacks the permission for every row alike, one row is enough.
    """
    roles = {seat[2] for seat in seats_today(world.drawn, person)}
    for door in WANTED.values():
        named = OF_PAGES[door.name]
        rows = rows_of(world, door) if "pk" in named else [0]
        holds = any(door.holds(role, "GET") for role in roles)
        for pk in rows if holds else rows[-1:]:
            given = {"pk": pk, "window": "2026-06A", "kind": "matter"}
            yield door, pk, reverse(door.name, kwargs={one: given.get(one, 1) for one in named})


# Lists as filters narrow them: by words, units and people that are nobody's secret.
NARROWED = (
    "/matters/?q=第5件",
    "/matters/?unit={unit}",
    "/matters/?person={person}",
    "/matters/?light=green",
    "/projects/?q=第5号",
    "/projects/?unit={unit}",
    "/reports/?unit={unit}",
    "/groups/?unit={unit}",
    "/engagements/?unit={unit}",
    "/burden/?unit={unit}",
)
INTERFACE = ("/me", "/owed", "/matters", "/matters?text=第5件", "/projects", "/projects?text=第5号")


def text_of(answer: Any) -> str:
    """Return what an answer says: a page without what differs by itself, a file's own words."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sort = answer.get("Content-Type", "")
    if "spreadsheetml" in sort:
        cells = (row for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows())
        return "\n".join(str(cell.value) for row in cells for cell in row)
    if "wordprocessingml" in sort:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return re.sub("<[^>]+>", "", file.read("word/document.xml").decode())
    if sort.startswith("application/pdf"):
        return printed(data)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html.unescape(data.decode()))


@functools.lru_cache(maxsize=50)
def printed(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as file:
        return "".join((page.extract_text() or "") for page in file.pages).replace("\n", "")


@dataclass(frozen=True)
class Said:
    """How an address answered her, and what it said; ``door`` is "" for one that is no page."""

    code: int
    text: str
    door: str = ""
    pk: int = 0


def told(world: World, person: int) -> dict[str, Said]:
    """Return, by address, how every door answers her, and what it says."""
    client = Client()
    client.force_login(world.people[person])
    found = {}
    for door, pk, path in addresses(world, person):
        with transaction.atomic():
            answer = client.get(path)
            found[path] = Said(answer.status_code, text_of(answer), door.name, pk)
            transaction.set_rollback(True)
    newcomer = world.drawn["newcomer"]
    last = {"unit": world.units[newcomer].pk, "person": world.hands[newcomer].person_id}
    for pattern in NARROWED:
        path = pattern.format(**last)
        answer = client.get(path)
        found[path] = Said(answer.status_code, text_of(answer))
    given = {"expires_on": dt.date(2026, 12, 1), "by": world.people[person], "now": NOW}
    with transaction.atomic():
        head = {"Authorization": f"Bearer {make_key(name='程序', **given)[1]}"}
        for path in INTERFACE:
            answer = Client().get(f"/api/v1{path}", headers=head)
            found[path] = Said(answer.status_code, json.dumps(answer.json(), ensure_ascii=False))
        transaction.set_rollback(True)
    return found


def words_denied(world: World, person: int) -> set[str]:
    """Return the words that only rows bear which the rule denies her."""
    kinds = {kind for several in world.words.values() for kind, _ in several}
    hers = {kind: sees(world, person, kind) for kind in kinds}
    return {
        one
        for one, several in world.words.items()
        if not any(pk in hers[kind] for kind, pk in several)
    }


def check_words(world: World, person: int, said: dict[str, Said], who: str) -> None:
    """Nothing that she is answered bears words of a row that is not hers."""
    denied = words_denied(world, person)
    for path, one in said.items():
        shown = {words for words in denied if words in one.text}
        assert not shown, f"{path} tells {shown} to {who}"


# The doors that open a row to whoever sees it, and to nobody else; each shows all words of its row.
OPENED = {
    "project_detail": "project",
    "matter_detail": "matter",
    "report_detail": "report",
    "group_detail": "group",
    "engagement_detail": "engagement",
    "draft_detail": "draft",
    "finding_card": "finding",
    "finding_edit": "finding",
    "source_detail": "source",
    "escalation_detail": "decision",
    "order_detail": "order",
    "order_pdf": "order-paper",
    "order_docx": "order-paper",
}


def check_opened(world: World, person: int, said: dict[str, Said], who: str) -> None:
    """Pages, plans, benefits and papers open to whom the rule allows them, and hold what they should."""
    hers = {kind: sees(world, person, kind) for kind in OPENED.values()}
    asked = [one for one in said.values() if one.door in OPENED]
    for one in asked:
        kind = OPENED[one.door]
        told = f"{one.door} {one.pk} answers {one.code} to {who}"
        assert one.code in ((200, 302) if one.pk in hers[kind] else (404,)), told
        if one.code == 200:
            wanted = {words for words, rows in world.words.items() if (kind, one.pk) in rows}
            assert not {words for words in wanted if words not in one.text}, told


def check_choices(world: World, person: int, who: str) -> None:
    """The form of a matter offers the projects, engagements and groups that are hers, and no other."""
    client = Client()
    client.force_login(world.people[person])
    answer = client.get(reverse("matter_new"))
    if answer.status_code == 200:
        for kind in ("project", "engagement", "group"):
            offered = {one.pk for one in answer.context["form"].fields[kind].queryset}
            assert offered == sees(world, person, kind), f"choices of {kind} for {who}"


def is_apart(world: World, person: int, index: int) -> bool:
    """Return whether nothing of unit ``index``, kept by the office beside, comes within her reach."""
    found = [reach(world, person, one) for one in Permission if one not in OF_ACCOUNTS]
    return not any(whole or index in units for whole, units in found)


OF_ACCOUNTS = {Permission.ACCOUNT_MANAGE, Permission.RIGHT_GRANT, Permission.DIRECTORY_EDIT}


def rows_for(index: int) -> dict[str, Any]:
    """Return what comes in for one unit: a row of every kind."""
    return {
        "matters": [(index, [], index, True), (index, [], index, False)],
        "projects": [(index, index)],
        "groups": [(index, [])],
        "engagements": [[index]],
    }


def at_work(drawn: dict[str, Any]) -> dict[str, Any]:
    """Return the same with every seat held today, so that somebody asks."""
    return drawn | {"seats": [(*one[:3], -30, None) for one in drawn["seats"]]}


A_LEADER_OF_ONE_UNIT = {
    "parents": [None, 0, None, None, None],
    "seats": [(0, 0, "leader", -30, None), (1, 2, "coordinator", -30, None)]
    + [(2, 3, "system_admin", -30, None), (3, 2, "handler", -30, None)],
    "deputy": None,
    "matters": [(1, [2], 2, True), (2, [], 1, False), (3, [], None, True)],
    "projects": [(1, 1), (2, None)],
    "groups": [(2, [1])],
    "engagements": [[1]],
    "office": 0,
    "near": True,
    "newcomer": 4,
}


@example(A_LEADER_OF_ONE_UNIT)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
@given(drawn=st.builds(lambda one, at: at_work(one) | {"newcomer": at}, drawn_worlds, unit))
def test_nothing_that_is_said_depends_on_rows_that_the_rule_denies(drawn):
    with pytest.MonkeyPatch.context() as patched, transaction.atomic():
        patched.setattr(clock, "now", lambda: NOW)
        world = built(drawn)
        in_force, usual = policy_of(drawn), policy.current
        patched.setattr(policy, "current", lambda: in_force)
        seated = [person for person in range(PEOPLE) if has_seat(world, person)]
        before = {}
        for person in seated:
            who = f"person {person} in {drawn}"
            before[person] = told(world, person)
            check_words(world, person, before[person], who)
            check_opened(world, person, before[person], who)
            check_choices(world, person, who)
        patched.setattr(policy, "current", usual)
        world.office = world.beside
        enter(world, rows_for(drawn["newcomer"]), first=5)
        patched.setattr(policy, "current", lambda: in_force)
        for person in seated:
            if is_apart(world, person, drawn["newcomer"]):
                check_unmoved(world, person, before[person], f"person {person} in {drawn}")
        transaction.set_rollback(True)


def check_unmoved(world: World, person: int, before: dict[str, Said], who: str) -> None:
    """What came in for others shows nowhere: no name, no total, no badge, no choice."""
    after = told(world, person)
    check_words(world, person, after, who)
    moved = [path for path in before.keys() & after.keys() if after[path] != before[path]]
    told_more = {path: difference(before[path].text, after[path].text) for path in moved}
    assert not told_more, f"changed for {who}"


def difference(was: str, now: str) -> str:
    lines = difflib.unified_diff(was.splitlines(), now.splitlines(), lineterm="", n=0)
    return "\n".join(itertools.islice(lines, 20))
