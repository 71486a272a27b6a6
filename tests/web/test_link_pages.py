"""Links for whoever has no account: made inside, opened outside the gate, clear when they lead nowhere."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from luoshi import clock
from luoshi.progress.models import Report, ReportLink
from tests import make
from tests.progress.filed import project
from tests.web.test_report_pages import SAID

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(monkeypatch):
    def believe(text: str) -> dt.datetime:
        now = make.at(text)
        monkeypatch.setattr(clock, "now", lambda: now)
        return now

    believe("2026-06-01")
    return believe


def made(client, cast) -> str:
    """Return the path of a new link for 2026-05B, as its maker sees it once."""
    filed = project(cast)
    client.force_login(cast.ding)
    answer = client.post(
        f"/projects/{filed.pk}/report-links/",
        {"window": "2026-05B", "person": cast.ding.person.pk, "days": "7"},
    )
    soup = BeautifulSoup(answer.content, "html.parser")
    address = soup.select_one("#link-address")["value"]
    assert answer["Cache-Control"].count("no-store")
    letter = unquote(soup.find("a", href=re.compile("^mailto:"))["href"])
    assert letter.endswith(address)
    again = client.get(f"/projects/{filed.pk}/report-links/").content.decode()
    assert address not in again and "未使用" in again
    client.logout()
    return "/" + address.split("/", 3)[3]


def test_without_an_account_one_report_is_written_and_then_only_shown(client, today):
    path = made(client, make.cast())
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    assert "青泉灌区改造" in soup.h1.text
    assert {a["href"] for a in soup.select("a[href]")} == {"#content"} | {
        a["href"] for a in soup.select("#session-ended a")
    }
    answer = client.post(path, SAID)
    assert (answer.status_code, answer["Location"]) == (302, path)
    told = client.get(path).content.decode()
    assert "已由丁立于" in told and "完成渠首闸基础。" in told and "<textarea" not in told
    assert client.post(path, SAID | {"progress": "再来一次"}).status_code == 200
    assert Report.objects.get().progress == "完成渠首闸基础。"


def test_a_wrong_report_comes_back_with_every_word(client, today):
    path = made(client, make.cast())
    answer = client.post(path, SAID | {"invested_total": "3", "problems": "缺水泥三百吨"})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert soup.select_one("#id_problems").text.strip() == "缺水泥三百吨"
    assert "不能少于" in soup.select_one("#id_invested_total_error").text
    assert not Report.objects.exists()


def test_a_link_that_leads_nowhere_says_why(client, today):
    cast = make.cast()
    path = made(client, cast)
    forged = client.get(path[:-3] + "xx/")
    assert (forged.status_code, "链接不正确" in forged.content.decode()) == (404, True)
    today("2026-06-09")
    late = client.get(path)
    assert (late.status_code, "已过有效期" in late.content.decode()) == (410, True)
    today("2026-06-02")
    client.force_login(cast.lin)
    client.post(f"/report-links/{ReportLink.objects.get().pk}/revoke/")
    client.logout()
    gone = client.post(path, SAID)
    assert (gone.status_code, "已由发送人撤回" in gone.content.decode()) == (410, True)
    assert not Report.objects.exists()


def test_a_neighbour_finds_no_links_of_others(client, today):
    filed = project(make.cast())
    client.force_login(make.account(make.unit("别处的单位"), "handler"))
    assert client.get(f"/projects/{filed.pk}/report-links/").status_code == 404
