"""Writing matters and groups: every action of the room is called through this module.

What comes before the issue stands in ``drafting``, an objection in ``objecting``, the plan in
``planning``, what moves a date in ``extending`` and ``pausing``, the end in ``finishing`` and
``archiving``, other hands in ``handing``, orders in ``urging``, groups in ``grouping``.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.matters import debts, moves, terms
from luoshi.matters.archiving import archive
from luoshi.matters.drafting import draft_matter, edit_draft, send_back, submit
from luoshi.matters.extending import ask_extension, decide_extension
from luoshi.matters.fields import require_filled
from luoshi.matters.finishing import cancel, claim, close, confirm, reopen, send_for_redo
from luoshi.matters.grouping import (
    Member,
    Paper,
    dissolve_group,
    edit_group,
    establish_group,
    join_group,
    leave_group,
    note_meeting,
    set_up_group,
)
from luoshi.matters.handing import hand_over, hand_over_all
from luoshi.matters.leaving import hand_over_person
from luoshi.matters.models import Matter, Step, Voice
from luoshi.matters.naming import (
    WORDS_MOST,
    Words,
    may_name,
    name_units,
    note_placeholders,
    strike_words,
)
from luoshi.matters.objecting import raise_objection, reassign, uphold
from luoshi.matters.pausing import pause, resume
from luoshi.matters.planning import Planned, finish_step, lay_plan, owe_a_plan
from luoshi.matters.succession import dissolve_unit, split_off
from luoshi.matters.urging import drop_order, issue_order, prepare_order, urge
from luoshi.orgs import access
from luoshi.orgs.models import Account, Series, Unit
from luoshi.orgs.series import take_number
from luoshi.owed.models import Kind as Owed
from luoshi.owed.queries import of_subject
from luoshi.rules.access import Permission
from luoshi.rules.life import Part
from luoshi.values.civil import civil_day
from luoshi.values.workcalendar import Day

__all__ = [
    "WORDS_MOST",
    "Member",
    "Paper",
    "Planned",
    "Words",
    "archive",
    "ask_extension",
    "cancel",
    "claim",
    "close",
    "confirm",
    "decide_extension",
    "dissolve_group",
    "dissolve_unit",
    "draft_matter",
    "drop_order",
    "edit_draft",
    "edit_group",
    "establish_group",
    "feed_back",
    "finish_step",
    "hand_over",
    "hand_over_all",
    "hand_over_person",
    "issue",
    "issue_order",
    "join_group",
    "lay_plan",
    "leave_group",
    "may_name",
    "name_units",
    "note_meeting",
    "note_placeholders",
    "pause",
    "prepare_order",
    "raise_objection",
    "reassign",
    "reopen",
    "resume",
    "send_back",
    "send_for_redo",
    "set_up_group",
    "sign",
    "split_off",
    "strike_words",
    "submit",
    "uphold",
    "urge",
]
WORD = "督"


@transaction.atomic
def issue(matter: Matter, *, version: int | None = None, by: Account, now: dt.datetime) -> None:
    """Issue a matter that another person wrote: it gets its number and its date for good.

    Opens what the lead owes: to sign, and to finish.  Raises Incomplete with what is missing,
    BadInput for a day that has passed.  ``version`` is what the approver read.
    """
    move = moves.admit(matter, "issue", by=by, now=now)
    today = civil_day(now)
    sign_by, moment = terms.sign_by(matter, terms.lead_of(matter), now=now)
    moves.carry(
        matter,
        move,
        version=version,
        number=_next_number(matter.held_by, year=today.year),
        due_original=matter.due_proposed,
        due_current=matter.due_proposed,
        issued_by=by,
        issued_at=now,
        sign_by=moment,
    )
    debts.owe(matter, Owed.SIGN, "1", opens_on=today, due=sign_by, by=by, now=now)
    debts.owe(
        matter, Owed.FINISH, "1", opens_on=today, due=Day(terms.due_of(matter)), by=by, now=now
    )
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
    """Take a matter in hand for its lead unit; a late signature is kept as late.

    From now on the lead owes a plan and a first word on how it goes.
    """
    move = moves.admit(matter, "sign", by=by, now=now)
    moves.carry(matter, move, signed_by=by, signed_at=now)
    today = civil_day(now)
    for row in of_subject(matter).filter(kind=Owed.SIGN, discharged_at__isnull=True):
        debts.discharge(matter, Owed.SIGN, row.key, on=today, by=by, now=now)
    owe_a_plan(matter, by=by, now=now)
    _owe_first_feedback(matter, by=by, now=now)
    audit.record("matter.signed", matter, by=by, at=now)


@transaction.atomic
def feed_back(
    matter: Matter,
    *,
    text: str,
    next_step: str = "",
    dissents: bool = False,
    by: Account,
    now: dt.datetime,
) -> Step:
    """Tell progress.  For the lead it moves the matter; of a partner unit it is input only.

    A partner unit that ``dissents`` says so for whoever reviews the matter.
    """
    leads = access.may(by, Permission.MATTER_SIGN, now=now, units=terms.units_of(matter, Part.LEAD))
    move = moves.admit(matter, "feed_back" if leads else "give_input", by=by, now=now)
    require_filled({"text": text}, "text")
    moves.carry(matter, move)
    step = Step.objects.create(
        matter=matter,
        unit=matter.lead if leads else _partner_of(matter, by, now=now),
        voice=Voice.LEAD if leads else Voice.PARTNER,
        text=text.strip(),
        next_step=next_step.strip(),
        dissents=dissents and not leads,
        by=by,
        at=now,
    )
    said = {"unit": step.unit, "text": step.text[:200], "next_step": step.next_step[:200]}
    if leads:
        _discharge_feedback(matter, by=by, now=now)
        audit.record("matter.fed_back", matter, by=by, at=now, **said)
    elif step.dissents:
        audit.record("matter.dissented", matter, by=by, at=now, **said)
    else:
        audit.record("matter.input_given", matter, by=by, at=now, **said)
    return step


def _owe_first_feedback(matter: Matter, *, by: Account, now: dt.datetime) -> None:
    today = civil_day(now)
    due = terms.due_after(today, "first_feedback", unit=terms.lead_of(matter))
    if due.on < terms.due_of(matter):  # a matter that ends sooner is fed back by its end
        debts.owe(matter, Owed.FEEDBACK, "first", opens_on=today, due=due, by=by, now=now)


def _discharge_feedback(matter: Matter, *, by: Account, now: dt.datetime) -> None:
    """One word on how it goes answers every feedback that has begun to be owed."""
    today = civil_day(now)
    rows = of_subject(matter).filter(
        kind=Owed.FEEDBACK, discharged_at__isnull=True, opens_on__lte=today
    )
    for row in rows:
        debts.discharge(matter, Owed.FEEDBACK, row.key, on=today, by=by, now=now)


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
