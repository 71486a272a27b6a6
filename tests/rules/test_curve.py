"""The planned curve: quarters, the season in which is built, and percentage points."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from luoshi.rules.curve import Curve, done_share, planned_share

SHARES = (Decimal(10), Decimal(45), Decimal(80))
NORTH = Curve(2026, SHARES, dt.date(2026, 3, 16), dt.date(2026, 11, 15))


@pytest.mark.parametrize(
    ("on", "share"),
    [
        ("2025-12-31", "0"),
        ("2026-01-31", "0"),
        ("2026-03-15", "0"),
        ("2026-03-23", "5.0"),
        ("2026-03-31", "10"),
        ("2026-06-30", "45"),
        ("2026-09-30", "80"),
        ("2026-11-15", "100"),
        ("2026-12-20", "100"),
        ("2027-01-01", "100"),
    ],
)
def test_in_the_winter_stop_nothing_is_planned_and_the_quarters_end_where_they_should(on, share):
    assert planned_share(NORTH, dt.date.fromisoformat(on)) == Decimal(share)


def test_a_quarter_wholly_in_the_winter_stop_grows_on_its_last_day_only():
    late = Curve(2026, (Decimal(5), Decimal(45), Decimal(80)), dt.date(2026, 4, 10), None)
    assert planned_share(late, dt.date(2026, 3, 30)) == 0
    assert planned_share(late, dt.date(2026, 3, 31)) == 5


def test_the_share_never_falls_within_a_year():
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    shares = [planned_share(NORTH, day) for day in days]
    assert shares == sorted(shares)


def test_what_is_done_is_said_in_percent_of_the_plan():
    assert done_share(Decimal("12345678.90"), Decimal("80000000")) == Decimal("15.4")
