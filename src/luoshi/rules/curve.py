"""The planned curve of a year: shares by quarter, with a winter in which nothing is built.

Shares are percent of the year's plan.  Plan and fact are compared in percentage points.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WHOLE = Decimal(100)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Curve:
    """``shares`` are reached by the ends of the first three quarters; the fourth ends at 100.

    Outside ``resumes_on`` to ``stops_on`` (both included, either may be open) nothing is planned.
    """

    year: int
    shares: tuple[Decimal, Decimal, Decimal]
    resumes_on: dt.date | None = None
    stops_on: dt.date | None = None


def planned_share(curve: Curve, on: dt.date) -> Decimal:
    """Return the percent of the year's plan that should stand at the end of ``on``.

    Within a quarter the share grows by the day of the season; a quarter that lies wholly in the
    winter stop grows on its last day, if it grows at all.

    >>> plain = Curve(2026, (Decimal(10), Decimal(45), Decimal(70)))
    >>> planned_share(plain, dt.date(2026, 6, 30))
    Decimal('45.0')
    """
    if on.year != curve.year:
        return Decimal(0) if on.year < curve.year else WHOLE
    quarter = (on.month - 1) // 3
    ends = (Decimal(0), *curve.shares, WHOLE)
    first = dt.date(curve.year, quarter * 3 + 1, 1)
    after = dt.date(curve.year + (quarter == 3), quarter * 3 % 12 + 4 if quarter < 3 else 1, 1)
    last = after - dt.timedelta(days=1)
    all_days = _season_days(curve, first, last)
    part = Decimal(on == last)
    if all_days:
        part = Decimal(_season_days(curve, first, on)) / all_days
    share = ends[quarter] + (ends[quarter + 1] - ends[quarter]) * part
    return share.quantize(_TENTH, ROUND_HALF_UP)


def _season_days(curve: Curve, first: dt.date, last: dt.date) -> int:
    begin = max(first, curve.resumes_on or first)
    end = min(last, curve.stops_on or last)
    return max((end - begin).days + 1, 0)


def done_share(done: Decimal, planned: Decimal) -> Decimal:
    """Return what percent of ``planned`` (yuan, more than nothing) is ``done``."""
    return (done * 100 / planned).quantize(_TENTH, ROUND_HALF_UP)
