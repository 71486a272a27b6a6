"""Every page of the addresses against the rules of WCAG 2.2 A and AA, as axe can measure them.

The walk follows the table of doors: a new address is walked by whoever may open it, without a word
here.  Each page is loaded once and looked at twice, on a desk in the light and on a phone in the
dark; the second time only by the rules that depend on colours and sizes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Error, Page

from luoshi import clock
from tests.e2e.conftest import DESK, PHONE, Visitor
from tests.rights.region import NOW, Region, region
from tests.rights.table import Door
from tests.rights.test_doors import DOORS, PAGES, address

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
LEVELS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable"]
OF_LOOKS = {"type": "rule", "values": LOOKS}
WALKERS = ("coordinator", "leader", "handler", "system_admin", "security_admin", "auditor")
SEEN_BY_EACH = {"desk", "project_detail", "matter_detail"}
PIECE = 24  # doors of one story: each takes about a second, and a story has five minutes
BAR = [".top", ".page-foot"]  # the same on every page: looked at on the first one of each walker
ERRORS = ("/nowhere/", "/r/nobody-made-this/")
LOOK = """async ([only, without]) => {
  const look = {runOnly: only, resultTypes: ["violations"], iframes: false, preload: false};
  const found = await axe.run({include: ["html"], exclude: without}, look);
  return found.violations.flatMap((one) => one.nodes.map((node) =>
    one.id + "  " + node.target.join(" ") + "  " + node.html.slice(0, 160) + "  "
    + node.any.concat(node.all, node.none).map((check) => check.message).join("; ").slice(0, 200)));
}"""


def walks(role: str) -> Iterator[Door]:
    """Yield the doors that ``role`` walks through: those nobody before her could, and her main pages."""
    for door in DOORS.values():
        walked = door.name in PAGES and door.rests_on.get("GET", "open") != "open"
        if not walked or door.area == "interface":
            continue
        first = next((one for one in WALKERS if door.holds(one, "GET")), None)
        if role == first or (door.name in SEEN_BY_EACH and door.holds(role, "GET")):
            yield door


def part_of(role: str, part: int) -> list[Door]:
    """Return the doors of one story of ``role``."""
    return list(walks(role))[part * PIECE : (part + 1) * PIECE]


PARTS = [(role, part) for role in WALKERS for part in range(-(-len(list(walks(role))) // PIECE))]


class Walker:
    """A browser's page, and what axe found on the pages so far."""

    def __init__(self, visitor: Visitor, at: Region) -> None:
        self.visitor, self.at = visitor, at
        self.found: list[str] = []
        self.walked: set[tuple[str, str]] = set()
        self.role = "nobody"
        visitor.context.add_init_script(AXE)

    def become(self, role: str) -> None:
        """Come in as ``role``, having just shown who she is."""
        self.role, account = role, self.at.accounts[role]
        client = Client()
        client.force_login(account)
        session = client.session
        shown = {"method": "password", "at": time.time(), "username": account.username}
        session["account_authentication_methods"] = [shown]
        session.save()
        cookie = client.cookies[site.SESSION_COOKIE_NAME].value
        named = {"name": site.SESSION_COOKIE_NAME, "value": cookie, "url": self.visitor.address}
        self.visitor.context.clear_cookies()
        self.visitor.context.add_cookies([named])

    def look(self, name: str, path: str) -> None:
        """Open an address; weigh what stands there, if it is a page that she has not seen yet."""
        page = self.visitor.page
        page.set_viewport_size(DESK)
        try:
            answer = page.goto(self.visitor.address + path, wait_until="domcontentloaded")
        except Error as stopped:  # a file, not a page
            assert "Download is starting" in str(stopped) or "ERR_ABORTED" in str(stopped), path
            return
        refused = answer is None or (answer.status >= 400 and name not in ERRORS)
        if not refused and (self.role, page.url) not in self.walked and is_page(page):
            self.weigh(page, f"{name} as {self.role}")
            self.walked.add((self.role, page.url))

    def weigh(self, page: Page, told: str) -> None:
        first = self.role not in {role for role, _ in self.walked}
        without = [] if first else BAR
        page.evaluate("luoshiTheme.choose('light')")
        self.found += [f"{told}: {said}" for said in page.evaluate(LOOK, [LEVELS, without])]
        page.set_viewport_size(PHONE)
        page.evaluate("luoshiTheme.choose('dark')")
        seen = page.evaluate(LOOK, [OF_LOOKS, without])
        self.found += [f"{told}, on a phone in the dark: {said}" for said in seen]


def is_page(page: Page) -> bool:
    """Return whether a whole page of ours is shown: not a file, not a fragment for htmx."""
    return page.evaluate("document.contentType === 'text/html' && Boolean(document.title)")


@pytest.fixture
def walker(visit, monkeypatch) -> Walker:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Walker(visit(), region())


def test_no_page_for_strangers_breaks_a_rule_of_wcag_that_axe_can_measure(walker):
    for name in ("login", "first_run", "account_login", "verify"):
        walker.look(name, address(DOORS[name], walker.at))
    for path in ERRORS:
        walker.look(path, path)
    assert len(walker.walked) > 3
    assert not walker.found, "\n".join(walker.found)


@pytest.mark.parametrize(("role", "part"), PARTS, ids=lambda one: str(one))
def test_no_page_breaks_a_rule_of_wcag_that_axe_can_measure(walker, role, part):
    walker.become(role)
    for door in part_of(role, part):
        walker.look(door.name, address(door, walker.at))
    assert walker.walked
    assert not walker.found, "\n".join(walker.found)


def test_the_parts_together_are_every_door_that_somebody_opens():
    walked = {door.name for role, part in PARTS for door in part_of(role, part)}
    assert walked == {door.name for role in WALKERS for door in walks(role)}
    assert len(walked) > 120
