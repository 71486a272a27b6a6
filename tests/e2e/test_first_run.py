"""The first visit to an empty register, and the first change that needs two people."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from luoshi.orgs.models import Account, Unit
from tests import make

OFFICE = "瀚北自治区国资委"
NEW = "胡杨-三千年-不倒"


def name_three(page: Page, password: str = make.PASSWORD) -> None:
    for label, words in (
        ("协调单位全称", OFFICE),
        ("您的姓名", "田雪"),
        ("您的账号", "tianxue"),
        ("再输一次密码", password),
        ("安全保密管理员姓名", "尼加提·吐逊"),
        ("安全保密管理员账号", "nijati"),
        ("安全审计员姓名", "方慎行"),
        ("安全审计员账号", "fang"),
    ):
        page.get_by_label(label).fill(words)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="建立三员账号").click()


def come_in_first(visitor, username: str, password: str) -> Page:
    """Log in with a first password and choose one's own."""
    page = visitor.go("/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="修改首次密码")).to_be_visible()
    page.get_by_label("原密码").fill(password)
    page.get_by_label("新密码", exact=True).fill(NEW)
    page.get_by_label("再输一次新密码").fill(NEW)
    page.get_by_role("button", name="修改密码，开始使用").click()
    expect(page.get_by_role("heading", name="我的待办")).to_be_visible()
    return page


def test_an_empty_register_is_laid_into_three_hands(visit):
    page = visit().go("/")
    expect(page.get_by_role("heading", name="首次使用：指定三员")).to_be_visible()
    name_three(page, "12345678")
    expect(page.get_by_role("alert").first).to_contain_text("密码")
    expect(page.get_by_label("协调单位全称")).to_have_value(OFFICE)
    assert not Account.objects.exists()

    name_three(page)
    expect(page.get_by_role("heading", name="三员账号已建立")).to_be_visible()
    assert page.locator("code.token").count() == 2
    page.get_by_role("link", name="已记下，进入系统").click()
    expect(page.get_by_role("heading", name="我的待办")).to_be_visible()
    expect(page.locator("main")).to_contain_text("您现在没有待办")
    assert [unit.name for unit in Unit.objects.all()] == [OFFICE]
    assert Account.objects.count() == 3


def test_one_asks_for_an_account_the_other_approves_and_then_somebody_works(visit):
    system = visit().go("/")
    name_three(system)
    words = system.locator("code.token").all_inner_texts()
    system.get_by_role("link", name="已记下，进入系统").click()

    system.goto(system.url.rstrip("/") + "/accounts/new/")
    system.get_by_label("姓名").fill("林岚")
    system.get_by_label("单位").fill(OFFICE)
    system.get_by_label("账号", exact=True).fill("linlan")
    first = system.get_by_label("首次密码").input_value()
    system.get_by_label("首个席位的角色").select_option(label="协调员")
    system.get_by_label("理由").fill("综合处干部，负责汇总。")
    system.get_by_role("button", name="提交申请").click()
    expect(system.locator("main")).to_contain_text("等安全保密管理员审批")
    expect(system.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    assert Account.objects.count() == 3

    security = come_in_first(visit(), "nijati", words[0])
    security.get_by_role("link", name="账号权限变更待审批").click()
    security.locator("main").get_by_role("link", name="开通账号").click()
    expect(security.locator("main")).to_contain_text("综合处干部，负责汇总。")
    security.get_by_role("button", name="批准", exact=True).click()
    expect(security.locator("main")).to_contain_text("已批准，变更已生效")

    lin = come_in_first(visit(), "linlan", first)
    lin.locator(".empty").get_by_role("link", name="录入报告").click()
    expect(lin.get_by_role("heading", name="读取新文件")).to_be_visible()


def test_the_first_run_is_closed_once_there_is_an_account(visit):
    name_three(visit().go("/first-run/"))
    stranger = visit().go("/first-run/")
    expect(stranger.get_by_role("heading", name="登录")).to_be_visible()
