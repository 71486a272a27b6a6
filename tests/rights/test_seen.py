"""Random organisations: no door shows a row that the rule denies, and each shows all that it allows.

``LUOSHI_EXAMPLES`` asks for more than the few of every run.  What names, numbers and papers tell
is asked in ``test_told.py``.
"""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from openpyxl import load_workbook

from luoshi import clock, policy
from luoshi.orgs.actions import make_key
from luoshi.rules.access import Permission
from luoshi.searching import tasks as searching
from tests.rights.drawn import (
    EXAMPLES,
    NOW,
    PEOPLE,
    UNITS,
    World,
    allowed,
    built,
    drawn_worlds,
    has_seat,
    policy_of,
    reach,
)

pytestmark = pytest.mark.django_db


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


def check_search(world: World, client: Client, person: int, who: str) -> None:
    """One box over everything: hits, counts and the palette tell of hers, all of hers and no others."""
    hers = {kind: allowed(world, person, kind, Permission.REGISTER_SEE) for kind in KINDS}
    for kind in KINDS:
        page = client.get(reverse("search"), {"q": "第", "kind": kind})
        counts = {of.code: count for of, count, _all in page.context["counts"]}
        assert counts.get(kind, 0) == len(hers[kind]), f"search counts {kind} for {who}"
        found = linked(page.content.decode(), f"{kind}s")
        assert found == hers[kind], f"search finds {kind} for {who}"
    check_links(world, person, client.get(reverse("search"), {"q": "第"}).content.decode(), who)
    offered = client.get(reverse("search_as_typed"), {"q": "第"}).content.decode()
    check_links(world, person, offered, f"palette of {who}")


def check_doors(world: World, person: int, who: str) -> None:
    client = Client()
    client.force_login(world.people[person])
    if has_seat(world, person):
        check_lists(world, client, person, who)
        check_reports(world, client, person, who)
        check_taken_away(world, client, person, who)
        check_desk(world, client, person, who)
        check_search(world, client, person, who)
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
        searching.rebuild(now=NOW)
        in_force = policy_of(drawn)
        patched.setattr(policy, "current", lambda: in_force)
        for person in range(PEOPLE):
            check_doors(world, person, f"person {person} in {drawn}")
        transaction.set_rollback(True)
