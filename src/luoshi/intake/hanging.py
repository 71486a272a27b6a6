"""What hangs on a source: its passages, and the rows of the register that came from each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from luoshi.matters.queries import visible_groups, visible_matters
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.models import Account
from luoshi.projects.queries import visible_projects
from luoshi.sources.models import Passage, Source


@dataclass(frozen=True)
class Hanging:
    """One passage and the rows that rest on it."""

    passage: Passage
    rows: list[Model] = field(default_factory=list)


def hanging_on(source: Source, *, by: Account, now: dt.datetime) -> list[Hanging]:
    """Return the passages of ``source`` in the order of its text, each with the rows ``by`` may see.

    A passage that carries nothing in sight is left out.
    """
    found: dict[int, Hanging] = {}
    seen: tuple[QuerySet[Any], ...] = (
        visible_engagements(by, now=now),
        visible_projects(by, now=now),
        visible_groups(by, now=now),
        visible_matters(by, now=now),
    )
    for rows in seen:
        hanging = rows.filter(passage__source=source).select_related("passage")
        for row in hanging.order_by("pk"):
            if row.passage is not None:
                found.setdefault(row.passage.pk, Hanging(row.passage)).rows.append(row)
    return sorted(found.values(), key=lambda one: (one.passage.start, one.passage.end))
