"""Writing matters and groups: each move of a matter's life, from its issue to its end, is here.

What comes before the issue stands in ``drafting``, what moves a date in ``extending``, groups in
``grouping``; all of it is called through this module.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.matters import moves
from luoshi.matters.drafting import draft_matter, edit_draft, send_back, submit
from luoshi.matters.extending import ask_extension, decide_extension, withdraw_request
from luoshi.matters.grouping import edit_group, set_up_group
from luoshi.matters.models import Matter, State, Step, Voice
from luoshi.orgs import access
from luoshi.orgs.models import Account, Series, Unit
from luoshi.orgs.series import take_number
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.rules.access import Permission
from luoshi.rules.life import Part
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop
from luoshi.values.workcalendar import Day

__all__ = [
    "ask_extension",
    "cancel",
    "claim",
    "close",
    "decide_extension",
    "draft_matter",
    "edit_draft",
    "edit_group",
    "feed_back",
    "issue",
    "send_back",
    "send_for_redo",
    "set_up_group",
    "sign",
    "submit",
]
WORD = "督"
RAISER_SAID_MOST = 300
WITHDRAWN_BY_CLAIM = gettext_noop("已申请办结，延期申请撤回")


@transaction.atomic
def issue(matter: Matter, *, version: int | None = None, by: Account, now: dt.datetime) -> None:
    """Issue a matter that another person wrote: it gets its number and its date for good.

    Opens what the lead owes: to sign, and to finish.  Raises Incomplete with what is missing,
    BadInput for a day that has passed.  ``version`` is what the approver read.
    """
    move = moves.admit(matter, "issue", by=by, now=now)
    today = civil_day(now)
    moves.carry(
        matter,
        move,
        version=version,
        number=_next_number(matter.held_by, year=today.year),
        due_original=matter.due_proposed,
        due_current=matter.due_proposed,
        issued_by=by,
        issued_at=now,
    )
    sign_by = moves.due_after(today, "sign")
    _owe(matter, Owed.SIGN, "1", opens_on=today, due=sign_by, by=by, now=now)
    _owe(matter, Owed.FINISH, "1", opens_on=today, due=Day(moves.due_of(matter)), by=by, now=now)
    audit.record(
        "matter.issued",
        matter,
        by=by,
        at=now,
        number=matter.number,
        lead=matter.lead,
        person=matter.person,
        due=matter.due_original,
    )


@transaction.atomic
def sign(matter: Matter, *, by: Account, now: dt.datetime) -> None:
    """Take a matter in hand for its lead unit; a late signature is kept as late."""
    move = moves.admit(matter, "sign", by=by, now=now)
    moves.carry(matter, move, signed_by=by, signed_at=now)
    _discharge(matter, Owed.SIGN, "1", on=civil_day(now), by=by, now=now)
    audit.record("matter.signed", matter, by=by, at=now)


@transaction.atomic
def feed_back(
    matter: Matter, *, text: str, next_step: str = "", by: Account, now: dt.datetime
) -> Step:
    """Tell progress.  For the lead it moves the matter; of a partner unit it is input only."""
    leads = access.may(by, Permission.MATTER_SIGN, now=now, units=moves.units_of(matter, Part.LEAD))
    move = moves.admit(matter, "feed_back" if leads else "give_input", by=by, now=now)
    moves.require_filled({"text": text}, "text")
    moves.carry(matter, move)
    step = Step.objects.create(
        matter=matter,
        unit=matter.lead if leads else _partner_of(matter, by, now=now),
        voice=Voice.LEAD if leads else Voice.PARTNER,
        text=text.strip(),
        next_step=next_step.strip(),
        by=by,
        at=now,
    )
    said = {"unit": step.unit, "text": step.text[:200], "next_step": step.next_step[:200]}
    if leads:
        audit.record("matter.fed_back", matter, by=by, at=now, **said)
    else:
        audit.record("matter.input_given", matter, by=by, at=now, **said)
    return step


@transaction.atomic
def claim(
    matter: Matter, *, performed_on: dt.date, result: str, by: Account, now: dt.datetime
) -> None:
    """Say that a matter was done on ``performed_on``; the holder now owes a review.

    Whether it was late is judged by ``performed_on``.  A request for extension that still
    waits is withdrawn.
    """
    move = moves.admit(matter, "claim", by=by, now=now)
    moves.require_filled({"performed_on": performed_on, "result": result}, "performed_on", "result")
    today = civil_day(now)
    if performed_on > today:
        raise BadInput.of(
            "performed_on", gettext_noop("完成日期不能晚于今天。"), code="done-in-the-future"
        )
    withdraw_request(matter, reason=WITHDRAWN_BY_CLAIM, by=by, now=now)
    moves.carry(
        matter,
        move,
        claimed_by=by,
        claimed_at=now,
        performed_on=performed_on,
        result=result.strip(),
    )
    _discharge(matter, Owed.FINISH, _attempt(matter), on=performed_on, by=by, now=now)
    _owe_a_review(matter, by=by, now=now)
    audit.record(
        "matter.claimed",
        matter,
        by=by,
        at=now,
        performed_on=performed_on,
        result=matter.result[:300],
    )


@transaction.atomic
def send_for_redo(
    matter: Matter, *, reason: str, version: int | None = None, by: Account, now: dt.datetime
) -> None:
    """Refuse a claim with the ``reason``: the lead owes it again, by the same current date."""
    move = moves.admit(matter, "send_for_redo", by=by, now=now)
    moves.require_filled({"reason": reason}, "reason")
    today = civil_day(now)
    _discharge(matter, Owed.REVIEW, _attempt(matter), on=today, by=by, now=now)
    moves.carry(matter, move, version=version, returns=F("returns") + 1)
    due = Day(moves.due_of(matter))
    _owe(
        matter, Owed.FINISH, _attempt(matter), opens_on=min(today, due.on), due=due, by=by, now=now
    )
    audit.record(
        "matter.returned", matter, by=by, at=now, reason=reason.strip(), times=matter.returns
    )


@transaction.atomic
def close(
    matter: Matter,
    *,
    raiser_said: str = "",
    version: int | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Accept a claim.  A problem needs the words of whoever raised it: agreed, or would not say."""
    move = moves.admit(matter, "close", by=by, now=now)
    if moves.wants_raiser(matter):
        moves.require_filled({"raiser_said": raiser_said}, "raiser_said")
    moves.require_short("raiser_said", raiser_said.strip(), most=RAISER_SAID_MOST)
    moves.carry(
        matter,
        move,
        version=version,
        closed_by=by,
        closed_at=now,
        raiser_said=raiser_said.strip(),
    )
    _discharge(matter, Owed.REVIEW, _attempt(matter), on=civil_day(now), by=by, now=now)
    if matter.raiser_said:
        audit.record("matter.confirmed", matter, by=by, at=now, raiser_said=matter.raiser_said)
    audit.record("matter.closed", matter, by=by, at=now)


@transaction.atomic
def cancel(matter: Matter, *, reason: str, by: Account, now: dt.datetime) -> None:
    """End a matter undone, with the ``reason``; it stays in the ledger and nothing of it is owed."""
    move = moves.admit(matter, "cancel", by=by, now=now)
    moves.require_filled({"reason": reason}, "reason")
    reason, was = reason.strip(), matter.state
    withdraw_request(matter, reason=reason, by=by, now=now)
    moves.carry(matter, move)
    for kind, key in _open_kinds(matter, was):
        owed.void(kind=kind, subject=matter, key=key, reason=reason, by=by, now=now)
    audit.record("matter.cancelled", matter, by=by, at=now, reason=reason)


def _open_kinds(matter: Matter, state: str) -> list[tuple[str, str]]:
    """Return kind and key of what is owed on a matter in ``state``, besides an answer."""
    attempt = _attempt(matter)
    match state:
        case State.ISSUED:
            return [(Owed.SIGN, "1"), (Owed.FINISH, attempt)]
        case State.WORKING | State.RETURNED:
            return [(Owed.FINISH, attempt)]
        case State.CLAIMED:
            return [(Owed.REVIEW, attempt)]
        case _:
            return []


def _attempt(matter: Matter) -> str:
    """Return which attempt at finishing this is: "1", after one return "2"."""
    return str(matter.returns + 1)


def _owe(
    matter: Matter,
    kind: Owed,
    key: str,
    *,
    opens_on: dt.date,
    due: Day,
    by: Account,
    now: dt.datetime,
) -> None:
    """Open what the lead and its named person owe to the office that keeps the matter."""
    owed.open_obligation(
        kind=kind,
        subject=matter,
        key=key,
        title=matter.title,
        debtor_unit=moves.lead_of(matter),
        debtor=matter.person,
        creditor_unit=matter.held_by,
        opens_on=opens_on,
        due_on=due.on,
        confirmed=due.confirmed,
        by=by,
        now=now,
    )


def _owe_a_review(matter: Matter, *, by: Account, now: dt.datetime) -> None:
    """Open what the office owes to the lead that claimed: an answer to the claim."""
    today = civil_day(now)
    review_by = moves.due_after(today, "review")
    owed.open_obligation(
        kind=Owed.REVIEW,
        subject=matter,
        key=_attempt(matter),
        title=matter.title,
        debtor_unit=matter.held_by,
        debtor=None,
        creditor_unit=moves.lead_of(matter),
        opens_on=today,
        due_on=review_by.on,
        confirmed=review_by.confirmed,
        by=by,
        now=now,
    )


def _discharge(
    matter: Matter, kind: Owed, key: str, *, on: dt.date, by: Account, now: dt.datetime
) -> None:
    owed.discharge(kind=kind, subject=matter, key=key, on=on, by=by, now=now)


def _next_number(office: Unit, *, year: int) -> str:
    """Return the next number, like 督〔2026〕3号.

    The word alone belongs to the office that used it first; a second office puts its short
    name before it, so that no two matters share a number.
    """
    taken = Series.objects.filter(word=WORD).exclude(unit=office).exists()
    word = f"{office.short_name or office.name}"[:19] + WORD if taken else WORD
    return f"{word}〔{year}〕{take_number(office, word=word, year=year)}号"


def _partner_of(matter: Matter, by: Account, *, now: dt.datetime) -> Unit:
    """Return for which of the matter's other units ``by`` speaks: the first within her reach."""
    reach = access.scope(by, Permission.MATTER_SIGN, now=now)
    return next(
        one.unit
        for one in matter.parts.select_related("unit")
        if reach.covers(frozenset({one.unit_id}))
    )
