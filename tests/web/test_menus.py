"""The menu of each: what leads to her work, and nothing that leads to an empty page."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from luoshi import clock
from luoshi.orgs import actions as orgs
from luoshi.orgs import entrance
from luoshi.orgs.models import Lock
from luoshi.sources import incidents
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-02", 9)
REGISTER = ("draft_list", "engagement_list", "project_list", "matter_list", "report_list")
REGISTER = (*REGISTER, "notice_list", "group_list", "burden")


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def cast():
    return make.cast()


def bar(client, account, *, at: str = "own_account") -> str:
    """Return the bar of a page as ``account`` sees it."""
    client.force_login(account)
    html = client.get(reverse(at)).content.decode()
    return html[html.index("<header") : html.index("</header>")]


def entries(client, account) -> list[str]:
    """Return where the entries of her navigation lead, in order."""
    nav = re.search(r"<nav.*?</nav>", bar(client, account), re.S)
    return re.findall(r'href="([^"]+)"', nav.group()) if nav else []


def led_to(*names: str) -> list[str]:
    return [reverse(name) for name in names]


def test_an_administrator_finds_her_work_in_the_menu_and_no_list_of_the_register(client, cast):
    three = make.three(cast.region)
    assert entries(client, three.system) == led_to(
        "desk", "account_list", "outbox", "unit_list", "person_list"
    )
    assert entries(client, three.security) == led_to(
        "desk", "account_list", "incident_list", "unit_list", "person_list"
    )
    assert entries(client, three.auditor) == led_to("audit_overview", "unit_list", "person_list")
    for account in (three.system, three.security, three.auditor):
        shown = bar(client, account)
        assert not [name for name in REGISTER if f'href="{reverse(name)}"' in shown]
        for where in entries(client, account):
            assert client.get(where).status_code == 200, where


def test_who_works_in_the_register_keeps_all_its_lists(client, cast):
    for account in (cast.lin, cast.wu, make.account(cast.water, "reader")):
        shown = bar(client, account)
        assert all(f'href="{reverse(name)}"' in shown for name in REGISTER)
        assert reverse("account_list") not in shown and reverse("incident_list") not in shown


def test_whoever_holds_no_seat_is_led_nowhere_but_to_her_own_account(client, cast):
    cast.wu.seats.all().delete()
    assert entries(client, cast.wu) == []
    assert reverse("own_account") in bar(client, cast.wu)


def locked(account) -> Lock:
    for _ in range(20):
        given = {"username": account.username, "what": "password", "address": ""}
        entrance.note_failure(**given, by=entrance.stranger(""), now=NOW)
    return Lock.objects.get()


def number_at(client, account, name: str) -> int:
    """Return the number that an entry of the navigation bears, 0 for none."""
    found = re.search(rf'href="{reverse(name)}"[^>]*>.*?</a>', bar(client, account), re.S)
    said = re.search(r'class="count">(\d+)', found.group()) if found else None
    return int(said.group(1)) if said else 0


def test_a_locked_log_in_is_a_number_at_the_entry_of_who_lifts_it(client, cast):
    three = make.three(cast.region)
    assert number_at(client, three.security, "incident_list") == 0
    lock = locked(cast.wu)
    assert number_at(client, three.security, "incident_list") == 1
    assert number_at(client, three.system, "account_list") == 0
    incidents.report(grade="secret", place="draft_new", by=cast.lin, now=NOW)
    assert number_at(client, three.security, "incident_list") == 2
    orgs.lift_lock(lock.pk, by=three.security, now=NOW)
    assert number_at(client, three.security, "incident_list") == 1


def test_the_desk_of_an_administrator_leads_to_no_list_of_the_register(client, cast):
    three = make.three(cast.region)
    for account, leads in ((three.system, False), (three.security, False), (cast.wu, True)):
        client.force_login(account)
        page = client.get(reverse("desk")).content.decode()
        shown = page[page.index("<main") : page.index("</main>")]
        assert (reverse("report_list") in shown) is leads
        assert (reverse("notice_list") in shown) is leads
