"""The auditor's gate: she reads the whole record, checks it and takes extracts; she changes nothing.

Whoever may not read it finds nothing here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import QuerySet

from luoshi.audit import actions as audit
from luoshi.audit import queries
from luoshi.audit.models import Archive, Event, Extract, Seal, Verification
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.values.errors import NotFound, TooLarge
from luoshi.values.sentences import gettext_noop

VERIFIED_AT_ONCE = 50_000  # events; a page must answer in seconds


def enter(by: Account, *, now: dt.datetime) -> None:
    """Raise NotFound unless ``by`` may read the whole record; note with which seat she does."""
    if not access.may(by, Permission.AUDIT_READ, now=now):
        raise NotFound
    access.require(by, Permission.AUDIT_READ, now=now)


def events_for(by: Account, wanted: queries.Wanted, *, now: dt.datetime) -> QuerySet[Event]:
    """Return the events that ``wanted`` asks for, newest first."""
    enter(by, now=now)
    return queries.found(wanted)


def event_for(by: Account, pk: int, *, now: dt.datetime) -> Event:
    """Return one event; raises NotFound where there is none."""
    enter(by, now=now)
    event = Event.objects.filter(pk=pk).first()
    if event is None:
        raise NotFound
    return event


def seals_for(by: Account, *, now: dt.datetime) -> QuerySet[Seal]:
    """Return the daily seals, the latest first."""
    enter(by, now=now)
    return queries.seals()


def verifications_for(by: Account, *, now: dt.datetime) -> QuerySet[Verification]:
    """Return every check of the record, the latest first."""
    enter(by, now=now)
    return queries.verifications()


def archives_for(by: Account, *, now: dt.datetime) -> QuerySet[Archive]:
    """Return the archive files that were written, the latest first."""
    enter(by, now=now)
    return queries.archives()


def is_verified_at_once() -> bool:
    """Return whether the whole record is short enough to be checked while a page waits."""
    return queries.count_events(most=VERIFIED_AT_ONCE + 1) <= VERIFIED_AT_ONCE


def verify_whole(*, by: Account, now: dt.datetime) -> Verification:
    """Check the whole record now.  Raises TooLarge where that is left to the command line."""
    enter(by, now=now)
    if not is_verified_at_once():
        said = gettext_noop("记录超过%(most)s条，请在服务器上运行 luoshi audit verify。")
        raise TooLarge(said, code="record-long", most=VERIFIED_AT_ONCE)
    return audit.verify_all(by=by, now=now)


def verify_chain(event: Event, *, by: Account, now: dt.datetime) -> Verification:
    """Check the chain of the row that ``event`` is about."""
    enter(by, now=now)
    return audit.verify_chain(event, by=by, now=now)


def hand_out_seals(*, by: Account, now: dt.datetime) -> str:
    """Return every seal as the text of a small file, and record that."""
    enter(by, now=now)
    return audit.hand_out_seals(by=by, now=now)


def hand_out_extract(
    *,
    file_name: str,
    sha256: str,
    rows: int,
    wanted: Mapping[str, str],
    by: Account,
    now: dt.datetime,
) -> Extract:
    """Keep that ``rows`` events were handed out, which filters chose them, and the file's hash."""
    enter(by, now=now)
    return audit.hand_out_extract(
        file_name=file_name, sha256=sha256, rows=rows, wanted=wanted, by=by, now=now
    )
