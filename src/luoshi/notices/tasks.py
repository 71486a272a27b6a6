"""The part of the sweep that reminds."""

from __future__ import annotations

import datetime as dt

from luoshi.notices import actions, queries
from luoshi.owed.tasks import Carried, visit


def remind(*, now: dt.datetime) -> Carried:
    """Remind of every warning light nobody was reminded of; safe to repeat and in two processes.

    It reads the stored lights: the sweep relights first.
    """
    rows = list(queries.to_remind())
    return visit(rows, lambda row: actions.remind(row, now=now), what="remind")
