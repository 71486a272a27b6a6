"""One matter as its page shows it: roles, dates with the reason of each change, moves, history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.translation import gettext

from luoshi.commitments import queries as commitments
from luoshi.matters import queries
from luoshi.notices import queries as notices
from luoshi.progress.raising import report_of
from luoshi.rules.escalation import RUNGS
from luoshi.rules.life import Move
from luoshi.values.civil import civil_day
from luoshi.web import lamps
from luoshi.web.causes import waits_shown
from luoshi.web.composed import papers_of
from luoshi.web.errors import say
from luoshi.web.facts import CADENCES
from luoshi.web.forms.moves import MOVE_FORMS, MoveForm
from luoshi.web.history import history_of
from luoshi.web.named import Named, named, passage_shown
from luoshi.web.sight import named_to
from luoshi.web.unsettled import unnamed_of


@dataclass(frozen=True, slots=True)
class Choice:
    """A move that is hers now: its form, whether it stands open, whether it asks for anything."""

    move: Move
    form: MoveForm
    is_open: bool
    keep: str

    @property
    def label(self) -> str:
        """The name of the move in the reader's language."""
        return gettext(self.move.label)

    @property
    def at_once(self) -> bool:
        """True for a move that needs no more than a click."""
        return self.move.name in ("submit", "sign", "archive")


@dataclass(frozen=True, slots=True)
class Roles:
    """Who leads, who answers, who helps, and the named person."""

    lead: Named | None
    responsible: list[Named]
    cooperating: list[Named]
    person: Named | None


def roles_of(row: Any, parts: Any, person: Any = None) -> Roles:
    """Return the roles of a matter or group with its units besides the lead."""
    by_role: dict[str, list[Named]] = {role: [] for role in queries.ROLES.values}
    for one in parts:
        unit = named(one.unit, "unit_detail")
        if unit:
            by_role[one.role].append(unit)
    note = person.telephone_masked if person else ""
    return Roles(
        named(row.lead, "unit_detail"),
        by_role["responsible"],
        by_role["cooperating"],
        named(person, "person_detail", note=note),
    )


def shown(
    matter: Any,
    *,
    by: Any,
    now: dt.datetime,
    sent: Mapping[str, MoveForm] | None = None,
    wrong: Mapping[str, Form] | None = None,
) -> dict[str, Any]:
    """Return the context of the page; ``sent`` is a move that came back with something wrong.

    ``wrong`` holds any other form that did, by its name.
    """
    sent, today = sent or {}, civil_day(now)
    hers = queries.moves_of(by, matter, now=now)
    free = [move for move, refusal in hers if refusal is None]
    choices = [
        Choice(
            move,
            sent.get(move.name) or _fresh(move.name, matter, today),
            move.name in sent,
            f"matter-{matter.pk}-{move.name}",
        )
        for move in free
        if move.name in MOVE_FORMS
    ]
    stands = lamps.shown(matter, by=by, now=now, wrong=wrong)
    return (
        stands
        | {
            "matter": matter,
            "roles": roles_of(matter, matter.parts.all(), matter.person),
            "raised_by": named(matter.raised_by, "unit_detail"),
            "held_by": named(matter.held_by, "unit_detail"),
            "project": named_to(by, matter.project, now=now),
            "engagement": named_to(by, matter.engagement, now=now),
            "group": named_to(by, matter.group, now=now),
            "merged_into": named_to(by, matter.replaced_by, now=now),
            "cadence": CADENCES.get(matter.cadence, ""),
            "passage": passage_shown(matter.passage, by=by, now=now),
            "requests": list(matter.extensions.all()),
            "request_open": queries.open_extension(matter),
            "steps": list(matter.steps.all()),
            "choices": choices,
            "barred": [(move, say(refusal)) for move, refusal in hers if refusal is not None],
            "may_edit": any(move.name == "edit_draft" for move in free),
            "events": history_of(matter),
        }
        | _course_of(matter, by=by, now=now)
        | waits_shown(matter, by=by, now=now)
        | papers_of("matter", matter, by=by, now=now)
        | (unnamed_of(matter, by=by, now=now) if matter.number is None else {})
    )


def _course_of(matter: Any, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    """Return where it came from, what turned its course, the plan, what shows that it is done."""
    still = queries.still_owed(matter)
    return {
        "from_report": named_to(by, report_of(matter), now=now),
        "commitment": commitments.of_matter(by, matter, now=now),
        "rechecks": list(commitments.rechecks_of(by, matter, now=now)),
        "objections": list(matter.objections.all()),
        "objection_open": queries.open_objection(matter),
        "pauses": list(matter.pauses.all()),
        "changes": (changes := list(matter.due_changes.select_related("by__person"))),
        "moved": [change for change in changes if change.cause != "extension"],
        "reopenings": list(matter.reopenings.select_related("closed_by__person", "by__person")),
        "hand_overs": list(
            matter.hand_overs.select_related(
                "from_unit", "to_unit", "from_person", "to_person", "by__person"
            )
        ),
        "orders": list(
            queries.orders_of(by, matter, now=now).select_related("addressee", "issued_by__person")
        ),
        "decisions": [
            {"row": one, "what": gettext(RUNGS[one.rung])}
            for one in notices.decisions_of(matter, by, now=now)
        ],
        "evidence": [one for one in matter.evidence.all() if one.attempt == matter.attempt],
        "confirmations": list(matter.confirmations.all()),
        "plan": [
            (step, queries.may_finish(by, matter, step, now=now))
            for step in matter.plan.all()
            if step.dropped_at is None
        ],
        "dissents": [step for step in matter.steps.all() if step.dissents],
        "in_place_of": "、".join(queries.in_whose_place(by, matter, now=now)),
        "next_owed": next(iter(still), None),
        "unsure": [one for one in still if not one.confirmed],
        "may_hand_over": queries.may_hand_over(by, matter, now=now),
    }


def _fresh(name: str, matter: Any, today: dt.date) -> MoveForm:
    return MOVE_FORMS[name](matter=matter, today=today, auto_id=f"{name}_%s")
