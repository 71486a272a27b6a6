"""What is owed of a session: from each unit asked a comment on each item, until the window closes."""

from __future__ import annotations

import datetime as dt

from luoshi.audit.actions import Actor
from luoshi.orgs.models import Unit
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.owed.queries import of_subject
from luoshi.reviewing.models import AgendaItem, ReviewSession, State
from luoshi.reviewing.queries import units_asked
from luoshi.values.civil import civil_day
from luoshi.values.sentences import gettext_noop

NOT_SAID = gettext_noop("会议已经开始，没有填报意见")
DROPPED = gettext_noop("议题已经撤下")
CANCELLED = gettext_noop("会议已经取消")


def key_of(item: AgendaItem, unit: Unit) -> str:
    """Return under which key a unit's comment on an item is owed."""
    return f"{item.pk}-{unit.pk}"


def owe_comments(item: AgendaItem, *, by: Actor, now: dt.datetime) -> None:
    """Let every unit that is asked owe its comment on ``item``, if the window is open."""
    session = item.session
    if session.state != State.OPEN:
        return
    for unit in units_asked(item):
        person = None
        if item.matter is not None and item.matter.lead_id == unit.pk:
            person = item.matter.person
        if item.project is not None:
            person = item.project.filing.reporter
        today = civil_day(now)
        owed.open_obligation(
            kind=Owed.SESSION_COMMENT,
            subject=session,
            key=key_of(item, unit),
            title=str(item),
            debtor_unit=unit,
            debtor=person,
            creditor_unit=None if unit.pk == session.held_by_id else session.held_by,
            opens_on=min(today, session.comments_to),
            due_on=session.comments_to,
            by=by,
            now=now,
        )


def settle(item: AgendaItem, unit: Unit, *, by: Actor, now: dt.datetime) -> None:
    """Note that a unit gave its comment."""
    owed.discharge(
        kind=Owed.SESSION_COMMENT,
        subject=item.session,
        key=key_of(item, unit),
        on=civil_day(now),
        by=by,
        now=now,
    )


def let_fall(
    session: ReviewSession,
    *,
    reason: str,
    item: AgendaItem | None = None,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Let what is still owed of a session, or of one item, be owed no more."""
    rows = of_subject(session).filter(kind=Owed.SESSION_COMMENT, discharged_at__isnull=True)
    for row in rows:
        if item is None or row.key.partition("-")[0] == str(item.pk):
            owed.void(
                kind=Owed.SESSION_COMMENT,
                subject=session,
                key=row.key,
                reason=reason,
                by=by,
                now=now,
            )
