"""The rows of a list of matters, ready to be set: words, addresses and lights worked out once a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from luoshi.matters import queries
from luoshi.rules.life import State
from luoshi.rules.lights import Light
from luoshi.web.lists import addresses_of, said_of
from luoshi.web.templatetags.luoshi_ui import light_mark

TINTS = (
    ("tag-green", ("closed", "archived")),
    ("tag-orange", ("returned", "reopened", "objected")),
    ("tag-blue", ("working", "signed", "issued")),
    ("tag-yellow", ("claimed", "pending", "extending", "paused")),
)
TINT_OF = {state: f" {tint}" for tint, states in TINTS for state in states}


def lines_of(matters: Iterable[Any], lit: Mapping[int, Light]) -> list[dict[str, Any]]:
    """Return for each of ``matters`` what its row shows, with its light of ``lit`` by its id."""
    at = addresses_of("matter_detail")
    kinds, states = said_of(queries.KINDS), said_of(queries.STATES)
    urgencies = said_of(queries.URGENCIES)
    ordinary, most = queries.URGENCIES.ORDINARY, queries.URGENCIES.MOST
    return [
        {
            "number": one.number,
            "title": one.title,
            "address": at(one.pk),
            "urgency": urgencies[one.urgency] if one.urgency != ordinary else "",
            "tint": "tag-red" if one.urgency == most else "tag-orange",
            "project": one.project.name if one.project else "",
            "kind": kinds[one.kind],
            "lead": one.lead.name if one.lead else "",
            "person": one.person.name if one.person else "",
            "state": states[one.state],
            "state_tint": TINT_OF.get(one.state, ""),
            "original": one.due_original.isoformat() if one.due_original else "—",
            "due": one.due_current.isoformat() if one.due_current else "",
            "proposed": one.due_proposed.isoformat() if one.due_proposed else "",
            "moved": one.due_current != one.due_original,
            "light": light_mark(lit[one.pk], hide_reason=True) if one.pk in lit else "",
            "unsigned": one.state == State.ISSUED,
        }
        for one in matters
    ]
