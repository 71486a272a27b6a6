"""The register as it was known at an earlier moment: what the record says was changed since is taken back.

Rows keep the present; the record keeps each change with what stood before it.  Whatever happened
after the moment is undone here, in a copy, newest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from luoshi.audit.models import Event
from luoshi.owed.models import Obligation, Outcome
from luoshi.progress.models import Move, Report, Signature, State

PROJECT_EVENTS = (
    "project.changed",
    "project.year_planned",
    "project.stage_reached",
    "project.stage_taken_back",
    "project.stage_planned",
    "project.permit_kept",
    "project.filed",
    "project.left",
    "project.came_back",
)
SAID = ("place", "sector", "parties")  # of a project, kept as they stand
OWED_EVENTS = (
    "obligation.discharged",
    "obligation.voided",
    "obligation.taken_up",
    "obligation.owed_again",
    "obligation.moved",
    "obligation.claimed",
    "obligation.reopened",
    "obligation.paused",
    "obligation.resumed",
    "obligation.handed_over",
)


class Owed(NamedTuple):
    """Something owed as it stood at a moment; what ``owed.queries.light`` is made of, and more."""

    pk: int
    kind: str
    subject_id: int
    key: str
    opens_on: dt.date
    due_on: dt.date
    claimed_on: dt.date | None
    paused_on: dt.date | None
    discharged_on: dt.date | None
    outcome: str | None
    title: str
    unit: str
    person: str | None

    @property
    def is_open(self) -> bool:
        """Whether it was still owed."""
        return self.discharged_on is None


OWED_COLUMNS = (
    *Owed._fields[:11],
    "debtor_unit__name",
    "debtor__name",
)


@dataclass(slots=True)
class Undone:
    """What stood in the register at a moment where something else stands now.

    By project id: planned investment; by (id, name) its place, sector and parties; by (id, year) the fields of the year's plan, None where
    there was none; by (id, stage) the day it was reached on and planned for; by (id, name) what
    blocked a permit.  ``filed`` had not been filed yet; what is in ``left`` and ``back`` had not
    been said yet: that a project left, or came back, on a day.  Empty and not ``is_past`` it says
    that the register is read as it is now.
    """

    investment: dict[int, Decimal | None] = field(default_factory=dict)
    said: dict[tuple[int, str], Any] = field(default_factory=dict)
    plans: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    reached: dict[tuple[int, str], dt.date | None] = field(default_factory=dict)
    planned: dict[tuple[int, str], dt.date | None] = field(default_factory=dict)
    blocked: dict[tuple[int, str], str] = field(default_factory=dict)
    filed: set[int] = field(default_factory=set)
    left: set[tuple[int, dt.date]] = field(default_factory=set)
    back: set[tuple[int, dt.date]] = field(default_factory=set)
    owed: dict[int, list[tuple[dt.datetime, str, Mapping[str, Any]]]] = field(default_factory=dict)
    is_past: bool = False


def undone(as_of: dt.datetime) -> Undone:
    """Return what must be taken back to know the register as it was at ``as_of``: in one query."""
    rows = Event.objects.filter(at__gt=as_of, type__in=[*PROJECT_EVENTS, *OWED_EVENTS])
    found = Undone(is_past=True)
    for type_, subject, at, data in rows.order_by("-pk").values_list(
        "type", "subject_id", "at", "data"
    ):
        if type_ in OWED_EVENTS:
            found.owed.setdefault(subject, []).append((at, type_, data))
        else:
            _take_back(found, type_, subject, data)
    return found


def _take_back(found: Undone, type_: str, pk: int, data: Mapping[str, Any]) -> None:
    before = {name: pair[0] for name, pair in data.get("changes", {}).items()}
    match type_:
        case "project.changed":
            if "investment" in before:
                found.investment[pk] = _sum(before["investment"])
            found.said |= {(pk, name): before[name] for name in SAID if name in before}
        case "project.year_planned":
            found.plans.setdefault((pk, data["year"]), {}).update(before)
        case "project.stage_reached" | "project.stage_taken_back" if "reached_on" in before:
            found.reached[pk, data["stage"]] = _day(before["reached_on"])
        case "project.stage_planned" if "planned_on" in before:
            found.planned[pk, data["stage"]] = _day(before["planned_on"])
        case "project.permit_kept" if "blocked_by" in before:
            found.blocked[pk, data["name"]] = before["blocked_by"] or ""
        case "project.filed":
            found.filed.add(pk)
        case "project.left":
            found.left.add((pk, dt.date.fromisoformat(data["on"])))
        case "project.came_back":
            found.back.add((pk, dt.date.fromisoformat(data["on"])))


def _sum(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


# --- what is owed


def owed_then(
    rows: QuerySet[Obligation], *, as_of: dt.datetime, undone: Undone
) -> dict[int, list[Owed]]:
    """Return by subject what was or had been owed of it at ``as_of``, as it stood then."""
    found: dict[int, list[Owed]] = {}
    for row in rows.filter(opened_at__lte=as_of).order_by("pk").values_list(*OWED_COLUMNS):
        then = _then(Owed._make(row), undone.owed.get(row[0], ()), as_of)
        found.setdefault(then.subject_id, []).append(then)
    return found


def _then(
    row: Owed, later: Iterable[tuple[dt.datetime, str, Mapping[str, Any]]], as_of: dt.datetime
) -> Owed:
    for at, type_, data in later:
        if at <= as_of:
            break
        row = row._replace(**_before(type_.removeprefix("obligation."), row, data))
    return row


def _before(deed: str, row: Owed, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stood in the columns of ``row`` before ``deed`` was done to it.

    Since when it had rested or waited the record does not repeat; that it did is what counts.
    """
    match deed:
        case "discharged" | "voided":
            return {"discharged_on": None, "outcome": None}
        case "taken_up":
            return {"discharged_on": row.due_on, "outcome": Outcome.VOID}
        case "owed_again":
            return {"discharged_on": _day(data["done_on"]), "outcome": Outcome.DONE}
        case "moved":
            return {"due_on": _day(data["was"])}
        case "handed_over":
            return {"unit": _label(data["was_unit"]), "person": _label(data["was"])}
        case "claimed" | "reopened":
            return {"claimed_on": row.due_on if deed == "reopened" else None}
        case _:
            return {"paused_on": row.due_on if deed == "resumed" else None}


def _label(row: Mapping[str, Any] | None) -> str:
    return str(row["label"]) if row else ""


# --- reports


def counted_then(*, as_of: dt.datetime) -> QuerySet[Report]:
    """Return the editions that counted at ``as_of`` or had counted before a newer one did.

    What waited for the head's signature then, or had been sent back, did not count.
    """
    moves = Signature.objects.filter(report=OuterRef("pk"))
    last = moves.filter(at__lte=as_of).order_by("-pk").values("move")[:1]
    signed = moves.filter(move__in=[Move.SIGNED, Move.SENT_BACK])
    began = ~Q(state=State.WAITING) & ~Exists(signed)
    return (
        Report.objects.filter(at__lte=as_of)
        .annotate(move_then=Subquery(last))
        .filter(Q(move_then__in=[Move.SIGNED, Move.RECEIVED]) | Q(move_then=None) & began)
    )
