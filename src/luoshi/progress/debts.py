"""What a report on its way lays on somebody: the head's signature, the office's receipt.

The subject is the edition itself, not its project: an office that is slow to receive does not
turn the light of a project red.
"""

from __future__ import annotations

import datetime as dt

from luoshi import policy
from luoshi.audit.actions import Actor
from luoshi.orgs.models import Person, Seat, Unit
from luoshi.orgs.queries import calendar_of
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind
from luoshi.owed.queries import of_subject
from luoshi.progress.models import Report, State
from luoshi.projects.models import Filing
from luoshi.rules.access import Permission
from luoshi.rules.deadlines import due_from
from luoshi.values.civil import civil_day

STEPS_UP = 8  # how far above a unit a head is looked for


def lay(report: Report, filing: Filing, *, by: Actor, now: dt.datetime) -> None:
    """Open what the next one in the chain owes on ``report``; nothing where it rests with its writer."""
    if report.state == State.WAITING:
        _owe_signature(report, filing, by=by, now=now)
    elif report.state == State.HANDED_IN:
        _owe_receipt(report, filing, by=by, now=now)


def settle(report: Report, kind: Kind, *, by: Actor, now: dt.datetime) -> None:
    """Note that whoever owed ``kind`` on ``report`` did it today, with a yes or a no."""
    today = civil_day(now)
    owed.discharge(kind=kind, subject=report, key=report.window, on=today, by=by, now=now)


def let_fall(report: Report, *, reason: str, by: Actor, now: dt.datetime) -> None:
    """Void what is still owed on an edition that another one has taken the place of."""
    for row in of_subject(report).filter(discharged_at__isnull=True):
        owed.void(kind=row.kind, subject=report, key=row.key, reason=reason, by=by, now=now)


def _owe_signature(report: Report, filing: Filing, *, by: Actor, now: dt.datetime) -> None:
    _owe(
        report,
        Kind.REPORT_SIGN,
        "report_sign",
        debtor_unit=filing.unit,
        debtor=who_may(Permission.REPORT_SIGN, filing.unit, on=civil_day(now)),
        creditor_unit=filing.project.held_by,
        by=by,
        now=now,
    )


def _owe_receipt(report: Report, filing: Filing, *, by: Actor, now: dt.datetime) -> None:
    office = filing.project.held_by
    _owe(
        report,
        Kind.REPORT_RECEIVE,
        "report_receive",
        debtor_unit=office,
        debtor=who_may(Permission.REPORT_RECEIVE, office, on=civil_day(now)),
        creditor_unit=filing.unit,
        by=by,
        now=now,
    )


def _owe(
    report: Report,
    kind: Kind,
    limit: str,
    *,
    debtor_unit: Unit,
    debtor: Person | None,
    creditor_unit: Unit,
    by: Actor,
    now: dt.datetime,
) -> None:
    today = civil_day(now)
    rules = policy.current().rules_on(today)
    due = due_from(today, rules.limits[limit], calendar=calendar_of(debtor_unit))
    owed.open_obligation(
        kind=kind,
        subject=report,
        key=report.window,
        title=report.project.name,
        debtor_unit=debtor_unit,
        debtor=debtor,
        creditor_unit=creditor_unit,
        opens_on=today,
        due_on=due.on,
        confirmed=due.confirmed,
        by=by,
        now=now,
    )


def who_may(permission: Permission, unit: Unit, *, on: dt.date) -> Person | None:
    """Return who holds ``permission`` at ``unit``, or at the nearest unit above; the first seated."""
    roles = [
        role.code for role in policy.current().roles.values() if permission in role.permissions
    ]
    above: Unit | None = unit
    for _step in range(STEPS_UP):
        if above is None:
            break
        seats = Seat.objects.on(on).filter(unit=above, role__in=roles, account__is_active=True)
        if seat := seats.select_related("account__person").order_by("from_on", "pk").first():
            return seat.account.person
        above = above.parent
    return None
