"""Drafts of matters as the interface takes them: a new one, and what changes of one that is there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.db import transaction
from pydantic import Field

from luoshi.api.moves import Call, Plain
from luoshi.api.shapes import Body, IsoDay, RowId, Text
from luoshi.matters import actions, queries
from luoshi.meetings.queries import engagement_for
from luoshi.orgs.queries import home_unit, person_for, unit_for
from luoshi.projects.queries import project_for
from luoshi.rules.access import Permission
from luoshi.rules.cadence import CADENCES
from luoshi.sources import actions as sources
from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop

UNITS_MOST = 50
Cadence = Literal["", *CADENCES]  # type: ignore[valid-type]
if TYPE_CHECKING:  # a checker of types cannot read what is asked of the rows
    MatterKind = str
    Urgency = str
else:
    MatterKind = Literal[tuple(queries.KINDS.values)]
    Urgency = Literal[tuple(queries.URGENCIES.values)]
UnitIds = Annotated[list[RowId], Field(max_length=UNITS_MOST)]
ROWS = {
    "lead": unit_for,
    "raised_by": unit_for,
    "person": person_for,
    "project": project_for,
    "engagement": engagement_for,
    "group": queries.group_for,
}
SEVERAL = ("responsible", "cooperating")


class Draft(Body):
    """A new matter; what is still unknown may wait until it is submitted.

    ``basis`` is the words that it rests on, where no paper was read in: they are kept as they are.
    """

    kind: MatterKind
    title: Text
    content: Text
    basis: Text = ""
    criterion: Text = ""
    lead: RowId | None = None
    person: RowId | None = None
    due_proposed: IsoDay | None = None
    responsible: UnitIds = []
    cooperating: UnitIds = []
    cadence: Cadence = ""
    urgency: Urgency = str(queries.URGENCIES.ORDINARY)
    raised_by: RowId | None = None
    project: RowId | None = None
    engagement: RowId | None = None
    group: RowId | None = None


class EditDraft(Plain):
    """What changes of a draft as it was read at ``version``; what is left out stays as it is."""

    version: int = Field(ge=1, le=2**31 - 1)
    kind: MatterKind | None = None
    title: Text | None = None
    content: Text | None = None
    basis: Text | None = None
    criterion: Text | None = None
    lead: RowId | None = None
    person: RowId | None = None
    due_proposed: IsoDay | None = None
    responsible: UnitIds | None = None
    cooperating: UnitIds | None = None
    cadence: Cadence | None = None
    urgency: Urgency | None = None
    raised_by: RowId | None = None
    project: RowId | None = None
    engagement: RowId | None = None
    group: RowId | None = None

    def make(self, call: Call, move: str) -> None:
        said = self.model_dump(exclude_unset=True)
        basis = said.pop("basis", None)
        fields = _as_it_is(call.matter) | _rows(said, by=call.by, now=call.now)
        with transaction.atomic():
            if basis is not None:
                fields["passage"] = _other_words(basis, call)
            call.do(actions.edit_draft, **fields)


@transaction.atomic
def draft(given: Draft, *, by: Any, now: dt.datetime) -> Any:
    """Draft a matter for the office of ``by``; return it."""
    fields = given.model_dump()
    basis = fields.pop("basis")
    fields = _rows(fields, by=by, now=now)
    office = home_unit(by, now=now, to=Permission.MATTER_DRAFT)
    passage = sources.keep_typed(basis, held_by=office, by=by, now=now)
    return actions.draft_matter(**fields, held_by=office, passage=passage, by=by, now=now)


def _rows(said: dict[str, Any], *, by: Any, now: dt.datetime) -> dict[str, Any]:
    """Return ``said`` with the rows for ids; raises NotFound for one that she may not see."""
    fields = dict(said)
    for name, found in ROWS.items():
        if fields.get(name) is not None:
            fields[name] = found(by, fields[name], now=now)
    for name in SEVERAL:
        if name in fields:
            fields[name] = [unit_for(by, pk, now=now) for pk in fields[name] or ()]
    # An empty word is said as null or as "".
    texts = ("criterion", "cadence", "title", "content", "kind", "urgency")
    return fields | {name: "" for name in texts if name in fields and fields[name] is None}


def _as_it_is(matter: Any) -> dict[str, Any]:
    plain = ("kind", "title", "content", "criterion", "due_proposed", "cadence", "urgency")
    fields = {name: getattr(matter, name) for name in (*plain, *ROWS, "passage")}
    for role in SEVERAL:
        fields[role] = [one.unit for one in matter.parts.all() if one.role == role]
    return fields


def _other_words(basis: str, call: Call) -> Any:
    """Keep other words than those it rests on; those of a paper stay."""
    passage = call.matter.passage
    if passage is not None and basis.strip() == passage.quote:
        return passage
    if passage is not None and not queries.is_typed(call.matter):
        raise BadInput.of(
            "basis",
            gettext_noop("这件事项依据的是读入的文件，原文不能改写。"),
            code="basis-is-a-paper",
        )
    return sources.keep_typed(basis, held_by=call.matter.held_by, by=call.by, now=call.now)
