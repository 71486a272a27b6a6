"""What the sweep does of itself: windows open on their day, sessions freeze at their moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from luoshi.audit.actions import SYSTEM
from luoshi.owed.tasks import Carried
from luoshi.reviewing import steps
from luoshi.reviewing.models import ReviewSession, State
from luoshi.values.civil import civil_day
from luoshi.values.errors import Refusal


def carry_sessions(*, now: dt.datetime) -> Carried:
    """Open the windows whose day has come, and freeze what was to be frozen by ``now``.

    Safe to repeat, and on several machines at once: whoever comes second finds it done.
    """
    rows = ReviewSession.objects
    due = rows.filter(state__in=[State.PLANNED, State.OPEN], freeze_at__lte=now)
    done = sum(_try(one, steps.freeze_now, now=now) for one in due.order_by("pk"))
    opens = rows.filter(state=State.PLANNED, comments_from__lte=civil_day(now), freeze_at__gt=now)
    done += sum(_try(one, steps.let_comment, now=now) for one in opens.order_by("pk"))
    return Carried(done)


def _try(session: ReviewSession, step: Callable[..., None], *, now: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            step(session, by=SYSTEM, now=now)
    except Refusal:
        return False  # somebody else was faster
    return True
