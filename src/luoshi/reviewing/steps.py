"""Taking a session from one state to the next, if it still stands where it stood."""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.audit.actions import Actor
from luoshi.reviewing import debts, freezing
from luoshi.reviewing.models import ReviewSession
from luoshi.rules import sessions as rules
from luoshi.values.errors import Overtaken


def carry(session: ReviewSession, name: str, **fields: object) -> None:
    """Take ``session`` through the step ``name``; raises IllegalMove or Overtaken."""
    step = rules.step(session.state, name)
    rows = ReviewSession.objects.filter(pk=session.pk, state=session.state)
    if not rows.update(state=step.ends.value, version=F("version") + 1, **fields):
        raise Overtaken
    session.refresh_from_db()


def let_comment(session: ReviewSession, *, by: Actor, now: dt.datetime) -> None:
    """Open the window: from now on every unit asked owes its comments."""
    carry(session, "open")
    for item in session.items.select_related("matter__lead", "matter__person", "project__filing"):
        debts.owe_comments(item, by=by, now=now)
    audit.record("session.opened", session, by=by, at=now, until=session.comments_to)


def freeze_now(session: ReviewSession, *, by: Actor, now: dt.datetime) -> None:
    """Copy every figure and each item's state as they are at ``now``, for good."""
    frozen = freezing.whole(session, now=now)
    sha256 = freezing.sha256_of(frozen)
    was = session.state
    carry(session, "freeze", frozen_at=now, frozen=frozen, frozen_sha256=sha256)
    items = len(frozen["items"])
    told = {"state": [was, session.state]}
    audit.record("session.frozen", session, by=by, at=now, items=items, sha256=sha256, changes=told)
