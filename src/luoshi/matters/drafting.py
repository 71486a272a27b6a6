"""Actions before a matter is issued: draft, edit, submit, send back.  Called as ``matters.actions``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from luoshi.audit import actions as audit
from luoshi.audit.changes import Changes, changes, listed
from luoshi.matters import fields as fields_of
from luoshi.matters import moves
from luoshi.matters.models import Group, Kind, Matter, MatterUnit, State, UnitRole, Urgency
from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.sources.models import Passage, SourceKind
from luoshi.values.errors import BadInput, Duplicate, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LONGEST = {"title": 200, "criterion": 300}


@transaction.atomic
def draft_matter(
    *,
    kind: str,
    title: str,
    content: str,
    criterion: str = "",
    lead: Unit | None = None,
    person: Person | None = None,
    raised_by: Unit | None = None,
    held_by: Unit,
    responsible: Iterable[Unit] = (),
    cooperating: Iterable[Unit] = (),
    due_proposed: dt.date | None = None,
    cadence: str = "",
    project: Project | None = None,
    engagement: Engagement | None = None,
    group: Group | None = None,
    passage: Passage | None,
    urgency: str = Urgency.ORDINARY,
    by: Account,
    now: dt.datetime,
) -> Matter:
    """Draft a matter; what is still unknown may wait until it is submitted.

    Raises Incomplete without title or content, BadInput for what cannot be, Duplicate (with
    ``pk``) if the same was drafted from the same words and is still open.
    """
    access.require(by, Permission.MATTER_DRAFT, now=now, units={held_by.pk})
    fields = _checked(
        kind=kind,
        title=title,
        content=content,
        criterion=criterion,
        lead=lead,
        person=person,
        raised_by=raised_by,
        due_proposed=due_proposed,
        cadence=cadence or "",
        project=project,
        engagement=engagement,
        group=group,
        passage=passage,
        urgency=urgency,
    )
    parts = _checked_parts(lead, responsible, cooperating)
    check_lasting(lead=lead, raised_by=raised_by)
    _refuse_a_twin(held_by, fields)
    matter = Matter.objects.create(
        held_by=held_by,
        drafted_by=by,
        drafted_for=by.stands_in_for,
        drafted_at=now,
        **fields,
    )
    _set_parts(matter, parts)
    audit.record("matter.drafted", matter, by=by, at=now, title=matter.title, lead=lead)
    return matter


@transaction.atomic
def edit_draft(
    matter: Matter,
    *,
    version: int,
    kind: str,
    title: str,
    content: str,
    criterion: str = "",
    lead: Unit | None = None,
    person: Person | None = None,
    raised_by: Unit | None = None,
    responsible: Iterable[Unit] = (),
    cooperating: Iterable[Unit] = (),
    due_proposed: dt.date | None = None,
    cadence: str = "",
    project: Project | None = None,
    engagement: Engagement | None = None,
    group: Group | None = None,
    passage: Passage | None,
    urgency: str = Urgency.ORDINARY,
    by: Account,
    now: dt.datetime,
) -> None:
    """Change a draft as it read at ``version``.  Raises Overtaken if it has changed since."""
    move = moves.admit(matter, "edit_draft", by=by, now=now)
    fields = _checked(
        kind=kind,
        title=title,
        content=content,
        criterion=criterion,
        lead=lead,
        person=person,
        raised_by=raised_by,
        due_proposed=due_proposed,
        cadence=cadence or "",
        project=project,
        engagement=engagement,
        group=group,
        passage=passage,
        urgency=urgency,
    )
    parts = _checked_parts(lead, responsible, cooperating)
    check_lasting(lead=lead, raised_by=raised_by)
    before = Matter.objects.filter(pk=matter.pk, version=version).first()
    if before is None:
        raise Overtaken
    told = _changes(before, fields, parts)
    if not told:
        return
    moves.carry(matter, move, version=version, **fields)
    _set_parts(matter, parts)
    names = [str(fields_of.LABELS[name]) for name in told]
    audit.record("matter.edited", matter, by=by, at=now, changed=names, changes=told)


@transaction.atomic
def submit(matter: Matter, *, version: int | None = None, by: Account, now: dt.datetime) -> None:
    """Hand a draft up for approval.  Raises Incomplete with everything that a promise still lacks."""
    move = moves.admit(matter, "submit", by=by, now=now)
    moves.carry(matter, move, version=version)
    audit.record("matter.submitted", matter, by=by, at=now)


@transaction.atomic
def send_back(matter: Matter, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Give a submitted matter back to be changed, with the ``reason``."""
    move = moves.admit(matter, "send_back", by=by, now=now)
    fields_of.require_filled({"reason": reason}, "reason")
    moves.carry(matter, move)
    audit.record("matter.sent_back", matter, by=by, at=now, reason=reason.strip())


def _checked(**fields: Any) -> dict[str, Any]:
    """Return the fields trimmed; raise Incomplete or BadInput."""
    fields = {
        name: value.strip() if isinstance(value, str) else value for name, value in fields.items()
    }
    fields_of.require_filled(fields, "title", "content")
    wrong: dict[str, Sentence] = {}
    if fields["kind"] not in Kind.values:
        wrong["kind"] = Sentence(gettext_noop("请选择事项的类别。"), "matter-kind-unknown")
    if fields["urgency"] not in Urgency.values:
        wrong["urgency"] = Sentence(gettext_noop("请选择紧急程度。"), "matter-urgency-unknown")
    for name, most in LONGEST.items():
        if len(fields[name]) > most:
            wrong[name] = fields_of.too_long(name, len(fields[name]), most)
    if wrong:
        raise BadInput(wrong)
    return fields


Parts = list[tuple[Unit, str]]


def _checked_parts(
    lead: Unit | None, responsible: Iterable[Unit], cooperating: Iterable[Unit]
) -> Parts:
    """Return the units besides the lead with their roles; nobody both answers and only helps."""
    answering = dict.fromkeys(responsible)
    helping = dict.fromkeys(cooperating)
    check_lasting(responsible=answering, cooperating=helping)
    both = [unit for unit in helping if unit in answering or unit == lead]
    if both:
        raise BadInput.of(
            "cooperating",
            gettext_noop("%(units)s已经是牵头或责任单位，不能同时是配合单位。"),
            code="unit-in-two-roles",
            units=tuple(unit.name for unit in both),
        )
    return [(unit, UnitRole.RESPONSIBLE.value) for unit in answering] + [
        (unit, UnitRole.COOPERATING.value) for unit in helping
    ]


def _set_parts(matter: Matter, parts: Parts) -> None:
    matter.parts.all().delete()
    MatterUnit.objects.bulk_create(
        MatterUnit(matter=matter, unit=unit, role=role) for unit, role in parts
    )


def _refuse_a_twin(held_by: Unit, fields: dict[str, Any]) -> None:
    """The same form sent twice, or the same sentence confirmed twice, must not make two promises."""
    passage = fields["passage"]
    if passage is None:
        same_words = Q(passage__isnull=True)
    else:
        same_words = Q(passage=passage)
        if passage.source.kind == SourceKind.TYPED:
            same_words |= Q(passage__source__kind=SourceKind.TYPED, passage__quote=passage.quote)
    same = {
        name: fields[name]
        for name in ("kind", "title", "content", "lead", "person", "project", "due_proposed")
    }
    twin = (
        Matter.objects.filter(same_words, held_by=held_by, **_nulls(same))
        .exclude(state__in=[State.CLOSED, State.CANCELLED])
        .first()
    )
    if twin is not None:
        raise Duplicate(
            gettext_noop("同样的事项“%(title)s”已经登记过，不需要再次提交。"),
            code="matter-drafted-already",
            title=twin.title,
            pk=twin.pk,
        )


def _nulls(same: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in same.items()
    }


def _changes(before: Matter, fields: dict[str, Any], parts: Parts) -> Changes:
    """Return what differs from ``before``, the other units by their part."""
    had = [(one.role, one.unit.name) for one in before.parts.select_related("unit")]
    have = [(role, unit.name) for unit, role in parts]
    return changes(before, fields) | changes(_by_role(had), _by_role(have))


def _by_role(parts: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    pairs = list(parts)
    return {role: listed(name for own, name in pairs if own == role) for role in UnitRole.values}
