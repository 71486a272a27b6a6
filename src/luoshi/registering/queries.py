"""Reading what is helped with: each reader within the rows that one of her units is part of."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Prefetch, Q, QuerySet

from luoshi import policy
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.projects.models import Project
from luoshi.registering.models import (
    Form,
    Holding,
    Registration,
    RegistrationRows,
    RegistrationStep,
    State,
    WordingCheck,
)
from luoshi.rules import registration as rules
from luoshi.rules.access import Permission
from luoshi.rules.registration import Registrar
from luoshi.values.errors import NotFound

FORMS = Form
HOLDINGS = Holding
STATES = State


def visible_registrations(by: Account, *, now: dt.datetime) -> RegistrationRows:
    """Return the registrations that ``by`` may see."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    return Registration.objects.within(scope)


def listed(rows: RegistrationRows) -> QuerySet[Registration]:
    """Return ``rows`` with what a list shows: how many steps, done, stuck, and words to be decided."""
    needed = Q(steps__unneeded_reason__isnull=True)
    return rows.select_related("project", "enterprise", "held_by").annotate(
        step_count=Count("steps", filter=needed, distinct=True),
        done_count=Count("steps", filter=Q(steps__done_on__isnull=False), distinct=True),
        stuck_count=Count(
            "steps",
            filter=needed & Q(steps__done_on__isnull=True) & ~Q(steps__obstacle=""),
            distinct=True,
        ),
        flag_count=Count("wording_checks", filter=Q(wording_checks__verdict=""), distinct=True),
    )


def registration_for(by: Account, pk: int, *, now: dt.datetime) -> Registration:
    """Return one registration with its steps; raises NotFound outside her scope."""
    steps = Prefetch(
        "steps", RegistrationStep.objects.select_related("helper_unit", "helper", "matter")
    )
    rows = visible_registrations(by, now=now).select_related(
        "project", "enterprise", "wished_by", "held_by", "made_by__person"
    )
    found = rows.prefetch_related(steps).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def step_of(registration: Registration, code: str) -> RegistrationStep:
    """Return one step by its code; raises NotFound."""
    step = RegistrationStep.objects.filter(registration=registration, code=code).first()
    if step is None:
        raise NotFound
    return step


def check_of(registration: Registration, pk: int) -> WordingCheck:
    """Return one flagged run of words; raises NotFound."""
    found = WordingCheck.objects.filter(registration=registration, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def checks_of(registration: Registration) -> list[WordingCheck]:
    """Return what was flagged in the texts of a registration, undecided ones first."""
    rows = registration.wording_checks.select_related("decided_by__person")
    return sorted(rows, key=lambda one: (one.verdict != "", one.pk))


def units_of(registration: Registration) -> frozenset[int]:
    """Return the ids of the units that are part of it: enterprise, keeper, helpers."""
    helpers = registration.steps.filter(helper_unit__isnull=False)
    return frozenset(
        {
            registration.enterprise_id,
            registration.held_by_id,
            *helpers.values_list("helper_unit", flat=True),
        }
    )


def of_project(project: Project, by: Account, *, now: dt.datetime) -> QuerySet[Registration]:
    """Return what a project's enterprises were helped with, as far as ``by`` may see it."""
    return listed(visible_registrations(by, now=now).filter(project=project))


def matching(rows: QuerySet[Registration], text: str) -> QuerySet[Registration]:
    """Narrow ``rows`` to those that hold each word of ``text`` in a name, place, code or project."""
    for word in text.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(place__icontains=word)
            | Q(credit_code__icontains=word)
            | Q(old_number__icontains=word)
            | Q(project__name__icontains=word)
            | Q(enterprise__name__icontains=word)
        )
    return rows


def with_unit(rows: QuerySet[Registration], unit: Unit) -> QuerySet[Registration]:
    """Narrow ``rows`` to those of an enterprise, kept by a unit, or in which it helps."""
    helping = RegistrationStep.objects.filter(helper_unit=unit).values("registration")
    return rows.filter(Q(enterprise=unit) | Q(held_by=unit) | Q(pk__in=helping))


def may_add(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may note an enterprise's wish at all."""
    return access.may(by, Permission.REGISTRATION_EDIT, now=now)


def may_edit(by: Account, registration: Registration, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may go on with this one."""
    units = units_of(registration)
    return access.may(by, Permission.REGISTRATION_EDIT, now=now, units=units)


def may_withdraw(by: Account, registration: Registration, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may withdraw the wish: whoever sits at the enterprise, or goes on with it."""
    own = access.scope(by, Permission.REGISTER_SEE, now=now).units
    return registration.enterprise_id in own or may_edit(by, registration, now=now)


def registrar_of(registration: Registration) -> Registrar:
    """Return which registrar takes it, and why."""
    return rules.registrar(
        rules.Form(registration.form),
        rules.Holding(registration.holding),
        delegated=bool(registration.delegation),
    )


def facts() -> tuple[rules.Fact, ...]:
    """Return what follows from each form, side by side."""
    return policy.current().registration.facts
