"""The circular of one window, out of its figures: units are named, people are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from luoshi.issuing.composing.rows import NUMBER, in_chinese
from luoshi.issuing.composing.summary import base_of, overall_of, problems_of
from luoshi.issuing.figures import Figures
from luoshi.issuing.figures_counted import way_of
from luoshi.issuing.figures_projects import ProjectFacts
from luoshi.orgs.models import Unit
from luoshi.papers.kinds import circular as kinds
from luoshi.papers.kinds.summary import plain
from luoshi.papers.paper import Paper
from luoshi.progress.queries import State as Way
from luoshi.values.civil import civil_day

DAYS_TO_MAKE_UP = 5


@in_chinese
def circular_paper(
    figures: Figures, *, office: Unit, to: Sequence[str], copies: Sequence[str], now: dt.datetime
) -> Paper:
    """Return the circular of the window of ``figures`` to the units named in ``to``."""
    shortfalls = shortfalls_of(figures)
    return kinds.circular(
        kinds.Circular(
            office=office.name,
            number=NUMBER,
            to=tuple(to) or units_of(figures),
            dated=civil_day(now),
            base=base_of(figures),
            overall=overall_of(figures),
            problems=problems_of(figures),
            well=_well(figures, shortfalls),
            shortfalls=shortfalls,
            requirements=_requirements(figures, shortfalls, today=civil_day(now)),
            copies=tuple(copies),
        )
    )


def units_of(figures: Figures) -> tuple[str, ...]:
    """Return the units of which a window says something: those that report, and that owe problems."""
    names = [one.unit for one in figures.projects]
    names += [one.unit for one in figures.problems_of("overdue")]
    return tuple(dict.fromkeys(names))


def shortfalls_of(figures: Figures) -> tuple[kinds.Shortfall, ...]:
    """Return what is wanting by unit: reports, problems, progress; each as it stands in the register."""
    faults: dict[str, list[str]] = {}
    for one in figures.projects_of("missing"):
        faults.setdefault(one.unit, []).append(f"“{one.name}”半月报逾期未报")
    for one in figures.projects_of("late"):
        faults.setdefault(one.unit, []).append(f"“{one.name}”半月报迟报")
    for late in figures.problems_of("overdue"):
        days = (figures.base_on - late.due_on).days
        faults.setdefault(late.unit, []).append(f"“{late.title}”（{late.number}）逾期{days}天")
    for lag in figures.behind:
        gap = plain(lag.project.gap) if lag.project.gap is not None else ""
        said = f"“{lag.project.name}”落后年度计划{gap}个百分点"
        faults.setdefault(lag.project.unit, []).append(said)
    return tuple(kinds.Shortfall(unit, tuple(said)) for unit, said in faults.items())


def _well(figures: Figures, shortfalls: Sequence[kinds.Shortfall]) -> tuple[tuple[str, str], ...]:
    """Return units of which nothing is wanting and whose reports all came in time."""
    named = {one.unit for one in shortfalls}
    today = civil_day(figures.as_of)
    of: dict[str, list[ProjectFacts]] = {}
    for one in figures.projects:
        if one.owed is not None and one.unit not in named:
            of.setdefault(one.unit, []).append(one)
    found = []
    for unit, rows in of.items():
        if all(way_of(one, today=today) == Way.IN_TIME for one in rows):
            on_plan = sum(one.gap is not None and one.gap <= 0 for one in rows)
            more = f"，{on_plan}个项目不落后于年度计划" if on_plan else ""
            found.append((unit, f"应报送的{len(rows)}份半月报全部按时报送{more}"))
    return tuple(found)


def _requirements(
    figures: Figures, shortfalls: Sequence[kinds.Shortfall], *, today: dt.date
) -> tuple[kinds.Requirement, ...]:
    """Return what is asked next: each of one unit, with a day."""
    due = figures.report_due.on
    soon = min(today + dt.timedelta(days=DAYS_TO_MAKE_UP), due)
    found = []
    missing = {one.unit for one in figures.projects_of("missing")}
    overdue = {one.unit for one in figures.problems_of("overdue")}
    behind = {one.project.unit for one in figures.behind}
    for unit in (one.unit for one in shortfalls):
        if unit in missing:
            found.append(kinds.Requirement("补报逾期的半月报", unit, soon))
        if unit in overdue:
            said = "书面说明逾期原因和办结时间，符合延期条件的依规申请"
            found.append(kinds.Requirement(said, unit, soon))
        if unit in behind:
            found.append(kinds.Requirement("报送追赶进度的措施和节点", unit, due))
    window = figures.window.next().chinese
    everyone = kinds.Requirement(f"报送{window}的半月报", "各填报单位", due)
    return (*found, everyone)
