"""What a unit or a person still has in hand: the list that is shown before it is handed over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from django.db.models import Q

from luoshi.matters.models import (
    Group,
    GroupMember,
    GroupUnit,
    Matter,
    MatterUnit,
    Order,
    OrderState,
    PlanStep,
    State,
)
from luoshi.orgs.models import Person, Unit
from luoshi.owed.models import Obligation
from luoshi.projects.models import Exit, Filing, Project
from luoshi.rules import life

# A closed matter waits for its file: until then the office that keeps it has it in hand.
KEPT = sorted(life.OPEN | {life.State.CLOSED})
OPEN = sorted(life.OPEN)
MEMBER_OF_A_MATTER = ("lead", "raised_by", "held_by")


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing in hand: its kind, id and label, and as what it is held (``part``)."""

    kind: str
    pk: int
    label: str
    part: str

    def copy(self) -> dict[str, object]:
        """Return it as a list of handed-over work keeps it."""
        row = asdict(self)
        return {"kind": row["kind"], "id": row["pk"], "label": row["label"], "part": row["part"]}


def stamp_of(holdings: Iterable[Holding]) -> str:
    """Return a mark that differs whenever the list does, so that nothing unseen is handed over."""
    rows = sorted(f"{one.kind} {one.pk} {one.part}" for one in holdings)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


# --- of a unit


def of_unit(unit: Unit) -> list[Holding]:
    """Return whatever is still open with ``unit``, the same list each time."""
    return [
        *_matters(unit),
        *_steps_and_orders(unit),
        *_projects(unit),
        *_groups(unit),
        *_debts(unit),
        *(Holding("unit", one.pk, one.name, "below") for one in _below(unit)),
    ]


def _below(unit: Unit) -> Iterable[Unit]:
    return Unit.objects.filter(parent=unit, ended_on__isnull=True).order_by("pk")


def _matters(unit: Unit) -> Iterator[Holding]:
    mine = Q(lead=unit, state__in=OPEN) | Q(raised_by=unit, state__in=OPEN)
    for one in Matter.objects.filter(mine | Q(held_by=unit, state__in=KEPT)).order_by("pk"):
        for part in MEMBER_OF_A_MATTER:
            runs = one.state != State.CLOSED or part == "held_by"
            if runs and getattr(one, f"{part}_id") == unit.pk:
                yield Holding("matter", one.pk, _label(one), part)
    parts = MatterUnit.objects.filter(unit=unit, matter__state__in=OPEN).select_related("matter")
    for row in parts.order_by("matter", "pk"):
        yield Holding("matter", row.matter_id, _label(row.matter), row.role)


def _label(matter: Matter) -> str:
    return f"{matter.number or ''} {matter.title}".strip()


def _steps_and_orders(unit: Unit) -> Iterator[Holding]:
    steps = PlanStep.objects.filter(
        unit=unit, done_on__isnull=True, dropped_at__isnull=True, matter__state__in=OPEN
    )
    for step in steps.order_by("pk"):
        yield Holding("step", step.pk, step.title, "step")
    orders = Order.objects.filter(state=OrderState.PREPARED).order_by("pk")
    for order in orders.filter(addressee=unit):
        yield Holding("order", order.pk, order.text[:60], "addressee")
    for order in orders.filter(office=unit):
        yield Holding("order", order.pk, order.text[:60], "office")


def _projects(unit: Unit) -> Iterator[Holding]:
    running = Project.objects.filter(Q(exit__isnull=True) | ~Q(exit=Exit.DROPPED))
    for project in running.filter(held_by=unit).order_by("pk"):
        yield Holding("project", project.pk, project.name, "held_by")
    filings = Filing.objects.filter(unit=unit, ended_on__isnull=True).select_related("project")
    for filing in filings.order_by("pk"):
        yield Holding("filing", filing.pk, f"{filing.number} {filing.project}", "reports")


def _groups(unit: Unit) -> Iterator[Holding]:
    standing = Group.objects.exclude(dissolved_on__isnull=False)
    for group in standing.filter(Q(lead=unit) | Q(held_by=unit)).order_by("pk"):
        if group.lead_id == unit.pk:
            yield Holding("group", group.pk, group.name, "lead")
        if group.held_by_id == unit.pk:
            yield Holding("group", group.pk, group.name, "held_by")
    present = Q(to_on__isnull=True, group__in=standing, unit=unit)
    for row in GroupUnit.objects.filter(present).select_related("group").order_by("pk"):
        yield Holding("group-unit", row.pk, row.group.name, row.role)
    for one in GroupMember.objects.filter(present).select_related("group", "person").order_by("pk"):
        yield Holding("group-member", one.pk, f"{one.group.name} {one.person}", "member")


def _debts(unit: Unit) -> Iterator[Holding]:
    rows = Obligation.objects.open().filter(Q(debtor_unit=unit) | Q(creditor_unit=unit))
    for row in rows.order_by("pk"):
        label = f"{row.get_kind_display()} {row.title}"
        part = "debtor" if row.debtor_unit_id == unit.pk else "creditor"
        yield Holding("obligation", row.pk, label, part)


# --- of a person


def of_person(person: Person) -> list[Holding]:
    """Return whatever is still open in a person's hands."""
    return [
        *(
            Holding("matter", one.pk, _label(one), "person")
            for one in Matter.objects.filter(person=person, state__in=OPEN).order_by("pk")
        ),
        *(
            Holding("filing", one.pk, f"{one.number} {one.project}", "reporter")
            for one in Filing.objects.filter(reporter=person, ended_on__isnull=True)
            .select_related("project")
            .order_by("pk")
        ),
        *(
            Holding("group-member", one.pk, f"{one.group.name}（{one.unit}）", "member")
            for one in GroupMember.objects.filter(
                person=person, to_on__isnull=True, group__dissolved_on__isnull=True
            )
            .select_related("group", "unit")
            .order_by("pk")
        ),
        *(
            Holding("obligation", row.pk, f"{row.get_kind_display()} {row.title}", "debtor")
            for row in Obligation.objects.open().filter(debtor=person).order_by("pk")
        ),
    ]
