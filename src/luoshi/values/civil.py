"""From an instant to the day that offices write down: civil dates of Asia/Shanghai."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The days with which doors let people count; beyond them a year is a slip of the keys.
EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2199, 12, 31)


def civil_day(instant: dt.datetime) -> dt.date:
    """Return the civil date of an aware ``instant`` in Asia/Shanghai.

    >>> civil_day(dt.datetime(2026, 5, 15, 17, 0, tzinfo=dt.UTC))
    datetime.date(2026, 5, 16)
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SHANGHAI).date()
