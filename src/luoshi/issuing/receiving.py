"""What receivers do with an issued paper, and where it ends: received, filed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.issuing import documents, way
from luoshi.issuing.models import Dispatch, Document, DocumentState
from luoshi.orgs.models import Account
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import Duplicate, IllegalMove
from luoshi.values.sentences import gettext_noop


@transaction.atomic
def receive(dispatch: Dispatch, *, by: Account, now: dt.datetime) -> None:
    """Confirm for the receiving unit that a paper came.  Raises Duplicate if somebody did already."""
    documents.require_at(by, Permission.PAPER_RECEIVE, units={dispatch.unit_id}, now=now)
    document = dispatch.document
    if document.state == DocumentState.VOIDED:
        raise IllegalMove(gettext_noop("这份公文已经作废，不需要签收。"), code="paper-voided")
    won = Dispatch.objects.filter(pk=dispatch.pk, received_at__isnull=True).update(
        received_by=by, received_at=now
    )
    if not won:
        raise Duplicate(
            gettext_noop("%(unit)s已经签收过这份公文。"),
            code="paper-received-already",
            unit=dispatch.unit.name,
        )
    dispatch.refresh_from_db()
    owed.discharge(
        kind=Owed.PAPER_RECEIVE,
        subject=document,
        key=str(dispatch.unit_id),
        on=civil_day(now),
        by=by,
        now=now,
    )
    audit.record(
        "paper.received",
        document,
        by=by,
        at=now,
        unit=dispatch.unit,
        number=document.number or "",
    )


@transaction.atomic
def file_document(document: Document, *, by: Account, now: dt.datetime) -> None:
    """Lay an issued paper into the files: its way ends here; receipts may still come in."""
    step = way.admit(document, "file", by=by, now=now)
    way.carry(document, step, filed_by=by, filed_at=now)
    audit.record("paper.filed", document, by=by, at=now, number=document.number or "")
