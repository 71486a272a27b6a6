"""Somebody's telephone number in full: for those who work with her unit, and each reading is recorded."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Post
from luoshi.rules.access import Permission
from luoshi.values.errors import NotAllowed


def may_read(person: Person, by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` keeps the directory, or sees the rows of a unit where the person is."""
    if by.person_id == person.pk or access.may(by, Permission.DIRECTORY_EDIT, now=now):
        return True
    units = set(Post.objects.filter(person=person, to_on=None).values_list("unit", flat=True))
    return bool(units) and access.may(by, Permission.REGISTER_SEE, now=now, units=units)


@transaction.atomic
def read(person: Person, *, by: Account, now: dt.datetime) -> str:
    """Return the number in full and record that ``by`` read it; raises NotAllowed."""
    if not may_read(person, by, now=now):
        raise NotAllowed
    audit.record("person.telephone_read", person, by=by, at=now, name=person.name)
    return str(person.telephone)
