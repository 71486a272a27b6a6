"""Writing down what one side promised the other, and carrying it until it binds and ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.commitments import debts
from luoshi.commitments.models import (
    Commitment,
    CommitmentConfirmation,
    CommitmentWording,
    Part,
    Side,
    State,
)
from luoshi.commitments.wording import (
    OPEN,
    add_wording,
    carry,
    checked,
    latest,
    require_filled,
    require_own_seat,
    side_of,
)
from luoshi.matters import drafting
from luoshi.matters.models import Kind as MatterKind
from luoshi.matters.models import Matter
from luoshi.matters.models import State as MatterState
from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.sources.models import Passage
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, NotAllowed, Overtaken
from luoshi.values.sentences import gettext_noop

JUDGEMENTS = (State.KEPT, State.NOT_KEPT, State.RELEASED)


@transaction.atomic
def propose(
    *,
    side: str,
    title: str,
    text: str,
    criterion: str,
    due_on: dt.date | None,
    debtor_unit: Unit | None,
    debtor: Person | None,
    creditor_unit: Unit | None,
    creditor: Person | None,
    held_by: Unit,
    project: Project | None = None,
    engagement: Engagement | None = None,
    passage: Passage | None = None,
    by: Account,
    now: dt.datetime,
) -> Commitment:
    """Write down a promise in its first wording; both sides owe their word on it from now on."""
    access.require(by, Permission.COMMITMENT_EDIT, now=now, units={held_by.pk})
    parties = {
        "debtor_unit": debtor_unit,
        "debtor": debtor,
        "creditor_unit": creditor_unit,
        "creditor": creditor,
    }
    said = checked(text=text, criterion=criterion, due_on=due_on, now=now)
    require_filled({"title": title.strip()} | parties)
    _check_parties(side, title, parties)
    check_lasting(debtor_unit=debtor_unit, creditor_unit=creditor_unit)
    _refuse_a_twin(title.strip(), said["text"], parties)
    commitment = Commitment.objects.create(
        side=side,
        title=title.strip(),
        **parties,
        held_by=held_by,
        project=project,
        engagement=engagement,
        passage=passage,
        drafted_by=by,
        drafted_for=by.stands_in_for,
        drafted_at=now,
    )
    add_wording(commitment, said, note="", unit=held_by, by=by, now=now)
    told = {"owing": debtor_unit, "owed": creditor_unit, "due_on": due_on}
    audit.record("commitment.proposed", commitment, by=by, at=now, title=commitment.title, **told)
    return commitment


def _check_parties(side: str, title: str, parties: dict[str, Any]) -> None:
    if side not in Side.values:
        raise BadInput.of(
            "side", gettext_noop("请选择承诺方属于政府方还是企业方。"), code="no-side"
        )
    if len(title.strip()) > 200:
        raise BadInput.of("title", gettext_noop("承诺事项请写在200字以内。"), code="too-long")
    if parties["debtor_unit"] == parties["creditor_unit"]:
        said = gettext_noop("承诺是一方对另一方的：对方单位须是另一个单位。")
        raise BadInput.of("creditor_unit", said, code="one-side")
    if parties["debtor"] == parties["creditor"]:
        said = gettext_noop("对方联系人须是另一个人。")
        raise BadInput.of("creditor", said, code="one-person")


def _refuse_a_twin(title: str, text: str, parties: dict[str, Any]) -> None:
    """The same form sent twice must not make two promises."""
    rows = Commitment.objects.filter(title=title, wordings__text=text, **parties)
    twin = rows.exclude(state=State.WITHDRAWN).first()
    if twin is not None:
        raise Duplicate(
            gettext_noop("同样的承诺“%(title)s”已经登记过。"),
            code="commitment-there-already",
            title=twin.title,
            pk=twin.pk,
        )


@transaction.atomic
def propose_wording(
    commitment: Commitment,
    *,
    version: int,
    text: str,
    criterion: str,
    due_on: dt.date | None,
    note: str = "",
    by: Account,
    now: dt.datetime,
) -> CommitmentWording:
    """Propose other words while it does not bind yet: both sides must confirm them anew.

    Whoever keeps the ledger may, and whoever may confirm for one of the sides.
    """
    unit = _proposing_unit(commitment, by=by, now=now)
    said = checked(text=text, criterion=criterion, due_on=due_on, now=now)
    before = latest(commitment)
    if said == {name: getattr(before, name) for name in said}:
        raise BadInput.of("text", gettext_noop("措辞没有变化。"), code="same-words")
    n = commitment.said + 1
    given: dict[str, Any] = {"said": n, "confirmed_said": None, "state": State.PROPOSED}
    carry(commitment, *OPEN, version=version, **given)
    wording = add_wording(commitment, said, note=note, unit=unit, by=by, now=now)
    told = {name: [getattr(before, name), said[name]] for name in said}
    told = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    audit.record("commitment.reworded", commitment, by=by, at=now, n=n, unit=unit, changes=told)
    return wording


def _proposing_unit(commitment: Commitment, *, by: Account, now: dt.datetime) -> Unit:
    """Return for which unit ``by`` proposes words: the office that keeps it, or one of the sides."""
    held_by = commitment.held_by
    if access.may(by, Permission.COMMITMENT_EDIT, now=now, units={held_by.pk}):
        access.require(by, Permission.COMMITMENT_EDIT, now=now, units={held_by.pk})
        return held_by
    sides = (commitment.debtor_unit, commitment.creditor_unit)
    access.require(by, Permission.COMMITMENT_CONFIRM, now=now, units={one.pk for one in sides})
    return next(
        one
        for one in sides
        if access.may(by, Permission.COMMITMENT_CONFIRM, now=now, units={one.pk})
    )


@transaction.atomic
def confirm(
    commitment: Commitment, *, part: str, n: int, by: Account, now: dt.datetime
) -> CommitmentConfirmation:
    """Stand by exactly the ``n``-th wording, for one side, by a seat of that side itself.

    Raises Overtaken if other words stand by now, Duplicate if this side confirmed already.
    """
    unit = side_of(commitment, part)
    access.require(by, Permission.COMMITMENT_CONFIRM, now=now, units={unit.pk})
    require_own_seat(unit, by=by)
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.said != n:
        raise Overtaken
    if commitment.state != State.PROPOSED:
        raise IllegalMove(gettext_noop("这一稿现在不需要确认。"), code="nothing-to-confirm")
    wording = latest(commitment)
    _refuse_both_hands(wording, part, by=by)
    made = CommitmentConfirmation.objects.create(
        wording=wording,
        part=part,
        owing_unit=commitment.debtor_unit,
        owed_unit=commitment.creditor_unit,
        seat_unit=unit,
        by=by,
        on_behalf=by.stands_in_for,
        at=now,
    )
    owed.discharge(
        kind=Owed.COMMITMENT_CONFIRM,
        subject=commitment,
        key=debts.key_of(wording, part),
        on=civil_day(now),
        by=by,
        now=now,
    )
    audit.record("commitment.confirmed", commitment, by=by, at=now, n=n, unit=unit)
    if wording.confirmations.count() == len(Part.values):
        carry(commitment, State.PROPOSED, state=State.CONFIRMED, confirmed_said=n)
        audit.record("commitment.agreed", commitment, by=by, at=now, n=n)
    return made


def _refuse_both_hands(wording: CommitmentWording, part: str, *, by: Account) -> None:
    there = list(wording.confirmations.all())
    if any(one.part == part for one in there):
        raise Duplicate(gettext_noop("这一方已经确认过这一稿。"), code="confirmed-already")
    hands = {pk for one in there for pk in (one.by_id, one.on_behalf_id) if pk}
    if hands & {by.pk, by.stands_in_for.pk if by.stands_in_for else None}:
        raise NotAllowed(
            gettext_noop("同一个人不能代表双方确认，请由另一方自己的人确认。"),
            code="confirms-for-both",
        )


@transaction.atomic
def bind(commitment: Commitment, *, by: Account, now: dt.datetime) -> Matter:
    """Let what both sides confirmed bind: it becomes a matter, whose basis are both confirmations.

    The matter goes its own way from here: another than ``by`` issues it.
    """
    access.require(by, Permission.COMMITMENT_EDIT, now=now, units={commitment.held_by_id})
    if commitment.state != State.CONFIRMED:
        raise IllegalMove(
            gettext_noop("双方确认同一措辞之后承诺才生效；有争议时不生效。"), code="not-confirmed"
        )
    wording = latest(commitment)
    passage = sources.keep_typed(
        basis_of(commitment, wording), held_by=commitment.held_by, by=by, now=now
    )
    matter = drafting.draft_matter(
        kind=MatterKind.TASK,
        title=commitment.title,
        content=wording.text,
        criterion=wording.criterion,
        lead=commitment.debtor_unit,
        person=commitment.debtor,
        raised_by=commitment.creditor_unit,
        held_by=commitment.held_by,
        due_proposed=wording.due_on,
        project=commitment.project,
        engagement=commitment.engagement,
        passage=passage,
        by=by,
        now=now,
    )
    carry(commitment, State.CONFIRMED, state=State.BINDING, matter=matter)
    debts.owe_judgement(commitment, wording, by=by, now=now)
    audit.record("commitment.bound", commitment, by=by, at=now, n=wording.n, matter=matter)
    return matter


def basis_of(commitment: Commitment, wording: CommitmentWording) -> str:
    """Return the words on which the matter of a commitment rests: the wording and both confirmations."""
    lines = [f"双方确认的承诺（第{commitment.pk}号，第{wording.n}稿）：{wording.text}"]
    for one in wording.confirmations.select_related("seat_unit", "by__person"):
        day = f"{civil_day(one.at):%Y年%-m月%-d日}"
        lines.append(
            f"{one.seat_unit.name}（{Part(one.part).label}）{one.by.person.name}于{day}确认。"
        )
    return "\n".join(lines)


@transaction.atomic
def judge(
    commitment: Commitment, *, outcome: str, words: str, by: Account, now: dt.datetime
) -> None:
    """Say for the other side whether a binding commitment was kept, was not, or is released."""
    unit = commitment.creditor_unit
    access.require(by, Permission.COMMITMENT_CONFIRM, now=now, units={unit.pk})
    require_own_seat(unit, by=by)
    if outcome not in JUDGEMENTS:
        raise BadInput.of("outcome", gettext_noop("请选择认定结果。"), code="no-outcome")
    require_filled({"words": words.strip()})
    _check_ending(commitment, outcome, now=now)
    carry(
        commitment,
        State.BINDING,
        state=outcome,
        ended_by=by,
        ended_for=by.stands_in_for,
        ended_at=now,
        ended_unit=unit,
        ended_words=words.strip(),
    )
    if outcome == State.RELEASED:
        debts.let_fall(commitment, reason=words.strip()[:300], by=by, now=now)
    else:
        day = civil_day(now)
        given: dict[str, Any] = {"kind": Owed.COMMITMENT_JUDGE, "subject": commitment, "key": "1"}
        owed.discharge(**given, on=day, by=by, now=now)
    said = State(outcome).label
    audit.record(
        "commitment.judged",
        commitment,
        by=by,
        at=now,
        outcome=str(said),
        unit=unit,
        words=words.strip(),
    )


def _check_ending(commitment: Commitment, outcome: str, *, now: dt.datetime) -> None:
    """Kept is only what is closed; not kept only what is closed or past its day."""
    matter = commitment.matter
    if matter is None:
        raise IllegalMove(gettext_noop("承诺还没有生效，不能认定。"), code="does-not-bind")
    closed = matter.state in (MatterState.CLOSED, MatterState.ARCHIVED)
    due = matter.due_current or latest(commitment).due_on
    if outcome == State.KEPT and not closed:
        raise IllegalMove(
            gettext_noop("对应事项还没有办结，办结销号后才能认定为已兑现。"), code="matter-open"
        )
    if outcome == State.NOT_KEPT and not closed and civil_day(now) <= due:
        raise IllegalMove(gettext_noop("期限还没有到，不能认定为未兑现。"), code="not-due-yet")


@transaction.atomic
def withdraw(commitment: Commitment, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Take a commitment back before it binds, with the reason; it stays in the ledger."""
    access.require(by, Permission.COMMITMENT_EDIT, now=now, units={commitment.held_by_id})
    require_filled({"words": reason.strip()})
    carry(commitment, *OPEN, state=State.WITHDRAWN, confirmed_said=None)
    debts.let_fall(commitment, reason=reason.strip()[:300], by=by, now=now)
    audit.record("commitment.withdrawn", commitment, by=by, at=now, reason=reason.strip())
