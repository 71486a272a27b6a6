"""Reading what is owed: lights, a person's desk, what a subject still owes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.db.models import Count, Q, QuerySet

from luoshi import policy
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.orgs.queries import absent_of
from luoshi.owed.models import (
    Colour,
    Kind,
    LightChange,
    Obligation,
    ObligationRows,
    Outcome,
    Sweep,
)
from luoshi.rules import lights
from luoshi.rules.access import Permission
from luoshi.rules.lights import Light
from luoshi.values.civil import civil_day
from luoshi.values.sentences import Sentence, gettext_noop

KINDS = Kind
COLOURS = Colour
SWEEP_SILENT_FOR = dt.timedelta(hours=1)
RUNS_LOOKED_AT = 200
_NEEDED_NO_MORE = Light(
    lights.Colour.GREY,
    lights.Shape.RING,
    gettext_noop("免办"),
    Sentence(gettext_noop("不再需要办理"), "time.void"),
    "time.void",
)


# --- lights


class Dated(Protocol):
    """What the light of something owed is made of: a row of the table, or so much of one."""

    @property
    def opens_on(self) -> dt.date: ...
    @property
    def due_on(self) -> dt.date: ...
    @property
    def claimed_on(self) -> dt.date | None: ...
    @property
    def paused_on(self) -> dt.date | None: ...
    @property
    def discharged_on(self) -> dt.date | None: ...
    @property
    def outcome(self) -> str | None: ...


def light(obligation: Dated, *, today: dt.date) -> Light:
    """Return the light of ``obligation`` as of a civil day: the rule that the sweep stores too."""
    if obligation.outcome == Outcome.VOID:
        return _NEEDED_NO_MORE
    return lights.light_of(
        due_on=obligation.due_on,
        opened_on=obligation.opens_on,
        today=today,
        thresholds=policy.current().rules_on(today).thresholds,
        discharged_on=obligation.discharged_on,
        claimed=obligation.claimed_on is not None,
        paused_on=obligation.paused_on,
    )


def relight_on(obligation: Obligation, *, today: dt.date) -> dt.date | None:
    """Return the next civil day on which the light of ``obligation`` may change; None if never.

    A new rule set may change every light on the day from which it holds.
    """
    if obligation.discharged_at is not None:
        return None
    house = policy.current()
    turn = lights.changes_on(
        due_on=obligation.due_on,
        opened_on=obligation.opens_on,
        today=today,
        thresholds=house.rules_on(today).thresholds,
        claimed=obligation.claimed_on is not None,
        paused_on=obligation.paused_on,
    )
    new_rules = [rules.valid_from for rules in house.rule_sets if rules.valid_from > today]
    return min((day for day in [turn, *new_rules] if day is not None), default=None)


def worst_light(subject_kind: str, subject_id: int, *, today: dt.date) -> Light | None:
    """Return the light that needs most care among what is still owed of a row; None if nothing is."""
    return lights_of(subject_kind, [subject_id], today=today).get(subject_id)


def lights_of(subject_kind: str, subject_ids: Iterable[int], *, today: dt.date) -> dict[int, Light]:
    """Return for each row of one kind that still owes something its worst light, in one query."""
    rows = Obligation.objects.open().filter(
        subject_kind=subject_kind, subject_id__in=list(subject_ids)
    )
    found: dict[int, list[Light]] = {}
    for obligation in rows:
        found.setdefault(obligation.subject_id, []).append(light(obligation, today=today))
    return {pk: lights.worst(several) for pk, several in found.items()}


def to_relight(*, today: dt.date) -> QuerySet[Obligation]:
    """Return the open rows whose light may have changed by ``today``."""
    return Obligation.objects.open().filter(relight_on__lte=today)


def light_changes(obligation: Obligation) -> QuerySet[LightChange]:
    """Return how the light of one row changed, newest first."""
    return obligation.light_changes.all()


# --- of a subject


def owed_of(kind: str, subject: models.Model, key: str) -> Obligation | None:
    """Return the one row of ``subject`` under ``kind`` and ``key``, open or settled."""
    return of_subject(subject).filter(kind=kind, key=key).first()


def of_subject(subject: models.Model) -> QuerySet[Obligation]:
    """Return everything that was or is owed of one row, soonest due first."""
    rows = Obligation.objects.filter(
        subject_kind=subject._meta.model_name or "", subject_id=subject.pk
    )
    return rows.select_related("debtor_unit", "debtor", "creditor_unit")


def next_of(subject: models.Model) -> Obligation | None:
    """Return what is owed of one row and falls due first; None where nothing is."""
    return of_subject(subject).filter(discharged_at__isnull=True).first()


def of_kind(
    kind: str, subject_kind: str, subject_ids: Iterable[int] | QuerySet[Any]
) -> ObligationRows:
    """Return what was or is owed under ``kind`` of several rows of one kind, given by their ids."""
    return Obligation.objects.filter(
        kind=kind, subject_kind=subject_kind, subject_id__in=subject_ids
    )


# --- of a person


def visible_obligations(by: Account, *, now: dt.datetime) -> ObligationRows:
    """Return what units within the scope of ``by`` owe or are owed."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    rows = Obligation.objects.within(scope)
    return rows.select_related("debtor_unit", "debtor", "creditor_unit")


def desk_of(by: Account, *, now: dt.datetime) -> QuerySet[Obligation]:
    """Return what ``by`` or her units (and those below) still owe, soonest due first."""
    seated = frozenset(
        seat.unit_id
        for seat, role in access.seats_of(by, on=civil_day(now))
        if Permission.REGISTER_SEE in role.permissions
    )
    if by.is_active and not seated:
        return Obligation.objects.none()
    theirs = Q(debtor_unit__in=access.units_below(seated)) if by.is_active else Q(pk__in=[])
    rows = Obligation.objects.open().filter(theirs | _named(by, now=now))
    return rows.select_related("debtor_unit", "debtor", "creditor_unit").order_by("due_on", "pk")


def _named(by: Account, *, now: dt.datetime) -> Q:
    """Return what names ``by``, or somebody in whose place she acts today."""
    hers = Q(debtor=by.person_id)
    return hers | Q(debtor__in=absent_of(by, on=civil_day(now))) if by.is_active else hers


class UpTo(int):
    """A count that went no further than ``COUNTED_MOST``: above that it says so."""

    def __str__(self) -> str:
        return f"{COUNTED_MOST}+" if self > COUNTED_MOST else super().__str__()


COUNTED_MOST = 1000


def overdue(rows: QuerySet[Obligation], *, today: dt.date) -> QuerySet[Obligation]:
    """Narrow open ``rows`` to those whose light is red: what rests does not fall overdue."""
    return rows.filter(due_on__lt=today, paused_on__isnull=True)


def not_overdue(rows: QuerySet[Obligation], *, today: dt.date) -> QuerySet[Obligation]:
    """Narrow open ``rows`` to those that are in time still, or rest."""
    return rows.filter(Q(due_on__gte=today) | Q(paused_on__isnull=False))


def tally(rows: QuerySet[Obligation], *, today: dt.date) -> QuerySet[Any, Any]:
    """Return (key, done, owed, missed) of ``rows`` by their key: counted where they lie.

    What is needed no more is not owed; missed is what stands under "time.overdue".
    """
    done = Q(discharged_at__isnull=False) & ~Q(outcome=Outcome.VOID)
    late = Q(discharged_at__isnull=True, due_on__lt=today, paused_on=None, claimed_on=None)
    counted = (
        rows.order_by()
        .values("key")
        .annotate(
            done=Count("pk", filter=done),
            owed=Count("pk", filter=Q(discharged_at__isnull=True) | done),
            missed=Count("pk", filter=late),
        )
    )
    return counted.values_list("key", "done", "owed", "missed")


@dataclass(frozen=True, slots=True)
class Times:
    """How often one unit was asked for one kind of thing."""

    unit: int
    name: str
    kind: str
    times: int


def asked_within(by: Account, *, first: dt.date, last: dt.date, now: dt.datetime) -> list[Times]:
    """Return how often each unit was asked for each kind of thing due within days, first set so.

    Of units within the scope of ``by``; what turned out not to be needed does not count.
    """
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    rows = Obligation.objects.filter(due_original__range=(first, last))
    if not scope.everything:
        rows = rows.filter(debtor_unit__in=scope.units)
    counted = rows.exclude(outcome=Outcome.VOID).order_by()
    found = counted.values_list("debtor_unit", "debtor_unit__name", "kind").annotate(n=Count("pk"))
    return [Times(*row) for row in found]


# --- the sweep


def last_sweep() -> Sweep | None:
    """Return the last run of the sweep that came to its end; None before the first."""
    return Sweep.objects.filter(ended_at__isnull=False).order_by("-pk").first()


def is_sweep_silent(*, now: dt.datetime) -> bool:
    """Return whether the sweep has not come to its end for over an hour: then lights may lag.

    One that ended over an hour from now ended by another clock: it says nothing of this hour.
    """
    last = last_sweep()
    return last is None or last.ended_at is None or abs(now - last.ended_at) > SWEEP_SILENT_FOR


def swept_to() -> dt.date | None:
    """Return the day up to which the house is swept, by whatever run began last; None before the first."""
    return Sweep.objects.order_by("-pk").values_list("day", flat=True).first()


def swept_clean_on(*parts: str, today: dt.date) -> dt.date | None:
    """Return the latest day up to ``today`` on which a run ended without trouble in any of ``parts``."""
    rows = Sweep.objects.filter(ended_at__isnull=False, day__lte=today).order_by("-pk")
    for sweep in rows.only("day", "trouble")[:RUNS_LOOKED_AT]:
        told = {line.split(" ", 1)[0] for line in sweep.trouble.splitlines()}
        if not told & {*parts, "clock:"}:
            return sweep.day
    return None
