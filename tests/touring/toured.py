"""One tour with a stop, somebody who goes along, a question and a note, for stories about doors."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.commitments.models import Draw, Recheck
from luoshi.matters.models import Matter
from luoshi.meetings import actions as meetings
from luoshi.touring import actions, asking, noting
from tests import make


def tour(cast: make.Cast, *, now: dt.datetime) -> dict[str, Any]:
    """Return the rows of a tour of the office, to which the water bureau is host."""
    by: dict[str, Any] = {"by": cast.lin, "now": now}
    on = now.date()
    made = meetings.add_engagement(
        kind="tour",
        name="青泉行",
        start_on=on,
        end_on=on,
        place="青泉",
        units=[cast.water],
        held_by=cast.region,
        **by,
    )
    stop = actions.add_stop(made, name="灌区工地", on=on, host=cast.water, **by)
    return {
        "tour": made,
        "stop": stop,
        "member": actions.add_member(made, person=cast.han.person, role="leader", **by),
        "question": asking.add_question(made, text="何时通水？", stop=stop, **by),
        "note": noting.take_note(made, text="渠道已挖通。", stop=stop, token="a", **by),
    }


def recheck(cast: make.Cast, matter: Matter, *, now: dt.datetime) -> Recheck:
    """Return a re-check of ``matter`` as a draw would have left it."""
    draw = Draw.objects.create(
        period="2026-05A", share_percent=20, least=1, seed="0" * 64, seed_event=1,
        frame=[{"pk": matter.pk, "unit": cast.water.pk}], count=1, by_name="赵启明", at=now,
    )  # fmt: skip
    return Recheck.objects.create(
        matter=matter,
        attempt=matter.attempt,
        draw=draw,
        drawn_on=now.date(),
        due_on=now.date(),
        handler=cast.wu.person,
        claimer=cast.wu.person,
        closer=cast.zhao.person,
    )
