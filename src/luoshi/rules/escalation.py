"""The ladder: which rungs an open obligation has reached, told whom, with which paper.

Pure and repeatable: the same facts give the same rungs, tomorrow's answer begins with today's, and
each rung has a key of its own.  So a sweep that stores the keys it has carried out does each step
once, whenever and however often it runs.  Days are civil dates of Asia/Shanghai.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from luoshi.values.civil import SHANGHAI
from luoshi.values.sentences import gettext_noop
from luoshi.values.workcalendar import ONE_DAY, WorkCalendar

Whom = Literal["handler", "head", "lead_unit", "leader"]
PaperKind = Literal["none", "urge", "supervise"]
Bundle = Literal["daily", "each"]
WHOM: tuple[Whom, ...] = get_args(Whom)
PAPERS: tuple[PaperKind, ...] = get_args(PaperKind)
BUNDLES: tuple[Bundle, ...] = get_args(Bundle)

# The eight rungs; from DECIDED_FROM on a person decides each time and the approval is kept
# (国务院令第733号第21条).
RUNGS = {
    1: gettext_noop("提醒承办人"),
    2: gettext_noop("提醒承办人和单位负责人"),
    3: gettext_noop("催办单"),
    4: gettext_noop("督办通知单"),
    5: gettext_noop("分管领导协调"),
    6: gettext_noop("通报"),
    7: gettext_noop("约谈"),
    8: gettext_noop("移送问责"),
}
DECIDED_FROM = 6


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One row of the ladder: ``days`` working days after the due day (0 that day, -3 three before).

    ``every`` repeats it each so many working days after that, 0 never.  ``needs_approval`` means
    that it is only prepared: a person lets it go or not.
    """

    days: int
    rung: int
    to: tuple[Whom, ...] = ("handler",)
    paper: PaperKind = "none"
    needs_approval: bool = False
    every: int = 0

    def __post_init__(self) -> None:
        if self.rung not in RUNGS:
            raise ValueError("没有这一级，应为1到8")
        if not self.to or len(set(self.to)) != len(self.to):
            raise ValueError("应写明告知谁，每人一次")
        if self.rung >= DECIDED_FROM and not self.needs_approval:
            raise ValueError(f"第{self.rung}级每次都须由人批准，needs_approval应为true")
        if self.paper != "none" and not self.needs_approval:
            raise ValueError("催办单、督办通知单须由人批准后发出，needs_approval应为true")
        if self.every < 0 or (self.every and self.days < 0):
            raise ValueError("只有逾期之后的提醒可以重复")

    @property
    def is_message(self) -> bool:
        """True for what only tells somebody: no paper, no decision."""
        return self.paper == "none" and not self.needs_approval


Ladder = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ladder must know of an obligation.

    ``stops_on`` is the civil day on which it was discharged, claimed done or paused: what would
    fall later does not come.
    """

    opens_on: dt.date
    due_on: dt.date
    stops_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """A step that an obligation has reached: on which day, the how-manieth time (from 0)."""

    step: Step
    on: dt.date
    due_on: dt.date
    turn: int = 0
    # The name under which it is kept that this was done; another due day begins anew.
    key: str = field(init=False, compare=False, default="")

    def __post_init__(self) -> None:
        due = self.due_on.isoformat().replace("-", "")  # strftime costs several times as much
        key = f"{due}/{self.step.rung}/{self.step.days:+d}/{self.turn}"
        object.__setattr__(self, "key", key)


def due_rungs(
    facts: Facts, *, today: dt.date, calendar: WorkCalendar, ladder: Ladder
) -> tuple[Rung, ...]:
    """Return every rung reached by ``today``, in the order in which they fell due.

    A reminder before the due day is left out if it would fall on or before the day on which the
    obligation began: the order itself has just been handed over.
    """
    every = rungs_until(today, due_on=facts.due_on, calendar=calendar, ladder=ladder)
    return tuple(one for one in every if _holds(one, facts))


def rungs_until(
    last: dt.date, *, due_on: dt.date, calendar: WorkCalendar, ladder: Ladder
) -> tuple[Rung, ...]:
    """Return every rung up to ``last`` of whatever is due on a day, whenever it began or stopped."""
    before = [one for one in _before(due_on, calendar, ladder) if one.on <= last]
    return (*before, *_after(due_on, last, calendar, ladder))


def _holds(rung: Rung, facts: Facts) -> bool:
    """Return whether a rung is one of an obligation of these facts: begun before it, not stopped."""
    if rung.step.days < 0 and rung.on <= facts.opens_on:
        return False
    return facts.stops_on is None or rung.on <= facts.stops_on


def _before(due_on: dt.date, calendar: WorkCalendar, ladder: Ladder) -> list[Rung]:
    return [
        Rung(step, calendar.after(due_on, working_days=step.days).on, due_on)
        for step in sorted(one for one in ladder if one.days <= 0)
    ]


def _after(due_on: dt.date, last: dt.date, calendar: WorkCalendar, ladder: Ladder) -> list[Rung]:
    days = (due_on + n * ONE_DAY for n in range(1, (last - due_on).days + 1))
    worked = [day for day in days if calendar.looks_worked(day)]
    found = []
    for step in sorted(one for one in ladder if one.days > 0 or one.every):
        most = len(worked) if step.every else min(step.days, len(worked))
        counts = range(step.days or step.every, most + 1, step.every or 1)
        for turn, count in enumerate(counts, start=0 if step.days else 1):
            found.append(Rung(step, worked[count - 1], due_on, turn))
    return sorted(found, key=lambda rung: rung.on)  # on one day in the order of the steps


def next_rung_on(
    facts: Facts, *, today: dt.date, calendar: WorkCalendar, ladder: Ladder
) -> dt.date | None:
    """Return the next day after ``today`` on which a rung falls due; None if no more comes.

    A sweep need not look at the obligation before that day.
    """
    every = foreseen(facts.due_on, today=today, calendar=calendar, ladder=ladder)
    return climbed(facts, every, today=today)[1]


def foreseen(
    due_on: dt.date, *, today: dt.date, calendar: WorkCalendar, ladder: Ladder
) -> tuple[Rung, ...]:
    """Return the rungs of whatever is due on a day, as far ahead as ``climbed`` needs them."""
    furthest = max((step.days + step.every for step in ladder), default=0)
    horizon = calendar.after(max(today, due_on), working_days=max(furthest, 0) + 1).on
    return rungs_until(horizon, due_on=due_on, calendar=calendar, ladder=ladder)


def climbed(
    facts: Facts, every: Iterable[Rung], *, today: dt.date
) -> tuple[tuple[Rung, ...], dt.date | None]:
    """Return of ``every`` rung foreseen those reached by ``today``, and the day of the next."""
    reached: list[Rung] = []
    ahead: list[Rung] = []
    for rung in every:
        if _holds(rung, facts):
            (reached if rung.on <= today else ahead).append(rung)
    return tuple(reached), ahead[0].on if ahead else None


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What is still to do of the rungs reached: ``carry`` these, note ``overtaken`` as passed by."""

    carry: tuple[Rung, ...] = ()
    overtaken: tuple[Rung, ...] = ()


def outstanding(rungs: Iterable[Rung], *, done: Collection[str]) -> Outstanding:
    """Return what is to do of ``rungs`` when those with the keys ``done`` were done or passed by.

    After an outage reminders of several days may have fallen due: only those of the last day are
    sent.  Papers and decisions are prepared one by one, none is passed by.
    """
    left = [one for one in rungs if one.key not in done]
    messages = [one for one in left if one.step.is_message]
    last = max((one.on for one in messages), default=None)
    overtaken = tuple(one for one in messages if one.on != last)
    return Outstanding(tuple(one for one in left if one not in overtaken), overtaken)


# --- when a message may go out


@dataclass(frozen=True, slots=True)
class Messages:
    """Quiet hours and bundling, Beijing time.

    From ``quiet_from`` to ``quiet_to`` of the next day nothing is sent; ``rest_days`` says whether
    anything is sent on days of rest; ``bundle`` is "daily" (one message a day a person, at
    ``send_at``) or "each".  ``link_days`` is how long a link in a message leads somewhere,
    ``answer_days`` within how many working days an order wants its answer.
    """

    quiet_from: dt.time = dt.time(20)
    quiet_to: dt.time = dt.time(10)
    rest_days: bool = False
    bundle: Bundle = "daily"
    send_at: dt.time = dt.time(10, 30)
    link_days: int = 14
    answer_days: int = 3

    def __post_init__(self) -> None:
        if not self.quiet_to < self.quiet_from:
            raise ValueError("quiet_to应早于quiet_from：静默时段从晚上到次日早上")
        if not self.quiet_to <= self.send_at < self.quiet_from:
            raise ValueError("send_at不能落在静默时段内")


def may_send(at: dt.datetime, *, messages: Messages, calendar: WorkCalendar) -> bool:
    """Return whether a message may go out at this very moment: no quiet hour, no day of rest."""
    here = at.astimezone(SHANGHAI)
    if not messages.quiet_to <= here.time() < messages.quiet_from:
        return False
    return messages.rest_days or calendar.looks_worked(here.date())


def send_moment(ready: dt.datetime, *, messages: Messages, calendar: WorkCalendar) -> dt.datetime:
    """Return the earliest moment, Beijing time, at which a message ready at ``ready`` may go out."""
    at = ready.astimezone(SHANGHAI)
    day, daily = at.date(), messages.bundle == "daily"
    opens = messages.send_at if daily else messages.quiet_to
    closes = messages.send_at if daily else messages.quiet_from
    late = at.time() > closes if daily else at.time() >= closes
    if late:
        day += ONE_DAY
    while not (messages.rest_days or calendar.looks_worked(day)):
        day += ONE_DAY
    return max(at, dt.datetime.combine(day, opens, SHANGHAI))
