"""The statutory project code: its shape and what can be told from it, and the alarm after filing.

The code is 发改投资〔2020〕1439号 and GB/T 40058-2021: time, region, department, kind, six more
digits of which the last is a check digit.  How that digit is made is not published in open text,
so nothing here pretends to check it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from luoshi.values.divisions import Divisions
from luoshi.values.sentences import Sentence, gettext_noop

BASIS = "发改投资〔2020〕1439号"
_BLOCKS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 66))
PROVINCES = frozenset(str(code) for first, last in _BLOCKS for code in range(first, last + 1))
FIRST_YEAR = 2016  # codes whose first segment is the year alone
FIRST_MONTH = (2020, 11)  # from then on it is year and month
ALARM_BASIS = "国家发展改革委令第14号（2018年）第十五条"
ALARM_MONTHS = (18, 22, 24)  # yellow, orange, red, where no rule says otherwise
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


def wrong(code: str, *, today: dt.date, divisions: Divisions | None = None) -> Sentence | None:
    """Return what speaks against a tidy ``code``, None if nothing does.

    Its region is looked up in ``divisions`` as it was in the month of the code; of provinces
    whose divisions are not known only the first two digits are checked.
    """
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
    return _region_then(found, divisions) if divisions else None


def _region_then(code: ProjectCode, divisions: Divisions) -> Sentence | None:
    """Return what speaks against the region of ``code`` at its time."""
    if not divisions.knows(code.region) or divisions.is_zone(code.region):
        return None
    first = dt.date(code.year, code.month or 1, 1)
    last = months_after(first, 1 if code.month else 12) - dt.timedelta(days=1)
    if divisions.name_at(code.region, first) or divisions.name_at(code.region, last):
        return None
    if names := divisions.names(code.region):
        said = gettext_noop("区划代码%(region)s（%(names)s）在项目赋码时未使用，请核对。")
        params: dict[str, object] = {"region": code.region, "names": tuple(names)}
        return Sentence(said, "code-region-then", params)
    said = gettext_noop("%(region)s不是已知的行政区划代码，请核对第二段。")
    return Sentence(said, "code-region-unknown", {"region": code.region})


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


def alarm(
    filed_on: dt.date | None,
    *,
    started: bool,
    today: dt.date,
    months: tuple[int, int, int] = ALARM_MONTHS,
) -> Alarm | None:
    """Return how near a project without start is to the end of the time after its filing; None in peace.

    ``months`` are those after which it is yellow, orange and red.

    >>> alarm(dt.date(2024, 5, 10), started=False, today=dt.date(2026, 5, 10)).colour
    'red'
    """
    if filed_on is None or started:
        return None
    for colour, count in reversed(list(zip(("yellow", "orange", "red"), months, strict=True))):
        if today >= months_after(filed_on, count):
            return Alarm(colour, count, months_after(filed_on, months[-1]))
    return None
