"""The statutory project code: its shape and what can be told from it, and the alarm after filing.

The code is 发改投资〔2020〕1439号 and GB/T 40058-2021: time, region, department, kind, six more
digits of which the last is a check digit.  How that digit is made is not published in open text,
so nothing here pretends to check it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from luoshi.values.sentences import Sentence, gettext_noop

BASIS = "发改投资〔2020〕1439号"
_BLOCKS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 66))
PROVINCES = frozenset(str(code) for first, last in _BLOCKS for code in range(first, last + 1))
FIRST_YEAR = 2016  # codes whose first segment is the year alone
FIRST_MONTH = (2020, 11)  # from then on it is year and month
ALARM_BASIS = "国家发展改革委令第14号（2018年）第十五条"
YELLOW_MONTHS, ORANGE_MONTHS, RED_MONTHS = 18, 22, 24
_SHAPE = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－—–", "0123456789---")


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A code taken apart; ``month`` is None in codes from before November 2020."""

    year: int
    month: int | None
    region: str
    department: str
    kind: str


def tidy(text: str) -> str:
    """Return a code as it is kept: half-width, no blanks; 20 bare digits get their hyphens.

    >>> tidy("2105 654202 04 01 123456")
    '2105-654202-04-01-123456'
    """
    code = re.sub(r"\s", "", text).translate(_FULL_WIDTH)
    if re.fullmatch(r"\d{20}", code):
        return "-".join((code[:4], code[4:10], code[10:12], code[12:14], code[14:]))
    return code


def parsed(code: str) -> ProjectCode | None:
    """Return what a tidy code says, None if it has not the shape of one.

    >>> parsed("2105-654202-04-01-123456").month
    5
    >>> parsed("2017-654202-04-01-123456").month is None
    True
    """
    found = _SHAPE.fullmatch(code)
    if not found:
        return None
    when = found[1]
    century, month = 2000 + int(when[:2]), int(when[2:])
    if 1 <= month <= 12 and (century, month) >= FIRST_MONTH:
        return ProjectCode(century, month, *found.groups()[1:4])
    return ProjectCode(int(when), None, *found.groups()[1:4])


def wrong(code: str, *, today: dt.date) -> Sentence | None:
    """Return what speaks against a tidy ``code``, None if nothing does."""
    found = parsed(code)
    if found is None:
        said = gettext_noop("项目代码应为5段20位数字，例如 2105-654202-04-01-123456。")
        return Sentence(said, "code-shape")
    if found.month is None and not FIRST_YEAR <= found.year <= FIRST_MONTH[0]:
        said = gettext_noop("项目代码的第一段应为年月（如2105），2020年11月以前为年份（如2017）。")
        return Sentence(said, "code-time")
    if (found.year, found.month or 1) > (today.year, today.month):
        return Sentence(gettext_noop("项目代码的年月晚于今天，请核对。"), "code-in-future")
    if found.region[:2] not in PROVINCES:
        said = gettext_noop("项目代码的第二段不是行政区划代码，请核对。")
        return Sentence(said, "code-region")
    return None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A filed project that has not begun: ``colour`` is yellow, orange or red."""

    colour: str
    months: int
    due_on: dt.date


def months_after(day: dt.date, count: int) -> dt.date:
    """Return the same day ``count`` months later, or the last of that month.

    >>> months_after(dt.date(2024, 8, 31), 18)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(day.month - 1 + count, 12)
    first = dt.date(day.year + years, month + 1, 1)
    after = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), after - dt.timedelta(days=1))


def alarm(filed_on: dt.date | None, *, started: bool, today: dt.date) -> Alarm | None:
    """Return how near a project without start is to the two years after its filing; None in peace.

    >>> alarm(dt.date(2024, 5, 10), started=False, today=dt.date(2026, 5, 10)).colour
    'red'
    """
    if filed_on is None or started:
        return None
    steps = (("red", RED_MONTHS), ("orange", ORANGE_MONTHS), ("yellow", YELLOW_MONTHS))
    for colour, months in steps:
        if today >= months_after(filed_on, months):
            return Alarm(colour, months, months_after(filed_on, RED_MONTHS))
    return None
