"""The pages of questions put before a leader."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from luoshi import clock
from luoshi.deciding.models import DecisionPoint
from luoshi.matters.models import Matter
from luoshi.values.civil import civil_day
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def page(client, who, address):
    client.force_login(who)
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def filled(cast, **other):
    later = civil_day(clock.now()) + dt.timedelta(days=30)
    return {
        "question": "渠首用地由谁牵头办理？",
        "background": "两家单位意见不一致。",
        "decider": cast.han.pk,
        "due_on": later.isoformat(),
        "title_1": "由水利局牵头办理渠首用地",
        "lead_1": cast.water.name,
        "person_1": cast.wu.person.name,
        "content_1": "办理渠首用地手续。",
        "criterion_1": "用地批复已取得",
        "due_on_1": later.isoformat(),
        "cooperating_1": cast.land.name,
        "title_2": "年底再议",
    } | other


def prepared(client, cast, **other):
    client.force_login(cast.lin)
    answer = client.post("/decisions/new/", filled(cast, **other))
    assert answer.status_code == 303, BeautifulSoup(answer.content, "html.parser").text
    return DecisionPoint.objects.latest("pk")


def test_the_leader_meets_the_question_on_her_desk_and_one_click_issues_the_matter(client, cast):
    point = prepared(client, cast)

    desk = page(client, cast.han, "/")
    assert desk.find("a", href=f"/decisions/{point.pk}/")
    shown = page(client, cast.han, f"/decisions/{point.pk}/")
    form = shown.find("input", attrs={"name": "option", "value": "1"}).find_parent("form")
    assert "青泉州水利局牵头，吴青负责" in form["data-confirm"]
    sent = {one["name"]: one.get("value", "") for one in form.find_all("input")}
    client.post(form["action"], sent)

    matter = Matter.objects.get()
    assert (matter.state, matter.issued_by, matter.drafted_by) == ("issued", cast.han, cast.lin)
    after = page(client, cast.han, f"/decisions/{point.pk}/")
    assert after.find("a", href=f"/matters/{matter.pk}/")
    assert not after.find("input", attrs={"name": "option"})


def test_an_option_that_is_half_a_promise_is_told_at_the_field_that_lacks(client, cast):
    client.force_login(cast.lin)
    answer = client.post("/decisions/new/", filled(cast, criterion_1=""))

    shown = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert "不能空着" in shown.find(id="id_criterion_1_error").text
    assert shown.find(id="id_question").text.strip() == "渠首用地由谁牵头办理？", (
        "what was typed stays"
    )
    assert not DecisionPoint.objects.exists()


def test_a_question_asked_again_begins_with_what_was_asked_before(client, cast):
    point = prepared(client, cast)
    client.force_login(cast.han)
    client.post(
        f"/decisions/{point.pk}/decide/",
        {"version": point.version, "answer": "again", "note": "补充资金来源"},
    )
    shown = page(client, cast.lin, f"/decisions/{point.pk}/")
    again = page(
        client, cast.lin, shown.find("a", href=f"/decisions/new/?follows={point.pk}")["href"]
    )

    assert again.find(id="id_question").text.strip() == point.question
    assert again.find(id="id_lead_1")["value"] == cast.water.name


def test_whoever_is_not_asked_sees_no_button_and_the_list_shows_who_is(client, cast):
    point = prepared(client, cast)

    other = page(client, cast.zhao, f"/decisions/{point.pk}/")
    assert not other.find("input", attrs={"name": "option"})
    rows = page(client, cast.zhao, "/decisions/").select("#list tbody tr")
    assert [("韩卓" in row.text, "待决策" in row.text) for row in rows] == [(True, True)]
    assert not page(client, cast.ding, "/decisions/").select("#list tbody tr")


def test_an_open_question_is_worded_anew_or_taken_back(client, cast):
    point = prepared(client, cast)
    edit = page(client, cast.lin, f"/decisions/{point.pk}/edit/")
    assert edit.find(id="id_title_2")["value"] == "年底再议"
    client.post(
        f"/decisions/{point.pk}/edit/", filled(cast, question="渠首用地？", version=point.version)
    )
    point.refresh_from_db()
    assert point.question == "渠首用地？"

    client.post(f"/decisions/{point.pk}/withdraw/", {"reason": "双方已经商定"})
    assert "双方已经商定" in page(client, cast.lin, f"/decisions/{point.pk}/").text


def test_words_of_a_report_become_a_question_in_one_click_and_both_pages_show_it(client, cast):
    from_report = report_of(cast)
    shown = page(client, cast.lin, f"/reports/{from_report.pk}/")
    link = next(a for a in shown.find_all("a") if "report=" in a["href"] and "text=" in a["href"])
    form = page(client, cast.lin, link["href"])
    assert form.find(id="id_question").text.strip() == "请协调林业部门加快审批"
    assert "半月报：请协调林业部门加快审批" in form.find(id="id_background").text

    client.post(link["href"], filled(cast, question="林地审批由谁协调？"))
    point = DecisionPoint.objects.get()
    assert (point.report, point.project) == (from_report, from_report.project)
    for address in (f"/projects/{point.project_id}/", f"/reports/{from_report.pk}/"):
        assert (
            "林地审批由谁协调？"
            in page(client, cast.lin, address).find(id="decisions").parent.parent.text
        )


def report_of(cast):
    said = {"coordination": "请协调林业部门加快审批"}
    return report(project(cast), "2026-05B", by=cast.ding, now=make.at("2026-06-01"), **said)
