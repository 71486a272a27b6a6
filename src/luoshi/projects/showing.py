"""Demonstration projects: held up as an example for a time, with the reason and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from luoshi.audit import actions as audit
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.projects.models import Demonstration, Exit, Project
from luoshi.projects.queries import units_of
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import IllegalMove, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {"reason": Sentence(gettext_noop("理由"))}


@transaction.atomic
def mark_demonstration(
    project: Project, *, reason: str, by: Account, now: dt.datetime
) -> Demonstration:
    """Hold a project up as an example.  Raises IllegalMove for one that has left, Overtaken if it is one."""
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    reason = _said(reason)
    if project.exit == Exit.DROPPED:
        raise IllegalMove(
            gettext_noop("已终止退库的项目不能作为示范项目。"), code="demonstration-after-exit"
        )
    try:
        with transaction.atomic():
            made = Demonstration.objects.create(
                project=project, reason=reason, marked_on=civil_day(now), marked_by=by
            )
    except IntegrityError as there_already:
        raise Overtaken from there_already
    audit.record("project.demonstration_marked", project, by=by, at=now, reason=reason)
    return made


@transaction.atomic
def end_demonstration(project: Project, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Hold a project up no more, and say why.  Raises Overtaken if it is no example now."""
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    reason = _said(reason)
    rows = Demonstration.objects.filter(project=project, ended_on=None)
    if not rows.update(ended_on=civil_day(now), ended_reason=reason, ended_by=by):
        raise Overtaken
    told = {"demonstration": [True, False]}
    audit.record("project.demonstration_ended", project, by=by, at=now, reason=reason, changes=told)


def demonstrations_of(project: Project) -> list[Demonstration]:
    """Return how often a project was an example, newest first."""
    rows = Demonstration.objects.filter(project=project)
    return list(rows.select_related("marked_by__person", "ended_by__person"))


def demonstrating(pks: Iterable[int]) -> dict[int, Demonstration]:
    """Return, by project, why those of ``pks`` that are examples now are."""
    rows = Demonstration.objects.filter(project__in=list(pks), ended_on=None)
    return {one.project_id: one for one in rows.select_related("marked_by__person")}


def _said(reason: str) -> str:
    if not reason.strip():
        raise Incomplete(["reason"], labels=LABELS)
    return reason.strip()[:300]
