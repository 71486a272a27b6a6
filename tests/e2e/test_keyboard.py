"""A day's work with the keyboard alone, and the single keys that shorten it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from luoshi.matters.models import Step
from tests import make
from tests.matters import stories

FAR = 90  # stops: whoever needs more than these looks for another way
FOCUS = """() => {
  const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
  return {name: at.tagName + " " + (at.id || at.textContent.trim().slice(0, 30)),
          outline: look.outlineStyle === "none" ? 0 : parseFloat(look.outlineWidth),
          seen: box.bottom > 0 && box.top < innerHeight && box.width > 0};
}"""


@pytest.fixture
def cast(visit, at) -> make.Cast:
    at("2026-06-02", 9)
    return make.cast()


def stop(page: Page) -> None:
    """Press Tab once; whatever has the keyboard then is in sight and has an outline of two pixels."""
    page.keyboard.press("Tab")
    found = page.evaluate(FOCUS)
    if not found["name"].startswith("BODY"):
        assert found["outline"] >= 2, found["name"]
        assert found["seen"], found["name"]


def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(FAR):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        stop(page)
    raise AssertionError(f"not reached with Tab: {wanted}")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def test_a_matter_is_brought_forward_from_log_in_to_the_next_one_with_tab_and_enter(visit, cast):
    first = stories.signed(cast)
    second = stories.signed(cast, title="完成泵站选址")
    cast.wu.set_password(make.PASSWORD)
    cast.wu.save(update_fields=["password"])
    page = visit().go("/login/")
    tab_to(page, page.get_by_label("账号"))
    page.keyboard.type(cast.wu.username)
    tab_to(page, page.get_by_label("密码"))
    page.keyboard.type(make.PASSWORD)
    press(page, page.get_by_role("button", name="登录"))
    expect(page.get_by_role("heading", name="我的待办")).to_be_visible()

    stop(page)
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    press(page, page.locator(f'main a[href="/matters/{first.pk}/"]').first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(first.title)

    words = page.locator("#feed_back_text")
    if words.is_hidden():
        press(page, page.locator("summary", has=page.get_by_text("反馈进展", exact=True)).first)
    tab_to(page, words)
    page.keyboard.type("已完成外业测量。")
    press(page, page.locator("form", has=words).get_by_role("button").last)
    expect(page.locator(".notice-success")).to_contain_text("已反馈进展")
    assert Step.objects.get().text == "已完成外业测量。"

    press(page, page.get_by_role("navigation", name="主导航").get_by_role("link", name="事项"))
    press(page, page.get_by_role("link", name=second.title))
    expect(page.get_by_role("heading", level=1)).to_contain_text(second.title)


def test_single_keys_lead_on_but_never_in_a_field(visit, cast):
    stories.signed(cast)
    stories.signed(cast, title="完成泵站选址")
    page = visit().log_in(cast.lin)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="事项", level=1)).to_be_visible()
    links = page.locator("#list tbody tr a")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()

    page.keyboard.press("/")
    box = page.locator("input:focus")
    expect(box).to_be_focused()
    page.keyboard.type("njk?gd")
    expect(box).to_have_value("njk?gd")
    expect(dialog).to_be_hidden()
    assert "/matters/" in page.url and "/new/" not in page.url

    page = visit().log_in(cast.lin)
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="事项", level=1)).to_be_visible()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/matters/new/$"))


def test_single_keys_are_switched_off_and_do_nothing_then(visit, cast):
    page = visit().log_in(cast.wu)
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_role("link", name="停用快捷键").click()
    page.get_by_role("button", name="停用快捷键").click()
    expect(page.get_by_role("button", name="启用快捷键")).to_be_visible()
    page.keyboard.press("?")
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()
    expect(page.get_by_role("heading", name="五步看懂落实")).to_be_visible()
