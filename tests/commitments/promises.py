"""Commitments as far along their way as a story needs them, by their own actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from luoshi.commitments import actions
from luoshi.commitments.models import Commitment
from luoshi.orgs.models import Account
from tests import make

DUE = dt.date(2026, 6, 30)
DAY = make.at("2026-05-19")


@dataclass(frozen=True)
class Sides:
    cast: make.Cast
    qin: Account  # head of the water bureau, which owes
    boss: Account  # head at the builder, to whom it is owed


def sides() -> Sides:
    cast = make.cast()
    return Sides(cast, cast.qin, make.account(cast.builder, "unit_head", name="杜衡"))


def proposed(there: Sides, **fields: Any) -> Commitment:
    """The water bureau promises the builder water on the site."""
    return proposed_in(there.cast, now=DAY, **fields)


def proposed_in(cast: make.Cast, *, now: dt.datetime, **fields: Any) -> Commitment:
    values: dict[str, Any] = {
        "side": "government",
        "title": "保障施工用水",
        "text": "水利局6月30日前把施工用水接到工地红线。",
        "criterion": "通水验收单双方签字",
        "due_on": DUE,
        "debtor_unit": cast.water,
        "debtor": cast.wu.person,
        "creditor_unit": cast.builder,
        "creditor": cast.ding.person,
        "held_by": cast.region,
    }
    return actions.propose(**(values | fields), by=cast.lin, now=now)


def confirmed(there: Sides, **fields: Any) -> Commitment:
    made = proposed(there, **fields)
    actions.confirm(made, part="owing", n=1, by=there.qin, now=DAY)
    actions.confirm(made, part="owed", n=1, by=there.boss, now=DAY)
    made.refresh_from_db()
    return made


def binding(there: Sides, **fields: Any) -> Commitment:
    made = confirmed(there, **fields)
    actions.bind(made, by=there.cast.lin, now=DAY)
    made.refresh_from_db()
    return made
