"""A leader's morning: what is not on track, why, and one question decided with one click."""

from __future__ import annotations

import csv
import datetime as dt

from playwright.sync_api import expect

from luoshi.deciding import actions as deciding
from luoshi.matters.models import Matter
from tests.issuing.window import window


def asked(known, now):
    cast = known.cast
    task = deciding.Task(
        cast.land, cast.ma.person, "办理林地调整。", "批复已取得", dt.date(2026, 8, 1)
    )
    return deciding.prepare(
        question="林地调整由谁牵头？",
        decider=cast.han,
        due_on=dt.date(2026, 6, 25),
        options=[deciding.Choice("由自然资源局牵头办理林地调整", task), deciding.Choice("暂缓")],
        project=known.plant,
        by=cast.lin,
        now=now,
    )


def test_a_leader_opens_the_rows_behind_a_figure_and_decides_with_one_click(visit, at):
    now = at("2026-06-18")
    known = window()
    asked(known, now)
    leader = visit()
    page = leader.log_in(known.cast.han)

    page.get_by_role("link", name="总览").first.click()
    page.locator(".causes").get_by_role("link", name="前期手续受阻").click()
    expect(page.get_by_role("cell", name="改性沥青项目")).to_be_visible()
    expect(page.get_by_text("统计范围")).to_be_visible()

    leader.go("/overview/")
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="同意并下发").click()
    expect(page.get_by_text("已决定并下发事项督〔2026〕")).to_be_visible()

    matter = Matter.objects.get(title="由自然资源局牵头办理林地调整")
    assert (matter.state, matter.issued_by, matter.drafted_by) == (
        "issued",
        known.cast.han,
        known.cast.lin,
    )
    assert "马依努尔负责" in questions[0], "what follows is said before it happens"


def test_charts_are_read_with_the_keyboard_and_taken_along_as_table_and_picture(visit, at):
    at("2026-06-18")
    known = window()
    leader = visit()
    page = leader.log_in(known.cast.han)
    leader.go("/overview/")
    chart = page.locator("#chart-standing")
    expect(page.locator("#chart-standing[data-chart-drawn]")).to_be_visible()

    chart.locator(".chart-plot").focus()
    page.keyboard.press("ArrowRight")
    expect(chart.locator("[data-chart-said]")).to_contain_text("正常推进")
    with page.expect_download() as taken:
        chart.get_by_role("button", name="存表格").click()
    rows = list(csv.reader(taken.value.path().read_text("utf-8-sig").splitlines()))
    assert rows[0][:2] == ["报告期", "正常推进"] and len(rows) == 7
    with page.expect_download() as taken:
        chart.get_by_role("button", name="存图片").click()
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")
