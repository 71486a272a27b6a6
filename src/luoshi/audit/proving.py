"""What speaks against archive files of the record; no database is needed.

Every hash is made anew from what stands in the files.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luoshi.audit.archives import FORMAT, EventLine, Listed, read_manifest, sha256_of
from luoshi.audit.chain import link
from luoshi.audit.lines import Head, SealLine, seal_from, seal_hash
from luoshi.values.sentences import Sentence, gettext_noop

FAULTS = {
    "manifest_missing": gettext_noop("目录里没有清单manifest.json，或者清单不能读取。"),
    "file_missing": gettext_noop("清单列出的文件%(file)s不在。"),
    "file_unlisted": gettext_noop("文件%(file)s不在清单里。"),
    "file_differs": gettext_noop("文件%(file)s与清单上的散列值或条数不同。"),
    "file_unreadable": gettext_noop("文件%(file)s第%(line)s行不能读取，内容残缺或被改动过。"),
    "amount": gettext_noop("文件%(file)s应有%(told)s条记录、%(days)s天封存，实有%(there)s条、%(seals)s天。"),
    "place": gettext_noop("%(kind)s %(id)s 第%(serial)s条：不属于%(day)s的封存，被移动过或后来加进去。"),
    "changed": gettext_noop("%(kind)s %(id)s 第%(serial)s条：内容与散列值不符，被改动过。"),
    "gap": gettext_noop("%(kind)s %(id)s 第%(serial)s条：前面应有第%(wanted)s条，缺少或被换过次序。"),
    "unhooked": gettext_noop("%(kind)s %(id)s 第%(serial)s条：与上一条不相衔接。"),
    "head": gettext_noop("%(day)s封存的链尾与当日的记录不符。"),
    "count": gettext_noop("%(day)s的封存有%(sealed)s条记录，现有%(there)s条。"),
    "seal_changed": gettext_noop("%(day)s的封存与其内容不符，被改动过。"),
    "seal_unhooked": gettext_noop("%(day)s的封存与前一日的封存不相衔接。"),
    "seal_missing": gettext_noop("%(day)s的封存之前缺少封存。"),
    "seal_lost": gettext_noop("%(day)s的封存在外存文件中有，在归档文件中没有。"),
    "seal_differs": gettext_noop("%(day)s的封存与外存文件不同：当日或更早的记录被改动后重新封存过。"),
}  # fmt: skip


@dataclass
class Carried:
    """What was read so far: how chains and seals go on, and how much there was."""

    begins_at_first: bool = True  # nothing was left out before: a chain must begin with number 1
    chains: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)
    seal: SealLine | None = None
    seals: dict[str, SealLine] = field(default_factory=dict)
    events: int = 0
    last_event: int = 0


def faults(
    paths: Sequence[Path],
    *,
    listed: Sequence[Listed] | None = None,
    kept: Sequence[SealLine] = (),
    carried: Carried | None = None,
) -> Iterator[Sentence]:
    """Yield a sentence for each place where archives are not what their hashes say.

    ``paths`` in the order of their days; ``listed`` is the manifest; ``kept`` are seals from
    outside.  ``carried`` is filled with what was read.
    """
    carried = carried or Carried()
    names = {one.name: one for one in listed or ()}
    for path in paths:
        told = names.get(path.name)
        if listed is not None and told is None:
            yield _fault("file_unlisted", file=path.name)
        had = carried.events
        if not path.is_file():
            yield _fault("file_missing", file=path.name)
            continue
        yield from _file_faults(path, carried)
        if told is not None and (sha256_of(path), carried.events - had) != (
            told.sha256,
            told.events,
        ):
            yield _fault("file_differs", file=path.name)
    yield from _kept_faults(carried, kept)


def folder_faults(
    folder: Path, *, kept: Sequence[SealLine] = (), carried: Carried | None = None
) -> Iterator[Sentence]:
    """Yield as ``faults`` for every file that the manifest of a folder lists, or should list."""
    try:
        listed = read_manifest(folder)
    except ValueError:
        yield _fault("manifest_missing")
        listed = []
    names = {one.name for one in listed} | {one.name for one in folder.glob("*.jsonl.gz")}
    yield from faults([folder / one for one in sorted(names)], listed=listed, kept=kept, carried=carried)  # fmt: skip


def _fault(code: str, **params: object) -> Sentence:
    return Sentence(FAULTS[code], code, params)


def _file_faults(path: Path, carried: Carried) -> Iterator[Sentence]:
    """Read one file; what cannot be read ends it with one fault."""
    number, had, days, day = 0, carried.events, 0, _Day()
    head: Mapping[str, Any] = {}
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            for number, text in enumerate(lines, start=1):
                told = json.loads(text)
                if number == 1:
                    head = _head(told)
                elif "seal" in told:
                    yield from _ended(day, carried)
                    day, days = _Day(seal_from(told["seal"])), days + 1
                    yield from _seal_faults(day.sealed, carried, opens=days == 1)
                elif "head" in told:
                    day.take(_head_of(told["head"]))
                else:
                    yield from _event_faults(_event(told["event"]), day, carried)
            yield from _ended(day, carried)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError):
        yield _fault("file_unreadable", file=path.name, line=number + 1)
        return
    there = carried.events - had
    if (there, days) != (head.get("events"), head.get("seals")):
        told_days = {"told": head.get("events"), "days": head.get("seals")}
        yield _fault("amount", file=path.name, there=there, seals=days, **told_days)


@dataclass
class _Day:
    seal: SealLine | None = None
    heads: list[Head] = field(default_factory=list)
    there: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)
    events: int = 0

    def take(self, head: Head) -> None:
        if self.seal is None or self.events:
            raise ValueError("heads stand between their seal and its events")
        self.heads.append(head)

    @property
    def sealed(self) -> SealLine:
        if self.seal is None:
            raise ValueError("an event or a head before the first seal")
        return self.seal


def _head(told: Mapping[str, Any]) -> Mapping[str, Any]:
    if told["format"] != FORMAT:
        raise ValueError(FORMAT)
    return told


def _head_of(told: Sequence[Any]) -> Head:
    kind, pk, serial, digest = told
    return (str(kind), int(pk), int(serial), str(digest))


def _event(told: dict[str, Any]) -> EventLine:
    return EventLine(**told | {"at": dt.datetime.fromisoformat(told["at"])})


def _seal_faults(seal: SealLine, carried: Carried, *, opens: bool) -> Iterator[Sentence]:
    before = carried.seal
    if before is None:
        carried.begins_at_first = seal.previous_hash == ""
    else:
        next_day = dt.date.fromisoformat(before.day) + dt.timedelta(days=1)
        if seal.day != next_day.isoformat():
            yield _fault("seal_missing", day=seal.day)
        if seal.previous_hash != before.hash:
            yield _fault("seal_unhooked", day=seal.day)
    carried.seal = carried.seals[seal.day] = seal


def _event_faults(event: EventLine, day: _Day, carried: Carried) -> Iterator[Sentence]:
    place = {"kind": event.subject_kind, "id": event.subject_id, "serial": event.serial}
    chain = (event.subject_kind, event.subject_id)
    if not carried.last_event < event.id <= day.sealed.last_event:
        yield _fault("place", **place, day=day.sealed.day)
    before = carried.chains.get(chain)
    if before is None and carried.begins_at_first:
        before = (0, "")
    if before is not None:
        serial, digest = before
        if event.serial != serial + 1:
            yield _fault("gap", **place, wanted=serial + 1)
        elif event.previous_hash != digest:
            yield _fault("unhooked", **place)
    if event.hash != link(event):
        yield _fault("changed", **place)
    carried.chains[chain] = day.there[chain] = (event.serial, event.hash)
    carried.last_event = max(carried.last_event, event.id)
    carried.events, day.events = carried.events + 1, day.events + 1


def _ended(day: _Day, carried: Carried) -> Iterator[Sentence]:
    """Yield what is wrong with a day once all of it was read."""
    if day.seal is None:
        return
    if day.events != day.seal.events:
        yield _fault("count", day=day.seal.day, sealed=day.seal.events, there=day.events)
    if {(kind, pk): (serial, digest) for kind, pk, serial, digest in day.heads} != day.there:
        yield _fault("head", day=day.seal.day)
    if (day.seal.chains, day.seal.hash) != (len(day.heads), seal_hash(day.seal, day.heads)):
        yield _fault("seal_changed", day=day.seal.day)
    carried.last_event = max(carried.last_event, day.seal.last_event)


def _kept_faults(carried: Carried, kept: Sequence[SealLine]) -> Iterator[Sentence]:
    days = sorted(carried.seals)
    for line in kept:
        if not days or not days[0] <= line.day <= days[-1]:
            continue
        if line.day not in carried.seals:
            yield _fault("seal_lost", day=line.day)
        elif carried.seals[line.day] != line:
            yield _fault("seal_differs", day=line.day)
