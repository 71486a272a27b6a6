"""Half months cover every day once, follow each other, and say their names."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.values.errors import BadInput
from luoshi.values.halfmonth import HalfMonth, between

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


@given(DAYS)
def test_every_day_lies_in_its_window_and_in_neither_neighbour(day):
    window = HalfMonth.containing(day)
    assert day in window
    assert day not in window.next()
    assert day not in window.previous()


@given(DAYS)
def test_windows_follow_each_other_without_gap_or_overlap(day):
    window = HalfMonth.containing(day)
    assert window.next().first_day - window.last_day == dt.timedelta(days=1)
    assert window.next().previous() == window == window.previous().next()
    assert window.previous() < window < window.next()


@given(DAYS)
def test_an_id_leads_back_to_its_window(day):
    window = HalfMonth.containing(day)
    assert HalfMonth.parse(window.id) == window


@given(DAYS, DAYS)
def test_ids_sort_as_time_does(one, other):
    first, second = HalfMonth.containing(one), HalfMonth.containing(other)
    assert (first.id < second.id) == (first < second)


@given(st.integers(1990, 2090))
def test_a_year_has_24_windows_of_13_to_16_days(year):
    windows = list(between(HalfMonth(year, 1, 1), HalfMonth(year, 12, 2)))
    assert len(windows) == 24
    lengths = [(w.last_day - w.first_day).days + 1 for w in windows]
    assert sum(lengths) in (365, 366)
    assert {13, 14, 15, 16} >= set(lengths)


def test_the_second_half_of_february_ends_with_the_month():
    assert HalfMonth(2024, 2, 2).last_day == dt.date(2024, 2, 29)
    assert HalfMonth(2026, 2, 2).last_day == dt.date(2026, 2, 28)


def test_a_window_says_its_names():
    window = HalfMonth(2026, 5, 1)
    assert (window.id, window.chinese) == ("2026-05A", "2026年5月上半月")
    assert window.next().chinese == "2026年5月下半月"


@pytest.mark.parametrize(
    "text", ["", "2026-05", "2026-13A", "2026-00B", "2026-05C", "2026-5A", "0000-05A", "2026-05A "]
)
def test_what_is_no_window_is_refused_with_an_example(text):
    with pytest.raises(BadInput, match="2026-05A（上半月）"):
        HalfMonth.parse(text)


@pytest.mark.parametrize("parts", [(2026, 0, 1), (2026, 13, 1), (2026, 5, 3), (0, 5, 1)])
def test_a_window_that_cannot_be_is_not_made(parts):
    with pytest.raises(ValueError):
        HalfMonth(*parts)


def test_no_windows_lie_between_a_later_and_an_earlier_one():
    assert list(between(HalfMonth(2026, 5, 2), HalfMonth(2026, 5, 1))) == []
