"""Actions about a later date: ask, decide, withdraw.  Called as ``matters.actions``."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from luoshi.audit import actions as audit
from luoshi.matters import causes, debts, moves, terms
from luoshi.matters import fields as fields_of
from luoshi.matters.models import Cause, DueChange, Extension, Matter, Verdict
from luoshi.orgs.models import Account
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Overtaken
from luoshi.values.sentences import gettext_noop

# The rules know one limit for answering what a handling unit asks of those who assigned it.
ANSWER = "answer_objection"
NOTE_MOST = 300


@transaction.atomic
def ask_extension(
    matter: Matter,
    *,
    due_asked: dt.date,
    slip_cause: str,
    reason: str,
    done_so_far: str,
    by: Account,
    now: dt.datetime,
) -> Extension:
    """Ask for a later date, in time before the due day; opens what the holder owes: an answer.

    ``slip_cause`` is a code of ``policy/causes.toml``; the reason says it in words.

    Raises IllegalMove when it is too late or a request waits already, BadInput for a date that
    is not later or beyond the longest extension.
    """
    move = moves.admit(matter, "ask_extension", by=by, now=now)
    values = {"due_asked": due_asked, "reason": reason, "done_so_far": done_so_far}
    fields_of.require_filled(values, *values)
    causes.check_slip(slip_cause, now=now)
    _check_later(matter, due_asked, field="due_asked")
    try:
        with transaction.atomic():
            request = Extension.objects.create(
                matter=matter,
                due_before=terms.due_of(matter),
                due_asked=due_asked,
                slip_cause=slip_cause,
                reason=reason.strip(),
                done_so_far=done_so_far.strip(),
                asked_by=by,
                asked_for=by.stands_in_for,
                asked_at=now,
            )
    except IntegrityError:
        raise Overtaken from None  # somebody of the same unit asked a moment before
    moves.carry(matter, move)
    _owe_an_answer(request, by=by, now=now)
    audit.record(
        "extension.asked",
        matter,
        by=by,
        at=now,
        due_before=request.due_before,
        due_asked=due_asked,
        cause=causes.name_of(slip_cause),
        reason=request.reason,
    )
    return request


@transaction.atomic
def decide_extension(
    extension: Extension,
    *,
    grant: bool,
    note: str,
    due: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Answer a request.  Granting needs a definite date: ``due``, or the one that was asked.

    The current date moves, the original never; what is owed moves with it.
    """
    matter = extension.matter
    move = moves.admit(matter, "decide_extension", by=by, now=now)
    if not grant:
        fields_of.require_filled({"note": note}, "note")
    fields_of.require_short("note", note.strip(), most=NOTE_MOST)
    granted = (due or extension.due_asked) if grant else None
    if granted:
        _check_later(matter, granted, field="due")
    won = Extension.objects.filter(pk=extension.pk, verdict=Verdict.ASKED).update(
        verdict=Verdict.GRANTED if grant else Verdict.REFUSED,
        due_granted=granted,
        decided_by=by,
        decided_at=now,
        decision_note=note.strip(),
    )
    if not won:
        raise Overtaken
    extension.refresh_from_db()
    today = civil_day(now)
    owed.discharge(kind=Owed.DECIDE, subject=matter, key=_key(extension), on=today, by=by, now=now)
    if granted is None:
        moves.carry(matter, move)
        audit.record("extension.refused", matter, by=by, at=now, note=extension.decision_note)
        return
    moves.carry(matter, move, due_current=granted)
    _move_what_is_owed(extension, to=granted, by=by, now=now)


def withdraw_request(matter: Matter, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Let an open request fall, inside the action that makes it idle; does nothing if there is none."""
    request = terms.open_request(matter)
    if request is None:
        return
    won = Extension.objects.filter(pk=request.pk, verdict=Verdict.ASKED).update(
        verdict=Verdict.WITHDRAWN
    )
    if not won:
        raise Overtaken
    owed.void(kind=Owed.DECIDE, subject=matter, key=_key(request), reason=reason, by=by, now=now)
    audit.record("extension.withdrawn", matter, by=by, at=now, due_asked=request.due_asked)


def _owe_an_answer(request: Extension, *, by: Account, now: dt.datetime) -> None:
    matter, today = request.matter, civil_day(now)
    answer = terms.due_after(today, ANSWER, unit=matter.held_by)
    owed.open_obligation(
        kind=Owed.DECIDE,
        subject=matter,
        key=_key(request),
        title=matter.title,
        debtor_unit=matter.held_by,
        debtor=None,
        creditor_unit=terms.lead_of(matter),
        opens_on=today,
        due_on=answer.on,
        confirmed=answer.confirmed,
        by=by,
        now=now,
    )


def _move_what_is_owed(request: Extension, *, to: dt.date, by: Account, now: dt.datetime) -> None:
    matter = request.matter
    DueChange.objects.create(
        matter=matter,
        cause=Cause.EXTENSION,
        slip_cause=request.slip_cause,
        was=request.due_before,
        now=to,
        reason=request.reason,
        by=by,
        at=now,
    )
    owed.move_due(
        kind=Owed.FINISH,
        subject=matter,
        key=debts.attempt_of(matter),
        due_on=to,
        confirmed=True,
        by=by,
        now=now,
    )
    audit.record(
        "extension.granted",
        matter,
        by=by,
        at=now,
        due_before=request.due_before,
        changes={"due_current": [request.due_before, to]},
        due=to,
        note=request.decision_note,
    )


def _key(request: Extension) -> str:
    """Return the ordinal of a request among those of its matter."""
    return str(Extension.objects.filter(matter=request.matter_id, pk__lte=request.pk).count())


def _check_later(matter: Matter, due: dt.date, *, field: str) -> None:
    if due <= terms.due_of(matter):
        raise BadInput.of(
            field,
            gettext_noop("新的期限必须晚于现行期限%(due)s。"),
            code="due-not-later",
            due=matter.due_current,
        )
    latest = terms.latest_extension(matter)
    if due > latest:
        raise BadInput.of(
            field,
            gettext_noop("一次延期最晚到%(latest)s，请改为不晚于这一天的日期。"),
            code="extension-too-long",
            latest=latest,
        )
