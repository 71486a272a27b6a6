"""An obstacle that needs somebody else's decision becomes a matter, drafted like any other."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.matters import actions as matters
from luoshi.matters.models import Kind, Matter
from luoshi.orgs.models import Account
from luoshi.orgs.queries import home_unit
from luoshi.registering.actions import refuse_closed
from luoshi.registering.models import RegistrationStep
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.sources.models import SourceKind
from luoshi.values.errors import IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop


@transaction.atomic
def raise_obstacle(step: RegistrationStep, *, by: Account, now: dt.datetime) -> Matter:
    """Draft a matter of what stands in the way of ``step``, raised by the enterprise.

    Raises IllegalMove where nothing stands in the way, Overtaken where it is a matter already.
    """
    registration = step.registration
    refuse_closed(registration)
    if not step.obstacle:
        raise IllegalMove(gettext_noop("先写明遇到的障碍。"), code="no-obstacle")
    if step.matter_id is not None:
        raise Overtaken
    office = home_unit(by, now=now, to=Permission.MATTER_DRAFT)
    basis = f"{registration.project}注册协助“{step.name}”：{step.obstacle}"
    kept = sources.keep_text(
        text=basis, title=basis[:40], kind=SourceKind.TYPED, held_by=office, by=by, now=now
    )
    matter = matters.draft_matter(
        kind=Kind.PROBLEM,
        title=f"{step.name}：{step.obstacle}"[:200],
        content=step.obstacle,
        lead=step.helper_unit,
        person=step.helper,
        raised_by=registration.enterprise,
        held_by=office,
        project=registration.project,
        passage=sources.passage_of(kept.source, start=0, end=len(basis)),
        by=by,
        now=now,
    )
    rows = RegistrationStep.objects.filter(pk=step.pk, matter=None, version=step.version)
    if not rows.update(matter=matter, version=F("version") + 1):
        raise Overtaken
    step.refresh_from_db()
    told = {"step": step.name, "obstacle": step.obstacle, "matter": matter.pk}
    changes = {"matter": [None, matter.title]}
    audit.record(
        "registration.obstacle_raised", registration, by=by, at=now, **told, changes=changes
    )
    return matter
