"""When the sides disagree on the words: what each says, and how it is settled.  Nothing binds meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.commitments import debts
from luoshi.commitments.models import Commitment, Dispute, Part, Settlement, State
from luoshi.commitments.wording import (
    OPEN,
    add_wording,
    carry,
    checked,
    require_filled,
    require_own_seat,
    side_of,
)
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, IllegalMove
from luoshi.values.sentences import gettext_noop


@transaction.atomic
def dispute(
    commitment: Commitment, *, part: str, words: str, by: Account, now: dt.datetime
) -> Dispute:
    """Say for one side what is wrong with the words; until it is settled nothing binds."""
    unit = side_of(commitment, part)
    access.require(by, Permission.COMMITMENT_CONFIRM, now=now, units={unit.pk})
    require_own_seat(unit, by=by)
    require_filled({"words": words.strip()})
    carry(commitment, *OPEN, state=State.DISPUTED, confirmed_said=None)
    debts.let_fall(commitment, reason="有争议，措辞另行商定", by=by, now=now)
    made = Dispute.objects.create(
        commitment=commitment, part=part, words=words.strip(), by=by, at=now
    )
    told = {"unit": unit, "words": words.strip()}
    audit.record("commitment.disputed", commitment, by=by, at=now, **told)
    return made


@transaction.atomic
def answer(commitment: Commitment, *, words: str, by: Account, now: dt.datetime) -> None:
    """Say what the other side thinks of a dispute."""
    row = open_dispute(commitment)
    part = Part.OWED if row.part == Part.OWING else Part.OWING
    unit = side_of(commitment, part)
    access.require(by, Permission.COMMITMENT_CONFIRM, now=now, units={unit.pk})
    require_own_seat(unit, by=by)
    require_filled({"words": words.strip()})
    rows = Dispute.objects.filter(pk=row.pk, other_at__isnull=True)
    if not rows.update(other_words=words.strip(), other_by=by, other_at=now):
        raise IllegalMove(gettext_noop("另一方的意见已经登记。"), code="answered-already")
    told = {"unit": unit, "words": words.strip()}
    audit.record("commitment.dispute_answered", commitment, by=by, at=now, **told)


@transaction.atomic
def settle(
    commitment: Commitment,
    *,
    outcome: str,
    note: str,
    text: str = "",
    criterion: str = "",
    due_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """End a dispute: agreed words, which both sides must confirm anew, or the promise is taken back."""
    access.require(by, Permission.COMMITMENT_EDIT, now=now, units={commitment.held_by_id})
    row = open_dispute(commitment)
    if outcome not in Settlement.values:
        raise BadInput.of("outcome", gettext_noop("请选择处理结果。"), code="no-outcome")
    require_filled({"words": note.strip()})
    wording = None
    if outcome == Settlement.AGREED:
        said = checked(text=text, criterion=criterion, due_on=due_on, now=now)
        given: dict[str, Any] = {"said": commitment.said + 1, "state": State.PROPOSED}
        carry(commitment, State.DISPUTED, **given)
        unit = commitment.held_by
        wording = add_wording(commitment, said, note=note, unit=unit, by=by, now=now)
    else:
        carry(commitment, State.DISPUTED, state=State.WITHDRAWN)
    Dispute.objects.filter(pk=row.pk).update(
        outcome=outcome, wording=wording, settled_by=by, settled_at=now, settled_note=note.strip()
    )
    told = {"outcome": str(Settlement(outcome).label), "note": note.strip()}
    audit.record("commitment.dispute_settled", commitment, by=by, at=now, **told)


def open_dispute(commitment: Commitment) -> Dispute:
    """Return the dispute that waits to be settled; raises IllegalMove if there is none."""
    row = commitment.disputes.filter(settled_at__isnull=True).first()
    if row is None:
        raise IllegalMove(gettext_noop("没有待处理的争议。"), code="no-dispute")
    return row
