"""Matters through the interface: the list, one matter with the moves that are hers, each move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from ninja import Query, Router
from pydantic import Field

from luoshi import clock
from luoshi.api.drafts import Draft, EditDraft, draft
from luoshi.api.moves import BODIES as LAID
from luoshi.api.moves import Call, Plain
from luoshi.api.reading import MATTERS, handed_out
from luoshi.api.shapes import REFUSALS, Paged, Text, listed, lit, named, piece
from luoshi.matters import queries
from luoshi.rules import life
from luoshi.rules.life import State
from luoshi.values.civil import civil_day
from luoshi.web.page import Request

BODIES: dict[str, type[Plain]] = {"edit_draft": EditDraft, **LAID}
router = Router(tags=["matters"])


class Wanted(Paged):
    """Which matters: by state, by a unit that has part in them, by words; soonest due first."""

    state: State | None = None
    unit: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    text: Text = ""
    running: bool = False


@router.get("", response={200: dict, **REFUSALS}, summary="Matters that she may see")
def matter_list(request: Request, wanted: Annotated[Wanted, Query()]) -> dict[str, Any]:
    """Return a piece of the list, soonest due first."""
    now = clock.now()
    rows = queries.visible_matters(request.user, now=now)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state.value)
    if wanted.running:
        rows = queries.running(rows)
    if wanted.unit is not None:
        rows = queries.of_unit(rows, wanted.unit)
    rows = queries.matching(rows, wanted.text).order_by("due_current", "pk")
    found, more = piece(rows, wanted)
    handed_out(request, MATTERS, found)
    lights = queries.lights_of(found, today=civil_day(now))
    return listed((brief(one, lights.get(one.pk)) for one in found), more=more)


@router.post("", response={200: dict, **REFUSALS}, summary="Draft a matter")
def matter_draft(request: Request, given: Draft) -> dict[str, Any]:
    """Draft a matter for the office of her seat; the same twice is told, with the one there is."""
    matter = draft(given, by=request.user, now=clock.now())
    return whole(request, matter.pk)


@router.get("/{pk}", response={200: dict, **REFUSALS}, summary="One matter")
def matter_detail(request: Request, pk: int) -> dict[str, Any]:
    """Return one matter with its words, its dates, its units, and what she may do with it now."""
    return whole(request, pk)


def brief(matter: Any, light: Any) -> dict[str, Any]:
    """Return a matter as lists show it."""
    return {
        "id": matter.pk,
        "number": matter.number,
        "title": matter.title,
        "kind": matter.kind,
        "state": matter.state,
        "lead": named(matter.lead),
        "person": named(matter.person),
        "due_original": matter.due_original,
        "due_current": matter.due_current,
        "light": lit(light),
    }


def whole(request: Request, pk: int) -> dict[str, Any]:
    """Return everything of one matter; raises NotFound outside her scope."""
    now = clock.now()
    matter = queries.matter_for(request.user, pk, now=now)
    light = queries.lights_of([matter], today=civil_day(now)).get(matter.pk)
    return brief(matter, light) | {
        "content": matter.content,
        "criteria": list(queries.criteria_of(matter)),
        "raised_by": named(matter.raised_by),
        "held_by": named(matter.held_by),
        "project": named(matter.project),
        "group": named(matter.group),
        "units": [{"role": one.role, **(named(one.unit) or {})} for one in matter.parts.all()],
        "version": matter.version,
        "issued_at": matter.issued_at,
        "signed_at": matter.signed_at,
        "plan": [
            {
                "id": one.pk,
                "title": one.title,
                "unit": named(one.unit),
                "due_on": one.due_on,
                "done_on": one.done_on,
            }
            for one in matter.plan.all()
            if one.dropped_at is None
        ],
        "moves": [one.name for one in queries.moves_open_to(request.user, matter, now=now)],
    }


def _door_of(name: str, body: type[Plain]) -> Callable[..., Any]:
    def make_move(request: Request, pk: int, said: Any) -> dict[str, Any]:
        now = clock.now()
        matter = queries.matter_for(request.user, pk, now=now)
        queries.check_move(request.user, matter, name, now=now)
        said.make(Call(matter, request.user, now), name)
        return whole(request, pk)

    # The description of the interface is made from what stands here: each move has its own body.
    make_move.__annotations__["said"] = body
    make_move.__name__ = f"matter_{name}"
    make_move.__doc__ = f"{life.label_of(name)}。"
    return make_move


for _name, _body in BODIES.items():
    router.post(
        f"/{{pk}}/moves/{_name}",
        response={200: dict, **REFUSALS},
        summary=f"{_name}: {life.label_of(_name)}",
        operation_id=f"matter_{_name}",
    )(_door_of(_name, _body))
