"""Getting in through the pages: an authenticator, passkeys, what locks, sessions ended elsewhere."""

from __future__ import annotations

import base64
import datetime as dt
import time

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Page, expect

from luoshi import clock
from luoshi.orgs.models import Account
from luoshi.web import lasting
from tests import make
from tests.e2e.conftest import PHONE
from tests.progress.filed import project

WORDS = "闸室混凝土浇筑到第三仓。"


@pytest.fixture
def cast(visit) -> make.Cast:
    return make.cast()


def codes_of(secret: str) -> tuple[str, str]:
    """Return what an authenticator shows now and next: both are taken for the half minute to come."""
    key = base64.b32decode(secret.replace(" ", ""))
    shown = TOTP(key, 6, SHA1(), 30, enforce_key_length=False)
    now = int(time.time())
    return shown.generate(now).decode(), shown.generate(now + 30).decode()


def to_the_factors(page: Page) -> None:
    page.goto(f"{page.url.rstrip('/')}/account/factors/")


def once_more(page: Page) -> None:
    """Show by the password that it is still she."""
    page.get_by_label("密码", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="继续").click()


def test_she_sets_up_an_authenticator_and_its_code_lets_her_in(visit, cast):
    lin = visit()
    page = lin.log_in(cast.lin)
    to_the_factors(page)
    page.get_by_role("link", name="设置验证器").click()
    once_more(page)
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    page.get_by_text("手工输入密钥").click()
    secret = page.locator("#secret").inner_text()
    now_shown, shown_next = codes_of(secret)
    page.get_by_label("验证器上的数字").fill(now_shown)
    page.get_by_role("button", name="启用").click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载").click()
    first = page.locator("#recovery-codes li").first.inner_text()
    assert first in saved.value.path().read_text("utf-8")

    other = visit(size=PHONE)
    other.go("/login/")
    other.enter(cast.lin)
    expect(other.page.get_by_role("heading", name="第二步验证")).to_be_visible()
    other.page.get_by_label("验证码").fill("000000")
    other.page.get_by_role("button", name="继续").click()
    expect(other.page.locator(".field-error")).to_contain_text("验证没有通过")
    other.page.get_by_label("验证码").fill(shown_next)
    other.page.get_by_role("button", name="继续").click()
    expect(other.page.get_by_role("heading", name="我的待办")).to_be_visible()


def with_a_key(page: Page) -> None:
    """Give the browser a key that knows its owner by finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    more = {"hasUserVerification": True, "isUserVerified": True}
    options |= more | {"automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_a_second_factor_and_a_way_in_of_its_own(visit, cast):
    lin = visit()
    page = lin.log_in(cast.lin)
    with_a_key(page)
    to_the_factors(page)
    page.get_by_role("link", name="添加通行密钥").click()
    once_more(page)
    page.get_by_label("名称").fill("办公室电脑")
    page.get_by_label("不输密码").check()
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    page.get_by_role("link", name="已经保存好").click()
    expect(page.get_by_role("cell", name="办公室电脑", exact=True)).to_be_visible()

    def leave() -> None:
        page.locator(".top-tools summary", has_text="账户菜单").click()
        page.get_by_role("button", name="退出登录").click()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()

    leave()
    lin.enter(cast.lin)
    page.get_by_role("button", name="用通行密钥验证").click()
    expect(page.get_by_role("heading", name="我的待办")).to_be_visible()
    leave()
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("heading", name="我的待办")).to_be_visible()


def test_without_her_key_the_passkey_says_so_and_the_password_remains(visit, cast):
    lin = visit()
    page = lin.go("/login/")
    with_a_key(page)
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("alert").filter(has_text="通行密钥没有用成")).to_be_visible()
    lin.log_in(cast.lin)


def test_five_wrong_passwords_lock_and_the_page_says_for_how_long(visit, cast):
    someone = visit()
    page = someone.go("/login/")
    for _ in range(5):
        page.get_by_label("账号").fill("lin")
        page.get_by_label("密码").fill("wrong")
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("alert").first).to_contain_text("账号或密码不对")
    page.get_by_label("账号").fill("lin")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("15分钟后再试")

    boss = make.account(cast.region, "security_admin", name="马兰", username="malan")
    page = visit().log_in(boss)
    page.goto(f"{page.url.rstrip('/')}/accounts/{cast.lin.pk}/")
    page.get_by_role("button", name="立即解除锁定").click()
    expect(page.locator(".notice-success")).to_contain_text("锁定已解除")
    someone.log_in(cast.lin)


def test_she_ends_the_session_that_she_left_open_elsewhere(visit, cast):
    left, here = visit(), visit()
    there = left.log_in(cast.lin)
    page = here.log_in(cast.lin)
    page.goto(f"{page.url.rstrip('/')}/account/")
    expect(page.locator("section", has_text="登录在哪里").locator("tbody tr")).to_have_count(2)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="退出其他全部登录").click()
    expect(page.locator(".notice-success")).to_contain_text("已退出其他1处")
    there.reload()
    expect(there.get_by_role("heading", name="登录")).to_be_visible()


def test_what_was_typed_before_the_idle_session_ended_is_there_after_the_next_log_in(
    visit, at, monkeypatch
):
    start = at("2026-06-02")
    cast = make.cast()
    made, ding = project(cast), visit()
    page = ding.log_in(cast.ding)
    lasting.use(idle=dt.timedelta(minutes=30), longest=dt.timedelta(hours=8))
    try:
        page.goto(f"{page.url.rstrip('/')}/projects/{made.pk}/reports/2026-05B/")
        page.get_by_label("形象进度").fill(WORDS)
        monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(minutes=45))
        page.get_by_role("button", name="报送").click()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        expect(page.locator(".notice-info")).to_contain_text("已自动退出")
        ding.enter(cast.ding)
        expect(page.get_by_label("形象进度")).to_have_value(WORDS)
    finally:
        lasting.use(idle=dt.timedelta(days=3650), longest=dt.timedelta(days=3650))
    assert Account.objects.get(pk=cast.ding.pk).sittings.count() == 1
