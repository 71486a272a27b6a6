"""Signing, returning and excusing on the screen."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi import clock
from luoshi.cli.sweep import sweep_once
from luoshi.progress import links
from luoshi.progress.actions import Guest
from luoshi.progress.models import Excuse, Report
from luoshi.rules.reporting import SUMS
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-01")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def read(client, path: str) -> str:
    return BeautifulSoup(client.get(path).content, "html.parser").get_text(" ", strip=True)


def test_three_people_see_one_report_through(client):
    cast = make.cast()
    made = project(cast)
    head = make.account(cast.builder, "unit_head", name="贺兰")
    client.force_login(cast.lin)
    client.post(f"/projects/{made.pk}/signing/", {"head_signs": "yes"})
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    path = f"/reports/{kept.pk}/"
    client.force_login(cast.ding)
    assert "等待单位负责人签字" in read(client, path) and "签字并报送" not in read(client, path)
    client.force_login(head)
    assert "签字并报送" in read(client, path)
    assert client.post(path + "sign/").status_code == 303
    client.force_login(cast.lin)
    assert client.post(path + "receive/").status_code == 303
    assert client.post(path + "return/", {"reason": ""}).status_code == 422
    assert client.post(path + "return/", {"reason": "没有工程量"}).status_code == 303
    assert Report.objects.get().state == "returned"
    client.force_login(cast.ding)
    told = read(client, path)
    assert "须按退回原因" in told and "没有工程量" in told
    matrix = read(client, "/reports/")
    assert "已退回" in matrix


def test_a_window_is_excused_from_the_matrix_and_says_why_and_by_whom(client):
    cast = make.cast()
    made = project(cast)
    sweep_once(now=NOW)
    client.force_login(cast.lin)
    soup = BeautifulSoup(client.get("/reports/").content, "html.parser")
    path = f"/projects/{made.pk}/reports/2026-05B/excuse/"
    assert soup.find("a", href=path)
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "暴雪停工"}).status_code == 303
    assert Excuse.objects.get().by == cast.lin
    assert "暴雪停工" in read(client, path) and "林岚" in read(client, path)
    cell = BeautifulSoup(client.get("/reports/").content, "html.parser").find("a", href=path)
    assert "免报" in cell.text and cell["title"] == "暴雪停工 · 林岚"
    client.force_login(cast.ding)
    assert client.post(path, {"reason": "我也想"}).status_code == 403


def test_the_desk_leads_the_head_to_sign_the_office_to_receive_and_the_writer_to_mend(client):
    cast = make.cast()
    made = project(cast)
    sweep_once(now=NOW)
    head = make.account(cast.builder, "unit_head", name="贺兰")
    client.force_login(cast.lin)
    client.post(f"/projects/{made.pk}/signing/", {"head_signs": "yes"})
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    path = f"/reports/{kept.pk}/"
    for account, words, step in ((head, "签字", "sign"), (cast.lin, "接收", "return")):
        client.force_login(account)
        row = first_row(client)
        assert words in row.get_text() and row.select_one(".desk-act a")["href"] == path
        client.post(f"{path}{step}/", {"reason": "形象进度没有工程量"})
    client.force_login(cast.ding)
    answer = client.get(first_row(client).select_one(".desk-act a")["href"], follow=True)
    assert answer.redirect_chain[-1][0] == f"{path}correct/"
    said = BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)
    assert "形象进度没有工程量" in said and "按退回意见修改" in said


def first_row(client):
    """Return the first thing that she owes herself."""
    return BeautifulSoup(client.get("/").content, "html.parser").select(".desk-group tbody tr")[0]


def test_the_page_of_a_returned_report_offers_its_writer_a_new_link_in_one_click(client):
    cast = make.cast()
    made = project(cast)
    person = make.person("阿依古丽", unit=cast.builder)
    told = {"window": "2026-05B", "person": person, "days": 7, "by": cast.lin, "now": NOW}
    shown = links.make_link(made, **told)
    said = {name: Decimal(0) for name in SUMS} | {"stage": "S08", "progress": "渠首闸开挖。"}
    texts = dict.fromkeys(("formalities", "problems", "next_steps", "coordination"), "")
    whole = said | texts | {"unchanged": False, "unchanged_reason": ""}
    kept = links.report_by_link(shown.link, **whole, by=Guest("阿依古丽"), now=NOW)
    client.force_login(cast.lin)
    path = f"/reports/{kept.pk}/"
    assert "生成新链接" not in read(client, path)
    client.post(f"{path}return/", {"reason": "没有工程量"})
    assert "给阿依古丽生成新链接" in read(client, path)
    assert client.get(f"/projects/{made.pk}/reports/2026-05B/slip.xlsx").status_code == 200
    made_page = BeautifulSoup(client.post(f"{path}new-link/").content, "html.parser")
    address = made_page.select_one("#link-address")["value"]
    assert "已发新链接" in read(client, path)
    client.logout()
    form = read(client, address.removeprefix("http://testserver"))
    assert "退回原因：没有工程量" in form and "渠首闸开挖" in form
    mended = {"stage": "S08", "progress": "渠首闸开挖二百方。", "correction": "补充工程量"}
    sums = dict.fromkeys(SUMS, "0")
    assert client.post(address.removeprefix("http://testserver"), mended | sums).status_code == 302
    assert Report.objects.get(is_current=True).edition == 2


def test_a_slip_of_a_returned_report_comes_back_into_its_correction(client):
    cast = make.cast()
    made = project(cast)
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    client.force_login(cast.lin)
    client.post(f"/reports/{kept.pk}/return/", {"reason": "没有工程量"})
    client.force_login(cast.ding)
    sheet = client.get(f"/projects/{made.pk}/reports/2026-05B/slip.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    for row in book.active.iter_rows(min_row=2):
        if row[0].value == "形象进度":
            row[1].value = "渠首闸浇筑三百方。"
    filled = io.BytesIO()
    book.save(filled)
    upload = SimpleUploadedFile("slip.xlsx", filled.getvalue())
    back = client.post(f"/projects/{made.pk}/reports/2026-05B/slip/", {"slip": upload})
    page = BeautifulSoup(back.content, "html.parser")
    form = page.select_one("form.report-form")
    assert form["action"] == f"/reports/{kept.pk}/correct/"
    assert form.select_one("[name=progress]").get_text(strip=True) == "渠首闸浇筑三百方。"
    assert Report.objects.count() == 1


# --- problems, editions


def test_a_problem_of_a_report_is_one_click_from_a_draft_and_both_pages_lead_to_each_other(client):
    cast = make.cast()
    said = {"problems": "占用草原审核未完成；冬季运输较慢"}
    kept = report(project(cast), "2026-05B", by=cast.ding, now=NOW, **said)
    path = f"/reports/{kept.pk}/"
    client.force_login(cast.lin)
    answer = client.post(f"{path}raise/", {"text": "占用草原审核未完成"})
    assert answer.status_code == 303 and answer.url.endswith("/edit/")
    matter = answer.url.removesuffix("edit/")
    page = BeautifulSoup(client.get(path).content, "html.parser")
    assert page.select_one(f'.raised a[href="{matter}"]')
    back = BeautifulSoup(client.get(matter).content, "html.parser")
    assert back.select_one(f'a[href="{path}"]')
    known = {"text": "冬季运输较慢", "note": "已有备用运力"}
    assert client.post(f"{path}known/", known).status_code == 303
    assert "已知，无需帮助 已有备用运力" in read(client, path)
    assert client.post(f"{path}known/", known).status_code == 409


def test_a_correction_stands_beside_what_it_corrects(client):
    cast = make.cast()
    kept = report(project(cast), "2026-05B", by=cast.ding, now=NOW)
    client.force_login(cast.ding)
    first = read(client, f"/reports/{kept.pk}/compare/")
    assert "没有可以比较的版本" in first
    said = {"stage": "S08", "progress": "渠首闸基础浇筑三百方。", "correction": "补充工程量"}
    sums = {name: "100" for name in SUMS} | {"funds_arrived": "0"}
    client.post(f"/reports/{kept.pk}/correct/", said | sums)
    new = Report.objects.get(is_current=True)
    page = BeautifulSoup(client.get(f"/reports/{new.pk}/compare/").content, "html.parser")
    changed = [row.th.get_text(" ", strip=True) for row in page.select("tr") if row.strong]
    assert changed == ["形象进度 有改动"]
    client.force_login(cast.aiko)
    assert client.get(f"/reports/{new.pk}/compare/").status_code == 404
