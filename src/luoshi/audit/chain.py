"""How one event hangs on the one before it.

Two forms are known.  The first (``form`` empty) had no seat, door or address and was SHA-256 always;
the second names its algorithm.  What was written in one form verifies in it for ever.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Protocol

from luoshi.audit.hashing import ALGORITHMS, SHA256, digest
from luoshi.audit.origin import Origin


class Link(Protocol):
    """An event as far as its hash goes, only read: a row, or a line of an archive."""

    @property
    def subject_kind(self) -> str: ...
    @property
    def subject_id(self) -> int: ...
    @property
    def subject_label(self) -> str: ...
    @property
    def serial(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def at(self) -> dt.datetime: ...
    @property
    def by_id(self) -> int | None: ...
    @property
    def by_name(self) -> str: ...
    @property
    def data(self) -> Any: ...
    @property
    def previous_hash(self) -> str: ...
    @property
    def hash(self) -> str: ...
    @property
    def form(self) -> int | None: ...
    @property
    def algorithm(self) -> str | None: ...


FORM = 2  # of the events written now
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
written = _WRITER.encode


def link(event: Link) -> str:
    """Return the hash over the event and the hash before it, as 64 hex digits.

    "" where there can be none: a form or an algorithm that nobody knows, no instant.
    """
    try:
        return _linked(event)
    except (AttributeError, TypeError, ValueError):  # somebody wrote into the database by hand
        return ""


def _linked(event: Link) -> str:
    if event.form is None:
        by = written([event.by_id, event.by_name])[1:-1]
    elif event.form == FORM and event.algorithm in ALGORITHMS:
        by = author(
            event.by_id, event.by_name, Origin(*(getattr(event, n) for n in Origin._fields))
        )
    else:
        return ""
    return linked(
        event.previous_hash,
        written(event.subject_kind),
        event.subject_id,
        event.subject_label,
        event.serial,
        written(event.type),
        instant(event.at),
        by,
        written(event.data),
        algorithm=event.algorithm if event.form else None,
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
    *,
    algorithm: str | None,
) -> str:
    """Return the hash over one event: that of the JSON list of its parts, without blanks.

    ``kind``, ``type_``, ``at``, ``by`` and ``data`` arrive as JSON already, so that whoever
    writes thousands of events writes once what they share.  ``algorithm`` None: the first form.
    """
    text = f'"{previous_hash}",{kind},{pk},{written(label)},{serial},{type_},{at},{by},{data}]'
    if algorithm is None:
        return digest(SHA256, f"[{text}")
    return digest(algorithm, f'[{FORM},"{algorithm}",{text}')


def instant(at: dt.datetime) -> str:
    """Return an instant as it stands in the hash, as JSON."""
    return written(at.astimezone(dt.UTC).isoformat())


def author(by_id: int | None, by_name: str, origin: Origin) -> str:
    """Return who acted and from where as it stands in the hash, as JSON: id, name, seat, door, address."""
    who: list[Any] = [by_id, by_name, *origin]
    return written(who)[1:-1]
