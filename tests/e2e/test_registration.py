"""An enterprise's wish, a step asked of somebody, a code that is checked while it is typed, the wish withdrawn."""

from __future__ import annotations

from playwright.sync_api import expect

from tests import make
from tests.registering.wished import wished


def test_help_is_asked_for_checked_while_typed_and_withdrawn_by_the_enterprise(visit):
    cast = make.cast()
    made = wished(cast)
    office = visit()
    page = office.log_in(cast.lin)
    office.go(f"/registrations/{made.pk}/")
    page.get_by_text("登记执照", exact=True).click()
    code = page.get_by_label("统一社会信用代码")
    code.fill("9135O100M000100Y43")
    expect(page.locator("#code-check")).to_contain_text("是否应为91350100M000100Y43？")
    code.fill("91350100M000100Y43")
    expect(page.locator("#code-check")).to_contain_text("两处校验码都对")
    page.get_by_role("link", name="住所证明").click()
    page.get_by_text("遇到障碍", exact=True).click()
    page.get_by_label("遇到的障碍").fill("园区提出必须在当地注册子公司")
    page.locator("details[open]").get_by_role("button", name="登记").click()
    expect(page.get_by_role("region", name="表述核对")).to_contain_text("第九条")

    enterprise = visit()
    hers = enterprise.log_in(cast.ding)
    enterprise.go(f"/registrations/{made.pk}/")
    hers.get_by_text("企业撤回意愿", exact=True).click()
    hers.get_by_role("button", name="确认撤回").click()
    expect(hers.locator("main")).to_contain_text("撤回不需要理由，项目照常推进")
