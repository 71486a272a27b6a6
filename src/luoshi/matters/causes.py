"""Causes as the policy names them, and the actions that say why a problem is there.

``set_cause`` and ``shift_stage`` are called as ``matters.causes``.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.matters.fields import require_filled, require_short
from luoshi.matters.models import Matter, StageShift
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.projects import actions as projects
from luoshi.projects.models import Milestone, Project, Stage
from luoshi.projects.queries import units_of
from luoshi.rules import causes as rules
from luoshi.rules.access import Permission
from luoshi.rules.causes import Cause
from luoshi.values.civil import civil_day
from luoshi.values.errors import Overtaken

REASON_MOST = 300


def causes_on(day: dt.date) -> tuple[Cause, ...]:
    """Return the causes that may be named on ``day``."""
    return rules.on(policy.current().taxonomies, day)


def name_of(code: str) -> str:
    """Return what a cause is called (Chinese, of the policy); "" for none and for one unknown."""
    return rules.name_of(policy.current().taxonomies, code)


def check_slip(code: str, *, now: dt.datetime, field: str = "slip_cause") -> None:
    """Raise BadInput at ``field`` unless ``code`` may be named today."""
    rules.check(policy.current().taxonomies, code, day=civil_day(now), field=field)


@transaction.atomic
def set_cause(matter: Matter, *, cause: str, by: Account, now: dt.datetime) -> None:
    """Say why there is this problem, or take it back with ""; nothing happens if it says so already."""
    access.require(by, Permission.MATTER_DRAFT, now=now, units={matter.held_by_id})
    if cause:
        check_slip(cause, now=now, field="cause")
    if cause == matter.cause:
        return
    told = {"cause": [name_of(matter.cause), name_of(cause)]}
    if not Matter.objects.filter(pk=matter.pk, cause=matter.cause).update(cause=cause):
        raise Overtaken
    matter.cause = cause
    audit.record("matter.cause_set", matter, by=by, at=now, cause=name_of(cause), changes=told)


@transaction.atomic
def shift_stage(
    project: Project,
    *,
    stage: str,
    planned_on: dt.date,
    slip_cause: str,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> Milestone:
    """Plan a stage anew: a day that was planned before moves only with its cause and reason.

    The first plan of a stage wants neither.  Raises Incomplete or BadInput like the actions beneath.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    before = Milestone.objects.filter(project=project, stage=stage).first()
    was = before.planned_on if before else None
    if was is None or was == planned_on:
        return projects.plan_stage(project, stage=stage, planned_on=planned_on, by=by, now=now)
    require_filled({"reason": reason}, "reason")
    require_short("reason", reason.strip(), most=REASON_MOST)
    check_slip(slip_cause, now=now)
    milestone = projects.plan_stage(project, stage=stage, planned_on=planned_on, by=by, now=now)
    fields = {"was": was, "now": planned_on}
    StageShift.objects.create(
        project=project,
        stage=Stage(stage),
        slip_cause=slip_cause,
        reason=reason.strip(),
        by=by,
        at=now,
        **fields,
    )
    audit.record(
        "project.stage_shifted",
        project,
        by=by,
        at=now,
        stage=stage,
        was=was,
        planned_on=planned_on,
        cause=name_of(slip_cause),
        reason=reason.strip(),
        changes=changes({"planned_on": was}, {"planned_on": planned_on}),
    )
    return milestone
