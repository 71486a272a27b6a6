"""Reading the record, and checking it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model, QuerySet

from luoshi.audit.chain import link
from luoshi.audit.models import Event


def history_of(subject: Model) -> QuerySet[Event]:
    """Return the events of one row, newest first."""
    kind = subject._meta.model_name or ""
    return Event.objects.filter(subject_kind=kind, subject_id=subject.pk).order_by("-serial")


def head_of(subject: Model) -> str:
    """Return the hash that stands for the whole record of one row so far; "" where it has none."""
    last = history_of(subject).first()
    return last.hash if last else ""


def count_events() -> int:
    """Return how many events the record holds."""
    return Event.objects.count()


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
