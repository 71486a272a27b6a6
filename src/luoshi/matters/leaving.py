"""The action about a person who leaves: her whole work in one step.  Called as ``matters.actions``."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.matters import holdings
from luoshi.matters.fields import require_filled, require_short
from luoshi.matters.handing import hand_over
from luoshi.matters.models import GroupMember, Matter
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Transfer, TransferCause
from luoshi.owed import actions as owed
from luoshi.owed.models import Obligation
from luoshi.projects.models import Filing
from luoshi.rules import life
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, NotAllowed, Overtaken
from luoshi.values.sentences import gettext_noop

REASON_MOST = 300


@transaction.atomic
def hand_over_person(
    person: Person,
    *,
    to_person: Person | None,
    reason: str,
    stamp: str | None = None,
    by: Account,
    now: dt.datetime,
) -> Transfer:
    """Lay everything that is open in one person's hands into another's; every date stays.

    Her matters (drafts too), filings that she reports on, memberships of groups, and what else
    she owes.  All or nothing: NotAllowed where something of it is not for ``by`` to hand over,
    Overtaken where the list is no longer the one with ``stamp``.
    """
    require_filled({"to_person": to_person, "reason": reason}, "to_person", "reason")
    require_short("reason", reason.strip(), most=REASON_MOST)
    assert to_person is not None
    if to_person == person:
        said = gettext_noop("请选择另一位接收人。")
        raise BadInput.of("to_person", said, code="same-hands")
    rows = holdings.of_person(person)
    if stamp is not None and stamp != holdings.stamp_of(rows):
        raise Overtaken
    if not rows:
        raise IllegalMove(gettext_noop("没有需要移交的工作。"), code="nothing-in-hand")
    _require_all(person, by=by, now=now)
    _hand_over_matters(person, to_person, reason=reason, by=by, now=now)
    _hand_over_filings(person, to_person, by=by, now=now)
    _hand_over_memberships(person, to_person, reason=reason, by=by, now=now)
    for row in _debts_of(person):
        owed.hand_over_row(
            row,
            debtor_unit=row.debtor_unit,
            debtor=to_person,
            creditor_unit=row.creditor_unit,
            by=by,
            now=now,
        )
    transfer = Transfer.objects.create(
        cause=TransferCause.LEFT,
        from_person=person,
        to_person=to_person,
        effective_on=civil_day(now),
        reason=reason.strip(),
        rows=[one.copy() for one in rows],
        by=by,
        at=now,
    )
    told: dict[str, object] = {"was": person, "to": to_person, "count": len(rows)}
    for side in (person, to_person):
        audit.record("person.work_handed_over", side, by=by, at=now, **told, reason=transfer.reason)
    return transfer


def _matters_of(person: Person) -> list[Matter]:
    rows = Matter.objects.filter(person=person, state__in=sorted(life.OPEN))
    return list(rows.select_related("lead", "person", "held_by").order_by("pk"))


def _filings_of(person: Person) -> list[Filing]:
    rows = Filing.objects.filter(reporter=person, ended_on__isnull=True)
    return list(rows.select_related("project").order_by("pk"))


def _memberships_of(person: Person) -> list[GroupMember]:
    rows = GroupMember.objects.filter(
        person=person, to_on__isnull=True, group__dissolved_on__isnull=True
    )
    return list(rows.select_related("group", "unit").order_by("pk"))


def _debts_of(person: Person) -> list[Obligation]:
    rows = Obligation.objects.open().filter(debtor=person).order_by("pk")
    return list(rows.select_related("debtor_unit", "debtor", "creditor_unit"))


def _require_all(person: Person, *, by: Account, now: dt.datetime) -> None:
    units = {one.lead_id or one.held_by_id for one in _matters_of(person)}
    units |= {one.unit_id for one in _filings_of(person)}
    units |= {one.unit_id for one in _memberships_of(person)}
    units |= {one.debtor_unit_id for one in _debts_of(person)}
    access.require(by, Permission.MATTER_HAND_OVER, now=now)
    scope = access.scope(by, Permission.MATTER_HAND_OVER, now=now)
    if not all(scope.covers(frozenset({unit})) for unit in units):
        said = gettext_noop("其中有别的单位的工作，不在您的移交权限内，请由办公室办理。")
        raise NotAllowed(said, code="hand-over-beyond")


def _hand_over_matters(
    person: Person, to_person: Person, *, reason: str, by: Account, now: dt.datetime
) -> None:
    for matter in _matters_of(person):
        if matter.state in life.RUNNING:
            hand_over(matter, to_person=to_person, reason=reason, by=by, now=now)
            continue
        rows = Matter.objects.filter(pk=matter.pk, version=matter.version)
        if not rows.update(person=to_person, version=F("version") + 1):
            raise Overtaken
        audit.record(
            "matter.handed_over",
            matter,
            by=by,
            at=now,
            was=person,
            was_unit=matter.lead,
            person=to_person,
            unit=matter.lead,
            reason=reason.strip(),
            changes={"person": [person, to_person]},
        )


def _hand_over_filings(person: Person, to_person: Person, *, by: Account, now: dt.datetime) -> None:
    for filing in _filings_of(person):
        Filing.objects.filter(pk=filing.pk).update(reporter=to_person)
        said = {"was": person, "to": to_person, "changes": {"reporter": [person, to_person]}}
        audit.record("project.filing_handed_over", filing.project, by=by, at=now, **said)


def _hand_over_memberships(
    person: Person, to_person: Person, *, reason: str, by: Account, now: dt.datetime
) -> None:
    today = civil_day(now)
    for one in _memberships_of(person):
        last = max(today, one.from_on) if one.from_on else today
        GroupMember.objects.filter(pk=one.pk).update(to_on=last, left_why=reason.strip()[:300])
        GroupMember.objects.get_or_create(
            group=one.group,
            person=to_person,
            unit=one.unit,
            to_on=None,
            defaults={"part": one.part, "from_on": today},
        )
        said = {"person": person, "on": last, "reason": reason.strip()}
        said["changes"] = {"to_on": [None, last]}
        audit.record("group.left", one.group, by=by, at=now, **said)
        part = str(one.get_part_display())
        audit.record(
            "group.joined",
            one.group,
            by=by,
            at=now,
            person=to_person,
            unit=one.unit,
            on=today,
            part=part,
        )
