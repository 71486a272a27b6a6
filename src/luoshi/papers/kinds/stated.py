"""What a half-month summary and a circular state, as values: figures with their base, changes, lags,
problems, decisions, the next window, a row for each project.

Sums are in yuan, shares in percent, differences of shares in percentage points.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from luoshi.papers.kinds.bulletin import Masthead
from luoshi.values.numbers import written_day


@dataclass(frozen=True, slots=True)
class Stated:
    """One line of the table of figures: what, how much, and out of what it is counted."""

    name: str
    value: str
    cohort: str


@dataclass(frozen=True, slots=True)
class Base:
    """What the figures rest on: the window, its last day counted, when the register was read."""

    window: str
    base_on: dt.date
    as_of: dt.datetime

    @property
    def said(self) -> str:
        """The sentence that stands before every set of figures."""
        read = f"{written_day(self.as_of.date())}{self.as_of.hour}时{self.as_of.minute:02}分"
        return f"统计时点为{written_day(self.base_on)}24时，数据取自{read}的登记"


@dataclass(frozen=True, slots=True)
class YearDone:
    """The year's plan of ``count`` projects: planned, done and by the curve due, in yuan."""

    year: int
    count: int
    planned: Decimal
    done: Decimal
    due: Decimal
    done_share: Decimal
    due_share: Decimal
    not_reported: int = 0


@dataclass(frozen=True, slots=True)
class Overall:
    """The figures in one paragraph; the table beside it gives each with its base."""

    filed: int
    paused: int
    planned: Decimal
    signed: int
    started: int
    started_share: Decimal | None
    invested_window: Decimal
    invested_year: Decimal
    invested_total: Decimal
    owed: int
    in_time: int
    late: int
    missing: int
    not_yet: int
    in_time_share: Decimal | None
    year: YearDone | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One sort of change against the last window: its word, and the names of what changed."""

    word: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lag:
    """A project that lags: due and done in percent of the year's plan, the day of that, and why."""

    name: str
    unit: str
    due: Decimal
    done: Decimal
    on: dt.date
    cause: str
    words: str

    @property
    def gap(self) -> Decimal:
        """Percentage points behind."""
        return self.due - self.done


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem with its owner; ``days_late`` is 0 for one that is not overdue."""

    number: str
    title: str
    unit: str
    person: str
    due_on: dt.date
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class Problems:
    """How the problems stand: counts that add up, and those that are named."""

    raised: int
    confirmed: int
    confirmed_share: Decimal | None
    closed_unconfirmed: int
    claimed: int
    still: int
    new: tuple[Trouble, ...] = ()
    solved: tuple[Trouble, ...] = ()
    overdue: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Decide:
    """A matter for decision: what, who is to decide, by when; empty where nobody said."""

    what: str
    asked_by: str
    who: str = ""
    by_when: str = ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next window: its name and days, the day its reports are due, and what falls into it."""

    window: str
    first_day: dt.date
    last_day: dt.date
    report_due: dt.date
    is_announced: bool
    stages: tuple[tuple[str, str, dt.date], ...] = ()
    matters: tuple[tuple[str, str, dt.date], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One project in the appendix; None where the register has no figure."""

    name: str
    unit: str
    stage: str
    investment: Decimal | None
    invested_window: Decimal | None
    invested_year: Decimal | None
    invested_total: Decimal | None
    due: Decimal | None
    done: Decimal | None
    reported: str
    light: str
    progress: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that the summary of one window says."""

    head: Masthead
    dated: dt.date
    base: Base
    overall: Overall
    figures: tuple[Stated, ...]
    filed_before: int
    invested_before: Decimal
    changes: tuple[Change, ...]
    causes: tuple[tuple[str, int], ...]
    compared: int
    lags: tuple[Lag, ...]
    problems: Problems
    decisions: tuple[Decide, ...]
    ahead: Ahead
    rows: tuple[Row, ...]
    trend: tuple[tuple[str, Decimal], ...] = ()
