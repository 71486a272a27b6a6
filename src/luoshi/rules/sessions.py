"""Review sessions: on which days they fall, and from which state a step leads where."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from luoshi.values.civil import SHANGHAI
from luoshi.values.errors import IllegalMove
from luoshi.values.sentences import gettext_noop
from luoshi.values.tomltable import TomlTable
from luoshi.values.workcalendar import Day, WorkCalendar


class State(StrEnum):
    """Where a review session stands."""

    PLANNED = "planned"
    OPEN = "open"
    FROZEN = "frozen"
    IN_SESSION = "in_session"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table: ``name`` leads from any of ``begins`` to ``ends``."""

    name: str
    label: str
    begins: frozenset[State]
    ends: State


_P, _O, _F = State.PLANNED, State.OPEN, State.FROZEN
STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        Step("open", gettext_noop("开放意见窗口"), frozenset({_P}), State.OPEN),
        Step("freeze", gettext_noop("冻结"), frozenset({_P, _O}), State.FROZEN),
        Step("begin", gettext_noop("开始会议"), frozenset({_F}), State.IN_SESSION),
        Step("close", gettext_noop("结束会议"), frozenset({State.IN_SESSION}), State.CLOSED),
        Step("cancel", gettext_noop("取消会议"), frozenset({_P, _O, _F}), State.CANCELLED),
    )
}
# While the agenda may still change, while units may still comment, while items are decided.
AGENDA_OPEN = frozenset({State.PLANNED, State.OPEN})
# What comes in after the freeze stands beside the frozen figures and says so.
COMMENTS_OPEN = frozenset({State.OPEN, State.FROZEN})
DECIDING = frozenset({State.IN_SESSION})


def step(state: str, name: str) -> Step:
    """Return the row by which ``name`` leads on from ``state``; raises IllegalMove where none does."""
    row = STEPS[name]
    if state not in row.begins:
        raise IllegalMove(
            gettext_noop("调度会现在的状态不能办理这一步，请刷新页面。"), code="session-step"
        )
    return row


def require_state(state: str, allowed: frozenset[State]) -> None:
    """Raise IllegalMove unless ``state`` is one of ``allowed``."""
    if state not in allowed:
        raise IllegalMove(
            gettext_noop("调度会现在的状态不能办理这一步，请刷新页面。"), code="session-step"
        )


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A fixed day: the ``nth`` ``weekday`` (1–7) of each month, moved to a working day by ``roll``.

    ``comment_days`` working days before it the window for comments opens; ``freeze_days`` working
    days before it (0: on the day itself), at ``freeze_at``, everything is frozen.
    """

    code: str
    name: str
    basis: str
    nth: int
    weekday: int
    roll: str
    starts_at: dt.time
    comment_days: int
    freeze_days: int
    freeze_at: dt.time


@dataclass(frozen=True, slots=True)
class Proposed:
    """One session that a rhythm proposes: the fixed day, and the days that follow from it."""

    fixed_on: dt.date
    held: Day
    comments_from: dt.date
    freeze_at: dt.datetime

    @property
    def moved(self) -> bool:
        """Whether the fixed day is no working day."""
        return self.fixed_on != self.held.on


def rhythms_from(root: TomlTable) -> tuple[Rhythm, ...]:
    """Return what ``sessions.toml`` says; raises TomlFault for what cannot be."""
    root.only("rhythm")
    found = tuple(_rhythm(one) for one in root.tables("rhythm"))
    if len({one.code for one in found}) < len(found):
        raise root.fault("rhythm", "代号不能重复")
    return found


def _rhythm(table: TomlTable) -> Rhythm:
    table.only(*Rhythm.__slots__)
    nth = table.integer("nth", least=-1, most=4)
    if nth == 0:
        raise table.fault("nth", "应为1至4，或者-1（最后一个）")
    comment = table.integer("comment_days", least=1, most=20)
    freeze = table.integer("freeze_days", least=0, most=comment - 1)
    starts_at, freeze_at = table.time("starts_at"), table.time("freeze_at")
    if freeze == 0 and freeze_at >= starts_at:
        raise table.fault("freeze_at", "会议当天冻结的，应早于starts_at")
    return Rhythm(
        code=table.text("code"),
        name=table.text("name"),
        basis=table.text("basis"),
        nth=nth,
        weekday=table.integer("weekday", least=1, most=7),
        roll=table.choice("roll", among=("earlier", "later")),
        starts_at=starts_at,
        comment_days=comment,
        freeze_days=freeze,
        freeze_at=freeze_at,
    )


def fixed_days(rhythm: Rhythm, *, after: dt.date) -> Iterator[dt.date]:
    """Yield the fixed days of ``rhythm`` behind ``after``, one in each month, before any moving."""
    year, month = after.year, after.month
    while True:
        days = [
            dt.date(year, month, day)
            for day in range(1, months.monthrange(year, month)[1] + 1)
            if dt.date(year, month, day).isoweekday() == rhythm.weekday
        ]
        day = days[-1] if rhythm.nth == -1 else days[rhythm.nth - 1]
        if day > after:
            yield day
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def proposed(
    rhythm: Rhythm, *, after: dt.date, calendar: WorkCalendar, several: int
) -> list[Proposed]:
    """Return the next sessions that ``rhythm`` proposes behind ``after``."""
    days = fixed_days(rhythm, after=after)
    return [laid_out(rhythm, next(days), calendar=calendar) for _ in range(several)]


def laid_out(rhythm: Rhythm, fixed_on: dt.date, *, calendar: WorkCalendar) -> Proposed:
    """Return one session with its window and its moment of freezing, by working days."""
    held = (
        calendar.on_or_before(fixed_on)
        if rhythm.roll == "earlier"
        else calendar.on_or_after(fixed_on)
    )
    frozen_on = calendar.after(held.on, working_days=-rhythm.freeze_days).on
    return Proposed(
        fixed_on,
        held,
        calendar.after(held.on, working_days=-rhythm.comment_days).on,
        dt.datetime.combine(frozen_on, rhythm.freeze_at, tzinfo=SHANGHAI),
    )
