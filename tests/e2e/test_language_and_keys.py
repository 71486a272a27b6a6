"""Three languages, light and dark, and a reader without a mouse."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from luoshi.values.errors import Overtaken
from tests import make
from tests.intake import readings


@pytest.fixture
def cast(visit, at) -> make.Cast:
    at("2026-06-25")
    return make.cast()


def in_words(language: str, chinese: str) -> str:
    with override(language):
        return gettext(chinese)


def choose(page: Page, language: str) -> None:
    menu = page.locator("details.menu", has=page.locator('[name="language"]'))
    menu.locator("summary").click()
    menu.locator(f'[name="language"][value="{language}"]').click()


def test_the_language_of_the_browser_is_the_language_of_the_first_page(visit, cast):
    for locale, lang, code in (
        ("zh-CN", "zh-Hans", "zh-hans"),
        ("zh-TW", "zh-Hant", "zh-hant"),
        ("en-US", "en", "en"),
        ("fr-FR", "zh-Hans", "zh-hans"),  # what we do not speak is answered in Chinese
    ):
        page = visit(locale=locale).go("/")
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator("h1")).to_have_text(in_words(code, "登录"))


def test_a_chosen_language_stays_across_pages_and_visits(visit, cast):
    lin = visit()
    page = lin.log_in(cast.lin)
    for language, lang in (("en", "en"), ("zh-hant", "zh-Hant"), ("zh-hans", "zh-Hans")):
        choose(page, language)
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator("h1")).to_have_text(in_words(language, "我的待办"))
        lin.go("/matters/")
        expect(page.locator("html")).to_have_attribute("lang", lang)
        lin.go("/")
    choose(page, "en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.close()  # not while it is still on its way: a browser may wait for both at once
    again = lin.context.new_page()
    again.goto(lin.address)
    expect(again.locator("html")).to_have_attribute("lang", "en")


def test_a_refusal_is_said_in_the_reader_s_language(visit, cast):
    lin = visit(locale="en-US")
    lin.go("/login/")
    cast.lin.set_password(make.PASSWORD)
    cast.lin.save(update_fields=["password"])
    lin.page.locator('[name="username"]').fill("lin")
    lin.page.locator('[name="password"]').fill(make.PASSWORD)
    lin.page.locator("form[data-login-page] button").click()
    expect(lin.page.locator("html")).to_have_attribute("lang", "en")
    page = lin.go("/matters/999/")
    said = in_words("en", "没有找到您要的内容，可能已被移走，或者不在您单位的范围内。")
    expect(page.locator("[data-sentence]")).to_have_text(said)
    assert in_words("zh-hans", Overtaken.default_template) == Overtaken.default_template


def test_dark_stays_dark_until_light_is_chosen(visit, cast):
    lin = visit()
    page = lin.log_in(cast.lin)
    theme = page.locator("html")

    def ground() -> str:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    bright = ground()
    for label, value in (("深色", "dark"), ("浅色", "light")):
        page.locator("summary", has_text="外观").click()
        page.get_by_role("button", name=label).click()
        expect(theme).to_have_attribute("data-bs-theme", value)
        lin.go("/projects/")
        expect(theme).to_have_attribute("data-bs-theme", value)
        assert (ground() == bright) == (value == "light")


def test_without_a_choice_the_page_follows_the_system(visit, cast):
    page = visit(color_scheme="dark").go("/login/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(visit, cast):
    page = visit().log_in(cast.lin)
    page.reload()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_whatever_has_the_keyboard_shows_it(visit, cast):
    readings.draft(cast)
    lin = visit()
    lin.log_in(cast.lin)
    for path in ("/", "/projects/new/", "/drafts/"):
        page = lin.go(path)
        seen = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            unseen = page.evaluate(
                """() => {
                  const at = document.activeElement, look = getComputedStyle(at);
                  const shown = parseFloat(look.outlineWidth) > 0 && look.outlineStyle !== "none"
                    || look.boxShadow !== "none";
                  return [at.tagName + "#" + at.id + "." + at.className, shown];
                }"""
            )
            if unseen[0].startswith("BODY"):
                break
            assert unseen[1], f"{path} {unseen[0]}"
            seen.add(unseen[0])
        assert len(seen) > 5


def test_escape_closes_an_open_menu_and_gives_the_keyboard_back(visit, cast):
    page = visit().log_in(cast.lin)
    for summary in ("界面语言", "外观", "账户菜单"):
        opener = page.locator("summary", has_text=summary)
        opener.focus()
        page.keyboard.press("Enter")
        panel = page.locator("details.menu[open] .menu-panel")
        expect(panel).to_be_visible()
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        expect(opener).to_be_focused()


def test_a_draft_is_worked_through_without_a_mouse(visit, cast):
    draft = readings.draft(cast)
    lin = visit()
    lin.log_in(cast.lin)
    page = lin.go(f"/drafts/{draft.pk}/")
    cards = page.locator("#panel-matter .fcard")
    expect(cards).to_have_count(3)
    page.keyboard.press("j")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("a")
    expect(cards.nth(0)).to_have_attribute("data-verdict", "accepted")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("r")
    expect(cards.nth(1)).to_have_attribute("data-verdict", "rejected")
    expect(cards.nth(2)).to_be_focused()
    page.keyboard.press("k")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("u")
    expect(cards.nth(1)).to_have_attribute("data-verdict", "open")
    expect(cards.nth(1)).not_to_have_class(re.compile("htmx-added"))  # its links are alive
    page.keyboard.press("e")
    expect(page.locator(".fcard.editing textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".fcard.editing")).to_have_count(0)
    expect(cards.nth(1)).to_be_focused()
    page.locator("#tab-matter").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel-project")).to_be_visible()
