"""Days lost within somebody's scope: each move of a date, each shifted stage, each rest, by its cause."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.matters.models import DueChange, Matter, Pause, StageShift
from luoshi.matters.queries import visible_matters
from luoshi.orgs.models import Account, Unit
from luoshi.projects.queries import visible_projects
from luoshi.rules.causes import MOVED, RESTED, SHIFTED, UNSTATED, Lost, Slip, by_cause
from luoshi.values.civil import civil_day


@dataclass(frozen=True, slots=True)
class Row:
    """One slip with what it is about, for a list: a matter or a project, from when to when, why."""

    slip: Slip
    subject: Any
    was: dt.date
    now: dt.date | None
    reason: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Tally:
    """Days lost by cause with their base: how many slips there are, and of how many the cause is known.

    ``matters`` and ``projects`` are how many were looked at: all that the reader may see.
    """

    lost: list[Lost]
    rows: list[Row]
    stated: int
    matters: int
    projects: int

    @property
    def total(self) -> int:
        """How many slips there are."""
        return len(self.rows)


def slips_seen(
    by: Account,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    unit: Unit | None = None,
    now: dt.datetime,
) -> Tally:
    """Return the slips within the scope of ``by``, decided between two days (included), of a unit's work.

    A rest that still lasts counts up to the civil day of ``now``.
    """
    seen = visible_matters(by, now=now).order_by()
    there = visible_projects(by, now=now).order_by()
    if unit is not None:
        seen = seen.filter(Q(lead=unit) | Q(lead__parent=unit))
        there = there.filter(Q(filing__unit=unit) | Q(filing__unit__parent=unit))
    rows = [*_moves(seen), *_rests(seen, today=civil_day(now)), *_shifts(there)]
    rows = [one for one in rows if (not first or first <= one.on) and (not last or one.on <= last)]
    rows.sort(key=lambda one: (one.on, one.slip.kind, one.slip.row), reverse=True)
    return Tally(
        by_cause(one.slip for one in rows),
        rows,
        sum(one.slip.code != UNSTATED for one in rows),
        seen.count(),
        there.count(),
    )


def lost_of(matter: Matter, *, today: dt.date) -> list[Lost]:
    """Return the days that one matter lost, by cause."""
    rows = Matter.objects.filter(pk=matter.pk)
    return by_cause(one.slip for one in [*_moves(rows), *_rests(rows, today=today)])


def _moves(matters: QuerySet[Matter]) -> list[Row]:
    rows = DueChange.objects.filter(matter__in=matters.values("pk")).select_related("matter__lead")
    return [
        Row(
            Slip(MOVED, one.slip_cause, (one.now - one.was).days, one.pk),
            one.matter,
            one.was,
            one.now,
            one.reason,
            civil_day(one.at),
        )
        for one in rows
    ]


def _rests(matters: QuerySet[Matter], *, today: dt.date) -> list[Row]:
    rows = Pause.objects.filter(matter__in=matters.values("pk")).select_related("matter__lead")
    return [
        Row(
            Slip(RESTED, one.slip_cause, ((one.to_on or today) - one.from_on).days, one.pk),
            one.matter,
            one.from_on,
            one.to_on,
            one.reason,
            one.from_on,
        )
        for one in rows
    ]


def _shifts(projects: QuerySet[Any]) -> list[Row]:
    rows = StageShift.objects.filter(project__in=projects.values("pk")).select_related("project")
    return [
        Row(
            Slip(SHIFTED, one.slip_cause, (one.now - one.was).days, one.pk),
            one.project,
            one.was,
            one.now,
            one.reason,
            civil_day(one.at),
        )
        for one in rows
    ]


def named_causes(by: Account, *, now: dt.datetime) -> dict[str, int]:
    """Return of how many matters that are not over each cause is named; "" for those of none."""
    rows = (
        visible_matters(by, now=now)
        .order_by()
        .exclude(state__in=["closed", "archived", "cancelled"])
    )
    found: dict[str, int] = {}
    for code in rows.values_list("cause", flat=True):
        found[code] = found.get(code, 0) + 1
    return found
