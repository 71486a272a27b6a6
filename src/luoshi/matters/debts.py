"""What a move lays on somebody: opened, discharged and let fall inside the action that makes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from luoshi.audit.actions import SYSTEM, Actor
from luoshi.matters import terms
from luoshi.matters.models import Matter
from luoshi.orgs.models import Account, Person, Unit
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.owed.queries import of_subject
from luoshi.values.workcalendar import Day


def attempt_of(matter: Matter) -> str:
    """Return the key of what belongs to the present try at finishing."""
    return str(matter.attempt)


def owe(
    matter: Matter,
    kind: Owed,
    key: str,
    *,
    opens_on: dt.date,
    due: Day,
    debtor_unit: Unit | None = None,
    debtor: Person | None = None,
    creditor: Unit | None = None,
    title: str = "",
    by: Actor = SYSTEM,
    now: dt.datetime,
) -> None:
    """Open what somebody owes on a matter; without a ``debtor_unit`` it is its lead and named person.

    Without a ``creditor`` it is owed to the office that keeps the matter, unless that owes it.
    """
    holder = None if debtor_unit == matter.held_by else matter.held_by
    owed.open_obligation(
        kind=kind,
        subject=matter,
        key=key,
        title=title or matter.title,
        debtor_unit=debtor_unit or terms.lead_of(matter),
        debtor=debtor if debtor_unit else matter.person,
        creditor_unit=creditor or holder,
        opens_on=min(opens_on, due.on),
        due_on=due.on,
        confirmed=due.confirmed,
        by=by,
        now=now,
    )


def owe_by_holder(
    matter: Matter,
    kind: Owed,
    key: str,
    *,
    opens_on: dt.date,
    due: Day,
    by: Account,
    now: dt.datetime,
) -> None:
    """Open what the office that keeps a matter owes its lead."""
    owe(
        matter,
        kind,
        key,
        opens_on=opens_on,
        due=due,
        debtor_unit=matter.held_by,
        creditor=terms.lead_of(matter),
        by=by,
        now=now,
    )


def discharge(
    matter: Matter, kind: Owed, key: str, *, on: dt.date, by: Account, now: dt.datetime
) -> None:
    """Note that what was owed of a matter under ``kind`` and ``key`` was done."""
    owed.discharge(kind=kind, subject=matter, key=key, on=on, by=by, now=now)


def let_fall(
    matter: Matter,
    *,
    reason: str,
    kinds: Collection[str] | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Void what is still owed of a matter: under ``kinds``, or whatever it is."""
    for row in of_subject(matter).filter(discharged_at__isnull=True):
        if kinds is None or row.kind in kinds:
            owed.void(kind=row.kind, subject=matter, key=row.key, reason=reason, by=by, now=now)
