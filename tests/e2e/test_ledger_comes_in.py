"""An Excel ledger with mistakes in it is mended and confirmed, and brings nothing new the second time."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from luoshi.matters.models import Matter
from luoshi.projects.models import Project
from tests import make
from tests.intake.ledgersmade import messy

SLOW = 60_000  # another process opens the file, which may take long on a busy machine


def hand_in(page: Page, data: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "合作项目台账.xlsx", "mimeType": kind, "buffer": data}
    page.get_by_label("台账文件").set_input_files(file)
    page.get_by_role("button", name="读入台账").click(timeout=SLOW)
    expect(page.get_by_role("heading", name="每一栏是什么")).to_be_visible(timeout=SLOW)


def check_rows(page: Page) -> None:
    page.get_by_role("button", name="就这样，核对各行").click(timeout=SLOW)
    expect(page.locator("#rows")).to_be_visible(timeout=SLOW)


def test_a_ledger_with_mistakes_is_mended_confirmed_and_then_brings_nothing_new(visit, at):
    at("2026-06-04")
    cast = make.cast()
    lin = visit()
    lin.log_in(cast.lin)
    page = lin.go("/ledgers-in/")
    page.get_by_role("link", name="导入新台账").first.click()

    hand_in(page, messy())
    expect(page.locator("#t0")).to_have_value("projects")
    expect(page.locator("#t0-f1")).to_have_value("name")
    check_rows(page)

    row = page.locator("#rows tbody tr").filter(has_text="三河口水库")
    expect(row).to_contain_text("须更正")
    expect(row).to_contain_text("“三千”看不出金额")
    row.get_by_role("link", name="更正").click()
    form = page.get_by_role("form", name="更正第 8 行")
    form.get_by_label("计划总投资").fill("3000")
    form.get_by_role("button", name="保存更正").click()
    expect(page.locator("#rows tbody tr").filter(has_text="三河口水库")).to_contain_text(
        "已更正为“3000”"
    )
    expect(page.locator("#confirm")).to_contain_text("新增 4 项。")

    page.get_by_role("link", name="去说明").click()
    expect(page.get_by_role("cell", name="瀚北建工集团").first).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="其余全部新建").click()

    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="确认登记").click()
    expect(page.get_by_text("已登记 4 行。")).to_be_visible(timeout=SLOW)
    assert Project.objects.count() == 3 and Matter.objects.count() == 1
    assert Project.objects.get(name="三河口水库").investment == 30_000_000

    page = lin.go("/ledgers-in/new/")
    hand_in(page, messy())
    expect(page.get_by_text("同样的表头以前确定过").first).to_be_visible()
    check_rows(page)
    expect(page.get_by_text("没有需要登记的内容。").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/ledgers-in/\d+/$"))
    assert Project.objects.count() == 3
