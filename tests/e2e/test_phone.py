"""On a phone: nothing is wider than the screen, and everything can be reached."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from luoshi.cli.sweep import sweep_once
from luoshi.matters import actions as matters
from tests import make
from tests.e2e.conftest import PHONE
from tests.intake import readings
from tests.progress.filed import project, report


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def cast(visit, at) -> make.Cast:
    at("2026-06-25")
    return make.cast()


@pytest.fixture
def phone(visit):
    """Return a visitor with a phone."""
    return visit(size=PHONE, has_touch=True, is_mobile=True)


def test_every_page_fits_the_width_of_a_phone(phone, cast):
    made = project(
        cast, on="2026-05-12", name="青泉州察汗工业园区年产十万吨改性沥青及配套仓储物流项目"
    )
    first = report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"))
    sweep_once(now=make.at("2026-06-25"))
    draft = readings.draft(cast)
    matter = matters.draft_matter(
        kind="task",
        title="办理察汗工业园区年产十万吨改性沥青项目取水许可并报送批复文件",
        content="批复取水许可申请。",
        held_by=cast.region,
        passage=None,
        project=made,
        by=cast.lin,
        now=make.at("2026-06-25"),
    )
    phone.log_in(cast.lin)
    lists = ("drafts", "engagements", "projects", "matters", "reports", "groups", "units", "people")
    for path in (
        "/",
        *(f"/{name}/" for name in lists),
        "/drafts/new/",
        f"/drafts/{draft.pk}/",
        f"/sources/{draft.source_id}/",
        f"/projects/{made.pk}/",
        f"/projects/{made.pk}/edit/",
        f"/matters/{matter.pk}/",
        f"/matters/{matter.pk}/edit/",
        f"/reports/{first.pk}/",
        f"/units/{cast.builder.pk}/",
        f"/people/{cast.ding.person_id}/",
    ):
        page = phone.go(path)
        expect(page.locator("h1")).to_be_visible()
        assert fits(page), path


def test_the_navigation_opens_by_its_button_and_leads_on(phone, cast):
    page = phone.log_in(cast.lin)
    entry = page.get_by_role("link", name="项目", exact=True)
    expect(entry).to_be_hidden()
    button = page.get_by_role("button", name="导航")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    entry.click()
    expect(page.get_by_role("heading", name="项目", level=1)).to_be_visible()


def test_a_draft_is_decided_on_a_phone_with_source_and_cards_in_turn(phone, cast):
    draft = readings.draft(cast)
    phone.log_in(cast.lin)
    page = phone.go(f"/drafts/{draft.pk}/")
    source, cards = page.locator("#text"), page.locator("#panel-matter")
    expect(cards).to_be_visible()
    expect(source).to_be_hidden()
    first = cards.locator(".fcard").first
    first.get_by_role("button", name="采纳", exact=True).tap()
    expect(first).to_have_attribute("data-verdict", "accepted")

    page.get_by_role("button", name="原文", exact=True).tap()
    expect(source).to_be_visible()
    expect(cards).to_be_hidden()
    source.locator(".k-project").first.tap()
    expect(page.locator("#panel-project .fcard.lit")).to_be_visible()
    assert fits(page)


def test_a_report_is_written_on_a_phone(phone, cast):
    made = project(cast, on="2026-06-02")
    sweep_once(now=make.at("2026-06-25"))
    page = phone.log_in(cast.ding)
    page.locator("#owed-late").get_by_role("link", name="填报").first.tap()
    page.get_by_label("形象阶段").select_option("S08")
    page.get_by_label("形象进度").fill("闸室混凝土浇筑到第三仓。")
    for label in ("本期完成投资", "本年完成投资", "累计完成投资", "累计到位资金"):
        page.get_by_label(label).fill("120")
    assert fits(page)
    page.get_by_role("button", name="报送").tap()
    expect(page.locator(".notice-success")).to_contain_text("半月报已报送")
    assert made.reports.get().invested_total == 1_200_000
    assert fits(page)
