"""Reading reports: what the last one said, what a window still lacks, projects against windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from luoshi import policy
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import calendar_of
from luoshi.owed import queries as owed
from luoshi.owed.models import Kind, Obligation
from luoshi.progress.models import Excuse, Report
from luoshi.progress.models import State as Way
from luoshi.projects import queries as projects
from luoshi.projects.models import Filing, Project, Stage
from luoshi.rules import reporting
from luoshi.rules.access import Permission
from luoshi.rules.deadlines import report_due
from luoshi.rules.lights import Light
from luoshi.rules.reporting import Figures
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound
from luoshi.values.halfmonth import HalfMonth, between
from luoshi.values.sentences import Sentence, gettext_noop
from luoshi.values.workcalendar import Day, WorkCalendar

STAGES = Stage
WAYS = Way
TEXTS = ("progress", "formalities", "problems", "next_steps", "coordination")


# --- windows


def due_of(window: HalfMonth, *, calendar: WorkCalendar | None = None) -> Day:
    """Return the last day on which the report for ``window`` is in time, by the rules of that window.

    ``calendar`` is that of the unit that reports; the national one if none is given.
    """
    house = policy.current()
    rule = house.rules_on(window.last_day).report
    return report_due(
        window,
        grace_days=rule.grace_days,
        calendar=calendar or house.calendar(),
        roll=rule.roll,
        roll_n=rule.roll_n,
    )


def due_for(project: Project, window: HalfMonth) -> Day:
    """Return the last day in time for the report of a filed project: by its unit's own calendar."""
    return due_of(window, calendar=calendar_of(project.filing.unit))


def owes(filing: Filing, window: HalfMonth) -> bool:
    """Return whether a report is owed for ``window``: filed by its end, and in the register then."""
    return window in _owed_of(filing, [window])


def windows_owed(filing: Filing, *, today: dt.date) -> list[HalfMonth]:
    """Return the windows since the first that have begun by ``today`` and are owed, in order."""
    first, running = HalfMonth.parse(filing.first_window), HalfMonth.containing(today)
    return _owed_of(filing, between(first, running))


def _owed_of(filing: Filing, windows: Iterable[HalfMonth]) -> list[HalfMonth]:
    outs = projects.outs_of([filing.project_id]).get(filing.project_id, ())
    first, ended = filing.first_window, filing.ended_on
    return [
        one
        for one in windows
        if reporting.is_owed(one, first_window=first, ended_on=ended, outs=outs)
    ]


def why_silent(filing: Filing, window: HalfMonth) -> str:
    """Return why nothing is owed for ``window``, if the project was out; "" if it was not."""
    out = projects.out_of_register(window.last_day).filter(project=filing.project_id)
    return out.order_by("pk").values_list("reason", flat=True).first() or ""


def unreported(project: Project, *, today: dt.date) -> list[HalfMonth]:
    """Return the windows that are owed and lack a report, or whose report was returned, in order."""
    there = reports_of(project).exclude(state=Way.RETURNED)
    said = set(there.values_list("window", flat=True))
    said |= set(Excuse.objects.filter(project=project).values_list("window", flat=True))
    return [one for one in windows_owed(project.filing, today=today) if one.id not in said]


def last_windows(count: int, *, today: dt.date) -> list[HalfMonth]:
    """Return the running window and those before it, ``count`` in all, earliest first."""
    found = [HalfMonth.containing(today)]
    while len(found) < count:
        found.append(found[-1].previous())
    return found[::-1]


# --- reports


def reports_of(project: Project) -> QuerySet[Report]:
    """Return the reports of a project that count, newest window first."""
    return project.reports.filter(is_current=True).select_related("by__person", "link__person")


def latest_window() -> Subquery:
    """Return the expression that gives each project the last window with a report, to annotate with."""
    rows = Report.objects.filter(project=OuterRef("pk"), is_current=True).order_by("-window")
    return Subquery(rows.values("window")[:1])


def last_day_of(report: Report) -> dt.date:
    """Return the day up to which a report counts."""
    return HalfMonth.parse(report.window).last_day


def current_report(project: Project, window: HalfMonth) -> Report | None:
    """Return the report that counts for a window."""
    return reports_of(project).filter(window=window.id).first()


def editions_of(report: Report) -> QuerySet[Report]:
    """Return every edition of one project's report for one window, newest first."""
    rows = Report.objects.filter(project_id=report.project_id, window=report.window)
    return rows.select_related("by__person", "link__person").order_by("-edition")


def last_before(project: Project, window: HalfMonth) -> Report | None:
    """Return the report that counts for the last window before ``window`` that has one."""
    return reports_of(project).filter(window__lt=window.id).order_by("-window").first()


def first_after(project: Project, window: HalfMonth) -> Report | None:
    """Return the report that counts for the first window after ``window`` that has one."""
    return reports_of(project).filter(window__gt=window.id).order_by("window").first()


def visible_reports(by: Account, *, now: dt.datetime) -> QuerySet[Report]:
    """Return the reports, every edition, of the projects that ``by`` may see."""
    visible = projects.visible_projects(by, now=now).order_by().values("pk")
    return Report.objects.filter(project__in=visible)


def report_for(by: Account, pk: int, *, now: dt.datetime) -> Report:
    """Return one report, any edition; raises NotFound outside the scope of ``by``."""
    rows = visible_reports(by, now=now).filter(pk=pk)
    report = rows.select_related("project__filing__unit", "by__person", "link__person").first()
    if report is None:
        raise NotFound
    return report


def figures_of(report: Report | None) -> Figures | None:
    """Return what a report says in numbers."""
    if report is None:
        return None
    return Figures(
        window=HalfMonth.parse(report.window),
        stage=report.stage,
        **{name: getattr(report, name) for name in reporting.SUMS},
    )


def doubts(report: Report) -> list[Sentence]:
    """Return what does not fit between a report and those beside it, whatever note explains it.

    A correction may be right and still leave the next report's year or total behind.
    """
    half = HalfMonth.parse(report.window)
    figures, later = figures_of(report), first_after(report.project, half)
    if figures is None:
        return []
    last = figures_of(last_before(report.project, half))
    found = reporting.wants_note(figures, last=last, later=None, plan=report.project.investment)
    after = figures_of(later)
    if after is not None:
        found |= {
            f"later_{name}": said
            for name, said in reporting.wants_note(
                after, last=figures, later=None, plan=None
            ).items()
        }
        short = figures.invested_total + after.invested_window - after.invested_total
        if half.next() == after.window and short:
            said = gettext_noop(
                "%(window)s的累计完成投资与本期相加应为%(sum)s万元，请一并核对更正。"
            )
            total = reporting.wan(figures.invested_total + after.invested_window)
            found["later_total"] = Sentence(
                said, "later-total", {"window": after.window, "sum": total}
            )
    return list(found.values())


def stage_to_reach(report: Report) -> str:
    """Return the stage that a report says was reached and for which no milestone is there, or nothing."""
    project = report.project
    reached = project.milestones.filter(stage=report.stage, reached_on__isnull=False)
    counts = report.is_current and report.state in (Way.HANDED_IN, Way.RECEIVED)
    moved = counts and report.stage > project.stage
    return report.stage if moved and not reached.exists() else ""


def carried(last: Report, window: HalfMonth) -> tuple[Decimal, Decimal]:
    """Return (year, total) as they stand before anything is done in ``window``, in yuan."""
    sums = reporting.carried_on(Decimal(0), window=window, last=figures_of(last))
    return sums or (Decimal(0), Decimal(0))


def may_report(by: Account, project: Project, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may submit reports of ``project``: as somebody of its reporting unit."""
    filing: Filing | None = getattr(project, "filing", None)
    if filing is None:
        return False
    return access.may(by, Permission.REPORT_SUBMIT, now=now, units={filing.unit_id})


def reportable(by: Account, rows: Iterable[Project], *, now: dt.datetime) -> frozenset[int]:
    """Return the ids of those of ``rows`` (filed, with their filing) whose reports ``by`` may submit."""
    scope = access.scope(by, Permission.REPORT_SUBMIT, now=now)
    return frozenset(one.pk for one in rows if scope.covers(frozenset({one.filing.unit_id})))


def to_report_on(by: Account, pk: int, *, now: dt.datetime) -> Project:
    """Return a filed project that ``by`` sees; raises NotFound for any other."""
    project = projects.visible_projects(by, now=now).filter(pk=pk, filing__isnull=False).first()
    if project is None:
        raise NotFound(
            gettext_noop("没有找到这个项目，或者项目还没有备案，不需要报送半月报。"),
            code="not-filed",
        )
    return project


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a new report begins with: ``values`` by field, out of ``last``; sums in yuan."""

    last: Report | None
    values: dict[str, object]


def prefill(project: Project, window: HalfMonth) -> Prefill:
    """Return what the report of ``project`` for ``window`` begins with: the last one's words and stage.

    The sum of the window is left open: it is what is asked for.
    """
    last = last_before(project, window)
    if last is None:
        return Prefill(None, {"stage": project.stage})
    values: dict[str, object] = {name: getattr(last, name) for name in TEXTS}
    values["stage"] = max(last.stage, project.stage)
    values["funds_arrived"] = last.funds_arrived
    return Prefill(last, values)


# --- projects against windows


class State(StrEnum):
    """How a project stands with the report of one window."""

    NOT_DUE = "not-due"
    DUE = "due"
    IN_TIME = "in-time"
    LATE = "late"
    MISSED = "missed"
    EXCUSED = "excused"


_STATES = {
    "time.not-open": State.NOT_DUE,
    "time.overdue": State.MISSED,
    "time.done": State.IN_TIME,
    "time.done-late": State.LATE,
    "time.void": State.EXCUSED,
}


def state_of(light: Light) -> State:
    """Return how a report stands by the light of its obligation: lateness is computed once only."""
    return _STATES.get(light.rule, State.DUE)


@dataclass(frozen=True, slots=True)
class Cell:
    """One project in one window; nothing but ``window`` where no report is or was owed."""

    window: HalfMonth
    state: State | None = None
    light: Light | None = None
    report_id: int | None = None
    way: str = ""
    excuse: Excuse | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One project and its cells, in the order of the windows asked for."""

    project: Project
    cells: tuple[Cell, ...]


def filed_within(by: Account, *, now: dt.datetime) -> QuerySet[Project]:
    """Return the filed projects that ``by`` sees, by name of their reporting unit."""
    rows = projects.visible_projects(by, now=now).filter(filing__isnull=False)
    return rows.order_by("filing__unit__name", "name", "pk")


def matrix(
    by: Account,
    *,
    windows: Sequence[HalfMonth],
    now: dt.datetime,
    rows: Iterable[Project] | None = None,
) -> list[Line]:
    """Return filed projects against ``windows``; ``rows`` narrows those that ``by`` sees."""
    shown = list(filed_within(by, now=now) if rows is None else rows)
    pks, keys = [project.pk for project in shown], [window.id for window in windows]
    owing = owed.of_kind(Kind.REPORT, "project", pks).filter(key__in=keys)
    by_cell = {(one.subject_id, one.key): one for one in owing}
    said = Report.objects.filter(project__in=pks, window__in=keys, is_current=True)
    found = said.values_list("pk", "project", "window", "state")
    reports = {(pk, key): (report, way) for report, pk, key, way in found}
    excused = excuses(pks, windows)
    today = civil_day(now)

    def cell(project: Project, window: HalfMonth) -> Cell:
        report_id, way = reports.get((project.pk, window.id), (None, ""))
        excuse = excused.get((project.pk, window.id))
        obligation: Obligation | None = by_cell.get((project.pk, window.id))
        if obligation is None:
            return Cell(window, report_id=report_id, way=way)
        light = owed.light(obligation, today=today)
        return Cell(window, state_of(light), light, report_id, way, excuse)

    return [Line(project, tuple(cell(project, one) for one in windows)) for project in shown]


def excuses(pks: Iterable[int], windows: Sequence[HalfMonth]) -> dict[tuple[int, str], Excuse]:
    """Return what was excused, by project and window."""
    keys = [window.id for window in windows]
    rows = Excuse.objects.filter(project__in=list(pks), window__in=keys)
    return {(one.project_id, one.window): one for one in rows.select_related("by__person")}


def all_excused() -> frozenset[tuple[int, str]]:
    """Return project and window of everything that was ever excused."""
    return frozenset(Excuse.objects.values_list("project", "window"))


def excuse_of(project: Project, window: HalfMonth) -> Excuse | None:
    """Return the excuse of a project for one window."""
    return excuses([project.pk], [window]).get((project.pk, window.id))


def with_state(
    rows: QuerySet[Project], state: str, *, windows: Sequence[HalfMonth], now: dt.datetime
) -> QuerySet[Project]:
    """Narrow projects to those that stand so in at least one of ``windows``."""
    today, keys = civil_day(now), [window.id for window in windows]
    owing = owed.of_kind(Kind.REPORT, "project", rows.order_by().values_list("pk", flat=True))
    fitting = {
        one.subject_id
        for one in owing.filter(key__in=keys)
        if state_of(owed.light(one, today=today)) == state
    }
    return rows.filter(pk__in=fitting)


@dataclass(frozen=True, slots=True)
class Tally:
    """How one window stands: reports handed in out of those owed; the excused are not owed."""

    window: HalfMonth
    handed_in: int
    owed: int
    missed: int


def tally(
    rows: QuerySet[Project], *, windows: Sequence[HalfMonth], now: dt.datetime
) -> list[Tally]:
    """Return for each window how many of its reports are handed in, out of how many."""
    today, keys = civil_day(now), [window.id for window in windows]
    owing = owed.of_kind(Kind.REPORT, "project", rows.order_by().values_list("pk", flat=True))
    counted = {
        key: (handed_in, wanted, missed)
        for key, handed_in, wanted, missed in owed.tally(owing.filter(key__in=keys), today=today)
    }
    return [Tally(window, *counted.get(window.id, (0, 0, 0))) for window in windows]


def unreported_of(
    by: Account, window: HalfMonth, *, unit: Unit | None = None, now: dt.datetime
) -> list[tuple[Project, Obligation, str]]:
    """Return who still owes the report of ``window``, by unit: project, what is owed, where it rests.

    The last is "waiting" or "returned" for a report that is there and does not count yet.
    """
    visible = projects.visible_projects(by, now=now).order_by().values("pk")
    rows = owed.of_kind(Kind.REPORT, "project", visible).open().filter(key=window.id)
    rows = rows.filter(debtor_unit=unit) if unit else rows
    owing = list(rows.select_related("debtor_unit", "debtor").order_by("debtor_unit__name", "pk"))
    pks = [one.subject_id for one in owing]
    known = Project.objects.select_related("filing__reporter").in_bulk(pks)
    there = Report.objects.filter(project__in=pks, window=window.id, is_current=True)
    ways = dict(there.values_list("project", "state"))
    return [
        (known[one.subject_id], one, ways.get(one.subject_id, ""))
        for one in owing
        if one.subject_id in known
    ]


def obligation_of(report: Report) -> Obligation | None:
    """Return what a report discharged."""
    return owed.owed_of(Kind.REPORT, report.project, report.window)


def matching(rows: QuerySet[Project], text: str) -> QuerySet[Project]:
    """Narrow ``rows`` to those whose name, number or party holds ``text``."""
    return projects.matching(rows, text)


def reporting_units(rows: QuerySet[Project]) -> QuerySet[Unit]:
    """Return the units that report on ``rows``."""
    filed = Filing.objects.filter(unit=OuterRef("pk"), project__in=rows.order_by().values("pk"))
    return Unit.objects.filter(Exists(filed))
