"""Rows by name on the pages of others: a name is part of the row that bears it, a link is for whoever may open it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from luoshi.matters.queries import visible_groups, visible_matters
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs import access
from luoshi.progress.queries import visible_reports
from luoshi.projects.queries import visible_projects
from luoshi.rules.access import Permission
from luoshi.sources.queries import visible_sources
from luoshi.web.named import Named, named

Seen = Callable[..., QuerySet[Any]]
SEEN: Mapping[str, Seen] = MappingProxyType(
    {
        "matter": visible_matters,
        "project": visible_projects,
        "group": visible_groups,
        "engagement": visible_engagements,
        "report": visible_reports,
        "source": visible_sources,
    }
)


def opened_by(by: Any, rows: Iterable[Any], *, now: dt.datetime) -> frozenset[int]:
    """Return the ids of those of ``rows`` (all of one kind) whose page opens for ``by``."""
    given = [row for row in rows if row is not None]
    if not given:
        return frozenset()
    pks = {row.pk for row in given}
    if access.scope(by, Permission.REGISTER_SEE, now=now).everything:
        return frozenset(pks)
    seen = SEEN[given[0]._meta.model_name](by, now=now).order_by()
    return frozenset(seen.filter(pk__in=pks).values_list("pk", flat=True))


def named_to(by: Any, row: Any, *, now: dt.datetime) -> Named | None:
    """Return ``row`` by name, with the address of its page where ``by`` may open it; None for no row."""
    if row is None:
        return None
    kind = row._meta.model_name
    return named(row, f"{kind}_detail" if opened_by(by, [row], now=now) else "")
