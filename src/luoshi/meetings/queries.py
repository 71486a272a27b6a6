"""Reading tours and engagements, each reader within what her units kept or took part in."""

from __future__ import annotations

import datetime as dt

from django.db.models import DateField, F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from luoshi.meetings.models import Attendance, Engagement, Kind, Part
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.rules.access import Permission
from luoshi.values.errors import NotFound

KINDS = Kind
PARTS = Part


def visible_engagements(by: Account, *, now: dt.datetime) -> QuerySet[Engagement]:
    """Return the engagements that ``by`` may see, with tour, units and attendance in given order."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    attendances = Prefetch("attendances", Attendance.objects.select_related("person"))
    # ``start_rank``: to sort by, what has no day lowest; databases disagree on where nothing belongs.
    rank = Coalesce("start_on", Value(dt.date.min), output_field=DateField())
    return (
        Engagement.objects.within(scope)
        .annotate(start_rank=rank)
        .select_related("tour", "held_by")
        .prefetch_related("units", attendances)
    )


def engagement_for(by: Account, pk: int, *, now: dt.datetime) -> Engagement:
    """Return one engagement with its source; raises NotFound outside what ``by`` may see."""
    rows = visible_engagements(by, now=now).select_related(
        "tour", "held_by", "source", "passage__source"
    )
    engagement = rows.filter(pk=pk).first()
    if engagement is None:
        raise NotFound
    return engagement


def tours(by: Account, *, now: dt.datetime) -> QuerySet[Engagement]:
    """Return the tours that ``by`` may see: what another engagement can be part of."""
    return visible_engagements(by, now=now).filter(kind=Kind.TOUR)


def parts_of(tour: Engagement, by: Account, *, now: dt.datetime) -> QuerySet[Engagement]:
    """Return what took place on ``tour``, in the order of its days."""
    return visible_engagements(by, now=now).filter(tour=tour).order_by(F("start_rank"), "pk")


def attended_by(person: Person, by: Account, *, now: dt.datetime) -> QuerySet[Engagement]:
    """Return the engagements that ``person`` took part in, newest first."""
    mine = Attendance.objects.filter(person=person).values("engagement")
    return visible_engagements(by, now=now).filter(pk__in=mine)


def with_unit(rows: QuerySet[Engagement], unit: Unit) -> QuerySet[Engagement]:
    """Narrow ``rows`` to those that ``unit`` kept or took part in."""
    mine = Engagement.objects.filter(Q(held_by=unit) | Q(units=unit)).values("pk")
    return rows.filter(pk__in=mine)


def matching(rows: QuerySet[Engagement], text: str) -> QuerySet[Engagement]:
    """Narrow ``rows`` to those whose name or place holds every word of ``text``."""
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(place__icontains=word))
    return rows


def may_add(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may write down engagements at all."""
    return access.may(by, Permission.ENGAGEMENT_EDIT, now=now)


def may_edit(by: Account, engagement: Engagement, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may change this one."""
    held = {engagement.held_by_id}
    return access.may(by, Permission.ENGAGEMENT_EDIT, now=now, units=held)
