"""HalfMonth: which days it has, which is next.  Days 1–15 are the first half, 16 on the second."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop

Half = Literal[1, 2]

_ID = re.compile(r"([0-9]{4})-([0-9]{2})([AB])")


@dataclass(frozen=True, slots=True, order=True)
class HalfMonth:
    """One of the 24 windows of a year.  Ordered in time.

    >>> HalfMonth(2026, 2, 2).last_day
    datetime.date(2026, 2, 28)
    """

    year: int
    month: int
    half: Half

    def __post_init__(self) -> None:
        if not dt.MINYEAR <= self.year <= dt.MAXYEAR:
            raise ValueError(f"year {self.year} is outside {dt.MINYEAR}–{dt.MAXYEAR}")
        if not 1 <= self.month <= 12:
            raise ValueError(f"month {self.month} is outside 1–12")
        if self.half not in (1, 2):
            raise ValueError(f"half {self.half} is neither 1 nor 2")

    @classmethod
    def containing(cls, day: dt.date) -> HalfMonth:
        """Return the window in which ``day`` (a civil date) lies."""
        return cls(day.year, day.month, 1 if day.day <= 15 else 2)

    @classmethod
    def parse(cls, text: str) -> HalfMonth:
        """Return the window whose id is ``text``; raises BadInput for anything else.

        >>> HalfMonth.parse("2026-05B").first_day
        datetime.date(2026, 5, 16)
        """
        found = _ID.fullmatch(text)
        # The first and the last year of all are none: windows and days are counted on from each.
        years = range(dt.MINYEAR + 1, dt.MAXYEAR)
        if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) not in years:
            raise BadInput.of(
                "window",
                gettext_noop(
                    "“%(text)s”不是报告期，应写作2026-05A（上半月）或2026-05B（下半月）。"
                ),
                code="window-unreadable",
                text=text[:20],
            )
        return cls(int(found[1]), int(found[2]), 1 if found[3] == "A" else 2)

    @property
    def id(self) -> str:
        """The name for programs and addresses: ``2026-05A``; sorts in time."""
        return f"{self.year:04}-{self.month:02}{'A' if self.half == 1 else 'B'}"

    @property
    def first_day(self) -> dt.date:
        """The first civil day of the window."""
        return dt.date(self.year, self.month, 1 if self.half == 1 else 16)

    @property
    def last_day(self) -> dt.date:
        """The last civil day of the window; its figures are cumulative to 24:00 of it."""
        if self.half == 1:
            return dt.date(self.year, self.month, 15)
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def __contains__(self, day: dt.date) -> bool:
        return self.first_day <= day <= self.last_day

    def next(self) -> HalfMonth:
        """Return the window after this one."""
        if self.half == 1:
            return HalfMonth(self.year, self.month, 2)
        if self.month == 12:
            return HalfMonth(self.year + 1, 1, 1)
        return HalfMonth(self.year, self.month + 1, 1)

    def previous(self) -> HalfMonth:
        """Return the window before this one."""
        if self.half == 2:
            return HalfMonth(self.year, self.month, 1)
        if self.month == 1:
            return HalfMonth(self.year - 1, 12, 2)
        return HalfMonth(self.year, self.month - 1, 2)

    @property
    def chinese(self) -> str:
        """The name on paper and on screen: 2026年5月上半月."""
        return f"{self.year}年{self.month}月{'上' if self.half == 1 else '下'}半月"

    def __str__(self) -> str:
        return self.id


def between(first: HalfMonth, last: HalfMonth) -> Iterator[HalfMonth]:
    """Yield the windows from ``first`` to ``last``, both included; none if ``last`` is earlier."""
    window = first
    while window <= last:
        yield window
        window = window.next()
