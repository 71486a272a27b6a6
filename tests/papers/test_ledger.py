"""The ledger as an office opens it: real dates and numbers, frozen header, filters."""

from __future__ import annotations

import datetime as dt
import io
import time
from decimal import Decimal

import openpyxl
import pytest

from luoshi.papers.ledger import Column, Ledger, workbook

COLUMNS = (
    Column("序号", "whole"),
    Column("项目名称", "long"),
    Column("总投资（万元）", "money"),
    Column("备案日期", "date"),
)


def opened(rows):
    content = workbook(Ledger("合作项目台账", "截至2026-05-18", COLUMNS, rows))
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_dates_are_dates_and_sums_are_numbers():
    sheet = opened([(1, "河湾大桥改建工程", Decimal("23600.50"), dt.date(2026, 5, 1))])

    assert sheet["C4"].value == 23600.5
    assert sheet["C4"].number_format == "#,##0.00"
    assert sheet["D4"].value == dt.datetime(2026, 5, 1)
    assert sheet["D4"].number_format == "yyyy-mm-dd"


def test_title_note_and_headings_stand_above_and_stay_in_sight():
    sheet = opened([(1, "甲", None, None), (2, "乙", None, None)])

    assert sheet["A1"].value == "合作项目台账"
    assert sheet["A2"].value == "截至2026-05-18"
    assert [cell.value for cell in sheet[3]] == [c.heading for c in COLUMNS]
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:D5"


def test_a_name_that_looks_like_a_formula_stays_a_name():
    sheet = opened([(1, '=HYPERLINK("x")', None, None)])

    assert sheet["B4"].value == '=HYPERLINK("x")'
    assert sheet["B4"].data_type == "s"


def test_an_empty_ledger_opens_too():
    assert opened([]).max_row == 3


def test_the_same_ledger_gives_the_same_bytes_a_while_later():
    ledger = Ledger(
        "合作项目台账", "截至2026-05-18", COLUMNS, [(1, "甲", Decimal("1"), dt.date(2026, 5, 1))]
    )
    before = workbook(ledger)
    time.sleep(2.1)  # a zip archive counts time in steps of two seconds

    assert workbook(ledger) == before


def test_a_row_with_a_cell_too_few_is_refused():
    with pytest.raises(ValueError, match="row 0"):
        opened([(1, "甲")])
