"""Workbooks and separated values as rows: every cell as an office sees it, whatever the format."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import xlsxwriter

from luoshi.papers.ledger import ROWS_HELD, Column, Ledger, workbook
from luoshi.sources.files.rows import Line, Sheet, rows_of
from luoshi.values.errors import TooLarge, Unreadable
from tests.sources import filesmade as made


def book(fill: Any) -> bytes:
    opened = io.BytesIO()
    with xlsxwriter.Workbook(opened, {"in_memory": True}) as workbook:
        fill(workbook)
    return opened.getvalue()


def lines(data: bytes, name: str = "台账.xlsx") -> dict[int, list[str]]:
    with rows_of(data, name) as rows:
        return {one.number: one.cells for one in rows if isinstance(one, Line)}


def test_days_sums_shares_and_units_of_a_format_read_as_they_are_shown():
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        looks = ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "0%", '0.0"亿元"', "General"]
        values = [dt.date(2026, 5, 1), dt.date(2026, 5, 1), 0.85, 5.2, 0.1 + 0.2]
        for at, (look, value) in enumerate(zip(looks, values, strict=True)):
            sheet.write(0, at, value, workbook.add_format({"num_format": look}))

    assert lines(book(fill))[1] == ["2026-05-01", "2026-05-01", "85%", "5.2亿元", "0.3"]


def test_joined_cells_say_their_text_in_every_row_and_once_in_a_row():
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.merge_range(0, 0, 2, 1, "瀚北能源")
        for row in range(3):
            sheet.write(row, 2, f"第{row}项")

    told = lines(book(fill))
    assert [told[row] for row in (1, 2, 3)] == [["瀚北能源", "", f"第{n}项"] for n in range(3)]


def test_rows_keep_the_numbers_by_which_the_office_calls_them():
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "标题")
        sheet.write(6, 2, "内容")

    assert lines(book(fill)) == {1: ["标题"], 7: ["", "", "内容"]}


def test_a_formula_says_what_it_came_to_and_a_broken_one_says_so():
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_formula(0, 0, "=1+2", None, 3)
        sheet.write_formula(0, 1, "=A9/0", None, "#DIV/0!")

    assert lines(book(fill))[1] == ["3", "#DIV/0!"]


def test_hidden_sheets_are_left_out_and_told():
    def fill(workbook: Any) -> None:
        workbook.add_worksheet("明细").write(0, 0, "看得见")
        hidden = workbook.add_worksheet("底稿")
        hidden.write(0, 0, "看不见")
        hidden.hide()

    with rows_of(book(fill), "台账.xlsx") as rows:
        assert [one.name for one in rows if isinstance(one, Sheet)] == ["明细"]
        assert [note.code for note in rows.notes] == ["sheets-hidden"]


def test_where_joined_headings_reach_is_told():
    def fill(workbook: Any) -> None:
        workbook.add_worksheet().merge_range(0, 1, 0, 3, "投资情况")

    with rows_of(book(fill), "台账.xlsx") as rows:
        assert [one.spans for one in rows if isinstance(one, Sheet)] == [((1, 1, 3),)]


@pytest.mark.parametrize("name", ["tasks.xls", "tasks.ods"])
def test_old_and_open_formats_give_the_same_cells(name):
    told = lines((made.SAMPLES / name).read_bytes(), name)
    cells = [cell for row in told.values() for cell in row]
    assert made.ROWS[1][1] in cells and "发展改革委" in "".join(cells)


def test_what_is_too_wide_is_refused_and_what_is_wide_is_read():
    def fill(workbook: Any, width: int) -> None:
        workbook.add_worksheet("宽表").write_row(0, 0, [f"栏{n}" for n in range(width)])

    assert len(lines(book(lambda one: fill(one, 200)))[1]) == 200
    with pytest.raises(TooLarge) as refusal:
        lines(book(lambda one: fill(one, 300)))
    assert "宽表" in str(refusal.value)


def test_a_workbook_cut_off_in_the_middle_is_refused():
    whole = book(lambda one: one.add_worksheet().write_row(0, 0, ["甲", "乙"]))
    assert lines(whole) == {1: ["甲", "乙"]}
    with pytest.raises(Unreadable) as refusal:
        lines(whole[: len(whole) // 2])
    assert refusal.value.code == "file-damaged"


def test_a_long_ledger_of_ours_is_written_the_same_each_time_and_read_back_whole():
    columns = (Column("序号", "whole"), Column("项目名称"))
    rows = [(n, f"第{n}号泵站") for n in range(1, ROWS_HELD + 2)]
    ledger = Ledger("合作项目台账", "共若干项", columns, rows)
    written = workbook(ledger)
    assert written == workbook(ledger)
    told = lines(written)
    assert told[3] == ["序号", "项目名称"]
    assert told[ROWS_HELD + 4] == [str(ROWS_HELD + 1), f"第{ROWS_HELD + 1}号泵站"]
