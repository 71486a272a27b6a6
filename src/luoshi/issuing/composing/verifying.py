"""Whether a number and a hash are those of a filing or of an issued paper: asked by anybody, of nobody's data.

Who holds a paper can compute the hash of its file, or read that of a filing from its slip.  The
answer tells no more than the paper itself says.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from luoshi.issuing.composing.filing import digest_of
from luoshi.issuing.composing.rows import in_chinese
from luoshi.issuing.models import Document, DocumentKind, DocumentState, OrderPaper, Rendition
from luoshi.issuing.models.document import OUT
from luoshi.matters.models import Order
from luoshi.projects.models import Filing
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput
from luoshi.values.numbers import DocumentNumber
from luoshi.values.sentences import Sentence, gettext_noop

_HASH = re.compile(r"[0-9a-f]{64}")


class Outcome(StrEnum):
    """What a number with a hash comes to."""

    SAME = "same"
    EARLIER = "earlier"  # a slip that was issued; the register was changed since
    VOIDED = "voided"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer.  What it is, whose, of which day: only where the hash is right."""

    outcome: Outcome
    number: str
    kind: str = ""
    title: str = ""
    office: str = ""
    on: dt.date | None = None


def plain_number(text: str) -> str:
    """Return a number as it is kept: six-angle brackets, no zeros before it, no blanks."""
    try:
        return str(DocumentNumber.parse(text))
    except BadInput:
        return re.sub(r"\s+", "", text)


def plain_hash(text: str) -> str:
    """Return a hash without blanks and in small letters; raises BadInput for what is none."""
    plain = re.sub(r"\s+", "", text).lower()
    if not _HASH.fullmatch(plain):
        said = Sentence(
            gettext_noop("摘要应为64位数字和字母a—f，请从公文或者登记表上完整抄录。"), "no-hash"
        )
        raise BadInput({"sha256": said}, code="no-hash")
    return plain


def verified(number: str, sha256: str) -> Verified:
    """Return what the register holds under ``number``, if ``sha256`` is its hash.

    A number that is held with another hash is DIFFERENT, whatever else it may be.
    """
    number, sha256 = plain_number(number), plain_hash(sha256)
    known = False
    for look in (_filing, _document, _order):
        answer = look(number, sha256)
        if answer is not None and answer.outcome != Outcome.DIFFERENT:
            return answer
        known = known or answer is not None
    return Verified(Outcome.DIFFERENT if known else Outcome.UNKNOWN, number)


@in_chinese
def _filing(number: str, sha256: str) -> Verified | None:
    rows = Filing.objects.select_related("project__held_by", "unit")
    filing = rows.filter(number=number).first()
    if filing is None:
        return None
    outcome = Outcome.DIFFERENT
    if digest_of(filing) == sha256:
        outcome = Outcome.SAME
    else:
        slips = Document.objects.filter(
            kind=DocumentKind.FILING, project=filing.project_id, state__in=OUT
        )
        kept = Rendition.objects.filter(document__in=slips, sha256=sha256).exists()
        if kept or slips.filter(key=f"filing-{filing.project_id}-{sha256[:16]}").exists():
            outcome = Outcome.EARLIER
    if outcome == Outcome.DIFFERENT:
        return Verified(outcome, number)
    project = filing.project
    kind = str(DocumentKind.FILING.label)
    return Verified(outcome, number, kind, project.name, project.held_by.name, filing.filed_on)


@in_chinese
def _document(number: str, sha256: str) -> Verified | None:
    rows = Document.objects.filter(number=number, state__in=OUT).select_related("office")
    documents = {one.pk: one for one in rows}
    if not documents:
        return None
    kept = Rendition.objects.filter(document__in=documents, sha256=sha256).first()
    if kept is None:
        return Verified(Outcome.DIFFERENT, number)
    one = documents[kept.document_id]
    voided = one.state == DocumentState.VOIDED
    return Verified(
        Outcome.VOIDED if voided else Outcome.SAME,
        number,
        str(one.get_kind_display()),
        one.title,
        one.office.name,
        civil_day(one.issued_at) if one.issued_at else None,
    )


@in_chinese
def _order(number: str, sha256: str) -> Verified | None:
    order = Order.objects.filter(number=number).select_related("office").first()
    if order is None:
        return None
    if not OrderPaper.objects.filter(order=order, sha256=sha256).exists():
        return Verified(Outcome.DIFFERENT, number)
    issued = civil_day(order.issued_at) if order.issued_at else None
    return Verified(
        Outcome.SAME, number, str(order.get_kind_display()), "", order.office.name, issued
    )
