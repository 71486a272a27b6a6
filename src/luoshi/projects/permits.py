"""The formalities before a start: with which authority, applied, issued, or what blocks them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import translation

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.projects.models import Permit, PermitKind, Project
from luoshi.projects.queries import units_of
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Incomplete
from luoshi.values.sentences import Sentence, gettext_noop

KINDS = PermitKind
LABELS = {"authority": Sentence(gettext_noop("办理机关"))}


def permits_of(project: Project) -> list[Permit]:
    """Return the formalities of a project, in the order in which they were noted."""
    return list(Permit.objects.filter(project=project))


@transaction.atomic
def keep_permit(
    project: Project,
    *,
    kind: str,
    detail: str = "",
    authority: str,
    applied_on: dt.date | None = None,
    issued_on: dt.date | None = None,
    number: str = "",
    blocked_by: str = "",
    by: Account,
    now: dt.datetime,
) -> Permit:
    """Note how one formality stands; the same kind and detail again changes it.

    What is issued is blocked by nothing any more.  Raises Incomplete without an authority,
    BadInput for days that cannot be.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    if kind not in PermitKind.values:
        raise BadInput.of("kind", gettext_noop("请选择前期手续。"), code="permit-unknown")
    authority, detail = authority.strip(), detail.strip()[:100]
    if not authority:
        raise Incomplete(["authority"], labels=LABELS)
    _check_days(applied_on, issued_on, today=civil_day(now))
    fields = {
        "authority": authority[:120],
        "applied_on": applied_on,
        "issued_on": issued_on,
        "number": number.strip()[:100],
        "blocked_by": "" if issued_on else blocked_by.strip()[:300],
    }
    known = Permit.objects.filter(project=project, kind=kind, detail=detail).first()
    permit, _ = Permit.objects.update_or_create(
        project=project, kind=kind, detail=detail, defaults=fields
    )
    with translation.override("zh-hans"):
        name = str(permit)
    told = changes(known or dict.fromkeys(fields), fields)
    audit.record("project.permit_kept", project, by=by, at=now, name=name, **fields, changes=told)
    return permit


def _check_days(applied_on: dt.date | None, issued_on: dt.date | None, *, today: dt.date) -> None:
    for field, day in (("applied_on", applied_on), ("issued_on", issued_on)):
        if day and day > today:
            said = gettext_noop("日期不能晚于今天，请填写实际发生的日期。")
            raise BadInput.of(field, said, code="not-yet")
    if applied_on and issued_on and issued_on < applied_on:
        raise BadInput.of(
            "issued_on", gettext_noop("办结日期不能早于申请日期。"), code="issued-before-applied"
        )
