"""Kept views, many matters at once and the first tour, as their pages show them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from luoshi import clock
from luoshi.habits import actions, queries
from luoshi.habits.models import Batch, SavedView
from luoshi.matters.models import Matter, Order
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-02", 9)


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def cast():
    return make.cast()


def undo_in(html: str) -> str:
    """Return where the undo button of the page's message posts to."""
    found = re.search(r'role="status".*?<form method="post" action="([^"]+)"', html, re.S)
    return found.group(1) if found else ""


def keep(client, name: str, **more) -> None:
    data = {"listed": "matter_list", "query": "light=red&sort=due", "name": name}
    client.post(reverse("view_keep"), data | more)


def test_a_view_is_kept_from_the_list_and_stands_above_it(client, cast):
    client.force_login(cast.lin)
    said = client.post(
        reverse("view_keep"),
        {"listed": "matter_list", "query": "light=red&sort=due", "name": "逾期事项"},
        follow=True,
    )
    assert said.redirect_chain[-1][0] == "/matters/?light=red&sort=due"
    page = said.content.decode()
    assert '<a href="/matters/?light=red&amp;sort=due" aria-current="true">' in page
    assert "逾期事项" in page


def test_a_view_without_a_name_comes_back_with_what_is_wrong(client, cast):
    client.force_login(cast.lin)
    answer = client.post(reverse("view_keep"), {"listed": "matter_list", "query": "light=red"})
    assert answer.status_code == 422
    assert 'value="light=red"' in answer.content.decode()
    assert not SavedView.objects.exists()


def test_the_default_view_opens_the_list_and_clearing_shows_all(client, cast):
    client.force_login(cast.lin)
    keep(client, "逾期事项", is_default="on")
    assert client.get("/matters/").url == "/matters/?light=red&sort=due"
    narrowed = client.get("/matters/?light=red&sort=due").content.decode()
    cleared = re.search(r'href="(/matters/\?sort=[^"]+)"', narrowed).group(1)
    assert client.get(cleared).status_code == 200
    client.force_login(cast.zhao)
    assert client.get("/matters/").status_code == 200


def test_a_deleted_view_is_brought_back_by_the_button_in_its_message(client, cast):
    client.force_login(cast.lin)
    keep(client, "逾期事项", is_pinned="on")
    client.get("/")
    view = SavedView.objects.get()
    page = client.post(reverse("view_drop", args=[view.pk]), follow=True).content.decode()
    assert undo_in(page) == reverse("view_bring_back", args=[view.pk])
    client.post(undo_in(page))
    assert "逾期事项" in client.get(reverse("view_list")).content.decode()


def test_a_pinned_view_stands_on_her_own_desk_and_on_nobody_else_s(client, cast):
    actions.keep_view(
        listed="matter_list",
        name="我局逾期",
        query="light=red",
        shared_with=cast.water,
        is_pinned=True,
        by=cast.wu,
        now=NOW,
    )
    for account, there in ((cast.wu, True), (cast.qin, False)):
        client.force_login(account)
        assert ("我局逾期" in client.get("/").content.decode()) is there
    assert "我局逾期" in client.get("/matters/?sort=due").content.decode()  # but shared


def test_many_are_urged_only_after_the_preview_said_what_becomes_of_each(client, cast):
    runs, draft = stories.signed(cast), stories.drafted(cast, title="研究设立平台公司")
    client.force_login(cast.zhao)
    where = f"{reverse('matter_bulk')}?deed=urge&row={runs.pk}&row={draft.pk}"
    page = client.get(where).content.decode()
    assert runs.title in page and draft.title in page and 'value="do"' not in page
    given = {
        "deed": "urge",
        "row": [runs.pk, draft.pk],
        "text": "请速办",
        "answer_by": "2026-06-10",
    }
    page = client.post(reverse("matter_bulk"), given | {"stage": "look"}).content.decode()
    assert "将发出一份催办单" in page and "不办：" in page and "确认办理1件" in page
    assert not Order.objects.exists()
    done = client.post(reverse("matter_bulk"), given | {"stage": "do"}, follow=True)
    assert Order.objects.get().matter == runs
    page = done.content.decode()
    assert "办成1件，未办1件" in page
    assert undo_in(page) == ""  # a paper that went out is not taken back


def test_a_bulk_hand_over_is_taken_back_by_the_button_in_its_message(client, cast):
    matter = stories.signed(cast)
    colleague = make.account(cast.water, "handler", name="白鹭")
    client.force_login(cast.lin)
    given = {
        "deed": "hand_over",
        "row": [matter.pk],
        "to_person": colleague.person_id,
        "reason": "调整分工",
        "stage": "do",
    }
    page = client.post(reverse("matter_bulk"), given, follow=True).content.decode()
    assert Matter.objects.get(pk=matter.pk).person == colleague.person
    assert undo_in(page) == reverse("batch_undo", args=[Batch.objects.get().pk])
    client.post(undo_in(page))
    assert Matter.objects.get(pk=matter.pk).person == cast.wu.person


def test_rows_outside_her_scope_are_not_among_those_she_chose(client, cast):
    other = stories.signed(cast, lead=cast.water)
    elsewhere = make.account(cast.energy, "unit_head")
    client.force_login(elsewhere)
    page = client.get(f"{reverse('matter_bulk')}?deed=hand_over&row={other.pk}").content.decode()
    assert other.title not in page and "还没有选择事项" in page
    client.force_login(cast.qin)
    page = client.get(f"{reverse('matter_bulk')}?deed=hand_over&row={other.pk}").content.decode()
    assert other.title in page


def test_only_the_chosen_rows_go_into_the_ledger(client, cast):
    one, _other = stories.signed(cast), stories.signed(cast, title="另一件")
    client.force_login(cast.lin)
    page = client.get("/matters/?sort=due").content.decode()
    assert page.count('name="row"') == 2
    client.get(f"{reverse('export_matters')}?row={one.pk}")
    from_list = client.get(reverse("export_matters"))
    assert from_list.status_code == 200


def test_the_tour_has_five_steps_for_everybody_and_ends_for_good(client, cast):
    three = make.three(cast.region)
    everybody = (cast.lin, cast.wu, cast.han, cast.qin, three.system, three.security, three.auditor)
    for account in everybody:
        client.force_login(account)
        page = client.get(reverse("welcome")).content.decode()
        steps = re.findall(r'action="(/welcome/\d/)"', page)
        assert len(steps) == 5, account
        for step in steps:
            led = client.post(step, follow=True)
            assert led.status_code == 200 and led.redirect_chain, (account, step)
        assert not queries.is_touring(queries.habit_of(account))
    client.force_login(cast.ding)
    assert "tour-card" in client.get("/").content.decode()
    client.post(reverse("welcome_end"))
    assert "tour-card" not in client.get("/").content.decode()


def test_single_keys_can_be_switched_off_for_good(client, cast):
    client.force_login(cast.wu)
    assert "keys.js" in client.get("/").content.decode()
    client.post(reverse("keys_set"), {"act": "off"})
    assert "keys.js" not in client.get("/").content.decode()
    client.post(reverse("keys_set"), {"act": "on"})
    assert "keys.js" in client.get("/").content.decode()
