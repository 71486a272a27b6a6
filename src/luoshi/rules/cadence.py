"""Cadences: the periods in which something is told again and again, each with its key and days."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.values.halfmonth import HalfMonth

CADENCES = ("daily", "weekly", "semimonthly", "monthly", "quarterly")


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a cadence: its ``key`` ("2026-05A", "2026-05", "2026-W21", …), first and last day."""

    key: str
    first_day: dt.date
    last_day: dt.date


def period_of(day: dt.date, cadence: str) -> Period:
    """Return the period of ``cadence`` in which ``day`` lies; raises ValueError for another word.

    Weeks run from Monday to Sunday; half months from the 1st to the 15th and on to the end.

    >>> period_of(dt.date(2026, 5, 20), "semimonthly").key
    '2026-05B'
    """
    if cadence == "daily":
        return Period(day.isoformat(), day, day)
    if cadence == "weekly":
        year, week, weekday = day.isocalendar()
        monday = day - dt.timedelta(days=weekday - 1)
        return Period(f"{year}-W{week:02}", monday, monday + dt.timedelta(days=6))
    if cadence == "semimonthly":
        window = HalfMonth.containing(day)
        return Period(window.id, window.first_day, window.last_day)
    if cadence == "monthly":
        return Period(f"{day:%Y-%m}", day.replace(day=1), _last_of(day.year, day.month))
    if cadence == "quarterly":
        quarter = (day.month - 1) // 3 + 1
        first = dt.date(day.year, quarter * 3 - 2, 1)
        return Period(f"{day.year}-Q{quarter}", first, _last_of(day.year, quarter * 3))
    raise ValueError(f"no cadence is called {cadence}")


def periods_between(first: dt.date, last: dt.date, cadence: str) -> Iterator[Period]:
    """Yield the periods of ``cadence`` that lie in or touch the days from ``first`` to ``last``."""
    period = period_of(first, cadence)
    while period.first_day <= last:
        yield period
        period = period_of(period.last_day + dt.timedelta(days=1), cadence)


def _last_of(year: int, month: int) -> dt.date:
    return dt.date(year, month, months.monthrange(year, month)[1])
