"""What things cost in a browser, beside what the burden page says; and 其他部门 named before an issue."""

from __future__ import annotations

from playwright.sync_api import expect

from luoshi.matters import actions
from luoshi.matters.models import Matter, Placeholder
from luoshi.web.burden import asked_by
from tests import make
from tests.e2e.conftest import PHONE
from tests.e2e.test_reporting_ways import COUNT
from tests.matters import stories

COUNTED = "[Number(sessionStorage.fields || 0), Number(sessionStorage.clicks)]"


def begin(visitor, account):
    page = visitor.log_in(account)
    visitor.context.add_init_script(COUNT)
    page.goto(visitor.address)
    page.evaluate("sessionStorage.clear()")
    return page


def test_signing_and_telling_how_it_goes_cost_what_the_burden_page_says(visit, at):
    cast = make.cast()
    matter = stories.issued(cast)
    at("2026-05-20")
    page = begin(visit(), cast.wu)
    page.locator(".desk-act a").first.click()
    page.get_by_role("button", name="签收", exact=True).click()
    expect(page.get_by_text("已签收，请按期办理并反馈进展。")).to_be_visible()
    asked = asked_by("sign")
    assert page.evaluate(COUNTED) == [asked.count, asked.clicks]

    page.goto(page.url.split("/matters/")[0])
    page.evaluate("sessionStorage.clear()")
    page.get_by_role("link", name=matter.title).first.click()
    page.locator("summary", has_text="反馈进展").click()
    page.locator("details[open]").get_by_label("进展情况").fill("界桩已埋设三十处。")
    page.locator("details[open]").get_by_role("button", name="反馈进展").click()
    expect(page.get_by_text("已反馈进展。")).to_be_visible()
    fields, clicks = page.evaluate(COUNTED)
    asked = asked_by("feedback")
    # The counter sees links and buttons; the click that unfolds the form comes on top of them.
    assert [fields, clicks + 1] == [asked.count, asked.clicks]


def test_other_departments_are_named_on_a_phone_before_the_matter_goes_up(visit, at):
    at("2026-05-19")
    cast = make.cast()
    matter = stories.drafted(cast)
    words = [actions.Words("其他部门")]
    actions.note_placeholders(matter, placeholders=words, by=cast.lin, now=stories.DRAFTED)
    lin = visit(size=PHONE, has_touch=True, is_mobile=True)
    lin.log_in(cast.lin)
    page = lin.go(f"/matters/{matter.pk}/")
    expect(page.get_by_text("其他部门还没有明确是哪些单位")).to_be_visible()
    expect(page.get_by_role("button", name="送审")).to_have_count(0)
    page.locator("summary", has_text="写明单位").click()
    page.get_by_label("明确为").fill(f"{cast.builder.name}\n{cast.energy.name}")
    page.get_by_role("button", name="写明", exact=True).click()
    expect(page.get_by_text("已写明是哪些单位。")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送审，等待签发。")).to_be_visible()
    assert Matter.objects.get().state == "pending"
    assert Placeholder.objects.get().units.count() == 2
