"""Bulletins: composed from the figures of a window, corrected by a notice, told to who receives them.

Drafting, checking, signing and issuing are those of every paper.  The figures a bulletin rests on
are kept beside it, so that each can be opened as it was printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from luoshi.audit import actions as audit
from luoshi.issuing import documents, drafting, figures_values, numbering, way
from luoshi.issuing.composing import brief, circular, summary
from luoshi.issuing.figures import Figures, figures_of
from luoshi.issuing.figures_values import Figure, Rows
from luoshi.issuing.models import CLOSED, Bulletin, Document, DocumentKind, DocumentState
from luoshi.issuing.models.document import OUT
from luoshi.matters.queries import visible_matters
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.papers.kinds.bulletin import Masthead, Slip
from luoshi.papers.paper import Paper
from luoshi.projects.queries import visible_projects
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import (
    BadInput,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
)
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Sentence, gettext_noop

KINDS, STATES = DocumentKind, DocumentState
ISSUE_HERE = "第［期号］期（总第［期号］期）"
OF_A_WINDOW = (DocumentKind.SUMMARY, DocumentKind.CIRCULAR)
LABELS = {
    "name": Sentence(gettext_noop("简报名称")),
    "title": Sentence(gettext_noop("标题")),
    "text": Sentence(gettext_noop("正文")),
    "slips": Sentence(gettext_noop("更正内容")),
}
COMPOSED_AGAIN = "按登记重新汇总"


# --- reading


def bulletins_for(by: Account, *, now: dt.datetime) -> QuerySet[Bulletin]:
    """Return the bulletins that ``by`` may see, newest first."""
    seen = documents.documents_for(by, now=now).values("pk")
    rows = Bulletin.objects.filter(document__in=seen).exclude(document__state__in=sorted(CLOSED))
    return rows.select_related("document__office").order_by("-document__issued_at", "-pk")


def bulletin_for(by: Account, pk: int, *, now: dt.datetime) -> Bulletin:
    """Return one bulletin by the id of its document; raises NotFound if ``by`` may not see it."""
    document = documents.document_for(by, pk, now=now)
    found = Bulletin.objects.filter(document=document).first()
    if found is None:
        raise NotFound
    found.document = document
    return found


def paper_of(bulletin: Bulletin) -> Paper:
    """Return what a bulletin says now."""
    return documents.latest(bulletin.document).paper


def corrections_of(document: Document) -> QuerySet[Document]:
    """Return the issued notices that correct a bulletin, earliest first."""
    return Document.objects.filter(corrects=document, state__in=OUT).order_by("issued_at", "pk")


def figures_in(bulletin: Bulletin) -> list[Figure]:
    """Return the figures that a bulletin rests on, in their order."""
    return [figures_values.read(one) for one in bulletin.figures]


def figure_in(bulletin: Bulletin, code: str) -> Figure:
    """Return one figure of a bulletin; raises NotFound for a code that it does not have."""
    for one in figures_in(bulletin):
        if one.code == code:
            return one
    raise NotFound


def rows_behind(rows: Rows, by: Account, *, now: dt.datetime) -> tuple[list[Any], int]:
    """Return the projects or matters behind a number that ``by`` may see, and how many she may not.

    They are shown as they are today; that they were counted is what the figure says.
    """
    if rows.kind == "matter":
        found: list[Any] = list(visible_matters(by, now=now).filter(pk__in=rows.ids).order_by("pk"))
    else:
        seen = visible_projects(by, now=now).filter(pk__in=rows.ids)
        found = list(seen.order_by("name", "pk"))
    return found, len(rows) - len(found)


def offices_of(by: Account, *, now: dt.datetime) -> QuerySet[Unit]:
    """Return the offices for which ``by`` may draft bulletins."""
    return documents.offices_for(by, Permission.PAPER_DRAFT, now=now)


def may_compose(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may draft a summary or a circular over the register."""
    reach = access.scope(by, Permission.REGISTER_SEE, now=now)
    return reach.everything and offices_of(by, now=now).exists()


def last_masthead(office: Unit) -> Masthead | None:
    """Return the head and foot of the office's last bulletin, to begin the next with."""
    rows = Bulletin.objects.filter(document__office=office).exclude(
        document__kind=DocumentKind.CIRCULAR
    )
    last = rows.select_related("document").order_by("-pk").first()
    return masthead_of(paper_of(last)) if last else None


def masthead_of(paper: Paper) -> Masthead:
    """Return the head and foot of a bulletin, without its number."""
    return Masthead(
        name=paper.mark,
        office=paper.editor,
        issue=ISSUE_HERE,
        author=paper.author,
        editors=paper.editors,
        reviewer=paper.reviewer,
        reported=paper.reported,
        sent=paper.sent,
        distributed=paper.distributed,
        copies=paper.printed_copies,
    )


def is_out(bulletin: Bulletin) -> bool:
    """Return whether a bulletin was issued and stands."""
    return bulletin.document.state in (DocumentState.ISSUED, DocumentState.FILED)


def require_office(by: Account, *, now: dt.datetime) -> None:
    """Raise NotAllowed for whoever may draft papers for no office."""
    if not offices_of(by, now=now).exists():
        raise NotAllowed(permission=Permission.PAPER_DRAFT.value)


def require_issuer(bulletin: Bulletin, by: Account, *, now: dt.datetime) -> None:
    """Raise NotAllowed for whoever issues nothing for its office."""
    units = {bulletin.document.office_id}
    documents.require_at(by, Permission.PAPER_ISSUE, units=units, now=now)


def require_correctable(bulletin: Bulletin, by: Account, *, now: dt.datetime) -> None:
    """Raise NotAllowed for whoever drafts nothing for its office, IllegalMove before its issue."""
    _require_drafter(bulletin, by, now=now)
    if not is_out(bulletin):
        raise IllegalMove(
            gettext_noop("还没有印发的稿子请直接修改，不用更正。"), code="correct-before-issue"
        )


def require_head(bulletin: Bulletin, by: Account, *, now: dt.datetime) -> None:
    """Raise NotAllowed for whoever drafts nothing for its office, IllegalMove if it is no draft."""
    _require_drafter(bulletin, by, now=now)
    way.admit(bulletin.document, "edit", by=by, now=now)


def _require_drafter(bulletin: Bulletin, by: Account, *, now: dt.datetime) -> None:
    units = {bulletin.document.office_id}
    documents.require_at(by, Permission.PAPER_DRAFT, units=units, now=now)


# --- composing


@transaction.atomic
def compose_summary(
    *, window: str, head: Masthead, office: Unit, by: Account, now: dt.datetime
) -> Document:
    """Draft the summary of a window, or let its draft say what the register says now.

    One window gives an office one summary.  Raises IllegalMove once it is with somebody else.
    """
    head = _checked(head)
    figures = _figures(window, by=by, now=now)
    paper = summary.summary_paper(figures, head=head, now=now)
    key = f"summary-{window}-{office.pk}"
    document = _draft(DocumentKind.SUMMARY, key, paper, office=office, by=by, now=now)
    return _rest_on(document, figures, by=by, now=now)


@transaction.atomic
def compose_circular(
    *,
    window: str,
    office: Unit,
    to: Sequence[str] = (),
    copies: Sequence[str] = (),
    by: Account,
    now: dt.datetime,
) -> Document:
    """Draft the circular of a window, or let its draft say what the register says now."""
    figures = _figures(window, by=by, now=now)
    paper = circular.circular_paper(figures, office=office, to=to, copies=copies, now=now)
    key = f"circular-{window}-{office.pk}"
    document = _draft(DocumentKind.CIRCULAR, key, paper, office=office, by=by, now=now)
    return _rest_on(document, figures, by=by, now=now)


@transaction.atomic
def compose_brief(
    *,
    title: str,
    text: str,
    foreword: str = "",
    head: Masthead,
    office: Unit,
    by: Account,
    now: dt.datetime,
) -> Document:
    """Draft a brief; raises Incomplete without name, title or text."""
    _require({"title": title, "text": text})
    paper = brief.brief_paper(
        head=_checked(head), title=title, text=text, foreword=foreword, now=now
    )
    document = drafting.draft_document(
        kind=DocumentKind.BULLETIN, office=office, paper=paper, by=by, now=now
    )
    Bulletin.objects.create(document=document)
    return document


@transaction.atomic
def compose_correction(
    bulletin: Bulletin, *, slips: Sequence[Slip], reason: str = "", by: Account, now: dt.datetime
) -> Document:
    """Draft the notice that corrects an issued bulletin; the issue itself stays as it left.

    Raises IllegalMove for one that was not issued: its draft is edited instead.
    """
    corrected = bulletin.document
    require_correctable(bulletin, by, now=now)
    whole = [one for one in slips if one.printed.strip() and one.right.strip()]
    _require({"slips": whole})
    printed = paper_of(bulletin)
    head = masthead_of(printed)
    if corrected.kind == DocumentKind.CIRCULAR:
        head = last_masthead(corrected.office) or replace(head, name="情况简报")
        head = replace(head, office=corrected.office.name, distributed=printed.addressees)
    paper = brief.correction_paper(
        corrected,
        issue=printed.issue or corrected.number or "",
        head=head,
        slips=whole,
        reason=reason,
        now=now,
    )
    document = drafting.draft_document(
        kind=DocumentKind.BULLETIN,
        office=corrected.office,
        paper=paper,
        corrects=corrected,
        by=by,
        now=now,
    )
    Bulletin.objects.create(document=document)
    return document


@transaction.atomic
def change_head(
    bulletin: Bulletin, *, version: int, head: Masthead, by: Account, now: dt.datetime
) -> None:
    """Give a draft another head and foot, as somebody read it at ``version``; its text stays."""
    head = _checked(head)
    paper = replace(
        paper_of(bulletin),
        mark=head.name,
        editor=head.office,
        author=head.author,
        editors=head.editors,
        reviewer=head.reviewer,
        reported=head.reported,
        sent=head.sent,
        distributed=head.distributed,
        printed_by=head.office,
        printed_copies=head.copies,
    )
    drafting.edit_document(
        bulletin.document, version=version, paper=paper, note="修改报头和报尾", by=by, now=now
    )


def _figures(window: str, *, by: Account, now: dt.datetime) -> Figures:
    half = HalfMonth.parse(window)
    if half.first_day > civil_day(now):
        raise BadInput.of(
            "window", gettext_noop("这一报告期还没有开始，请另选一期。"), code="window-to-come"
        )
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    return figures_of(half, scope=scope, as_of=now)


def _draft(
    kind: str, key: str, paper: Paper, *, office: Unit, by: Account, now: dt.datetime
) -> Document:
    there = Document.objects.filter(kind=kind, key=key).exclude(state__in=sorted(CLOSED)).first()
    if there is None:
        return drafting.draft_document(
            kind=kind, office=office, paper=paper, key=key, by=by, now=now
        )
    if there.state != DocumentState.DRAFT:
        raise IllegalMove(
            gettext_noop("“%(title)s”现在是“%(state)s”，不能重新汇总；印发后有误的请发更正。"),
            code="composed-already",
            title=there.title,
            state=Sentence(str(there.get_state_display())),
        )
    drafting.edit_document(
        there, version=there.version, paper=paper, note=COMPOSED_AGAIN, by=by, now=now
    )
    there.refresh_from_db()
    return there


def _rest_on(document: Document, figures: Figures, *, by: Account, now: dt.datetime) -> Document:
    """Keep the figures that the latest version was composed from."""
    kept = [figures_values.written(one) for one in figures.of.values()]
    was = Bulletin.objects.filter(document=document).values_list("as_of", flat=True).first()
    Bulletin.objects.update_or_create(
        document=document,
        defaults={"window": figures.window.id, "as_of": figures.as_of, "figures": kept},
    )
    audit.record(
        "bulletin.composed",
        document,
        by=by,
        at=now,
        window=figures.window.id,
        window_name=figures.window.chinese,
        projects=len(figures.projects),
        base_on=figures.base_on,
        changes={"as_of": [was, figures.as_of]},
    )
    return document


def _checked(head: Masthead) -> Masthead:
    _require({"name": head.name})
    return replace(head, name=head.name.strip(), issue=ISSUE_HERE)


def _require(given: dict[str, Any]) -> None:
    missing = [
        name
        for name, value in given.items()
        if not (value.strip() if isinstance(value, str) else value)
    ]
    if missing:
        raise Incomplete(missing, labels=LABELS)


# --- issuing and telling


@transaction.atomic
def issue(bulletin: Bulletin, *, version: int, mails: bool, by: Account, now: dt.datetime) -> None:
    """Issue a signed bulletin as every paper is, and say whether its receivers are told by mail."""
    numbering.issue(bulletin.document, version=version, by=by, now=now)
    if mails:
        let_tell(bulletin, by=by, now=now)


@transaction.atomic
def let_tell(bulletin: Bulletin, *, by: Account, now: dt.datetime) -> None:
    """Let the accounts of the units on the lists of an issued bulletin be told of it, once.

    Raises IllegalMove before issue, Overtaken if that was said already.
    """
    document = Document.objects.get(pk=bulletin.document_id)
    documents.require_at(by, Permission.PAPER_ISSUE, units={document.office_id}, now=now)
    if document.state not in (DocumentState.ISSUED, DocumentState.FILED):
        raise IllegalMove(gettext_noop("印发以后才能告知收文单位。"), code="tell-before-issue")
    if not Bulletin.objects.filter(pk=bulletin.pk, mails=False).update(mails=True):
        raise Overtaken
    bulletin.refresh_from_db()
    units = [str(one.unit) for one in document.dispatches.select_related("unit")]
    audit.record(
        "bulletin.mailed", document, by=by, at=now, to=units, changes={"mails": [False, True]}
    )


def to_tell() -> QuerySet[Bulletin]:
    """Return the issued bulletins whose receivers are to be told and have not been."""
    rows = Bulletin.objects.filter(
        mails=True,
        told_at__isnull=True,
        document__state__in=[DocumentState.ISSUED, DocumentState.FILED],
    )
    return rows.select_related("document").order_by("pk")


def claim_telling(bulletin: Bulletin, *, now: dt.datetime) -> bool:
    """Return whether whoever asks is to tell of it; part of the transaction that does."""
    rows = Bulletin.objects.filter(pk=bulletin.pk, told_at__isnull=True)
    return bool(rows.update(told_at=now))
