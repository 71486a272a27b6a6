"""The figures of one half month: made once from the register, each with its base and what is behind it.

``figures_of`` is the only way in.  Asked with an earlier ``as_of`` it says what was true and
known then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.deciding.queries import open_then, put_then
from luoshi.issuing.figures_counted import (
    Counting,
    before,
    of_changes,
    of_money,
    of_problems,
    of_projects,
    of_reports,
)
from luoshi.issuing.figures_matters import Pending, ProblemFacts, due_in, pending_of, problems_of
from luoshi.issuing.figures_projects import (
    ProjectFacts,
    facts_of,
    invested_by_window,
    is_behind,
)
from luoshi.issuing.figures_then import undone
from luoshi.issuing.figures_values import Figure
from luoshi.progress.queries import due_of
from luoshi.projects.models import Exit, Project, Stage
from luoshi.rules.access import Scope
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import gettext_noop
from luoshi.values.workcalendar import Day

STAGES, EXITS = Stage, Exit
# Why a project lags, as far as the register says; the first that holds is counted.
CAUSES = {
    "permits": gettext_noop("前期手续受阻"),
    "problems": gettext_noop("已交办的问题尚未解决"),
    "told": gettext_noop("半月报反映存在问题"),
    "unstated": gettext_noop("未说明原因"),
}


@dataclass(frozen=True, slots=True)
class Behind:
    """A project that lags: by how many percentage points, for which causes, in which words."""

    project: ProjectFacts
    causes: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def cause(self) -> str:
        """The cause under which it is counted."""
        return self.causes[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be decided: put before a leader by a day, or in the words of a project's report.

    A report's words name nobody and no day; ``project`` is None for a question about none.
    """

    what: str
    project: ProjectFacts | None
    who: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a bulletin says of one half month."""

    window: HalfMonth
    base_on: dt.date
    as_of: dt.datetime
    of: Mapping[str, Figure]
    before: Mapping[str, Decimal]
    projects: tuple[ProjectFacts, ...]
    left: tuple[ProjectFacts, ...]
    behind: tuple[Behind, ...]
    problems: tuple[ProblemFacts, ...]
    wanted: tuple[Wanted, ...]
    pending: tuple[Pending, ...]
    coming: tuple[Pending, ...]
    trend: tuple[tuple[HalfMonth, Decimal, int], ...]
    report_due: Day

    def __getitem__(self, code: str) -> Figure:
        return self.of[code]

    def projects_of(self, code: str) -> list[ProjectFacts]:
        """Return the projects that the figure ``code`` counts."""
        ids = set(self.of[code].rows.ids)
        return [one for one in (*self.projects, *self.left) if one.pk in ids]

    def problems_of(self, code: str) -> list[ProblemFacts]:
        """Return the problems that the figure ``code`` counts."""
        ids = set(self.of[code].rows.ids)
        return [one for one in self.problems if one.pk in ids]


def figures_of(window: HalfMonth, *, scope: Scope, as_of: dt.datetime) -> Figures:
    """Return the figures of ``window`` over the rows within ``scope``, as they were known at ``as_of``.

    What has a day counts up to the end of the window, or of the day of ``as_of`` while that lies
    within it; the reports of the window and their corrections count as far as they had come in
    by ``as_of``.
    """
    base_on = min(window.last_day, civil_day(as_of))
    end = dt.datetime.combine(base_on + dt.timedelta(days=1), dt.time(), tzinfo=SHANGHAI)
    moment = min(end - dt.timedelta(microseconds=1), as_of)
    since = undone(moment)
    known = undone(as_of) if moment < as_of else since
    every = facts_of(window, scope=scope, base_on=base_on, as_of=as_of, undone=known)
    projects = [one for one in every if one.is_in]
    left = [one for one in every if not one.is_in]
    problems = problems_of(scope=scope, base_on=base_on, moment=moment, undone=since)
    behind = _behind(projects, problems, on=base_on)
    of = _counted(Counting(window, base_on, as_of), every, problems, behind)
    trend = invested_by_window(Project.objects.within(scope), up_to=window, as_of=as_of)
    return Figures(
        window=window,
        base_on=base_on,
        as_of=as_of,
        of=of,
        before=before(every, trend),
        projects=tuple(projects),
        left=tuple(left),
        behind=tuple(behind),
        problems=tuple(problems),
        wanted=tuple(_wanted(projects, window, scope=scope, as_of=as_of)),
        pending=tuple(pending_of(scope=scope, as_of=as_of, undone=known)),
        coming=tuple(due_in(window.next(), scope=scope, moment=moment, undone=since)),
        trend=tuple(trend),
        report_due=due_of(window.next()),
    )


def _wanted(
    projects: Sequence[ProjectFacts], window: HalfMonth, *, scope: Scope, as_of: dt.datetime
) -> Iterator[Wanted]:
    """Yield what waits for a leader, then what reports ask for that nobody has put before one."""
    known = {one.pk: one for one in projects}
    for point in open_then(scope, as_of=as_of):
        who = f"{point.decider}（{point.decider_unit}）"
        yield Wanted(point.question, known.get(point.project_id or 0), who, point.due_on)
    put = put_then(window.id, as_of=as_of)
    for one in projects:
        if one.said and one.said.coordination.strip() and one.pk not in put:
            yield Wanted(one.said.coordination, one)


def _counted(
    count: Counting,
    every: Sequence[ProjectFacts],
    problems: Sequence[ProblemFacts],
    behind: Sequence[Behind],
) -> dict[str, Figure]:
    projects = [one for one in every if one.is_in]
    compared = [one for one in projects if one.gap is not None]
    return {
        **of_projects(count, projects),
        **of_reports(count, projects),
        **of_money(count, projects),
        **of_changes(count, projects, [one for one in every if not one.is_in]),
        **of_problems(count, problems),
        "behind": count.projects("behind", [one.project for one in behind], compared),
    }


# --- what lags, and problems


def _behind(
    projects: Sequence[ProjectFacts], problems: Sequence[ProblemFacts], *, on: dt.date
) -> list[Behind]:
    """Return the projects that lag, furthest behind first, each with what the register says of why."""
    open_of: dict[int, list[ProblemFacts]] = {}
    for one in problems:
        if one.project is not None and one.state in ("open", "claimed"):
            open_of.setdefault(one.project, []).append(one)
    found = [_why(one, open_of.get(one.pk, [])) for one in projects if is_behind(one, on=on)]
    return sorted(found, key=lambda one: (-(one.project.gap or 0), one.project.pk))


def _why(facts: ProjectFacts, problems: Sequence[ProblemFacts]) -> Behind:
    told = facts.report.problems.strip() if facts.report else ""
    causes: list[str] = []
    words: list[str] = []
    if facts.blocked:
        causes.append("permits")
        words += facts.blocked
    if problems:
        causes.append("problems")
        words += [f"{one.title}（{one.unit}）" for one in problems]
    if told and told not in ("无", "无。", "暂无", "暂无。"):
        causes.append("told")
        words.append(told)
    return Behind(facts, tuple(causes or ["unstated"]), tuple(words))
