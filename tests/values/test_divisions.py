"""Division codes, and what they were called on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi import policy
from luoshi.rules import projectcode
from luoshi.values.divisions import load_divisions
from luoshi.values.tomltable import TomlFault

TODAY = dt.date(2026, 5, 18)


def test_a_county_that_became_a_city_has_another_code_from_then_on():
    known = policy.current().divisions
    assert known.name_at("654223", dt.date(2016, 5, 20)) == "沙湾县"
    assert known.name_at("654203", dt.date(2016, 5, 20)) == ""
    assert known.name_at("654203", dt.date(2023, 1, 1)) == "沙湾市"
    assert known.name_at("654223", dt.date(2023, 1, 1)) == ""


def test_the_table_of_xinjiang_is_whole_and_its_basis_named():
    known = policy.current().divisions
    assert "GB/T 2260" in known.basis
    counties = {code for code in known.by_code if code[4:] != "00"}
    assert len(counties) == 110  # 108 of 2023, and two codes of before
    assert known.name_at("659012", TODAY) == "白杨市"
    assert not known.knows("511111")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("2105-654202-04-01-123456", None),
        ("2017-654223-04-01-123456", None),
        ("2305-654223-04-01-123456", "code-region-then"),
        ("2017-654203-04-01-123456", "code-region-then"),
        ("2105-654299-04-01-123456", "code-region-unknown"),
        ("2105-650171-04-01-123456", None),  # a development zone's own number
        ("2105-511111-04-01-123456", None),  # a province whose divisions are not known here
    ],
)
def test_the_region_of_a_code_is_asked_for_its_own_time(code, told):
    said = projectcode.wrong(code, today=TODAY, divisions=policy.current().divisions)
    assert (said and said.code) == told


def test_one_code_with_two_names_at_once_is_a_fault_that_names_its_line(tmp_path):
    path = tmp_path / "divisions.toml"
    row = '[[prefecture.county]]\ncode = "654299"\nname = "{}"\n{}\n'
    head = 'basis = "x"\n[[prefecture]]\ncode = "6542"\nname = "塔城地区"\ncounties = []\n'
    path.write_text(head + row.format("甲县", "to = 2020-12-31") + row.format("甲市", ""))
    with pytest.raises(TomlFault, match="654299在同一时间有两个名称"):
        load_divisions(path)
    path.write_text(
        head + row.format("甲县", "to = 2020-12-31") + row.format("甲市", "from = 2021-01-01")
    )
    assert load_divisions(path).name_at("654299", TODAY) == "甲市"
