"""Periods of a cadence: every day in exactly one, one after the other without a gap."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.rules.cadence import CADENCES, period_of, periods_between

DAYS = st.dates(dt.date(2007, 1, 1), dt.date(2099, 12, 31))


@given(DAYS, st.sampled_from(CADENCES))
def test_a_day_lies_in_its_period_and_the_next_begins_the_day_after(day, cadence):
    period = period_of(day, cadence)
    assert period.first_day <= day <= period.last_day
    assert period_of(period.first_day, cadence) == period_of(period.last_day, cadence) == period
    following = period_of(period.last_day + dt.timedelta(days=1), cadence)
    assert following.first_day == period.last_day + dt.timedelta(days=1)
    assert following.key > period.key


@pytest.mark.parametrize(
    ("day", "cadence", "key"),
    [
        ("2026-05-15", "semimonthly", "2026-05A"),
        ("2026-05-16", "semimonthly", "2026-05B"),
        ("2027-01-02", "weekly", "2026-W53"),
        ("2026-12-31", "quarterly", "2026-Q4"),
        ("2028-02-29", "monthly", "2028-02"),
    ],
)
def test_the_key_names_the_period(day, cadence, key):
    assert period_of(dt.date.fromisoformat(day), cadence).key == key


def test_another_word_is_no_cadence():
    with pytest.raises(ValueError, match="yearly"):
        period_of(dt.date(2026, 5, 1), "yearly")
    assert period_of(dt.date(2026, 5, 1), "daily").key == "2026-05-01"


def test_the_periods_between_two_days_touch_both():
    keys = [
        p.key for p in periods_between(dt.date(2026, 5, 20), dt.date(2026, 6, 16), "semimonthly")
    ]
    assert keys == ["2026-05B", "2026-06A", "2026-06B"]
