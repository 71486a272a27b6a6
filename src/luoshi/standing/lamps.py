"""The lights of many projects or matters at once, out of the register: so many queries, however many rows.

Nothing here is stored and nothing stored is read but the adjustments: pages show what this says,
and the sweep stores it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import translation

from luoshi import policy
from luoshi.matters import queries as matters
from luoshi.matters.models import Matter, PlanStep
from luoshi.owed import queries as owed
from luoshi.owed.models import Kind, Obligation
from luoshi.progress.models import Report, State
from luoshi.projects.models import Exit, Filing, Milestone, Project, Stage, YearPlan
from luoshi.projects.plans import curve_of
from luoshi.rules import life, standing
from luoshi.rules.lights import Colour, Light, Thresholds
from luoshi.rules.standing import Lamp, ReportFacts, StepFacts, YearFacts
from luoshi.standing.models import Adjustment, Subject
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Sentence, ShortDay, gettext_noop

COUNTED = (State.HANDED_IN, State.RECEIVED)


@dataclass(frozen=True, slots=True)
class Stand:
    """How one project or matter stands on a day; ``light`` is the combined one as it is shown.

    ``by_rule`` is the combined light without the hand of a person.  No light changes by itself
    before ``turns_on``.
    """

    time: Lamp
    progress: Lamp
    report: Lamp
    by_rule: Light
    light: Light
    turns_on: dt.date | None
    adjustment: Adjustment | None = None


def stands_of(kind: str, ids: Collection[int], *, today: dt.date) -> dict[int, Stand]:
    """Return how the projects or matters with these ids stand; matters never issued have no lights."""
    thresholds = policy.current().rules_on(today).thresholds
    if kind == Subject.PROJECT:
        lamps = _of_projects(ids, today=today, thresholds=thresholds)
    else:
        lamps = _of_matters(ids, today=today, thresholds=thresholds)
    hands = adjustments_in_force(kind, list(lamps), today=today)
    new_rules = standing.earliest(
        *(rules.valid_from for rules in policy.current().rule_sets if rules.valid_from > today)
    )
    return {
        pk: _stand(*three, hands.get(pk), today=today, new_rules=new_rules)
        for pk, three in lamps.items()
    }


Three = tuple[Lamp, Lamp, Lamp]


def _stand(
    time: Lamp,
    progress: Lamp,
    report: Lamp,
    hand: Adjustment | None,
    *,
    today: dt.date,
    new_rules: dt.date | None,
) -> Stand:
    chosen = standing.combined(time, progress, report)
    light, ends = chosen.light, None
    if hand is not None:
        step = standing.step_between(Colour(hand.was), Colour(hand.became))
        light = standing.adjusted(light, step, reason=hand.reason, until=hand.until_on, today=today)
        ends = hand.until_on + dt.timedelta(days=1)
    turns_on = standing.earliest(chosen.turns_on, ends, new_rules)
    return Stand(time, progress, report, chosen.light, light, turns_on, hand)


def adjustments_in_force(
    kind: str, ids: Collection[int], *, today: dt.date
) -> dict[int, Adjustment]:
    """Return, by subject, the adjustment that holds on a day."""
    rows = Adjustment.objects.filter(
        standing__subject_kind=kind,
        standing__subject_id__in=ids,
        ended_on__isnull=True,
        until_on__gte=today,
    )
    rows = rows.select_related("standing", "by__person").order_by("pk")
    return {row.standing.subject_id: row for row in rows}


class Debt(NamedTuple):
    """What is owed still, as much of it as lights are made of: the sweep reads many rows."""

    subject_id: int
    kind: str
    key: str
    opens_on: dt.date
    due_on: dt.date
    claimed_on: dt.date | None
    paused_on: dt.date | None


def _owed(kind: str, ids: Collection[int]) -> dict[int, list[Debt]]:
    found: dict[int, list[Debt]] = defaultdict(list)
    rows = Obligation.objects.open().filter(subject_kind=kind, subject_id__in=ids).order_by("pk")
    for row in rows.values_list(*Debt._fields):
        found[row[0]].append(Debt._make(row))
    return found


class Timing:
    """Lights of time as of one day, decided once for all rows that have the same days."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self._known: dict[tuple[Any, ...], Lamp] = {}

    def of(self, row: Debt) -> Lamp:
        """Return the light of something that is owed still."""
        days = (row.opens_on, row.due_on, row.claimed_on is None, row.paused_on)
        if days not in self._known:
            same = Obligation(
                opens_on=row.opens_on,
                due_on=row.due_on,
                claimed_on=row.claimed_on,
                paused_on=row.paused_on,
            )
            turns_on = owed.relight_on(same, today=self.today)
            self._known[days] = Lamp(owed.light(same, today=self.today), turns_on)
        return self._known[days]


# --- projects


def _of_projects(
    ids: Collection[int], *, today: dt.date, thresholds: Thresholds
) -> dict[int, Three]:
    projects = Project.objects.filter(pk__in=ids).values_list("pk", "stage", "exit")
    filed = dict(Filing.objects.filter(project__in=ids).values_list("project", "ended_on"))
    debts, stages = _owed(Subject.PROJECT, ids), _stages(ids)
    timing = Timing(today)
    years = _years(ids, year=today.year)
    told: Mapping[str, Any] = {"today": today, "thresholds": thresholds}
    with translation.override("zh-hans"):
        names = {stage.value: Sentence(str(stage.label)) for stage in Stage}
    found: dict[int, Three] = {}
    for pk, stage, left in projects:
        reports = [row for row in debts[pk] if row.kind == Kind.REPORT]
        others = [row for row in debts[pk] if row.kind != Kind.REPORT]
        lamps = [timing.of(row) for row in others]
        if not left:
            lamps += [
                standing.milestone_lamp(names[one], planned_on, **told)
                for one, planned_on in stages[pk]
                if one > stage
            ]
        nothing = standing.unlit(gettext_noop("没有未到达的计划节点"), "time.nothing-planned")
        time = standing.worst_lamp(lamps) if lamps else nothing
        silent = pk in filed and (filed[pk] is not None or bool(left))
        report = _reports(reports, filed=pk in filed, silent=silent, told=told)
        found[pk] = (time, _progress(left, years.get(pk), told), report)
    return found


def _progress(left: str | None, facts: YearFacts | None, told: Mapping[str, Any]) -> Lamp:
    if left == Exit.PAUSED:
        return standing.unlit(gettext_noop("项目暂停，不比较进度"), "progress.left")
    if left:
        return standing.unlit(gettext_noop("项目已终止退库，不比较进度"), "progress.left")
    return standing.year_lamp(facts, **told)


def _reports(rows: list[Debt], *, filed: bool, silent: bool, told: Mapping[str, Any]) -> Lamp:
    if not filed:
        return standing.unlit(gettext_noop("没有备案，不需要报送半月报"), "report.not-owed")
    if silent and not rows:
        return standing.unlit(gettext_noop("已经停止报送半月报"), "report.not-owed")
    facts = [ReportFacts(row.due_on, HalfMonth.parse(row.key)) for row in rows]
    return standing.report_lamp(facts, is_project=True, **told)


def _stages(ids: Collection[int]) -> dict[int, list[tuple[str, dt.date]]]:
    """Return, by project, the stages that are planned for a day, not reached and not passed over."""
    found: dict[int, list[tuple[str, dt.date]]] = defaultdict(list)
    rows = Milestone.objects.filter(
        project__in=ids,
        reached_on__isnull=True,
        skipped_reason__isnull=True,
        planned_on__isnull=False,
    )
    for pk, stage, planned_on in rows.order_by("stage").values_list(
        "project", "stage", "planned_on"
    ):
        if planned_on is not None:
            found[pk].append((stage, planned_on))
    return found


def _years(ids: Collection[int], *, year: int) -> dict[int, YearFacts]:
    """Return, by project, the plan of ``year`` with what the last report that counts says of it."""
    counted = Report.objects.filter(
        is_current=True, state__in=COUNTED, window__startswith=f"{year}-"
    )
    newest = counted.filter(project=OuterRef("project")).order_by("-window").values("window")[:1]
    last = counted.filter(project__in=ids, window=Subquery(newest))
    said: dict[int, tuple[Decimal, dt.date]] = {
        pk: (invested, HalfMonth.parse(window).last_day)
        for pk, invested, window in last.values_list("project", "invested_year", "window")
    }
    return {
        plan.project_id: YearFacts(
            curve_of(plan), plan.planned, *said.get(plan.project_id, (None, None))
        )
        for plan in YearPlan.objects.filter(project__in=ids, year=year)
    }


# --- matters


def _of_matters(
    ids: Collection[int], *, today: dt.date, thresholds: Thresholds
) -> dict[int, Three]:
    rows = list(Matter.objects.filter(pk__in=ids, number__isnull=False).only("pk", "state"))
    lights, debts = matters.lights_of(rows, today=today), _owed(Subject.MATTER, ids)
    timing = Timing(today)
    steps: dict[int, list[StepFacts]] = defaultdict(list)
    plan = PlanStep.objects.filter(matter__in=ids, dropped_at__isnull=True)
    for pk, due_on, done_on in plan.values_list("matter", "due_on", "done_on"):
        steps[pk].append(StepFacts(due_on, done_on is not None))
    told: Mapping[str, Any] = {"today": today, "thresholds": thresholds}
    found: dict[int, Three] = {}
    for matter in rows:
        light = lights.get(matter.pk)
        own = [row for row in debts[matter.pk] if row.kind in matters.LIT]
        turns_on = standing.earliest(*(timing.of(row).turns_on for row in own))
        nothing = standing.unlit(gettext_noop("没有到期要办的"), "time.nothing-owed")
        time = Lamp(light, turns_on) if light else nothing
        words = [row for row in debts[matter.pk] if row.kind == Kind.FEEDBACK]
        found[matter.pk] = (
            time,
            _course(matter.state, steps[matter.pk], told),
            _feedback(matter.state, words, told),
        )
    return found


def _rests(state: str) -> str:
    """Return why a matter in ``state`` has neither light of progress nor of feedback, or nothing."""
    if state not in life.RUNNING:
        return gettext_noop("事项已经结束")
    if state == life.State.PAUSED:
        return gettext_noop("事项中止期间不比较")
    if state == life.State.CLAIMED:
        return gettext_noop("已申请办结，等待审核")
    return ""


def _course(state: str, steps: list[StepFacts], told: Mapping[str, Any]) -> Lamp:
    if said := _rests(state):
        return standing.unlit(said, "progress.rests")
    return standing.steps_lamp(steps, **told)


def _feedback(state: str, rows: list[Debt], told: Mapping[str, Any]) -> Lamp:
    if said := _rests(state):
        return standing.unlit(said, "report.rests")
    facts = [ReportFacts(row.due_on, ShortDay(row.due_on)) for row in rows if not row.paused_on]
    return standing.report_lamp(facts, is_project=False, **told)
