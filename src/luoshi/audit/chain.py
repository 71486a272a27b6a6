"""How one event hangs on the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from luoshi.audit.models import Event


def link(event: Event) -> str:
    """Return the SHA-256 over the event and the hash before it, as 64 hex digits."""
    content = [
        event.previous_hash,
        event.subject_kind,
        event.subject_id,
        event.subject_label,
        event.serial,
        event.type,
        event.at.astimezone(dt.UTC).isoformat(),
        event.by_id,
        event.by_name,
        event.data,
    ]
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
