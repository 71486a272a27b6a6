"""Writing what is owed by the thousands: the same rows as one by one, in few statements.

What the sweep opens and lights differs from row to row in little more than an id, so lights are
decided once for each pair of days and rows are written by columns.  Each call is one
transaction: all of it is there, or nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models, transaction

from luoshi.audit import actions as audit
from luoshi.audit.actions import SYSTEM, Actor, Happening
from luoshi.audit.inserting import among, insert, landed, reserve, update_each
from luoshi.owed import queries
from luoshi.owed.models import Colour, Kind, LightChange, Obligation
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop


class Named(NamedTuple):
    """A unit or a person, as much of it as is written: its id and its name."""

    pk: int
    label: str

    @classmethod
    def of(cls, row: models.Model | None) -> Named | None:
        """Return what is written of ``row``."""
        return None if row is None else cls(row.pk, str(row))


class Opening(NamedTuple):
    """Something to be owed: what ``open_obligation`` takes, of a subject known by kind and id."""

    kind: str
    subject_kind: str
    subject_id: int
    key: str
    title: str
    debtor_unit: Named
    debtor: Named | None
    creditor_unit_id: int | None
    opens_on: dt.date
    due_on: dt.date
    confirmed: bool = True

    @property
    def once(self) -> tuple[str, str, int, str]:
        """What can be owed only once."""
        return self.kind, self.subject_kind, self.subject_id, self.key


@dataclass(frozen=True, slots=True)
class Decided:
    """What is stored of a light, and the next day on which it may turn."""

    colour: Colour
    rule: str
    relight_on: dt.date | None


class Deciding:
    """Decides lights as of one day, once for all rows that have the same days."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self._known: dict[tuple[Any, ...], Decided] = {}

    def of(
        self,
        opens_on: dt.date,
        due_on: dt.date,
        claimed_on: dt.date | None = None,
        paused_on: dt.date | None = None,
    ) -> Decided:
        """Return the light of what is still owed between these days."""
        key = (opens_on, due_on, claimed_on is None, paused_on)
        if key not in self._known:
            row = Obligation(
                opens_on=opens_on, due_on=due_on, claimed_on=claimed_on, paused_on=paused_on
            )
            light = queries.light(row, today=self.today)
            turns = queries.relight_on(row, today=self.today)
            self._known[key] = Decided(Colour(light.colour.value), light.rule, turns)
        return self._known[key]


# --- opening


@transaction.atomic
def open_many(openings: Iterable[Opening], *, by: Actor = SYSTEM, now: dt.datetime) -> int:
    """Open whatever of ``openings`` is not there yet, as ``open_obligation`` would; return how many.

    What is there, open or settled, stays as it is.  Two processes at once: each row is opened,
    lit and recorded by the one whose row the database took.  Raises BadInput if anything would be
    due before it begins; then nothing is opened.
    """
    wanted = list({one.once: one for one in openings}.values())
    if any(one.due_on < one.opens_on for one in wanted):
        raise BadInput.of("due_on", gettext_noop("期限不能早于起算日。"), code="due-before-opening")
    for kind in {one.kind for one in wanted}:
        Kind(kind)
    wanted.sort(key=lambda one: one.once)  # two processes take their locks in one order
    deciding = Deciding(civil_day(now))
    pks = reserve(Obligation, len(wanted))
    taken = insert(Obligation, _columns(wanted, pks, deciding, now=now), count=len(wanted))
    new = list(zip(pks, wanted, strict=True))
    if taken != len(new):
        there = landed(Obligation, pks)
        new = [(pk, one) for pk, one in new if pk in there]
    _note_first_lights(new, deciding)
    said: dict[tuple[Any, ...], str] = {}
    happened = []
    for pk, one in new:
        what = (one.kind, one.debtor_unit, one.debtor, one.opens_on, one.due_on)
        if what not in said:
            said[what] = audit.told(_told(one))
        happened.append(Happening("obligation", pk, one.title, said[what]))
    return audit.record_many("obligation.opened", happened, by=by, at=now, begins=True)


def _columns(
    wanted: Sequence[Opening], pks: list[int], deciding: Deciding, *, now: dt.datetime
) -> dict[str, Any]:
    lights = [deciding.of(one.opens_on, one.due_on) for one in wanted]
    due_ons = [one.due_on for one in wanted]
    return {
        "id": pks,
        "kind": [str(one.kind) for one in wanted],
        "subject_kind": [one.subject_kind for one in wanted],
        "subject_id": [one.subject_id for one in wanted],
        "key": [one.key for one in wanted],
        "title": [one.title[:300] for one in wanted],
        "debtor_unit_id": [one.debtor_unit.pk for one in wanted],
        "debtor_id": [one.debtor.pk if one.debtor else None for one in wanted],
        "creditor_unit_id": [one.creditor_unit_id for one in wanted],
        "opens_on": [one.opens_on for one in wanted],
        "due_original": due_ons,
        "due_on": due_ons,
        "confirmed": [one.confirmed for one in wanted],
        "opened_at": now,
        "light": [light.colour.value for light in lights],
        "light_rule": [light.rule for light in lights],
        "lit_on": deciding.today,
        "relight_on": [light.relight_on for light in lights],
    }


def _note_first_lights(new: Iterable[tuple[int, Opening]], deciding: Deciding) -> None:
    """Keep with which light each row begins; grey is what it has before."""
    lit = [(pk, deciding.of(one.opens_on, one.due_on)) for pk, one in new]
    lit = [(pk, light) for pk, light in lit if light.colour != Colour.GREY]
    _keep_changes(
        [(pk, Colour.GREY, light.colour, light.rule) for pk, light in lit], on=deciding.today
    )


def _told(one: Opening) -> dict[str, Any]:
    unit, person = one.debtor_unit, one.debtor
    return {
        "kind": str(one.kind),
        "debtor_unit": {"id": unit.pk, "label": unit.label},
        "debtor": {"id": person.pk, "label": person.label} if person else None,
        "opens_on": one.opens_on,
        "due_on": one.due_on,
    }


# --- lights


@transaction.atomic
def relight_many(pks: Sequence[int], *, by: Actor = SYSTEM, now: dt.datetime) -> int:
    """Store the light of each open row of ``pks`` whose day has come; return how many changed colour.

    Two processes at once: a row is taken by one of them; the other passes it by.
    """
    deciding = Deciding(civil_day(now))
    rows = queries.to_relight(today=deciding.today).filter(pk__in=among(pks)).order_by()
    held = rows.select_for_update(skip_locked=True, of=("self",)).values_list(
        "pk", "light", "lit_on", "opens_on", "due_on", "claimed_on", "paused_on"
    )
    lit = []
    changed: list[tuple[int, str, str, str]] = []
    for pk, was, lit_on, opens_on, due_on, claimed_on, paused_on in held:
        light = deciding.of(opens_on, due_on, claimed_on, paused_on)
        if light.colour != was:
            changed.append((pk, was, light.colour, light.rule))
            lit_on = None
        lit.append((pk, light, lit_on or deciding.today))
    _store(lit)
    _keep_changes(changed, on=deciding.today)
    return len(changed)


def _store(lit: Sequence[tuple[int, Decided, dt.date]]) -> None:
    """Store for rows that this transaction holds their light, and since when they have it."""
    update_each(
        Obligation,
        {
            "id": [pk for pk, _light, _on in lit],
            "light": [light.colour.value for _pk, light, _on in lit],
            "light_rule": [light.rule for _pk, light, _on in lit],
            "lit_on": [on for _pk, _light, on in lit],
            "relight_on": [light.relight_on for _pk, light, _on in lit],
        },
    )


@transaction.atomic
def call_back(*, by: Actor = SYSTEM, now: dt.datetime) -> int:
    """Have every open row looked at again whose light turned on a later day; return how many.

    Only for a clock that was ahead and is right again.
    """
    today = civil_day(now)
    ahead = Obligation.objects.open().filter(lit_on__gt=today)
    return ahead.order_by().update(relight_on=today)


def _keep_changes(changes: Sequence[tuple[int, str, str, str]], *, on: dt.date) -> None:
    """Keep (row, was, now, rule) of lights that turned."""
    insert(
        LightChange,
        {
            "obligation_id": [pk for pk, _was, _now, _rule in changes],
            "on": on,
            "was": [str(was) for _pk, was, _now, _rule in changes],
            "now": [str(colour) for _pk, _was, colour, _rule in changes],
            "rule": [rule for _pk, _was, _now, rule in changes],
        },
        count=len(changes),
    )
