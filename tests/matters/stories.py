"""Matters as far along their life as a story needs them, by their own actions."""

from __future__ import annotations

import datetime as dt

from luoshi.matters import actions
from luoshi.matters.models import Matter
from tests import make
from tests.make import Cast

DUE = dt.date(2026, 6, 30)
DRAFTED = make.at("2026-05-18")
ISSUED = make.at("2026-05-19")
SIGNED = make.at("2026-05-20")
CLOSED = make.at("2026-06-12")


def drafted(cast: Cast, **fields: object) -> Matter:
    """A whole draft: the water bureau is to finish the survey, the land bureau helps."""
    values: dict[str, object] = {
        "kind": "task",
        "title": "完成灌区勘界",
        "content": "水利局牵头完成青泉灌区勘界，自然资源局配合。",
        "criterion": "勘界成果经双方签字确认",
        "lead": cast.water,
        "person": cast.wu.person,
        "cooperating": [cast.land],
        "due_proposed": DUE,
        "held_by": cast.region,
        "passage": make.passage(held_by=cast.region, by=cast.lin),
    }
    return actions.draft_matter(**(values | fields), by=cast.lin, now=DRAFTED)


def pending(cast: Cast, **fields: object) -> Matter:
    matter = drafted(cast, **fields)
    actions.submit(matter, by=cast.lin, now=DRAFTED)
    return matter


def issued(cast: Cast, **fields: object) -> Matter:
    matter = pending(cast, **fields)
    actions.issue(matter, by=cast.zhao, now=ISSUED)
    return matter


def signed(cast: Cast, **fields: object) -> Matter:
    matter = issued(cast, **fields)
    actions.sign(matter, by=cast.wu, now=SIGNED)
    return matter


def claimed(cast: Cast, **fields: object) -> Matter:
    matter = signed(cast, **fields)
    actions.claim(
        matter,
        performed_on=dt.date(2026, 6, 10),
        result="界线已经勘定，双方签字。",
        by=cast.wu,
        now=make.at("2026-06-11"),
    )
    return matter


def closed(cast: Cast, **fields: object) -> Matter:
    matter = claimed(cast, **fields)
    actions.close(matter, raiser_said="", by=cast.zhao, now=CLOSED)
    return matter


def edited(matter: Matter, **changes: object) -> dict[str, object]:
    """The fields of ``edit_draft`` as the matter has them, with some changed."""
    names = [
        "kind",
        "title",
        "content",
        "criterion",
        "lead",
        "person",
        "raised_by",
        "due_proposed",
        "cadence",
        "project",
        "engagement",
        "group",
        "passage",
    ]
    values: dict[str, object] = {name: getattr(matter, name) for name in names}
    for role in ("responsible", "cooperating"):
        values[role] = [part.unit for part in matter.parts.all() if part.role == role]
    return {"version": matter.version} | values | changes
