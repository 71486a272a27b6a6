"""What must hold of the words of a commitment, and of whoever speaks for one side of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F

from luoshi.commitments import debts
from luoshi.commitments.models import Commitment, CommitmentWording, Part, State
from luoshi.orgs.models import Account, Unit
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "title": Sentence(gettext_noop("承诺事项")),
    "text": Sentence(gettext_noop("措辞")),
    "criterion": Sentence(gettext_noop("办结标准")),
    "due_on": Sentence(gettext_noop("期限")),
    "debtor_unit": Sentence(gettext_noop("承诺单位")),
    "debtor": Sentence(gettext_noop("承诺人")),
    "creditor_unit": Sentence(gettext_noop("对方单位")),
    "creditor": Sentence(gettext_noop("对方联系人")),
    "words": Sentence(gettext_noop("说明")),
}


def require_filled(fields: dict[str, Any]) -> None:
    """Raise Incomplete with whatever of ``fields`` is empty."""
    missing = [name for name, value in fields.items() if not value]
    if missing:
        raise Incomplete(missing, labels=LABELS)


def checked(
    *, text: str, criterion: str, due_on: dt.date | None, now: dt.datetime
) -> dict[str, Any]:
    """Return a wording trimmed; raises Incomplete, or BadInput for a day that has passed."""
    said = {"text": text.strip(), "criterion": criterion.strip(), "due_on": due_on}
    require_filled(said)
    if len(criterion.strip()) > 300:
        raise BadInput.of("criterion", gettext_noop("办结标准请写在300字以内。"), code="too-long")
    if due_on and due_on <= civil_day(now):
        raise BadInput.of(
            "due_on", gettext_noop("承诺的期限须在今天之后。"), code="due-in-the-past"
        )
    return said


def latest(commitment: Commitment) -> CommitmentWording:
    """Return the wording that stands."""
    return commitment.wordings.get(n=commitment.said)


def carry(commitment: Commitment, *states: str, version: int | None = None, **fields: Any) -> None:
    """Change ``fields`` if it is in one of ``states`` still; raises IllegalMove or Overtaken."""
    if commitment.state not in states:
        raise IllegalMove()
    rows = Commitment.objects.filter(pk=commitment.pk, state=commitment.state)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    commitment.refresh_from_db()


def add_wording(
    commitment: Commitment,
    said: dict[str, Any],
    *,
    note: str,
    unit: Unit,
    by: Account,
    now: dt.datetime,
) -> CommitmentWording:
    """Write the next wording and let both sides owe their word on it; part of an action."""
    wording = CommitmentWording.objects.create(
        commitment=commitment,
        n=commitment.said,
        **said,
        note=note.strip()[:300],
        unit=unit,
        by=by,
        on_behalf=by.stands_in_for,
        at=now,
    )
    debts.owe_confirmations(commitment, wording, by=by, now=now)
    return wording


def side_of(commitment: Commitment, part: str) -> Unit:
    """Return the unit of ``part``; raises BadInput for no part."""
    if part not in Part.values:
        raise BadInput.of("part", gettext_noop("请选择代表哪一方。"), code="no-part")
    return debts.units_of(commitment, part)[0]


def require_own_seat(unit: Unit, *, by: Account) -> None:
    """Raise NotAllowed unless the seat that ``by`` acts with is one of ``unit`` itself."""
    if by.acts_with is None or by.acts_with.unit_id != unit.pk:
        raise NotAllowed(
            gettext_noop("须由%(unit)s自己的席位确认，上级单位和协调员不能代为确认。"),
            code="not-its-own-seat",
            unit=unit.name,
        )


OPEN = (State.PROPOSED, State.CONFIRMED)
