"""Faults planted by hand, each taken back: a checker that finds nothing must first be seen to find.

Each plant goes past the actions, straight into the tables; where the database itself would refuse
it, its refusal is taken away first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench.simulation.checks import Violation
from bench.simulation.days import ONE_DAY, moment
from bench.simulation.play import Played
from django.db import connection, transaction
from django.db.models import QuerySet

from luoshi.audit.models import Event
from luoshi.matters.models import DueChange, Extension, Matter
from luoshi.notices.models import Notice, RungDone
from luoshi.orgs.models import Seat
from luoshi.owed.models import Obligation
from luoshi.progress.models import Report, Signature
from luoshi.standing.models import Standing

Plant = Callable[[], None]
_PLANTS: dict[str, tuple[str, Plant]] = {}


class NothingToSpoil(LookupError):
    """No row of the region is of the kind that a plant falsifies."""


def have_ground() -> bool:
    """Return whether the region holds, for each plant, a row that it could falsify."""
    for _expected, plant in _PLANTS.values():
        with _taken_back():
            try:
                plant()
            except NothingToSpoil:
                return False
    return True


def each_is_found(played: Played) -> dict[str, dict[str, Any]]:
    """Plant each fault, check, take it back; return whether each was found, and as what."""
    before = set(_now(played, with_chains=True))
    found = {}
    for what, (expected, plant) in _PLANTS.items():
        with _taken_back():
            plant()
            after = set(_now(played, with_chains="record" in what))
        names = sorted({one.name for one in after - before})
        found[what] = {"found": expected in names, "as": names}
    return found


def _now(played: Played, *, with_chains: bool) -> list[Violation]:
    checker, day = played.checker, played.last_day
    checker.telling.forget()
    found = checker.day(day, swept=True, everything=True)
    found += checker.again(day)
    return found + (list(checker.record.all_chains()) if with_chains else [])


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _plant(what: str, name: str) -> Callable[[Plant], Plant]:
    def known(does: Plant) -> Plant:
        _PLANTS[what] = (name, does)
        return does

    return known


def _unguarded(table: str, guard: str) -> None:
    """Take the refusal called ``guard`` off ``table``, until the transaction is rolled back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {guard}")
        else:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def _first(rows: QuerySet[Any]) -> Any:
    for row in rows[:1]:
        return row
    raise NothingToSpoil(rows.model.__name__)


def _one_open(**which: object) -> Obligation:
    return _first(Obligation.objects.filter(outcome__isnull=True, **which).order_by("pk"))


def _later(day: dt.date | None) -> dt.date:
    assert day is not None
    return day + 7 * ONE_DAY


@_plant("a matter's date moved by hand", "due-moved-without-decision")
def _move_matter() -> None:
    matter = _first(Matter.objects.filter(due_current__isnull=False))
    Matter.objects.filter(pk=matter.pk).update(due_current=_later(matter.due_current))


@_plant("the day of something owed moved by hand", "due-moved-without-decision")
def _move_owed() -> None:
    row = _one_open(kind="finish")
    Obligation.objects.filter(pk=row.pk).update(due_on=_later(row.due_on))


@_plant("an original date changed", "due-original-changed")
def _move_original() -> None:
    _unguarded("matters_matter", "matters_matter_due_original_kept")
    matter = _first(Matter.objects.filter(due_original__isnull=False))
    Matter.objects.filter(pk=matter.pk).update(due_original=_later(matter.due_original))


@_plant("the decision behind a new date taken away", "due-moved-without-decision")
def _undecide() -> None:
    granted = _first(Extension.objects.filter(verdict="granted"))
    Extension.objects.filter(pk=granted.pk).update(
        verdict="asked", decided_by=None, decided_at=None, due_granted=None
    )


@_plant("the row of a new date taken away", "due-changes-differ")
def _forget_change() -> None:
    DueChange.objects.filter(pk=_first(DueChange.objects.all()).pk).delete()


@_plant("a notice deleted", "overdue-without-notice")
def _delete_notice() -> None:
    late = _one_open(light="red", claimed_on=None, paused_on=None, notices__rung=2)
    Notice.objects.filter(obligation=late).delete()


@_plant("a rung forgotten", "rung-not-carried")
def _forget_rung() -> None:
    carried = RungDone.objects.filter(
        rung=2,
        obligation__outcome=None,
        obligation__claimed_on=None,
        obligation__paused_on=None,
    ).select_related("obligation")
    # A rung that was reached before the date was moved is no longer asked for.
    of_today = [
        done.pk for done in carried if done.key.startswith(f"{done.obligation.due_on:%Y%m%d}/")
    ]
    _first(RungDone.objects.filter(pk__in=of_today)).delete()


@_plant("a notice to somebody whom it does not concern", "told-a-stranger")
def _tell_a_stranger() -> None:
    row = _one_open(kind="finish")
    parties = [row.debtor_unit_id, row.creditor_unit_id]
    elsewhere = Seat.objects.filter(to_on=None).exclude(unit__in=parties)
    stranger = _first(elsewhere.exclude(account__person=row.debtor_id)).account.person
    at = moment(row.due_on, 9)
    Notice.objects.create(
        obligation=row, person=stranger, key="x", rung=1, made_on=row.due_on, made_at=at
    )


@_plant("a light set by hand", "light-differs")
def _paint() -> None:
    row = _one_open(light="red")
    Obligation.objects.filter(pk=row.pk).update(light="green")


@_plant("the light of a project set by hand", "standing-differs")
def _paint_project() -> None:
    row = _first(Standing.objects.filter(subject_kind="project", report__in=["yellow", "red"]))
    Standing.objects.filter(pk=row.pk).update(report="green", by_rule="green", combined="green")


@_plant("a window taken away", "window-not-opened")
def _close_window() -> None:
    Obligation.objects.filter(pk=_one_open(kind="report").pk).delete()


@_plant("something owed taken away", "owed-but-not-there")
def _forgive() -> None:
    Obligation.objects.filter(pk=_one_open(kind="finish").pk).delete()


@_plant("something laid on a unit by nobody", "owed-by-no-deed")
def _lay() -> None:
    row = _one_open(kind="finish")
    row.pk, row.key = None, "17"
    row.save(force_insert=True)


@_plant("a state set by hand", "state-not-by-the-table")
def _set_state() -> None:
    matter = _first(Matter.objects.filter(state="working"))
    Matter.objects.filter(pk=matter.pk).update(state="returned")


@_plant("a report made away with", "acknowledged-but-not-there")
def _lose_report() -> None:
    report = _first(Report.objects.filter(edition=1, is_current=True))
    Signature.objects.filter(report=report).delete()
    Report.objects.filter(pk=report.pk).delete()


@_plant("a number left out", "numbers-broken")
def _skip_number() -> None:
    matter = _first(Matter.objects.filter(number__endswith="号").order_by("-issued_at"))
    Matter.objects.filter(pk=matter.pk).update(number=matter.number.replace("〕", "〕9"))


@_plant("a sentence of the record changed", "chain-broken")
def _rewrite() -> None:
    _unguarded("audit_event", "audit_event_no_update")
    event = _first(Event.objects.filter(type="matter.signed"))
    Event.objects.filter(pk=event.pk).update(by_name="另一个人")


@_plant("a deed taken out of the record", "acknowledged-but-not-there")
def _strike_out() -> None:
    _unguarded("audit_event", "audit_event_no_delete")
    Event.objects.filter(pk=_first(Event.objects.filter(type="matter.signed")).pk).delete()
