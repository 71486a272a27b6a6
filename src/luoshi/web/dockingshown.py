"""One docking as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms

from luoshi.docking import queries
from luoshi.matters.queries import may_draft
from luoshi.owed.queries import KINDS
from luoshi.standing import queries as standing
from luoshi.values.civil import civil_day
from luoshi.web.forms.docking import ContactForm, OpinionForm, OutcomeForm, RateForm
from luoshi.web.history import timeline_of
from luoshi.web.sight import named_to, opened_by

Sent = Mapping[str, forms.Form]
NOTHING: Sent = MappingProxyType({})
LIMITS: Mapping[str, str] = MappingProxyType(
    {
        KINDS.DOCKING_CONTACT: "contact_due_on",
        KINDS.DOCKING_OPINION: "opinion_due_on",
        KINDS.DOCKING_RESULT: "result_due_on",
    }
)


def shown_docking(
    docking: Any, *, by: Any, now: dt.datetime, sent: Sent = NOTHING, opened: str = ""
) -> dict[str, Any]:
    """Return the context of a docking's page; ``sent`` are forms that came back, ``opened`` which is unfolded."""
    today = civil_day(now)
    debts = queries.debts_of([docking], today=today)[docking.pk]
    context = {
        "docking": docking,
        "sides": [_side(docking, side, by=by, now=now) for side in ("demand", "supply")],
        "limits": [
            {"row": row, "light": light, "days": getattr(docking, LIMITS[row.kind])}
            for row, light in debts
        ],
        "contacts": _contacts(docking, by=by, now=now),
        "project": named_to(by, docking.project, now=now),
        "matter": named_to(by, docking.matter, now=now),
        "engagement": named_to(by, docking.engagement, now=now),
        "pair": queries.weighed(docking.need, docking.offer)
        if docking.need and docking.offer
        else None,
        "twins": queries.twins_of(docking),
        "may_draft": may_draft(by, now=now),
        "timeline": timeline_of({"docking": [docking.pk]}),
        "opened": next(iter(sent), opened),
    }
    return context | _forms(docking, sent, by=by, now=now)


def _side(docking: Any, side: str, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    entry = docking.need if side == "demand" else docking.offer
    readable = (
        entry
        and queries.visible_entries(by, "need" if side == "demand" else "offer", now=now)
        .filter(pk=entry.pk)
        .exists()
    )
    return {
        "side": side,
        "unit": getattr(docking, f"{side}_unit"),
        "person": getattr(docking, f"{side}_person"),
        "entry": entry,
        "address_name": f"{entry._meta.model_name}_detail" if readable else "",
        "said": getattr(docking, f"get_{side}_said_display")() if docking.outcome else "",
        "code": getattr(docking, f"{side}_said"),
        "why": getattr(docking, f"{side}_said_why"),
        "at": getattr(docking, f"{side}_said_at"),
        "by": getattr(docking, f"{side}_said_by"),
    }


def _contacts(docking: Any, *, by: Any, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the log, newest first; a step that became a matter has that one's light."""
    lines = list(docking.contacts.all())
    steps = {line.pk: getattr(line, "step", None) for line in lines}
    matters = [step.matter for step in steps.values() if step and step.matter]
    seen = opened_by(by, matters, now=now)
    lit = standing.lights_of("matter", [one.pk for one in matters], today=civil_day(now))
    found = []
    for line in lines:
        step = steps[line.pk]
        matter = step.matter if step else None
        light = lit.get(matter.pk) if matter else None
        opens = bool(matter and matter.pk in seen)
        found.append({"line": line, "step": step, "matter": matter, "opens": opens, "light": light})
    return found


def _forms(docking: Any, sent: Sent, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if queries.may_log(by, docking, now=now):
        begun = {"on": civil_day(now), "mode": docking.mode}
        made["contact_form"] = sent.get("contact") or ContactForm(
            initial=begun, auto_id="contact_%s"
        )
    if queries.may_answer(by, docking, now=now):
        made["opinion_form"] = sent.get("opinion") or OpinionForm(auto_id="opinion_%s")
    if queries.may_conclude(by, docking, now=now):
        begun = {"version": docking.version}
        made["outcome_form"] = sent.get("outcome") or OutcomeForm(
            initial=begun, auto_id="outcome_%s"
        )
    if docking.outcome in queries.FINAL_OUTCOMES:
        for side in queries.sides_spoken_for(by, docking, now=now):
            if getattr(docking, f"{side}_said") is None:
                form = sent.get(side) or RateForm(auto_id=f"{side}_%s")
                made.setdefault("rate_forms", {})[side] = form
    return made
