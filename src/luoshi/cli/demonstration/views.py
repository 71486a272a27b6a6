"""Views that people keep: the coordinator's own, one for her whole office, one of a handler."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.habits import actions

KEPT: tuple[dict[str, Any], ...] = (
    {
        "who": "林岚",
        "listed": "matter_list",
        "name": "等我审核的",
        "query": "state=claimed&sort=due",
    },
    {"who": "林岚", "listed": "matter_list", "name": "逾期的", "query": "light=red&sort=due"},
    {"who": "林岚", "listed": "project_list", "name": "未备案的项目", "query": "sort=number"},
    {
        "who": "吴青",
        "listed": "matter_list",
        "name": "我局承办中",
        "query": "state=working&sort=due",
    },
)
SHARED, PINNED = "逾期的", ("等我审核的", "我局承办中")


def views(world: World, agenda: Agenda) -> None:
    """Put on the agenda that each keeps hers."""
    for number, one in enumerate(KEPT):
        agenda.on(-30, _keeping(world, one), hour=9, minute=number)


def _keeping(world: World, one: dict[str, Any]) -> Any:
    def keep(now: dt.datetime) -> None:
        given = dict(one)
        actions.keep_view(
            by=world.accounts[given.pop("who")],
            shared_with=world.office if one["name"] == SHARED else None,
            is_pinned=one["name"] in PINNED,
            now=now,
            **given,
        )

    return keep
