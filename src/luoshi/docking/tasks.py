"""What the sweep does here: needs and offers whose last day has passed are over."""

from __future__ import annotations

import datetime as dt

from luoshi.docking.entries import settle
from luoshi.docking.models import Entry, State
from luoshi.docking.queries import SIDES
from luoshi.owed.tasks import Carried, visit
from luoshi.values.civil import civil_day

WHY = "有效期已过"


def expire(*, now: dt.datetime) -> Carried:
    """Let every open need and offer be over whose last day lies before today; return how many."""
    today, done = civil_day(now), Carried()
    for model in SIDES.values():
        rows = model._default_manager.filter(state=State.OPEN, until__lt=today).order_by("pk")

        def over(entry: Entry) -> int:
            settle(entry, state=State.EXPIRED, why=WHY, now=now)
            return 1

        done += visit(rows, over, what="docking.expire")
    return done
