"""What a docking lays on somebody: first contact and opinion on the supply side, the result on the organiser.

All three days are counted from the opening, by the rules of that day and the calendar of whoever owes.
"""

from __future__ import annotations

import datetime as dt

from luoshi import policy
from luoshi.audit.actions import Actor
from luoshi.docking.models import Docking
from luoshi.orgs.models import Person, Unit
from luoshi.orgs.queries import calendar_of
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind
from luoshi.owed.queries import of_subject
from luoshi.progress.debts import who_may
from luoshi.rules.access import Permission
from luoshi.rules.deadlines import due_from
from luoshi.values.civil import civil_day
from luoshi.values.workcalendar import Day

ONCE = "once"
LIMITS = {
    Kind.DOCKING_CONTACT: "docking_contact",
    Kind.DOCKING_OPINION: "docking_opinion",
    Kind.DOCKING_RESULT: "docking_result",
}


def days_of(supply: Unit, organiser: Unit, *, on: dt.date) -> tuple[str, dict[Kind, Day]]:
    """Return the name of the rules of a day and the last day of each limit that begins on it."""
    rules = policy.current().rules_on(on)
    whose = {kind: supply for kind in LIMITS} | {Kind.DOCKING_RESULT: organiser}
    found = {
        kind: due_from(on, rules.limits[name], calendar=calendar_of(whose[kind]))
        for kind, name in LIMITS.items()
    }
    return rules.name, found


def lay(docking: Docking, days: dict[Kind, Day], *, by: Actor, now: dt.datetime) -> None:
    """Open all three things that a new docking makes somebody owe."""
    today = civil_day(now)
    head = who_may(Permission.DOCKING_EDIT, docking.organiser, on=today)
    sides: dict[Kind, tuple[Unit, Person | None]] = {
        Kind.DOCKING_CONTACT: (docking.supply_unit, docking.supply_person),
        Kind.DOCKING_OPINION: (docking.supply_unit, docking.supply_person),
        Kind.DOCKING_RESULT: (docking.organiser, head),
    }
    for kind, (unit, person) in sides.items():
        owed.open_obligation(
            kind=kind,
            subject=docking,
            key=ONCE,
            title=docking.title,
            debtor_unit=unit,
            debtor=person,
            creditor_unit=None if unit == docking.demand_unit else docking.demand_unit,
            opens_on=min(today, days[kind].on),
            due_on=days[kind].on,
            confirmed=days[kind].confirmed,
            by=by,
            now=now,
        )


def discharge(docking: Docking, kind: Kind, *, on: dt.date, by: Actor, now: dt.datetime) -> None:
    """Note that what was owed under ``kind`` was done on a day."""
    owed.discharge(kind=kind, subject=docking, key=ONCE, on=on, by=by, now=now)


def put_off(docking: Docking, *, to: dt.date, by: Actor, now: dt.datetime) -> None:
    """Move the day of the result; the original one stays."""
    kind = Kind.DOCKING_RESULT
    owed.move_due(kind=kind, subject=docking, key=ONCE, due_on=to, by=by, now=now)


def let_fall(docking: Docking, *, reason: str, by: Actor, now: dt.datetime) -> None:
    """Void the first contact and the opinion where they are still owed though there is a result."""
    for row in of_subject(docking).filter(discharged_at__isnull=True):
        if row.kind != Kind.DOCKING_RESULT:
            owed.void(kind=row.kind, subject=docking, key=row.key, reason=reason, by=by, now=now)
