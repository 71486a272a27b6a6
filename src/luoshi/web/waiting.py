"""What waits for somebody's push though it has no date yet: drafts, papers to issue, projects to file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from luoshi.intake import queries as intake
from luoshi.matters import queries as matters
from luoshi.orgs import access
from luoshi.projects import queries as projects
from luoshi.rules.access import Permission


@dataclass(frozen=True)
class Waiting:
    """How many of one kind wait, in words, and the list that shows exactly these."""

    words: str | Promise
    count: int
    address: str
    sign: str


def waiting_for(by: Any, *, now: dt.datetime) -> list[Waiting]:
    """Return what waits for ``by``, by what she may do; nothing that counts zero."""
    held = access.held(by, now=now)
    seen = matters.visible_matters(by, now=now)
    asked: list[tuple[Permission, str | Promise, Callable[[], int], str, str]] = [
        (
            Permission.MATTER_ISSUE,
            _("待批事项，请签发或退回"),
            lambda: seen.filter(state="pending").count(),
            f"{reverse('matter_list')}?state=pending",
            "file-check",
        ),
        (
            Permission.DRAFT_CONFIRM,
            _("草稿待确认"),
            lambda: intake.open_drafts(by, now=now).count(),
            reverse("draft_list"),
            "text-scan-2",
        ),
        (
            Permission.MATTER_DRAFT,
            _("草拟事项，补齐后送审"),
            lambda: seen.filter(state="draft").count(),
            f"{reverse('matter_list')}?state=draft",
            "list-check",
        ),
        (
            Permission.PROJECT_FILE,
            _("项目未备案，备案后才有半月报"),
            lambda: projects.visible_projects(by, now=now).filter(filing__isnull=True).count(),
            f"{reverse('project_list')}?filed=no",
            "briefcase",
        ),
    ]
    return [
        Waiting(words, counted, address, sign)
        for permission, words, count, address, sign in asked
        if permission in held and (counted := count())
    ]
