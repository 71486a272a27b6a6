"""What a batch of obligations is about: whom it concerns, which ladder holds, which calendar counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from luoshi import policy
from luoshi.matters.models import Matter
from luoshi.notices.people import Parties
from luoshi.orgs.queries import Calendars, calendars
from luoshi.owed.models import ObligationRows
from luoshi.progress.models import Report
from luoshi.projects.models import Project
from luoshi.rules.escalation import Facts, Ladder, Rung, climbed
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
    discharged_at: dt.datetime | None
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
        Report.objects.filter(pk__in=wanted.get("report", ())).values_list("pk", "project")
    )
    projects = wanted.get("project", set()) | set(reports.values())
    found: dict[str, Known] = {
        "matter": {
            pk: (held_by, lead, person, issued_at)
            for pk, held_by, lead, person, issued_at in Matter.objects.filter(
                pk__in=wanted.get("matter", ())
            ).values_list("pk", "held_by", "lead", "person", "issued_at")
        },
        "project": {
            pk: (held_by, unit, reporter, None)
            for pk, held_by, unit, reporter in Project.objects.filter(pk__in=projects).values_list(
                "pk", "held_by", "filing__unit", "filing__reporter"
            )
        },
    }
    return {row.pk: _subject(row, found, reports) for row in rows}


def _subject(
    row: Debt,
    found: Mapping[str, Known],
    reports: Mapping[int, int],
) -> Subject:
    kind, pk = row.subject_kind, row.subject_id
    if kind == "report" and pk in reports:
        kind, pk = "project", reports[pk]
    office, lead, person, issued_at = found.get(kind, {}).get(
        pk, (row.creditor_unit_id or row.debtor_unit_id, None, None, None)
    )
    parties = Parties(row.debtor_unit_id, row.debtor_id, lead or row.debtor_unit_id, person, office)
    since = civil_day(issued_at or row.opened_at)
    known = pk in found.get(kind, {})
    return Subject(
        parties,
        policy.current().rules_on(since),
        matter=pk if known and kind == "matter" else None,
        project=pk if known and kind == "project" else None,
    )


def stopped_on(obligation: Debt) -> dt.date | None:
    """Return since when an obligation does not press: done, claimed as done, or paused."""
    days = (obligation.discharged_on, obligation.claimed_on, obligation.paused_on)
    return min((day for day in days if day is not None), default=None)


def _reach_before(ladder: Ladder) -> dt.timedelta:
    """Return from how long before the due day on it matters when an obligation began.

    Whatever began earlier has the same rungs: it is counted as if it had begun then.
    """
    earliest = -min((step.days for step in ladder), default=0)
    return dt.timedelta(days=2 * max(earliest, 0) + 20)


@dataclass
class Climb:
    """How far a ladder is climbed on one day; equal facts are counted once for a whole sweep."""

    today: dt.date
    _calendars: Calendars = field(default_factory=calendars)
    _known: dict[tuple[object, ...], tuple[tuple[Rung, ...], dt.date | None]] = field(
        default_factory=dict
    )

    def calendar_of(self, unit: int) -> WorkCalendar:
        """Return the calendar of a unit; raises BadInput where its file is gone."""
        return self._calendars.of(unit)

    def of(self, obligation: Debt, ladder: Ladder) -> tuple[tuple[Rung, ...], dt.date | None]:
        """Return the rungs reached today, and the next day on which one falls due."""
        unit = obligation.debtor_unit_id
        first = obligation.due_on - _reach_before(ladder)
        facts = Facts(max(obligation.opens_on, first), obligation.due_on, stopped_on(obligation))
        key = (facts, self._calendars.code_of(unit), id(ladder))
        if key not in self._known:
            self._known[key] = climbed(
                facts, today=self.today, calendar=self.calendar_of(unit), ladder=ladder
            )
        return self._known[key]
