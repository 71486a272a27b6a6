"""Writing the steps of the checklist: who helps by when, what is done, what stands in the way."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.registering import checks, debts
from luoshi.registering.actions import check_past, refuse_closed
from luoshi.registering.models import RegistrationStep
from luoshi.registering.queries import units_of
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LONGEST = 300
LABELS = {"reason": Sentence(gettext_noop("不需要的原因"))}


@transaction.atomic
def ask_help(
    step: RegistrationStep,
    *,
    helper_unit: Unit,
    helper: Person,
    asked_on: dt.date,
    due_on: dt.date,
    by: Account,
    now: dt.datetime,
) -> None:
    """Ask a unit and a named person to help with a step by a day; asking again changes it.

    Raises BadInput for days that cannot be, IllegalMove for a step that is done or not needed.
    """
    _require(step, by=by, now=now)
    check_lasting(helper_unit=helper_unit)
    check_past("asked_on", asked_on, now=now)
    if due_on < asked_on:
        raise BadInput.of(
            "due_on", gettext_noop("协助期限不能早于提出日期。"), code="due-before-asked"
        )
    fields: dict[str, object] = {"helper_unit": helper_unit, "helper": helper}
    fields |= {"asked_on": asked_on, "due_on": due_on}
    before = _move(step, **fields)
    debts.owe(step, by=by, now=now)
    told = changes(before, fields)
    data = {"step": step.name, "unit": helper_unit, "person": helper, "due_on": due_on}
    audit.record("registration.help_asked", step.registration, by=by, at=now, **data, changes=told)


@transaction.atomic
def finish_step(
    step: RegistrationStep, *, done_on: dt.date, note: str = "", by: Account, now: dt.datetime
) -> None:
    """Note that a step was done; what stood in its way stands there no more."""
    _require(step, by=by, now=now)
    check_past("done_on", done_on, now=now)
    if step.asked_on and done_on < step.asked_on:
        raise BadInput.of(
            "done_on", gettext_noop("完成日期不能早于提出日期。"), code="done-before-asked"
        )
    fields: dict[str, object] = {"done_on": done_on, "note": note.strip()[:LONGEST], "obstacle": ""}
    before = _move(step, **fields)
    _guard(step, "note", step.note, by=by, now=now)
    _guard(step, "obstacle", "", by=by, now=now)
    debts.discharge(step, on=done_on, by=by, now=now)
    told = changes(before, fields)
    data = {"step": step.name, "on": done_on, "changes": told}
    audit.record("registration.step_done", step.registration, by=by, at=now, **data)


@transaction.atomic
def skip_step(step: RegistrationStep, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Say that a step is not needed, and why; nobody owes it any more."""
    _require(step, by=by, now=now)
    reason = reason.strip()[:LONGEST]
    if not reason:
        raise Incomplete(["reason"], labels=LABELS)
    fields: dict[str, object] = {"unneeded_reason": reason}
    before = _move(step, **fields)
    _guard(step, "unneeded_reason", reason, by=by, now=now)
    debts.let_fall(step.registration, code=step.code, reason=reason, by=by, now=now)
    data = {"step": step.name, "reason": reason, "changes": changes(before, fields)}
    audit.record("registration.step_unneeded", step.registration, by=by, at=now, **data)


@transaction.atomic
def note_obstacle(step: RegistrationStep, *, obstacle: str, by: Account, now: dt.datetime) -> None:
    """Note what stands in the way of a step; "" says that nothing does any more."""
    _require(step, by=by, now=now)
    fields: dict[str, object] = {"obstacle": obstacle.strip()[:LONGEST]}
    before = _move(step, **fields)
    _guard(step, "obstacle", step.obstacle, by=by, now=now)
    data = {"step": step.name, "obstacle": step.obstacle, "changes": changes(before, fields)}
    audit.record("registration.obstacle_noted", step.registration, by=by, at=now, **data)


def _require(step: RegistrationStep, *, by: Account, now: dt.datetime) -> None:
    units = units_of(step.registration)
    access.require(by, Permission.REGISTRATION_EDIT, now=now, units=units)
    refuse_closed(step.registration)


def _move(step: RegistrationStep, **fields: object) -> RegistrationStep:
    """Store ``fields`` and return the row as it was; raises where it is done or not needed."""
    before = RegistrationStep.objects.get(pk=step.pk)
    if before.done_on or before.unneeded_reason is not None:
        raise IllegalMove(gettext_noop("这一步已经办完，或者注明不需要。"), code="step-settled")
    rows = RegistrationStep.objects.filter(pk=step.pk, version=before.version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    step.refresh_from_db()
    return before


def _guard(step: RegistrationStep, name: str, text: str, *, by: Account, now: dt.datetime) -> None:
    """Put words of a text written today before a person where a rule speaks against them."""
    checks.note_checks(
        step.registration, f"{step.code}.{name}", text, on=civil_day(now), by=by, now=now
    )
