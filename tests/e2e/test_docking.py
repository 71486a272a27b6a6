"""Two sides find each other: suggestion, docking, a contact whose step becomes a matter, both sides' words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from luoshi.docking.models import Docking, Need
from tests import make
from tests.docking import stories

NEED = "需工业用地建设养护中心"


@pytest.fixture
def cast(visit) -> make.Cast:
    return make.cast()


def unfolded(page: Page, label: str):
    """Unfold a form of the page and return it."""
    page.locator("summary", has_text=label).first.click()
    return page.locator("details[open] form").filter(has=page.locator(".form-actions")).first


def rated(page: Page, label: str) -> None:
    form = unfolded(page, label)
    form.get_by_label("评价").select_option("satisfied")
    form.get_by_role("button", name="提交评价").click()
    expect(page.locator(".notice-success")).to_contain_text("已记录评价")


def test_a_need_and_an_offer_become_a_docking_a_matter_and_two_words(visit, cast, at):
    at("2026-05-18")
    stories.offer(cast, is_listed=True)
    visitors = {name: visit() for name in ("ding", "lin", "ma")}
    pages = {name: one.log_in(getattr(cast, name)) for name, one in visitors.items()}

    enterprise = visitors["ding"].go("/needs/new/")
    enterprise.get_by_label("类别").select_option("land")
    enterprise.get_by_label("内容").fill(NEED)
    enterprise.get_by_label("地点").fill("青泉州沙湖县")
    enterprise.get_by_label("数量").fill("200亩")
    enterprise.get_by_label("最迟需要日期").fill("2026-07-31")
    enterprise.get_by_role("button", name="保存").click()
    expect(enterprise.get_by_text("数量够用：需要200亩，可供20公顷")).to_be_visible()

    office = visitors["lin"].go(f"/needs/{Need.objects.get().pk}/")
    office.get_by_role("link", name="发起对接").click()
    office.get_by_role("button", name="发起对接").click()
    expect(office.get_by_role("region", name="时限")).to_contain_text("形成对接结果")

    docking = Docking.objects.get()
    at("2026-05-19")
    bureau = visitors["ma"].go("/docking/")
    bureau.get_by_role("link", name="登记首次接触").click()
    form = bureau.locator("details[open] form")
    form.get_by_label("达成一致的内容").fill("先看二号地块")
    form.get_by_role("textbox", name="下一步", exact=False).first.fill("提供地块红线图")
    form.get_by_label("下一步期限").fill("2026-05-26")
    form.get_by_label("责任单位").fill(cast.land.name)
    form.get_by_label("责任人").select_option(str(cast.ma.person_id))
    form.get_by_role("button", name="登记").click()
    expect(bureau.get_by_role("region", name="联系记录")).to_contain_text("提供地块红线图")

    visitors["lin"].go(f"/docking/{docking.pk}/")
    office.get_by_role("button", name="拟办为事项").click()
    expect(office.get_by_text("先看二号地块").first).to_be_visible()
    visitors["lin"].go(f"/docking/{docking.pk}/")
    form = unfolded(office, "登记结果")
    form.get_by_label("结果", exact=True).select_option("matched")
    form.get_by_role("button", name="登记").click()
    expect(office.locator(".notice-success")).to_contain_text("已登记结果")

    for name, label in (("ding", "需求方评价"), ("ma", "供给方评价")):
        visitors[name].go(f"/docking/{docking.pk}/")
        rated(pages[name], label)
    docking.refresh_from_db()
    assert (docking.demand_said, docking.supply_said) == ("satisfied", "satisfied")
    assert docking.contacts.get().step.matter.title == "提供地块红线图"
