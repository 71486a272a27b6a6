"""A matter from draft to closed, each step by whoever it belongs to."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import make

TITLE = "办理察汗工业园区取水许可"


@pytest.fixture
def cast(visit) -> make.Cast:
    return make.cast()


@pytest.fixture
def people(visit, cast):
    """Four people at their own screens, by name."""
    return {name: visit().log_in(getattr(cast, name)) for name in ("lin", "zhao", "wu", "ma")}


def buttons(page: Page) -> list[str]:
    """What she may do with the matter that her page shows."""
    moves = page.get_by_role("region", name="办理").locator(
        "> a, > form > button, > details > summary"
    )
    return [words.strip() for words in moves.all_inner_texts()]


def move(page: Page, label: str, **fields: str) -> None:
    """Make one move, with what its form asks for, and read that it was done."""
    moves = page.get_by_role("region", name="办理")
    fold = moves.locator("details").filter(has=page.locator("summary", has_text=label))
    if fold.count():
        fold.locator("summary").click()
        for name, value in fields.items():
            field = fold.get_by_label(name)
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        fold.locator(".form-actions button").click()
    else:
        moves.get_by_role("button", name=label, exact=True).click()
    expect(page.locator(".notice-success")).to_be_visible()


def drafted(page: Page) -> None:
    """Draft the matter through the page."""
    page.get_by_role("link", name="事项", exact=True).first.click()
    page.get_by_role("link", name="拟办事项").first.click()
    page.get_by_label("类别").select_option("task")
    page.get_by_role("textbox", name="事项").fill(TITLE)
    page.get_by_label("任务要求").fill("核定取水量，批复取水许可申请。")
    page.get_by_label("依据").fill("5月18日专题会议：请青泉州水利局6月12日前办结取水许可。")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").first).to_contain_text("已拟办")


def completed(page: Page) -> None:
    """Name what was missing: criterion, lead, person, partner, date."""
    page.get_by_role("link", name="修改").click()
    page.get_by_label("办结标准").fill("取水许可证已发放")
    page.get_by_label("牵头单位").select_option(label="青泉州水利局")
    page.get_by_label("责任人").select_option(label=named(page, "吴青"))
    page.get_by_label("完成期限").fill("2026-06-12")
    page.get_by_role("group", name="配合单位").get_by_label("青泉州自然资源局").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").first).to_contain_text("已保存修改")


def named(page: Page, name: str) -> str:
    return page.get_by_label("责任人").locator("option").filter(has_text=name).text_content()


def facts(page: Page, heading: str) -> Locator:
    return page.get_by_role("region", name=heading)


def granted(page: Page, address: str) -> list[str]:
    """Grant the extension that was asked; return the original and the current date as shown."""
    page.goto(address)
    fold = page.locator("details").filter(has=page.locator("summary", has_text="答复延期申请"))
    fold.locator("summary").click()
    expect(fold).to_contain_text("论证报告需补充监测")
    fold.get_by_label("同意", exact=True).check()
    fold.locator(".form-actions button").click()
    expect(page.locator(".notice-success")).to_contain_text("已答复延期申请")
    return facts(page, "期限").locator(".dates strong").all_inner_texts()


def test_a_matter_made_by_hand_goes_from_draft_to_closed_through_four_pairs_of_hands(
    visit, at, cast, people
):
    lin, zhao, wu, ma = people.values()
    at("2026-05-18")
    drafted(lin)
    expect(lin.locator(".barred")).to_contain_text("暂不能送审")  # no criterion, lead, person, date
    completed(lin)
    move(lin, "送审")
    assert buttons(lin) == []  # who wrote it does not approve it

    wu.goto(lin.url)
    expect(wu.locator("main")).to_contain_text("没有找到")  # not yet issued to anybody

    zhao.goto(lin.url)
    assert buttons(zhao) == ["签发下达", "退回修改"]
    move(zhao, "签发下达")
    expect(zhao.locator(".crumbs")).to_contain_text("督〔2026〕1号")

    wu.goto(wu.url.split("/matters")[0] + "/")
    wu.locator(".desk-table").get_by_role("link", name=TITLE, exact=True).first.click()
    expect(wu.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    assert buttons(wu) == ["签收"]
    move(wu, "签收")

    at("2026-06-01")
    ma.goto(lin.url)
    assert buttons(ma) == ["提供配合意见"]
    move(ma, "提供配合意见", 配合意见="用地红线已提供。")
    expect(facts(ma, "进展反馈")).to_contain_text("用地红线已提供")
    wu.reload()
    assert buttons(wu) == ["报送工作方案", "反馈进展", "申请延期", "申请办结"]
    plan = {"步骤1": "水资源论证", "步骤2": "报批"}
    fold = wu.locator("details.move").filter(has=wu.locator("summary", has_text="报送工作方案"))
    fold.locator("summary").click()
    for label, words in plan.items():
        fold.get_by_label(label).fill(words)
    fold.get_by_label("完成日期").nth(0).fill("2026-06-05")
    fold.get_by_label("承办单位").nth(1).select_option(label="青泉州自然资源局")
    fold.get_by_label("完成日期").nth(1).fill("2026-06-10")
    fold.locator(".form-actions button").click()
    expect(facts(wu, "工作方案").locator("tbody tr")).to_have_count(2)
    ma.reload()
    facts(ma, "工作方案").get_by_role("button", name="今天已完成").click()
    expect(facts(ma, "工作方案")).to_contain_text("已完成")
    wu.reload()
    move(wu, "反馈进展", 进展情况="水资源论证报告已评审。")
    ask = {
        "申请延至": "2026-06-25",
        "推后原因": "其他审批",
        "延期理由": "论证报告需补充监测。",
        "已做工作": "完成评审。",
    }
    move(wu, "申请延期", **ask)
    assert buttons(wu) == ["调整工作方案", "反馈进展", "申请办结"]
    expect(facts(wu, "期限")).to_contain_text("没有改变")  # asked is not granted
    assert granted(zhao, lin.url) == ["2026年6月12日", "2026年6月25日"]
    wu.reload()
    expect(facts(wu, "期限").locator(".dates strong")).to_have_text(
        ["2026年6月12日", "2026年6月25日"]
    )

    at("2026-06-20")
    move(wu, "申请办结", 完成日期="2026-06-19", 办理结果="许可证已发放，编号另附。")
    assert buttons(wu) == []  # who did it does not close it
    at("2026-06-22")
    lin.reload()
    assert buttons(lin) == ["移交", "审核办结", "退回重办"]
    move(lin, "审核办结")
    expect(lin.locator(".state-line")).to_contain_text("已办结")
    expect(facts(lin, "办理结果")).to_contain_text("2026年6月19日")
    wu.goto(wu.url.split("/matters")[0] + "/")
    expect(wu.locator("main")).to_contain_text("您现在没有待办")


def test_a_stranger_does_not_even_learn_that_the_matter_exists(visit, at, cast):
    at("2026-05-18")
    lin = visit().log_in(cast.lin)
    drafted(lin)
    aiko = visit().log_in(cast.aiko)
    aiko.goto(lin.url)
    expect(aiko.locator("main")).to_contain_text("没有找到")
    aiko.get_by_role("link", name="事项", exact=True).first.click()
    expect(aiko.locator("main")).to_contain_text("还没有事项")
