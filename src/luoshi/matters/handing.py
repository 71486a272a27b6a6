"""Actions about other hands: a person leaves, a unit is merged.  Called as ``matters.actions``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.matters.fields import require_filled, require_short
from luoshi.matters.models import HandOver, Matter, MatterUnit
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.owed import actions as owed
from luoshi.owed.queries import of_subject
from luoshi.rules import life
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop

REASON_MOST = 300


@transaction.atomic
def hand_over(
    matter: Matter,
    *,
    to_person: Person,
    to_unit: Unit | None = None,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> HandOver:
    """Lay a running matter into another person's hands, and another unit's where one is given.

    Its dates and what it owes stay; whatever was owed by the old hands is owed by the new ones.
    To another unit only those hand over who hold the permission for both.
    """
    was_unit, was_person = _hands_of(matter)
    unit = to_unit or was_unit
    for one in {was_unit.pk, unit.pk}:
        access.require(by, Permission.MATTER_HAND_OVER, now=now, units={one})
    require_filled({"reason": reason}, "reason")
    require_short("reason", reason.strip(), most=REASON_MOST)
    check_lasting(to_unit=to_unit)
    if (unit, to_person) == (was_unit, was_person):
        raise BadInput.of("to_person", gettext_noop("请选择另一位接收人。"), code="same-hands")
    won = Matter.objects.filter(pk=matter.pk, lead=was_unit, person=was_person).update(
        lead=unit, person=to_person, version=F("version") + 1
    )
    if not won:
        raise Overtaken
    matter.refresh_from_db()
    if unit != was_unit:
        MatterUnit.objects.filter(matter=matter, unit=unit).delete()
    _hand_over_debts(matter, was_unit, was_person, unit, to_person, by=by, now=now)
    row = HandOver.objects.create(
        matter=matter,
        from_unit=was_unit,
        to_unit=unit,
        from_person=was_person,
        to_person=to_person,
        reason=reason.strip(),
        by=by,
        at=now,
    )
    data: dict[str, object] = {
        "was": was_person,
        "was_unit": was_unit,
        "person": to_person,
        "unit": unit,
    }
    now_there = {"lead": unit, "person": to_person}
    data["changes"] = changes({"lead": was_unit, "person": was_person}, now_there)
    audit.record("matter.handed_over", matter, by=by, at=now, **data, reason=row.reason)
    return row


@transaction.atomic
def hand_over_all(
    matters: Iterable[Matter],
    *,
    to_person: Person,
    to_unit: Unit | None = None,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> list[HandOver]:
    """Hand over several matters at once: all of them, or with any refusal none."""
    return [
        hand_over(one, to_person=to_person, to_unit=to_unit, reason=reason, by=by, now=now)
        for one in matters
    ]


def _hands_of(matter: Matter) -> tuple[Unit, Person]:
    if matter.state not in life.RUNNING or matter.lead is None or matter.person is None:
        raise IllegalMove(gettext_noop("只有办理中的事项可以移交。"), code="not-running")
    return matter.lead, matter.person


def _hand_over_debts(
    matter: Matter,
    was_unit: Unit,
    was_person: Person,
    unit: Unit,
    person: Person,
    *,
    by: Account,
    now: dt.datetime,
) -> None:
    rows = of_subject(matter).filter(discharged_at__isnull=True, debtor_unit=was_unit)
    for row in rows:
        owed.hand_over(
            kind=row.kind,
            subject=matter,
            key=row.key,
            debtor_unit=unit,
            debtor=person if row.debtor_id == was_person.pk else row.debtor,
            by=by,
            now=now,
        )
