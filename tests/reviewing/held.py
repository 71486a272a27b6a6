"""Review sessions as far along as a story needs them, by their own actions."""

from __future__ import annotations

import datetime as dt

from luoshi.reviewing import actions, sitting
from luoshi.reviewing.models import ReviewSession
from tests import make
from tests.make import Cast

HELD = dt.date(2026, 6, 24)
PLANNED = make.at("2026-06-01")
OPENED = make.at("2026-06-18")
FROZEN = make.at("2026-06-23", 18)
BEGUN = make.at("2026-06-24", 15)


def planned(cast: Cast, **fields: object) -> ReviewSession:
    values: dict[str, object] = {
        "name": "6月调度会",
        "rhythm": "monthly",
        "fixed_on": HELD,
        "held_on": HELD,
        "starts_at": dt.time(15, 30),
        "place": "第一会议室",
        "chair": cast.han.person,
        "comments_from": dt.date(2026, 6, 18),
        "comments_to": dt.date(2026, 6, 22),
        "freeze_at": FROZEN,
        "held_by": cast.region,
    }
    return actions.plan_session(**(values | fields), by=cast.lin, now=PLANNED)


def frozen(cast: Cast, *matters: object) -> ReviewSession:
    session = planned(cast)
    for one in matters:
        actions.add_item(session, matter=one, by=cast.lin, now=PLANNED)
    actions.open_comments(session, by=cast.lin, now=OPENED)
    actions.freeze(session, by=cast.lin, now=FROZEN)
    return session


def sitting_now(cast: Cast, *matters: object) -> ReviewSession:
    session = frozen(cast, *matters)
    sitting.begin(session, present=[cast.lin.person, cast.qin.person], by=cast.lin, now=BEGUN)
    return session


def decision(cast: Cast, **fields: object) -> dict[str, object]:
    values: dict[str, object] = {
        "title": "7月10日前完成西岸勘界",
        "words": "由水利局牵头，7月10日前完成西岸勘界并报送成果。",
        "criterion": "西岸勘界成果签字",
        "lead": cast.water,
        "person": cast.wu.person,
        "due": dt.date(2026, 7, 10),
    }
    return values | fields
