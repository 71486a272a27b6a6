"""The leader's page in the browser's hands: every figure opens its rows, any past day can be asked."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi import clock
from luoshi.deciding import actions as deciding
from luoshi.projects import actions as projects
from tests import make
from tests.issuing.window import ASKED, window

pytestmark = pytest.mark.django_db
QUERIES_MOST = 25


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: ASKED)
    return window()


def see(client, who, address="/overview/"):
    client.force_login(who)
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def asked(known):
    cast = known.cast
    task = deciding.Task(
        cast.land, cast.ma.person, "办理林地调整。", "批复已取得", dt.date(2026, 8, 1)
    )
    return deciding.prepare(
        question="林地调整由谁牵头？",
        decider=cast.han,
        due_on=dt.date(2026, 6, 25),
        options=[deciding.Choice("由自然资源局牵头办理林地调整", task), deciding.Choice("暂缓")],
        project=known.plant,
        by=cast.lin,
        now=ASKED,
    )


def test_every_figure_opens_the_rows_that_it_counts(client, known):
    page = see(client, known.cast.han)

    links = {
        (one["href"], int(one.select_one(".band-number").find(string=True)))
        for one in page.select("a.band")
        if "rows" in one["href"]
    }
    links |= {
        (one.a["href"], int(one.select_one(".num").text.split("/")[0]))
        for one in page.select(".causes li")
    }
    links |= {
        (one.a["href"], int(one.text))
        for one in page.select("td.num")
        if one.a and one.text.isdigit()
    }
    assert len(links) > 8
    for address, count in sorted(links):
        rows = see(client, known.cast.han, address)
        assert len(rows.select("tbody tr")) == count, address
        assert int(rows.select_one(".facts strong").text) == count, address
        assert "统计时点" in rows.text and "统计范围" in rows.text


def test_the_leader_finds_her_question_first_and_decides_it_there(client, known):
    point = asked(known)
    page = see(client, known.cast.han)
    form = page.find("input", attrs={"name": "option", "value": "1"}).find_parent("form")
    assert form["action"] == f"/decisions/{point.pk}/decide/"
    assert "青泉州自然资源局牵头" in form["data-confirm"]
    assert not see(client, known.cast.zhao).find("input", attrs={"name": "option"})


def test_a_past_day_can_be_asked_and_compared_and_a_wrong_one_is_told(client, known):
    projects.leave(
        known.solar,
        exit="dropped",
        on=dt.date(2026, 6, 17),
        reason="撤回",
        by=known.cast.lin,
        now=ASKED,
    )
    now = see(client, known.cast.han, "/overview/?than=2026-06-16")
    moved = now.find(id="moved").find_parent("section")
    assert "北岭光伏项目" in moved.text and "退库" in moved.text
    then = see(client, known.cast.han, "/overview/rows/?as_of=2026-06-16")
    assert "北岭光伏项目" in then.text
    assert "北岭光伏项目" not in see(client, known.cast.han, "/overview/rows/").text

    for wrong in ("2026-13-40", "昨天", "2099-01-01"):
        assert "不是可以查询的日期" in see(client, known.cast.han, f"/overview/?as_of={wrong}").text


def test_a_project_stands_on_the_map_with_shape_and_word_and_in_the_list_beside(client, known):
    known.plant.refresh_from_db()
    projects.edit_project(
        known.plant,
        version=known.plant.version,
        name=known.plant.name,
        place="塔城地区额敏县",
        content="",
        parties=[(known.cast.builder, "investor")],
        investment=known.plant.investment,
        by=known.cast.lin,
        now=ASKED,
    )
    page = see(client, known.cast.han)

    marks = {one.find("text").text: one for one in page.select("a.map-mark")}
    assert marks["额敏县"].find("polygon") and "需要关注" in marks["额敏县"].text
    section = marks["额敏县"].find_parent("section")
    assert "额敏县" in section.select_one("tbody").text


def test_the_page_asks_few_questions_however_much_there_is(client, known):
    asked(known)
    client.force_login(known.cast.han)
    client.get("/overview/")
    with CaptureQueriesContext(connection) as asked_of:
        assert client.get("/overview/").status_code == 200
    assert len(asked_of) <= QUERIES_MOST, [one["sql"][:90] for one in asked_of]


def test_a_planner_sees_her_own_part_and_is_told_so(client, known):
    page = see(client, known.cast.aiko)
    assert "只含您可以查看的项目和事项" in page.text
    assert "改性沥青项目" not in see(client, known.cast.aiko, "/overview/rows/").text
    nobody = make.account(known.cast.water, "handler", name="无席位")
    nobody.seats.all().delete()
    client.force_login(nobody)
    assert client.get("/overview/").status_code == 403
