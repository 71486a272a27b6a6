"""Writing the record.  Called inside the transaction of the action that it records."""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef

from luoshi.audit import hashing
from luoshi.audit.chain import FORM, author, instant, link, linked, written
from luoshi.audit.inserting import insert
from luoshi.audit.lines import SealLine
from luoshi.audit.models import Event, Extract, Seal, Verification
from luoshi.audit.origin import Door, origin_of
from luoshi.audit.sealing import exported
from luoshi.audit.verifying import chain_faults, faults, head_faults
from luoshi.values.sentences import Sentence


class Actor(Protocol):
    """Whoever acts: an account, or the sweep."""

    @property
    def pk(self) -> int | None: ...
    def __str__(self) -> str: ...


class System:
    """The program acting by rule, or somebody at its command line: there is no account."""

    pk = None

    def __init__(self, name: str, *, door: Door, address: str | None = None) -> None:
        self.name, self.door, self.address = name, door, address

    def __str__(self) -> str:
        return self.name


SYSTEM = System("系统", door=Door.SWEEP)
COMMAND_LINE = System("命令行", door=Door.COMMAND)


def plain(value: Any) -> Any:
    """Return ``value`` as JSON holds it: dates ISO, decimals as text, rows as their id and label."""
    match value:
        case str() | int() | None:
            return value
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date():
            return value.isoformat()
        case decimal.Decimal():
            return format(value, "f")
        case models.Model():
            return {"id": value.pk, "label": str(value)}
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case float():
            return value
        case _:
            return str(value)


def record(type_: str, subject: models.Model, *, by: Actor, at: dt.datetime, **data: Any) -> Event:
    """Add one event ``noun.past_participle`` to the chain of ``subject``.

    Two writers of one chain at once: the second meets the unique serial and its whole
    transaction falls, which is what an action wants.
    """
    kind, key = subject._meta.model_name or "", subject.pk
    chain = Event.objects.filter(subject_kind=kind, subject_id=key).order_by("-serial")
    serial, before = chain.values_list("serial", "hash").first() or (0, "")
    event = Event(
        subject_kind=kind,
        subject_id=key,
        subject_label=str(subject)[:300],
        serial=serial + 1,
        type=type_,
        at=at,
        by_id=by.pk,
        by_name=str(by)[:200],
        data=plain(data),
        previous_hash=before,
        form=FORM,
        algorithm=hashing.chosen(),
        **origin_of(by)._asdict(),
    )
    event.hash = link(event)
    event.save(force_insert=True)
    return event


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to one row: the row by kind, id and name, and what is kept of it.

    ``data`` may arrive as the JSON that ``told`` gives, where thousands are told the same.
    """

    kind: str
    pk: int
    label: str
    data: Mapping[str, Any] | str

    @classmethod
    def to(cls, subject: models.Model, **data: Any) -> Happening:
        """Return what happened to ``subject``, as ``record`` takes it."""
        return cls(subject._meta.model_name or "", subject.pk, str(subject), data)


def told(data: Mapping[str, Any]) -> str:
    """Return what is kept of an event as JSON, as it stands in the hash."""
    return written(plain(data))


def record_many(
    type_: str,
    happenings: Sequence[Happening],
    *,
    by: Actor,
    at: dt.datetime,
    begins: bool = False,
) -> int:
    """Add one event of one type to the chain of each row, as ``record`` would; return how many.

    Each row may stand there once.  ``begins`` says that the rows are new, so that no chain is
    looked for.  Two writers of one chain at once: the second one's whole transaction falls.
    """
    last = {} if begins else _last_links(happenings)
    kinds = {one.kind: written(one.kind) for one in happenings}
    origin, algorithm = origin_of(by), hashing.chosen()
    fixed = (written(type_), instant(at), author(by.pk, str(by)[:200], origin))
    columns: list[tuple[Any, ...]] = []
    for one in happenings:
        serial, before = last.get((one.kind, one.pk), (0, ""))
        label = one.label[:300]
        data = one.data if isinstance(one.data, str) else told(one.data)
        who = (kinds[one.kind], one.pk, label)
        digest = linked(before, *who, serial + 1, *fixed, data, algorithm=algorithm)
        columns.append((one.kind, one.pk, label, serial + 1, data, before, digest))
    if not columns:
        return 0
    names = ("subject_kind", "subject_id", "subject_label", "serial", "data")
    lists = dict(
        zip((*names, "previous_hash", "hash"), map(list, zip(*columns, strict=True)), strict=True)
    )
    shared = {"type": type_, "at": at, "by_id": by.pk, "by_name": str(by)[:200]}
    shared |= {"form": FORM, "algorithm": algorithm, **origin._asdict()}
    if insert(Event, lists | shared, count=len(columns)) != len(columns):
        raise IntegrityError("event_one_chain: somebody else wrote this chain at the same time")
    return len(columns)


def _last_links(happenings: Sequence[Happening]) -> dict[tuple[str, int], tuple[int, str]]:
    """Return serial and hash of the last event of each row that has any, in a query for each kind."""
    found: dict[tuple[str, int], tuple[int, str]] = {}
    for kind in {one.kind for one in happenings}:
        pks = [one.pk for one in happenings if one.kind == kind]
        later = Event.objects.filter(
            subject_kind=kind, subject_id=OuterRef("subject_id"), serial__gt=OuterRef("serial")
        )
        rows = Event.objects.filter(~Exists(later), subject_kind=kind, subject_id__in=pks)
        for pk, serial, digest in rows.order_by().values_list("subject_id", "serial", "hash"):
            found[kind, pk] = (serial, digest)
    return found


FINDINGS_KEPT = 50


def verify_all(*, kept: Sequence[SealLine] = (), by: Actor, now: dt.datetime) -> Verification:
    """Check the whole record, and against the seals ``kept`` outside; keep what was found.

    Reads every event once.  Only the result is written in a transaction: nobody waits meanwhile.
    """
    events, seals = Event.objects.count(), Seal.objects.count()
    made = Verification(at=now, by_name=str(by)[:200], events=events, seals=seals)
    made.exported = len(kept)
    made.faults, made.findings = _counted(faults(kept=kept))
    with transaction.atomic():
        made.save(force_insert=True)
        record("record.verified", made, by=by, at=now, events=events, faults=made.faults)
    return made


def verify_chain(event: Event, *, by: Actor, now: dt.datetime) -> Verification:
    """Check the chain of the row that ``event`` is about, against its sealed heads too; keep the result."""
    of = (event.subject_kind, event.subject_id)
    chain = Event.objects.filter(subject_kind=of[0], subject_id=of[1])
    made = Verification(at=now, by_name=str(by)[:200], events=chain.count(), seals=0)
    made.subject_kind, made.subject_id = of
    made.faults, made.findings = _counted(itertools.chain(chain_faults(of=of), head_faults(of=of)))
    told = {"events": made.events, "faults": made.faults, "of": event.subject_label}
    with transaction.atomic():
        made.save(force_insert=True)
        record("record.chain_verified", made, by=by, at=now, **told)
    return made


def _counted(found: Iterator[Sentence]) -> tuple[int, list[dict[str, Any]]]:
    """Return how many faults there are, and the first of them as they are kept."""
    count, findings = 0, []
    for fault in found:
        count += 1
        if count <= FINDINGS_KEPT:
            findings.append({"template": fault.template, "params": plain(dict(fault.params))})
    return count, findings


@transaction.atomic
def hand_out_extract(
    *,
    file_name: str,
    sha256: str,
    rows: int,
    wanted: Mapping[str, str],
    by: Actor,
    now: dt.datetime,
) -> Extract:
    """Keep what was handed out of the record: ``wanted`` are the filters, ``rows`` the events."""
    made = Extract(at=now, by_name=str(by)[:200], file_name=file_name, sha256=sha256, rows=rows)
    made.wanted = dict(wanted)
    made.save(force_insert=True)
    record("record.exported", made, by=by, at=now, rows=rows, wanted=made.wanted, sha256=sha256)
    return made


@transaction.atomic
def hand_out_seals(*, by: Actor, now: dt.datetime) -> str:
    """Return every seal as the text of a small file to be kept elsewhere, and record that."""
    seals = list(Seal.objects.order_by("day"))
    if seals:
        record("seal.exported", seals[-1], by=by, at=now, day=seals[-1].day, count=len(seals))
    return exported(seals)
