"""Actions about the file of a closed matter: its list with hashes, its number.  Called as ``matters.actions``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.audit.queries import head_of
from luoshi.matters import debts, moves
from luoshi.matters.models import Matter
from luoshi.orgs.models import Account
from luoshi.orgs.series import take_number
from luoshi.owed.models import Kind as Owed
from luoshi.values.civil import civil_day

WORD = "档"


@transaction.atomic
def archive(matter: Matter, *, by: Account, now: dt.datetime) -> None:
    """Put a closed matter away: its number, and the list of what its file holds, with hashes.

    The list names the paper it rests on, the evidence of each attempt, the orders that were
    issued, and the head of its record: whoever has the list can tell whether anything changed.
    """
    move = moves.admit(matter, "archive", by=by, now=now)
    year = civil_day(now).year
    number = f"{WORD}〔{year}〕{take_number(matter.held_by, word=WORD, year=year)}号"
    office = matter.held_by.short_name or matter.held_by.name
    pieces = list_of(matter)
    moves.carry(
        matter,
        move,
        archived_by=by,
        archived_at=now,
        archive_number=f"{office}{number}"[:60],
        archive=pieces,
    )
    debts.discharge(
        matter, Owed.ARCHIVE, debts.attempt_of(matter), on=civil_day(now), by=by, now=now
    )
    audit.record(
        "matter.archived",
        matter,
        by=by,
        at=now,
        number=matter.archive_number,
        pieces=len(pieces),
    )


def list_of(matter: Matter) -> list[dict[str, Any]]:
    """Return what the file of a matter holds: ``kind``, ``name`` and ``sha256`` (None without bytes)."""
    pieces: list[dict[str, Any]] = []
    if matter.passage is not None:
        source = matter.passage.source
        pieces.append({"kind": "source", "name": source.title, "sha256": source.sha256})
    for one in matter.evidence.select_related("source"):
        digest = one.source.sha256 if one.source else None
        pieces.append({"kind": "evidence", "name": one.criterion, "sha256": digest})
    orders = matter.orders.filter(number__isnull=False).order_by("issued_at")
    pieces += [{"kind": "order", "name": order.number, "sha256": None} for order in orders]
    pieces.append({"kind": "record", "name": str(matter.number), "sha256": head_of(matter)})
    return pieces
