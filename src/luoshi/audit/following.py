"""Reading on in the record: what happened since a bookmark, for whoever keeps something by it.

Numbers are given out before the events with them are written: with several writers event 8 may be
readable before event 7.  A number that is missing is looked for again for an hour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max

from luoshi.audit.models import Event

EVENTS_AT_ONCE = 10_000
# After a first reading the newest events are read once more: some may not have been written yet.
READ_AGAIN = 1000
WAIT_FOR_EVENT = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Happened:
    """Which rows the next events are about, (kind, id) each, and where reading then stands.

    ``waiting`` has the numbers that were not there yet, each with the moment (ISO) when that was
    first seen; ``is_all`` says that nothing is left to read.
    """

    about: frozenset[tuple[str, int]]
    last_event: int
    waiting: dict[str, str]
    is_all: bool


def newest_event() -> int:
    """Return the number of the newest event of the record, 0 if there is none."""
    newest: int | None = Event.objects.aggregate(n=Max("pk"))["n"]
    return newest or 0


def happened_since(
    last_event: int,
    waiting: Mapping[str, str],
    *,
    now: dt.datetime,
    most: int = EVENTS_AT_ONCE,
) -> Happened:
    """Return what happened after the event ``last_event`` and among those waited for."""
    later = Event.objects.filter(pk__gt=last_event).order_by("pk")
    events = list(later.values_list("pk", "subject_kind", "subject_id")[:most])
    last = events[-1][0] if events else last_event
    oldest = (now - WAIT_FOR_EVENT).isoformat()
    kept = {pk: since for pk, since in waiting.items() if since > oldest}
    awaited = Event.objects.filter(pk__in=[int(pk) for pk in kept])
    came = list(awaited.values_list("pk", "subject_kind", "subject_id"))
    there = {pk for pk, _, _ in events}
    gaps = range(max(last_event + 1, last - EVENTS_AT_ONCE * 2), last)
    kept |= {str(pk): now.isoformat() for pk in gaps if pk not in there}
    for pk, _kind, _subject in came:
        kept.pop(str(pk), None)
    about = frozenset((kind, subject) for _, kind, subject in [*events, *came])
    return Happened(about, last, kept, len(events) < most)
