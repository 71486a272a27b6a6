"""What the system costs: counted on the forms, told by unit, and no fact asked for twice."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import io
import pkgutil
import re
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.forms import BaseForm
from django.urls import reverse
from openpyxl import load_workbook

from luoshi import clock, policy
from luoshi.audit.models import Event
from luoshi.owed.models import Kind, Obligation
from luoshi.progress import tasks
from luoshi.web import burden, forms
from tests import make
from tests.matters import stories
from tests.progress.filed import project

DOCS = Path(__file__).parents[2] / "docs" / "burden.md"


# --- counted on the forms


def test_everything_that_can_be_owed_says_what_it_asks_for():
    assert set(burden.DEEDS) == set(Kind.values), "say in web/burden.py how it is done"


@pytest.mark.django_db
def test_an_ordinary_report_asks_for_two_fields_and_two_clicks():
    asked = burden.asked_by(Kind.REPORT)
    assert (asked.fields, asked.clicks) == ({"text": 1, "number": 1}, 2)


@pytest.mark.django_db
def test_the_papers_say_what_the_forms_ask_so_that_no_form_grows_unseen():
    told = dict(
        re.findall(r"^\| `([\w-]+)` \|[^|]*\| (\d+ \| \d+ \| \d+) \|$", DOCS.read_text(), re.M)
    )
    costs = policy.current().burden
    counted = {}
    for kind in burden.DEEDS:
        asked = burden.asked_by(kind)
        counted[str(kind)] = f"{asked.count} | {asked.clicks} | {asked.seconds(costs)}"
    assert counted == told, (
        "a form asks for more or less: was that meant?  Then say so in docs/burden.md"
    )


def test_a_form_that_asks_for_more_is_counted_as_more():
    class Longer(forms.moves.FeedBackForm):
        where = forms.moves.forms.CharField()
        given = forms.moves.forms.IntegerField(initial=1)
        perhaps = forms.moves.forms.CharField(required=False)

    grown = Longer(matter=burden._typical_matter(), today=burden.TODAY)
    assert burden.wanted(grown) == ["text", "where"]


# --- each fact once

OF_ITS_OWN = "said of one deed: the reason, day or words of that decision and of no other"
FROM_TO = "from and to of one row: a seat, a post, an alias, a deputy"
OTHER_THING = "the same word for another thing"
FIRST_AND_LATER = "registered once, changed later: nobody fills both"
BY_HAND = "what is read from a paper needs no second entry: by hand only what no paper says"
TWICE_WITH_A_REASON = {
    **dict.fromkeys(
        ["凭证", "原因", "理由", "说明", "移交原因", "答复意见", "新的期限", "日期", "批准人",
         "完成日期", "接收人", "承接单位", "文号", "备案日期", "要求反馈日期"], OF_ITS_OWN),
    **dict.fromkeys(["自", "至"], FROM_TO),
    **dict.fromkeys(["姓名", "电话", "电子邮箱", "职务", "单位", "账号", "首次密码"],
                    FIRST_AND_LATER),
    **dict.fromkeys(["牵头单位", "责任单位", "配合单位", "提出于", "责任人", "依据"],
                    "a group and a matter are two decisions; the form of a matter begins with its group's lead"),
    **dict.fromkeys(["有效期至", "方式", "联系人", "数量", "内容", "地点", "下一步", "项目", "结果", "意见"],
                    "what a need, an offer or a docking says of itself; a docking begins with its need and its offer"),
    **dict.fromkeys(["名称", "类别", "年度", "阶段", "发文机关", "报告期", "紧急程度"], OTHER_THING),
    **dict.fromkeys(["提出单位意见", "处理说明", "答复", "推后原因", "卡在何处", "会议意见", "完成期限", "期限",
                     "提出日期", "成立日期"], OF_ITS_OWN),
    **dict.fromkeys(["办结标准", "议定于"],
                    "a promise becomes a matter and brings its words along; what a session decides is a matter of its own"),
    **dict.fromkeys(["开始", "结束", "调研点", "答复单位", "出席人员"],
                    "a tour, its stops and what is noted there: each begins with the one above it"),
    **dict.fromkeys(["人员", "身份", "用途", "事项", "提请决策事项", "设立形式"], OTHER_THING),
    **dict.fromkeys(["接收单位", "催办内容"], "for one matter or for those that were ticked"),
    **dict.fromkeys(["标题", "正文", "主送机关", "抄送", "报", "送", "发"],
                    "a paper begins with what it was composed of; its draft changes that"),
    "填报人": "the filing names who reports as a rule, a link names who reports this once",
}  # fmt: skip
# Every field of these begins with what was read; they confirm and do not ask.
CONFIRMING = {"intake"}


def facts() -> dict[str, set[str]]:
    """Label → the forms that ask for it, each field where it is declared first."""
    found: dict[str, set[str]] = {}
    for room in pkgutil.iter_modules(forms.__path__):
        module = importlib.import_module(f"{forms.__name__}.{room.name}")
        for name, form in inspect.getmembers(module, inspect.isclass):
            if form.__module__ != module.__name__ or not issubclass(form, BaseForm):
                continue
            if room.name in CONFIRMING:
                continue
            above = {f for base in form.__mro__[1:] for f in getattr(base, "base_fields", ())}
            for field, value in form.base_fields.items():
                if field not in above and not value.widget.is_hidden:
                    found.setdefault(str(value.label or field), set()).add(f"{name}.{field}")
    return found


def test_no_fact_is_asked_for_in_two_forms_without_a_reason():
    twice = {label: sorted(where) for label, where in facts().items() if len(where) > 1}
    unexplained = {
        label: where for label, where in twice.items() if label not in TWICE_WITH_A_REASON
    }
    assert not unexplained, "ask each fact once, or write down why it is another one"


def test_there_are_facts_to_look_at():
    assert len(facts()) > 80


# --- the page


@pytest.fixture
def june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.at("2026-07-06"))


def seen(client, account, query=""):
    client.force_login(account)
    answer = client.get(reverse("burden") + query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def table(page, heading):
    rows = page.select_one(f"section:has(#{heading}) table").select("tbody tr, tfoot tr")
    return {
        cells[0]: cells[1:]
        for cells in ([one.get_text(strip=True) for one in row.select("td, th")] for row in rows)
    }


@pytest.mark.django_db
def test_each_unit_sees_how_often_it_was_asked_and_what_that_took(client, june):
    cast = make.cast()
    project(cast, on="2026-05-04")
    tasks.open_windows(now=make.at("2026-07-01"))
    stories.signed(cast, due_proposed=dt.date(2026, 6, 30))
    page = seen(client, cast.lin, "?month=2026-06")
    units = table(page, "units")
    reports = Obligation.objects.filter(kind="report", due_original__month=6).count()
    assert units[cast.builder.name][:3] == [str(reports), str(2 * reports), str(2 * reports)]
    costs = policy.current().burden
    once = burden.asked_by("report").seconds(costs)
    assert Decimal(units[cast.builder.name][3]) == burden.minutes(once * reports)
    total = [sum(int(row[at]) for name, row in units.items() if name != "合计") for at in range(3)]
    assert [int(cell) for cell in units["合计"][:3]] == total
    of_builder = seen(client, cast.lin, f"?month=2026-06&unit={cast.builder.pk}")
    assert table(of_builder, "kinds")["半月报"][3] == str(reports)


@pytest.mark.django_db
def test_units_stand_by_name_and_a_unit_sees_only_itself(client, june):
    cast = make.cast()
    project(cast, on="2026-05-04")
    tasks.open_windows(now=make.at("2026-07-01"))
    stories.signed(cast, due_proposed=dt.date(2026, 6, 30))
    names = [one for one in table(seen(client, cast.lin), "units") if one != "合计"]
    assert names == sorted(names) and len(names) > 1
    assert set(table(seen(client, cast.ding), "units")) == {cast.builder.name, "合计"}


@pytest.mark.django_db
def test_what_turned_out_not_to_be_needed_is_no_burden_and_no_month_is_empty(client, june):
    cast = make.cast()
    project(cast, on="2026-05-04")
    tasks.open_windows(now=make.at("2026-07-01"))
    Obligation.objects.update(
        outcome="void", discharged_at=make.NOON, discharged_on=make.DAY, discharged_by="系统"
    )
    assert "没有请任何单位办事" in seen(client, cast.lin).get_text()
    assert "2026-06" in seen(client, cast.lin, "?month=nonsense").get_text()


@pytest.mark.django_db
def test_the_rules_lead_to_what_they_cost(client, june):
    cast = make.cast()
    client.force_login(cast.wu)
    page = BeautifulSoup(client.get(reverse("rules_today")).content, "html.parser")
    assert page.select_one(f"a[href='{reverse('burden')}']")


@pytest.mark.django_db
def test_the_month_of_the_page_is_taken_along_as_a_workbook_and_the_record_says_so(client, june):
    cast = make.cast()
    stories.signed(cast)
    page = seen(client, cast.lin, "?month=2026-05")
    answer = client.get(page.select_one("a[href*='ledger.xlsx']")["href"])
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [row[1:] for row in sheet.iter_rows(min_row=4, values_only=True)]
    shown = {name: told for name, told in table(page, "units").items() if name not in ("", "合计")}
    assert rows and {one[0]: [f"{n:g}" for n in one[1:4]] for one in rows} == {
        name: told[:3] for name, told in shown.items()
    }
    assert Event.objects.filter(type="ledger.exported", by_name=cast.lin.person.name).count() == 1


@pytest.mark.django_db
def test_whoever_may_not_export_does_not_take_the_burden_along(client, june):
    cast = make.cast()
    client.force_login(make.account(cast.region, "auditor"))
    assert client.get(reverse("export_burden")).status_code in (403, 404)
