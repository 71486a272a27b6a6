"""Stages that a project does not pass, stages that were noted wrongly, and dates that contradict."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import translation

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.projects.actions import settle_stage
from luoshi.projects.models import Milestone, Project, Stage
from luoshi.projects.queries import units_of
from luoshi.rules import stages
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {"reason": Sentence(gettext_noop("原因"))}


@transaction.atomic
def skip_stage(
    project: Project, *, stage: str, reason: str, by: Account, now: dt.datetime
) -> Milestone:
    """Say that a project does not pass a stage, and why: an existing company needs no registration.

    Raises IllegalMove for a stage that was reached.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    reason = _checked(stage, reason)
    reached = Milestone.objects.filter(project=project, stage=stage, reached_on__isnull=False)
    if reached.exists():
        raise IllegalMove(
            gettext_noop("这个阶段已登记完成，登记有误的请先撤回。"), code="skip-after-reached"
        )
    fields = {"planned_on": None, "skipped_reason": reason}
    known = Milestone.objects.filter(project=project, stage=stage).first()
    milestone, _ = Milestone.objects.update_or_create(
        project=project, stage=stage, defaults=fields | {"skipped_by": by}
    )
    data = {"stage": stage, "stage_name": _chinese(stage), "reason": reason}
    told = changes(known or dict.fromkeys(fields), fields)
    audit.record("project.stage_skipped", project, by=by, at=now, **data, changes=told)
    return milestone


@transaction.atomic
def take_back_stage(
    project: Project, *, stage: str, reason: str, by: Account, now: dt.datetime
) -> None:
    """Take back that a stage was reached or is skipped, and why; the plan of it stays.

    The current stage is derived anew.  Raises Overtaken where there is nothing to take back.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    reason = _checked(stage, reason)
    was = Milestone.objects.filter(project=project, stage=stage).first()
    if was is None or (was.reached_on is None and was.skipped_reason is None):
        raise Overtaken
    nothing = {"reached_on": None, "evidence": None, "definition": "", "skipped_reason": None}
    Milestone.objects.filter(pk=was.pk).update(**nothing, skipped_by=None)
    settle_stage(project)
    data: dict[str, object] = {"stage": stage, "stage_name": _chinese(stage), "reason": reason}
    data |= {"reached_was": was.reached_on, "evidence_was": was.evidence}
    told = changes(was, nothing)
    audit.record("project.stage_taken_back", project, by=by, at=now, **data, changes=told)


def contradictions(project: Project) -> list[Sentence]:
    """Return what cannot be right between the dates of a project's stages."""
    return stages.contradictions(
        stages.Mark(one.stage, str(one.get_stage_display()), one.planned_on, one.reached_on)
        for one in project.milestones.all()
    )


def _checked(stage: str, reason: str) -> str:
    if stage not in Stage.values:
        raise BadInput.of("stage", gettext_noop("请选择项目阶段。"), code="stage-unknown")
    if not reason.strip():
        raise Incomplete(["reason"], labels=LABELS)
    return reason.strip()[:300]


def _chinese(stage: str) -> str:
    with translation.override("zh-hans"):
        return str(Stage(stage).label)
