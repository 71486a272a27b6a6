"""The two-sided ledger and the re-checks as people open them."""

from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from luoshi import clock
from luoshi.commitments.models import Commitment, Recheck
from tests import make
from tests.commitments import promises
from tests.matters import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def there():
    return promises.sides()


@pytest.fixture
def on(monkeypatch):
    def believe(text: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: make.at(text))

    believe("2026-05-20")
    return believe


def opened(client, by, path: str) -> BeautifulSoup:
    client.force_login(by)
    return BeautifulSoup(client.get(path).content, "html.parser")


def test_the_ledger_has_two_columns_and_each_figure_opens_its_rows(client, there, on):
    promises.proposed(there)
    promises.confirmed(
        there,
        side="enterprise",
        title="招用当地技工",
        debtor_unit=there.cast.water,
        text="年内招用当地技工二十人。",
    )
    page = opened(client, there.cast.lin, "/commitments/")
    left, right = page.select(".two-sided .side")
    assert "保障施工用水" in left.get_text() and "招用当地技工" in right.get_text()
    figure = page.select_one('.table-sums tr:nth-of-type(2) td a[href*="state=confirmed"]')
    assert figure.get_text() == "1"
    narrowed = opened(client, there.cast.lin, figure["href"])
    assert [one.get_text() for one in narrowed.select(".promise-head strong")] == ["招用当地技工"]


def test_each_head_confirms_on_the_page_and_the_coordinator_lets_it_bind(client, there, on):
    made = promises.proposed(there)
    path = f"/commitments/{made.pk}/"
    for by in (there.qin, there.boss):
        form = opened(client, by, path).select_one(f'form[action="{path}confirm/"]')
        values = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
        client.post(f"{path}confirm/", values)
    assert opened(client, there.boss, path).select_one(f'form[action="{path}confirm/"]') is None
    client.force_login(there.cast.lin)
    answer = client.post(f"{path}bind/")
    made.refresh_from_db()
    assert answer.headers["Location"] == f"/matters/{made.matter_id}/"
    assert "保障施工用水" in opened(client, there.cast.lin, answer.headers["Location"]).get_text()


def test_a_promise_is_written_down_by_form_and_what_is_wrong_is_told_at_its_field(
    client, there, on
):
    client.force_login(there.cast.lin)
    cast = there.cast
    sent = {
        "side": "government",
        "title": "保障施工用水",
        "debtor_unit": cast.water.pk,
        "debtor": cast.wu.person_id,
        "creditor_unit": cast.water.pk,
        "creditor": cast.ding.person_id,
        "text": "接通施工用水。",
        "criterion": "通水验收单",
        "due_on": "2026-06-30",
        "basis": "会谈纪要第三条。",
    }
    refused = client.post("/commitments/new/", sent)
    assert refused.status_code == 422
    assert "对方单位须是另一个单位" in refused.content.decode()
    client.post("/commitments/new/", sent | {"creditor_unit": cast.builder.pk})
    assert Commitment.objects.get().passage.quote == "会谈纪要第三条。"


def test_the_ledger_leaves_as_a_workbook_with_who_confirmed_when(client, there, on):
    promises.confirmed(there)
    client.force_login(there.cast.lin)
    book = load_workbook(io.BytesIO(client.get("/commitments/ledger.xlsx").content))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "保障施工用水" in cells and "双方已确认" in cells


def test_a_draw_is_made_by_button_and_what_was_found_is_written_down(client, there, on):
    on("2026-06-17")
    stories.closed(there.cast, raised_by=there.cast.builder)
    checker = make.account(there.cast.region, "supervisor", name="陶然")
    client.force_login(checker)
    client.post("/rechecks/draw/", {"period": "2026-06A"})
    row = Recheck.objects.get()
    assert "请由另一位核查" in opened(client, there.cast.zhao, f"/rechecks/{row.pk}/").get_text()
    client.force_login(checker)
    said = {
        "way": "visit",
        "finding": "not",
        "checked_on": "2026-06-17",
        "words": "界桩又倒了。",
    }
    client.post(f"/rechecks/{row.pk}/", said)
    assert "问题仍在" in opened(client, checker, "/rechecks/?period=2026-06A").get_text()
    client.force_login(there.cast.han)
    client.post(f"/rechecks/{row.pk}/reopen/", {"due": "2026-07-20"})
    row.matter.refresh_from_db()
    assert row.matter.state == "reopened"
