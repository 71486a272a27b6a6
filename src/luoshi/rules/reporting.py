"""What a half-month report may say: what cannot be, what needs a note, what only repeats the last one.

Sums are Decimal in yuan.  The checks rest on the reporting rules in force: a cumulative figure
never falls without a note, the year is the sum of its windows, and work far beyond the plan is
a change of plan.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Sentence, gettext_noop

PLAN_EXCEEDED_FROM = Decimal("1.1")
SAME_FROM = 0.90
SUM_BELOW = Decimal(10) ** 16
SUMS = ("invested_window", "invested_year", "invested_total", "funds_arrived")
_CENT = Decimal("0.01")
Out = tuple[
    dt.date, dt.date | None
]  # a time out of the register: from this day on; back on that one


def is_owed(
    window: HalfMonth, *, first_window: str, ended_on: dt.date | None, outs: Iterable[Out] = ()
) -> bool:
    """Return whether a report is owed for ``window``.

    It is if the project was filed by then, reports had not ended on the window's last day, and
    the project was in the register on that day: ``outs`` are the times in which it was not.

    >>> away = (dt.date(2026, 5, 28), dt.date(2026, 6, 3))
    >>> is_owed(HalfMonth(2026, 5, 2), first_window="2026-05A", ended_on=None, outs=[away])
    False
    """
    last = window.last_day
    if window.id < first_window or (ended_on is not None and ended_on <= last):
        return False
    return not out_on(last, outs)


def out_on(day: dt.date, outs: Iterable[Out]) -> bool:
    """Return whether ``day`` lies in one of ``outs``."""
    return any(left <= day and (back is None or day < back) for left, back in outs)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one report says in numbers: sums in yuan, ``stage`` as its code (they sort in order)."""

    window: HalfMonth
    stage: str
    invested_window: Decimal
    invested_year: Decimal
    invested_total: Decimal
    funds_arrived: Decimal


def wan(yuan: Decimal) -> str:
    """Return a sum in yuan as a sentence says it in 万元, rounded to one yuan.

    >>> wan(Decimal("12345678"))
    '1,234.5678'
    """
    text = f"{(yuan / 10000).quantize(Decimal('0.0001'), ROUND_HALF_UP):,.4f}"
    return text.rstrip("0").rstrip(".")


def carried_on(
    invested_window: Decimal, *, window: HalfMonth, last: Figures | None
) -> tuple[Decimal, Decimal] | None:
    """Return (year, total) if ``invested_window`` is added to the last report; None without one."""
    if last is None:
        return None
    this_year = last.invested_year if last.window.year == window.year else Decimal(0)
    return this_year + invested_window, last.invested_total + invested_window


def impossible(figures: Figures) -> dict[str, Sentence]:
    """Return field → sentence for what no note could explain."""
    wrong = {}
    for field in SUMS:
        value = getattr(figures, field)
        if not value.is_finite() or not 0 <= value < SUM_BELOW:
            wrong[field] = Sentence(
                gettext_noop("应为不小于零的金额，请核对单位（万元）。"), "sum-unfit"
            )
    if wrong:
        return wrong
    if figures.invested_year < figures.invested_window:
        said = gettext_noop("本年完成投资不能少于本期完成投资，请核对。")
        wrong["invested_year"] = Sentence(said, "year-under-window")
    if figures.invested_total < figures.invested_year:
        said = gettext_noop("累计完成投资不能少于本年完成投资，请核对。")
        wrong["invested_total"] = Sentence(said, "total-under-year")
    return wrong


def wants_note(
    figures: Figures, *, last: Figures | None, later: Figures | None, plan: Decimal | None
) -> dict[str, Sentence]:
    """Return field → sentence for what is only taken with a note that explains it.

    ``last`` is the report before, ``later`` the first one that is there already for a window
    after this one; ``plan`` is the planned investment.
    """
    found = _against_plan(figures, plan, last)
    if later is not None:
        found |= _against_later(figures, later)
    if last is not None:
        found |= _against_year(figures, last) | _against_last(figures, last)
    return found


def _against_plan(
    figures: Figures, plan: Decimal | None, last: Figures | None
) -> dict[str, Sentence]:
    limit = (plan or Decimal(0)) * PLAN_EXCEEDED_FROM
    if not plan or figures.invested_total <= limit:
        return {}
    if last is not None and last.invested_total > limit:
        return {}  # explained when it first went over
    said = gettext_noop(
        "累计完成投资%(total)s万元，超过计划总投资%(plan)s万元的110%%。"
        "请在“更正或调整说明”中写明原因，投资规模有变化的请先联系备案单位修改计划总投资。"
    )
    params = {"total": wan(figures.invested_total), "plan": wan(plan)}
    return {"invested_total": Sentence(said, "over-plan", params)}


def _against_later(figures: Figures, later: Figures) -> dict[str, Sentence]:
    if figures.invested_total <= later.invested_total:
        return {}
    said = gettext_noop(
        "%(window)s已报累计完成投资%(total)s万元，本期不应更多。"
        "请核对；数字无误的，请在“更正或调整说明”中写明原因。"
    )
    params = {"window": later.window, "total": wan(later.invested_total)}
    return {"invested_total": Sentence(said, "over-later", params)}


def _against_year(figures: Figures, last: Figures) -> dict[str, Sentence]:
    window, begun = figures.window, last.invested_year
    if last.window.year != window.year:
        begun = Decimal(0)
    this_year = begun + figures.invested_window
    off = figures.invested_year - this_year
    all_reported = last.window.next() == window or (window.month, window.half) == (1, 1)
    if abs(off) <= _CENT or (off > 0 and not all_reported):
        return {}
    said = gettext_noop(
        "按已报各期合计，本年完成投资应为%(sum)s万元。"
        "请核对；确需调整的，请在“更正或调整说明”中写明原因。"
    )
    params = {"sum": wan(this_year)}
    return {"invested_year": Sentence(said, "year-not-the-sum", params)}


def _against_last(figures: Figures, last: Figures) -> dict[str, Sentence]:
    found = {}
    said = gettext_noop(
        "累计数由上期的%(was)s万元减少为%(now)s万元。"
        "请核对；确需调减的，请在“更正或调整说明”中写明原因。"
    )
    for field in ("invested_total", "funds_arrived"):
        was, now = getattr(last, field), getattr(figures, field)
        if now < was:
            found[field] = Sentence(said, "cumulative-fell", {"was": wan(was), "now": wan(now)})
    if figures.stage < last.stage:
        back = gettext_noop(
            "形象阶段比上期后退。请核对；确需调整的，请在“更正或调整说明”中写明原因。"
        )
        found["stage"] = Sentence(back, "stage-went-back")
    return found


def resembles(text: str, last: str) -> bool:
    """Return whether ``text`` says nothing new: at least 90 % of it stands in the last report.

    >>> resembles("路基完成，正在铺设路面。", "路基完成， 正在铺设路面。")
    True
    """
    one, other = (re.sub(r"\s+", "", said) for said in (text, last))
    if not one or not other:
        return False
    return difflib.SequenceMatcher(a=one, b=other, autojunk=False).ratio() >= SAME_FROM
