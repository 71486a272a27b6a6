"""Files that wait for the scanner: put aside encrypted, opened and handed out by nobody until it was asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from luoshi.audit import actions as audit
from luoshi.audit.actions import Actor
from luoshi.orgs import access, encrypted
from luoshi.orgs.models import Account, Unit
from luoshi.rules.access import Permission
from luoshi.sources import secrecy
from luoshi.sources.files.refusals import refused
from luoshi.sources.models import Quarantined, Removal, Source, Waits

WAITING_MOST = 20  # files of one account
SHOWN = dt.timedelta(days=14)  # how long its uploader is shown what became of one
PATIENCE = dt.timedelta(days=7)
CLAIM = dt.timedelta(minutes=10)  # for so long no other process tries the same file


def put_aside(
    *, data: bytes, file_name: str, held_by: Unit, by: Account, now: dt.datetime
) -> Quarantined:
    """Keep a file until the scanner can be asked.

    Raises SecretMark for a name that bears a mark, and says that the scanner is away where too
    many files of ``by`` wait already.  The same file handed in twice waits once.
    """
    access.require(by, Permission.SOURCE_ADD, now=now, units={held_by.pk})
    secrecy.refuse_marks(PurePath(file_name).stem)
    waiting = Quarantined.objects.filter(received_by=by, state=Waits.WAITING)
    sha256 = hashlib.sha256(data).hexdigest()
    if known := waiting.filter(held_by=held_by, sha256=sha256).first():
        return known
    if waiting.count() >= WAITING_MOST:
        raise refused("scanner-away")
    row = Quarantined(
        file_name=file_name[-200:],
        size_bytes=len(data),
        sha256=sha256,
        held_by=held_by,
        received_by=by,
        received_at=now,
    )
    name = f"quarantine/{uuid.uuid4().hex}"
    row.file.name = default_storage.save(name, ContentFile(encrypted.sealed_bytes(data)))
    try:
        _keep(row, by=by, now=now)
    except IntegrityError:
        # The same file was sent twice at this very moment.
        default_storage.delete(row.file.name)
        return waiting.get(held_by=held_by, sha256=sha256)
    return row


@transaction.atomic
def _keep(row: Quarantined, *, by: Account, now: dt.datetime) -> None:
    row.save(force_insert=True)
    audit.record("file.put_aside", row, by=by, at=now, size=row.size_bytes, sha256=row.sha256)


def shown_to(by: Account, *, now: dt.datetime) -> QuerySet[Quarantined]:
    """Return her own files that wait, and what became of those that waited lately."""
    rows = Quarantined.objects.filter(received_by=by)
    return rows.filter(Q(settled_at__isnull=True) | Q(settled_at__gte=now - SHOWN))


def news_for(by: Account, *, now: dt.datetime) -> QuerySet[Quarantined]:
    """Return her own files that were settled and whose outcome she has not seen yet."""
    return shown_to(by, now=now).filter(settled_at__isnull=False, seen_at__isnull=True)


def note_seen(rows: Iterable[Quarantined], *, by: Account, now: dt.datetime) -> None:
    """Note that ``by`` was shown what became of her own files among ``rows``."""
    pks = [one.pk for one in rows if one.settled_at is not None and one.seen_at is None]
    if pks:
        Quarantined.objects.filter(pk__in=pks, received_by=by).update(seen_at=now)


def waiting(*, now: dt.datetime) -> list[Quarantined]:
    """Return the files that nobody is trying just now, the longest waiting first."""
    rows = Quarantined.objects.filter(state=Waits.WAITING).select_related("received_by", "held_by")
    free = Q(tried_at__isnull=True) | Q(tried_at__lte=now - CLAIM)
    return list(rows.filter(free).order_by("pk"))


def claim(row: Quarantined, *, now: dt.datetime) -> bool:
    """Return whether this process may try the file now: of several, one."""
    rows = Quarantined.objects.filter(pk=row.pk, state=Waits.WAITING, tried_at=row.tried_at)
    return bool(rows.update(tried_at=now))


def let_go(row: Quarantined, *, now: dt.datetime) -> None:
    """Let any process try the file again in the next round."""
    Quarantined.objects.filter(pk=row.pk, tried_at=now).update(tried_at=None)


def content_of(row: Quarantined) -> bytes:
    """Return the bytes that were handed in; raises ValueError where they cannot be decrypted."""
    with default_storage.open(str(row.file.name), "rb") as file:
        return encrypted.opened_bytes(file.read())


@transaction.atomic
def free(row: Quarantined, *, source: Source, by: Actor, now: dt.datetime) -> None:
    """Note that the file passed and is ``source`` now; its bytes leave the quarantine."""
    if _settled(row, state=Waits.FREED, source=source, now=now):
        audit.record("file.freed", row, by=by, at=now, source=source)


@transaction.atomic
def remove(row: Quarantined, *, reason: Removal, by: Actor, now: dt.datetime) -> None:
    """Remove the file and say why; of one that bears a mark not even the name stays."""
    nameless = {"file_name": ""} if reason == Removal.MARKED else {}
    if _settled(row, state=Waits.REMOVED, reason=reason, now=now, **nameless):
        row.refresh_from_db()
        audit.record("file.removed", row, by=by, at=now, why=str(reason.label), reason=reason)


def _settled(row: Quarantined, *, now: dt.datetime, **told: object) -> bool:
    rows = Quarantined.objects.filter(pk=row.pk, state=Waits.WAITING)
    if not rows.update(settled_at=now, file="", **told):
        return False
    name = str(row.file.name)
    transaction.on_commit(lambda: default_storage.delete(name))
    return True
