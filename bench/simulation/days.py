"""Working days, limits and thresholds, read from the policy's files by code of our own."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from luoshi import policy

ONE_DAY = dt.timedelta(days=1)
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
Span = tuple[str, dt.date, dt.date]  # key, first day, last day


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """Return an instant of Beijing time."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(policy.directory(), name).read_text("utf-8"))


@cache
def _changed(calendar: str) -> dict[dt.date, bool]:
    """Return the days that differ from the weekend rule: day → worked."""
    found: dict[dt.date, bool] = {}
    for name in dict.fromkeys(["china", calendar]):
        for year in _file(f"calendars/{name}.toml")["year"]:
            for run in year.get("off", []):
                day = run["from"]
                while day <= run["to"]:
                    found[day] = False
                    day += ONE_DAY
            for key in ("working_weekends", "worked"):
                for day in year.get(key, []):
                    found[day] = True
    return found


def is_worked(day: dt.date, calendar: str) -> bool:
    """Return whether offices that count by ``calendar`` are open."""
    return _changed(calendar).get(day, day.weekday() < 5)


@cache
def working_days_after(day: dt.date, count: int, calendar: str) -> dt.date:
    """Return the day that is ``count`` working days after ``day`` (before it, if negative)."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_worked(day, calendar)
    return day


def rolled(day: dt.date, calendar: str) -> dt.date:
    """Return ``day``, or the next one that is worked."""
    while not is_worked(day, calendar):
        day += ONE_DAY
    return day


@cache
def rules_on(day: dt.date) -> dict[str, Any]:
    """Return the rule set, as its file says it, that holds on ``day``."""
    return next(
        one
        for one in _file("limits.toml")["rule_set"]
        if one["valid_from"] <= day <= one.get("valid_to", dt.date.max)
    )


def limit_after(day: dt.date, name: str, calendar: str) -> dt.date:
    """Return the last day of the limit called ``name`` from ``day``; wd and d are what we meet."""
    limit = rules_on(day)["limits"][name]
    if limit["unit"] == "wd":
        return working_days_after(day, limit["amount"], calendar)
    assert limit["unit"] == "d", limit
    return rolled(day + limit["amount"] * ONE_DAY, calendar)


# --- half months and other periods


def window_of(day: dt.date) -> Span:
    """Return the half month in which ``day`` lies."""
    if day.day <= 15:
        return f"{day:%Y-%m}A", day.replace(day=1), day.replace(day=15)
    return f"{day:%Y-%m}B", day.replace(day=16), _month_end(day)


def windows_between(first: dt.date, last: dt.date) -> list[Span]:
    """Return the half months that touch the days from ``first`` to ``last``."""
    return _spans(first, last, window_of)


def months_between(first: dt.date, last: dt.date) -> list[Span]:
    """Return the months that touch the days from ``first`` to ``last``."""
    return _spans(first, last, lambda day: (f"{day:%Y-%m}", day.replace(day=1), _month_end(day)))


def _spans(first: dt.date, last: dt.date, of: Any) -> list[Span]:
    found = []
    span = of(first)
    while span[1] <= last:
        found.append(span)
        span = of(span[2] + ONE_DAY)
    return found


def _month_end(day: dt.date) -> dt.date:
    return (day.replace(day=28) + 4 * ONE_DAY).replace(day=1) - ONE_DAY


def report_due(last_day: dt.date, calendar: str) -> dt.date:
    """Return the day until which the report of the window that ends on ``last_day`` is in time."""
    rule = rules_on(last_day)["report"]
    assert rule["roll"] == "later", "the simulation knows the default roll only"
    return rolled(last_day + rule["grace_days"] * ONE_DAY, calendar)


# --- lights


def colour(
    *, opens_on: dt.date, due_on: dt.date, status: str, claimed: bool, paused: bool, today: dt.date
) -> str:
    """Return the colour of the light of time by the written rules, without any short cut."""
    if status == "void":
        return "grey"
    if status == "done":
        return "blue"
    if paused:
        return "grey"
    if today > due_on:
        return "red"
    if today < opens_on:
        return "grey"
    if claimed:
        return "green"
    rule = rules_on(today)["lights"]
    left, total = (due_on - today).days, (due_on - opens_on).days
    # Shares as whole hundredths: 0.15 of 20 days is 3 days, not a shade less.
    if left * 100 <= total * round(rule["orange_left"] * 100):
        return "orange"
    if left * 100 <= total * round(rule["yellow_left"] * 100) or left <= rule["yellow_days"]:
        return "yellow"
    return "green"
