"""Numbers with units: 万 and 亿 are multiplied out, and the words around say what is measured."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.money import find_figures, value_of


def figures(text: str) -> list[tuple[str, float, str]]:
    return [(f.quantity, float(f.value), f.unit) for f in find_figures(text)]


@given(st.decimals(Decimal("0.01"), Decimal("9999"), places=2), st.sampled_from(["亿", "万", ""]))
def test_an_amount_printed_with_its_factor_is_read_back_exactly(amount, factor):
    (found,) = find_figures(f"总投资{amount}{factor}元。")

    assert found.value == amount * {"亿": 10**8, "万": 10**4, "": 1}[factor]
    assert (found.quantity, found.unit) == ("investment", "元")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "总投资4.15亿元，年度计划投资1.3亿元",
            [("investment", 4.15e8, "元"), ("investment-year", 1.3e8, "元")],
        ),
        ("本月完成投资640万元", [("investment-done", 6.4e6, "元")]),
        ("占总投资的63.4%", [("progress", 63.4, "%")]),
        ("年产值50亿元、年缴税2.1亿元", [("output-value", 5e9, "元"), ("tax", 2.1e8, "元")]),
        ("年产20万吨水泥", [("capacity", 2e5, "吨/年")]),
        ("改造后日处理污水1万立方米", [("capacity", 1e4, "立方米/日")]),
        ("30万吨/年沥青", [("capacity", 3e5, "吨/年")]),
        ("已并网60兆瓦", [("other", 60, "兆瓦")]),
        ("全长29.4公里", [("length", 29.4, "公里")]),
        ("已完成管网11.5公里", [("other", 11.5, "公里")]),
        ("占地约5000亩", [("area", 5000, "亩")]),
        ("提供就业岗位320个", [("jobs", 320, "个")]),
        ("惠及群众1.2万人", [("other", 12000, "人")]),
        ("完成厂房5栋", [("other", 5, "栋")]),
        ("三千万元投资", [("investment", 3e7, "元")]),
    ],
)
def test_of_a_number_the_words_around_it_say_what_it_measures(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "220千伏外部供电",
        "收购资金缺口3000万元",
        "工业产值同比增长12.6%",
        "第18次会议",
        "提出问题5项",
        "尚余4项未签",
    ],
)
def test_ratings_shares_and_counts_of_other_things_are_no_figures(text):
    assert [f for f in figures(text) if f[0] != "other"] == []


def test_a_figure_knows_where_it_stands():
    text = "该项目总投资2.3亿元。"

    (found,) = find_figures(text)

    assert found.mark is not None
    assert text[found.mark.start : found.mark.end] == "2.3亿元"


def test_grouped_digits_are_one_number():
    assert value_of("1,200", "万") == 12_000_000
