"""Actions about a rest: pause with a reason from a closed list, resume.  Called as ``matters.actions``."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from luoshi.audit import actions as audit
from luoshi.matters import causes, debts, moves, terms
from luoshi.matters.fields import require_filled, require_short
from luoshi.matters.models import Cause, DueChange, Matter, Pause, PauseReason
from luoshi.orgs.models import Account
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, NotFound, Overtaken
from luoshi.values.sentences import gettext_noop
from luoshi.values.workcalendar import Day

REASON_MOST = 300
RESTING = (Owed.SIGN, Owed.PLAN, Owed.STEP, Owed.FEEDBACK, Owed.FINISH)


@transaction.atomic
def pause(
    matter: Matter,
    *,
    cause: str,
    slip_cause: str,
    reason: str,
    check_on: dt.date | None,
    by: Account,
    now: dt.datetime,
) -> Pause:
    """Let a matter rest: why (``PauseReason``), in what circumstances, when it is looked at again.

    ``cause`` is on what ground it may rest, ``slip_cause`` (``policy/causes.toml``) what holds it up.

    What its units owe rests too and is shown as resting; its day does not move.  The holder owes
    a look at it on ``check_on``.
    """
    move = moves.admit(matter, "pause", by=by, now=now)
    require_filled(
        {"cause": cause, "reason": reason, "check_on": check_on}, "cause", "reason", "check_on"
    )
    require_short("reason", reason.strip(), most=REASON_MOST)
    causes.check_slip(slip_cause, now=now)
    today = civil_day(now)
    if check_on is None or check_on <= today:
        raise BadInput.of(
            "check_on", gettext_noop("下次核查日期须在今天之后。"), code="check-not-later"
        )
    try:
        with transaction.atomic():
            rest = Pause.objects.create(
                matter=matter,
                was_state=matter.state,
                cause=PauseReason(cause),
                slip_cause=slip_cause,
                reason=reason.strip(),
                from_on=today,
                check_on=check_on,
                by=by,
            )
    except IntegrityError:
        raise Overtaken from None  # somebody else paused it a moment before
    moves.carry(matter, move)
    owed.pause(matter, kinds=RESTING, on=today, by=by, now=now)
    debts.owe_by_holder(
        matter, Owed.CHECK, str(rest.pk), opens_on=today, due=Day(check_on), by=by, now=now
    )
    audit.record(
        "matter.paused",
        matter,
        by=by,
        at=now,
        cause=rest.get_cause_display(),
        reason=rest.reason,
        check_on=check_on,
    )
    return rest


@transaction.atomic
def resume(
    matter: Matter, *, note: str, due: dt.date | None = None, by: Account, now: dt.datetime
) -> None:
    """Take up a resting matter where it stood.  Its day moves only if a later ``due`` is decided.

    ``note`` says why it can go on, and why the day moves if it does.
    """
    move = moves.admit(matter, "resume", by=by, now=now)
    require_filled({"note": note}, "note")
    require_short("note", note.strip(), most=REASON_MOST)
    rest, was, today = terms.open_pause(matter), terms.due_of(matter), civil_day(now)
    if rest is None:
        raise NotFound
    if due is not None and due <= was:
        raise BadInput.of(
            "due",
            gettext_noop("新的期限必须晚于现行期限%(due)s。"),
            code="due-not-later",
            due=was,
        )
    won = Pause.objects.filter(pk=rest.pk, to_on__isnull=True).update(
        to_on=today, ended_by=by, note=note.strip()
    )
    if not won:
        raise Overtaken
    moves.carry(matter, move, before=rest.was_state, due_current=due or was)
    debts.discharge(matter, Owed.CHECK, str(rest.pk), on=today, by=by, now=now)
    if due is not None:
        _move(matter, rest, was=was, due=due, reason=note.strip(), by=by, now=now)
    owed.resume(matter, by=by, now=now)
    told = {"due_current": [was, due]} if due else {}
    said = {"note": note.strip(), "due": due or was, "changes": told}
    audit.record("matter.resumed", matter, by=by, at=now, **said)


def _move(
    matter: Matter,
    rest: Pause,
    *,
    was: dt.date,
    due: dt.date,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> None:
    DueChange.objects.create(
        matter=matter,
        cause=Cause.PAUSE,
        slip_cause=rest.slip_cause,
        was=was,
        now=due,
        reason=reason,
        by=by,
        at=now,
    )
    owed.move_due(
        kind=Owed.FINISH,
        subject=matter,
        key=debts.attempt_of(matter),
        due_on=due,
        by=by,
        now=now,
    )
