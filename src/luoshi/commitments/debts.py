"""What a commitment lays on each side: to confirm its wording, and to say how it ended."""

from __future__ import annotations

import datetime as dt

from luoshi.commitments.models import Commitment, CommitmentWording, Part
from luoshi.matters.terms import due_after
from luoshi.orgs.models import Account, Unit
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.owed.queries import of_subject
from luoshi.values.civil import civil_day


def units_of(commitment: Commitment, part: str) -> tuple[Unit, Unit]:
    """Return the unit of one part, and that of the other."""
    sides = (commitment.debtor_unit, commitment.creditor_unit)
    return sides if part == Part.OWING else sides[::-1]


def key_of(wording: CommitmentWording, part: str) -> str:
    """Return under which key one part owes its word on one wording."""
    return f"{wording.n}-{part}"


def owe_confirmations(
    commitment: Commitment, wording: CommitmentWording, *, by: Account, now: dt.datetime
) -> None:
    """Let both sides owe their word on a wording; what was owed on an earlier one falls."""
    let_fall(commitment, reason=f"已有第{wording.n}稿措辞", by=by, now=now)
    today = civil_day(now)
    for part in Part.values:
        unit, other = units_of(commitment, part)
        due = due_after(today, "cooperate", unit=unit)
        owed.open_obligation(
            kind=Owed.COMMITMENT_CONFIRM,
            subject=commitment,
            key=key_of(wording, part),
            title=commitment.title,
            debtor_unit=unit,
            debtor=None,
            creditor_unit=other,
            opens_on=today,
            due_on=due.on,
            confirmed=due.confirmed,
            by=by,
            now=now,
        )


def owe_judgement(
    commitment: Commitment, wording: CommitmentWording, *, by: Account, now: dt.datetime
) -> None:
    """Let the other side owe its word on whether a binding commitment was kept, from its day on."""
    opens = max(wording.due_on, civil_day(now))
    due = due_after(opens, "review", unit=commitment.creditor_unit)
    owed.open_obligation(
        kind=Owed.COMMITMENT_JUDGE,
        subject=commitment,
        key="1",
        title=commitment.title,
        debtor_unit=commitment.creditor_unit,
        debtor=None,
        creditor_unit=commitment.debtor_unit,
        opens_on=opens,
        due_on=due.on,
        confirmed=due.confirmed,
        by=by,
        now=now,
    )


def let_fall(commitment: Commitment, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Void what is still owed of a commitment."""
    for row in of_subject(commitment).filter(discharged_at__isnull=True):
        owed.void(kind=row.kind, subject=commitment, key=row.key, reason=reason, by=by, now=now)
