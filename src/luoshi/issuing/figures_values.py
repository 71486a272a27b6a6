"""Figures as values: each with what it counts, out of what, as of when, and the rows behind it.

Nothing here knows the register.  Sums are Decimal in yuan, shares in percent with one decimal,
differences of shares in percentage points.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from luoshi.values.sentences import gettext_noop

Kind = Literal["project", "matter", "report"]
_TENTH = Decimal("0.1")

PIECES, YUAN, ITEMS, REPORTS = (
    gettext_noop("个"),
    gettext_noop("元"),
    gettext_noop("项"),
    gettext_noop("份"),
)

# code → (what is counted, its unit, out of what: the cohort that is named beside every figure)
WORDS: Mapping[str, tuple[str, str, str]] = {
    "filed": (
        gettext_noop("备案项目"),
        PIECES,
        gettext_noop("截至时点已备案、未退库的项目（含暂停）"),
    ),
    "paused": (gettext_noop("暂停的项目"), PIECES, gettext_noop("备案项目")),
    "planned": (
        gettext_noop("计划总投资"),
        YUAN,
        gettext_noop("已签约（含以后阶段）且登记了计划总投资的备案项目，意向额不计入"),
    ),
    "intended": (
        gettext_noop("意向投资"),
        YUAN,
        gettext_noop("尚未签约的备案项目，不计入计划总投资"),
    ),
    "signed": (gettext_noop("已签约的项目"), PIECES, gettext_noop("备案项目")),
    "started": (gettext_noop("已开工的项目"), PIECES, gettext_noop("已签约的备案项目")),
    "finished": (gettext_noop("已竣工的项目"), PIECES, gettext_noop("已开工的备案项目")),
    "producing": (gettext_noop("已投产的项目"), PIECES, gettext_noop("已开工的备案项目")),
    "invested_window": (
        gettext_noop("本期完成投资"),
        YUAN,
        gettext_noop("本期已报送半月报的备案项目"),
    ),
    "invested_year": (
        gettext_noop("本年完成投资"),
        YUAN,
        gettext_noop("本年报送过半月报的备案项目，各取最近一期"),
    ),
    "invested_total": (
        gettext_noop("累计完成投资"),
        YUAN,
        gettext_noop("报送过半月报的备案项目，各取最近一期"),
    ),
    "total_done": (
        gettext_noop("已签约项目的累计完成投资"),
        YUAN,
        gettext_noop("已签约且登记了计划总投资的备案项目的计划总投资"),
    ),
    "year_done": (
        gettext_noop("年度计划完成投资"),
        YUAN,
        gettext_noop("有年度计划的备案项目的年度计划投资"),
    ),
    "year_due": (
        gettext_noop("按计划曲线应完成投资"),
        YUAN,
        gettext_noop("有年度计划的备案项目的年度计划投资"),
    ),
    "in_time": (gettext_noop("按时报送"), REPORTS, gettext_noop("本期应报送半月报的项目")),
    "late": (gettext_noop("迟报"), REPORTS, gettext_noop("本期应报送半月报的项目")),
    "missing": (gettext_noop("逾期未报"), REPORTS, gettext_noop("本期应报送半月报的项目")),
    "not_yet": (gettext_noop("未到期、尚未报送"), REPORTS, gettext_noop("本期应报送半月报的项目")),
    "behind": (
        gettext_noop("进度滞后的项目"),
        PIECES,
        gettext_noop("有年度计划、本年报送过半月报且不在暂停中的备案项目"),
    ),
    "raised": (gettext_noop("提出的问题"), ITEMS, gettext_noop("已交办、未撤销的问题")),
    "confirmed": (
        gettext_noop("已解决并经提出单位确认的问题"),
        ITEMS,
        gettext_noop("已交办、未撤销的问题"),
    ),
    "closed_unconfirmed": (
        gettext_noop("已销号、提出单位意见由办公室记录的问题"),
        ITEMS,
        gettext_noop("已交办、未撤销的问题"),
    ),
    "claimed": (
        gettext_noop("申请办结、尚未审核的问题"),
        ITEMS,
        gettext_noop("已交办、未撤销的问题"),
    ),
    "open": (gettext_noop("正在办理的问题"), ITEMS, gettext_noop("已交办、未撤销的问题")),
    "overdue": (gettext_noop("逾期的问题"), ITEMS, gettext_noop("正在办理的问题")),
    "new_problems": (gettext_noop("本期新交办的问题"), ITEMS, gettext_noop("已交办、未撤销的问题")),
    "solved_now": (
        gettext_noop("本期解决并经确认的问题"),
        ITEMS,
        gettext_noop("已解决并经提出单位确认的问题"),
    ),
    "new": (gettext_noop("本期新备案的项目"), PIECES, gettext_noop("备案项目")),
    "started_now": (gettext_noop("本期开工的项目"), PIECES, gettext_noop("已开工的备案项目")),
    "finished_now": (gettext_noop("本期竣工的项目"), PIECES, gettext_noop("已竣工的备案项目")),
    "dropped_now": (
        gettext_noop("本期退库的项目"),
        PIECES,
        gettext_noop("上期末在册的备案项目和本期新备案的项目"),
    ),
    "back_now": (gettext_noop("本期恢复在册的项目"), PIECES, gettext_noop("备案项目")),
    "paused_now": (gettext_noop("本期暂停的项目"), PIECES, gettext_noop("暂停的项目")),
}


WHOLE = ("filed", "raised")  # what the others are counted out of: no share of anything


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind a number: what they are, and their ids in order."""

    kind: Kind
    ids: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: ``numerator`` of ``denominator`` (None where it is no share), by whom and when.

    ``base_on`` is the last day that is counted, ``as_of`` the moment up to which the register is
    read: a later word, a correction or a return, does not reach it.  ``rows`` are what was
    counted, ``of`` what it was counted out of.
    """

    code: str
    numerator: Decimal
    base_on: dt.date
    as_of: dt.datetime
    rows: Rows
    denominator: Decimal | None = None
    of: Rows | None = None

    @property
    def name(self) -> str:
        """What is counted, as a msgid."""
        return WORDS[self.code][0]

    @property
    def unit(self) -> str:
        """In what it is counted, as a msgid."""
        return WORDS[self.code][1]

    @property
    def cohort(self) -> str:
        """Out of what it is counted, as a msgid."""
        return WORDS[self.code][2]

    @property
    def count(self) -> int:
        """The numerator of a figure that counts rows."""
        return int(self.numerator)

    @property
    def share(self) -> Decimal | None:
        """Return the percent of the denominator; None where there is none to divide by."""
        return percent(self.numerator, self.denominator) if self.denominator else None


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Return ``part`` in percent of ``whole`` (not nothing), to one decimal.

    >>> percent(1, 3)
    Decimal('33.3')
    """
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP)


def written(figure: Figure) -> dict[str, Any]:
    """Return ``figure`` as JSON holds it, its words with it as they were printed."""
    return {
        "code": figure.code,
        "name": figure.name,
        "unit": figure.unit,
        "cohort": figure.cohort,
        "numerator": format(figure.numerator, "f"),
        "denominator": None if figure.denominator is None else format(figure.denominator, "f"),
        "base_on": figure.base_on.isoformat(),
        "as_of": figure.as_of.astimezone(dt.UTC).isoformat(),
        "rows": [figure.rows.kind, list(figure.rows.ids)],
        "of": None if figure.of is None else [figure.of.kind, list(figure.of.ids)],
    }


def read(said: Mapping[str, Any]) -> Figure:
    """Return the figure that ``written`` wrote."""
    of = said["of"]
    return Figure(
        code=said["code"],
        numerator=Decimal(said["numerator"]),
        base_on=dt.date.fromisoformat(said["base_on"]),
        as_of=dt.datetime.fromisoformat(said["as_of"]),
        rows=Rows(said["rows"][0], tuple(said["rows"][1])),
        denominator=None if said["denominator"] is None else Decimal(said["denominator"]),
        of=None if of is None else Rows(of[0], tuple(of[1])),
    )
