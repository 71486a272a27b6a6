"""What a confirmed report says of intents, problems and support: proposed as needs and offers, taken once.

Nothing becomes one by itself: a person sees each sentence, says of whom it is, and confirms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.docking.entries import add_entry
from luoshi.docking.models import TEXT_MOST, Entry
from luoshi.docking.queries import SIDES
from luoshi.intake.models import Draft, Finding, Kind, State, Verdict
from luoshi.matters.models import Matter
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.reading.money import find_figures
from luoshi.rules import needs
from luoshi.rules.access import Permission
from luoshi.values.errors import Duplicate, IllegalMove, NotFound
from luoshi.values.quantities import Quantity
from luoshi.values.sentences import gettext_noop

ASKED_OF = ("intent", "problem", "support")
KEPT = (Verdict.ACCEPTED, Verdict.CORRECTED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one finding may become; ``taken`` is the need or offer that it is already."""

    finding: Finding
    matter: Matter | None
    side: str
    kind: str
    text: str
    unit: Unit | None
    person: Person | None
    quantity: Quantity | None
    by_on: dt.date | None
    taken: Any = None

    @property
    def taken_as(self) -> str:
        """Return "need" or "offer" where it was taken, "" where it was not."""
        return str(self.taken._meta.model_name) if self.taken is not None else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a person says one finding is."""

    finding: int
    side: str
    unit: Unit
    person: Person
    kind: str
    text: str
    place: str = ""
    quantity: Quantity | None = None
    by_on: dt.date | None = None


def proposals_of(draft: Draft) -> list[Proposal]:
    """Return what the intents, problems and support of a confirmed draft may become, in its order."""
    if draft.state != State.CONFIRMED:
        return []
    rows = draft.findings.filter(kind=Kind.MATTER, verdict__in=KEPT).order_by("serial")
    found = [one for one in rows if one.value.get("kind") in ASKED_OF]
    results = {one.result_id or 0 for one in found if one.result_kind == "matter"}
    matters = Matter.objects.filter(pk__in=results).select_related(
        "lead", "person", "raised_by", "project", "engagement", "passage"
    )
    by_id = {one.pk: one for one in matters}
    taken = {one.finding_id: one for one in _taken(found)}
    return [_proposal(one, by_id.get(one.result_id or 0), taken.get(one.pk)) for one in found]


def _taken(found: Iterable[Finding]) -> list[Entry]:
    pks = [one.pk for one in found]
    return [
        row
        for model in SIDES.values()
        for row in model._default_manager.filter(finding__in=pks).select_related("unit")
    ]


def _proposal(finding: Finding, matter: Matter | None, taken: Entry | None) -> Proposal:
    text = " ".join(str(finding.value.get("text", "")).split())
    side = needs.side_of(finding.value["kind"], text)
    figure = next((one for one in find_figures(text) if one.quantity != "progress"), None)
    lead = matter.lead if matter else None
    raiser = matter.raised_by if matter else None
    return Proposal(
        finding=finding,
        matter=matter,
        side=side,
        kind=needs.kind_of(text),
        text=text[:TEXT_MOST],
        unit=(raiser or lead) if side == "need" else lead,
        person=matter.person if matter and matter.person_id else None,
        quantity=Quantity(figure.value, figure.unit) if figure and figure.value > 0 else None,
        by_on=matter.due_proposed if matter else None,
        taken=taken,
    )


@transaction.atomic
def take_reported(
    draft: Draft, *, chosen: Iterable[Taken], by: Account, now: dt.datetime
) -> list[Entry]:
    """Make a need or an offer of each chosen finding; all of them, or none.

    Raises IllegalMove for a draft that is not confirmed, NotFound for a finding that is not one of
    its intents, problems or supports, Duplicate for one that was taken before.
    """
    access.require(by, Permission.DOCKING_EDIT, now=now)
    if draft.state != State.CONFIRMED:
        said = gettext_noop("先确认草稿，再转为供需。")
        raise IllegalMove(said, code="draft-not-confirmed")
    proposed = {one.finding.pk: one for one in proposals_of(draft)}
    made = []
    for one in chosen:
        if one.finding not in proposed:
            raise NotFound
        made.append(_take(proposed[one.finding], one, by=by, now=now))
    told = {"counts": {side: sum(row._meta.model_name == side for row in made) for side in SIDES}}
    audit.record("draft.docked", draft, by=by, at=now, **told)
    return made


def _take(proposal: Proposal, given: Taken, *, by: Account, now: dt.datetime) -> Entry:
    if proposal.taken is not None:
        said = gettext_noop("“%(text)s”已经转为供需，不需要再次提交。")
        raise Duplicate(
            said, code="finding-taken-already", text=proposal.text, pk=proposal.taken.pk
        )
    matter = proposal.matter
    return add_entry(
        side=given.side,
        unit=given.unit,
        person=given.person,
        kind=given.kind,
        text=given.text,
        place=given.place,
        quantity=given.quantity,
        by_on=given.by_on,
        project=matter.project if matter else None,
        engagement=matter.engagement if matter else None,
        passage=matter.passage if matter else None,
        finding=proposal.finding,
        is_listed=True,
        by=by,
        now=now,
    )
