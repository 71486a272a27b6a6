"""The only reader of the time.  Doors and tasks ask here; everything else is told."""

from __future__ import annotations

import datetime as dt

from luoshi.values.civil import civil_day


def now() -> dt.datetime:
    """Return this instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return the civil date in Asia/Shanghai."""
    return civil_day(now())
