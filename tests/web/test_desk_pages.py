"""The desk: what she owes first, what her unit owes, what is owed to her, and whether the sweep runs."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi import clock
from luoshi.cli.sweep import sweep_once
from luoshi.orgs.models import Account
from luoshi.owed import actions as owed
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Let the doors believe that it is another day."""

    def believe(text: str, hour: int = 12) -> dt.datetime:
        now = make.at(text, hour)
        monkeypatch.setattr(clock, "now", lambda: now)
        return now

    return believe


def desk(client, account: Account) -> BeautifulSoup:
    client.force_login(account)
    answer = client.get("/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def groups(soup: BeautifulSoup) -> dict[str, list[str]]:
    return {
        section["id"].removeprefix("owed-"): [
            row.find("td").find(["a", "strong"]).text for row in section.select("tbody tr")
        ]
        for section in soup.select("section[id^=owed-]")
    }


def debt(cast: make.Cast, title: str, due: str, **given) -> None:
    given = {"debtor_unit": cast.water, "debtor": cast.wu.person} | given
    owed.open_obligation(
        kind="finish",
        subject=cast.water,
        key=title,
        title=title,
        creditor_unit=cast.region,
        opens_on=dt.date(2026, 5, 1),
        due_on=dt.date.fromisoformat(due),
        now=make.at("2026-05-01"),
        **given,
    )


def test_what_she_owes_stands_by_time_soonest_first(client, at):
    now, cast = at("2026-05-18"), make.cast()
    for title, due in [
        ("年底前", "2026-12-01"),
        ("这周", "2026-05-21"),
        ("昨天", "2026-05-17"),
        ("今天", "2026-05-18"),
        ("月底", "2026-05-29"),
    ]:
        debt(cast, title, due)
    sweep_once(now=now)
    soup = desk(client, cast.wu)
    assert groups(soup) == {
        "late": ["昨天"],
        "soon": ["今天", "这周"],
        "window": ["月底"],
        "later": ["年底前"],
    }
    late = soup.select_one("#owed-late .light")
    assert late.select_one(".light-word").text == "逾期"
    assert late.select_one(".light-reason").text == "应于5月17日前完成，已逾期1天"
    assert late.select_one('svg use[href="#light-square"]')


def test_a_report_is_written_from_the_desk_and_leaves_it(client, at):
    now, cast = at("2026-06-01"), make.cast()
    made = project(cast)
    sweep_once(now=now)
    soup = desk(client, cast.ding)
    acts = [a["href"] for a in soup.select(".desk-act a")]
    assert acts == [
        f"/projects/{made.pk}/reports/2026-05B/",
        f"/projects/{made.pk}/reports/2026-06A/",
    ]
    report(made, "2026-05B", by=cast.ding, now=now)
    assert groups(desk(client, cast.ding)) == {"window": [made.name]}


def test_an_empty_desk_says_what_to_do_next(client, at):
    at("2026-05-18")
    cast = make.cast()
    assert "您现在没有待办" in desk(client, cast.wu).text
    assert desk(client, cast.wu).select_one(".empty a.btn")["href"] == reverse("report_list")
    assert desk(client, cast.lin).select_one(".empty a.btn")["href"] == reverse("draft_new")


def test_a_colleagues_debts_are_apart_and_open_for_the_head(client, at):
    now, cast = at("2026-05-18"), make.cast()
    colleague = make.account(cast.water, "handler", name="唐宁")
    head = make.account(cast.water, "unit_head", name="韩青山")
    debt(cast, "唐宁的事", "2026-05-17", debtor=colleague.person)
    sweep_once(now=now)
    soup = desk(client, cast.wu)
    assert groups(soup) == {}
    fold = soup.select_one("details.desk-fold")
    assert "唐宁的事" in fold.text and "逾期 1 项" in fold.text
    assert desk(client, head).select_one("details.desk-fold").has_attr("open")
    assert "唐宁的事" not in desk(client, cast.ding).text


def test_the_office_sees_what_others_have_not_handed_in(client, at):
    now, cast = at("2026-05-18"), make.cast()
    debt(cast, "迟到的答复", "2026-05-15")
    debt(cast, "还早的答复", "2026-08-15")
    sweep_once(now=now)
    soup = desk(client, cast.lin)
    asked = soup.select_one("section:has(#asked-name)")
    assert "未办 2 项" in asked.text and "逾期 1 项" in asked.text
    assert [row.find("td").find(["a", "strong"]).text for row in asked.select("tbody tr")] == [
        "迟到的答复"
    ]


def test_reminders_are_told_once_for_each_thing_and_can_be_put_away(client, at):
    cast = make.cast()
    debt(cast, "要紧的事", "2026-05-20")
    sweep_once(now=at("2026-05-18"))
    sweep_once(now=at("2026-05-21"))
    soup = desk(client, cast.wu)
    assert [
        item.find("a" if item.find("a") else "div").text.strip()[:4]
        for item in soup.select(".told li")
    ] == ["要紧的事"]
    assert client.post("/notices/read/").status_code == 303
    soup = desk(client, cast.wu)
    assert "条提醒标为已读" in soup.text
    assert soup.select(".told li") == []


def test_the_desk_warns_when_the_sweep_has_not_run_for_an_hour(client, at):
    cast = make.cast()
    sweep_once(now=at("2026-05-18", 12))
    assert "巡检已停止" not in desk(client, cast.lin).text
    at("2026-05-18", 14)
    soup = desk(client, cast.lin)
    assert "巡检已停止一小时以上" in soup.text
    assert "上次巡检 2026-05-18 12:00" in soup.select_one(".notice-warning").text


def test_the_number_in_the_bar_counts_what_can_be_done_today(client, at):
    now, cast = at("2026-05-18"), make.cast()
    debt(cast, "今天", "2026-05-18")
    project(cast)
    sweep_once(now=now)
    assert desk(client, cast.wu).select_one(".main-nav .count").text.startswith("1")
    assert desk(client, cast.ding).select_one(".main-nav .count") is None


def test_the_desk_asks_the_database_a_fixed_number_of_times(
    client, at, django_assert_max_num_queries
):
    now, cast = at("2026-05-18"), make.cast()
    for n in range(30):
        debt(cast, f"第{n}件", "2026-05-20")
    sweep_once(now=now)
    client.force_login(cast.wu)
    with django_assert_max_num_queries(30):
        client.get("/")
