"""Reading how projects and matters stand: as of a day, as stored, and how it came to be so."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from luoshi import policy
from luoshi.audit.following import happened_since
from luoshi.matters.models import Matter
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.owed.models import Obligation
from luoshi.progress.models import Report
from luoshi.projects.models import Project
from luoshi.rules import lights, standing
from luoshi.rules.access import Permission
from luoshi.rules.lights import Light, Thresholds
from luoshi.standing.lamps import Stand, stands_of
from luoshi.standing.models import (
    Adjustment,
    Bookmark,
    Colour,
    Lamp,
    Standing,
    StandingChange,
    Subject,
)
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound
from luoshi.values.halfmonth import HalfMonth

COLOURS, LAMPS, SUBJECTS = Colour, Lamp, Subject
NAMED_MOST = 500  # subjects under one light that a query names one by one
Row = TypeVar("Row", bound=Model)


def kind_of(subject: Model) -> Subject:
    """Return what a row is to this room; raises ValueError for what has no lights."""
    return Subject(subject._meta.model_name or "")


# --- as of a day


def stand_of(subject: Project | Matter, *, today: dt.date) -> Stand | None:
    """Return how one project or matter stands; None for a matter that was never issued."""
    return stands_of(kind_of(subject), [subject.pk], today=today).get(subject.pk)


def lights_of(kind: str, ids: Collection[int], *, today: dt.date) -> dict[int, Light]:
    """Return the combined light of each project or matter, in a fixed number of queries."""
    return {pk: stand.light for pk, stand in stands_of(kind, ids, today=today).items()}


# --- as stored


def standing_of(subject: Model) -> Standing | None:
    """Return the stored lights of one row; None before the first sweep saw it."""
    rows = Standing.objects.filter(subject_kind=kind_of(subject), subject_id=subject.pk)
    return rows.first()


def lit(rows: QuerySet[Row], colour: str) -> QuerySet[Row]:
    """Narrow projects or matters to those whose combined light was ``colour`` at the last sweep.

    Few are named one by one; of many each row is asked, so that a page of them ends the reading.
    """
    kind = Subject(rows.model._meta.model_name or "")
    stored = Standing.objects.filter(subject_kind=kind, combined=colour)
    few = list(stored.order_by().values_list("subject_id", flat=True)[: NAMED_MOST + 1])
    if len(few) <= NAMED_MOST:
        return rows.filter(pk__in=few)
    return rows.filter(Exists(stored.filter(subject_id=OuterRef("pk"))))


def ranked(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Return projects or matters with ``standing_rank``: how much care each needs, as last stored."""
    kind = Subject(rows.model._meta.model_name or "")
    severe = [When(combined=colour, then=Value(rank)) for colour, rank in lights.SEVERITY.items()]
    stored = Standing.objects.filter(subject_kind=kind, subject_id=OuterRef("pk"))
    rank = stored.annotate(rank=Case(*severe, default=Value(0))).values("rank")[:1]
    worst_first = Coalesce(Subquery(rank, output_field=IntegerField()), Value(0))
    return rows.annotate(standing_rank=worst_first)  # type: ignore[return-value]


def worst_first(rows: QuerySet[Row]) -> list[QuerySet[Row]]:
    """Return ``rows`` in parts by their stored light, what needs most care first.

    The parts one after the other are ``rows`` by ``standing_rank``, each without being ranked:
    of a long list only the part is read of which somebody sees a page.
    """
    kind = Subject(rows.model._meta.model_name or "")
    stored = Standing.objects.filter(subject_kind=kind, subject_id=OuterRef("pk"))
    colours = sorted(lights.SEVERITY, key=lambda colour: -lights.SEVERITY[colour])
    warning = colours[:-1]
    parts = [rows.filter(Exists(stored.filter(combined=colour))) for colour in warning]
    return [*parts, rows.exclude(Exists(stored.filter(combined__in=warning)))]


def changes_of(subject: Model, *, most: int = 50) -> list[StandingChange]:
    """Return how the lights of one row changed, newest first."""
    rows = StandingChange.objects.filter(
        standing__subject_kind=kind_of(subject), standing__subject_id=subject.pk
    )
    return list(rows[:most])


@dataclass(frozen=True, slots=True)
class Red:
    """A time under a red combined light; ``to_on`` is the day on which it turned, None while it lasts."""

    from_on: dt.date
    to_on: dt.date | None


def red_times(subject: Model) -> list[Red]:
    """Return when the combined light of one row was red, newest first; empty: never red."""
    rows = StandingChange.objects.filter(
        standing__subject_kind=kind_of(subject),
        standing__subject_id=subject.pk,
        lamp=Lamp.COMBINED,
    )
    times, since = [], None
    for change in rows.order_by("pk"):
        if change.now == Colour.RED:
            since = change.on
        elif change.was == Colour.RED and since is not None:
            times.append(Red(since, change.on))
            since = None
    if since is not None:
        times.append(Red(since, None))
    return times[::-1]


def adjustments_of(subject: Model) -> list[Adjustment]:
    """Return every change of the light of one row by hand, newest first."""
    rows = Adjustment.objects.filter(
        standing__subject_kind=kind_of(subject), standing__subject_id=subject.pk
    )
    return list(rows.select_related("by__person", "ended_by__person"))


# --- by hand


def may_adjust(by: Account, subject: Project | Matter, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may change the combined light: for the office that keeps the row."""
    return access.may(by, Permission.LIGHT_CHANGE, now=now, units={subject.held_by_id})


def choices_for(stand: Stand) -> list[Colour]:
    """Return the colours that a hand may give: one step better, one step worse than the rules say."""
    steps = (standing.BETTER, standing.WORSE)
    found = [standing.shifted(stand.by_rule.colour, step) for step in steps]
    return [Colour(colour.value) for colour in found if colour is not None]


def last_end(*, today: dt.date) -> dt.date:
    """Return the latest day until which a change by hand may hold: the end of the next window."""
    return HalfMonth.containing(today).next().last_day


def open_adjustment(subject: Model, *, now: dt.datetime) -> Adjustment:
    """Return the adjustment that holds of one row; raises NotFound if none does."""
    for one in adjustments_of(subject):
        if one.ended_on is None and one.until_on >= civil_day(now):
            return one
    raise NotFound


# --- another rule set


def would_change(
    kind: str, ids: QuerySet[Row], *, thresholds: Thresholds
) -> tuple[dict[str, int], int]:
    """Return how many lights of progress and of reports would be another, by lamp; and of how many rows.

    Out of what the last sweep measured, in one query for each.
    """
    stored = Standing.objects.filter(subject_kind=kind, subject_id__in=ids.order_by().values("pk"))
    changed = {Lamp.PROGRESS.value: 0, Lamp.REPORT.value: 0}
    measured = stored.exclude(gap=None).order_by().values_list("progress", "gap")
    for was, gap, count in measured.annotate(n=Count("pk")):
        changed[Lamp.PROGRESS] += count * (standing.gap_colour(gap, thresholds) != was)
    counted = stored.exclude(missed=None).order_by().values_list("report", "missed")
    for was, missed, count in counted.annotate(n=Count("pk")):
        changed[Lamp.REPORT] += count * (standing.missed_colour(missed, thresholds) != was)
    return changed, stored.count()


# --- what the sweep must look at


def to_relight(kind: str, *, today: dt.date, after: int, most: int) -> list[int]:
    """Return the next subjects after the id ``after`` whose lights may have changed by ``today``."""
    rows = Standing.objects.filter(
        subject_kind=kind, relight_on__lte=today, subject_id__gt=after
    ).order_by("subject_id")
    return list(rows.values_list("subject_id", flat=True)[:most])


def every(kind: str, *, after: int, most: int) -> list[int]:
    """Return the next ids after ``after`` of all projects, or of all matters that were issued."""
    return list(_with_lights(kind).filter(pk__gt=after)[:most])


def with_lights(kind: str, ids: Collection[int]) -> list[int]:
    """Return those of ``ids`` that are there and have lights."""
    return list(_with_lights(kind).filter(pk__in=ids))


def _with_lights(kind: str) -> QuerySet[Any, int]:
    if kind == Subject.PROJECT:
        return Project.objects.order_by("pk").values_list("pk", flat=True)
    rows = Matter.objects.filter(number__isnull=False)
    return rows.order_by("pk").values_list("pk", flat=True)


def rules_mark() -> str:
    """Return a hash of all by which lights are lit: another one lights everything anew."""
    rules = [(one.valid_from, one.valid_to, one.thresholds) for one in policy.current().rule_sets]
    return hashlib.sha256(repr(rules).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class News:
    """Which subjects the next events of the record are about, and where reading then stands."""

    subjects: Mapping[str, frozenset[int]]
    last_event: int
    waiting: dict[str, str]
    is_all: bool


def news_since(mark: Bookmark, *, now: dt.datetime) -> News:
    """Return what happened since ``mark``, so many events at most."""
    read = happened_since(mark.last_event, mark.waiting, now=now)
    return News(_subjects(read.about), read.last_event, read.waiting, read.is_all)


def _subjects(about: Collection[tuple[str, int]]) -> dict[str, frozenset[int]]:
    """Return the projects and matters that events of these rows are about."""
    found: dict[str, set[int]] = {kind: set() for kind in Subject.values}
    for kind, pk in about:
        if kind in found:
            found[kind].add(pk)
    debts = [pk for kind, pk in about if kind == "obligation"]
    rows = Obligation.objects.filter(pk__in=debts, subject_kind__in=Subject.values)
    for kind, pk in rows.values_list("subject_kind", "subject_id"):
        found[kind].add(pk)
    reports = [pk for kind, pk in about if kind == "report"]
    found[Subject.PROJECT] |= set(
        Report.objects.filter(pk__in=reports).values_list("project", flat=True)
    )
    return {kind: frozenset(pks) for kind, pks in found.items()}
