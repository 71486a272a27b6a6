"""Actions on working groups: register, set up by a paper, change, dissolve.  Called as ``matters.actions``.

Units and people come and go by dated rows; nobody is overwritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes, listed
from luoshi.matters import fields as fields_of
from luoshi.matters.models import Group, GroupMember, GroupRole, GroupState, GroupUnit, MemberPart
from luoshi.matters.naming import Words, note_all
from luoshi.matters.unnamed import require_named
from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.rules.access import Permission
from luoshi.sources.models import Passage, Source
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

NAME_MOST = 120


class Member(NamedTuple):
    """Somebody of a group: who, from which unit, as what."""

    person: Person
    unit: Unit
    part: str = MemberPart.MEMBER


class Paper(NamedTuple):
    """What sets a group up: its title; number, day and the stored document where there are any."""

    title: str
    number: str = ""
    on: dt.date | None = None
    source: Source | None = None


@transaction.atomic
def set_up_group(
    *,
    name: str,
    lead: Unit,
    purpose: str = "",
    set_up_on: dt.date | None = None,
    responsible: Iterable[Unit] = (),
    cooperating: Iterable[Unit] = (),
    members: Iterable[Member | tuple[Person, Unit]] = (),
    placeholders: Iterable[Words] = (),
    engagement: Engagement | None = None,
    passage: Passage | None = None,
    held_by: Unit,
    by: Account,
    now: dt.datetime,
) -> Group:
    """Register a group with its one lead; until a paper sets it up it waits for that paper.

    ``placeholders`` are units that nobody has named yet.  Raises Incomplete without name or lead,
    BadInput for a unit in two roles, Duplicate (with ``pk``) if the office keeps a group of that
    name under that lead already.
    """
    access.require(by, Permission.GROUP_EDIT, now=now, units={held_by.pk})
    name = _checked_name(name, lead)
    units = _checked_units(lead, responsible, cooperating)
    _refuse_a_twin(name, lead, held_by)
    group = Group.objects.create(
        name=name,
        lead=lead,
        lead_from=set_up_on,
        purpose=purpose.strip(),
        set_up_on=set_up_on,
        engagement=engagement,
        passage=passage,
        held_by=held_by,
    )
    GroupUnit.objects.bulk_create(
        GroupUnit(group=group, unit=unit, role=role, from_on=set_up_on) for unit, role in units
    )
    GroupMember.objects.bulk_create(
        GroupMember(group=group, person=one.person, unit=one.unit, part=one.part, from_on=set_up_on)
        for one in dict.fromkeys(Member(*given) for given in members)
    )
    audit.record("group.set_up", group, by=by, at=now, lead=lead, units=[u for u, _ in units])
    note_all(group, placeholders, by=by, now=now)
    return group


def _refuse_a_twin(name: str, lead: Unit, held_by: Unit) -> None:
    same = Group.objects.filter(name=name, lead=lead, held_by=held_by)
    twin = same.exclude(state=GroupState.DISSOLVED).first()
    if twin is not None:
        raise Duplicate(
            gettext_noop("工作小组“%(name)s”已经登记过，请直接修改。"),
            code="group-there-already",
            name=name,
            pk=twin.pk,
        )


@transaction.atomic
def establish_group(
    group: Group,
    *,
    version: int | None = None,
    paper: Paper,
    set_up_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Record the paper by which a registered group stands from ``set_up_on`` (else the paper's day).

    Raises IllegalMove while units wait to be named or the group stands already, Incomplete
    without title or day, BadInput for a day to come.
    """
    access.require(by, Permission.GROUP_EDIT, now=now, units={group.held_by_id})
    if group.state != GroupState.AWAITED:
        raise _not_from(group, gettext_noop("登记成立文件"))
    require_named(group)
    begin = set_up_on or paper.on or group.set_up_on
    fields_of.require_filled({"paper_title": paper.title, "set_up_on": begin}, *_OF_PAPER)
    fields_of.require_short("paper_title", paper.title.strip(), most=200)
    fields_of.require_short("paper_number", paper.number.strip(), most=60)
    assert begin is not None
    _not_ahead("set_up_on", begin, now)
    _carry(
        group,
        version,
        state=GroupState.STANDING,
        set_up_on=begin,
        lead_from=group.lead_from or begin,
        paper_title=paper.title.strip(),
        paper_number=paper.number.strip(),
        paper_on=paper.on,
        paper=paper.source,
    )
    for rows in (group.units, group.members):
        rows.filter(from_on__isnull=True, to_on__isnull=True).update(from_on=begin)
    audit.record(
        "group.established",
        group,
        by=by,
        at=now,
        paper=group.paper_title,
        number=group.paper_number,
        on=begin,
    )


_OF_PAPER = ("paper_title", "set_up_on")


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
    engagement: Engagement | None = None,
    passage: Passage | None = None,
    changed_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Change a group as it read at ``version``; units come and go on ``changed_on`` (else today).

    Who leaves stays in its rows, until that day.  The day of a standing group is its paper's and
    stays.  Raises Overtaken if the group has changed since, IllegalMove once it is dissolved.
    """
    access.require(by, Permission.GROUP_EDIT, now=now, units={group.held_by_id})
    if group.state == GroupState.DISSOLVED:
        raise _not_from(group, gettext_noop("修改"))
    name = _checked_name(name, lead)
    units = _checked_units(lead, responsible, cooperating)
    day = changed_on or civil_day(now)
    _not_ahead("changed_on", day, now)
    was, led_from, before = group.lead, group.lead_from, _told(group)
    if group.state == GroupState.STANDING:
        set_up_on = group.set_up_on
    _carry(
        group,
        version,
        name=name,
        lead=lead,
        lead_from=day if lead != was and group.state == GroupState.STANDING else led_from,
        purpose=purpose.strip(),
        set_up_on=set_up_on,
        engagement=engagement,
        passage=passage,
    )
    _turn_units(group, units, on=day)
    if lead != was:
        _remember_lead(group, was, from_on=led_from, to_on=day)
    told = {"was_lead": was, "lead": lead, "name": name, "changes": changes(before, _told(group))}
    audit.record("group.edited", group, by=by, at=now, **told)


def _told(group: Group) -> dict[str, Any]:
    """Return what the record says of a group before and after an edit."""
    group.refresh_from_db()
    present = [(one.role, one.unit.name) for one in group.units.present().select_related("unit")]
    return {
        "name": group.name,
        "lead": group.lead,
        "purpose": group.purpose,
        "set_up_on": group.set_up_on,
        "engagement": group.engagement,
        "responsible": listed(name for role, name in present if role == GroupRole.RESPONSIBLE),
        "cooperating": listed(name for role, name in present if role == GroupRole.COOPERATING),
    }


def _turn_units(group: Group, wanted: list[tuple[Unit, str]], *, on: dt.date) -> None:
    """End who is gone on ``on``, add who is new from then, leave the others."""
    coming = {(unit.pk, role): unit for unit, role in wanted}
    for one in group.units.present():
        if coming.pop((one.unit_id, one.role), None) is None:
            _end(one, on=on)
    GroupUnit.objects.bulk_create(
        GroupUnit(group=group, unit=unit, role=role, from_on=on)
        for (_, role), unit in coming.items()
    )


def _remember_lead(group: Group, was: Unit, *, from_on: dt.date | None, to_on: dt.date) -> None:
    begun = from_on if from_on is None or from_on <= to_on else to_on
    GroupUnit.objects.create(group=group, unit=was, role=GroupRole.LEAD, from_on=begun, to_on=to_on)


def _end(row: Any, *, on: dt.date, **fields: object) -> None:
    """Write the last day of a unit's or person's row; never before its first."""
    last = max(on, row.from_on) if row.from_on else on
    type(row).objects.filter(pk=row.pk, to_on__isnull=True).update(to_on=last, **fields)


@transaction.atomic
def dissolve_group(
    group: Group,
    *,
    version: int | None = None,
    on: dt.date,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> None:
    """End a group by a dated decision; its units and people end with it, its matters keep their leads.

    Raises Incomplete without a reason, BadInput for a day before it began or to come.
    """
    access.require(by, Permission.GROUP_EDIT, now=now, units={group.held_by_id})
    if group.state == GroupState.DISSOLVED:
        raise _not_from(group, gettext_noop("撤销"))
    fields_of.require_filled({"reason": reason}, "reason")
    fields_of.require_short("reason", reason.strip(), most=300)
    _not_ahead("on", on, now)
    if group.set_up_on and on < group.set_up_on:
        raise BadInput.of(
            "on",
            gettext_noop("撤销日期不能早于成立日期%(begin)s。"),
            code="ends-before-it-begins",
            begin=group.set_up_on,
        )
    _carry(
        group,
        version,
        state=GroupState.DISSOLVED,
        dissolved_on=on,
        dissolved_why=reason.strip(),
        dissolved_by=by,
    )
    for row in [*group.units.present(), *group.members.present()]:
        _end(row, on=on)
    audit.record("group.dissolved", group, by=by, at=now, on=on, reason=reason.strip())


@transaction.atomic
def join_group(
    group: Group,
    *,
    person: Person,
    unit: Unit,
    part: str = MemberPart.MEMBER,
    from_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> GroupMember:
    """Let somebody into a group from a day (else today).  Who is in it already changes her part.

    The row that she had then ends on that day and stays; raises Duplicate where nothing would change.
    """
    access.require(by, Permission.GROUP_EDIT, now=now, units={group.held_by_id})
    if group.state == GroupState.DISSOLVED:
        raise _not_from(group, gettext_noop("增加成员"))
    check_lasting(unit=unit)
    day = from_on or civil_day(now)
    _not_ahead("from_on", day, now)
    before = group.members.present().filter(person=person, unit=unit).first()
    if before is not None:
        if before.part == part:
            raise Duplicate(
                gettext_noop("%(person)s已经在组内。"), code="member-already", person=person.name
            )
        _end(before, on=day)
    told = {"part": [_said(before.part), _said(part)]} if before else {}
    row = GroupMember.objects.create(group=group, person=person, unit=unit, part=part, from_on=day)
    data = {"person": person, "unit": unit, "on": day, "part": _said(part), "changes": told}
    audit.record("group.joined", group, by=by, at=now, **data)
    return row


@transaction.atomic
def leave_group(
    member: GroupMember, *, on: dt.date, reason: str = "", by: Account, now: dt.datetime
) -> None:
    """Let somebody out of a group; ``on`` is her last day.  Raises Overtaken if she has left already."""
    group = member.group
    access.require(by, Permission.GROUP_EDIT, now=now, units={group.held_by_id})
    _not_ahead("on", on, now)
    if member.from_on and on < member.from_on:
        raise BadInput.of(
            "on",
            gettext_noop("离开日期不能早于加入日期%(begin)s。"),
            code="leaves-before-joining",
            begin=member.from_on,
        )
    won = GroupMember.objects.filter(pk=member.pk, to_on__isnull=True)
    if not won.update(to_on=on, left_why=reason.strip()[:300]):
        raise Overtaken
    data = {"person": member.person, "on": on, "reason": reason.strip()}
    data["changes"] = {"to_on": [None, on]}
    audit.record("group.left", group, by=by, at=now, **data)


@transaction.atomic
def note_meeting(group: Group, *, engagement: Engagement, by: Account, now: dt.datetime) -> None:
    """Note that a group met at an engagement.  Noted twice is noted once."""
    access.require(by, Permission.GROUP_EDIT, now=now, units={group.held_by_id})
    if not group.meetings.filter(pk=engagement.pk).exists():
        group.meetings.add(engagement)
        audit.record("group.met", group, by=by, at=now, engagement=engagement)


def _said(part: str) -> str:
    return str(dict(MemberPart.choices)[part])


def _carry(group: Group, version: int | None, **fields: object) -> None:
    """Write the fields if nobody was faster; else raise Overtaken."""
    rows = Group.objects.filter(pk=group.pk, state=group.state)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    group.refresh_from_db()


def _not_from(group: Group, deed: str) -> IllegalMove:
    return IllegalMove(
        gettext_noop("工作小组“%(name)s”现在是“%(state)s”，不能办理“%(deed)s”。"),
        code="group-not-so",
        name=group.name,
        state=fields_of.GROUP_STATES[group.state],
        deed=Sentence(deed),
    )


def _not_ahead(field: str, day: dt.date, now: dt.datetime) -> None:
    if day > civil_day(now):
        raise BadInput.of(
            field,
            gettext_noop("%(day)s还没有到，请填写已经作出决定的日期。"),
            code="day-ahead",
            day=day,
        )


def _checked_name(name: str, lead: Unit | None) -> str:
    fields_of.require_filled({"name": name, "lead": lead}, "name", "lead")
    name = name.strip()
    fields_of.require_short("name", name, most=NAME_MOST)
    return name


def _checked_units(
    lead: Unit, responsible: Iterable[Unit], cooperating: Iterable[Unit]
) -> list[tuple[Unit, str]]:
    """Return the units besides the lead, each in one role; raises BadInput for a dissolved one."""
    answering, helping = dict.fromkeys(responsible), dict.fromkeys(cooperating)
    check_lasting(lead=lead, responsible=answering, cooperating=helping)
    answering.pop(lead, None)
    both = [unit for unit in helping if unit in answering or unit == lead]
    if both:
        raise BadInput.of(
            "cooperating",
            gettext_noop("%(units)s已经是牵头或责任单位，不能同时是配合单位。"),
            code="unit-in-two-roles",
            units=tuple(unit.name for unit in both),
        )
    return [(unit, GroupRole.RESPONSIBLE.value) for unit in answering] + [
        (unit, GroupRole.COOPERATING.value) for unit in helping
    ]
