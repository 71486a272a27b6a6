"""What hangs on a source: its passages, and the rows of the register that came from each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Model

from luoshi.matters.models import Group, Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
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
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    found: dict[int, Hanging] = {}
    for model in (Engagement, Project, Group, Matter):
        rows = model.objects.within(scope).filter(passage__source=source)
        for row in rows.select_related("passage").order_by("pk"):
            if row.passage is not None:
                found.setdefault(row.passage.pk, Hanging(row.passage)).rows.append(row)
    return sorted(found.values(), key=lambda one: (one.passage.start, one.passage.end))
