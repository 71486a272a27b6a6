"""Reading matters and groups: each reader sees what her units are part of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Case, Count, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from luoshi.matters import moves, terms
from luoshi.matters.models import (
    Confirmation,
    DueRank,
    Extension,
    Group,
    GroupMember,
    GroupUnit,
    Kind,
    Matter,
    MatterUnit,
    Objection,
    Order,
    Over,
    Pause,
    PauseReason,
    PlanStep,
    Satisfaction,
    State,
    Step,
    UnitRole,
    Urgency,
    Verdict,
    Voice,
)
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.owed.models import Kind as Owed
from luoshi.owed.models import Obligation
from luoshi.owed.queries import light as light_of
from luoshi.owed.queries import of_subject, visible_obligations
from luoshi.projects.models import Filing, Project
from luoshi.projects.queries import visible_projects
from luoshi.rules import life, lights
from luoshi.rules.access import Permission, Scope
from luoshi.rules.life import Part
from luoshi.rules.lights import Light
from luoshi.sources.models import SourceKind
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound, Refusal
from luoshi.values.sentences import Days, Sentence, gettext_noop

KINDS, STATES, ROLES, VERDICTS, VOICES = Kind, State, UnitRole, Verdict, Voice
PAUSE_REASONS, SATISFACTIONS = PauseReason, Satisfaction
URGENCIES = Urgency
LIT = (Owed.SIGN, Owed.FINISH)
FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def visible_matters(by: Account, *, now: dt.datetime) -> QuerySet[Matter]:
    """Return the matters that ``by`` may see.

    One that was never issued is seen by the office that drafts it and by whoever raised it,
    not yet by the units that it is meant for.
    """
    rows = matters_within(access.scope(by, Permission.REGISTER_SEE, now=now))
    return rows.select_related("lead", "person", "held_by", "project")


def matters_within(scope: Scope) -> QuerySet[Matter]:
    """Return the matters that ``scope`` reaches, for whatever permission it was asked."""
    rows = Matter.objects.within(scope)
    if scope.everything:
        return rows
    return rows.filter(
        Q(number__isnull=False) | Q(held_by__in=scope.units) | Q(raised_by__in=scope.units)
    )


def listed(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Return ``rows`` with what lists sort by, the same on every database.

    ``over`` 0 or 1, ``due_rank`` the current (or proposed) day, ``number_rank`` the moment of
    issue, ``state_rank`` the place in a life.
    """
    ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(State.values)]
    return rows.annotate(
        over=Over("state"),
        due_rank=DueRank("due_current", "due_proposed"),
        number_rank=Coalesce("issued_at", Value(FAR)),
        state_rank=Case(*ranks, default=Value(0)),
    )


def in_lines(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Return ``rows`` with as much of each as one line of a list shows, its names included."""
    return (
        rows.select_related(None)
        .select_related("lead", "person", "project")
        .only(
            *("number", "title", "kind", "state", "urgency"),
            *("due_original", "due_current", "due_proposed"),
            *("lead__name", "person__name", "project__name"),
        )
    )


def running(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Return the matters of ``rows`` that are issued and neither closed nor cancelled.

    Said by what they are not: the index by state would give them out of the order of their days.
    """
    return rows.exclude(state__in=sorted(set(State.values) - life.RUNNING))


def matter_for(by: Account, pk: int, *, now: dt.datetime) -> Matter:
    """Return one matter with its units, steps and requests; raises NotFound outside her scope."""
    matter = (
        visible_matters(by, now=now)
        .select_related(
            "raised_by",
            "engagement",
            "group",
            "passage__source",
            "drafted_by__person",
            "issued_by__person",
            "signed_by__person",
            "claimed_by__person",
            "closed_by__person",
            "drafted_for__person",
            "claimed_for__person",
        )
        .prefetch_related(
            Prefetch("parts", MatterUnit.objects.select_related("unit")),
            Prefetch("steps", Step.objects.select_related("unit", "by__person")),
            Prefetch(
                "extensions",
                Extension.objects.select_related("asked_by__person", "decided_by__person"),
            ),
            Prefetch(
                "objections",
                Objection.objects.select_related(
                    "unit", "suggested", "by__person", "ruled_by__person"
                ),
            ),
            Prefetch("pauses", Pause.objects.select_related("by__person", "ended_by__person")),
            Prefetch("confirmations", Confirmation.objects.select_related("by__person")),
            Prefetch("plan", PlanStep.objects.select_related("unit", "done_by__person")),
            "evidence",
        )
        .filter(pk=pk)
        .first()
    )
    if matter is None:
        raise NotFound
    return matter


def open_extension(matter: Matter) -> Extension | None:
    """Return the request that waits for an answer, if there is one."""
    return terms.open_request(matter)


def open_objection(matter: Matter) -> Objection | None:
    """Return the objection that waits for an answer, if there is one."""
    return terms.open_objection(matter)


def criteria_of(matter: Matter) -> tuple[str, ...]:
    """Return the closing criteria of a matter one by one."""
    return terms.criteria_of(matter)


def units_at_work(matter: Matter) -> QuerySet[Unit]:
    """Return the units that may take a step of the plan: lead, responsible, cooperating."""
    ids = {matter.lead_id} | {one.unit_id for one in matter.parts.all()}
    return Unit.objects.filter(pk__in=[pk for pk in ids if pk is not None]).order_by("pk")


def is_open_step(step: PlanStep) -> bool:
    """Return whether a step of the plan in force still waits to be done."""
    return step.done_on is None and step.dropped_at is None


def step_for(by: Account, matter: Matter, pk: int) -> PlanStep:
    """Return one step of a matter that was fetched for ``by``; raises NotFound for another's."""
    for step in matter.plan.all():
        if step.pk == pk:
            return step
    raise NotFound


def may_finish(by: Account, matter: Matter, step: PlanStep, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may say that a step is done."""
    units = {step.unit_id} | terms.units_of(matter, Part.LEAD)
    return is_open_step(step) and access.may(by, Permission.MATTER_SIGN, now=now, units=units)


def may_take_in(matter: Matter) -> QuerySet[Matter]:
    """Return the matters into which ``matter`` may go: those that its office has running."""
    rows = Matter.objects.filter(held_by=matter.held_by_id, state__in=sorted(life.RUNNING))
    return rows.exclude(pk=matter.pk).order_by("-issued_at")[:200]


def may_hand_over(by: Account, matter: Matter, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may lay a matter into another hand of its lead unit."""
    runs = matter.state in life.RUNNING and matter.lead_id is not None
    return runs and access.may(
        by, Permission.MATTER_HAND_OVER, now=now, units=terms.units_of(matter, Part.LEAD)
    )


def orders_of(by: Account, matter: Matter, *, now: dt.datetime) -> QuerySet[Order]:
    """Return the issued orders that move a matter, as far as ``by`` may read them."""
    return readable(matter.orders.filter(number__isnull=False), by, now=now)


def readable(orders: QuerySet[Order], by: Account, *, now: dt.datetime) -> QuerySet[Order]:
    """Narrow ``orders``, whose subject ``by`` sees, to those she may read.

    The office that issues one, whom it is addressed to, and the lead of the matter read it: not
    the units that only help or raised it, unless it is addressed to them.
    """
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    if scope.everything:
        return orders
    hers = Q(office__in=scope.units) | Q(addressee__in=scope.units)
    return orders.filter(hers | Q(matter__lead__in=scope.units))


def in_hand_of(by: Account, *, person: int, now: dt.datetime) -> QuerySet[Matter]:
    """Return the running matters in one person's hands that ``by`` may hand over."""
    scope = access.scope(by, Permission.MATTER_HAND_OVER, now=now)
    rows = running(visible_matters(by, now=now)).filter(person=person)
    return rows if scope.everything else rows.filter(lead__in=scope.units)


def seen_in_hand(
    rows: Iterable[Mapping[str, Any]], *, by: Account, now: dt.datetime
) -> frozenset[tuple[str, int]]:
    """Return which of ``rows`` ({"kind", "id"}) of a list of work in hand ``by`` may see, as pairs.

    Whoever hands over a unit's or a person's whole work hands over what she does not see as well.
    """
    asked: dict[str, set[int]] = {}
    for row in rows:
        asked.setdefault(row["kind"], set()).add(row["id"])
    seen = visible_matters(by, now=now).order_by().values("pk")
    groups = visible_groups(by, now=now).order_by().values("pk")
    theirs = visible_projects(by, now=now).order_by().values("pk")
    there: dict[str, QuerySet[Any]] = {
        "matter": Matter.objects.filter(pk__in=seen),
        "step": PlanStep.objects.filter(matter__in=seen),
        "order": readable(
            Order.objects.filter(Q(matter__in=seen) | Q(project__in=theirs)), by, now=now
        ),
        "project": Project.objects.filter(pk__in=theirs),
        "filing": Filing.objects.filter(project__in=theirs),
        "group": Group.objects.filter(pk__in=groups),
        "group-unit": GroupUnit.objects.filter(group__in=groups),
        "group-member": GroupMember.objects.filter(group__in=groups),
        "obligation": visible_obligations(by, now=now),
        "unit": Unit.objects.all(),
    }
    return frozenset(
        (kind, pk)
        for kind, pks in asked.items()
        for pk in there[kind].order_by().filter(pk__in=pks).values_list("pk", flat=True)
    )


def moves_open_to(by: Account, matter: Matter, *, now: dt.datetime) -> tuple[life.Move, ...]:
    """Return the moves that ``by`` may make now, by the rule that the actions obey."""
    return tuple(move for move, refusal in moves_of(by, matter, now=now) if refusal is None)


def moves_of(
    by: Account, matter: Matter, *, now: dt.datetime
) -> list[tuple[life.Move, Refusal | None]]:
    """Return the moves that are hers in this state, each with what stands in its way, if anything."""
    mine = moves.permitted(matter, by=by, now=now)
    leads = any(move.name == "feed_back" for move, _ in mine)
    found: list[tuple[life.Move, Refusal | None]] = []
    for move, lender in mine:
        if move.name == "give_input" and leads:
            continue  # who speaks for the lead feeds back: the action does not ask twice
        try:
            moves.check_guards(matter, move, by=by, in_place_of=lender, now=now)
        except Refusal as refusal:
            # An answer is no move of somebody's until somebody asked.
            if refusal.code != "no-request-open":
                found.append((move, refusal))
        else:
            found.append((move, None))
    return found


def in_whose_place(by: Account, matter: Matter, *, now: dt.datetime) -> list[str]:
    """Return the names of those in whose place ``by`` would make some move that is hers now."""
    if not access.absent_for(by, on=civil_day(now)):
        return []
    lenders = {one for _, one in moves.permitted(matter, by=by, now=now) if one is not None}
    return sorted(one.person.name for one in lenders)


def check_move(by: Account, matter: Matter, name: str, *, now: dt.datetime) -> None:
    """Raise what the action would raise if ``by`` may not make this move now."""
    moves.admit(matter, name, by=by, now=now)


def last_day_to_ask(matter: Matter) -> dt.date:
    """Return the last day on which a later date may be asked."""
    return terms.last_day_to_ask(matter)


class LitDebt(NamedTuple):
    """As much of something owed as its light is made of: lists read many."""

    subject_id: int
    kind: str
    opens_on: dt.date
    due_on: dt.date
    claimed_on: dt.date | None
    paused_on: dt.date | None
    discharged_at: dt.datetime | None
    discharged_on: dt.date | None
    outcome: str | None


def lights_of(matters: Collection[Matter], *, today: dt.date) -> Mapping[int, Light]:
    """Return the light of each matter that owes or owed something, in one query.

    While it runs: the worst of what its lead still owes (to sign, to finish).  Claimed: that it
    waits for review.  Closed: how it was finished.
    """
    owed: dict[int, list[LitDebt]] = {}
    rows = Obligation.objects.filter(
        kind__in=LIT, subject_kind="matter", subject_id__in=[one.pk for one in matters]
    ).order_by("pk")
    for row in map(LitDebt._make, rows.values_list(*LitDebt._fields)):
        owed.setdefault(row.subject_id, []).append(row)
    waiting = {one.pk for one in matters if one.state == State.CLAIMED}
    return {
        pk: _light_of(several, waits=pk in waiting, today=today) for pk, several in owed.items()
    }


def _light_of(rows: list[LitDebt], *, waits: bool, today: dt.date) -> Light:
    still = [row for row in rows if row.discharged_at is None]
    if still:
        return lights.worst(light_of(row, today=today) for row in still)
    finished = [row for row in rows if row.kind == Owed.FINISH]
    last = (finished or rows)[-1]
    return _waiting(last) if waits else light_of(last, today=today)


def _waiting(finish: LitDebt) -> Light:
    """Claimed is not confirmed: until the review the light says when it is said to be done."""
    done_on = finish.discharged_on
    late = (done_on - finish.due_on).days if done_on else 0
    if late > 0:
        said = gettext_noop("报告%(done_on)s办结，迟%(days)s天，等待审核")
        colour, shape, rule = lights.Colour.ORANGE, lights.Shape.DIAMOND, "time.claimed-late"
    else:
        said = gettext_noop("报告%(done_on)s办结，等待审核")
        colour, shape, rule = lights.Colour.GREEN, lights.Shape.CIRCLE, "time.claimed"
    reason = Sentence(said, rule, {"done_on": done_on, "days": Days(late)})
    return Light(colour, shape, gettext_noop("待审核"), reason, rule)


def still_owed(matter: Matter) -> list[Obligation]:
    """Return what is still owed of a matter, soonest due first, with who owes it."""
    return list(of_subject(matter).filter(discharged_at__isnull=True))


def lit(rows: QuerySet[Matter], colour: str, *, today: dt.date) -> QuerySet[Matter]:
    """Return the matters of ``rows`` that stand under a light of ``colour`` while they run.

    It is the light that pages show, reckoned for ``today``: stored lights lag until the sweep.
    """
    worst: dict[int, Light] = {}
    for row in Obligation.objects.open().filter(kind__in=LIT, subject_kind="matter"):
        light, pk = light_of(row, today=today), row.subject_id
        worst[pk] = lights.worst([worst[pk], light]) if pk in worst else light
    return rows.filter(pk__in=[pk for pk, light in worst.items() if light.colour == colour])


def matching(rows: QuerySet[Matter], text: str) -> QuerySet[Matter]:
    """Return the matters of ``rows`` that hold every word of ``text`` in number, title or content."""
    for word in text.split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(title__icontains=word)
            | Q(content__icontains=word)
            | Q(criterion__icontains=word)
        )
    return rows


def of_unit(rows: QuerySet[Matter], unit: int) -> QuerySet[Matter]:
    """Return the matters of ``rows`` that a unit leads, works on or raised."""
    part = Q(pk__in=MatterUnit.objects.filter(unit=unit).values("matter"))
    return rows.filter(part | Q(lead=unit) | Q(raised_by=unit))


# --- groups


def visible_groups(by: Account, *, now: dt.datetime) -> QuerySet[Group]:
    """Return the groups that ``by`` may see, with their units."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    there: QuerySet[GroupUnit] = GroupUnit.objects.present().select_related("unit")
    return (
        Group.objects.within(scope)
        .select_related("lead", "held_by")
        .prefetch_related(Prefetch("units", there, to_attr="present"))
    )


def group_for(by: Account, pk: int, *, now: dt.datetime) -> Group:
    """Return one group with its members; raises NotFound outside her scope."""
    group = (
        visible_groups(by, now=now)
        .select_related("engagement", "passage__source", "paper", "dissolved_by__person")
        .prefetch_related(Prefetch("units", GroupUnit.objects.select_related("unit")))
        .prefetch_related(Prefetch("members", GroupMember.objects.select_related("person", "unit")))
        .filter(pk=pk)
        .first()
    )
    if group is None:
        raise NotFound
    return group


def matters_of_group(by: Account, group: Group, *, now: dt.datetime) -> QuerySet[Matter]:
    """Return the matters that a group carries, as far as ``by`` may see them."""
    return visible_matters(by, now=now).filter(group=group)


def may_edit_group(by: Account, group: Group, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may change a group."""
    return access.may(by, Permission.GROUP_EDIT, now=now, units={group.held_by_id})


def may_draft(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may draft matters at all."""
    return access.may(by, Permission.MATTER_DRAFT, now=now)


def may_set_up_group(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may set up groups at all."""
    return access.may(by, Permission.GROUP_EDIT, now=now)


def is_typed(matter: Matter) -> bool:
    """Return whether the words a matter rests on were typed in by hand, not handed in as a paper."""
    return matter.passage is not None and matter.passage.source.kind == SourceKind.TYPED


def listed_groups(rows: QuerySet[Group]) -> QuerySet[Group]:
    """Return ``rows`` with what lists show and sort by: ``running`` matters, ``set_up_rank``."""
    going = Q(matters__state__in=sorted(life.RUNNING))
    return rows.annotate(
        running=Count("matters", filter=going, distinct=True),
        set_up_rank=Coalesce("set_up_on", Value(dt.date.min)),
    )


def groups_matching(rows: QuerySet[Group], text: str) -> QuerySet[Group]:
    """Return the groups of ``rows`` that hold every word of ``text`` in name or purpose."""
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(purpose__icontains=word))
    return rows


def groups_of_unit(rows: QuerySet[Group], unit: int) -> QuerySet[Group]:
    """Return the groups of ``rows`` that a unit leads or is in."""
    part = Q(pk__in=GroupUnit.objects.present().filter(unit=unit).values("group"))
    return rows.filter(part | Q(lead=unit))
