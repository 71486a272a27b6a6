"""What a helper owes an enterprise: to be through with a step by the day that was named."""

from __future__ import annotations

import datetime as dt

from luoshi.orgs.models import Account
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind
from luoshi.owed.queries import of_subject
from luoshi.registering.models import Registration, RegistrationStep


def owe(step: RegistrationStep, *, by: Account, now: dt.datetime) -> None:
    """Let the helper of ``step`` owe it by its day, whoever was to help before."""
    registration = step.registration
    assert step.asked_on and step.due_on and step.helper_unit
    whose = {"kind": Kind.REGISTER_STEP, "subject": registration, "key": step.code}
    told = {"by": by, "now": now}
    enterprise = registration.enterprise
    opened = owed.open_obligation(
        **whose,  # type: ignore[arg-type]
        title=f"{registration}：{step.name}",
        debtor_unit=step.helper_unit,
        debtor=step.helper,
        creditor_unit=None if enterprise == step.helper_unit else enterprise,
        opens_on=step.asked_on,
        due_on=step.due_on,
        **told,  # type: ignore[arg-type]
    )
    due_on = max(step.due_on, opened.opens_on)
    moved = owed.move_due(**whose, due_on=due_on, **told)  # type: ignore[arg-type]
    owed.hand_over_row(
        moved or opened,
        debtor_unit=step.helper_unit,
        debtor=step.helper,
        creditor_unit=enterprise,
        by=by,
        now=now,
    )


def discharge(step: RegistrationStep, *, on: dt.date, by: Account, now: dt.datetime) -> None:
    """Note that a step was done."""
    key = {"kind": Kind.REGISTER_STEP, "subject": step.registration, "key": step.code}
    owed.discharge(**key, on=on, by=by, now=now)  # type: ignore[arg-type]


def let_fall(
    registration: Registration, *, code: str = "", reason: str, by: Account, now: dt.datetime
) -> None:
    """Let what is still owed fall: of the step ``code``, or of all of them."""
    for row in of_subject(registration).filter(discharged_at__isnull=True):
        if row.key == code or not code:
            owed.void(
                kind=row.kind, subject=registration, key=row.key, reason=reason, by=by, now=now
            )
