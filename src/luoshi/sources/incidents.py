"""Secrecy marks and harmful files that were met at a door: told to whoever watches, without the content."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.audit.actions import Actor
from luoshi.audit.origin import origin_of
from luoshi.orgs import access
from luoshi.orgs.models import Account, Seat
from luoshi.rules.access import Permission
from luoshi.sources.models import Grade, Incident
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound, Overtaken

# Who watches over secrets: whoever grants rights (the security administrator); where nobody does
# that, whoever manages accounts.
WATCHING = ("right.grant", Permission.ACCOUNT_MANAGE.value)


@transaction.atomic
def report(*, grade: str, place: str, by: Actor, now: dt.datetime) -> Incident:
    """Note that ``by`` handed in at ``place`` what must not come in, and was refused."""
    origin = origin_of(by)
    made = Incident.objects.create(
        grade=grade,
        place=place[:60],
        who=str(by)[:200],
        door=origin.door or "",
        address=origin.address or "",
        at=now,
    )
    if grade == Grade.HARMFUL:
        audit.record("file.refused", made, by=by, at=now, place=place)
    else:
        told = made.get_grade_display()
        audit.record("secret.refused", made, by=by, at=now, grade=told, place=place)
    return made


@transaction.atomic
def acknowledge(incident: Incident, *, by: Account, now: dt.datetime) -> None:
    """Note that ``by`` has seen to it.  Raises NotFound for others, Overtaken if somebody did before."""
    if not watches(by, now=now):
        raise NotFound
    still = Incident.objects.filter(pk=incident.pk, seen_at__isnull=True)
    if not still.update(seen_by=by, seen_at=now):
        raise Overtaken
    audit.record("secret.acknowledged", incident, by=by, at=now)


def watches(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` is told of secrecy marks, by a seat of her own."""
    if not access.held(by, now=now) & set(WATCHING):
        return False
    return _watching(now=now).filter(account=by).exists()


def visible_incidents(by: Account, *, now: dt.datetime) -> QuerySet[Incident]:
    """Return what was refused, newest first; nothing for whoever does not watch over secrets."""
    rows = Incident.objects.select_related("seen_by__person")
    return rows if watches(by, now=now) else rows.none()


def incident_for(by: Account, pk: int, *, now: dt.datetime) -> Incident:
    """Return one incident; raises NotFound where there is none or it is not for ``by``."""
    found = visible_incidents(by, now=now).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def open_incidents(by: Account, *, now: dt.datetime) -> int:
    """Return how many incidents wait for ``by`` to see to them."""
    return visible_incidents(by, now=now).filter(seen_at__isnull=True).count()


def _watching(*, now: dt.datetime) -> QuerySet[Seat]:
    """Return the seats whose holders are told: of the first permission of WATCHING that anybody holds."""
    roles = policy.current().roles.values()
    held = Seat.objects.on(civil_day(now)).filter(account__is_active=True)
    for permission in WATCHING:
        codes = [one.code for one in roles if permission in one.permissions]
        seats = held.filter(role__in=codes)
        if seats.exists():
            return seats
    return held.none()
