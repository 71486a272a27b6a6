"""How one event hangs on the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from luoshi.audit.models import Event

_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
written = _WRITER.encode


def link(event: Event) -> str:
    """Return the SHA-256 over the event and the hash before it, as 64 hex digits."""
    return linked(
        event.previous_hash,
        written(event.subject_kind),
        event.subject_id,
        event.subject_label,
        event.serial,
        written(event.type),
        instant(event.at),
        author(event.by_id, event.by_name),
        written(event.data),
    )


def linked(
    previous_hash: str,
    kind: str,
    pk: int,
    label: str,
    serial: int,
    type_: str,
    at: str,
    by: str,
    data: str,
) -> str:
    """Return the hash over one event: that of the JSON list of its parts, without blanks.

    ``kind``, ``type_``, ``at``, ``by`` and ``data`` arrive as JSON already, so that whoever
    writes thousands of events writes once what they share.
    """
    text = f'["{previous_hash}",{kind},{pk},{written(label)},{serial},{type_},{at},{by},{data}]'
    return hashlib.sha256(text.encode()).hexdigest()


def instant(at: dt.datetime) -> str:
    """Return an instant as it stands in the hash, as JSON."""
    return written(at.astimezone(dt.UTC).isoformat())


def author(by_id: int | None, by_name: str) -> str:
    """Return who acted as it stands in the hash: id and name, as JSON."""
    who: list[Any] = [by_id, by_name]
    return written(who)[1:-1]
