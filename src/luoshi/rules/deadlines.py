"""Due days: of half-month reports, and of whatever has a limit in working days, days or months.

Every answer is a ``Day``: the date, and whether the calendar was announced for the whole way.
All dates are civil dates of Asia/Shanghai.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

from luoshi.values.civil import SHANGHAI
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.workcalendar import Day, Moment, WorkCalendar

Roll = Literal["earlier", "later", "later-n"]
LimitUnit = Literal["wd", "d", "hm", "m", "wh"]
ROLLS: tuple[Roll, ...] = get_args(Roll)
LIMIT_UNITS: tuple[LimitUnit, ...] = get_args(LimitUnit)


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as the rules state it.

    Working days (wd), calendar days (d), half-month windows (hm), months (m) or working hours
    (wh); the last one counts from a moment, see ``due_moment``.
    """

    amount: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a limit cannot be negative")


@dataclass(frozen=True, slots=True)
class ReportRule:
    """When a half-month report is due: ``grace_days`` calendar days after its window, then rolled.

    ``roll_n`` counts only with the roll ``later-n``: the n-th working day after the rest.
    """

    grace_days: int = 2
    roll: Roll = "later"
    roll_n: int = 2


def report_due(
    window: HalfMonth,
    *,
    grace_days: int,
    calendar: WorkCalendar,
    roll: Roll = "later",
    roll_n: int = 2,
) -> Day:
    """Return the last day on which the report for ``window`` is on time.

    ``grace_days`` are calendar days after the window's last day.  A due day that is not worked
    moves to the working day before (``earlier``, 前移), to the next one (``later``, 顺延), or to
    the ``roll_n``-th working day after it (``later-n``, 顺延第n工作日).

    >>> report_due(HalfMonth(2026, 5, 1), grace_days=2, calendar=WorkCalendar.plain(2026)).on
    datetime.date(2026, 5, 18)
    """
    due = window.last_day + dt.timedelta(days=grace_days)
    if roll == "earlier":
        return calendar.on_or_before(due)
    if roll == "later":
        return calendar.on_or_after(due)
    if roll_n < 1:
        raise ValueError("roll_n counts working days from 1")
    if calendar.looks_worked(due):
        return calendar.on_or_after(due)
    rolled, rest = calendar.after(due, working_days=roll_n), calendar.on_or_after(due)
    waiting = tuple(dict.fromkeys((*rest.waiting, *rolled.waiting)))
    return Day(rolled.on, rest.unannounced or rolled.unannounced, waiting)


def asks_for_expected_figures(window: HalfMonth, due_on: dt.date) -> bool:
    """Return whether the report is due before its window is over, so that figures are 预计."""
    return due_on <= window.last_day


def due_from(start: dt.date, limit: Limit, *, calendar: WorkCalendar) -> Day:
    """Return the last day of ``limit`` from ``start``, which is not counted (民法典第201条).

    Days and months run through rest days; if the last one is a rest day, the working day after
    it takes its place (第203条).  A month ends on the same day of the month, or on its last
    (第202条).  Half months are whole windows: ``n`` of them end with the last day of the n-th
    window that begins after ``start``, 0 with the window of ``start`` itself.  Working days end
    where they end; a limit of 0 working days is ``start`` itself, rolled.  Working hours cannot
    be counted from a day: ValueError.

    >>> due_from(dt.date(2026, 1, 31), Limit(1, "m"), calendar=WorkCalendar.plain(2026)).on
    datetime.date(2026, 3, 2)
    """
    if limit.unit == "wd":
        if limit.amount:
            return calendar.after(start, working_days=limit.amount)
        return calendar.on_or_after(start)
    if limit.unit == "d":
        return calendar.on_or_after(start + dt.timedelta(days=limit.amount))
    if limit.unit == "hm":
        return calendar.on_or_after(_half_months_after(start, limit.amount))
    if limit.unit == "m":
        return calendar.on_or_after(_months_after(start, limit.amount))
    raise ValueError("working hours count from a moment")


def due_moment(start: dt.datetime, limit: Limit, *, calendar: WorkCalendar) -> Moment:
    """Return when ``limit`` runs out that begins at ``start``: to the minute for working hours.

    Any other limit ends with the closing time of its last day (民法典第203条第2款).
    """
    if limit.unit == "wh":
        return calendar.after_hours(start, working_hours=limit.amount)
    last = due_from(start.astimezone(SHANGHAI).date(), limit, calendar=calendar)
    closes = dt.datetime.combine(last.on, calendar.closes_at(last.on), SHANGHAI)
    return Moment(closes, last)


def last_day_before(due_on: dt.date, limit: Limit, *, calendar: WorkCalendar) -> dt.date:
    """Return the last day that lies at least ``limit`` before ``due_on``: to ask for more time.

    Half months count to the end of the n-th window before; what ends on a day of rest may still
    be done on that day.  Working hours cannot be counted from a day: ValueError.
    """
    match limit.unit:
        case "wd":
            return calendar.after(due_on, working_days=-limit.amount).on
        case "d":
            return due_on - dt.timedelta(days=limit.amount)
        case "hm":
            window = HalfMonth.containing(due_on)
            for _ in range(limit.amount):
                window = window.previous()
            return min(window.last_day, due_on)
        case "m":
            return _months_after(due_on, -limit.amount)
        case "wh":
            raise ValueError("working hours count from a moment")


def _half_months_after(start: dt.date, count: int) -> dt.date:
    window = HalfMonth.containing(start)
    for _ in range(count):
        window = window.next()
    return window.last_day


def _months_after(start: dt.date, count: int) -> dt.date:
    years, month = divmod(start.month - 1 + count, 12)
    year, month = start.year + years, month + 1
    return dt.date(year, month, min(start.day, months.monthrange(year, month)[1]))
