"""What a batch of obligations is about: whom it concerns, which ladder holds, which calendar counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from luoshi import policy
from luoshi.audit.inserting import among
from luoshi.matters.models import Matter
from luoshi.notices.people import Parties
from luoshi.orgs.queries import Calendars, calendars
from luoshi.owed.models import ObligationRows
from luoshi.progress.models import Report
from luoshi.projects.models import Project
from luoshi.rules.escalation import Facts, Ladder, Rung, climbed, foreseen, outstanding
from luoshi.rules.ruleset import RuleSet
from luoshi.values.civil import civil_day
from luoshi.values.workcalendar import WorkCalendar

# By id: who keeps a row, who leads and who carries it, and since when it is issued.
Known = Mapping[int, tuple[int, int | None, int | None, dt.datetime | None]]


class Debt(NamedTuple):
    """An obligation, as much of it as the ladder and its papers need."""

    pk: int
    kind: str
    subject_kind: str
    subject_id: int
    title: str
    debtor_unit_id: int
    debtor_id: int | None
    creditor_unit_id: int | None
    opens_on: dt.date
    due_original: dt.date
    due_on: dt.date
    opened_at: dt.datetime
    claimed_on: dt.date | None
    paused_on: dt.date | None
    discharged_on: dt.date | None


def debts_of(rows: ObligationRows) -> list[Debt]:
    """Return obligations as the ladder reads them, in the order of their ids."""
    return [Debt._make(row) for row in rows.order_by("pk").values_list(*Debt._fields)]


@dataclass(frozen=True, slots=True)
class Subject:
    """What one obligation hangs on: its parties, its rules, and the row an order would be about."""

    parties: Parties
    rules: RuleSet
    matter: int | None = None
    project: int | None = None

    @property
    def about(self) -> tuple[str, int] | None:
        """Return kind and id of what an order would be about; None where no order can be."""
        if self.matter is not None:
            return "matter", self.matter
        return ("project", self.project) if self.project is not None else None


def subjects_of(obligations: Iterable[Debt]) -> dict[int, Subject]:
    """Return for each obligation, by id, what it hangs on: one query for each kind of subject."""
    rows = list(obligations)
    wanted: dict[str, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.subject_kind, set()).add(row.subject_id)
    reports = dict(
        Report.objects.filter(pk__in=among(wanted.get("report", ()))).values_list("pk", "project")
    )
    projects = wanted.get("project", set()) | set(reports.values())
    found: dict[str, Known] = {
        "matter": {
            pk: (held_by, lead, person, issued_at)
            for pk, held_by, lead, person, issued_at in Matter.objects.filter(
                pk__in=among(wanted.get("matter", ()))
            ).values_list("pk", "held_by", "lead", "person", "issued_at")
        },
        "project": {
            pk: (held_by, unit, reporter, None)
            for pk, held_by, unit, reporter in Project.objects.filter(
                pk__in=among(projects)
            ).values_list("pk", "held_by", "filing__unit", "filing__reporter")
        },
    }
    rules = Rules()
    return {row.pk: _subject(row, found, reports, rules) for row in rows}


class Rules(dict[dt.datetime, RuleSet]):
    """The rules of the day of each instant, looked up once for all that share it."""

    def __missing__(self, instant: dt.datetime) -> RuleSet:
        self[instant] = policy.current().rules_on(civil_day(instant))
        return self[instant]


def _subject(
    row: Debt,
    found: Mapping[str, Known],
    reports: Mapping[int, int],
    rules: Rules,
) -> Subject:
    kind, pk = row.subject_kind, row.subject_id
    if kind == "report" and pk in reports:
        kind, pk = "project", reports[pk]
    office, lead, person, issued_at = found.get(kind, {}).get(
        pk, (row.creditor_unit_id or row.debtor_unit_id, None, None, None)
    )
    parties = Parties(row.debtor_unit_id, row.debtor_id, lead or row.debtor_unit_id, person, office)
    known = pk in found.get(kind, {})
    return Subject(
        parties,
        rules[issued_at or row.opened_at],
        matter=pk if known and kind == "matter" else None,
        project=pk if known and kind == "project" else None,
    )


def stopped_on(obligation: Debt) -> dt.date | None:
    """Return since when an obligation does not press: done, claimed as done, or paused."""
    *_, claimed, paused, done = obligation
    if claimed is None and paused is None:
        return done
    return min(day for day in (claimed, paused, done) if day is not None)


def _reach_before(ladder: Ladder) -> dt.timedelta:
    """Return from how long before the due day on it matters when an obligation began.

    Whatever began earlier has the same rungs: it is counted as if it had begun then.
    """
    earliest = -min((step.days for step in ladder), default=0)
    return dt.timedelta(days=2 * max(earliest, 0) + 20)


class Left(NamedTuple):
    """What of a ladder is left to do today, and the next day on which a rung falls due."""

    carry: tuple[Rung, ...]
    overtaken: tuple[Rung, ...]
    next_on: dt.date | None


KNOWN_MOST = 50_000  # facts that are remembered: a whole region's would not fit into memory


@dataclass
class Climb:
    """How far a ladder is climbed on one day; equal facts are counted once for a whole sweep."""

    today: dt.date
    _calendars: Calendars = field(default_factory=calendars)
    _foreseen: dict[tuple[object, ...], tuple[Rung, ...]] = field(default_factory=dict)
    _reach: dict[int, dt.timedelta] = field(default_factory=dict)
    _known: dict[tuple[object, ...], Left] = field(default_factory=dict)

    def calendar_of(self, unit: int) -> WorkCalendar:
        """Return the calendar of a unit; raises BadInput where its file is gone."""
        return self._calendars.of(unit)

    def left(self, obligation: Debt, ladder: Ladder, *, done: str) -> Left:
        """Return what is left to do when the rungs named in ``done``, blanks between, were done."""
        if id(ladder) not in self._reach:
            self._reach[id(ladder)] = _reach_before(ladder)
        due_on, code = obligation.due_on, self._calendars.code_of(obligation.debtor_unit_id)
        begun = max(obligation.opens_on, due_on - self._reach[id(ladder)])
        facts = Facts(begun, due_on, stopped_on(obligation))
        key = (begun, due_on, facts.stops_on, code, id(ladder), done)
        if key not in self._known:
            if len(self._known) >= KNOWN_MOST:
                self._known.clear()
            every = self._every(obligation, ladder, code)
            reached, next_on = climbed(facts, every, today=self.today)
            left = outstanding(reached, done=set(done.split(" ")))
            self._known[key] = Left(left.carry, left.overtaken, next_on)
        return self._known[key]

    def _every(self, obligation: Debt, ladder: Ladder, code: str) -> tuple[Rung, ...]:
        """Return the rungs of all that is due on the same day by the same calendar."""
        key = (obligation.due_on, code, id(ladder))
        if key not in self._foreseen:
            calendar = self.calendar_of(obligation.debtor_unit_id)
            self._foreseen[key] = foreseen(
                obligation.due_on, today=self.today, calendar=calendar, ladder=ladder
            )
        return self._foreseen[key]
