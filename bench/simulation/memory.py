"""What must be so after the deeds that were acknowledged: matters, projects and all that they owe.

Nothing here reads the program's tables or calls its rules; ids of new rows are told from outside.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.simulation.days import Span, months_between, report_due, rolled, windows_between

IN_HAND = {"signed", "working", "returned", "reopened"}
FED_BACK = IN_HAND | {"extending"}
OVER = {"closed", "cancelled", "archived"}
OPEN, DONE, VOID = "open", "done", "void"
LOOK_BACK = dt.timedelta(days=62)


@dataclass
class Debt:
    """One thing that is owed, as it must stand."""

    unit: int
    person: int | None
    opens_on: dt.date
    due_original: dt.date
    due_on: dt.date
    status: str = OPEN
    on: dt.date | None = None
    paused_on: dt.date | None = None

    def settle(self, status: str, on: dt.date) -> None:
        """Note what became of it, unless something did already."""
        if self.status == OPEN:
            self.status, self.on = status, on


@dataclass
class Unit:
    """A unit: by which calendar it counts, and who sits there in which role (account → (role, person))."""

    pk: int
    calendar: str
    habit: str = "punctual"
    seats: dict[int, tuple[str, int]] = field(default_factory=dict)

    def accounts(self, *roles: str) -> list[int]:
        """Return the accounts that sit here in one of ``roles``."""
        return [pk for pk, (role, _) in self.seats.items() if role in roles]


@dataclass
class Matter:
    """One matter, as it must stand."""

    label: str
    kind: str
    lead: int
    person: int
    raised_by: int | None
    holder: int
    partners: list[int]
    due_proposed: dt.date
    project: int | None
    drafted_by: int
    pk: int = 0
    state: str = "draft"
    due_original: dt.date | None = None
    due_current: dt.date | None = None
    signed_on: dt.date | None = None
    claimed_by: int | None = None
    attempt: int = 1
    returns: int = 0
    upheld: int = 0
    edition: int = 0
    before: str = ""  # where it stood before an objection or a pause
    requests: int = 0
    asked: tuple[int, dt.date] | None = None  # by whom, until when
    objected_by: int | None = None
    open_key: str = ""  # of the objection or pause that is open
    objected_units: set[int] = field(default_factory=set)
    debts: dict[tuple[str, str], Debt] = field(default_factory=dict)
    steps: dict[str, tuple[dt.date, bool]] = field(default_factory=dict)  # of the plan in force
    moved: list[tuple[str, dt.date, dt.date]] = field(default_factory=list)
    moved_on: list[tuple[dt.date, dt.date]] = field(default_factory=list)  # day, date until then
    led: dict[dt.date, int] = field(
        default_factory=dict
    )  # day lived of a re-assignment → who led before
    turns: list[tuple[dt.date, bool]] = field(default_factory=list)  # since when in hand, or not
    raiser_said: bool | None = None

    @property
    def signature(self) -> str:
        """Return the key of the plan that belongs to the present assignment."""
        return str(self.upheld + 1) if self.upheld else "1"

    def in_hand_on(self, day: dt.date) -> bool:
        """Return whether it was in somebody's hand at any time of ``day``."""
        was = False
        for since, is_in_hand in self.turns:
            if since > day:
                break
            was = is_in_hand if since < day else was or is_in_hand
        return was

    def reaches_since(self, day: dt.date) -> dt.date:
        """Return since when its date lies after ``day``: the last move of one that did not."""
        return max((on for on, was in self.moved_on if was <= day), default=dt.date.min)

    def periods(self, today: dt.date) -> list[Span]:
        """Return the periods in which word of it may be owed by now."""
        spans = windows_between if self.project else months_between
        signed, due = self.signed_on, self.due_current
        if signed is None or due is None:
            return []
        found = spans(today - LOOK_BACK, today)
        return [one for one in found if one[1] > signed and one[2] < due]


@dataclass
class Project:
    """One project with its filing; ``spells`` are the times out of the register (from, back or None)."""

    label: str
    unit: int
    pk: int = 0
    filed_on: dt.date | None = None
    reporter: int = 0
    ended_on: dt.date | None = None
    dropped: bool = False
    head_signs: bool = False
    spells: list[tuple[dt.date, dt.date | None]] = field(default_factory=list)
    excused: dict[str, dt.date] = field(default_factory=dict)
    reports: dict[str, tuple[int, str]] = field(default_factory=dict)  # window → edition, state
    writers: dict[str, int] = field(default_factory=dict)  # window → person who wrote it last
    owners: dict[str, int] = field(default_factory=dict)  # window → person who was sent it back
    handed_in: dict[str, dt.date] = field(default_factory=dict)  # window → day that settled it

    def is_out(self) -> bool:
        """Return whether it is out of the register now."""
        return bool(self.spells) and self.spells[-1][1] is None

    def owes(self, window: Span) -> bool:
        """Return whether a report is owed: filed by the window's end, and in the register on that day."""
        _, _, last = window
        if self.filed_on is None or last < self.filed_on:
            return False
        if self.ended_on is not None and self.ended_on <= last:
            return False
        return not any(out <= last and (back is None or last < back) for out, back in self.spells)

    def windows(self, today: dt.date) -> list[Span]:
        """Return every window since the filing that has begun."""
        return windows_between(self.filed_on, today) if self.filed_on else []

    def debt(self, window: Span, calendar: str) -> Debt:
        """Return what is owed for one window, as it must stand once a sweep has come to its end."""
        key, _, last = window
        due = report_due(last, calendar)
        person = self.owners.get(key, self.reporter)
        debt = Debt(self.unit, person, min(last, due), due, due)
        if key in self.handed_in:
            debt.settle(DONE, self.handed_in[key])
        elif key in self.excused or not self.owes(window):
            debt.settle(VOID, due)
        return debt


@dataclass
class Memory:
    """Everything that was acknowledged, and how often each event must stand in the record."""

    units: dict[int, Unit] = field(default_factory=dict)
    matters: dict[int, Matter] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    events: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    labels: dict[str, int] = field(default_factory=dict)
    touched: set[tuple[str, int]] = field(default_factory=set)
    left_people: set[int] = field(default_factory=set)  # who has no seat any more
    day: dt.date = dt.date.min  # that is lived, whatever the clock shows

    def calendar(self, unit: int) -> str:
        """Return the name of the calendar by which a unit counts."""
        return self.units[unit].calendar

    def person_of(self, account: int) -> int:
        """Return the person of an account that has a seat."""
        return next(unit.seats[account][1] for unit in self.units.values() if account in unit.seats)

    def feedback(self, matter: Matter, span: Span) -> Debt:
        """Return the feedback that the sweep must open for one period."""
        last = rolled(span[2], self.calendar(matter.lead))
        assert matter.due_current is not None
        due = min(last, matter.due_current)
        return Debt(matter.lead, matter.person, min(span[1], due), due, due)

    def is_wanted(self, matter: Matter, span: Span, today: dt.date) -> bool:
        """Return whether the feedback of ``span`` must be there after a sweep of ``today``.

        What fell due while nobody had the matter in hand is nobody's debt.
        """
        if matter.state not in FED_BACK:
            return False
        due = self.feedback(matter, span).due_on
        return due >= today or max(matter.turns[-1][0], matter.reaches_since(span[2])) <= due

    def may_be(self, matter: Matter, span: Span, today: dt.date) -> bool:
        """Return whether the feedback of ``span`` may be there: somebody had the matter in hand then."""
        if matter.state not in FED_BACK:
            return False
        due = self.feedback(matter, span).due_on
        return due >= today or (matter.in_hand_on(due) and matter.reaches_since(span[2]) <= due)


def plain(value: Any) -> Any:
    """Return ``value`` as a report shows it."""
    return value.isoformat() if isinstance(value, dt.date) else value
