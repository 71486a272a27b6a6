"""The statutory filing, the year's plan and benefits on the page of a project."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from luoshi import clock
from luoshi.projects.models import Approval, Benefit, YearPlan
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
APPROVAL = {
    "version": "",
    "code": "24056542020401123456",
    "no_code_reason": "",
    "authority": "青泉州发展改革委",
    "filed_on": "2024-05-10",
    "state": "filed",
}
PLAN = {
    "year": "2026",
    "planned": "0.8亿元",
    "q1": "10",
    "q2": "45",
    "q3": "80",
    "resumes_on": "2026-03-16",
    "stops_on": "2026-11-15",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.at("2026-06-01"))


def card(client, made, name: str) -> str:
    soup = BeautifulSoup(client.get(f"/projects/{made.pk}/").content, "html.parser")
    return soup.select_one(f'section[aria-labelledby="{name}"]').get_text(" ", strip=True)


def test_a_filing_of_two_years_ago_without_a_start_is_red_on_the_page_and_in_the_list(client):
    cast = make.cast()
    made = project(cast)
    type(made).objects.filter(pk=made.pk).update(stage="S05")
    client.force_login(cast.lin)
    answer = client.post(f"/projects/{made.pk}/approval/", APPROVAL)
    assert answer.status_code == 303
    assert Approval.objects.get().code == "2405-654202-04-01-123456"
    told = card(client, made, "approval")
    assert "备案满24个月未开工" in told and "第十五条" in told and "区划 654202" in told
    assert "备案满24个月未开工" in client.get("/projects/").content.decode()


def test_a_code_that_cannot_be_comes_back_at_its_field(client):
    cast = make.cast()
    made = project(cast)
    client.force_login(cast.lin)
    answer = client.post(f"/projects/{made.pk}/approval/", APPROVAL | {"code": "654202"})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert "5段20位" in soup.select_one("#approval_code_error").text
    assert not Approval.objects.exists()


def test_plan_and_fact_are_compared_in_percentage_points(client):
    cast = make.cast()
    made = project(cast)
    client.force_login(cast.lin)
    assert client.post(f"/projects/{made.pk}/year-plan/", PLAN).status_code == 303
    assert YearPlan.objects.get().planned == 80_000_000
    assert "本年还没有半月报" in card(client, made, "year-plan")
    report(made, "2026-05B", by=cast.ding, now=make.at("2026-06-01"), wan=2000)
    told = card(client, made, "year-plan")
    # 61 of the 91 days of the quarter: 10 + 35 × 61/91 = 33.5; done are 2000 of 8000.
    assert "33.5%" in told and "25.0%" in told and "落后 8.5 个百分点" in told


def test_promised_and_reached_stand_side_by_side_and_a_wrong_entry_opens_its_own_form(client):
    cast = make.cast()
    made = project(cast)
    client.force_login(cast.lin)
    said = {"kind": "capacity", "detail": "纯碱", "promised": "30", "unit": "万吨/年"}
    client.post(f"/projects/{made.pk}/benefits/", said)
    kept = Benefit.objects.get()
    address = f"/projects/{made.pk}/benefits/{kept.pk}/"
    wrong = client.post(address, {"reached": "12", "reached_on": "2026-05-31", "evidence": ""})
    assert wrong.status_code == 422
    assert BeautifulSoup(wrong.content, "html.parser").select_one("details[open] .field-error")
    right = {"reached": "12", "reached_on": "2026-05-31", "evidence": "试产记录"}
    assert client.post(address, right).status_code == 303
    told = card(client, made, "benefits")
    assert "30 万吨/年" in told and "12 万吨/年" in told and "40.0%" in told


def test_who_only_reads_sees_no_forms_and_cannot_post_them(client):
    cast = make.cast()
    made = project(cast)
    client.force_login(cast.ding)
    page = client.get(f"/projects/{made.pk}/").content.decode()
    assert "登记备案情况" not in page and "投资项目备案" in page
    assert client.post(f"/projects/{made.pk}/approval/", APPROVAL).status_code == 403
    assert not Approval.objects.exists()


# --- stages, formalities, statistics, exits


def test_stages_are_skipped_and_taken_back_and_dates_that_contradict_are_named(client):
    cast = make.cast()
    made = project(cast)
    client.force_login(cast.lin)
    address = f"/projects/{made.pk}/stage/"
    for stage, day in (("S03", "2026-05-20"), ("S07", "2026-05-10")):
        said = {"stage": stage, "reached_on": day, "evidence": "合同文本"}
        assert client.post(address, said).status_code == 303
    assert client.post(f"{address}skip/", {"stage": "S04", "reason": "既有公司"}).status_code == 303
    told = card(client, made, "stages")
    assert "“开工”完成于2026年5月10日，早于“签约”" in told
    assert "不经过 既有公司" in told and "仪式" in told
    wrong = client.post(f"{address}back/", {"stage": "S07", "reason": ""})
    assert wrong.status_code == 422
    assert client.post(f"{address}back/", {"stage": "S07", "reason": "填错"}).status_code == 303
    assert "早于" not in card(client, made, "stages")


def test_a_formality_says_what_blocks_it_and_a_started_project_what_statistics_lack(client):
    cast = make.cast()
    made = project(cast)
    client.force_login(cast.lin)
    said = {"kind": "land", "authority": "青泉州自然资源局", "blocked_by": "草原审核未完成"}
    assert client.post(f"/projects/{made.pk}/permits/", said).status_code == 303
    assert "卡住 草原审核未完成" in card(client, made, "permits")
    started = {"stage": "S07", "reached_on": "2026-04-10", "evidence": "开工令"}
    client.post(f"/projects/{made.pk}/stage/", started)
    assert "目前没有登记入统" in card(client, made, "approval")
    entered = {"entered_on": "2026-05-12", "evidence": "直报平台编号"}
    assert client.post(f"/projects/{made.pk}/statistics/", entered).status_code == 303
    told = card(client, made, "approval")
    assert "2026年5月12日入统" in told and "目前没有登记入统" not in told


def test_an_exit_names_its_approver_and_the_day_of_review(client):
    cast = make.cast()
    made = project(cast)
    client.force_login(cast.lin)
    said = {"exit": "paused", "on": "2026-05-20", "reason": "用地调整", "review_on": "2026-07-01"}
    said["approved_by"] = cast.han.person.pk
    assert client.post(f"/projects/{made.pk}/leave/", said).status_code == 303
    told = card(client, made, "leaving")
    assert "批准人：韩卓" in told and "复核日期 2026年7月1日" in told
    back = {"on": "2026-06-01", "reason": "用地落实"}
    assert client.post(f"/projects/{made.pk}/back/", back).status_code == 303
    assert "2026年6月1日恢复" in card(client, made, "leaving")
