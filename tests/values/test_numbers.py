"""Numbers, days and sums are read in every way papers write them and written in one."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.values.errors import BadInput
from luoshi.values.numbers import (
    DocumentNumber,
    chinese_day,
    from_chinese,
    in_wan,
    money,
    parse_day,
    to_chinese,
    written_day,
)


@pytest.mark.parametrize(
    "text",
    [
        "督〔2026〕3号",
        "督[2026]3号",
        "督（2026）3号",
        "督【2026】第3号",
        "督﹝2026﹞003号",
        "督〔２０２６〕３号",
        " 督 〔 2026 〕 3 号 ",
        "督〔2026年〕3号",
        "督〔二〇二六〕3号",
        "督〔2026〕3",
    ],
)
def test_a_document_number_is_read_however_it_is_written(text):
    number = DocumentNumber.parse(text)
    assert number == DocumentNumber("督", 2026, 3)
    assert str(number) == "督\u30142026\u30153号"


def test_a_long_issuer_word_is_kept_whole():
    number = DocumentNumber.parse("国办发明电〔2025〕7号")
    assert (number.issuer, number.year, number.n) == ("国办发明电", 2025, 7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "督2026-3号",
        "〔2026〕3号",
        "督〔26〕3号",
        "督〔2026〕号",
        "督〔2026〕0号",
        "督〔2026〕3号和4号",
    ],
)
def test_what_is_no_document_number_is_refused_with_an_example(text):
    with pytest.raises(BadInput, match="应写作“督〔2026〕3号”"):
        DocumentNumber.parse(text)


@given(
    st.text("督字办发函", min_size=1, max_size=6), st.integers(1950, 2100), st.integers(1, 99999)
)
def test_a_document_number_reads_back_what_it_prints(issuer, year, n):
    number = DocumentNumber(issuer, year, n)
    assert DocumentNumber.parse(str(number)) == number


def test_document_numbers_sort_by_issuer_year_and_number():
    nine, ten = DocumentNumber("督", 2026, 9), DocumentNumber("督", 2026, 10)
    assert sorted([ten, nine]) == [nine, ten]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (10, "十"),
        (17, "十七"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (10500, "一万零五百"),
        (100000, "十万"),
        (100050000, "一亿零五万"),
    ],
)
def test_a_number_is_said_as_chinese_says_it(number, said):
    assert to_chinese(number) == said
    assert from_chinese(said) == number


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("二〇二六", 2026),
        ("二○二六", 2026),
        ("二零二六", 2026),
        ("廿三", 23),
        ("卅", 30),
        ("两千", 2000),
        ("伍拾", 50),
        ("貳佰", 200),
        ("三萬五千", 35000),
        ("二百五", 250),
        ("三万五", 35000),
    ],
)
def test_other_ways_to_say_a_number_are_understood(said, number):
    assert from_chinese(said) == number


@pytest.mark.parametrize(
    "text", ["", "万", "十十", "一百百", "一一百", "一千万亿万", "12", "一百元"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(BadInput, match="不是中文数字"):
        from_chinese(text)


@given(st.integers(0, 10**12 - 1))
def test_every_number_reads_back_as_it_was_said(number):
    assert from_chinese(to_chinese(number)) == number


def test_a_day_is_written_in_both_ways():
    day = dt.date(2026, 5, 17)
    assert written_day(day) == "2026年5月17日"
    assert chinese_day(day) == "二〇二六年五月十七日"
    assert chinese_day(dt.date(2010, 10, 30)) == "二〇一〇年十月三十日"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31)))
def test_every_day_reads_back_as_it_was_written(day):
    assert parse_day(written_day(day)) == parse_day(chinese_day(day)) == day


@pytest.mark.parametrize(
    "text",
    ["二○二六年五月十七日", "２０２６年０５月１７日", "2026年 5月 17日", "二零二六年五月十七号"],
)
def test_a_day_is_read_however_it_is_written(text):
    assert parse_day(text) == dt.date(2026, 5, 17)


@pytest.mark.parametrize(
    "text", ["", "2026年2月30日", "5月17日", "二〇二六年十三月一日", "某某某某年五月一日"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(BadInput, match="不是完整的日期"):
        parse_day(text)


@pytest.mark.parametrize(
    ("yuan", "said"),
    [
        ("0", "0元"),
        ("12.50", "12.5元"),
        ("9999.99", "9999.99元"),
        ("9999.999", "1万元"),
        ("35000", "3.5万元"),
        ("520000000", "5.2亿元"),
        ("99999999", "1亿元"),
        ("30000000", "3000万元"),
        ("-35000", "-3.5万元"),
        ("123456789", "1.23亿元"),
        ("2000000000000", "20000亿元"),
    ],
)
def test_a_sum_is_told_in_the_unit_that_reads_best(yuan, said):
    assert money(Decimal(yuan)) == said


def test_a_ledger_cell_holds_ten_thousands_as_a_number():
    assert in_wan(Decimal("123456.78")) == Decimal("12.35")
    assert in_wan(Decimal("50")) == Decimal("0.01")
