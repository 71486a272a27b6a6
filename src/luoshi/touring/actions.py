"""Planning a tour: its stops, and who goes along."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.meetings import actions as meetings
from luoshi.meetings.models import Engagement, Kind, Part
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.touring.models import MemberRole, TourMember, TourStop
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "name": Sentence(gettext_noop("调研点")),
    "on": Sentence(gettext_noop("日期")),
    "person": Sentence(gettext_noop("人员")),
}


@transaction.atomic
def add_stop(
    tour: Engagement,
    *,
    name: str,
    on: dt.date | None,
    begins: dt.time | None = None,
    ends: dt.time | None = None,
    place: str = "",
    purpose: str = "",
    host: Unit | None = None,
    project: Project | None = None,
    by: Account,
    now: dt.datetime,
) -> TourStop:
    """Add a stop.  Hours that overlap another stop's are kept and shown: two groups may part."""
    access.require(by, Permission.TOUR_EDIT, now=now, units={tour.held_by_id})
    given: dict[str, Any] = {"place": place, "purpose": purpose, "host": host, "project": project}
    fields = _checked(name=name, on=on, begins=begins, ends=ends, **given)
    if tour.stops.filter(**fields).exists():
        raise Duplicate(gettext_noop("这个调研点已经在行程里。"), code="stop-there-already")
    stop = TourStop.objects.create(tour=tour, **fields)
    told = {name: fields[name] for name in ("name", "on", "begins", "ends", "place")}
    audit.record("tour_stop.added", stop, by=by, at=now, tour=tour, **told)
    return stop


@transaction.atomic
def edit_stop(
    stop: TourStop,
    *,
    version: int,
    name: str,
    on: dt.date | None,
    begins: dt.time | None = None,
    ends: dt.time | None = None,
    place: str = "",
    purpose: str = "",
    host: Unit | None = None,
    project: Project | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Change a stop as it read at ``version``; raises Overtaken if it has changed since."""
    access.require(by, Permission.TOUR_EDIT, now=now, units={stop.tour.held_by_id})
    given: dict[str, Any] = {"place": place, "purpose": purpose, "host": host, "project": project}
    fields = _checked(name=name, on=on, begins=begins, ends=ends, **given)
    told = changes(stop, fields)
    rows = TourStop.objects.filter(pk=stop.pk, version=version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    stop.refresh_from_db()
    audit.record("tour_stop.changed", stop, by=by, at=now, name=stop.name, changes=told)


@transaction.atomic
def drop_stop(stop: TourStop, *, by: Account, now: dt.datetime) -> None:
    """Take a stop out of the plan; questions and notes of it stay with the tour."""
    access.require(by, Permission.TOUR_EDIT, now=now, units={stop.tour.held_by_id})
    if stop.engagement_id is not None:
        said = gettext_noop("这个调研点已经去过并登记为活动，不能从行程中删去。")
        raise IllegalMove(said, code="stop-was-held")
    audit.record("tour_stop.dropped", stop, by=by, at=now, name=stop.name, tour=stop.tour)
    stop.delete()


@transaction.atomic
def hold_stop(stop: TourStop, *, by: Account, now: dt.datetime) -> Engagement:
    """Say that a stop took place: it becomes a visit, part of the tour, with who went along."""
    access.require(by, Permission.TOUR_EDIT, now=now, units={stop.tour.held_by_id})
    if stop.engagement_id is not None:
        said = gettext_noop("这个调研点已经登记为活动。")
        raise Duplicate(said, code="stop-held-already", pk=stop.engagement_id)
    if stop.on > civil_day(now):
        raise IllegalMove(gettext_noop("这一站的日期还没有到。"), code="stop-not-yet")
    tour = stop.tour
    members = list(tour.members.select_related("person", "unit"))
    units = {one.pk: one for one in (stop.host, tour.held_by, *(m.unit for m in members)) if one}
    held = meetings.add_engagement(
        kind=Kind.SITE_VISIT,
        name=stop.name,
        start_on=stop.on,
        end_on=None,
        place=stop.place,
        held_by=tour.held_by,
        tour=tour,
        units=units.values(),
        attendances=[
            (
                one.person,
                Part.CHAIR if one.role == MemberRole.LEADER else Part.PARTICIPANT,
                one.unit.name if one.unit else "",
            )
            for one in members
        ],
        by=by,
        now=now,
    )
    won = TourStop.objects.filter(pk=stop.pk, engagement__isnull=True).update(engagement=held)
    if not won:
        raise Overtaken
    stop.refresh_from_db()
    audit.record("tour_stop.held", stop, by=by, at=now, name=stop.name)
    return held


@transaction.atomic
def add_member(
    tour: Engagement,
    *,
    person: Person | None,
    role: str,
    unit: Unit | None = None,
    by: Account,
    now: dt.datetime,
) -> TourMember:
    """Name somebody who goes along; raises Duplicate for who does already."""
    access.require(by, Permission.TOUR_EDIT, now=now, units={tour.held_by_id})
    if person is None:
        raise Incomplete(["person"], labels=LABELS)
    if role not in MemberRole.values:
        raise BadInput.of("role", gettext_noop("请选择身份。"), code="no-role")
    if tour.members.filter(person=person).exists():
        said = gettext_noop("%(name)s已经在名单里。")
        raise Duplicate(said, code="member-there-already", name=person.name)
    member = TourMember.objects.create(tour=tour, person=person, role=role, unit=unit)
    told = {"person": person, "role": str(MemberRole(role).label), "unit": unit}
    audit.record("tour_member.added", member, by=by, at=now, tour=tour, **told)
    return member


@transaction.atomic
def drop_member(member: TourMember, *, by: Account, now: dt.datetime) -> None:
    """Take somebody off the list."""
    access.require(by, Permission.TOUR_EDIT, now=now, units={member.tour.held_by_id})
    told = {"person": member.person, "tour": member.tour}
    audit.record("tour_member.dropped", member, by=by, at=now, **told)
    member.delete()


def _checked(**fields: Any) -> dict[str, Any]:
    fields = {
        name: value.strip() if isinstance(value, str) else value for name, value in fields.items()
    }
    missing = [name for name in ("name", "on") if not fields[name]]
    if missing:
        raise Incomplete(missing, labels=LABELS)
    if fields["ends"] and (not fields["begins"] or fields["ends"] <= fields["begins"]):
        said = gettext_noop("结束时间须在开始时间之后。")
        raise BadInput.of("ends", said, code="ends-before-it-begins")
    return fields
