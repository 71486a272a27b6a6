"""From an instant to the day that offices write down: civil dates of Asia/Shanghai."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def civil_day(instant: dt.datetime) -> dt.date:
    """Return the civil date of an aware ``instant`` in Asia/Shanghai.

    >>> civil_day(dt.datetime(2026, 5, 15, 17, 0, tzinfo=dt.UTC))
    datetime.date(2026, 5, 16)
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SHANGHAI).date()
