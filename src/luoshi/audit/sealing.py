"""What a seal says, how its hash is made, and how it is written down to be kept elsewhere."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from luoshi.audit.chain import written
from luoshi.audit.hashing import ALGORITHMS, running
from luoshi.audit.models import Seal, SealedHead

FORMAT = "luoshi-seals-1"


@dataclass(frozen=True, slots=True)
class SealLine:
    """One seal as it is kept outside: ISO day, how much it covers, and the hashes."""

    day: str
    events: int
    chains: int
    last_event: int
    algorithm: str
    previous_hash: str
    hash: str


class NoSeals(ValueError):
    """A file that was given as exported seals and is none."""


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


def of_heads(line: SealLine) -> str:
    """Return what the hash of a seal must be: over what it says and over the heads that stand there.

    Lines of JSON: the seal without its hash, then each head by kind and id.  "" for an algorithm
    that nobody knows.
    """
    if line.algorithm not in ALGORITHMS:
        return ""
    told = asdict(line)
    told.pop("hash")
    total = running(line.algorithm)
    total.update(written(told).encode())
    heads = SealedHead.objects.filter(day=dt.date.fromisoformat(line.day))
    rows = heads.order_by("subject_kind", "subject_id")
    for row in rows.values_list("subject_kind", "subject_id", "serial", "hash").iterator(5000):
        total.update(b"\n" + written(row).encode())
    return str(total.hexdigest())


def exported(seals: Iterable[Seal]) -> str:
    """Return the seals as the text of a small JSON file, one seal on each line."""
    lines = ",\n".join(written(asdict(line_of(seal))) for seal in seals)
    return f'{{"format":"{FORMAT}","seals":[\n{lines}\n]}}\n'


def read_exported(text: str) -> list[SealLine]:
    """Return what ``exported`` wrote; raises NoSeals for anything else."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise NoSeals
        lines = [SealLine(**one) for one in told["seals"]]
        for line in lines:
            dt.date.fromisoformat(line.day)
    except (ValueError, KeyError, TypeError) as error:
        raise NoSeals("不是封存文件") from error
    return lines
