"""The part of the sweep that seals the record, once for each day that is over.

A seal is about the ids up to ``last_event``.  Whoever writes takes an id before her transaction ends,
so that a smaller id could still come after a seal.  Therefore whoever seals first waits until every
writer of that moment has ended: PostgreSQL by a lock of the table that lasts no longer than the wait,
SQLite by its one write lock.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max

from luoshi.audit import hashing
from luoshi.audit.models import Event, Seal, SealedHead
from luoshi.audit.sealing import line_of, of_heads
from luoshi.values.civil import SHANGHAI, civil_day

ONE_DAY = dt.timedelta(days=1)
HEADS = (
    "INSERT INTO audit_sealedhead (day, subject_kind, subject_id, serial, hash) "
    "SELECT %s, one.subject_kind, one.subject_id, one.serial, one.hash FROM audit_event one "
    "WHERE one.id > %s AND one.id <= %s AND NOT EXISTS (SELECT 1 FROM audit_event later "
    "WHERE later.subject_kind = one.subject_kind AND later.subject_id = one.subject_id "
    "AND later.serial > one.serial AND later.id <= %s)"
)


def seal_days(*, now: dt.datetime) -> int:
    """Seal every day that is over and not sealed yet; return how many were.

    The first seal covers everything that there is.  Two processes: the day is unique, the second
    one does nothing.  Where a writer keeps on for seconds it is left to the next round.
    """
    over = civil_day(now) - ONE_DAY
    last = Seal.objects.last()
    if last is None and not Event.objects.exists():
        return 0
    day = last.day + ONE_DAY if last else over
    if day > over or not _all_writers_ended():
        return 0
    made = 0
    while day <= over:
        try:
            with transaction.atomic():
                last = _seal(day, after=last, now=now)
        except IntegrityError:  # another process was faster
            return made
        day, made = day + ONE_DAY, made + 1
    return made


def _all_writers_ended() -> bool:
    if connection.vendor != "postgresql":
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute("LOCK TABLE audit_event IN SHARE MODE")
    except OperationalError:
        return False
    return True


def _seal(day: dt.date, *, after: Seal | None, now: dt.datetime) -> Seal:
    first = after.last_event if after else 0
    ends = dt.datetime.combine(day + ONE_DAY, dt.time(), tzinfo=SHANGHAI)
    new = Event.objects.filter(pk__gt=first).order_by()
    last = new.filter(at__lt=ends).aggregate(last=Max("pk"))["last"] or first
    with connection.cursor() as cursor:
        on = connection.ops.adapt_datefield_value(day)
        cursor.execute(HEADS, [on, first, last, last])
    seal = Seal(
        day=day,
        events=new.filter(pk__lte=last).count(),
        chains=SealedHead.objects.filter(day=day).count(),
        last_event=last,
        algorithm=hashing.chosen(),
        previous_hash=after.hash if after else "",
        made_at=now,
    )
    seal.hash = of_heads(line_of(seal))
    seal.save(force_insert=True)
    return seal
