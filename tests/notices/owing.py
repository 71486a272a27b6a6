"""Things owed, and sweeps on given days, for the stories about notices."""

from __future__ import annotations

import datetime as dt

from luoshi.notices import tasks
from luoshi.notices.models import Notice
from luoshi.owed import actions as owed
from luoshi.owed.models import Obligation
from tests import make

DUE = dt.date(2026, 6, 10)  # a Wednesday; no holiday in the two weeks around it


def debt(cast: make.Cast, **given) -> Obligation:
    """What the water bureau owes the region's office: opened on 1 May, due on 10 June."""
    given = {"debtor": cast.wu.person, "due_on": DUE, "key": "1"} | given
    return owed.open_obligation(
        **{
            "kind": "finish",
            "subject": cast.water,
            "title": "修复干渠",
            "debtor_unit": cast.water,
            "creditor_unit": cast.region,
            "opens_on": dt.date(2026, 5, 1),
            "now": make.at("2026-05-01"),
        }
        | given
    )


def sweep(*days: str) -> int:
    """Carry the ladder at noon of each day; return how many were told on the last."""
    told = 0
    for day in days:
        done = tasks.remind(now=make.at(day))
        assert done.trouble == ()
        told = done.done
    return told


def told() -> list[tuple[str, int]]:
    """Who was told of which rung, in the order in which it happened."""
    rows = Notice.objects.select_related("person").order_by("pk")
    return [(one.person.name, one.rung) for one in rows]
