"""Reading needs, offers and dockings, each reader within what one of her units is part of.

What is listed in the catalogue everybody reads who may see anything of the register.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from luoshi.docking.models import (
    FINAL,
    TEXT_MOST,
    AgreedStep,
    Contact,
    Dismissal,
    Docking,
    Entry,
    Helper,
    Mode,
    Need,
    Offer,
    Outcome,
    Said,
    Stage,
    State,
    What,
)
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.owed import queries as owed
from luoshi.owed.models import Obligation
from luoshi.projects.models import Project
from luoshi.rules import matching, twins
from luoshi.rules.access import Permission
from luoshi.rules.lights import Light
from luoshi.rules.matching import Side, Suggestion
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound

WHATS, STATES, STAGES, MODES = What, State, Stage, Mode
OUTCOMES, SAIDS = Outcome, Said
FINAL_OUTCOMES = FINAL
MOST_CHARACTERS = TEXT_MOST
SIDES: Mapping[str, type[Need] | type[Offer]] = MappingProxyType({"need": Need, "offer": Offer})
PAIRS_MOST = 2000  # open rows of either side that are put together at once


# --- needs and offers


def entries_within(by: Account, side: str, *, now: dt.datetime) -> QuerySet[Any]:
    """Return the needs or offers of the units that ``by`` sees for."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    return _whole(SIDES[side]._default_manager.all().within(scope))


def visible_entries(by: Account, side: str, *, now: dt.datetime) -> QuerySet[Any]:
    """Return the needs or offers that ``by`` may read: her units' own, and what is listed and open."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    rows = SIDES[side]._default_manager.all()
    if scope.everything:
        return _whole(rows)
    if not scope.units:
        return _whole(rows.none())
    return _whole(rows.filter(Q(unit__in=scope.units) | Q(is_listed=True, state=State.OPEN)))


def _whole(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("unit", "person", "project", "engagement", "passage__source")


def entry_for(by: Account, side: str, pk: int, *, now: dt.datetime) -> Any:
    """Return one need or offer; raises NotFound where ``by`` may not read it."""
    entry = visible_entries(by, side, now=now).filter(pk=pk).first()
    if entry is None:
        raise NotFound
    return entry


def side_of(entry: Entry) -> str:
    """Return "need" or "offer"."""
    return str(entry._meta.model_name)


def may_edit_entry(by: Account, entry: Entry, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may change or withdraw a need or offer."""
    return access.may(by, Permission.DOCKING_EDIT, now=now, units={entry.unit_id})


def may_enter(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may register needs, offers and dockings of some unit."""
    return access.may(by, Permission.DOCKING_EDIT, now=now)


def entries_matching(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Return the entries of ``rows`` that hold ``words`` in text, place or unit."""
    for word in words.split():
        rows = rows.filter(
            Q(text__icontains=word)
            | Q(place_name__icontains=word)
            | Q(unit__name__icontains=word)
            | Q(conditions__icontains=word)
        )
    return rows


# --- suggestions


def as_side(entry: Entry) -> Side:
    """Return what matching knows of a need or offer."""
    return Side(
        pk=entry.pk,
        unit=entry.unit_id,
        kind=entry.kind,
        text=entry.text,
        place=entry.place,
        quantity=entry.quantity,
        by_on=entry.by_on,
        until=entry.until,
    )


def suggested_for(by: Account, entry: Entry, *, now: dt.datetime) -> list[tuple[Suggestion, Any]]:
    """Return what may answer one open need or offer, best first, each with the row of the other side."""
    if entry.state != State.OPEN:
        return []
    mine, other = side_of(entry), "offer" if side_of(entry) == "need" else "need"
    rows = visible_entries(by, other, now=now).filter(state=State.OPEN, kind=entry.kind)
    found = {row.pk: row for row in rows.exclude(unit=entry.unit_id)[:PAIRS_MOST]}
    others, own = [as_side(row) for row in found.values()], [as_side(entry)]
    needs, offers = (own, others) if mine == "need" else (others, own)
    left_out = _settled_pairs(**{f"{mine}_ids": [entry.pk]})
    pairs = matching.suggestions(needs, offers, left_out=left_out)[: matching.SHOWN_MOST]
    return [(one, found[one.offer.pk if mine == "need" else one.need.pk]) for one in pairs]


def suggested(by: Account, *, now: dt.datetime, most: int = 8) -> list[tuple[Suggestion, Any, Any]]:
    """Return the best pairs of all that ``by`` reads, with their rows."""
    sides = {
        side: {
            row.pk: row
            for row in visible_entries(by, side, now=now).filter(state=State.OPEN)[:PAIRS_MOST]
        }
        for side in SIDES
    }
    needs, offers = sides["need"], sides["offer"]
    pairs = matching.suggestions(
        [as_side(row) for row in needs.values()],
        [as_side(row) for row in offers.values()],
        left_out=_settled_pairs(need_ids=list(needs)),
    )
    return [(one, needs[one.need.pk], offers[one.offer.pk]) for one in pairs[:most]]


def _settled_pairs(
    *, need_ids: list[int] | None = None, offer_ids: list[int] | None = None
) -> frozenset[tuple[int, int]]:
    """Return the pairs that somebody put away or that are docked already."""
    wanted = Q(need__in=need_ids) if need_ids is not None else Q(offer__in=offer_ids)
    away = Dismissal.objects.filter(wanted).values_list("need", "offer")
    docked = Docking.objects.filter(wanted, need__isnull=False, offer__isnull=False)
    return frozenset([*away, *docked.values_list("need", "offer")])


def weighed(need: Need, offer: Offer) -> Suggestion | None:
    """Return what speaks for and against one pair."""
    return matching.weigh(as_side(need), as_side(offer))


# --- dockings


def visible_dockings(by: Account, *, now: dt.datetime) -> QuerySet[Docking]:
    """Return the dockings in which a unit is a side, leads or helps for which ``by`` sees."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    return Docking.objects.within(scope).select_related(
        "demand_unit", "demand_person", "supply_unit", "supply_person", "organiser", "project"
    )


def docking_for(by: Account, pk: int, *, now: dt.datetime) -> Docking:
    """Return one docking with its log and its helpers; raises NotFound outside what ``by`` sees."""
    steps = Contact.objects.select_related(
        "by__person", "step__unit", "step__person", "step__matter"
    )
    rows = visible_dockings(by, now=now).select_related(
        "need",
        "offer",
        "matter",
        "engagement",
        "opened_by__person",
        "outcome_by__person",
        "demand_said_by__person",
        "supply_said_by__person",
    )
    helpers = Prefetch("helpers", Helper.objects.select_related("unit"))
    docking = rows.prefetch_related(Prefetch("contacts", steps), helpers).filter(pk=pk).first()
    if docking is None:
        raise NotFound
    return docking


def step_for(docking: Docking, pk: int) -> AgreedStep:
    """Return one agreed step of a docking that was fetched for somebody; raises NotFound for another's."""
    steps = AgreedStep.objects.select_related("contact__docking", "unit", "person", "matter")
    step = steps.filter(pk=pk, contact__docking=docking).first()
    if step is None:
        raise NotFound
    return step


def units_of(docking: Docking) -> frozenset[int]:
    """Return the ids of the units that are part of a docking: sides, organiser, helpers."""
    sides = {docking.demand_unit_id, docking.supply_unit_id, docking.organiser_id}
    return frozenset(sides | {one.unit_id for one in docking.helpers.all()})


def may_log(by: Account, docking: Docking, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may add to the log of a docking that has no final result."""
    going_on = docking.outcome not in FINAL
    return going_on and access.may(by, Permission.DOCKING_EDIT, now=now, units=units_of(docking))


def may_answer(by: Account, docking: Docking, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may register the supply side's opinion now."""
    units = {docking.supply_unit_id, docking.organiser_id}
    there = docking.stage == Stage.CONTACT
    return there and access.may(by, Permission.DOCKING_EDIT, now=now, units=units)


def may_conclude(by: Account, docking: Docking, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may register the result: as the organiser, once, or after it was put off."""
    units = {docking.organiser_id}
    going_on = docking.outcome not in FINAL
    return going_on and access.may(by, Permission.DOCKING_EDIT, now=now, units=units)


def debts_of(
    dockings: Iterable[Docking], *, today: dt.date
) -> dict[int, list[tuple[Obligation, Light]]]:
    """Return what was or is owed of each docking by its id, soonest due first, each with its light."""
    pks = [one.pk for one in dockings]
    found: dict[int, list[tuple[Obligation, Light]]] = {pk: [] for pk in pks}
    rows = Obligation.objects.filter(subject_kind="docking", subject_id__in=pks)
    for row in rows.select_related("debtor_unit", "debtor").order_by("due_original", "pk"):
        found[row.subject_id].append((row, owed.light(row, today=today)))
    return found


def sides_spoken_for(by: Account, docking: Docking, *, now: dt.datetime) -> tuple[str, ...]:
    """Return for which sides ``by`` may say how satisfied they are: only those of which she is one."""
    return tuple(
        side
        for side in ("demand", "supply")
        if sits_at(by, getattr(docking, f"{side}_unit_id"), now=now)
    )


def sits_at(by: Account, unit: int, *, now: dt.datetime) -> bool:
    """Return whether ``by`` speaks for ``unit`` from a seat of it or of a unit above it.

    A seat for the whole register is none: the office does not say how satisfied a side is.
    """
    seats = access.seats_of(by, on=civil_day(now))
    hers = [seat.unit_id for seat, role in seats if Permission.DOCKING_EDIT in role.permissions]
    return any(unit in access.units_below([one]) for one in hers)


def dockings_matching(rows: QuerySet[Docking], words: str) -> QuerySet[Docking]:
    """Return the dockings of ``rows`` that hold ``words`` in number, title or a side's name."""
    for word in words.split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(title__icontains=word)
            | Q(demand_unit__name__icontains=word)
            | Q(supply_unit__name__icontains=word)
        )
    return rows


def with_unit(rows: QuerySet[Docking], unit: Unit) -> QuerySet[Docking]:
    """Return the dockings of ``rows`` in which ``unit`` is a side, leads or helps."""
    helping = Helper.objects.filter(unit=unit).values("docking")
    return rows.filter(
        Q(demand_unit=unit) | Q(supply_unit=unit) | Q(organiser=unit) | Q(pk__in=helping)
    )


def dockings_of_project(by: Account, project: Project, *, now: dt.datetime) -> QuerySet[Docking]:
    """Return the dockings about a project that ``by`` may see."""
    return visible_dockings(by, now=now).filter(project=project)


# --- one project in two ledgers


def key_of(docking: Docking) -> twins.Key | None:
    """Return by what the project of a docking is told; None without a project."""
    if docking.project is None:
        return None
    return twins.Key(
        docking.project.pk,
        docking.project.name,
        contract=docking.contract_number,
        parties=frozenset({docking.demand_unit_id, docking.supply_unit_id}),
        share=docking.share_percent,
    )


def twins_of(docking: Docking) -> list[Docking]:
    """Return the dockings whose contract is this one's, though they stand under another project."""
    own = key_of(docking)
    if own is None or not own.contract:
        return []
    sides = {docking.demand_unit_id, docking.supply_unit_id}
    rows = Docking.objects.exclude(pk=docking.pk).exclude(contract_number="")
    rows = rows.filter(demand_unit__in=sides, supply_unit__in=sides, project__isnull=False)
    return [
        one
        for one in rows.select_related("project").order_by("pk")
        if (other := key_of(one)) and twins.same_project(own, other)
    ]
