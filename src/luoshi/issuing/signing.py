"""The signature under a paper: by somebody who neither drafted it nor will give it its number."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.issuing import checking, documents, flagging, way
from luoshi.issuing.models import Document
from luoshi.matters.models import Matter, State
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.values.errors import IllegalMove, NotAllowed
from luoshi.values.sentences import Sentence, gettext_noop

OF_THE_HEAD = (Permission.ESCALATION_DECIDE, Permission.REPORT_SIGN)
WAITING = (State.DRAFT, State.PENDING)


@transaction.atomic
def sign(document: Document, *, version: int, by: Account, now: dt.datetime) -> None:
    """Sign a paper as it read at ``version``.

    Raises NotAllowed for whoever wrote of it, or may not issue the matters that it carries;
    IllegalMove while a flag is undecided or a remark open; Overtaken if somebody was faster.
    """
    step = way.admit(document, "sign", by=by, now=now)
    _refuse_unless_the_head(document, by=by, now=now)
    checking.refuse_unsettled(document)
    flagging.refuse_undecided(document, firm_only=False)
    for matter in document.carries.filter(state__in=WAITING):
        _refuse_unless_she_may_issue(matter, by=by, now=now)
    way.carry(
        document, step, version=version, signed_by=by, signed_for=by.stands_in_for, signed_at=now
    )
    audit.record("paper.signed", document, by=by, at=now, n=document.said)


def _refuse_unless_the_head(document: Document, *, by: Account, now: dt.datetime) -> None:
    """Praise and criticism want the approval of the head (国务院令第733号第21条)."""
    if not flagging.kind_of(document.kind).head_signs:
        return
    if not documents.may_at(by, *OF_THE_HEAD, units={document.office_id}, now=now):
        raise NotAllowed(
            gettext_noop("%(kind)s须由单位主要负责同志签发。"),
            code="paper-head-signs",
            kind=Sentence(str(document.get_kind_display())),
        )


def _refuse_unless_she_may_issue(matter: Matter, *, by: Account, now: dt.datetime) -> None:
    """The signature under a paper is the approval of the matters in it."""
    if not access.may(by, Permission.MATTER_ISSUE, now=now, units={matter.held_by_id}):
        raise NotAllowed(
            gettext_noop("这份公文随文下发事项“%(title)s”，须由有权下发事项的负责同志签发。"),
            code="paper-carries-matters",
            title=matter.title,
        )
    if by.pk in (matter.drafted_by_id, matter.drafted_for_id):
        raise IllegalMove(
            gettext_noop("随文下发的事项“%(title)s”是您拟的，请由另一位负责人签发。"),
            code="paper-carries-own-matter",
            title=matter.title,
        )
