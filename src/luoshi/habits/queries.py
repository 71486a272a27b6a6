"""Reads: the views somebody may open, how she likes the pages, her batches."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from luoshi.audit.models import Event
from luoshi.habits.models import STEPS_OF_TOUR, Batch, Deed, Habit, Listed, SavedView
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound

LISTED = Listed
DEEDS = Deed
UNDONE_WITHIN = dt.timedelta(minutes=15)


def own_units(by: Account, *, now: dt.datetime) -> list[Unit]:
    """Return the units at which ``by`` herself holds a seat on the day of ``now``."""
    seats = [seat for seat, _ in access.seats_of(by, on=civil_day(now))]
    return list({seat.unit_id: seat.unit for seat in seats if seat.account_id == by.pk}.values())


def views_for(by: Account, *, now: dt.datetime) -> QuerySet[SavedView]:
    """Return the views that ``by`` may open: her own, and those shared with a unit of hers."""
    shared = Q(shared_with__in=[unit.pk for unit in own_units(by, now=now)])
    rows = SavedView.objects.filter(Q(account=by) | shared, dropped_at__isnull=True)
    return rows.select_related("account__person", "shared_with")


def own_view(by: Account, pk: int) -> SavedView:
    """Return a view of her own, dropped or not; raises NotFound for anybody else's."""
    found = SavedView.objects.filter(account=by, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def default_view(by: Account, listed: str) -> SavedView | None:
    """Return the view with which ``by`` opens a list, None if she chose none."""
    return SavedView.objects.filter(
        account=by, listed=listed, is_default=True, dropped_at__isnull=True
    ).first()


def habit_of(by: Account) -> Habit:
    """Return how ``by`` likes the pages, unsaved if she never said."""
    return Habit.objects.filter(account=by).first() or Habit(account=by)


def is_touring(habit: Habit) -> bool:
    """Return whether the first tour is still offered: neither ended nor seen whole."""
    return habit.tour_ended_at is None and len(habit.tour_steps) < STEPS_OF_TOUR


def batch_for(by: Account, pk: int) -> Batch:
    """Return a batch of her own; raises NotFound for anybody else's."""
    found = Batch.objects.filter(by=by, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def reached(pk: int) -> int:
    """Return how far the record of a matter goes: the serial of its last event."""
    chain = Event.objects.filter(subject_kind="matter", subject_id=pk).order_by("-serial")
    return chain.values_list("serial", flat=True).first() or 0


def may_undo(batch: Batch, *, now: dt.datetime) -> bool:
    """Return whether a batch can still be taken back: hands only, soon enough, and nothing followed."""
    fresh = batch.undone_at is None and now - batch.at <= UNDONE_WITHIN
    if batch.deed != Deed.HAND_OVER or not fresh or not batch.done:
        return False
    return all(reached(row["pk"]) == row["serial"] for row in batch.rows if not row["refusal"])
