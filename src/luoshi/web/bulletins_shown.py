"""One bulletin as its page shows it: to be read, its figures, what corrects it, who was told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from luoshi.issuing import bulletins, documents
from luoshi.issuing.figures_values import WHOLE, YUAN, Figure
from luoshi.rules.access import Permission
from luoshi.web.documents_shown import paper_shown
from luoshi.web.templatetags.luoshi_ui import money, money_exact


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure in the reader's language: what, how much, out of what, as of when."""

    code: str
    name: str
    value: str
    exact: str
    whole: str
    share: Decimal | None
    cohort: str
    base_on: dt.date
    as_of: dt.datetime


def stated(figure: Figure) -> Shown:
    """Return ``figure`` as a page says it; sums as the paper says them."""
    whole = ""
    if figure.denominator and figure.code not in WHOLE:
        whole = _amount(figure, figure.denominator)
    return Shown(
        code=figure.code,
        name=gettext(figure.name),
        value=_amount(figure, figure.numerator),
        exact=money_exact(figure.numerator) if figure.unit == YUAN else "",
        whole=whole,
        share=figure.share if whole else None,
        cohort=gettext(figure.cohort),
        base_on=figure.base_on,
        as_of=figure.as_of,
    )


def _amount(figure: Figure, number: Decimal) -> str:
    if figure.denominator == 0:
        return "—"
    return money(number) if figure.unit == YUAN else f"{int(number)}"


def shown(bulletin: Any, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    """Return the context of the page."""
    document = bulletin.document
    inside = documents.inside(document, by, now=now)
    issues = documents.may_at(by, Permission.PAPER_ISSUE, units={document.office_id}, now=now)
    drafts = documents.may_at(by, Permission.PAPER_DRAFT, units={document.office_id}, now=now)
    state = document.state
    seen = documents.documents_for(by, now=now).values("pk")
    paper = paper_shown(bulletins.paper_of(bulletin))
    return paper | {
        "sheets": [],  # wide tables stand below, as wide as the page
        "appendices": paper["sheets"],
        "bulletin": bulletin,
        "document": document,
        "inside": inside,
        "figures": [stated(one) for one in bulletins.figures_in(bulletin)],
        "corrections": bulletins.corrections_of(document).filter(pk__in=seen),
        "corrects": document.corrects,
        "may_issue": issues and state == bulletins.STATES.SIGNED,
        "may_tell": issues and bulletins.is_out(bulletin) and not bulletin.mails,
        "may_correct": drafts and bulletins.is_out(bulletin),
        "may_head": drafts
        and state == bulletins.STATES.DRAFT
        and document.kind != bulletins.KINDS.CIRCULAR,
        "receivers": [str(one.unit) for one in document.dispatches.all()],
        "told": bulletin.notices.count() if inside and bulletin.told_at else 0,
    }
