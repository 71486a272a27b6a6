"""The first visit to an empty register."""

from __future__ import annotations

from playwright.sync_api import expect

from luoshi.orgs.models import Account, Unit


def test_an_empty_register_leads_through_the_first_account_to_an_empty_desk(visit):
    page = visit().go("/")
    expect(page.get_by_role("heading", name="首次使用：建立第一个账户")).to_be_visible()
    page.get_by_label("协调单位全称").fill("瀚北自治区国资委")
    page.get_by_label("您的姓名").fill("林岚")
    page.get_by_label("账号").fill("lin")
    page.get_by_label("密码", exact=True).fill("12345678")
    page.get_by_label("再输一次密码").fill("12345678")
    page.get_by_role("button", name="建立账户并登录").click()
    expect(page.get_by_role("alert").first).to_contain_text("密码")
    expect(page.get_by_label("协调单位全称")).to_have_value("瀚北自治区国资委")
    assert not Account.objects.exists()

    page.get_by_label("密码", exact=True).fill("沙枣-1958-花开")
    page.get_by_label("再输一次密码").fill("沙枣-1958-花开")
    page.get_by_role("button", name="建立账户并登录").click()
    expect(page.get_by_role("heading", name="我的待办")).to_be_visible()
    expect(page.locator("main")).to_contain_text("您现在没有待办")
    expect(page.locator("main")).to_contain_text("巡检")
    assert [unit.name for unit in Unit.objects.all()] == ["瀚北自治区国资委"]
    page.locator(".empty").get_by_role("link", name="录入报告").click()
    expect(page.get_by_role("heading", name="读取新文件")).to_be_visible()


def test_the_first_run_is_closed_once_there_is_an_account(visit):
    page = visit().go("/first-run/")
    for label, words in (
        ("协调单位全称", "瀚北自治区国资委"),
        ("您的姓名", "林岚"),
        ("账号", "lin"),
        ("再输一次密码", "沙枣-1958-花开"),
    ):
        page.get_by_label(label).fill(words)
    page.get_by_label("密码", exact=True).fill("沙枣-1958-花开")
    page.get_by_role("button", name="建立账户并登录").click()
    expect(page.get_by_role("heading", name="我的待办")).to_be_visible()

    stranger = visit().go("/first-run/")
    expect(stranger.get_by_role("heading", name="登录")).to_be_visible()
