"""Projects on the screen: the ledger by its address, filing, stages, and editing in two hands."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi import clock
from luoshi.progress.tasks import open_windows
from luoshi.projects import actions
from luoshi.projects.models import Filing, Project
from luoshi.standing import tasks as standing
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> make.Cast:
    return make.cast()


@pytest.fixture
def lin(client, cast):
    client.force_login(cast.lin)
    return client


def project(cast: make.Cast, name: str = "青泉灌区改造", **given) -> Project:
    given = {"held_by": cast.region, "parties": [(cast.builder, "investor")]} | given
    return actions.add_project(name=name, **given, by=cast.lin, now=clock.now())


def filed(cast: make.Cast, which: Project, **given) -> Filing:
    given = {"unit": cast.builder, "reporter": cast.ding.person} | given
    return actions.file_project(which, **given, by=cast.lin, now=clock.now())


def after(client, address: str, sent: dict) -> str:
    """Return what the page says to which a form leads when it was taken."""
    answer = client.post(address, sent)
    assert answer.status_code in {302, 303}, text(answer)
    return text(client.get(answer["Location"]))


def text(answer) -> str:
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join((soup.find("main") or soup).get_text(" ").split())


def names(answer) -> list[str]:
    soup = BeautifulSoup(answer.content, "html.parser")
    return [a.get_text() for a in soup.select("#list tbody td > a") if "/projects/" in a["href"]]


def test_an_empty_ledger_says_how_to_begin(lin):
    assert "还没有项目" in text(lin.get(reverse("project_list")))
    page = BeautifulSoup(lin.get(reverse("project_list")).content, "html.parser")
    assert page.select_one(f'#list a[href="{reverse("project_new")}"]')


def test_the_ledger_narrows_by_stage_place_unit_filing_and_text(lin, cast):
    one = project(cast, place="青泉州察汗县", stage="S07")
    project(cast, "北岭光伏", place="北岭县", parties=[(cast.energy, "investor")])
    filed(cast, one)
    address = reverse("project_list")
    for query in (
        {"stage": "S07"},
        {"place": "察汗"},
        {"unit": cast.builder.pk},
        {"filed": "yes"},
        {"q": "灌区 青泉"},
    ):
        assert names(lin.get(address, query)) == ["青泉灌区改造"], query
    assert names(lin.get(address, {"filed": "no"})) == ["北岭光伏"]
    assert "没有符合条件的项目" in text(lin.get(address, {"q": "不存在"}))


def test_the_ledger_sorts_by_the_sum_and_shows_it_as_offices_say_it(lin, cast):
    project(cast, "小项目", investment=Decimal("3000000"))
    project(cast, "大项目", investment=Decimal("3650000000"))
    answer = lin.get(reverse("project_list"), {"sort": "-investment"})
    assert names(answer)[0] == "大项目"
    assert "36.5 亿元" in text(answer) and "300 万元" in text(answer)


def test_a_light_of_late_reports_stands_in_the_ledger_and_narrows_it(lin, cast):
    late, fresh = project(cast, "欠报项目"), project(cast, "新项目")
    filed(cast, late, filed_on=clock.today() - dt.timedelta(days=60))
    filed(cast, fresh)
    open_windows(now=clock.now())
    standing.relight(now=clock.now())
    answer = lin.get(reverse("project_list"), {"light": "red"})
    assert names(answer) == ["欠报项目"]
    assert "多期缺报" in text(answer)
    assert names(lin.get(reverse("project_list"), {"light": "green"})) == ["新项目"]
    assert names(lin.get(reverse("project_list"), {"sort": "light"})) == ["欠报项目", "新项目"]


def test_registering_by_hand_takes_names_of_units_as_they_are_known_and_sums_in_any_unit(lin, cast):
    cast.builder.short_name = "瀚北交建"
    cast.builder.save(update_fields=["short_name"])
    answer = lin.post(
        reverse("project_new"),
        {
            "name": "青泉至察汗公路",
            "stage": "S02",
            "investment": "３６．５亿元",
            "investors": "瀚北交建\n瀚北能源投资有限公司",
        },
    )
    made = Project.objects.get()
    assert answer["Location"] == reverse("project_detail", args=[made.pk])
    assert made.investment == Decimal("3650000000")
    assert [party.unit for party in made.parties.all()] == [cast.builder, cast.energy]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "必填"),
        ("investment", "很多", "不是金额"),
        ("investors", "瀚北交建集团有限公司", "是否指：瀚北交通建设集团有限公司"),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_typed_is_lost(lin, field, typed, said):
    sent = {"name": "青泉公路", "stage": "S00", "content": "写了很久的内容", field: typed}
    answer = lin.post(reverse("project_new"), sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "写了很久的内容" in answer.content.decode()
    assert not Project.objects.exists()


def test_filing_gives_a_number_and_from_then_on_reports_are_owed(lin, cast):
    made = project(cast)
    before = text(lin.get(reverse("project_detail", args=[made.pk])))
    assert "还没有备案" in before and "内部台账备案" in before
    sent = {
        "unit": cast.builder.name,
        "reporter": cast.ding.person.pk,
        "filed_on": clock.today().isoformat(),
    }
    said = after(lin, reverse("project_file", args=[made.pk]), sent)
    assert f"〔{clock.today().year}〕1号" in said
    open_windows(now=clock.now())
    assert "未到期" in text(lin.get(reverse("project_detail", args=[made.pk])))


def test_filing_twice_is_refused_with_the_number_it_has(lin, cast):
    made = project(cast)
    number = filed(cast, made).number
    sent = {
        "unit": cast.builder.name,
        "reporter": cast.ding.person.pk,
        "filed_on": clock.today().isoformat(),
    }
    answer = lin.post(reverse("project_file", args=[made.pk]), sent)
    assert answer.status_code == 422
    assert Filing.objects.get().number == number


def test_a_stage_is_recorded_with_plan_and_evidence_or_told_what_is_missing(lin, cast):
    made = project(cast)
    address = reverse("project_stage", args=[made.pk])
    wrong = lin.post(address, {"stage": "S07", "reached_on": clock.today().isoformat()})
    assert wrong.status_code == 422 and "要写明凭证" in text(wrong)

    sent = {"stage": "S07", "reached_on": clock.today().isoformat(), "evidence": "开工令3号"}
    assert "开工令3号" in after(lin, address, sent)
    made.refresh_from_db()
    assert made.stage == "S07"


def test_of_two_who_edit_the_second_keeps_what_she_typed_and_sees_what_the_first_saved(lin, cast):
    made = project(cast, place="青泉")
    address = reverse("project_edit", args=[made.pk])
    first = {"name": made.name, "place": "察汗县", "version": 1}
    second = {"name": made.name, "place": "北岭县", "version": 1}
    assert lin.post(address, first).status_code == 303

    answer = lin.post(address, second)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("input[name=place]")["value"] == "北岭县"
    assert "察汗县" in text(answer)
    made.refresh_from_db()
    assert made.place == "察汗县"

    again = second | {"version": page.select_one("input[name=version]")["value"]}
    assert lin.post(address, again).status_code == 303
    made.refresh_from_db()
    assert made.place == "北岭县"


def test_pausing_and_coming_back_show_on_the_page(lin, cast):
    made = project(cast)
    day = clock.today().isoformat()
    sent = {"exit": "paused", "on": day, "reason": "用地预审未通过"}
    assert "用地预审未通过" in after(lin, reverse("project_leave", args=[made.pk]), sent)
    back = {"on": day, "reason": "已批"}
    assert "项目已恢复推进" in after(lin, reverse("project_back", args=[made.pk]), back)
    made.refresh_from_db()
    assert made.exit is None


def test_figures_stand_with_the_sentence_they_came_from(lin, cast):
    words = make.passage(held_by=cast.region, by=cast.lin, text="公路全长128公里。")
    made = project(cast, passage=words, figures=[("length", Decimal("128"), "公里", words)])
    said = text(lin.get(reverse("project_detail", args=[made.pk])))
    assert "128 公里" in said and "公路全长128公里。" in said


def test_a_planner_sees_her_project_without_the_forms_and_may_not_use_them(client, cast):
    made = project(cast)
    client.force_login(cast.ding)
    page = BeautifulSoup(
        client.get(reverse("project_detail", args=[made.pk])).content, "html.parser"
    )
    assert not page.select(f'form[action="{reverse("project_file", args=[made.pk])}"]')
    assert client.get(reverse("project_edit", args=[made.pk])).status_code == 403
    assert client.get(reverse("project_new")).status_code == 403
    sent = {"stage": "S07", "planned_on": clock.today().isoformat()}
    assert client.post(reverse("project_stage", args=[made.pk]), sent).status_code == 403


def test_a_neighbours_project_is_not_there(client, cast):
    made = project(cast)
    client.force_login(cast.aiko)
    assert client.get(reverse("project_detail", args=[made.pk])).status_code == 404
    assert names(client.get(reverse("project_list"))) == []
