"""Archive files of the record: what one says, line by line, and how it is written.

A file holds the days of one period in order.  For each day its seal, the heads that were sealed and
the events that it covers, each a line of JSON; before all of them one line that says how many there
are.  ``proving`` reads them back.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from luoshi.audit.chain import written
from luoshi.audit.lines import Head, SealLine

FORMAT = "luoshi-record-1"
MANIFEST_FORMAT = "luoshi-record-archives-1"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as it stands in an archive: everything that the database had of it."""

    id: int
    subject_kind: str
    subject_id: int
    subject_label: str
    serial: int
    type: str
    at: dt.datetime
    by_id: int | None
    by_name: str
    data: Any
    previous_hash: str
    hash: str
    form: int | None
    algorithm: str | None
    seat_role: str | None
    seat_unit_id: int | None
    seat_unit_name: str | None
    door: str | None
    address: str | None


EVENT_FIELDS = tuple(one.name for one in fields(EventLine))


@dataclass(frozen=True, slots=True)
class Listed:
    """What the manifest says of one file."""

    name: str
    sha256: str
    from_day: str
    to_day: str
    events: int
    seals: int
    last_seal: str


@dataclass(frozen=True, slots=True)
class Day:
    """One sealed day as it is written to an archive."""

    seal: SealLine
    heads: Iterable[Head]
    events: Iterable[Mapping[str, Any]]


def write(
    path: Path, days: Iterable[Day], *, from_day: dt.date, to_day: dt.date, events: int, seals: int
) -> None:
    """Write an archive of ``events`` events and ``seals`` days; the same bytes for the same record."""
    head = {"format": FORMAT, "from": from_day.isoformat(), "to": to_day.isoformat()}
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
    ):
        packed.write(_line(head | {"events": events, "seals": seals}))
        for day in days:
            packed.write(_line({"seal": asdict(day.seal)}))
            for sealed in day.heads:
                packed.write(_line({"head": sealed}))
            for event in day.events:
                told = {**event, "at": event["at"].astimezone(dt.UTC).isoformat()}
                packed.write(_line({"event": told}))


def _line(value: object) -> bytes:
    return written(value).encode() + b"\n"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest_text(listed: Iterable[Listed]) -> str:
    """Return the manifest of a folder of archives, one file on each line."""
    lines = ",\n".join(written(asdict(one)) for one in listed)
    return f'{{"format":"{MANIFEST_FORMAT}","files":[\n{lines}\n]}}\n'


def read_manifest(folder: Path) -> list[Listed]:
    """Return what the manifest of ``folder`` lists; raises ValueError where it is none."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        if told["format"] != MANIFEST_FORMAT:
            raise ValueError(MANIFEST)
        return [Listed(**one) for one in told["files"]]
    except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(MANIFEST) from error
