"""Somebody looks at her month, leafs, narrows it, and takes it to her telephone."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from luoshi.owed import actions as owed
from tests import make
from tests.e2e.conftest import PHONE


def test_she_finds_what_is_due_opens_it_and_takes_the_calendar_to_her_telephone(visit, at):
    now = at("2026-05-18")
    cast = make.cast()
    for title, on in (("完成灌区勘界", "2026-05-20"), ("渠道清淤", "2026-05-12")):
        owed.open_obligation(
            kind="finish",
            subject=cast.water,
            key=title,
            title=title,
            debtor_unit=cast.water,
            debtor=cast.wu.person,
            creditor_unit=cast.region,
            opens_on=dt.date(2026, 5, 4),
            due_on=dt.date.fromisoformat(on),
            now=now,
        )
    wu = visit()
    page = wu.log_in(cast.wu)
    page.get_by_role("main").get_by_role("link", name="日历").click()
    expect(page.get_by_role("region", name="逾期")).to_contain_text("渠道清淤")
    due = page.get_by_role("listitem").filter(has=page.locator('time[datetime="2026-05-20"]'))
    expect(due).to_contain_text("完成灌区勘界")
    page.get_by_role("link", name="往后").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2026年6月", exact=True)).to_be_visible()
    assert "whose=own" in page.url  # what it shows stays as she leafs
    page.get_by_role("link", name="订阅到手机或电脑").click()
    page.get_by_label("用途").fill("手机")
    page.get_by_role("button", name="建立订阅地址").click()
    address = page.locator("#address").inner_text()
    told = wu.context.request.get(address)
    assert told.headers["content-type"].startswith("text/calendar")
    assert "完成灌区勘界" in told.text().replace("\r\n ", "")
    phone = visit(size=PHONE)
    phone.log_in(cast.wu)
    small = phone.go("/calendar/")
    expect(small.locator('time[datetime="2026-05-20"]')).to_be_visible()
    expect(small.locator('time[datetime="2026-05-21"]')).to_be_hidden()  # nothing falls on it
    wide = small.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
