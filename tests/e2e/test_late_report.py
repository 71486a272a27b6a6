"""A report that is not handed in, is missed, is caught up late, signed, returned, mended and received."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from luoshi.cli.sweep import sweep_once
from luoshi.owed.models import Obligation
from luoshi.progress import signing
from luoshi.progress.models import Report
from tests import make
from tests.e2e.test_reporting_ways import COUNT
from tests.progress.filed import project, report

SAID = "渠首闸基础浇筑完成，渠道衬砌推进到十二公里。"


def cell(page: Page, address: str) -> str:
    """Return how the late window stands in the table of projects against half months."""
    page.goto(f"{address}/reports/")
    return page.locator('td.cell[data-label="5月下半月"]').first.inner_text()


def desk(page: Page, address: str) -> list[str]:
    """Return what she owes herself today, as her desk words it."""
    page.goto(address)
    return page.locator(".desk-group:not(.desk-fold) .desk-act a").all_inner_texts()


def test_a_missed_report_is_caught_up_late_signed_returned_mended_and_received(visit, at):
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    head = make.account(cast.builder, "unit_head", name="贺兰", username="helan")
    signing.require_signature(made, head_signs=True, by=cast.lin, now=make.at("2026-05-04"))
    before = report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"))
    signing.sign(before, by=head, now=make.at("2026-05-18"))
    signing.receive(before, by=cast.lin, now=make.at("2026-05-19"))

    sweep_once(now=at("2026-06-01"))
    ding, lin, helan = visit(), visit(), visit()
    ding.log_in(cast.ding), lin.log_in(cast.lin), helan.log_in(head)
    assert "待报" in cell(lin.page, lin.address)
    sweep_once(now=at("2026-06-04"))
    assert "逾期未报" in cell(lin.page, lin.address)
    assert desk(helan.page, helan.address) == []

    page = begun_and_closed(ding)
    page = caught_up(ding, page)
    expect(page.get_by_text("等待单位负责人签字。")).to_be_visible()
    assert "逾期未报" in cell(lin.page, lin.address)  # what only waits is not handed in

    stepped(helan, "签字并报送")
    assert "迟报" in cell(lin.page, lin.address)
    returned(lin, "没有写明衬砌的工程量")

    page = mended(ding)
    expect(page.get_by_text("已更正，现为第2版。")).to_be_visible()
    stepped(helan, "签字并报送")
    stepped(lin, "接收")
    expect(lin.page.locator("main")).to_contain_text("已接收")
    assert "迟报" in cell(lin.page, lin.address)
    assert [desk(one.page, one.address) for one in (helan, lin)] == [[], []]
    assert [words.split()[-1] for words in desk(page, ding.address)] == ["2026-06A"]  # the next one
    row = Obligation.objects.get(kind="report", key="2026-05B")
    assert (row.outcome, row.due_on.isoformat()) == ("done", "2026-06-02")
    assert [one.edition for one in Report.objects.filter(window="2026-05B")] == [2, 1]


def begun_and_closed(ding) -> Page:
    """She begins, closes the page, and finds what she wrote when she comes back."""
    page = ding.page
    page.goto(ding.address)
    page.locator(".desk-act a").first.click()
    page.get_by_label("形象进度").fill(SAID)
    page.wait_for_timeout(700)  # kept a moment after the last key
    page.close()
    ding.page = ding.context.new_page()
    ding.context.add_init_script(COUNT)
    ding.page.goto(ding.address)
    ding.page.evaluate("sessionStorage.clear()")
    return ding.page


def caught_up(ding, page: Page) -> Page:
    """The ordinary way: two fields, two clicks, the one of them kept from before."""
    page.locator(".desk-act a").first.click()
    expect(page.get_by_label("形象进度")).to_have_value(SAID)
    page.get_by_label("形象进度").fill(SAID)
    page.get_by_label("本期完成投资").fill("80")
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_text("签字后才算报送。")).to_be_visible()
    counted = page.evaluate("[Number(sessionStorage.fields), Number(sessionStorage.clicks)]")
    assert counted == [2, 2]
    return page


def stepped(somebody, label: str) -> None:
    """From her desk to the report, and the one button that is hers."""
    somebody.page.goto(somebody.address)
    somebody.page.locator(".desk-act a").first.click()
    somebody.page.get_by_role("button", name=label, exact=True).click()
    expect(somebody.page.locator(".notice-success")).to_be_visible()


def returned(lin, reason: str) -> None:
    lin.page.goto(lin.address)
    lin.page.locator(".desk-act a").first.click()
    fold = lin.page.locator("details").filter(has=lin.page.locator("summary", has_text="退回"))
    fold.locator("summary").click()
    fold.get_by_label("原因").fill(reason)
    fold.get_by_role("button", name="退回").click()
    expect(lin.page.get_by_text("须修改后重新报送").first).to_be_visible()


def mended(ding) -> Page:
    """From her desk straight into the correction, which says why it came back."""
    page = ding.page
    page.goto(ding.address)
    page.locator(".desk-act a").first.click()
    expect(page).to_have_url(re.compile(r"/correct/$"))
    expect(page.get_by_text("没有写明衬砌的工程量")).to_be_visible()
    page.get_by_label("形象进度").fill(SAID + "完成衬砌一千二百方。")
    page.get_by_role("button", name="提交更正").click()
    return page
