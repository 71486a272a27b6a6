"""Ledgers under way are carried on in steps, by whoever looks on or by the sweep; never by two at once."""

from __future__ import annotations

import datetime as dt
import time

from django.db.models import F, Q

from luoshi.intake.ledgerin.checking import check_some
from luoshi.intake.ledgerin.writing import write_some
from luoshi.intake.models import LedgerIn, Stand

UNDER_WAY = (Stand.CHECKING, Stand.WRITING)
LEASE = dt.timedelta(seconds=90)  # a worker that died holds a ledger no longer than this


def carry_on(ledger: LedgerIn, *, seconds: float, now: dt.datetime) -> bool:
    """Carry ``ledger`` on for about ``seconds``; return whether anything was done.

    Each step is a transaction of its own: whoever is killed in one leaves nothing of it behind.
    """
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    mine = LedgerIn.objects.filter(free, pk=ledger.pk, state__in=UNDER_WAY)
    if not mine.update(claimed_until=now + LEASE):
        return False
    until = time.monotonic() + min(seconds, LEASE.total_seconds() / 2)
    try:
        while _step(ledger, now=now) and time.monotonic() < until:
            pass
    finally:
        LedgerIn.objects.filter(pk=ledger.pk).update(claimed_until=None)
        ledger.refresh_from_db()
    return True


def _step(ledger: LedgerIn, *, now: dt.datetime) -> bool:
    ledger.refresh_from_db(fields=["state", "confirmed_by"])
    if ledger.state == Stand.CHECKING:
        return check_some(ledger, by=ledger.opened_by, now=now)
    if ledger.state == Stand.WRITING and ledger.confirmed_by is not None:
        return write_some(ledger, by=ledger.confirmed_by, now=now)
    return False


def under_way() -> list[LedgerIn]:
    """Return the ledgers that wait to be carried on, the one that waits longest first."""
    rows = LedgerIn.objects.filter(state__in=UNDER_WAY).order_by(F("confirmed_at").asc(), "pk")
    return list(rows.select_related("source__held_by", "opened_by", "confirmed_by"))
