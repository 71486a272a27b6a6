"""Re-checks of the demonstration: drawn after each half month, most of it holds, one thing does not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.commitments import rechecking
from luoshi.commitments.models import Recheck
from luoshi.matters.models import State
from luoshi.orgs.models import Account
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.halfmonth import HalfMonth

CHECKER = "骆明诚"  # he closes nothing: whoever closed does not look again
WINDOWS = 5
FOUND = (
    ("visit", "holds", "现场查看，成果在用，佐证材料齐全。"),
    ("call", "holds", "电话回访提出单位，问题没有反复。"),
    ("visit", "partly", "主体已经完成，附属设施还没有移交。"),
    ("visit", "not", "现场又出现同样的问题，原措施没有落实到位。"),
    ("call", "holds", "回访确认已经按标准办结。"),
)


def rechecks(world: World, agenda: Agenda) -> None:
    """Draw two days after each of the last half months; look at what was drawn, but not at the last."""
    window = HalfMonth.containing(agenda.today)
    for at in range(WINDOWS):
        window = window.previous()
        day = window.last_day + dt.timedelta(days=2)
        morning = dt.datetime.combine(day, dt.time(10), tzinfo=SHANGHAI)
        agenda.at(morning, _drawing(world, agenda, window.id, looked_at=at > 0))


def _drawing(world: World, agenda: Agenda, period: str, *, looked_at: bool) -> Any:
    def draw(now: dt.datetime) -> None:
        by = world.accounts[CHECKER]
        made = rechecking.draw(period=period, by=by, now=now)
        for at, pk in enumerate(made.rechecks.order_by("pk").values_list("pk", flat=True)):
            if looked_at:
                agenda.later(now, 3 + at % 4, _looking(world, pk), hour=14)

    return draw


def _looking(world: World, pk: int) -> Any:
    def look(now: dt.datetime) -> None:
        row = Recheck.objects.select_related("matter__held_by", "draw").get(pk=pk)
        done = Recheck.objects.exclude(finding=None).count()
        way, finding, words = FOUND[done % len(FOUND)]
        said: dict[str, Any] = {
            "way": way,
            "finding": finding,
            "words": words,
            "checked_on": civil_day(now),
        }
        raised = "属实。" if row.matter.raised_by_id else ""
        by = world.accounts[CHECKER]
        rechecking.check(row, **said, raiser_said=raised, by=by, now=now)
        if finding == "not" and row.matter.state == State.CLOSED:
            _again(row, world.leader, now + dt.timedelta(hours=2))

    return look


def _again(row: Recheck, leader: Account, now: dt.datetime) -> None:
    """The leader has it done again."""
    rechecking.reopen(row, due=civil_day(now) + dt.timedelta(days=40), by=leader, now=now)
