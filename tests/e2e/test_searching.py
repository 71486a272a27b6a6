"""One box over everything and the palette, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from luoshi.searching import tasks
from tests import make
from tests.matters import stories
from tests.progress import filed


@pytest.fixture
def cast(visit, at) -> make.Cast:
    at("2026-06-25")
    cast = make.cast()
    filed.project(cast, name="塔城机场改扩建")
    stories.issued(cast, title="协调塔城机场征地")
    tasks.rebuild(now=make.at("2026-06-25"))
    return cast


def test_she_types_initials_into_the_palette_and_opens_what_she_meant_without_a_mouse(visit, cast):
    lin = visit()
    page = lin.log_in(cast.lin)
    page.locator(".brand").focus()
    page.keyboard.press("Control+k")
    words = page.locator("#palette-words")
    expect(words).to_be_focused()
    page.keyboard.type("tcjc")
    row = page.locator('#palette [role="option"]', has_text="塔城机场改扩建")
    expect(row).to_be_visible()
    expect(row.locator("mark")).to_have_text("塔城机场")
    expect(page.locator("#palette-said")).to_contain_text("个选项")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator(".brand")).to_be_focused()

    page.keyboard.press("Control+k")
    expect(words).to_be_focused()
    chosen = page.locator('#palette [role="option"][aria-selected="true"]')
    expect(chosen).to_contain_text("塔城机场")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("塔城机场")

    lin.go("/search/")
    box = page.locator("#search-words")
    expect(box).to_be_focused()
    page.keyboard.type("塔城機場")
    found = page.locator("#results a.hit")
    expect(found).to_have_count(2)
    expect(page.locator("#search-said")).to_have_text("找到 2 条")
    page.keyboard.press("ArrowDown")
    expect(found.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("协调塔城机场征地")
