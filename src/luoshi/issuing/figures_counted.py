"""Rows counted and summed: what becomes a figure, and out of which rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from luoshi.issuing.figures_matters import ProblemFacts
from luoshi.issuing.figures_projects import COUNTED_STAGES, ProjectFacts
from luoshi.issuing.figures_values import Figure, Kind, Rows
from luoshi.owed import queries as owing
from luoshi.progress.queries import State as Way
from luoshi.progress.queries import state_of
from luoshi.projects.models import Exit, Stage
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Counting:
    """Makes figures of one half month out of rows."""

    window: HalfMonth
    base_on: dt.date
    as_of: dt.datetime

    def projects(
        self, code: str, rows: Iterable[ProjectFacts], of: Iterable[ProjectFacts]
    ) -> Figure:
        """Return how many projects ``rows`` are, out of how many."""
        return self._count(code, "project", rows, of)

    def matters(
        self, code: str, rows: Iterable[ProblemFacts], of: Iterable[ProblemFacts]
    ) -> Figure:
        """Return how many problems ``rows`` are, out of how many."""
        return self._count(code, "matter", rows, of)

    def _count(
        self,
        code: str,
        kind: Kind,
        rows: Iterable[ProjectFacts | ProblemFacts],
        of: Iterable[ProjectFacts | ProblemFacts],
    ) -> Figure:
        counted, base = _ids(rows), _ids(of)
        return Figure(
            code=code,
            numerator=Decimal(len(counted)),
            base_on=self.base_on,
            as_of=self.as_of,
            rows=Rows(kind, counted),
            denominator=Decimal(len(base)),
            of=Rows(kind, base),
        )

    def sum(
        self,
        code: str,
        rows: Sequence[ProjectFacts],
        value: Callable[[ProjectFacts], Decimal],
        whole: Decimal | None = None,
    ) -> Figure:
        """Return the sum of ``value`` over ``rows`` in yuan, out of ``whole`` if it is a share."""
        total = sum((value(one) for one in rows), Decimal(0))
        ids = Rows("project", _ids(rows))
        return Figure(
            code,
            total,
            self.base_on,
            self.as_of,
            rows=ids,
            denominator=whole,
            of=None if whole is None else ids,
        )


def _ids(rows: Iterable[ProjectFacts | ProblemFacts]) -> tuple[int, ...]:
    return tuple(sorted(one.pk for one in rows))


# --- projects


def of_projects(count: Counting, projects: Sequence[ProjectFacts]) -> dict[str, Figure]:
    """Return how many projects are filed, paused, signed, started, finished, producing."""
    signed = [one for one in projects if one.stage >= COUNTED_STAGES]
    started = [one for one in signed if one.stage >= Stage.START]
    finished = [one for one in started if one.stage >= Stage.COMPLETION]
    producing = [one for one in started if one.stage >= Stage.PRODUCTION]
    paused = [one for one in projects if one.out == Exit.PAUSED]
    return {
        "filed": count.projects("filed", projects, projects),
        "paused": count.projects("paused", paused, projects),
        "signed": count.projects("signed", signed, projects),
        "started": count.projects("started", started, signed),
        "finished": count.projects("finished", finished, started),
        "producing": count.projects("producing", producing, started),
    }


def of_money(count: Counting, projects: Sequence[ProjectFacts]) -> dict[str, Figure]:
    """Return what is planned and invested, each with the projects that it is summed over."""
    planned = [one for one in projects if one.stage >= COUNTED_STAGES and one.investment]
    intended = [one for one in projects if one.stage < COUNTED_STAGES and one.investment]
    said = [one for one in projects if one.said]
    this_year = [one for one in projects if one.of_year]
    ever = [one for one in projects if one.report]
    by_plan = [one for one in projects if one.planned is not None]
    plan_year = sum((one.planned or Decimal(0) for one in by_plan), Decimal(0))
    whole = count.sum("planned", planned, lambda one: one.investment or Decimal(0))
    zero = Decimal(0)
    return {
        "planned": whole,
        "intended": count.sum("intended", intended, lambda one: one.investment or zero),
        "invested_window": count.sum(
            "invested_window", said, lambda one: one.said.invested_window if one.said else zero
        ),
        "invested_year": count.sum(
            "invested_year",
            this_year,
            lambda one: one.of_year.invested_year if one.of_year else zero,
        ),
        "invested_total": count.sum("invested_total", ever, _total),
        "total_done": count.sum("total_done", planned, _total, whole.numerator),
        "year_done": count.sum(
            "year_done",
            by_plan,
            lambda one: one.of_year.invested_year if one.of_year else zero,
            plan_year,
        ),
        "year_due": count.sum(
            "year_due",
            by_plan,
            due_by_now,
            plan_year,
        ),
    }


def due_by_now(one: ProjectFacts) -> Decimal:
    """Return what the plan's curve asks of the year by the base day, in yuan to the cent."""
    if one.planned is None or one.due is None:
        return Decimal(0)
    return (one.planned * one.due / 100).quantize(_CENT, ROUND_HALF_UP)


def _total(one: ProjectFacts) -> Decimal:
    return one.report.invested_total if one.report else Decimal(0)


def of_reports(count: Counting, projects: Sequence[ProjectFacts]) -> dict[str, Figure]:
    """Return how the reports of the window came in, in parts that make up what was owed."""
    owed = [one for one in projects if one.owed is not None]
    today = civil_day(count.as_of)
    ways = {one.pk: way_of(one, today=today) for one in owed}
    parts: dict[str, set[str]] = {
        "in_time": {Way.IN_TIME},
        "late": {Way.LATE},
        "missing": {Way.MISSED},
        "not_yet": {Way.DUE, Way.NOT_DUE},
    }
    return {
        code: count.projects(code, [one for one in owed if ways[one.pk] in states], owed)
        for code, states in parts.items()
    }


def way_of(facts: ProjectFacts, *, today: dt.date) -> str:
    """Return how a project stands with the report of the window by the light of what it owes."""
    return state_of(owing.light(facts.owed, today=today)).value if facts.owed else ""


def of_changes(
    count: Counting, projects: Sequence[ProjectFacts], left: Sequence[ProjectFacts]
) -> dict[str, Figure]:
    """Return what came and went within the window; with the window before they make the present count."""
    window = count.window
    new = [one for one in projects if one.filed_on in window]
    back = [one for one in projects if not one.was_in and one.filed_on < window.first_day]
    new_and_left = [one for one in left if one.filed_on in window]
    gone = [one for one in left if one.was_in] + new_and_left
    started = [one for one in projects if one.stage >= Stage.START]
    finished = [one for one in projects if one.stage >= Stage.COMPLETION]
    paused = [one for one in projects if one.out == Exit.PAUSED]
    there = [one for one in projects if one.was_in]
    return {
        "new": count.projects("new", new + new_and_left, [*projects, *new_and_left]),
        "back_now": count.projects("back_now", back, projects),
        "dropped_now": count.projects(
            "dropped_now", gone, [*(one for one in left if one.was_in), *there, *new, *new_and_left]
        ),
        "started_now": count.projects(
            "started_now", [one for one in started if one.stage_before < Stage.START], started
        ),
        "finished_now": count.projects(
            "finished_now",
            [one for one in finished if one.stage_before < Stage.COMPLETION],
            finished,
        ),
        "paused_now": count.projects(
            "paused_now", [one for one in paused if one.out_before != Exit.PAUSED], paused
        ),
    }


def before(
    every: Sequence[ProjectFacts], trend: Sequence[tuple[HalfMonth, Decimal, int]]
) -> dict[str, Decimal]:
    """Return what stood at the end of the window before, for the figures that are compared."""
    there = [one for one in every if one.was_in]
    signed = [one for one in there if one.stage_before >= COUNTED_STAGES]
    return {
        "filed": Decimal(len(there)),
        "signed": Decimal(len(signed)),
        "started": Decimal(sum(one.stage_before >= Stage.START for one in signed)),
        "invested_window": trend[-2][1],
    }


def of_problems(count: Counting, problems: Sequence[ProblemFacts]) -> dict[str, Figure]:
    """Return how the problems stand, in parts that make up what was raised."""
    raised = [one for one in problems if one.state != "cancelled"]
    closed = [one for one in raised if one.state == "closed"]
    confirmed = [one for one in closed if one.is_confirmed]
    still = [one for one in raised if one.state == "open"]
    window = count.window
    return {
        "raised": count.matters("raised", raised, raised),
        "confirmed": count.matters("confirmed", confirmed, raised),
        "closed_unconfirmed": count.matters(
            "closed_unconfirmed", [one for one in closed if not one.is_confirmed], raised
        ),
        "claimed": count.matters(
            "claimed", [one for one in raised if one.state == "claimed"], raised
        ),
        "open": count.matters("open", still, raised),
        "overdue": count.matters("overdue", [one for one in still if one.is_overdue], still),
        "new_problems": count.matters(
            "new_problems", [one for one in raised if one.issued_on in window], raised
        ),
        "solved_now": count.matters(
            "solved_now",
            [one for one in confirmed if one.closed_on and one.closed_on in window],
            confirmed,
        ),
    }
