"""Actions about a unit that is dissolved, merged or split.  Called as ``matters.actions``.

One step moves whatever is open, and one list keeps what it moved.  What is over stays with the
name that it had: history is not rewritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.matters import holdings
from luoshi.matters.fields import require_filled, require_short
from luoshi.matters.holdings import Holding
from luoshi.matters.models import (
    Group,
    GroupMember,
    GroupUnit,
    HandOver,
    Matter,
    MatterUnit,
    Order,
    PlanStep,
)
from luoshi.orgs import access
from luoshi.orgs import actions as orgs
from luoshi.orgs.models import (
    Account,
    Alias,
    Post,
    Seat,
    Transfer,
    TransferCause,
    Unit,
)
from luoshi.orgs.queries import check_lasting
from luoshi.owed import actions as owed
from luoshi.owed.models import Obligation
from luoshi.projects.models import Filing, Project
from luoshi.rules import life
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop

REASON_MOST = 300
Rows = Collection[Holding]


@transaction.atomic
def dissolve_unit(
    unit: Unit,
    *,
    into: Unit | None,
    effective_on: dt.date,
    reason: str,
    stamp: str | None = None,
    seats: Iterable[Seat] = (),
    posts: Iterable[Post] = (),
    by: Account,
    now: dt.datetime,
) -> Transfer:
    """End ``unit`` from a day on; ``into`` goes on with whatever is open, under the names it had.

    ``posts`` of it are those that are given again at ``into``, and that ``seats`` go on there is
    asked of the security administrator; all others stay as they are, for somebody to decide.  Without ``into`` nothing may be open.  ``stamp`` is that of
    the list that was looked at: Overtaken if something has come or gone since.
    """
    _check(unit, into, effective_on, reason, by=by, now=now)
    rows = _listed(unit, stamp)
    if into is None and rows:
        said = gettext_noop("“%(unit)s”还有%(count)s项未了，撤销前须选择承接单位。")
        raise BadInput.of("into", said, code="work-left", unit=unit.name, count=len(rows))
    _end(unit, into, on=effective_on)
    if into is not None:
        _move(rows, unit, into, on=effective_on, reason=reason.strip(), by=by, now=now)
        _carry_people(seats, posts, unit, into, reason=reason, by=by, now=now)
    cause = TransferCause.MERGED if into else TransferCause.CLOSED
    return _recorded(cause, rows, unit, into, effective_on, reason, by=by, now=now)


@transaction.atomic
def split_off(
    unit: Unit,
    *,
    into: Unit | None,
    chosen: Collection[tuple[str, int]],
    effective_on: dt.date,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> Transfer:
    """Lay part of a unit's work on another: the ``chosen`` matters, filings and groups (kind, id).

    With each goes what is owed of it.  The unit itself goes on.
    """
    require_filled({"to_unit": into}, "to_unit")
    assert into is not None
    _check(unit, into, effective_on, reason, by=by, now=now)
    rows = _belonging(unit, set(chosen))
    if not rows:
        raise BadInput.of("chosen", gettext_noop("请选择要移交的事项。"), code="nothing-chosen")
    _move(rows, unit, into, on=effective_on, reason=reason.strip(), by=by, now=now)
    return _recorded(TransferCause.SPLIT, rows, unit, into, effective_on, reason, by=by, now=now)


def _check(
    unit: Unit,
    into: Unit | None,
    effective_on: dt.date,
    reason: str,
    *,
    by: Account,
    now: dt.datetime,
) -> None:
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    for one in (unit, into):
        if one is not None:
            access.require(by, Permission.MATTER_HAND_OVER, now=now, units={one.pk})
    require_filled({"reason": reason}, "reason")
    require_short("reason", reason.strip(), most=REASON_MOST)
    if unit.ended_on is not None:
        said = gettext_noop("“%(unit)s”已于%(ended_on)s撤销。")
        raise IllegalMove(said, code="unit-ended", unit=unit.name, ended_on=unit.ended_on)
    if into is not None and into.pk == unit.pk:
        raise BadInput.of("into", gettext_noop("请选择另一个单位。"), code="same-unit")
    if into is not None and into.pk in access.units_below([unit.pk]):
        said = gettext_noop("“%(into)s”是本单位的下级，请先调整上级单位。")
        raise BadInput.of("into", said, code="into-below", into=into.name)
    check_lasting(into=into)
    if effective_on > civil_day(now):
        said = gettext_noop("生效日期还没有到，请到那一天再办理。")
        raise BadInput.of("effective_on", said, code="not-yet")


def _listed(unit: Unit, stamp: str | None) -> list[Holding]:
    rows = holdings.of_unit(unit)
    if stamp is not None and stamp != holdings.stamp_of(rows):
        raise Overtaken
    return rows


def _belonging(unit: Unit, chosen: set[tuple[str, int]]) -> list[Holding]:
    """Return the chosen holdings, and the steps and debts that go with them."""
    every = holdings.of_unit(unit)
    rows = [one for one in every if (one.kind, one.pk) in chosen]
    matters = {one.pk for one in rows if one.kind == "matter"}
    filings = Filing.objects.filter(pk__in=[one.pk for one in rows if one.kind == "filing"])
    projects = set(filings.values_list("project", flat=True))
    steps = set(PlanStep.objects.filter(matter__in=matters).values_list("pk", flat=True))
    debts = {
        row.pk
        for row in Obligation.objects.open().filter(subject_kind__in=["matter", "project"])
        if row.subject_id in (matters if row.subject_kind == "matter" else projects)
    }
    going = {"step": steps, "obligation": debts}
    return rows + [one for one in every if one.pk in going.get(one.kind, set())]


def _end(unit: Unit, into: Unit | None, *, on: dt.date) -> None:
    won = Unit.objects.filter(pk=unit.pk, ended_on__isnull=True).update(
        ended_on=on, succeeded_by=into, version=F("version") + 1
    )
    if not won:
        raise Overtaken
    unit.refresh_from_db()
    if into is None:
        return
    names = {
        unit.name,
        unit.short_name,
        *unit.aliases.filter(used_by=None).values_list("name", flat=True),
    }
    for name in sorted(names - {"", into.name, into.short_name}):
        Alias.objects.get_or_create(unit=into, name=name, used_by=None, defaults={"from_on": on})


def _move(
    rows: Rows, was: Unit, unit: Unit, *, on: dt.date, reason: str, by: Account, now: dt.datetime
) -> None:
    said: dict[str, Any] = {"by": by, "now": now}
    matters: dict[int, set[str]] = {}
    for one in rows:
        if one.kind == "matter":
            matters.setdefault(one.pk, set()).add(one.part)
    for matter in Matter.objects.filter(pk__in=matters).select_related("lead", "person"):
        _move_matter(matter, matters[matter.pk], was, unit, reason=reason, **said)
    ids = _ids(rows)
    PlanStep.objects.filter(pk__in=ids.get("step", ())).update(unit=unit)
    for field in ("addressee", "office"):
        Order.objects.filter(pk__in=ids.get("order", ()), **{field: was}).update(**{field: unit})
    _move_projects(ids, was, unit, **said)
    _move_groups(ids, was, unit, on=on, **said)
    for child in Unit.objects.filter(pk__in=ids.get("unit", ())):
        Unit.objects.filter(pk=child.pk).update(parent=unit, version=F("version") + 1)
        told = {"parent": [was, unit]}
        audit.record("unit.came_under", child, by=by, at=now, was=was, parent=unit, changes=told)
    debts = Obligation.objects.open().filter(pk__in=ids.get("obligation", ()))
    for row in debts.select_related("debtor_unit", "debtor", "creditor_unit"):
        owed.hand_over_row(
            row,
            debtor_unit=unit if row.debtor_unit_id == was.pk else row.debtor_unit,
            debtor=row.debtor,
            creditor_unit=unit if row.creditor_unit_id == was.pk else row.creditor_unit,
            **said,
        )


def _ids(rows: Rows) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for one in rows:
        found.setdefault(one.kind, set()).add(one.pk)
    return found


def _move_matter(
    matter: Matter,
    parts: Collection[str],
    was: Unit,
    unit: Unit,
    *,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> None:
    fields = {part: unit for part in holdings.MEMBER_OF_A_MATTER if part in parts}
    rows = Matter.objects.filter(pk=matter.pk, version=matter.version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    matter.refresh_from_db()
    leads = matter.lead_id == unit.pk
    theirs = MatterUnit.objects.filter(matter=matter, unit=was)
    if leads:
        MatterUnit.objects.filter(matter=matter, unit=unit).delete()
    if leads or MatterUnit.objects.filter(matter=matter, unit=unit).exists():
        theirs.delete()  # who leads, or works on it already, does not stand there twice
    else:
        theirs.update(unit=unit)
    if "lead" in parts and matter.state in life.RUNNING and matter.person is not None:
        HandOver.objects.create(
            matter=matter,
            from_unit=was,
            to_unit=unit,
            from_person=matter.person,
            to_person=matter.person,
            reason=reason,
            by=by,
            at=now,
        )
    audit.record(
        "matter.succeeded",
        matter,
        by=by,
        at=now,
        was=was,
        unit=unit,
        parts=sorted(parts),
        reason=reason,
        changes={part: [was, unit] for part in sorted(parts)},
    )


def _move_projects(
    ids: Mapping[str, set[int]], was: Unit, unit: Unit, *, by: Account, now: dt.datetime
) -> None:
    for project in Project.objects.filter(pk__in=ids.get("project", ())):
        rows = Project.objects.filter(pk=project.pk, version=project.version)
        if not rows.update(held_by=unit, version=F("version") + 1):
            raise Overtaken
        said = {"was": was, "unit": unit, "changes": {"held_by": [was, unit]}}
        audit.record("project.kept_by_another", project, by=by, at=now, **said)
    for filing in Filing.objects.filter(pk__in=ids.get("filing", ())).select_related("project"):
        Filing.objects.filter(pk=filing.pk).update(unit=unit)
        said = {"was": was, "to": unit, "changes": {"unit": [was, unit]}}
        audit.record("project.filing_handed_over", filing.project, by=by, at=now, **said)


def _move_groups(
    ids: Mapping[str, set[int]],
    was: Unit,
    unit: Unit,
    *,
    on: dt.date,
    by: Account,
    now: dt.datetime,
) -> None:
    touched: dict[int, Group] = {}
    for group in Group.objects.filter(pk__in=ids.get("group", ())):
        _move_group(group, was, unit, on=on)
        touched[group.pk] = group
    for row in GroupUnit.objects.filter(pk__in=ids.get("group-unit", ())).select_related("group"):
        _end_row(row, on=on)
        present = row.group.units.filter(to_on__isnull=True, unit=unit)
        if row.group.lead_id != unit.pk and not present.exists():
            GroupUnit.objects.create(group=row.group, unit=unit, role=row.role, from_on=on)
        touched[row.group_id] = row.group
    members = GroupMember.objects.filter(pk__in=ids.get("group-member", ()))
    for one in members.select_related("group"):
        _end_row(one, on=on)
        GroupMember.objects.get_or_create(
            group=one.group,
            person_id=one.person_id,
            unit=unit,
            to_on=None,
            defaults={"part": one.part, "from_on": on},
        )
        touched[one.group_id] = one.group
    for group in touched.values():
        audit.record("group.succeeded", group, by=by, at=now, was=was, unit=unit)


def _move_group(group: Group, was: Unit, unit: Unit, *, on: dt.date) -> None:
    fields: dict[str, Any] = {}
    if group.held_by_id == was.pk:
        fields["held_by"] = unit
    if group.lead_id == was.pk:
        begun = group.lead_from if group.lead_from is None or group.lead_from <= on else on
        fields |= {"lead": unit, "lead_from": on if group.set_up_on else group.lead_from}
        GroupUnit.objects.filter(group=group, unit=unit, to_on__isnull=True).update(to_on=on)
        GroupUnit.objects.create(group=group, unit=was, role="lead", from_on=begun, to_on=on)
    rows = Group.objects.filter(pk=group.pk, version=group.version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    group.refresh_from_db()


def _end_row(row: GroupUnit | GroupMember, *, on: dt.date) -> None:
    last = max(on, row.from_on) if row.from_on else on
    type(row).objects.filter(pk=row.pk, to_on__isnull=True).update(to_on=last)


def _carry_people(
    seats: Iterable[Seat],
    posts: Iterable[Post],
    was: Unit,
    unit: Unit,
    *,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> None:
    today = civil_day(now)
    for post in posts:
        if post.unit_id == was.pk and post.to_on is None:
            orgs.end_post(post, to_on=max(today, post.from_on or today), by=by, now=now)
            orgs.add_post(post.person, unit=unit, title=post.title, from_on=today, by=by, now=now)
    for seat in seats:
        if seat.unit_id != was.pk or seat.from_on > today:
            continue
        orgs.ask_to_move_seat(seat, unit=unit, reason=reason, by=by, now=now)


def _recorded(
    cause: TransferCause,
    rows: Rows,
    unit: Unit,
    into: Unit | None,
    effective_on: dt.date,
    reason: str,
    *,
    by: Account,
    now: dt.datetime,
) -> Transfer:
    transfer = Transfer.objects.create(
        cause=cause,
        from_unit=unit,
        to_unit=into,
        effective_on=effective_on,
        reason=reason.strip(),
        rows=[one.copy() for one in rows],
        by=by,
        at=now,
    )
    said = {"was": unit, "into": into, "on": effective_on, "count": len(rows)}
    if cause == TransferCause.SPLIT:
        audit.record("unit.split_off", unit, by=by, at=now, **said, reason=transfer.reason)
    else:
        audit.record("unit.dissolved", unit, by=by, at=now, **said, reason=transfer.reason)
    if into is not None:
        audit.record("unit.took_over", into, by=by, at=now, **said, reason=transfer.reason)
    return transfer
