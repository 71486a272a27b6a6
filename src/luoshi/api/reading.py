"""What goes out by the interface in bulk leaves an event, as a ledger that is exported does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi import clock
from luoshi.orgs import keys
from luoshi.values.sentences import gettext_noop
from luoshi.web.page import Request

# What ledgers hold: these lists, and no single row, are what an office would not see leave unnoticed.
MATTERS, PROJECTS, REPORTS = gettext_noop("事项"), gettext_noop("项目"), gettext_noop("半月报")


def handed_out(request: Request, what: str, rows: Sequence[Any]) -> None:
    """Record one reading of ``rows``, which the answer hands out; nothing where there are none."""
    if rows:
        key: Any = getattr(request, "key")  # noqa: B009 - set where the key is looked at
        keys.note_reading(key, what=what, count=len(rows), by=request.user, now=clock.now())
