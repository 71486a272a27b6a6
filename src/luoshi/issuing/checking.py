"""Actions of those who check a paper: handed to them, remarked on, passed on or given back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.issuing import documents, flagging, jointly, way
from luoshi.issuing.models import Document, Remark
from luoshi.orgs.models import Account
from luoshi.rules import paperway
from luoshi.values.errors import IllegalMove, Incomplete, Overtaken
from luoshi.values.sentences import gettext_noop

REASON_MOST, TEXT_MOST, QUOTE_MOST = 300, 1000, 300


@transaction.atomic
def send_to_check(document: Document, *, version: int, by: Account, now: dt.datetime) -> None:
    """Hand a draft to be checked, as somebody read it at ``version``.

    Raises Incomplete without an addressee where its kind needs one, IllegalMove where a rule over
    kinds refuses it.
    """
    step = way.admit(document, "send", by=by, now=now)
    paper = documents.latest(document).paper
    if document.kind in flagging.ADDRESSED and not paper.addressees:
        raise Incomplete(["addressees"], labels=way.LABELS)
    flagging.refuse_undecided(document, firm_only=True)
    way.carry(document, step, version=version)
    audit.record("paper.sent_to_check", document, by=by, at=now, n=document.said)


@transaction.atomic
def pass_check(document: Document, *, version: int, by: Account, now: dt.datetime) -> None:
    """Find a paper in order, as it read at ``version``: it goes to whoever signs.

    Raises NotAllowed for its drafter, IllegalMove while a remark is not settled.
    """
    step = way.admit(document, "pass", by=by, now=now)
    refuse_unsettled(document)
    flagging.refuse_undecided(document, firm_only=True)
    way.carry(
        document, step, version=version, checked_by=by, checked_for=by.stands_in_for, checked_at=now
    )
    audit.record("paper.checked", document, by=by, at=now, n=document.said)


@transaction.atomic
def return_to_draft(document: Document, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Give a paper back to be changed, and say why: from the check, the signature or the number.

    Whoever has it takes this step; what was checked and signed must be checked and signed anew.
    """
    step = way.admit(document, _giving_back(document, by=by, now=now), by=by, now=now)
    reason = way.filled("reason", reason, most=REASON_MOST)
    empty = dict.fromkeys(
        f"{done}_{what}" for done in ("checked", "signed") for what in ("by", "for", "at")
    )
    told = changes(document, {"checked_by": None, "signed_by": None})
    way.carry(document, step, **empty)
    jointly.clear(document)
    audit.record("paper.returned", document, by=by, at=now, reason=reason, changes=told)


def _giving_back(document: Document, *, by: Account, now: dt.datetime) -> str:
    """Return the step by which ``by`` gives the paper back: her office's own, or a joint issuer's."""
    name = {"signing": "decline", "signed": "recall"}.get(document.state, "return")
    permissions = paperway.STEPS[name].permissions
    at_home = documents.may_at(by, *permissions, units={document.office_id}, now=now)
    return name if at_home or not document.joint.exists() or name == "return" else "refuse"


@transaction.atomic
def remark(
    document: Document, *, text: str, quote: str = "", by: Account, now: dt.datetime
) -> Remark:
    """Remark on a paper, perhaps on a ``quote`` of it; it stays open until somebody settles it."""
    way.admit(document, "remark", by=by, now=now)
    text = way.filled("text", text, most=TEXT_MOST)
    made = Remark.objects.create(
        document=document,
        on=document.said,
        quote=" ".join(quote.split())[:QUOTE_MOST],
        text=text,
        by=by,
        at=now,
    )
    audit.record("paper.remarked", document, by=by, at=now, text=text[:200], quote=made.quote[:200])
    return made


@transaction.atomic
def settle(remark: Remark, *, answer: str = "", by: Account, now: dt.datetime) -> None:
    """Note that a remark is dealt with, and how.  Raises Overtaken if somebody did already."""
    way.admit(remark.document, "settle", by=by, now=now)
    answer = answer.strip()[:REASON_MOST]
    won = Remark.objects.filter(pk=remark.pk, settled_at__isnull=True).update(
        answer=answer, settled_by=by, settled_at=now
    )
    if not won:
        raise Overtaken
    remark.refresh_from_db()
    audit.record(
        "paper.remark_settled",
        remark.document,
        by=by,
        at=now,
        text=remark.text[:200],
        answer=answer,
    )


def refuse_unsettled(document: Document) -> None:
    """Raise IllegalMove while a remark on the paper is open."""
    count = document.remarks.filter(settled_at__isnull=True).count()
    if count:
        raise IllegalMove(
            gettext_noop("还有%(count)s条修改意见没有处理，请先逐条处理。"),
            code="paper-remarks-open",
            count=count,
        )
