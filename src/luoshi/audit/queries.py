"""Reading the record: of one row, or all of it, filtered and paged by key."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast, TruncDate

from luoshi.audit.chain import link
from luoshi.audit.models import Archive, Event, Seal, Verification
from luoshi.values.civil import SHANGHAI


def history_of(subject: Model) -> QuerySet[Event]:
    """Return the events of one row, newest first."""
    kind = subject._meta.model_name or ""
    return Event.objects.filter(subject_kind=kind, subject_id=subject.pk).order_by("-serial")


def history_of_all(subjects: Mapping[str, Iterable[int]]) -> QuerySet[Event]:
    """Return the events of several rows together, newest first; ``subjects`` are ids by kind."""
    wanted = Q(pk__in=[])
    for kind, ids in subjects.items():
        wanted |= Q(subject_kind=kind, subject_id__in=list(ids))
    return Event.objects.filter(wanted).order_by("-at", "-pk")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events somebody wants to see; None and "" narrow nothing.

    ``accounts`` are ids; ``types`` event types; days are civil days in Shanghai, both included.
    """

    accounts: Collection[int] | None = None
    name: str = ""
    types: Collection[str] | None = None
    kind: str = ""
    row: int | None = None
    door: str = ""
    address: str = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    text: str = ""


def found(wanted: Wanted) -> QuerySet[Event]:
    """Return the events that ``wanted`` asks for, newest first."""
    rows = Event.objects.filter(**_equal(wanted))
    if wanted.name:
        rows = rows.filter(by_name__icontains=wanted.name)
    if wanted.from_on:
        rows = rows.filter(at__gte=_begin(wanted.from_on))
    if wanted.to_on:
        rows = rows.filter(at__lt=_begin(wanted.to_on + dt.timedelta(days=1)))
    if wanted.text:
        rows = _holding(rows, wanted.text)
    return rows.order_by("-at", "-pk")


def _equal(wanted: Wanted) -> dict[str, object]:
    asked: dict[str, object] = {}
    if wanted.accounts is not None:
        asked |= {"by_id__in": list(wanted.accounts), "by_id__isnull": False}
    if wanted.types is not None:
        asked["type__in"] = list(wanted.types)
    if wanted.kind:
        asked["subject_kind"] = wanted.kind
    if wanted.row is not None:
        asked["subject_id"] = wanted.row
    if wanted.door:
        asked["door"] = wanted.door
    if wanted.address:
        asked |= {"address": wanted.address, "address__gt": ""}  # the second lets the index serve
    return asked


def _holding(rows: QuerySet[Event], text: str) -> QuerySet[Event]:
    """Return the rows whose name or content holds ``text``, as SQLite and PostgreSQL write it."""
    escaped = json.dumps(text)[1:-1]  # SQLite keeps the JSON as it was written, in either way
    words = Q(words__icontains=text) | Q(words__icontains=escaped)
    rows = rows.annotate(words=Cast("data", TextField()))
    return rows.filter(Q(subject_label__icontains=text) | words)


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=SHANGHAI)


Key = tuple[dt.datetime, int]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the record: its events, newest first, and whether there are newer and older ones."""

    events: Sequence[Event]
    has_newer: bool
    has_older: bool


def leaf(
    rows: QuerySet[Event], *, most: int, before: Key | None = None, after: Key | None = None
) -> Leaf:
    """Return the ``most`` newest of ``rows``, those next older than ``before`` or newer than ``after``.

    A page costs what it shows, however long the record is: no row is counted or passed over.
    """
    if after is not None:
        at, pk = after
        newer = rows.filter(Q(at__gt=at) | Q(at=at, pk__gt=pk), at__gte=at).order_by("at", "pk")
        there = list(newer[: most + 1])
        return Leaf(there[:most][::-1], len(there) > most, has_older=True)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    there = list(rows[: most + 1])
    return Leaf(there[:most], before is not None, len(there) > most)


def chain_of(event: Event) -> QuerySet[Event]:
    """Return the chain that ``event`` is a link of, newest first."""
    rows = Event.objects.filter(subject_kind=event.subject_kind, subject_id=event.subject_id)
    return rows.order_by("-serial")


@dataclass(frozen=True, slots=True)
class Place:
    """How one event hangs in its chain: its neighbours, the chain's length, whether its hashes are right."""

    previous: Event | None
    following: Event | None
    length: int
    is_own_hash_right: bool
    is_hooked: bool


def place_of(event: Event) -> Place:
    """Return how ``event`` hangs in its chain, its hash made anew."""
    chain = chain_of(event)
    previous = chain.filter(serial=event.serial - 1).first()
    hooked = event.previous_hash == (previous.hash if previous else "")
    return Place(
        previous,
        chain.filter(serial=event.serial + 1).first(),
        chain.count(),
        event.hash == link(event),
        hooked and (event.serial == 1) == (previous is None),
    )


def sealed_by(event: Event) -> Seal | None:
    """Return the first daily seal that covers ``event``; None while its day is not sealed."""
    return Seal.objects.filter(last_event__gte=event.pk).order_by("day").first()


def counts_by_day(types: Collection[str], *, since: dt.date) -> Mapping[tuple[dt.date, str], int]:
    """Return how many events of each of ``types`` each civil day brought, from ``since`` on."""
    rows = Event.objects.filter(type__in=list(types), at__gte=_begin(since)).order_by()
    counted = rows.values("type", day=TruncDate("at", tzinfo=SHANGHAI)).annotate(count=Count("pk"))
    return {(one["day"], one["type"]): one["count"] for one in counted}


def head_of(subject: Model) -> str:
    """Return the hash that stands for the whole record of one row so far; "" where it has none."""
    last = history_of(subject).first()
    return last.hash if last else ""


def count_events(*, most: int | None = None) -> int:
    """Return how many events the record holds, counted up to ``most``."""
    if most is None:
        return Event.objects.count()
    return Event.objects.order_by().values("pk")[:most].count()


def last_seal() -> Seal | None:
    """Return the latest daily seal; None before the first."""
    return Seal.objects.last()


def seals() -> QuerySet[Seal]:
    """Return the daily seals, the latest first."""
    return Seal.objects.order_by("-day")


def last_verification() -> Verification | None:
    """Return what the latest check of the whole record found; None before the first."""
    return Verification.objects.filter(subject_kind=None).first()


def verifications() -> QuerySet[Verification]:
    """Return every check, of the whole record and of single chains, the latest first."""
    return Verification.objects.order_by("-pk")


def archives() -> QuerySet[Archive]:
    """Return the archive files that were written, the latest first."""
    return Archive.objects.order_by("-pk")


def broken_links() -> Iterator[Event]:
    """Yield every event whose own hash, predecessor or serial is not what the chain says."""
    before: Event | None = None
    events = Event.objects.order_by("subject_kind", "subject_id", "serial")
    for event in events.iterator(chunk_size=2000):
        same = before is not None and (
            (before.subject_kind, before.subject_id) == (event.subject_kind, event.subject_id)
        )
        previous = before if same else None
        serial, hash_before = (previous.serial + 1, previous.hash) if previous else (1, "")
        if (event.serial, event.previous_hash, event.hash) != (serial, hash_before, link(event)):
            yield event
        before = event
