"""Using a door once: refused where it was used too often, by one account or from one address."""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging

from django.db import OperationalError, models
from django.db.models import F, Value
from django.db.models.functions import Greatest

from luoshi.pacing import paces
from luoshi.pacing.models import Allowance
from luoshi.rules.paces import Pace, is_wrong, wait_ms
from luoshi.values.errors import TooOften

log = logging.getLogger(__name__)
V6_NETWORK = 64  # one household or office is given a whole one


def use_door(door: str, *, each: str = "", address: str = "", now: dt.datetime) -> None:
    """Take one time at ``door`` from ``each`` (an account or a link) and from an address.

    Raises TooOften where one of them has none left; it names those to whom that happens for the
    first time in as long as everything takes to come back, so that the record tells it once.  Where the database cannot be asked everybody
    passes: a door must not close because of its own counter.
    """
    pace = paces.current().get(door)
    if pace is None:
        return
    wanted = [(each, pace.each), (network_of(address), pace.address)]
    try:
        waits = {who: _take(door, who, at, now=now) for who, at in wanted if who}
        newly = tuple(
            who for who, at in wanted if waits.get(who) and _is_news(door, who, at, now=now)
        )
    except OperationalError:
        log.exception("the uses of a door could not be counted: %s", door)
        return
    if longest := max(waits.values(), default=0):
        log.warning("%s was used too often by %s from %s", door, each or "nobody", address)
        raise TooOften(-(-longest // 1000), door=door, newly=newly)


def _is_news(door: str, who: str, pace: Pace, *, now: dt.datetime) -> bool:
    """Return whether it was not said yet that ``who`` used up a door: once in a whole pace."""
    return not _take(f"said:{door}", who, Pace(1, pace.minutes), now=now)


def network_of(address: str) -> str:
    """Return under what an address is counted; "" for this machine's own, and for none.

    >>> network_of("10.1.2.3"), network_of("2001:db8::7:1"), network_of("127.0.0.1")
    ('10.1.2.3', '2001:db8::/64', '')
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    if known.is_loopback:
        return ""
    if known.version == 6:
        return str(ipaddress.ip_network((known, V6_NETWORK), strict=False))
    return str(known)


def _take(door: str, who: str, pace: Pace, *, now: dt.datetime) -> int:
    """Take one time; return 0, or how many milliseconds to wait for one."""
    now_ms = int(now.timestamp() * 1000)
    rows = Allowance.objects.filter(door=door, who=who)
    while True:
        whole_at = rows.values_list("whole_at_ms", flat=True).first()
        if whole_at is None:
            row = Allowance(door=door, who=who, whole_at_ms=now_ms)
            Allowance.objects.bulk_create([row], ignore_conflicts=True)
        elif is_wrong(pace, whole_at_ms=whole_at, now_ms=now_ms):
            rows.filter(whole_at_ms=whole_at).update(whole_at_ms=now_ms)
        elif wait := wait_ms(pace, whole_at_ms=whole_at, now_ms=now_ms):
            return wait
        elif _taken(rows, pace, now_ms=now_ms):
            return 0


def _taken(rows: models.QuerySet[Allowance], pace: Pace, *, now_ms: int) -> bool:
    """Take one time unless somebody took the last one meanwhile; one statement, so that none is lost."""
    latest = now_ms + pace.whole_ms - pace.step_ms
    later = Greatest(F("whole_at_ms"), Value(now_ms)) + pace.step_ms
    return bool(rows.filter(whole_at_ms__lte=latest).update(whole_at_ms=later))


def forget_whole(*, now: dt.datetime) -> int:
    """Delete what says nothing any more; return how many rows."""
    past = Allowance.objects.filter(whole_at_ms__lt=int(now.timestamp() * 1000))
    return past.delete()[0]
