"""Quantities as they are written, compared exactly; places, and how near they are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi import policy
from luoshi.values.places import Near, Place, nearness, place_of, prefecture_of
from luoshi.values.quantities import NoQuantity, Quantity, quantity_of, said, share

TODAY = dt.date(2026, 5, 18)


@pytest.mark.parametrize(
    ("text", "value", "unit", "shown"),
    [
        ("30 万吨/年", "300000", "吨/年", "30万吨/年"),
        ("1.5亿元", "150000000", "元", "1.5亿元"),
        ("２００亩", "200", "亩", "200亩"),
        ("10万千瓦", "100000", "千瓦", "10万千瓦"),
        ("3千瓦时", "3", "千瓦时", "3千瓦时"),
        ("1,200人", "1200", "人", "1200人"),
        ("5000立方米/天", "5000", "立方米/日", "5000立方米/日"),
    ],
)
def test_a_quantity_is_read_as_it_is_written_and_shown_so_again(text, value, unit, shown):
    found = quantity_of(text)
    assert (found.value, found.unit) == (Decimal(value), unit)
    assert said(found) == shown


@pytest.mark.parametrize("text", ["", "亩", "200", "-3亩", "1.23456亩", "9" * 17 + "亩"])
def test_what_is_no_number_with_a_unit_is_refused(text):
    with pytest.raises(NoQuantity):
        quantity_of(text)


@given(
    st.decimals(min_value="0.0001", max_value=10**12, places=4), st.sampled_from(["亩", "吨/年"])
)
def test_what_is_shown_reads_back_as_the_same(value, unit):
    assert quantity_of(said(Quantity(value, unit))) == Quantity(value, unit)


def test_units_of_one_kind_compare_exactly_and_rates_only_with_rates():
    assert share(quantity_of("20公顷"), quantity_of("300亩")) == Fraction(1)
    assert share(quantity_of("2兆瓦"), quantity_of("4000千瓦")) == Fraction(1, 2)
    assert share(quantity_of("30万吨/年"), quantity_of("30万吨")) is None
    assert share(quantity_of("3亩"), quantity_of("3人")) is None


def test_a_place_is_known_by_the_division_that_bears_its_name():
    known = policy.current().divisions
    assert place_of("塔城地区 沙湾市", divisions=known, on=TODAY) == Place(
        "塔城地区沙湾市", "654203"
    )
    assert place_of("某开发区", divisions=known, on=TODAY) == Place("某开发区", "")
    assert prefecture_of(Place("沙湾市", "654203"), divisions=known, on=TODAY) == "塔城地区"
    assert prefecture_of(Place("青泉州沙湖县"), divisions=known, on=TODAY) == "青泉州"


def test_places_are_near_by_code_or_by_the_prefecture_that_their_names_begin_with():
    one, other = Place("沙湾市", "654203"), Place("额敏县", "654221")
    assert nearness(one, one) == Near.COUNTY
    assert nearness(one, other) == nearness(other, one) == Near.PREFECTURE
    assert nearness(one, Place("博乐市", "652701")) == Near.REGION
    assert nearness(one, Place("兰州市", "620100")) == Near.APART
    assert nearness(Place("石河子市", "659001"), Place("阿拉尔市", "659002")) == Near.REGION
    assert nearness(Place("青泉州沙湖县"), Place("青泉州")) == Near.PREFECTURE
    assert nearness(Place("青泉州沙湖县"), Place("青泉州沙湖县")) == Near.COUNTY
    assert nearness(one, Place()) == Near.UNKNOWN
