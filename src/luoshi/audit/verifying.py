"""Whether somebody touched the record: every chain, every seal, and the seals kept elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import F, OuterRef, Q, Subquery

from luoshi.audit.chain import link
from luoshi.audit.lines import SealLine
from luoshi.audit.models import Event, Seal, SealedHead
from luoshi.audit.sealing import line_of, of_heads
from luoshi.values.civil import SHANGHAI
from luoshi.values.sentences import Sentence, gettext_noop

LATE_MOST = dt.timedelta(hours=6)
FAULTS = {
    "changed": gettext_noop("%(kind)s %(id)s 第%(serial)s条：内容与散列值不符，被改动过。"),
    "gap": gettext_noop("%(kind)s %(id)s 第%(serial)s条：前面应有第%(wanted)s条，缺少或被换过次序。"),
    "unhooked": gettext_noop("%(kind)s %(id)s 第%(serial)s条：与上一条不相衔接。"),
    "order": gettext_noop("%(kind)s %(id)s 第%(serial)s条：写入次序在上一条之前，被换过次序。"),
    "head_gone": gettext_noop("%(kind)s %(id)s 第%(serial)s条：%(day)s封存时在，现已不在。"),
    "head_changed": gettext_noop("%(kind)s %(id)s 第%(serial)s条：与%(day)s封存时不同，整条链被重算过。"),
    "backdated": gettext_noop("%(kind)s %(id)s 第%(serial)s条：时间早于写入前已封存的日子，是后来加进去的。"),
    "count": gettext_noop("%(day)s的封存有%(sealed)s条记录，现有%(there)s条。"),
    "seal_changed": gettext_noop("%(day)s的封存与其内容不符，被改动过。"),
    "seal_unhooked": gettext_noop("%(day)s的封存与前一日的封存不相衔接。"),
    "seal_missing": gettext_noop("%(day)s的封存之前缺少封存。"),
    "seal_orphan": gettext_noop("%(day)s的封存不在了，但当日封存的链尾还在。"),
    "seal_lost": gettext_noop("%(day)s的封存在外存文件中有，在数据库中已不在。"),
    "seal_differs": gettext_noop("%(day)s的封存与外存文件不同：当日或更早的记录被改动后重新封存过。"),
}  # fmt: skip


def faults(*, kept: Sequence[SealLine] = ()) -> Iterator[Sentence]:
    """Yield a sentence for each place where the record is not what chains and seals say.

    ``kept`` are seals that somebody kept outside the database.  ``code`` of the sentence names
    the kind of fault, ``params`` the place.
    """
    yield from chain_faults()
    yield from head_faults()
    yield from seal_faults()
    yield from kept_faults(kept)


def _fault(code: str, event: Event | SealedHead | None = None, **params: object) -> Sentence:
    if event is not None:
        place = {"kind": event.subject_kind, "id": event.subject_id, "serial": event.serial}
        params = place | params
    return Sentence(FAULTS[code], code, params)


def chain_faults(*, of: tuple[str, int] | None = None) -> Iterator[Sentence]:
    """Yield each event whose own hash, predecessor, number or place is not what its chain says.

    ``of`` is one row by kind and id; without it every chain is read.
    """
    before: Event | None = None
    events = Event.objects.order_by("subject_kind", "subject_id", "serial")
    if of is not None:
        events = events.filter(subject_kind=of[0], subject_id=of[1])
    for event in events.iterator(chunk_size=2000):
        same = before is not None and (
            (before.subject_kind, before.subject_id) == (event.subject_kind, event.subject_id)
        )
        previous = before if same else None
        wanted, hash_before = (previous.serial + 1, previous.hash) if previous else (1, "")
        if event.serial != wanted:
            yield _fault("gap", event, wanted=wanted)
        elif event.previous_hash != hash_before:
            yield _fault("unhooked", event)
        if previous and event.pk < previous.pk:
            yield _fault("order", event)
        if event.hash != link(event):
            yield _fault("changed", event)
        before = event


def head_faults(*, of: tuple[str, int] | None = None) -> Iterator[Sentence]:
    """Yield each head of a chain that was sealed and is gone or another now; ``of`` as above."""
    there = Event.objects.filter(
        subject_kind=OuterRef("subject_kind"),
        subject_id=OuterRef("subject_id"),
        serial=OuterRef("serial"),
    )
    heads = SealedHead.objects.annotate(now=Subquery(there.values("hash")[:1]))
    if of is not None:
        heads = heads.filter(subject_kind=of[0], subject_id=of[1])
    for head in heads.filter(Q(now=None) | ~Q(now=F("hash"))).order_by("pk").iterator(2000):
        code = "head_gone" if head.now is None else "head_changed"
        yield _fault(code, head, day=head.day)


def seal_faults() -> Iterator[Sentence]:
    """Yield each seal that does not follow on the one before or does not fit what it covers."""
    before: Seal | None = None
    for seal in Seal.objects.order_by("day"):
        if before is not None and seal.day != before.day + dt.timedelta(days=1):
            yield _fault("seal_missing", day=seal.day)
        if seal.previous_hash != (before.hash if before else ""):
            yield _fault("seal_unhooked", day=seal.day)
        if seal.hash != of_heads(line_of(seal)):
            yield _fault("seal_changed", day=seal.day)
        yield from _range_faults(seal, before)
        before = seal
    if before is not None:
        yield from _backdated(Event.objects.filter(pk__gt=before.last_event), before)
    sealed = Seal.objects.filter(day=OuterRef("day")).values("pk")[:1]
    orphans = SealedHead.objects.annotate(seal=Subquery(sealed)).filter(seal=None)
    for day in orphans.order_by("day").values_list("day", flat=True).distinct():
        yield _fault("seal_orphan", day=day)


def _range_faults(seal: Seal, before: Seal | None) -> Iterator[Sentence]:
    first = before.last_event if before else 0
    rows = Event.objects.filter(pk__gt=first, pk__lte=seal.last_event)
    there = rows.count()
    if there != seal.events:
        yield _fault("count", day=seal.day, sealed=seal.events, there=there)
    if before is not None:
        yield from _backdated(rows, before)


def _backdated(rows: object, before: Seal) -> Iterator[Sentence]:
    """Yield events that were written after a day was sealed and say that they are of that day or older.

    A round of the sweep that began before midnight still says the old day: ``LATE_MOST``.
    """
    ended = dt.datetime.combine(before.day + dt.timedelta(days=1), dt.time(), tzinfo=SHANGHAI)
    for event in rows.filter(at__lt=ended - LATE_MOST).order_by("pk").iterator(2000):  # type: ignore[attr-defined]
        yield _fault("backdated", event)


def kept_faults(kept: Sequence[SealLine]) -> Iterator[Sentence]:
    """Yield each seal kept outside that the database no longer has, or has otherwise."""
    stored = {line.day: line for line in map(line_of, Seal.objects.all())} if kept else {}
    for line in kept:
        day = dt.date.fromisoformat(line.day)
        if line.day not in stored:
            yield _fault("seal_lost", day=day)
        elif stored[line.day] != line:
            yield _fault("seal_differs", day=day)
