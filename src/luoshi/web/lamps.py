"""The card that says how a project or a matter stands: three lights, the combined one, its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.standing import queries
from luoshi.values.civil import civil_day
from luoshi.web.forms.standing import AdjustForm

BECAUSE = {
    "manual": _("人工调整"),
    "time": queries.LAMPS.TIME.label,
    "progress": queries.LAMPS.PROGRESS.label,
    "report": queries.LAMPS.REPORT.label,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One change of a light in words: which light, from which colour, to which, what made it so."""

    on: dt.date
    lamp: str
    was: str
    now: str
    because: str


def shown(
    subject: Any, *, by: Any, now: dt.datetime, wrong: Mapping[str, forms.Form] | None = None
) -> dict[str, Any]:
    """Return the context of the card; ``wrong`` holds a form that was sent and refused."""
    today = civil_day(now)
    stand = queries.stand_of(subject, today=today)
    if stand is None:
        return {"stand": None, "light": None}
    choices = queries.choices_for(stand)
    may = queries.may_adjust(by, subject, now=now) and bool(choices)
    reds = queries.red_times(subject)
    form = AdjustForm(choices=choices, last=queries.last_end(today=today), auto_id="light_%s")
    return {
        "stand": stand,
        "light": stand.light,
        "lamps": [
            (queries.LAMPS.TIME.label, stand.time.light),
            (queries.LAMPS.PROGRESS.label, stand.progress.light),
            (queries.LAMPS.REPORT.label, stand.report.light),
        ],
        "adjustment": stand.adjustment,
        "adjustments": [
            (one, queries.COLOURS(one.was).label, queries.COLOURS(one.became).label)
            for one in queries.adjustments_of(subject)
        ],
        "reds": reds,
        "turns": [turn_of(change) for change in queries.changes_of(subject)],
        "may_adjust": may,
        "light_form": (wrong or {}).get("light_form", form),
        "light_wrong": "light_form" in (wrong or {}),
    }


def turn_of(change: Any) -> Turn:
    """Return one change of a light in words."""
    return Turn(
        change.on,
        str(queries.LAMPS(change.lamp).label),
        str(queries.COLOURS(change.was).label),
        str(queries.COLOURS(change.now).label),
        str(BECAUSE.get(change.rule.split(".")[0], "")) if change.lamp == "combined" else "",
    )


def form_for(subject: Any, data: Any, *, now: dt.datetime) -> AdjustForm:
    """Return the form as it was sent, with what may be chosen now."""
    today = civil_day(now)
    stand = queries.stand_of(subject, today=today)
    choices = queries.choices_for(stand) if stand else []
    last = queries.last_end(today=today)
    return AdjustForm(data, choices=choices, last=last, auto_id="light_%s")
