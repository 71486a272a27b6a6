"""What somebody with every right on the database could do to the record, as plain statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from luoshi.audit.actions import record
from luoshi.audit.chain import link
from luoshi.audit.models import Event, Seal, SealedHead
from luoshi.audit.sealing import line_of, of_heads
from luoshi.audit.tasks import seal_days
from luoshi.audit.verifying import faults
from tests import make

TABLES = ("audit_event", "audit_seal", "audit_sealedhead")
DAYS = (make.DAY, make.DAY + dt.timedelta(days=1), make.DAY + dt.timedelta(days=2))


@contextmanager
def undone() -> Iterator[None]:
    """Undo whatever is done within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def without_triggers() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
            else:
                cursor.execute(f"DROP TRIGGER {table}_no_update")
                cursor.execute(f"DROP TRIGGER {table}_no_delete")


def three_sealed_days(sizes: dict[str, tuple[int, int, int]]) -> dict[str, Any]:
    """Write so many events to a chain of each unit on each of three days, and seal every day."""
    by = make.account(make.unit(), "coordinator")
    units = {name: make.unit(name) for name in sizes}
    for number, day in enumerate(DAYS):
        for name, counts in sizes.items():
            for nth in range(counts[number]):
                at = dt.datetime.combine(day, dt.time(9, nth), tzinfo=make.NOON.tzinfo)
                record("unit.changed", units[name], by=by, at=at, name=f"{name}{nth}")
        seal_days(now=make.at((day + dt.timedelta(days=1)).isoformat(), 1))
    return units


def codes(**given: Any) -> set[str]:
    return {fault.code for fault in faults(**given)}


def chain(unit: Any) -> list[Event]:
    return list(Event.objects.filter(subject_kind="unit", subject_id=unit.pk).order_by("serial"))


def rewrite(events: list[Event]) -> None:
    """Number and hash a chain anew from its first event on, as the program itself would."""
    before, keys = "", [event.pk for event in events]
    Event.objects.filter(pk__in=keys).delete()
    for serial, event in enumerate(events, start=1):
        event.serial, event.previous_hash = serial, before
        event.hash = before = link(event)
        event.save(force_insert=True)


def reseal() -> None:
    """Make every seal and head anew over what stands there now."""
    told = list(Seal.objects.order_by("day"))
    Seal.objects.all().delete()
    SealedHead.objects.all().delete()
    first, before = 0, ""
    for seal in told:
        rows = Event.objects.filter(pk__gt=first, pk__lte=seal.last_event)
        heads: dict[tuple[str, int], Event] = {}
        for event in rows.order_by("serial"):
            heads[event.subject_kind, event.subject_id] = event
        for (kind, pk), event in heads.items():
            SealedHead.objects.create(
                day=seal.day, subject_kind=kind, subject_id=pk, serial=event.serial, hash=event.hash
            )
        seal.events, seal.chains, seal.previous_hash = rows.count(), len(heads), before
        seal.hash = before = of_heads(line_of(seal))
        seal.save(force_insert=True)
        first = seal.last_event
