"""Actions about the end of a matter: claim, confirm, close, return, reopen, archive, cancel.

Called as ``matters.actions``.  Claimed is not confirmed and confirmed is not closed: each is the
word of another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.matters import debts, moves, terms
from luoshi.matters.extending import withdraw_request
from luoshi.matters.fields import require_filled, require_short
from luoshi.matters.models import (
    Cause,
    Confirmation,
    DueChange,
    Evidence,
    Matter,
    Reopening,
    Satisfaction,
)
from luoshi.orgs.models import Account
from luoshi.owed.models import Kind as Owed
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop
from luoshi.values.workcalendar import Day

WORDS_MOST = 300
WITHDRAWN_BY_CLAIM = gettext_noop("已申请办结，延期申请撤回")
NEEDED_NO_MORE = gettext_noop("事项已经申请办结")
WHILE_WORKING = (Owed.PLAN, Owed.STEP, Owed.FEEDBACK)
CLAIMED = ("claimed_by", "claimed_for", "claimed_at", "performed_on")
OF_THE_TRY = (*CLAIMED, "closed_by", "closed_at")  # a new try begins without them


@transaction.atomic
def claim(
    matter: Matter,
    *,
    performed_on: dt.date,
    result: str,
    evidence: Mapping[str, str] | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Say that a matter was done on ``performed_on``, with what shows it for each closing criterion.

    ``evidence`` gives a statement for each of ``terms.criteria_of``; where there is one criterion
    and no evidence, the result is it.  The holder now owes a review, and whoever raised the
    matter a word.  Whether it was late is judged by ``performed_on``.
    """
    move = moves.admit(matter, "claim", by=by, now=now)
    require_filled({"performed_on": performed_on, "result": result}, "performed_on", "result")
    today = civil_day(now)
    if performed_on > today:
        raise BadInput.of(
            "performed_on", gettext_noop("完成日期不能晚于今天。"), code="done-in-the-future"
        )
    shown = _evidence(matter, result.strip(), evidence or {})
    withdraw_request(matter, reason=WITHDRAWN_BY_CLAIM, by=by, now=now)
    fields: dict[str, Any] = {"performed_on": performed_on, "result": result.strip()}
    told = changes(matter, fields)
    moves.carry(matter, move, claimed_by=by, claimed_for=by.stands_in_for, claimed_at=now, **fields)
    Evidence.objects.bulk_create(
        Evidence(matter=matter, attempt=matter.attempt, criterion=criterion, statement=statement)
        for criterion, statement in shown.items()
    )
    attempt = debts.attempt_of(matter)
    debts.discharge(matter, Owed.FINISH, attempt, on=performed_on, by=by, now=now)
    debts.let_fall(matter, reason=NEEDED_NO_MORE, kinds=WHILE_WORKING, by=by, now=now)
    _ask_for_words(matter, today=today, by=by, now=now)
    audit.record(
        "matter.claimed",
        matter,
        by=by,
        at=now,
        performed_on=performed_on,
        result=matter.result[:300],
        changes=told,
    )


@transaction.atomic
def confirm(
    matter: Matter,
    *,
    solved: bool,
    satisfaction: str,
    words: str = "",
    by: Account,
    now: dt.datetime,
) -> Confirmation:
    """Say for the unit that raised a matter whether it is solved; a no needs its words.

    A no bars closing: the supervisor returns the matter.
    """
    move = moves.admit(matter, "confirm", by=by, now=now)
    words = words.strip()
    if not solved:
        require_filled({"words": words}, "words")
    require_short("words", words, most=WORDS_MOST)
    try:
        with transaction.atomic():
            said = Confirmation.objects.create(
                matter=matter,
                attempt=matter.attempt,
                solved=solved,
                satisfaction=Satisfaction(satisfaction),
                words=words,
                by=by,
                at=now,
            )
    except IntegrityError:
        raise Overtaken from None  # somebody of the same unit answered a moment before
    heard = f"{said.get_satisfaction_display()}" + (f"：{words}" if words else "")
    told = changes(matter, {"raiser_said": heard[:WORDS_MOST]})
    moves.carry(matter, move, raiser_said=heard[:WORDS_MOST])
    attempt, today = debts.attempt_of(matter), civil_day(now)
    debts.discharge(matter, Owed.CONFIRM, attempt, on=today, by=by, now=now)
    what = "matter.confirmed_solved" if solved else "matter.confirmed_unsolved"
    audit.record(what, matter, by=by, at=now, words=matter.raiser_said, changes=told)
    return said


@transaction.atomic
def send_for_redo(
    matter: Matter, *, reason: str, version: int | None = None, by: Account, now: dt.datetime
) -> None:
    """Refuse a claim with the ``reason``: the lead owes it again, by the same current date."""
    move = moves.admit(matter, "send_for_redo", by=by, now=now)
    require_filled({"reason": reason}, "reason")
    today = civil_day(now)
    debts.discharge(matter, Owed.REVIEW, debts.attempt_of(matter), on=today, by=by, now=now)
    debts.let_fall(matter, reason=reason.strip(), kinds=[Owed.CONFIRM], by=by, now=now)
    told = changes(matter, {"raiser_said": ""})
    moves.carry(
        matter,
        move,
        version=version,
        returns=F("returns") + 1,
        attempt=F("attempt") + 1,
        raiser_said="",
    )
    _owe_it_again(matter, today=today, by=by, now=now)
    data = {"reason": reason.strip(), "times": matter.returns, "changes": told}
    audit.record("matter.returned", matter, by=by, at=now, **data)


@transaction.atomic
def close(
    matter: Matter,
    *,
    raiser_said: str = "",
    version: int | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Accept a claim.  A problem needs the word of whoever raised it: its own, or how it was refused."""
    move = moves.admit(matter, "close", by=by, now=now)
    said = matter.raiser_said or raiser_said.strip()
    if terms.wants_raiser(matter):
        require_filled({"raiser_said": said}, "raiser_said")
    require_short("raiser_said", said, most=WORDS_MOST)
    told_by_hand = bool(said) and not matter.raiser_said
    told = changes(matter, {"raiser_said": said})
    moves.carry(matter, move, version=version, closed_by=by, closed_at=now, raiser_said=said)
    today = civil_day(now)
    debts.discharge(matter, Owed.REVIEW, debts.attempt_of(matter), on=today, by=by, now=now)
    debts.let_fall(matter, reason=gettext_noop("事项已经办结"), by=by, now=now)
    _owe_the_file(matter, today=today, by=by, now=now)
    if told_by_hand:
        audit.record("matter.confirmed", matter, by=by, at=now, raiser_said=matter.raiser_said)
    audit.record("matter.closed", matter, by=by, at=now, changes=told)


@transaction.atomic
def reopen(
    matter: Matter, *, reason: str, due: dt.date | None, by: Account, now: dt.datetime
) -> None:
    """Take up a closed matter within a year of its closing: a new try, by a definite new day.

    What the closing had said is kept beside it.
    """
    move = moves.admit(matter, "reopen", by=by, now=now)
    require_filled({"reason": reason, "due_asked": due}, "reason", "due_asked")
    require_short("reason", reason.strip(), most=WORDS_MOST)
    today, was = civil_day(now), terms.due_of(matter)
    if due is None or due <= today:
        raise BadInput.of("due", gettext_noop("重办期限须在今天之后。"), code="due-in-the-past")
    assert matter.closed_at and matter.closed_by and matter.performed_on
    Reopening.objects.create(
        matter=matter,
        attempt=matter.attempt,
        reason=reason.strip(),
        closed_at=matter.closed_at,
        closed_by=matter.closed_by,
        performed_on=matter.performed_on,
        result=matter.result,
        by=by,
        at=now,
    )
    fields: dict[str, Any] = {"due_current": due, "result": "", "raiser_said": ""}
    fields |= dict.fromkeys(OF_THE_TRY)
    told = changes(matter, fields)
    moves.carry(matter, move, attempt=F("attempt") + 1, **fields)
    DueChange.objects.create(
        matter=matter, cause=Cause.REOPENING, was=was, now=due, reason=reason.strip(), by=by, at=now
    )
    debts.let_fall(matter, reason=reason.strip(), kinds=[Owed.ARCHIVE], by=by, now=now)
    _owe_it_again(matter, today=today, by=by, now=now)
    data = {"reason": reason.strip(), "due": due, "changes": told}
    audit.record("matter.reopened", matter, by=by, at=now, **data)


@transaction.atomic
def cancel(
    matter: Matter,
    *,
    reason: str,
    replaced_by: Matter | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """End a matter undone, with the ``reason``; it stays in the ledger and nothing of it is owed.

    ``replaced_by`` is the matter into which it goes, where it is merged.
    """
    move = moves.admit(matter, "cancel", by=by, now=now)
    require_filled({"reason": reason}, "reason")
    if replaced_by is not None and replaced_by.pk == matter.pk:
        raise BadInput.of("replaced_by", gettext_noop("不能并入自己。"), code="replaced-by-itself")
    reason = reason.strip()
    withdraw_request(matter, reason=reason, by=by, now=now)
    moves.carry(matter, move, replaced_by=replaced_by)
    debts.let_fall(matter, reason=reason, by=by, now=now)
    audit.record("matter.cancelled", matter, by=by, at=now, reason=reason, into=replaced_by)


def _evidence(matter: Matter, result: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return a statement for each closing criterion; raise Incomplete naming those without one."""
    criteria = terms.criteria_of(matter)
    if len(criteria) <= 1 and not any(text.strip() for text in given.values()):
        return {(criteria[0] if criteria else matter.criterion): result}
    shown = {one: given.get(one, "").strip() for one in criteria}
    missing = [f"evidence_{at}" for at, text in enumerate(shown.values()) if not text]
    if missing:
        labels = {
            f"evidence_{at}": Sentence(gettext_noop("凭证：%(criterion)s"), "", {"criterion": one})
            for at, one in enumerate(shown)
        }
        raise Incomplete(missing, labels=labels)
    return shown


def _ask_for_words(matter: Matter, *, today: dt.date, by: Account, now: dt.datetime) -> None:
    """Open the review that the holder owes, and the word that whoever raised the matter owes."""
    attempt, due = debts.attempt_of(matter), terms.due_after(today, "review", unit=matter.held_by)
    debts.owe_by_holder(matter, Owed.REVIEW, attempt, opens_on=today, due=due, by=by, now=now)
    if matter.raised_by is not None and matter.raised_by_id != matter.lead_id:
        debts.owe(
            matter,
            Owed.CONFIRM,
            attempt,
            opens_on=today,
            due=due,
            debtor_unit=matter.raised_by,
            by=by,
            now=now,
        )


def _owe_the_file(matter: Matter, *, today: dt.date, by: Account, now: dt.datetime) -> None:
    debts.owe(
        matter,
        Owed.ARCHIVE,
        debts.attempt_of(matter),
        opens_on=today,
        due=terms.due_after(today, "archive", unit=matter.held_by),
        debtor_unit=matter.held_by,
        by=by,
        now=now,
    )


def _owe_it_again(matter: Matter, *, today: dt.date, by: Account, now: dt.datetime) -> None:
    due = Day(terms.due_of(matter))
    debts.owe(
        matter, Owed.FINISH, debts.attempt_of(matter), opens_on=today, due=due, by=by, now=now
    )
