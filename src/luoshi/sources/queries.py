"""Reading stored documents, each reader within those that her units hold."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.sources.models import Source
from luoshi.values.errors import NotFound


def visible_sources(by: Account, *, now: dt.datetime) -> QuerySet[Source]:
    """Return the documents that ``by`` may see, newest first."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    return Source.objects.within(scope).select_related("held_by", "received_by__person")


def sees_source(by: Account, source: Source, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may open a document."""
    return access.may(by, Permission.REGISTER_SEE, now=now, units={source.held_by_id})


def source_for(by: Account, pk: int, *, now: dt.datetime) -> Source:
    """Return one document; raises NotFound where there is none or it is not for ``by``."""
    source = visible_sources(by, now=now).filter(pk=pk).first()
    if source is None:
        raise NotFound
    return source
