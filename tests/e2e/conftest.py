"""A real Chromium against a real server: the pages as people meet them."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from luoshi import clock
from luoshi.orgs.models import Account
from tests import make

# Playwright's synchronous interface runs an event loop in this thread; Django would refuse to
# prepare a story's rows beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # a container's /dev/shm may be too small for a page
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 8000
FIRST_LOAD_MS = 40_000  # a server's first page reads all of its code, on a busy machine too

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser's stories, so that they can be left out: ``-m "not e2e"``."""
    for item in items:
        if "e2e" in item.nodeid:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    assert found, "Chromium is missing: tools/system installs it"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


class Visitor:
    """Somebody at a screen: her page, and the way in.

    ``trouble`` gathers what a visitor must never meet: a script's error, a breach of the content
    policy, a server's error, a request to another server.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.trouble: list[str] = []
        context.on("request", lambda request: self._look_at(request.url))
        context.on("response", lambda answer: self._weigh(answer.status, answer.url))
        context.on("weberror", lambda error: self.trouble.append(str(error.error)))
        context.on("console", lambda message: self._hear(message.text))
        self.page: Page = context.new_page()

    def _look_at(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:", "about:")):
            self.trouble.append(f"asked another server: {url}")

    def _weigh(self, status: int, url: str) -> None:
        if status >= 500:
            self.trouble.append(f"{status} {url}")

    def _hear(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.trouble.append(text)

    def log_in(self, account: Account) -> Page:
        """Log in through the page and return it, at her desk."""
        if not account.has_usable_password():
            account.set_password(make.PASSWORD)
            account.save(update_fields=["password"])
        self.page.goto(f"{self.address}/login/")
        self.enter(account)
        expect(self.page.get_by_role("heading", name="我的待办")).to_be_visible()
        return self.page

    def enter(self, account: Account) -> None:
        """Fill in the log-in page that stands before her."""
        self.page.get_by_label("账号").fill(account.username)
        self.page.get_by_label("密码").fill(make.PASSWORD)
        self.page.get_by_role("button", name="登录").click()

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def emptied_record(transactional_db: None) -> Iterator[None]:
    """Let the story's rows go afterwards, the record's too, which otherwise nobody can remove."""
    yield
    if connection.vendor != "sqlite":  # PostgreSQL truncates, which no trigger of a row meets
        return
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master"
            " WHERE type = 'trigger' AND name = tbl_name || '_no_delete'"
        )
        for name, table, sql in cursor.fetchall():  # every table that is only added to
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(sql)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dt.datetime]:
    """Let the doors believe that it is another day; gives the instant they see."""

    def believe(text: str, hour: int = 12) -> dt.datetime:
        now = make.at(text, hour)
        monkeypatch.setattr(clock, "now", lambda: now)
        return now

    return believe


@pytest.fixture
def visit(browser: Browser, live_server, emptied_record: None, settings) -> Iterator:
    """Return a function that brings somebody to the pages; fails the story on any trouble she met."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    visitors: list[Visitor] = []

    def come(*, size: dict[str, int] = DESK, locale: str = "zh-CN", **how) -> Visitor:
        context = browser.new_context(
            viewport=size,
            locale=locale,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",  # or a click may miss what still slides
            **how,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(FIRST_LOAD_MS)
        visitors.append(Visitor(context, live_server.url))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()
    assert not [line for one in visitors for line in one.trouble]
