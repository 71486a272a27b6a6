"""What the register says of each project in one half month, as it was known at one moment.

So many queries, however many projects there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import translation

from luoshi import policy
from luoshi.issuing.figures_then import Owed, Undone, counted_then, owed_then
from luoshi.owed.models import Kind, Obligation, Outcome
from luoshi.progress.models import Report
from luoshi.projects.models import Exit, Leaving, Milestone, Permit, Project, Stage, YearPlan
from luoshi.rules import standing
from luoshi.rules.access import Scope
from luoshi.rules.curve import Curve, done_share, planned_share
from luoshi.rules.lights import Colour
from luoshi.standing.models import Lamp, StandingChange, Subject
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth

COUNTED_STAGES = Stage.CONTRACT  # from here on a sum is no intention any more
TREND = 6


Outs = Sequence[tuple[str, dt.date, dt.date | None]]


class Told(NamedTuple):
    """One report that counts, as much of it as the figures need."""

    pk: int
    project: int
    window: str
    edition: int
    invested_window: Decimal
    invested_year: Decimal
    invested_total: Decimal
    progress: str
    problems: str
    next_steps: str
    coordination: str


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """One filed project at the end of the base day; ``before`` is the end of the window before.

    ``report`` is the last that counts up to the window, of whatever year.  ``planned`` is the
    year's plan in yuan, ``due`` and ``done`` percent of it: what the curve asks for on the base
    day, and what the report's own day (``done_on``) shows against it (``due_then``).
    """

    pk: int
    name: str
    number: str
    unit: str
    unit_short: str
    filed_on: dt.date
    investment: Decimal | None
    stage: str
    stage_before: str
    out: str
    out_before: str
    report: Told | None
    window: str
    owed: Owed | None
    light: str
    year: int
    planned: Decimal | None = None
    due: Decimal | None = None
    due_then: Decimal | None = None
    done: Decimal | None = None
    winter: bool = False
    blocked: tuple[str, ...] = ()
    coming: tuple[tuple[str, dt.date], ...] = ()
    stages_late: tuple[tuple[str, dt.date], ...] = ()
    place: str = ""
    sector: str = ""
    outs: Outs = ()

    @property
    def is_in(self) -> bool:
        """Whether it was in the register: filed and not dropped; what is paused counts."""
        return self.out != Exit.DROPPED

    @property
    def was_in(self) -> bool:
        """Whether it was in the register at the end of the window before."""
        first_day = HalfMonth.parse(self.window).first_day
        return self.filed_on < first_day and self.out_before != Exit.DROPPED

    @property
    def said(self) -> Told | None:
        """The report of this very window."""
        return self.report if self.report and self.report.window == self.window else None

    @property
    def of_year(self) -> Told | None:
        """The last report of the window's year."""
        told = self.report
        return told if told and told.window.startswith(f"{self.year}-") else None

    @property
    def gap(self) -> Decimal | None:
        """Percentage points behind the plan on the day of its report; None where nothing compares."""
        if self.due_then is None or self.done is None or self.out or self.winter:
            return None
        return self.due_then - self.done


def facts_of(
    window: HalfMonth,
    *,
    scope: Scope,
    base_on: dt.date,
    as_of: dt.datetime,
    undone: Undone,
    lights: Mapping[int, str] | None = None,
    owed_of: HalfMonth | None = None,
) -> list[ProjectFacts]:
    """Return what is known of every project within ``scope`` that was filed by ``base_on``, by unit.

    ``lights`` are the combined lights of that day by project, where the caller knows them;
    ``owed_of`` is the window whose report is asked for, ``window`` itself where none is named.
    """
    filed = Project.objects.within(scope).filter(filing__filed_on__lte=base_on)
    ids = filed.order_by().values("pk")
    key = (owed_of or window).id
    known = _Known.read(
        ids, window, base_on=base_on, as_of=as_of, undone=undone, lights=lights, owed_key=key
    )
    return [_facts(row, known) for row in _rows(filed) if row[0] not in undone.filed]


Row = tuple[int, str, Decimal | None, str, str, str, str, str, str, dt.date]


Ids = QuerySet[Project, Any]  # a question, not an answer: no list of ids goes to the database


def _rows(rows: QuerySet[Project]) -> list[Row]:
    columns = ("pk", "name", "investment", "entry_stage", "place", "sector", "filing__number")
    units = ("filing__unit__name", "filing__unit__short_name", "filing__filed_on")
    return list(rows.order_by("filing__unit__name", "name", "pk").values_list(*columns, *units))


@dataclass(frozen=True, slots=True)
class _Known:
    """What several queries found, by project."""

    window: HalfMonth
    base_on: dt.date
    undone: Undone
    stages: Mapping[int, list[tuple[str, dt.date | None, dt.date | None]]]
    outs: Mapping[int, list[tuple[str, dt.date, dt.date | None]]]
    reports: Mapping[int, Told]
    owed: Mapping[int, list[Owed]]
    plans: Mapping[int, YearPlan]
    blocked: Mapping[int, list[str]]
    lights: Mapping[int, str]

    @classmethod
    def read(
        cls,
        ids: Ids,
        window: HalfMonth,
        *,
        base_on: dt.date,
        as_of: dt.datetime,
        undone: Undone,
        lights: Mapping[int, str] | None,
        owed_key: str,
    ) -> _Known:
        owing = Obligation.objects.filter(
            kind=Kind.REPORT, subject_kind="project", subject_id__in=ids, key=owed_key
        )
        plans = {
            plan.project_id: plan
            for plan in YearPlan.objects.filter(project__in=ids, year=base_on.year)
        }
        return cls(
            window=window,
            base_on=base_on,
            undone=undone,
            stages=_stages(ids),
            outs=outs_of(ids, undone),
            reports=last_reports(ids, up_to=window, as_of=as_of),
            owed=owed_then(owing, as_of=as_of, undone=undone),
            plans=plans,
            blocked=_blocked(ids, undone),
            lights=_lights(ids, on=civil_day(as_of)) if lights is None else lights,
        )


def _stages(ids: Ids) -> dict[int, list[tuple[str, dt.date | None, dt.date | None]]]:
    found: dict[int, list[tuple[str, dt.date | None, dt.date | None]]] = {}
    rows = Milestone.objects.filter(project__in=ids, skipped_reason__isnull=True)
    columns = ("project", "stage", "reached_on", "planned_on")
    for pk, stage, reached_on, planned_on in rows.order_by("stage").values_list(*columns):
        found.setdefault(pk, []).append((stage, reached_on, planned_on))
    return found


def outs_of(ids: Ids, undone: Undone) -> dict[int, list[tuple[str, dt.date, dt.date | None]]]:
    """Return by project how it left and came back: exit, day it left, day it came back."""
    found: dict[int, list[tuple[str, dt.date, dt.date | None]]] = {}
    rows = Leaving.objects.filter(project__in=ids).order_by("pk")
    for pk, exit_, on, back_on in rows.values_list("project", "exit", "on", "back_on"):
        if (pk, on) not in undone.left:
            back = None if back_on and (pk, back_on) in undone.back else back_on
            found.setdefault(pk, []).append((exit_, on, back))
    return found


def last_reports(ids: Ids, *, up_to: HalfMonth, as_of: dt.datetime) -> dict[int, Told]:
    """Return by project the last report that counted at ``as_of``, of ``up_to`` or a window before."""
    counted = counted_then(as_of=as_of).filter(project=OuterRef("pk"), window__lte=up_to.id)
    newest = counted.order_by("-window", "-edition").values("pk")[:1]
    chosen = Project.objects.filter(pk__in=ids).annotate(told=Subquery(newest))
    rows = Report.objects.filter(pk__in=chosen.values("told"))
    columns = ("pk", "project_id", *Told._fields[2:])
    return {row[1]: Told._make(row) for row in rows.values_list(*columns)}


def _blocked(ids: Ids, undone: Undone) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    with translation.override("zh-hans"):
        for permit in Permit.objects.filter(project__in=ids).order_by("pk"):
            name = str(permit)
            said = undone.blocked.get((permit.project_id, name), permit.blocked_by)
            if said:
                found.setdefault(permit.project_id, []).append(f"{name}：{said}")
    return found


def _lights(ids: Ids, *, on: dt.date) -> dict[int, str]:
    """Return by project the combined light as it was stored on a day; none where it never changed."""
    changes = StandingChange.objects.filter(
        standing__subject_kind=Subject.PROJECT, lamp=Lamp.COMBINED, on__lte=on
    )
    newest = changes.filter(standing__subject_id=OuterRef("pk")).order_by("-pk").values("now")[:1]
    rows = Project.objects.filter(pk__in=ids).annotate(light_then=Subquery(newest))
    return {pk: light for pk, light in rows.values_list("pk", "light_then") if light}


# --- one project


def _facts(row: Row, known: _Known) -> ProjectFacts:
    pk, name, investment, entry, place, sector, number, unit, unit_short, filed_on = row
    before = known.window.previous().last_day
    stages = [
        (
            stage,
            known.undone.reached.get((pk, stage), reached_on),
            known.undone.planned.get((pk, stage), planned_on),
        )
        for stage, reached_on, planned_on in known.stages.get(pk, ())
    ]
    outs, report = known.outs.get(pk, ()), known.reports.get(pk)
    owed = next(iter(known.owed.get(pk, ())), None)
    facts = ProjectFacts(
        pk=pk,
        name=name,
        number=number,
        unit=unit,
        unit_short=unit_short,
        filed_on=filed_on,
        investment=known.undone.investment.get(pk, investment),
        stage=_furthest(stages, entry, known.base_on),
        stage_before=_furthest(stages, entry, before),
        out=out_on(outs, known.base_on),
        out_before=out_on(outs, before),
        report=report,
        window=known.window.id,
        owed=None if owed is None or owed.outcome == Outcome.VOID else owed,
        light=known.lights.get(pk, ""),
        year=known.base_on.year,
        blocked=tuple(known.blocked.get(pk, ())),
        coming=_planned(stages, entry, known.window.next(), known.base_on),
        stages_late=_late(stages, entry, known.base_on),
        place=known.undone.said.get((pk, "place"), place),
        sector=known.undone.said.get((pk, "sector"), sector),
        outs=outs,
    )
    return _against_plan(facts, known)


def _against_plan(facts: ProjectFacts, known: _Known) -> ProjectFacts:
    curve, planned = _plan_then(facts.pk, known)
    if curve is None or planned is None:
        return facts
    told, due_then, done = facts.of_year, None, None
    if told is not None:
        due_then = planned_share(curve, HalfMonth.parse(told.window).last_day)
        done = done_share(told.invested_year, planned)
    on = known.base_on
    resumes, stops = curve.resumes_on, curve.stops_on
    return replace(
        facts,
        planned=planned,
        due=planned_share(curve, on),
        due_then=due_then,
        done=done,
        winter=bool((resumes and on < resumes) or (stops and on > stops)),
    )


def _plan_then(pk: int, known: _Known) -> tuple[Curve | None, Decimal | None]:
    """Return the curve and the sum of the year's plan as they stood, (None, None) without one."""
    plan, year = known.plans.get(pk), known.base_on.year
    before = known.undone.plans.get((pk, year), {})
    if plan is None or ("planned" in before and before["planned"] is None):
        return None, None

    def then(name: str) -> Decimal:
        return Decimal(before[name]) if before.get(name) is not None else getattr(plan, name)

    def day(name: str) -> dt.date | None:
        if name not in before:
            return getattr(plan, name)  # type: ignore[no-any-return]
        return dt.date.fromisoformat(before[name]) if before[name] else None

    shares = (then("q1"), then("q2"), then("q3"))
    return Curve(year, shares, day("resumes_on"), day("stops_on")), then("planned")


Stages = Sequence[tuple[str, dt.date | None, dt.date | None]]


def _furthest(stages: Stages, entry: str, on: dt.date) -> str:
    return max([entry, *(stage for stage, reached, _ in stages if reached and reached <= on)])


def _planned(
    stages: Stages, entry: str, window: HalfMonth, on: dt.date
) -> tuple[tuple[str, dt.date], ...]:
    """Return the stages that are planned for ``window`` and were not reached by ``on``."""
    return tuple(
        (stage, planned)
        for stage, reached, planned in stages
        if planned and planned in window and not (reached and reached <= on) and stage > entry
    )


def _late(stages: Stages, entry: str, on: dt.date) -> tuple[tuple[str, dt.date], ...]:
    return tuple(
        (stage, planned)
        for stage, reached, planned in stages
        if planned and planned < on and not (reached and reached <= on) and stage > entry
    )


def out_on(outs: Outs, on: dt.date) -> str:
    """Return how a project was out of the register on a day; "" if it was not."""
    for exit_, left_on, back_on in reversed(outs):
        if left_on <= on and (back_on is None or back_on > on):
            return exit_
    return ""


def is_behind(facts: ProjectFacts, *, on: dt.date) -> bool:
    """Return whether a project lags so far that its light of progress would warn."""
    if facts.gap is None:
        return False
    thresholds = policy.current().rules_on(on).thresholds
    return standing.gap_colour(facts.gap, thresholds) is not Colour.GREEN


def invested_by_window(
    rows: QuerySet[Project], *, up_to: HalfMonth, as_of: dt.datetime
) -> list[tuple[HalfMonth, Decimal, int]]:
    """Return what was invested in each of the last half months, and by how many reports it is said."""
    windows = [up_to]
    while len(windows) < TREND:
        windows.insert(0, windows[0].previous())
    counted = counted_then(as_of=as_of).filter(
        project__in=rows.order_by().values("pk"), window__in=[one.id for one in windows]
    )
    newest: dict[tuple[int, str], Decimal] = {}
    for project, window, invested in counted.order_by("edition").values_list(
        "project", "window", "invested_window"
    ):
        newest[project, window] = invested
    found = []
    for one in windows:
        sums = [invested for (_, window), invested in newest.items() if window == one.id]
        found.append((one, sum(sums, Decimal(0)), len(sums)))
    return found
