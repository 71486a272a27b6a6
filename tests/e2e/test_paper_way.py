"""A letter through the browser: one drafts, one checks, one signs, one numbers it, the receiver confirms."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.issuing import papers

NUMBER = "瀚北自治区国资委函〔2026〕1号"


@pytest.fixture
def cast(visit, at) -> make.Cast:
    at("2026-05-20", 10)
    return make.cast()


def step(page: Page, address: str, label: str) -> None:
    """Take a step that needs no more than a click."""
    page.goto(address)
    page.get_by_role("region", name="办理", exact=True).get_by_role("button", name=label).click()


def done(page: Page, words: str) -> None:
    expect(page.locator(".notice-success")).to_contain_text(words)


def test_a_letter_goes_from_draft_to_receipt_through_five_pairs_of_hands(visit, cast):
    letter = papers.drafted(cast, papers.saying("请尽快提供灌区用地资料。"))
    colleague = papers.second_coordinator(cast)
    lin = visit().log_in(cast.lin)
    lin.get_by_role("link", name="公文", exact=True).click()
    lin.get_by_role("link", name=letter.title).click()
    address = lin.url
    expect(lin.get_by_role("region", name="用语和文种提醒")).to_contain_text("尽快")

    # Writing: the length and what speaks against the words change while she types.
    lin.get_by_role("link", name="修改").click()
    body = lin.get_by_label("正文")
    expect(lin.locator("#measure")).to_contain_text("尽快")
    body.fill("请于2026年6月10日前提供灌区用地资料。\n特此函达，请予支持。")
    expect(lin.locator("#measure")).to_contain_text("没有用语和文种提醒")
    lin.get_by_role("button", name="保存为新一稿").click()
    done(lin, "已保存")
    lin.get_by_role("link", name="比较").click()
    expect(lin.locator("ins").first).to_contain_text("6月10日")
    expect(lin.locator("tr.line-removed th")).to_contain_text("删去")

    step(lin, address, "送核稿")
    done(lin, "已送核稿")
    expect(lin.get_by_text("起草人不能核自己的稿")).to_be_visible()

    zhao = visit().log_in(cast.zhao)
    step(zhao, address, "核稿通过")
    done(zhao, "核稿通过")
    han = visit().log_in(cast.han)
    step(han, address, "签发")
    done(han, "已签发")

    shen = visit().log_in(colleague)
    shen.on("dialog", lambda dialog: dialog.accept())
    step(shen, address, "编号印发")
    done(shen, NUMBER)
    expect(shen.get_by_role("region", name="发送和签收")).to_contain_text("未签收")

    wu = visit().log_in(cast.wu)
    wu.get_by_role("link", name="公文", exact=True).click()
    wu.get_by_role("region", name="待签收").get_by_role("link").click()
    expect(wu.get_by_role("article")).to_contain_text("2026年5月20日")
    expect(wu.get_by_role("region", name="办理记录")).to_have_count(0)
    wu.get_by_role("button", name="签收").click()
    done(wu, "已签收")
    with wu.expect_download() as held:
        wu.get_by_role("link", name="下载PDF").click()
    assert held.value.suggested_filename.startswith(NUMBER)

    lin.goto(address)
    expect(lin.get_by_role("region", name="发送和签收")).to_contain_text("吴青")
    lin.goto(address.split("/documents/")[0] + "/documents/numbers/")
    expect(lin.get_by_text("1号，无缺号")).to_be_visible()
