"""The ten most frequent tasks on the demonstration: clicks, fields, and seconds in a real browser.

    luoshi demo --folder shown --port 8960        # in another window; new data for each run
    python bench/tasks.py --address http://127.0.0.1:8960

Each task begins at the desk of somebody who has it to do, logged in.  *waited* is what server and
browser took, measured; *by hand* is an estimate for a practised person by the keystroke-level
model: 1.1 s to point and 0.2 s to click, 0.28 s for each sign typed (twice that for Chinese, which is
typed as pinyin and chosen), 1.35 s to look and decide before each step, and what was waited.
Prints the table of docs/usability.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, sync_playwright

PASSWORD = "luoshi-demo-2026"
POINT, PRESS, KEY, THINK = 1.1, 0.2, 0.28, 1.35
PATIENCE_MS = 6_000


@dataclass
class Hand:
    """Somebody at her desk: what she clicks and types is counted, what she waits for measured."""

    page: Page
    clicks: int = 0
    fields: int = 0
    signs: float = 0
    waited: float = 0.0
    told: list[str] = field(default_factory=list)

    def click(self, what: Locator, *, leads: bool = True) -> None:
        """Click; ``leads`` says that an answer of the server is waited for."""
        what.scroll_into_view_if_needed()
        begun = time.perf_counter()
        what.click()
        if leads:
            self.page.wait_for_load_state("load")
        self.waited += time.perf_counter() - begun
        self.clicks += 1

    def write(self, what: Locator, text: str) -> None:
        """Fill in a field."""
        what.fill(text)
        self.fields += 1
        self.signs += sum(2 if re.match(r"[\u4e00-\u9fff]", sign) else 1 for sign in text)

    def see(self, what: Locator) -> None:
        """Wait until the result stands on the page."""
        begun = time.perf_counter()
        what.first.wait_for(state="visible")
        self.waited += time.perf_counter() - begun

    @property
    def by_hand(self) -> float:
        """Seconds that a practised person needs, by the keystroke-level model."""
        steps = self.clicks + self.fields
        return steps * (POINT + PRESS + THINK) + self.signs * KEY + self.waited


def act(hand: Hand, word: str) -> None:
    """Choose the first thing on the desk whose button says ``word``."""
    act_of_row = re.compile(f"^\\s*{word}\\s")
    hand.click(hand.page.locator("main .desk-act a", has_text=act_of_row).first)


def done(hand: Hand, words: str = "") -> None:
    hand.see(hand.page.locator(".notice-success", has_text=words))


def opened(hand: Hand, wanted: str) -> None:
    """Unfold the form in which ``wanted`` stands, if it is folded."""
    fold = hand.page.locator(f"main details:has({wanted}):not([open]) > summary")
    if fold.count():
        hand.click(fold.first, leads=False)


def reported(hand: Hand) -> None:
    """Report a half month, of a project's first ones: no figures stand there yet."""
    act(hand, "填报")
    for label in ("本期完成投资", "本年完成投资", "累计完成投资", "累计到位资金"):
        hand.write(hand.page.get_by_label(label), "120")
    hand.write(hand.page.get_by_label("形象进度"), "主体结构施工到三层。")
    hand.click(hand.page.get_by_role("button", name="报送"))
    done(hand)


def signed_for(hand: Hand) -> None:
    """Sign for a matter."""
    act(hand, "签收")
    hand.click(hand.page.locator("main form[action$='/sign/'] button").last)
    done(hand)


def fed_back(hand: Hand) -> None:
    """Say how far a matter is."""
    act(hand, "办理")
    opened(hand, "#feed_back_text")
    hand.write(hand.page.locator("#feed_back_text"), "已完成现场核查。")
    hand.click(hand.page.locator("form:has(#feed_back_text) button").last)
    done(hand)


def found_project(hand: Hand) -> None:
    """Find a project by a word of its name."""
    hand.click(hand.page.locator("#main-nav a[href='/projects/']"))
    hand.write(hand.page.locator("#filters [name=q]"), "机场")
    hand.page.locator("#filters [name=q]").press("Enter")
    hand.page.wait_for_url("**q=**")
    hand.click(hand.page.locator("#list tbody a", has_text="机场").first)
    hand.see(hand.page.get_by_role("heading", level=1).filter(has_text="机场"))


def confirmed_finding(hand: Hand) -> None:
    """Confirm one finding of a draft beside its text."""
    hand.click(hand.page.locator("a", has_text="草稿待确认"))
    hand.click(hand.page.locator("#list tbody a").first)
    card = hand.page.locator(
        ".fcard[data-verdict='open'], .fcard:has(button:text-is('采纳'))"
    ).first
    button = card.get_by_role("button", name="采纳", exact=True)
    identity = card.get_attribute("id")
    hand.click(button, leads=False)
    hand.see(hand.page.locator(f"#{identity}[data-verdict='accepted']"))


def urged(hand: Hand) -> None:
    """Urge one matter."""
    hand.click(hand.page.locator("#main-nav a[href='/matters/']"))
    hand.click(hand.page.locator("#list tbody tr", has_text="承办中").locator("a").first)
    opened(hand, "#urge_text")
    hand.write(hand.page.locator("#urge_text"), "请抓紧办理。")
    hand.write(hand.page.locator("#urge_answer_by"), soon())
    hand.click(hand.page.locator("form:has(#urge_text) button").last)
    done(hand, "催办单")


def urged_three(hand: Hand) -> None:
    """Urge three matters at once, after the preview."""
    hand.click(hand.page.locator("#main-nav a[href='/matters/']"))
    rows = hand.page.locator("#list tbody tr", has_text="承办中")
    for number in range(3):
        hand.click(rows.nth(number).locator("[name=row]"), leads=False)
    hand.click(hand.page.get_by_role("button", name="催办", exact=True))
    hand.write(hand.page.locator("#id_text"), "请抓紧办理。")
    hand.write(hand.page.locator("#id_answer_by"), soon())
    hand.click(hand.page.get_by_role("button", name="预览"))
    hand.click(hand.page.get_by_role("button", name="确认办理"))
    done(hand)


def exported(hand: Hand) -> None:
    """Take the ledger of the matters away as a file."""
    hand.click(hand.page.locator("#main-nav a[href='/matters/']"))
    begun = time.perf_counter()
    with hand.page.expect_download():
        hand.page.locator("#export").click()
    hand.waited += time.perf_counter() - begun
    hand.clicks += 1


def received(hand: Hand) -> None:
    """Receive a half-month report."""
    act(hand, "接收")
    hand.click(hand.page.locator("main form[action*='receive'] button").first)
    done(hand)


def kept_view(hand: Hand) -> None:
    """Keep a filtered list under a name."""
    hand.click(hand.page.locator("#main-nav a[href='/matters/']"))
    hand.page.locator("#filters [name=light]").select_option("red")
    hand.fields += 1
    hand.page.wait_for_url("**light=red**")
    hand.click(hand.page.locator(".kept summary"), leads=False)
    name = f"红灯{dt.datetime.now(dt.UTC):%H%M}"
    hand.write(hand.page.locator("#keep_name"), name)
    hand.click(hand.page.locator("#keep-view button[type=submit]"))
    done(hand, name)


def soon() -> str:
    return (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=7)).isoformat()


TASKS: tuple[tuple[str, tuple[str, ...], Callable[[Hand], None]], ...] = (
    ("report a half month · 报半月报", ("hexiulan", "xiayuhe"), reported),
    (
        "sign for a matter · 签收事项",
        ("mayinur", "bairuoxi", "heminzhi"),
        signed_for,
    ),
    ("say how far a matter is · 反馈进展", ("wuqing", "mayinur", "heminzhi"), fed_back),
    ("find a project · 查找项目", ("linlan",), found_project),
    ("confirm a draft's finding · 确认提取项", ("linlan",), confirmed_finding),
    ("receive a report · 接收半月报", ("linlan",), received),
    ("urge a matter · 催办", ("linlan",), urged),
    ("urge three at once · 批量催办", ("linlan",), urged_three),
    ("export a ledger · 导出台账", ("linlan",), exported),
    ("keep a view · 保存视图", ("linlan",), kept_view),
)


def main() -> int:
    """Do every task once and print the table; return 1 if one of them could not be done."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--address", default="http://127.0.0.1:8000")
    asked.add_argument("--browser", default="/usr/bin/chromium")
    given = asked.parse_args()
    lost = 0
    print("| task | by | clicks | fields | waited, s | by hand, s |\n|---|---|---:|---:|---:|---:|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=given.browser,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for name, people, task in TASKS:
            line = tried(browser, given.address, people, task)
            lost += line is None
            print(f"| {name} | {line or '— | could not be done | | |'} |", flush=True)
    return int(bool(lost))


def tried(
    browser: Browser, address: str, people: tuple[str, ...], task: Callable[[Hand], None]
) -> str | None:
    """Let the first of ``people`` who has such a thing to do do it; None if nobody could."""
    for who in people:
        context = browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(PATIENCE_MS if len(people) == 1 else PATIENCE_MS // 2)
        hand = Hand(at_desk(context.new_page(), address, who))
        try:
            task(hand)
        except Exception as missed:  # noqa: BLE001 - the next one tries, and the table says so
            print(f"{who}: {str(missed).splitlines()[0]}", file=sys.stderr)
        else:
            return f"{who} | {hand.clicks} | {hand.fields} | {hand.waited:.1f} | {hand.by_hand:.0f}"
        finally:
            context.close()
    return None


def at_desk(page: Page, address: str, who: str) -> Page:
    """Log in and come to the desk, which is not counted."""
    page.goto(f"{address}/login/")
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("#main-nav", state="attached")
    return page


if __name__ == "__main__":
    sys.exit(main())
