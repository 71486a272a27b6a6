"""Benefits in sum: promised beside reached, by prefecture, enterprise or the year of filing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from luoshi.orgs.models import Account, Unit, UnitKind
from luoshi.projects.models import Benefit, BenefitKind, Exit, Party, PartyRole, Project
from luoshi.projects.queries import visible_projects
from luoshi.rules.benefits import Line, Total, likeness, totals

KINDS = BenefitKind
# What the page asks about first; the rest follows.
ORDER = ("revenue", "output", "tax", "jobs", "local", "purchases", "capacity", "other")
PREFECTURE, ENTERPRISE, YEAR = WAYS = ("prefecture", "enterprise", "year")
NOBODY = ""  # the key of what belongs nowhere: no prefecture named, not filed


@dataclass(frozen=True, slots=True)
class Heap:
    """What falls under one prefecture, enterprise or year, and its sums."""

    key: str
    projects: int
    sums: tuple[Total, ...]


def cohort(by: Account, *, now: dt.datetime) -> QuerySet[Project]:
    """Return the projects that are counted: those she may see that were not dropped."""
    return visible_projects(by, now=now).exclude(exit=Exit.DROPPED)


def benefits_in(by: Account, *, now: dt.datetime) -> list[Benefit]:
    """Return every benefit of the cohort, with its project's parties and filing."""
    parties = Prefetch(
        "project__parties", Party.objects.select_related("unit__parent__parent__parent")
    )
    rows = Benefit.objects.filter(project__in=cohort(by, now=now).values("pk"))
    return list(rows.select_related("project__filing").prefetch_related(parties))


def line_of(benefit: Benefit) -> Line:
    """Return a benefit as it is added."""
    return Line(
        benefit.pk,
        benefit.project_id,
        benefit.kind,
        benefit.detail,
        benefit.unit,
        benefit.promised,
        benefit.reached,
    )


def sums(benefits: Iterable[Benefit]) -> list[Total]:
    """Return the sums of ``benefits``, like added to like."""
    return totals(map(line_of, benefits), kinds=ORDER)


def heaped(benefits: Iterable[Benefit], *, way: str) -> list[Heap]:
    """Return ``benefits`` by prefecture, enterprise or year, the fullest first; years newest first.

    A project of two investors stands under both: the heaps are not to be added up.
    """
    found: dict[str, list[Benefit]] = {}
    for one in benefits:
        for key in keys_of(one.project, way=way):
            found.setdefault(key, []).append(one)
    heaps = [
        Heap(key, len({one.project_id for one in rows}), tuple(sums(rows)))
        for key, rows in found.items()
    ]
    if way == YEAR:
        return sorted(heaps, key=lambda heap: heap.key, reverse=True)
    return sorted(heaps, key=lambda heap: (heap.key == NOBODY, -heap.projects, heap.key))


def rows_of(
    benefits: Iterable[Benefit], *, way: str, key: str | None, sort: tuple[str, str, str]
) -> list[Benefit]:
    """Return the rows behind one figure: of one heap (None: of all) and of one sort of likes."""
    return [
        one
        for one in benefits
        if (key is None or key in keys_of(one.project, way=way))
        and likeness(one.kind, one.detail, one.unit) == sort
    ]


def keys_of(project: Project, *, way: str) -> tuple[str, ...]:
    """Return under which heaps a project stands."""
    found = _KEYS[way](project)
    return tuple(dict.fromkeys(found)) or (NOBODY,)


def _prefectures(project: Project) -> list[str]:
    local = [one.unit for one in project.parties.all() if one.role == PartyRole.LOCAL]
    return [government.name for unit in local if (government := _government(unit))]


def _government(unit: Unit | None) -> Unit | None:
    """Return the government that ``unit`` is or stands under, the highest one."""
    found = None
    while unit is not None:
        if unit.kind == UnitKind.GOVERNMENT:
            found = unit
        unit = unit.parent
    return found


def _enterprises(project: Project) -> list[str]:
    return [one.unit.name for one in project.parties.all() if one.role == PartyRole.INVESTOR]


def _years(project: Project) -> list[str]:
    filing = getattr(project, "filing", None)
    return [str(filing.filed_on.year)] if filing else []


_KEYS: dict[str, Callable[[Project], list[str]]] = {
    PREFECTURE: _prefectures,
    ENTERPRISE: _enterprises,
    YEAR: _years,
}
