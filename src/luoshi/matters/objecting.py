"""Actions about an assignment that its receiver holds to be wrong.  Called as ``matters.actions``."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.matters import causes, debts, moves, terms
from luoshi.matters.fields import require_filled, require_short
from luoshi.matters.models import Cause, DueChange, Matter, Objection, Ruling
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, NotFound, Overtaken
from luoshi.values.sentences import gettext_noop
from luoshi.values.workcalendar import Day

ANSWER = "answer_objection"
NOTE_MOST = 300
OVERRULED = gettext_noop("异议成立，改派其他单位")


@transaction.atomic
def raise_objection(
    matter: Matter, *, reason: str, suggested: Unit | None, by: Account, now: dt.datetime
) -> Objection:
    """Hold that a matter is not the lead's to do, naming the unit thought right; once, in time.

    Opens what the holder owes: an answer within a working day.  The clocks of the matter run on.
    """
    move = moves.admit(matter, "raise_objection", by=by, now=now)
    require_filled({"reason": reason, "suggested": suggested}, "reason", "suggested")
    if suggested is None or suggested.pk == matter.lead_id:
        raise BadInput.of(
            "suggested", gettext_noop("建议的承办单位不能是本单位。"), code="suggests-itself"
        )
    try:
        with transaction.atomic():
            objection = Objection.objects.create(
                matter=matter,
                unit=terms.lead_of(matter),
                was_state=matter.state,
                reason=reason.strip(),
                suggested=suggested,
                by=by,
                raised_for=by.stands_in_for,
                at=now,
            )
    except IntegrityError:
        raise Overtaken from None  # somebody of the same unit objected a moment before
    moves.carry(matter, move)
    today = civil_day(now)
    debts.owe_by_holder(
        matter,
        Owed.ANSWER,
        str(objection.pk),
        opens_on=today,
        due=terms.due_after(today, ANSWER, unit=matter.held_by),
        by=by,
        now=now,
    )
    audit.record(
        "objection.raised", matter, by=by, at=now, reason=objection.reason, suggested=suggested
    )
    return objection


@transaction.atomic
def uphold(matter: Matter, *, note: str, by: Account, now: dt.datetime) -> None:
    """Reject an objection for good: the matter stays with its lead, and its clocks ran on."""
    move = moves.admit(matter, "uphold", by=by, now=now)
    objection = _rule(matter, Ruling.REJECTED, note=note, by=by, now=now)
    moves.carry(matter, move, before=objection.was_state)
    audit.record("objection.rejected", matter, by=by, at=now, note=objection.note)


@transaction.atomic
def reassign(
    matter: Matter,
    *,
    lead: Unit | None,
    person: Person | None,
    due: dt.date | None,
    slip_cause: str,
    note: str,
    by: Account,
    now: dt.datetime,
) -> None:
    """Uphold an objection: another lead and person, a number of its own, a definite new day.

    ``slip_cause`` (``policy/causes.toml``) says by which cause the day moves.

    The original date and the first number stay in the record; what the old lead still owed
    falls, the new lead owes to sign and to finish.
    """
    move = moves.admit(matter, "reassign", by=by, now=now)
    require_filled(
        {"lead": lead, "person": person, "due_asked": due}, "lead", "person", "due_asked"
    )
    assert lead is not None and person is not None and due is not None
    _check_the_new_lead(matter, lead, due, now=now)
    causes.check_slip(slip_cause, now=now)
    objection = _rule(matter, Ruling.UPHELD, note=note, by=by, now=now)
    was_lead, was_due, was_number = terms.lead_of(matter), terms.due_of(matter), matter.number
    was = {"lead": was_lead, "person": matter.person, "due_current": was_due, "number": was_number}
    fresh = [Owed.SIGN, Owed.PLAN, Owed.STEP, Owed.FEEDBACK]
    debts.let_fall(matter, reason=OVERRULED, kinds=fresh, by=by, now=now)
    sign_by, moment = terms.sign_by(matter, lead, now=now)
    moves.carry(
        matter,
        move,
        sign_by=moment,
        lead=lead,
        person=person,
        due_current=due,
        number=_with_suffix(matter),
        signed_by=None,
        signed_at=None,
    )
    _note_the_new_day(matter, was_due, slip_cause, note, by=by, now=now)
    _lay_on_the_new_lead(matter, objection, sign_by, by=by, now=now)
    told = {"lead": lead, "person": person, "due_current": due, "number": matter.number}
    data: dict[str, object] = {
        "was_number": was_number,
        "number": matter.number,
        "was": was_lead,
        "lead": lead,
    }
    data |= {"person": person, "due": due, "note": objection.note, "changes": changes(was, told)}
    audit.record("matter.reassigned", matter, by=by, at=now, **data)


def _note_the_new_day(
    matter: Matter, was: dt.date, slip_cause: str, note: str, *, by: Account, now: dt.datetime
) -> None:
    DueChange.objects.create(
        matter=matter,
        cause=Cause.REASSIGNMENT,
        slip_cause=slip_cause,
        was=was,
        now=terms.due_of(matter),
        reason=note,
        by=by,
        at=now,
    )


def _check_the_new_lead(matter: Matter, lead: Unit, due: dt.date, *, now: dt.datetime) -> None:
    if lead.pk == matter.lead_id:
        raise BadInput.of("lead", gettext_noop("改派须换一个单位。"), code="same-lead")
    check_lasting(lead=lead)
    if due < civil_day(now):
        raise BadInput.of("due", gettext_noop("期限不能早于今天。"), code="due-in-the-past")


def _lay_on_the_new_lead(
    matter: Matter, objection: Objection, sign_by: Day, *, by: Account, now: dt.datetime
) -> None:
    today, key = civil_day(now), debts.attempt_of(matter)
    owed.hand_over(
        kind=Owed.FINISH,
        subject=matter,
        key=key,
        debtor_unit=terms.lead_of(matter),
        debtor=matter.person,
        by=by,
        now=now,
    )
    owed.move_due(
        kind=Owed.FINISH, subject=matter, key=key, due_on=terms.due_of(matter), by=by, now=now
    )
    debts.owe(
        matter, Owed.SIGN, f"after-{objection.pk}", opens_on=today, due=sign_by, by=by, now=now
    )


def _rule(matter: Matter, ruling: Ruling, *, note: str, by: Account, now: dt.datetime) -> Objection:
    require_filled({"note": note}, "note")
    require_short("note", note.strip(), most=NOTE_MOST)
    objection = terms.open_objection(matter)
    if objection is None:
        raise NotFound
    won = Objection.objects.filter(pk=objection.pk, ruling=Ruling.ASKED).update(
        ruling=ruling, note=note.strip(), ruled_by=by, ruled_at=now
    )
    if not won:
        raise Overtaken
    objection.refresh_from_db()
    debts.discharge(matter, Owed.ANSWER, str(objection.pk), on=civil_day(now), by=by, now=now)
    return objection


def _with_suffix(matter: Matter) -> str:
    """Return the number with the ordinal of the assignment: 督〔2026〕3号-2 for the second."""
    first = (matter.number or "").split("号-")[0].removesuffix("号")
    times = matter.objections.filter(ruling=Ruling.UPHELD).count()
    return f"{first}号-{times + 1}"
