"""The part of the sweep that opens what falls due for each window, and excuses who has left.

Which filed projects lack a window is asked of the database, so that a round with nothing to do
stays cheap however many there are.  Once a day every project is counted through as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from luoshi.audit.actions import SYSTEM
from luoshi.owed import actions as owed
from luoshi.owed.batches import Named, Opening
from luoshi.owed.models import Kind, Obligation, ObligationRows, Outcome
from luoshi.owed.tasks import Carried, Dues, gathering, open_each, visit, visit_many
from luoshi.progress import actions, debts, queries
from luoshi.progress.models import Excuse, Report, State
from luoshi.projects import queries as projects
from luoshi.projects.models import Filing, Project
from luoshi.rules.reporting import Out, is_owed
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput
from luoshi.values.halfmonth import HalfMonth, between
from luoshi.values.workcalendar import Day

WHAT = "open_windows"
LOOK_BACK = dt.timedelta(days=62)  # how long ago a report came in that is still waited for
CHUNK = 1000  # filings whose windows are looked at together


class Filed(NamedTuple):
    """A filing, as much of it as is needed to open a window."""

    pk: int
    project_id: int
    title: str
    unit_id: int
    unit: str
    reporter_id: int
    reporter: str
    held_by_id: int
    first_window: str
    ended_on: dt.date | None


FILED = (
    "pk",
    "project_id",
    "project__name",
    "unit_id",
    "unit__name",
    "reporter_id",
    "reporter__name",
    "project__held_by_id",
    "first_window",
    "ended_on",
)
SPAN = ("pk", "project_id", "first_window", "ended_on")
Pair = tuple[Filed, HalfMonth]


class Spans:
    """The windows up to a running one that are owed, counted once for all filings of one span.

    The times out of the register are read once, when the first filing is asked for.
    """

    def __init__(self, running: HalfMonth) -> None:
        self.running = running
        self._known: dict[tuple[Any, ...], list[HalfMonth]] = {}

    @cached_property
    def outs(self) -> dict[int, tuple[Out, ...]]:
        """The times out of the register, of each project that ever left."""
        return projects.all_outs()

    def of(self, project_id: int, first_window: str, ended_on: dt.date | None) -> list[HalfMonth]:
        """Return them in order; raises BadInput for a first window that nobody can read."""
        outs = self.outs.get(project_id, ())
        span = (first_window, ended_on, outs)
        if span not in self._known:
            self._known[span] = [
                one
                for one in between(HalfMonth.parse(first_window), self.running)
                if is_owed(one, first_window=first_window, ended_on=ended_on, outs=outs)
            ]
        return self._known[span]


@gathering()
def open_windows(*, now: dt.datetime, since: dt.date | None = None) -> Carried:
    """Open a report for each filed project and each window that has begun; excuse those that left.

    ``since`` is the day on which this was last done without trouble: what was missed from then on
    is found by few questions.  On another day than that every project is counted through too.
    Safe to repeat and in two processes.
    """
    today = civil_day(now)
    running, carried = HalfMonth.containing(today), Carried()
    late_entries = Filing.objects.none()
    if since is not None:
        first = HalfMonth.containing(min(since, today)).previous()
        for window in between(first, running):
            lacking = [(one, window) for one in _rows(_lacking(window))]
            carried += _open(lacking, now=now)
        late_entries = _entered_late(before=first)
    if since != today:
        carried += _catch_up(Filing.objects.all(), running, now=now, counted=True)
    else:
        carried += _catch_up(late_entries, running, now=now)
    return carried + Carried(0, _excuse(now=now).trouble)


def _rows(filings: QuerySet[Filing]) -> list[Filed]:
    return [Filed._make(row) for row in filings.order_by("project_id").values_list(*FILED)]


def _there(**which: Any) -> ObligationRows:
    """Return the reports owed or done of the filing's project; what was voided can be owed again."""
    rows = Obligation.objects.filter(
        kind=Kind.REPORT, subject_kind="project", subject_id=OuterRef("project_id"), **which
    )
    return rows.exclude(outcome=Outcome.VOID)


def _lacking(window: HalfMonth) -> QuerySet[Filing]:
    """Return the filings that owe a report for ``window`` and for which it was not opened."""
    excused = Excuse.objects.filter(project=OuterRef("project_id"), window=window.id)
    return Filing.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=window.last_day),
        ~Q(project__in=projects.out_of_register(window.last_day).values("project")),
        ~Exists(_there(key=window.id)),
        ~Exists(excused),
        first_window__lte=window.id,
    )


def _entered_late(*, before: HalfMonth) -> QuerySet[Filing]:
    """Return the filings of which not even the first window was opened, and that was long ago."""
    first = _there(key=OuterRef("first_window"))
    excused = Excuse.objects.filter(project=OuterRef("project_id"), window=OuterRef("first_window"))
    return Filing.objects.filter(~Exists(first), ~Exists(excused), first_window__lt=before.id)


# --- opening


def _open(pairs: list[Pair], *, now: dt.datetime) -> Carried:
    """Open these windows in batches."""
    if not pairs:
        return Carried()
    dues = Dues[HalfMonth](lambda calendar, window: queries.due_of(window, calendar=calendar))
    return open_each(
        pairs,
        lambda pair: _opening(pair[0], dues.of(pair[0].unit_id, pair[1]), pair[1]),
        what=WHAT,
        name=lambda pair: f"filing {pair[0].pk}",
        taken_up=lambda wanted: _take_up(wanted, now=now),
        now=now,
    )


def _opening(one: Filed, due: Day, window: HalfMonth) -> Opening:
    """Return what ``actions.open_window`` opens."""
    return Opening(
        kind=Kind.REPORT,
        subject_kind="project",
        subject_id=one.project_id,
        key=window.id,
        title=one.title,
        debtor_unit=Named(one.unit_id, one.unit),
        debtor=Named(one.reporter_id, one.reporter),
        creditor_unit_id=one.held_by_id,
        opens_on=min(window.last_day, due.on),
        due_on=due.on,
        confirmed=due.confirmed,
    )


def _take_up(wanted: list[Opening], *, now: dt.datetime) -> int:
    """Let be owed again what was voided: it left and came back within the window."""
    keys = {(one.subject_id, one.key) for one in wanted}
    rows = Obligation.objects.filter(
        kind=Kind.REPORT,
        subject_kind="project",
        subject_id__in={pk for pk, _ in keys},
        outcome=Outcome.VOID,
    )
    taken = 0
    for pk, key in sorted(keys & set(rows.values_list("subject_id", "key"))):
        row = owed.take_up(kind=Kind.REPORT, subject=Project(pk=pk), key=key, by=SYSTEM, now=now)
        taken += row is not None
    return taken


# --- counting through


def _catch_up(
    filings: QuerySet[Filing], running: HalfMonth, *, now: dt.datetime, counted: bool = False
) -> Carried:
    """Open every window up to ``running`` that any of ``filings`` lacks.

    With ``counted`` only those are looked at whose reports are not as many as their windows.
    """
    carried, trouble, lacking = Carried(), [], []
    there = _numbers() if counted else {}
    spans = Spans(running)
    for pk, project_id, *span in filings.order_by("project_id").values_list(*SPAN):
        try:
            windows = spans.of(project_id, *span)
        except BadInput as error:
            trouble.append(f"{WHAT} filing {pk} {type(error).__name__}: {error}")
            continue
        left = span[1] is not None or project_id in spans.outs
        if windows and (left or there.get(project_id, 0) != len(windows)):
            lacking.append(pk)
    for start in range(0, len(lacking), CHUNK):
        some = _rows(Filing.objects.filter(pk__in=lacking[start : start + CHUNK]))
        known = _known([one.project_id for one in some])
        pairs = [
            (one, window)
            for one in some
            for window in spans.of(one.project_id, one.first_window, one.ended_on)
            if (one.project_id, window.id) not in known
        ]
        carried += _open(pairs, now=now)
    return carried + Carried(0, tuple(trouble))


def _numbers() -> dict[int, int]:
    """Return how many reports were opened of each project, and how many windows it was excused from."""
    rows = Obligation.objects.filter(kind=Kind.REPORT, subject_kind="project").order_by()
    rows = rows.exclude(outcome=Outcome.VOID)
    found = dict(rows.values_list("subject_id").annotate(Count("pk")))
    for pk, number in Excuse.objects.order_by().values_list("project").annotate(Count("pk")):
        found[pk] = found.get(pk, 0) + number
    return found


def _known(project_ids: Iterable[int]) -> set[tuple[int, str]]:
    """Return project and window of what was opened and not voided, and of what was excused."""
    pks = list(project_ids)
    rows = Obligation.objects.filter(kind=Kind.REPORT, subject_kind="project", subject_id__in=pks)
    opened = rows.exclude(outcome=Outcome.VOID).order_by().values_list("subject_id", "key")
    excused = Excuse.objects.filter(project__in=pks).values_list("project", "window")
    return {*opened, *excused}


# --- who must sign and receive


class Literal(Value):
    """A word of ours written into the statement itself.

    By it SQLite sees that an index of some rows serves; what is handed over later it does not know.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"'{self.value}'", ()


def open_chain(*, now: dt.datetime) -> Carried:
    """Open the signature or receipt that a report on its way lacks, as it does from an older version.

    What was handed in longer ago than LOOK_BACK is left alone: nobody waits for that receipt.
    """
    on_its_way = Report.objects.filter(
        Q(~Exists(_owed_on(Kind.REPORT_SIGN)), state=State.WAITING)
        | Q(~Exists(_owed_on(Kind.REPORT_RECEIVE)), state=State.HANDED_IN),
        is_current=True,
        state__in=[Literal(State.HANDED_IN.value), Literal(State.WAITING.value)],
        at__gte=now - LOOK_BACK,
    )

    def lay(report: Report) -> int:
        debts.lay(report, report.project.filing, by=SYSTEM, now=now)
        return 1

    rows = on_its_way.select_related("project__filing__unit", "project__held_by")
    return visit(rows.order_by("at", "pk"), lay, what="open_chain")


def _owed_on(kind: Kind) -> ObligationRows:
    return Obligation.objects.filter(kind=kind, subject_kind="report", subject_id=OuterRef("pk"))


# --- who has left


def _excuse(*, now: dt.datetime) -> Carried:
    """Void the open reports of windows on whose last day the project was out, or its filing had ended."""
    gone = Filing.objects.filter(Q(ended_on__isnull=False) | Q(project__leavings__isnull=False))
    still = Obligation.objects.open().filter(
        kind=Kind.REPORT, subject_kind="project", subject_id__in=gone.values("project_id")
    )
    open_rows = list(still.order_by().values_list("subject_id", "key"))
    if not open_rows:
        return Carried()
    outs = projects.all_outs()
    filings = Filing.objects.in_bulk({pk for pk, _ in open_rows}, field_name="project_id")
    needless = [
        (pk, key)
        for pk, key in open_rows
        if not is_owed(
            HalfMonth.parse(key),
            first_window=filings[pk].first_window,
            ended_on=filings[pk].ended_on,
            outs=outs.get(pk, ()),
        )
    ]

    def excuse(some: list[tuple[int, str]]) -> int:
        for pk, key in some:
            actions.excuse_window(filings[pk], window=HalfMonth.parse(key), now=now)
        return 0

    return visit_many(needless, excuse, what="excuse", name=lambda row: f"project {row[0]}")
