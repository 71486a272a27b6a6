"""What a seal says as it is kept outside the database, and how its hash is made."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from luoshi.audit.chain import written
from luoshi.audit.hashing import ALGORITHMS, running

FORMAT = "luoshi-seals-1"
Head = tuple[str, int, int, str]  # kind and id of a row, serial and hash of its last event


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


def seal_hash(line: SealLine, heads: Iterable[Head]) -> str:
    """Return what the hash of a seal must be: over what it says and over the ``heads`` of its day.

    Lines of JSON: the seal without its hash, then each head by kind and id.  "" for an algorithm
    that nobody knows.
    """
    if line.algorithm not in ALGORITHMS:
        return ""
    told = asdict(line)
    told.pop("hash")
    total = running(line.algorithm)
    total.update(written(told).encode())
    for head in heads:
        total.update(b"\n" + written(head).encode())
    return str(total.hexdigest())


def seal_from(told: object) -> SealLine:
    """Return the seal that stands in parsed JSON; raises ValueError, TypeError for anything else."""
    if not isinstance(told, dict):
        raise TypeError("not a seal")
    line = SealLine(**told)
    dt.date.fromisoformat(line.day)
    return line


def read_exported(text: str) -> list[SealLine]:
    """Return the seals of an exported file; raises NoSeals for anything else."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise NoSeals
        return [seal_from(one) for one in told["seals"]]
    except (ValueError, KeyError, TypeError) as error:
        raise NoSeals("不是封存文件") from error
