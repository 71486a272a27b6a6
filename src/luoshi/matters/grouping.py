"""Actions on working groups: set up, edit.  Called as ``matters.actions``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.matters import fields as fields_of
from luoshi.matters.models import Group, GroupMember, GroupUnit, UnitRole
from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.rules.access import Permission
from luoshi.sources.models import Passage
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, Overtaken
from luoshi.values.sentences import gettext_noop

Member = tuple[Person, Unit]
NAME_MOST = 120


@transaction.atomic
def set_up_group(
    *,
    name: str,
    lead: Unit,
    purpose: str = "",
    set_up_on: dt.date | None = None,
    responsible: Iterable[Unit] = (),
    cooperating: Iterable[Unit] = (),
    members: Iterable[Member] = (),
    engagement: Engagement | None = None,
    passage: Passage | None = None,
    held_by: Unit,
    by: Account,
    now: dt.datetime,
) -> Group:
    """Set up a group with its one lead; ``members`` are (person, the unit they come from).

    Raises Incomplete without name or lead, BadInput for a unit in two roles, Duplicate (with
    ``pk``) if the office keeps a group of that name under that lead already.
    """
    access.require(by, Permission.GROUP_EDIT, now=now, units={held_by.pk})
    name = _checked_name(name, lead)
    units = _checked_units(lead, responsible, cooperating)
    twin = Group.objects.filter(name=name, lead=lead, held_by=held_by).first()
    if twin is not None:
        raise Duplicate(
            gettext_noop("工作小组“%(name)s”已经登记过，请直接修改。"),
            code="group-there-already",
            name=name,
            pk=twin.pk,
        )
    group = Group.objects.create(
        name=name,
        lead=lead,
        purpose=purpose.strip(),
        set_up_on=set_up_on,
        engagement=engagement,
        passage=passage,
        held_by=held_by,
    )
    _set_units(group, units)
    _set_members(group, members, from_on=set_up_on, ended_on=None)
    audit.record("group.set_up", group, by=by, at=now, lead=lead, units=[u for u, _ in units])
    return group


@transaction.atomic
def edit_group(
    group: Group,
    *,
    version: int,
    name: str,
    lead: Unit,
    purpose: str = "",
    set_up_on: dt.date | None = None,
    responsible: Iterable[Unit] = (),
    cooperating: Iterable[Unit] = (),
    members: Iterable[Member] = (),
    engagement: Engagement | None = None,
    passage: Passage | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Change a group as it read at ``version``.

    Whoever is no longer among ``members`` stays recorded, until today.  Raises Overtaken if it
    has changed since.
    """
    access.require(by, Permission.GROUP_EDIT, now=now, units={group.held_by_id})
    name = _checked_name(name, lead)
    units = _checked_units(lead, responsible, cooperating)
    won = Group.objects.filter(pk=group.pk, version=version).update(
        version=F("version") + 1,
        name=name,
        lead=lead,
        purpose=purpose.strip(),
        set_up_on=set_up_on,
        engagement=engagement,
        passage=passage,
    )
    if not won:
        raise Overtaken
    was = group.lead
    group.refresh_from_db()
    _set_units(group, units)
    today = civil_day(now)
    _set_members(group, members, from_on=today, ended_on=today)
    audit.record("group.edited", group, by=by, at=now, was_lead=was, lead=lead, name=name)


def _checked_name(name: str, lead: Unit | None) -> str:
    fields_of.require_filled({"name": name, "lead": lead}, "name", "lead")
    name = name.strip()
    fields_of.require_short("name", name, most=NAME_MOST)
    return name


def _checked_units(
    lead: Unit, responsible: Iterable[Unit], cooperating: Iterable[Unit]
) -> list[tuple[Unit, str]]:
    """Return the units besides the lead, each in one role."""
    answering, helping = dict.fromkeys(responsible), dict.fromkeys(cooperating)
    answering.pop(lead, None)
    both = [unit for unit in helping if unit in answering or unit == lead]
    if both:
        raise BadInput.of(
            "cooperating",
            gettext_noop("%(units)s已经是牵头或责任单位，不能同时是配合单位。"),
            code="unit-in-two-roles",
            units=tuple(unit.name for unit in both),
        )
    return [(unit, UnitRole.RESPONSIBLE.value) for unit in answering] + [
        (unit, UnitRole.COOPERATING.value) for unit in helping
    ]


def _set_units(group: Group, units: list[tuple[Unit, str]]) -> None:
    group.units.all().delete()
    GroupUnit.objects.bulk_create(
        GroupUnit(group=group, unit=unit, role=role) for unit, role in units
    )


def _set_members(
    group: Group, members: Iterable[Member], *, from_on: dt.date | None, ended_on: dt.date | None
) -> None:
    """Add who is new from ``from_on``, end who is gone on ``ended_on``, leave the others."""
    wanted = {(person.pk, unit.pk): (person, unit) for person, unit in members}
    for one in group.members.filter(to_on__isnull=True):
        if wanted.pop((one.person_id, one.unit_id), None) is None:
            GroupMember.objects.filter(pk=one.pk).update(to_on=ended_on)
    GroupMember.objects.bulk_create(
        GroupMember(group=group, person=person, unit=unit, from_on=from_on)
        for person, unit in wanted.values()
    )
