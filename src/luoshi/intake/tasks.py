"""The parts of the sweep that ask the scanner again about waiting files, and carry ledgers on."""

from __future__ import annotations

import datetime as dt
import logging

from luoshi.audit.actions import SYSTEM
from luoshi.intake import actions
from luoshi.intake.ledgerin.stepping import carry_on, under_way
from luoshi.owed.tasks import Carried
from luoshi.sources import incidents, quarantine
from luoshi.sources.models import Grade, Quarantined, Removal
from luoshi.values.errors import NotAllowed, NotFound, Refusal, SecretMark

log = logging.getLogger(__name__)
AWAY, SICK = "scanner-away", "file-infected"
PLACE = "draft_new"  # where such files come in


LEDGER_SECONDS = 20.0  # so long a round stays with one ledger; the others of the round wait


def carry_ledgers(*, now: dt.datetime) -> Carried:
    """Carry on each ledger that somebody handed in or confirmed, whoever looks on or not."""
    done, trouble = 0, []
    for ledger in under_way():
        try:
            done += carry_on(ledger, seconds=LEDGER_SECONDS, now=now)
        except Exception as error:
            log.exception("ledger: %s", ledger.pk)
            trouble.append(f"ledger {ledger.pk} {type(error).__name__}")
    return Carried(done, tuple(trouble))


def try_waiting(*, now: dt.datetime) -> Carried:
    """Ask about each file that waits; read what passes, remove what does not, stop where nobody answers."""
    done, trouble = 0, []
    for row in quarantine.waiting(now=now):
        if not quarantine.claim(row, now=now):
            continue
        try:
            if not _tried(row, now=now):
                quarantine.let_go(row, now=now)
                break
            done += 1
        except Exception as error:
            # One bad file must not stop the others; it is tried again when its claim has run out.
            log.exception("quarantine: %s", row.pk)
            trouble.append(f"quarantine {row.pk} {type(error).__name__}")
    return Carried(done, tuple(trouble))


def _tried(row: Quarantined, *, now: dt.datetime) -> bool:
    """Settle one file; return False where the scanner is still away and the file goes on waiting."""
    by = row.received_by
    try:
        data = quarantine.content_of(row)
        taken = actions.take_in_file(
            data=data, file_name=row.file_name, held_by=row.held_by, by=by, now=now
        )
    except Refusal as refusal:
        if refusal.code == AWAY:
            return _still_waiting(row, now=now)
        quarantine.remove(row, reason=_reason(refusal), by=SYSTEM, now=now)
        if (grade := _grade(refusal)) is not None:
            incidents.report(grade=grade, place=PLACE, by=by, now=now)
        return True
    quarantine.free(row, source=taken.draft.source, by=SYSTEM, now=now)
    return True


def _still_waiting(row: Quarantined, *, now: dt.datetime) -> bool:
    if now - row.received_at < quarantine.PATIENCE:
        return False
    quarantine.remove(row, reason=Removal.EXPIRED, by=SYSTEM, now=now)
    return True


def _reason(refusal: Refusal) -> Removal:
    if refusal.code == SICK:
        return Removal.HARMFUL
    if isinstance(refusal, SecretMark):
        return Removal.MARKED
    if isinstance(refusal, NotAllowed | NotFound):
        return Removal.DENIED
    return Removal.UNREADABLE


def _grade(refusal: Refusal) -> str | None:
    """Return as what somebody who watches is told of it; None where there is nothing to tell."""
    if refusal.code == SICK:
        return Grade.HARMFUL
    if isinstance(refusal, SecretMark):
        return str(refusal.params.get("grade", Grade.CONFIDENTIAL))
    return None
