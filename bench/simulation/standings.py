"""How each matter and project stands: three lights and the worst, by the plain rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from bench.simulation.days import colour, rules_on
from bench.simulation.memory import OPEN, OVER, Debt, Matter, Memory, Project
from bench.simulation.violation import Violation

from luoshi.standing.models import Standing

CARE = ("blue", "grey", "green", "yellow", "orange", "red")
AT_REST = OVER | {"paused", "claimed"}
Lights = tuple[str | None, str, str]  # time (None: not asked), progress, reports


def check(memory: Memory, today: dt.date) -> Iterator[Violation]:
    """Yield each stored light of a matter or project that the plain rules do not give."""
    fields = ("subject_kind", "subject_id", "time", "progress", "report", "by_rule", "combined")
    stored = {row[:2]: row[2:] for row in Standing.objects.values_list(*fields)}
    must: dict[tuple[str, int], Lights] = {
        ("matter", pk): _of_matter(one, today)
        for pk, one in memory.matters.items()
        if one.due_original is not None
    }
    must |= {
        ("project", pk): _of_project(memory, one, today)
        for pk, one in memory.projects.items()
        if one.filed_on is not None
    }
    for at, lights in must.items():
        if at not in stored:
            yield Violation("stands-nowhere", f"{at[0]} {at[1]}", f"no lights on {today}")
            continue
        is_so = stored[at]
        for name, has, wanted in zip(("time", "progress", "report"), is_so, lights, strict=False):
            if wanted is not None and has != wanted:
                said = f"light of {name} is {has}, must be {wanted} on {today}"
                yield Violation("standing-differs", f"{at[0]} {at[1]}", said)
        lit = [one for one in is_so[:3] if one != "grey"] or [is_so[0]]
        worst = max(lit, key=CARE.index)
        if (is_so[3], is_so[4]) != (worst, worst):
            said = f"{is_so[4]} ({is_so[3]}) beside {is_so[:3]}"
            yield Violation("combined-light-differs", f"{at[0]} {at[1]}", said)


def _of_matter(matter: Matter, today: dt.date) -> Lights:
    owed = [(at[0], debt) for at, debt in matter.debts.items() if debt.status == OPEN]
    times = [_colour(debt, today) for kind, debt in owed if kind in ("sign", "finish")]
    time = max(times, key=CARE.index) if times else None
    if matter.state in AT_REST:
        return time, "grey", "grey"
    missed = sum(
        kind == "feedback" and debt.due_on < today and debt.paused_on is None for kind, debt in owed
    )
    return time, _course(matter, today), _missed(missed)


def _course(matter: Matter, today: dt.date) -> str:
    """Return the light of progress: points of the plan that should be done and are not."""
    if not matter.steps:
        return "grey"
    behind = sum(due < today and not done for due, done in matter.steps.values())
    points = Decimal(behind) * 100 / len(matter.steps)
    rule = rules_on(today)["lights"]
    if points > Decimal(str(rule.get("gap_red", 30))):
        return "red"
    return "yellow" if points >= Decimal(str(rule.get("gap_yellow", 10))) else "green"


def _of_project(memory: Memory, project: Project, today: dt.date) -> Lights:
    calendar = memory.calendar(project.unit)
    debts = [project.debt(span, calendar) for span in project.windows(today)]
    owed = [debt for debt in debts if debt.status == OPEN]
    silent = project.ended_on is not None or project.is_out()
    if silent and not owed:
        return "grey", "grey", "grey"
    return "grey", "grey", _missed(sum(debt.due_on < today for debt in owed))


def _missed(count: int) -> str:
    return "red" if count >= 2 else "yellow" if count else "green"


def _colour(debt: Debt, today: dt.date) -> str:
    return colour(
        opens_on=debt.opens_on,
        due_on=debt.due_on,
        status=debt.status,
        claimed=False,
        paused=debt.paused_on is not None,
        today=today,
    )
