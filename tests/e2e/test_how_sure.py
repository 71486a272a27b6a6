"""How sure a finding is, asked by keyboard and by pointing; the order that stays in the address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from luoshi.intake.models import Finding
from tests import make
from tests.intake import readings


@pytest.fixture
def cast(visit, at) -> make.Cast:
    at("2026-06-25")
    return make.cast()


@pytest.fixture
def draft(cast):
    made = readings.draft(cast)
    doubtful = readings.finding(made, "matter", "社会责任")
    Finding.objects.filter(pk=doubtful.pk).update(sure=0.4, signals=["no-doer"])
    return made


def test_why_something_was_read_is_told_by_the_keyboard_and_by_pointing(visit, cast, draft):
    lin = visit()
    lin.log_in(cast.lin)
    page = lin.go(f"/drafts/{draft.pk}/")
    first = page.locator("#panel-matter .fcard").first
    expect(first).to_contain_text("各企业要履行社会责任")
    why = first.get_by_role("tooltip")
    expect(why).not_to_be_visible()

    page.keyboard.press("j")
    page.keyboard.press("w")
    expect(why).to_be_visible()
    expect(why).to_contain_text("以往这样读出的，约 40% 无误。")
    expect(why).to_contain_text("没有读到由谁来办。")
    page.keyboard.press("Escape")
    expect(first).to_be_focused()
    expect(why).not_to_be_visible()

    first.locator(".sure").hover()
    expect(why).to_be_visible()


def test_the_texts_own_order_stays_in_the_address_while_somebody_decides(visit, cast, draft):
    lin = visit()
    lin.log_in(cast.lin)
    page = lin.go(f"/drafts/{draft.pk}/")
    page.locator("#panel-matter").get_by_role("link", name="按原文").click()
    expect(page).to_have_url(re.compile(r"order=text"))
    cards = page.locator("#panel-matter .fcard")
    expect(cards.first).to_contain_text("青泉州人民政府")

    page.locator("#panel-matter").get_by_role("button", name="采纳这").click()
    expect(page.get_by_role("status")).to_contain_text("已处理 2 项。")
    expect(cards.first).to_contain_text("青泉州人民政府")
    expect(cards.first).to_have_attribute("data-verdict", "accepted")
    expect(cards.last).to_have_attribute("data-verdict", "open")
