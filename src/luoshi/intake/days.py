"""Days as documents give them, made whole by the day on which the document was written.

``--05-19`` has no year.  It gets one only from the document's own date, never from the clock.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

Trouble = Literal["", "no-year", "no-such-day"]

_FULL = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_PARTIAL = re.compile(r"--(\d{1,2})-(\d{1,2})")
_WRITTEN = re.compile(
    r"\s*(\d{4})\s*(?:[-/.年]\s*(?:(\d{1,2})\s*(?:[-/.月]\s*(?:(\d{1,2})\s*日?\s*)?)?)?)?"
)
_TYPED = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Written:
    """When a document was written: a year, and the exact day where it is known."""

    year: int
    on: dt.date | None = None

    def __str__(self) -> str:
        return self.on.isoformat() if self.on else str(self.year)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as printed (``text``), as a civil date (``on``), or what keeps it from being one."""

    text: str
    on: dt.date | None = None
    trouble: Trouble = ""


def written(text: str | None) -> Written | None:
    """Return when a document was written: ``2016``, ``2016-05-23`` or ``2016年5月23日``; None if unsaid.

    A month without a day counts as its year alone.  Raises ValueError for anything else.
    """
    if not text or not text.strip():
        return None
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day = found.groups()
    if not 1949 <= int(year) <= 2100 or (month and not 1 <= int(month) <= 12):
        raise ValueError(text)
    return Written(int(year), dt.date(int(year), int(month), int(day)) if month and day else None)


def day_of(text: str | None, *, written_on: Written | None, ahead: bool) -> Day | None:
    """Return ``text`` (``2016-05-19`` or ``--05-19``) as a day; None for nothing.

    ``ahead`` is true for a deadline, which never lies before the document, and false for what
    took place, which never lies after it.
    """
    if not text:
        return None
    if found := _FULL.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        return _made(text, year, month, day)
    found = _PARTIAL.fullmatch(text)
    if not found:
        return Day(text, trouble="no-such-day")
    month, day = int(found[1]), int(found[2])
    if not _exists(month, day):
        return Day(text, trouble="no-such-day")
    if written_on is None:
        return Day(text, trouble="no-year")
    return _made(text, _year(month, day, written_on, ahead=ahead), month, day)


def _year(month: int, day: int, written_on: Written, *, ahead: bool) -> int:
    if written_on.on is None:
        return written_on.year
    here, there = (month, day), (written_on.on.month, written_on.on.day)
    if ahead:
        return written_on.year + (here < there)
    return written_on.year - (here > there)


def _exists(month: int, day: int) -> bool:
    """Tell whether some year has this day."""
    return _made("", 2024, month, day).on is not None


def _made(text: str, year: int, month: int, day: int) -> Day:
    try:
        return Day(text, dt.date(year, month, day))
    except ValueError:
        return Day(text, trouble="no-such-day")


def is_day(text: str) -> bool:
    """Tell whether ``text`` is a civil date or a month and day that some year has."""
    day = day_of(text, written_on=Written(2024), ahead=True)
    return day is not None and not day.trouble


def typed(text: str) -> str:
    """Return a day as somebody types it (``5月19日``, ``2016/5/19``) in the form it is stored in.

    What is no day stays as it is, for the check that follows.
    """
    found = _TYPED.fullmatch(text.strip())
    if not found:
        return text.strip()
    year, month, day = found.groups()
    return f"{year or '-'}-{int(month):02}-{int(day):02}"
