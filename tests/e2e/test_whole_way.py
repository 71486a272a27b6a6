"""From a report to a living register: read, confirmed, filed, owed, reported, handed out."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, Route, expect

from luoshi.cli.sweep import sweep_once
from luoshi.matters.models import Matter
from luoshi.projects.models import Project
from tests import make

REPORT = Path(__file__).parent.joinpath("visit.txt").read_text("utf-8")
PLANT = "10万吨/年改性沥青项目"
SURVEY = "北岭光伏项目用地预审"


def panel(page: Page, kind: str) -> Locator:
    """Open the tab of one kind of finding and return its panel."""
    page.locator(f"#tab-{kind}").click()
    found = page.locator(f"#panel-{kind}")
    expect(found).to_be_visible()
    return found


def card(page: Page, kind: str, words: str) -> Locator:
    return panel(page, kind).locator(".fcard").filter(has_text=words)


def drag_over(page: Page, words: str, *, half_way: Callable[[], None] = lambda: None) -> None:
    """Select ``words`` in the source with the mouse; something may happen ``half_way``."""
    box = page.evaluate(
        """words => {
          const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            node.parentElement.scrollIntoView({ block: "center" });
            const rects = range.getClientRects();
            const last = rects[rects.length - 1];
            return [rects[0].left, rects[0].top + rects[0].height / 2, last.right, last.top + last.height / 2];
          }
        }""",
        words,
    )
    page.mouse.move(box[0] + 1, box[1])
    page.mouse.down()
    page.mouse.move((box[0] + box[2]) / 2, box[3], steps=2)
    half_way()
    page.mouse.move(box[2] - 1, box[3], steps=2)
    page.mouse.up()


def handed_in(page: Page) -> None:
    """Paste the report and let it be read."""
    page.get_by_role("link", name="录入报告").first.click()
    page.get_by_label("粘贴文字").fill(REPORT)
    page.get_by_role("button", name="开始读取").click()
    expect(page).to_have_url(re.compile(r"/drafts/\d+/$"))
    page.get_by_label("文件日期").fill("2026-05-11")
    page.get_by_role("button", name="更新").click()
    expect(page.locator(".draft-date.is-wanted")).to_have_count(0)


def test_text_and_cards_of_a_draft_show_each_other(visit, at):
    at("2026-06-25")
    page = visit().log_in(make.cast().lin)
    handed_in(page)
    expect(page.get_by_role("button", name="原样")).to_contain_text("修复")
    survey = card(page, "matter", SURVEY).last
    pk = survey.get_attribute("data-card")
    lit = page.locator(f'#text [data-f="{pk}"].lit')

    expect(lit).to_have_count(0)
    survey.hover()
    expect(lit.first).to_be_visible()
    expect(survey).to_have_class(re.compile(r"\blit\b"))

    page.locator("h1").hover()
    plant = card(page, "project", PLANT).first
    plant.focus()
    expect(
        page.locator(f'#text [data-f="{plant.get_attribute("data-card")}"].lit').first
    ).to_be_visible()
    expect(lit).to_have_count(0)

    other = page.locator(f'#text [data-f="{pk}"]').last
    other.click()
    expect(page.locator("#tab-matter")).to_have_attribute("aria-selected", "true")
    expect(survey).to_be_focused()
    expect(survey).to_have_class(re.compile(r"\blit\b"))


def test_an_answer_that_comes_late_does_not_break_off_a_selection(visit, at):
    at("2026-06-25")
    page = visit().log_in(make.cast().lin)
    handed_in(page)
    appeal = card(page, "matter", "履行社会责任").first
    waiting: list[Route] = []
    page.route("**/findings/**", lambda route: waiting.append(route))
    appeal.get_by_role("button", name="不采纳").click()

    def answered() -> None:
        page.wait_for_timeout(250)  # longer than the toolbar waits for a hand that rests
        expect(page.get_by_role("toolbar", name="把选中的文字设为")).to_be_hidden()
        waiting.pop().continue_()
        expect(appeal).to_have_attribute("data-verdict", "rejected")

    drag_over(page, "用地预审办理缓慢的问题", half_way=answered)
    page.unroute("**/findings/**")
    page.get_by_role("toolbar", name="把选中的文字设为").get_by_role("button", name="事项").click()
    expect(page.locator("#new-card form").get_by_label("任务要求")).to_have_value(
        "用地预审办理缓慢的问题"
    )


def decided_by_hand(page: Page) -> None:
    """Accept by keyboard, correct, reject, add from the source."""
    first = panel(page, "project").locator(".fcard").first
    first.focus()
    page.keyboard.press("a")
    expect(first).to_have_attribute("data-verdict", "accepted")

    survey = card(page, "matter", SURVEY).filter(has_text="任务").last
    survey.get_by_role("link", name="更正").click()
    form = page.locator(".fcard.editing")
    expect(form.locator("textarea")).to_be_focused()
    form.get_by_label("牵头单位").fill("青泉州自然资源局")
    form.get_by_label("责任人").fill("马依努尔")
    form.get_by_role("button", name="改后采纳").click()
    expect(survey).to_have_attribute("data-verdict", "corrected")
    expect(survey).to_contain_text("马依努尔")

    appeal = card(page, "matter", "履行社会责任").first
    appeal.get_by_role("button", name="不采纳").click()
    expect(appeal).to_have_attribute("data-verdict", "rejected")

    drag_over(page, "用地预审办理缓慢的问题")
    page.get_by_role("toolbar", name="把选中的文字设为").get_by_role("button", name="事项").click()
    form = page.locator("#new-card form")
    expect(form.get_by_label("任务要求")).to_have_value("用地预审办理缓慢的问题")
    expect(form.get_by_label("任务要求")).to_be_focused()
    form.get_by_label("类别").select_option("problem")
    form.get_by_label("责任单位").fill("青泉州自然资源局")
    form.get_by_role("button", name="添加").click()
    added = page.locator(".fcard").filter(has_text="人工")
    expect(added).to_be_focused()
    expect(added).to_contain_text("用地预审办理缓慢的问题")


def confirmed(page: Page) -> None:
    """Say why one sentence becomes no matter, accept the rest and bring it into the register."""
    page.get_by_text("确认入库").click()
    page.get_by_role("button", name="其余全部采纳").click()
    expect(page.locator("#confirm-body")).not_to_contain_text("待定")
    page.keyboard.press("Escape")
    coverage = page.locator("#coverage")
    expect(coverage).to_contain_text(re.compile(r"\d+ 句要求，\s*\d+ 句已立事项"))
    unmet = panel(page, "demands").locator(".fcard.d-open")
    expect(unmet.filter(has_text="履行社会责任")).to_have_count(1)
    for waived in range(1, unmet.count() + 1):
        unmet.first.get_by_label("不立事项的理由").fill("一般性号召，没有具体任务")
        unmet.first.get_by_role("button", name="不立项").click()
        expect(coverage).to_contain_text(f"{waived} 句不立项")
    expect(coverage).not_to_contain_text("未处理")
    page.get_by_text("确认入库").click()
    confirm = page.get_by_role("button", name="确认，登记入库")
    confirm.click()
    expect(page.get_by_role("status")).to_contain_text("每一项都保留了原文出处")


def filed(page: Page) -> None:
    """From the source to the project, and into the ledger since 12 May."""
    page.locator(".hangs a").filter(has_text=PLANT).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PLANT)
    expect(page.locator(".passage mark").first).to_contain_text("改性沥青")
    filing = page.locator("section", has=page.get_by_role("heading", name="内部台账备案"))
    filing.get_by_text("备案", exact=True).click()
    expect(filing.get_by_label("填报单位")).to_have_value("瀚北交通建设集团有限公司")
    reporter = filing.get_by_label("填报人")
    ding = reporter.locator("option").filter(has_text="丁立").text_content()
    reporter.select_option(label=ding)
    filing.get_by_label("备案日期").fill("2026-05-12")
    filing.get_by_role("button", name="确认备案").click()
    expect(filing).to_contain_text("〔2026〕1号")
    expect(filing).to_contain_text("丁立")


def test_a_pasted_report_becomes_a_register_that_follows_itself_through(visit, at):
    cast, now = make.cast(), at("2026-06-25")
    lin = visit().log_in(cast.lin)
    handed_in(lin)
    decided_by_hand(lin)
    confirmed(lin)

    plant = Project.objects.get(name=PLANT)
    assert "改性沥青" in plant.passage.quote
    survey = Matter.objects.get(person__name="马依努尔")
    assert (survey.lead, survey.due_proposed) == (cast.land, dt.date(2026, 7, 10))
    assert not Matter.objects.filter(content__contains="社会责任").exists()

    filed(lin)
    assert sweep_once(now=now).opened == 4

    ding = visit().log_in(cast.ding)
    late = ding.locator("#owed-late tbody tr")
    expect(late).to_have_count(3)
    expect(late.first.locator(".light-red .light-word")).to_have_text("逾期")
    expect(late.first.locator(".light-reason")).to_contain_text("38")
    late.first.get_by_role("link", name="填报").click()
    reported(
        ding, progress="完成场平和围墙，沥青罐基础开挖三成。", window="300", total="300", year="300"
    )
    expect(ding.locator(".light-word").first).to_have_text("迟报")

    ding.get_by_role("link", name="我的待办").click()
    expect(late).to_have_count(2)
    late.first.get_by_role("link", name="填报").click()
    expect(ding.get_by_label("形象进度")).to_have_value("完成场平和围墙，沥青罐基础开挖三成。")
    expect(ding.get_by_label("累计到位资金")).to_have_value("500")
    reported(ding, progress="沥青罐基础浇筑完成，开始吊装一号罐。", window="250.5")
    expect(ding.locator("main")).to_contain_text("550.5")

    ding.get_by_role("link", name="半月报", exact=True).first.click()
    row = ding.locator(".matrix tbody tr").filter(has_text=PLANT)
    expect(row.locator("td.cell .light-word")).to_have_text(
        [re.compile(w) for w in ("迟报", "迟报", "逾期未报", "未到期|待报")]
    )
    handed_out(lin)


def reported(page: Page, *, progress: str, window: str, total: str = "", year: str = "") -> None:
    """Fill in what a half-month report asks for, and hand it in."""
    page.get_by_label("形象阶段").select_option("S08")
    page.get_by_label("形象进度").fill(progress)
    page.get_by_label("本期完成投资").fill(window)
    if total:
        page.get_by_label("累计完成投资").fill(total)
        page.get_by_label("本年完成投资").fill(year)
        page.get_by_label("累计到位资金").fill("500")
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_role("status").first).to_contain_text("半月报已报送")


def ledger(page: Page, path: str) -> list[dict[str, object]]:
    """Export what the list shows and return the workbook's rows by heading."""
    page.get_by_role("link", name=path, exact=True).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出台账").click()
    assert re.fullmatch(r"\w+台账20260625\.xlsx", download.value.suggested_filename)
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert sheet.freeze_panes == "C4"
    headings = [cell.value for cell in sheet[3]]
    assert sheet.auto_filter.ref.startswith("A3:")
    return [
        dict(zip(headings, row, strict=True))
        for row in sheet.iter_rows(min_row=4, values_only=True)
    ]


def handed_out(page: Page) -> None:
    """The coordinator's ledgers say what was confirmed and reported, as dates and numbers."""
    plant = next(row for row in ledger(page, "项目") if row["项目名称"] == PLANT)
    assert plant["备案日期"] == dt.datetime(2026, 5, 12)
    assert plant["计划总投资（万元）"] == 12000
    assert (plant["本期完成投资（万元）"], plant["累计完成投资（万元）"]) == (250.5, 550.5)
    assert plant["形象进度"] == "沥青罐基础浇筑完成，开始吊装一号罐。"
    assert plant["灯"] == "缺报"
    survey = next(row for row in ledger(page, "事项") if row["责任人"] == "马依努尔")
    assert (survey["牵头单位"], survey["状态"]) == ("青泉州自然资源局", "草拟")
    assert SURVEY in survey["原文"]
