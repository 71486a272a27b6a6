"""The seals of the database: what each says, its hash, and the small file to be kept elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from luoshi.audit.chain import written
from luoshi.audit.lines import FORMAT, Head, SealLine, seal_hash
from luoshi.audit.models import Seal, SealedHead


def line_of(seal: Seal) -> SealLine:
    """Return a seal of the database as it is kept outside."""
    return SealLine(
        seal.day.isoformat(),
        seal.events,
        seal.chains,
        seal.last_event,
        seal.algorithm,
        seal.previous_hash,
        seal.hash,
    )


def heads_of(day: dt.date) -> Iterator[Head]:
    """Yield the heads that were sealed on a day, by kind and id."""
    rows = SealedHead.objects.filter(day=day).order_by("subject_kind", "subject_id")
    yield from rows.values_list("subject_kind", "subject_id", "serial", "hash").iterator(5000)


def of_heads(line: SealLine) -> str:
    """Return what the hash of a seal must be, over the heads that stand in the database."""
    return seal_hash(line, heads_of(dt.date.fromisoformat(line.day)))


def exported(seals: Iterable[Seal]) -> str:
    """Return the seals as the text of a small JSON file, one seal on each line."""
    lines = ",\n".join(written(asdict(line_of(seal))) for seal in seals)
    return f'{{"format":"{FORMAT}","seals":[\n{lines}\n]}}\n'
