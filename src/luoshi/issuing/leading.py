"""The leader's page: how every project stood on a day, why, and the same for any past day.

Rows keep the present and the record what stood before it (``figures_then``), so that a day of the
past says what was true and known then.  So many queries, however many projects there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from luoshi import policy
from luoshi.deciding.models import DecisionPoint
from luoshi.deciding.queries import open_then
from luoshi.issuing.figures_counted import Counting, of_money, way_of
from luoshi.issuing.figures_matters import ProblemFacts, problems_of
from luoshi.issuing.figures_projects import (
    ProjectFacts,
    facts_of,
    invested_by_window,
    is_behind,
    out_on,
)
from luoshi.issuing.figures_then import Undone, undone
from luoshi.issuing.leading_values import (
    BANDS,
    CAUSES,
    OFF,
    ON_TRACK,
    PAUSED,
    UNKNOWN,
    UNLIT,
    WATCH,
    Moved,
    One,
    Overview,
    Share,
    Trend,
    band_of,
    moved,
)
from luoshi.orgs.models import UnitKind
from luoshi.progress.queries import State as Way
from luoshi.projects.models import Exit, Party, PartyRole, Project, Sector
from luoshi.rules.access import Scope
from luoshi.standing.models import Lamp, Standing, Subject
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.halfmonth import HalfMonth

__all__ = [
    "BANDS",
    "CAUSES",
    "OFF",
    "ON_TRACK",
    "PAUSED",
    "SECTORS",
    "UNKNOWN",
    "UNLIT",
    "WATCH",
    "Moved",
    "One",
    "Overview",
    "asked_then",
    "moment_of",
    "moved",
    "overview_of",
]
SECTORS = Sector
NOTHING = ("", "无", "无。", "暂无", "暂无。")


def moment_of(day: dt.date | None, *, now: dt.datetime) -> dt.datetime:
    """Return the moment up to which the register is read for ``day``: its end, or now."""
    if day is None or day >= civil_day(now):
        return now
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=SHANGHAI)
    return end - dt.timedelta(microseconds=1)


def asked_then(scope: Scope, *, as_of: dt.datetime) -> list[DecisionPoint]:
    """Return the questions that waited for a leader's answer at ``as_of``, with their options."""
    return list(open_then(scope, as_of=as_of).select_related("project"))


def overview_of(*, scope: Scope, as_of: dt.datetime, now: dt.datetime) -> Overview:
    """Return how everything within ``scope`` stood at ``as_of``, as it was known then."""
    on = civil_day(as_of)
    window = HalfMonth.containing(on)
    back = undone(as_of) if as_of < now else Undone()
    ids = Project.objects.within(scope).order_by().values("pk")
    known = _Known.read(ids, on=on, undone=back)
    every = facts_of(
        window,
        scope=scope,
        base_on=on,
        as_of=as_of,
        undone=back,
        lights=known.lights_on(on),
        owed_of=window.previous(),  # that of the present one is not due before it has ended
    )
    problems = problems_of(scope=scope, base_on=on, moment=as_of, undone=back, confirmed=False)
    held_up = {p.project for p in problems if p.state in ("open", "claimed")}
    rows = [_one(facts, known, held_up) for facts in every]
    present = [one for one in rows if one.facts.is_in]
    compared = [one for one in present if one.facts.gap is not None]
    money = of_money(Counting(window, on, as_of), [one.facts for one in present])["year_done"]
    return Overview(
        on=on,
        as_of=as_of,
        rows=tuple(present),
        left=tuple(one for one in rows if not one.facts.is_in),
        problems=tuple(problems),
        behind=Share(sum(is_behind(one.facts, on=on) for one in compared), len(compared)),
        planned_year=money.denominator or Decimal(0),
        invested_year=money.numerator,
        trend=_trend(every, problems, known, scope=scope, window=window, as_of=as_of),
    )


Lights = Sequence[tuple[dt.date, str, str]]  # day, from, to; oldest first


@dataclass(frozen=True, slots=True)
class _Known:
    """What the facts of a project do not hold, by project."""

    on: dt.date
    parties: Mapping[int, list[str]]
    lights: Mapping[int, Lights]
    present: Mapping[int, str]

    @classmethod
    def read(cls, ids: Any, *, on: dt.date, undone: Undone) -> _Known:
        standings = Standing.objects.filter(subject_kind=Subject.PROJECT, subject_id__in=ids)
        columns = ("subject_id", "combined", "changes__lamp", "changes__on")
        rows = standings.order_by("changes__pk").values_list(
            *columns, "changes__was", "changes__now"
        )
        changes: dict[int, list[tuple[dt.date, str, str]]] = {}
        present: dict[int, str] = {}
        for pk, combined, lamp, day, was, now in rows:
            present[pk] = combined
            if lamp == Lamp.COMBINED:
                changes.setdefault(pk, []).append((day, was, now))
        return cls(on, _investors(ids, undone), changes, present)

    def light_on(self, pk: int, day: dt.date) -> str:
        """Return the combined light of a project on a day; "" where it had none."""
        changes = self.lights.get(pk, ())
        before = [now for on, _, now in changes if on <= day]
        if before:
            return before[-1]
        return changes[0][1] if changes else self.present.get(pk, "")

    def lights_on(self, day: dt.date) -> dict[int, str]:
        """Return the combined lights of all projects on a day."""
        return {pk: self.light_on(pk, day) for pk in self.present}


def _investors(ids: Any, undone: Undone) -> dict[int, list[str]]:
    """Return the enterprises that build each project; units of other kinds where no enterprise does."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Party.objects.filter(project__in=ids, role=PartyRole.INVESTOR).order_by("pk")
    for pk, name, kind in rows.values_list("project", "unit__name", "unit__kind"):
        found.setdefault(pk, []).append((name, kind))
    investors = {
        pk: [name for name, kind in units if kind == UnitKind.ENTERPRISE] or [units[0][0]]
        for pk, units in found.items()
    }
    ending = f"（{PartyRole.INVESTOR.label}）"
    for (pk, name), parties in undone.said.items():
        if name == "parties":  # as the record names them: 某集团（投资建设方）
            investors[pk] = [one.removesuffix(ending) for one in parties if one.endswith(ending)]
    return investors


def _one(facts: ProjectFacts, known: _Known, held_up: Container[int | None]) -> One:
    prefecture, spot = policy.current().atlas.find(facts.place, facts.unit)
    one = One(
        facts=facts,
        light=facts.light,
        prefecture=prefecture,
        spot=spot,
        enterprises=tuple(known.parties.get(facts.pk, ())) or (facts.unit,),
    )
    if one.band not in (WATCH, OFF):
        return one
    return _with_causes(one, has_problem=facts.pk in held_up, on=known.on)


def _with_causes(one: One, *, has_problem: bool, on: dt.date) -> One:
    facts = one.facts
    told = facts.report.problems.strip() if facts.report else ""
    holds = {
        "permits": bool(facts.blocked),
        "problems": has_problem,
        "stages": bool(facts.stages_late),
        "reports": way_of(facts, today=on) == Way.MISSED,
        "told": told not in NOTHING,
        "plan": is_behind(facts, on=on),
    }
    causes = tuple(code for code in CAUSES if holds.get(code)) or ("unstated",)
    return replace(one, causes=causes)


# --- what was


def _trend(
    every: Sequence[ProjectFacts],
    problems: Sequence[ProblemFacts],
    known: _Known,
    *,
    scope: Scope,
    window: HalfMonth,
    as_of: dt.datetime,
) -> tuple[Trend, ...]:
    """Return the last windows, the present one as far as it has come."""
    invested = invested_by_window(Project.objects.within(scope), up_to=window, as_of=as_of)
    found = []
    for one, total, reports in invested:
        on = min(one.last_day, known.on)
        found.append(
            Trend(
                window=one,
                on=on,
                invested=total,
                reports=reports,
                bands=_bands_on(on, every, known),
                opened=sum(p.issued_on in one and p.state != "cancelled" for p in problems),
                closed=sum(p.closed_on is not None and p.closed_on in one for p in problems),
            )
        )
    return tuple(found)


def _bands_on(day: dt.date, every: Sequence[ProjectFacts], known: _Known) -> dict[str, int]:
    """Return how many projects stood how at the end of ``day``."""
    found = dict.fromkeys(BANDS, 0)
    for facts in every:
        out = out_on(facts.outs, day)
        if facts.filed_on > day or out == Exit.DROPPED:
            continue
        light = known.light_on(facts.pk, day)
        found[band_of(out, light)] += 1
    return found
