"""Keeping the index up: from the record as it grows, before somebody searches, or all anew.

Nothing of this is a deed of somebody: the index says nothing that the register does not, and the
record is what it follows.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection

from django.db import DatabaseError, IntegrityError, transaction

from luoshi.audit.following import READ_AGAIN, happened_since, newest_event
from luoshi.owed.tasks import Carried, gathering
from luoshi.searching import engines, queries
from luoshi.searching.kind import Kind
from luoshi.searching.models import Entry, IndexMark
from luoshi.searching.registry import all_kinds

log = logging.getLogger(__name__)

BATCH = 500  # rows in one transaction
FEW = 200  # events that a search may read on by itself before it answers


@gathering()
def follow(*, now: dt.datetime) -> Carried:
    """Let everything be found that the record tells of; build all where it was never built.

    Safe to repeat and in several processes: whoever is killed leaves the mark where it was.
    """
    at = mark_kept()
    if not queries.is_built(at):
        return rebuild(now=now)
    done = Carried()
    while True:
        happened = happened_since(at.last_event, at.waiting, now=now)
        done += _renewed(happened.about)
        if (happened.last_event, happened.waiting) == (at.last_event, at.waiting):
            return done
        turned = turn_to(at, last_event=happened.last_event, waiting=happened.waiting)
        if turned is None or happened.is_all:
            return done
        at = turned


@gathering()
def rebuild(*, now: dt.datetime) -> Carried:
    """Build the whole index from the register; until it ends less is found, never anything wrong."""
    at = begin_anew(last_event=max(newest_event() - READ_AGAIN, 0))
    done = Carried()
    for kind in all_kinds().values():
        after = 0
        while keys := _next(kind, after):
            done += _page(kind, keys)
            after = keys[-1]
    end_building(at, now=now)
    return done


def catch_up(*, now: dt.datetime) -> bool:
    """Read on before a search where few events are behind; return whether nothing is left to read.

    So one's own write is found at once.  Where more has happened, or the database is busy writing,
    the next sweep does it, and the page says that the newest may be missing.
    """
    at = queries.mark()
    if not queries.is_built(at):
        return False
    missing = queries.behind(at, most=FEW + 1)
    if missing > FEW:
        return False
    if missing > 0:
        happened = happened_since(at.last_event, at.waiting, now=now)
        try:
            if _renewed(happened.about).trouble:
                return False
            turn_to(at, last_event=happened.last_event, waiting=happened.waiting)
        except DatabaseError:
            log.info("the index is not caught up", exc_info=True)
            return False
    return True


def _next(kind: Kind, after: int) -> list[int]:
    rows = kind.rows.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _renewed(about: Collection[tuple[str, int]]) -> Carried:
    done = Carried()
    for kind in all_kinds().values():
        keys = {pk for code, pk in about if code == kind.code}
        for other, touched in kind.touched.items():
            theirs = [pk for code, pk in about if code == other]
            keys |= set(touched(theirs)) if theirs else set()
        ordered = sorted(keys)
        for start in range(0, len(ordered), BATCH):
            done += _page(kind, ordered[start : start + BATCH])
    return done


def _page(kind: Kind, keys: Collection[int]) -> Carried:
    """Renew the rows of one page; where that fails each by itself, and say which could not be done."""
    try:
        try:
            return Carried(renew(kind, keys))
        except IntegrityError:
            return Carried(renew(kind, keys))  # another was faster: now its entries are seen
    except Exception as error:
        if len(keys) == 1:
            (key,) = keys
            log.exception("index: %s %s", kind.code, key)
            return Carried(0, (f"index {kind.code} {key} {type(error).__name__}: {error}",))
    done = Carried()
    for key in keys:
        done += _page(kind, [key])
    return done


# --- writing


@transaction.atomic
def renew(kind: Kind, keys: Collection[int]) -> int:
    """Let the rows of ``kind`` with these ids be found as they are now; return how many changed.

    Rows that are gone, or can no longer be found, are taken out.  Of two at once the second meets
    the unique entry and falls; whoever reads on later does it again.
    """
    stood: dict[int, list[Entry]] = {key: [] for key in keys}
    for one in Entry.objects.filter(kind=kind.code, key__in=keys).order_by("key", "piece"):
        stood[one.key].append(one)
    stands: dict[int, list[Entry]] = {key: [] for key in keys}
    for one in kind.entries(keys):
        stands[one.key].append(one)
    changed = [
        key
        for key in stood
        if list(map(queries.content, stood[key])) != list(map(queries.content, stands[key]))
    ]
    old = [one for key in changed for one in stood[key]]
    if old:
        engines.take_out(old)
        Entry.objects.filter(pk__in=[one.pk for one in old]).delete()
    new = [one for key in changed for one in stands[key]]
    if new:
        engines.put_in(Entry.objects.bulk_create(new, batch_size=500))
    return len(changed)


@transaction.atomic
def begin_anew(*, last_event: int) -> IndexMark:
    """Empty the index; what is built from here on is right as of ``last_event``."""
    engines.empty()
    kept = mark_kept()
    IndexMark.objects.filter(pk=kept.pk).update(
        last_event=last_event, waiting={}, form="", built_at=None, version=kept.version + 1
    )
    return IndexMark.objects.get(pk=kept.pk)


def end_building(at: IndexMark, *, now: dt.datetime) -> None:
    """Note that the index holds the whole register."""
    IndexMark.objects.filter(pk=at.pk).update(form=queries.form(), built_at=now)


def mark_kept() -> IndexMark:
    """Return how far the record was read for the index; a first one has read nothing."""
    try:
        with transaction.atomic():
            return IndexMark.objects.get_or_create(only=True)[0]
    except IntegrityError:
        return IndexMark.objects.get(only=True)


def turn_to(at: IndexMark, *, last_event: int, waiting: dict[str, str]) -> IndexMark | None:
    """Note that everything up to ``last_event`` was looked at; None where another was faster."""
    rows = IndexMark.objects.filter(pk=at.pk, version=at.version)
    if not rows.update(version=at.version + 1, last_event=last_event, waiting=waiting):
        return None
    return IndexMark.objects.get(pk=at.pk)
