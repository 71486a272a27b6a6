"""How a report gets in: the ordinary one counted in fields and clicks, one through a link, one as a slip."""

from __future__ import annotations

import io
import re

import openpyxl
from playwright.sync_api import expect

from luoshi.cli.sweep import sweep_once
from luoshi.progress.models import Report
from tests import make
from tests.e2e.conftest import PHONE
from tests.progress.filed import project, report

COUNT = """
  window.touched = new Set(); window.clicks = 0;
  document.addEventListener("input", (e) => window.touched.add(e.target.name));
  document.addEventListener("click", (e) => { if (e.isTrusted && e.target.closest("a, button")) {
    sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1; } }, true);
  document.addEventListener("submit", () => { sessionStorage.fields = window.touched.size; });
"""


def test_an_ordinary_report_asks_for_two_fields_and_two_clicks(visit, at):
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"))
    sweep_once(now=at("2026-06-01"))
    ding = visit()
    page = ding.log_in(cast.ding)
    ding.context.add_init_script(COUNT)
    page.goto(ding.address)
    page.evaluate("sessionStorage.clear()")
    page.locator(".desk-act a").first.click()
    page.get_by_label("形象进度").fill("渠首闸基础浇筑完成，渠道衬砌推进到十二公里。")
    page.get_by_label("本期完成投资").fill("80")
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_text("半月报已报送。")).to_be_visible()
    counted = page.evaluate("[Number(sessionStorage.fields), Number(sessionStorage.clicks)]")
    assert counted == [2, 2]
    kept = Report.objects.get(window="2026-05B")
    assert (kept.invested_year, kept.invested_total) == (1_800_000, 1_800_000)


def test_a_handler_without_an_account_reports_on_a_phone_through_a_link(visit, at):
    at("2026-06-01")
    cast = make.cast()
    made = project(cast)
    ding = visit()
    ding.log_in(cast.ding)
    page = ding.go(f"/projects/{made.pk}/")
    page.get_by_role("link", name="填报链接").click()
    page.get_by_role("button", name="生成链接").click()
    address = page.get_by_label("填报链接", exact=True).input_value()
    stranger = visit(size=PHONE, has_touch=True, is_mobile=True)
    page = stranger.page
    page.goto(address)
    page.get_by_label("形象进度").fill("渠首闸基础浇筑完成。")
    for label in ("本期完成投资", "本年完成投资", "累计完成投资", "累计到位资金"):
        page.get_by_label(label).fill("60")
    page.get_by_label("形象阶段").select_option(label="在建")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_text("本期半月报已由丁立于")).to_be_visible()
    expect(page.get_by_role("button", name="报送")).to_have_count(0)
    page.goto(address[:-5] + "wxyz/")
    expect(page.get_by_role("heading", name="填报链接不能使用")).to_be_visible()


def test_a_slip_filled_in_elsewhere_comes_back_into_the_form(visit, at, tmp_path):
    at("2026-06-01")
    cast = make.cast()
    made = project(cast)
    ding = visit()
    ding.log_in(cast.ding)
    page = ding.go(f"/projects/{made.pk}/reports/2026-05B/")
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载本期填报表").click()
    book = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes()))
    for row in book.active.iter_rows(min_row=2):
        if row[0].value and row[0].value.endswith(("投资", "资金")):
            row[1].value = "60"
        if row[0].value == "形象进度":
            row[1].value = "渠首闸基础浇筑完成。"
    book.save(tmp_path / "slip.xlsx")
    page.get_by_label("填好的填报表").set_input_files(tmp_path / "slip.xlsx")
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_text("还没有报送")).to_be_visible()
    assert not Report.objects.exists()
    page.get_by_role("button", name="报送").click()
    expect(page).to_have_url(re.compile(r"/reports/\d+/$"))
    assert Report.objects.get().invested_window == 600_000
