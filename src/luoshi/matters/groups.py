"""Reading working groups: who was in one on a day, what it carries, what still waits to be named."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from luoshi.matters import queries
from luoshi.matters.models import (
    Group,
    GroupMember,
    GroupRole,
    GroupState,
    GroupUnit,
    Matter,
    MemberPart,
    Order,
    Placeholder,
)
from luoshi.meetings.models import Engagement
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.models import Account, Unit
from luoshi.owed import queries as owed
from luoshi.owed.models import Kind as Owed
from luoshi.owed.models import Obligation
from luoshi.projects.models import Project
from luoshi.projects.queries import visible_projects
from luoshi.rules.lights import Light
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound

STATES, PARTS, ROLES = GroupState, MemberPart, GroupRole
# What queries.listed() adds to a row.
RUNNING_FIRST: tuple[str, ...] = ("over", "due_rank", "pk")
_PART_RANK = {part: rank for rank, part in enumerate(MemberPart.values)}


# --- who


@dataclass(frozen=True, slots=True)
class Composition:
    """Who is in a group on one day; ``lead`` is None on a day before or after its time."""

    on: dt.date
    lead: Unit | None
    responsible: list[Unit]
    cooperating: list[Unit]
    members: list[GroupMember]


def composition_on(group: Group, day: dt.date) -> Composition:
    """Return who was in ``group`` on ``day``, out of its dated rows."""
    units = [one for one in group.units.all() if _holds(one, day)]
    people = [one for one in group.members.all() if _holds(one, day)]
    people.sort(key=lambda one: (_PART_RANK[one.part], one.pk))
    return Composition(
        day,
        _lead_on(group, day),
        [one.unit for one in units if one.role == GroupRole.RESPONSIBLE],
        [one.unit for one in units if one.role == GroupRole.COOPERATING],
        people,
    )


def _holds(row: GroupUnit | GroupMember, day: dt.date) -> bool:
    return (row.from_on is None or row.from_on <= day) and (row.to_on is None or day <= row.to_on)


def _lead_on(group: Group, day: dt.date) -> Unit | None:
    """On the day of a change the new lead leads: there is never a second one."""
    if group.set_up_on and day < group.set_up_on:
        return None
    if group.dissolved_on and day > group.dissolved_on:
        return None
    for one in group.units.all():
        led = one.role == GroupRole.LEAD and one.to_on is not None and day < one.to_on
        if led and (one.from_on is None or one.from_on <= day):
            return one.unit
    return group.lead


def turning_days(group: Group) -> list[dt.date]:
    """Return the days on which somebody joined or left, newest first."""
    days = {group.set_up_on, group.dissolved_on}
    rows: list[GroupUnit | GroupMember] = [*group.units.all(), *group.members.all()]
    for row in rows:
        days |= {row.from_on, row.to_on}
    return sorted((day for day in days if day is not None), reverse=True)


def member_for(group: Group, pk: int) -> GroupMember:
    """Return one row of a group that was fetched for somebody; raises NotFound for another's."""
    for one in group.members.all():
        if one.pk == pk:
            return one
    raise NotFound


# --- narrowed


def in_state(rows: QuerySet[Group], state: str) -> QuerySet[Group]:
    """Return the groups of ``rows`` in one state."""
    return rows.filter(state=state)


def of_groups(rows: QuerySet[Matter], groups: Iterable[int]) -> QuerySet[Matter]:
    """Return the matters of ``rows`` that one of ``groups`` carries."""
    return rows.filter(group__in=list(groups))


# --- what


@dataclass(frozen=True, slots=True)
class Worked:
    """A project of a group, and the reports that it has not handed in though their day passed.

    ``light`` is the combined one, which a door lays in: how a project stands is known above here.
    """

    project: Project
    missed: list[Obligation]
    light: Light | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """Everything that a group carries, as far as one reader may see it; ``by_state`` counts the matters."""

    matters: list[Matter]
    by_state: Counter[str] = field(default_factory=Counter)
    projects: list[Worked] = field(default_factory=list)
    engagements: list[Engagement] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)

    @property
    def missed(self) -> int:
        """How many reports of its projects are missed."""
        return sum(len(one.missed) for one in self.projects)


def carried_by(by: Account, group: Group, *, now: dt.datetime) -> Carried:
    """Return what ``group`` carries of what ``by`` may see; the number of queries does not grow."""
    rows = queries.listed(queries.matters_of_group(by, group, now=now))
    matters = list(rows.order_by(*RUNNING_FIRST))
    orders = queries.readable(
        Order.objects.filter(matter__in=matters, number__isnull=False), by, now=now
    )
    return Carried(
        matters,
        Counter(str(one.state) for one in matters),
        _worked(by, matters, now=now),
        list(_met(by, group, matters, now=now)),
        list(orders.select_related("addressee", "matter").order_by("-issued_at")),
    )


def _worked(by: Account, matters: list[Matter], *, now: dt.datetime) -> list[Worked]:
    today = civil_day(now)
    wanted = {one.project_id for one in matters if one.project_id}
    projects = list(visible_projects(by, now=now).filter(pk__in=wanted).order_by("name", "pk"))
    pks = [one.pk for one in projects]
    missed: dict[int, list[Obligation]] = {}
    late = owed.of_kind(Owed.REPORT, "project", pks).filter(
        discharged_at__isnull=True, due_on__lt=today
    )
    for one in late.order_by("key"):
        missed.setdefault(one.subject_id, []).append(one)
    return [Worked(one, missed.get(one.pk, [])) for one in projects]


def _met(
    by: Account, group: Group, matters: list[Matter], *, now: dt.datetime
) -> QuerySet[Engagement]:
    """Return where the group met, where it was asked for, and where its matters were decided."""
    known = {one.engagement_id for one in matters} | {group.engagement_id}
    rows = visible_engagements(by, now=now)
    found = rows.filter(Q(pk__in=known - {None}) | Q(groups_met=group))
    return found.distinct().order_by("-start_on", "-pk")


# --- what waits to be named


def placeholders_of(row: Matter | Group) -> list[Placeholder]:
    """Return the words of a row that name no definite unit, open ones first, with whom they meant."""
    rows = row.placeholders.select_related("settled_by__person", "passage__source")
    return sorted(rows.prefetch_related("units"), key=lambda one: one.settled_at is not None)


def placeholder_for(by: Account, pk: int, *, now: dt.datetime) -> Placeholder:
    """Return one placeholder of a row that ``by`` may see; raises NotFound otherwise."""
    found = Placeholder.objects.select_related("matter", "group").filter(pk=pk).first()
    if found is None:
        raise NotFound
    if found.matter is not None:
        found.matter = queries.matter_for(by, found.matter.pk, now=now)
    else:
        assert found.group is not None
        found.group = queries.group_for(by, found.group.pk, now=now)
    return found
