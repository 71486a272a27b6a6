"""Reading the record, and checking it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Model, Q, QuerySet

from luoshi.audit.chain import link
from luoshi.audit.models import Event, Seal, Verification


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


def head_of(subject: Model) -> str:
    """Return the hash that stands for the whole record of one row so far; "" where it has none."""
    last = history_of(subject).first()
    return last.hash if last else ""


def count_events() -> int:
    """Return how many events the record holds."""
    return Event.objects.count()


def last_seal() -> Seal | None:
    """Return the latest daily seal; None before the first."""
    return Seal.objects.last()


def seals() -> QuerySet[Seal]:
    """Return the daily seals, the latest first."""
    return Seal.objects.order_by("-day")


def last_verification() -> Verification | None:
    """Return what the latest check of the whole record found; None before the first."""
    return Verification.objects.first()


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
