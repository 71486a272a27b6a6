"""Letters between units of which none commands the other: asking help with a matter, and answering."""

from __future__ import annotations

import datetime as dt

from luoshi.issuing import documents, drafting
from luoshi.issuing.composing.rows import (
    NUMBER,
    OVER,
    due_of,
    in_chinese,
    office_for,
    office_of,
    require_whole,
    source_of,
    today_of,
    what_of,
)
from luoshi.issuing.models import Document, DocumentKind
from luoshi.matters.models import Matter, MatterUnit
from luoshi.matters.terms import due_after
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import lasting_units
from luoshi.papers.kinds import letter as kinds
from luoshi.papers.paper import Paper
from luoshi.rules.access import Permission
from luoshi.values.numbers import written_day
from luoshi.values.sentences import Sentence, gettext_noop

SAY_HERE = "［请写明研究意见和办理安排］"


def receivers_of(matter: Matter, office: Unit) -> list[Unit]:
    """Return the units to which a letter about a matter may go: those at work on it, and its raiser."""
    ids = set(MatterUnit.objects.filter(matter=matter).values_list("unit", flat=True))
    ids |= {pk for pk in (matter.lead_id, matter.raised_by_id) if pk is not None}
    return list(lasting_units().filter(pk__in=ids - {office.pk}).order_by("pk"))


def lacks_of_letter(matter: Matter, by: Account, *, now: dt.datetime) -> list[Sentence]:
    """Return what is missing before a letter about a matter can be drafted."""
    found = []
    if matter.state in OVER:
        found.append(Sentence(gettext_noop("事项已经了结，不需要再函商。"), "matter-over"))
    if not receivers_of(matter, office_for(by, matter.held_by, now=now)):
        found.append(
            Sentence(gettext_noop("没有登记本单位以外的牵头、责任或者配合单位。"), "no-receiver")
        )
    return found


@in_chinese
def letter_paper(matter: Matter, by: Account, *, to: Unit, office: Unit, now: dt.datetime) -> Paper:
    """Return the letter that asks ``to`` for help with a matter."""
    title = matter.title.strip().rstrip("。；")
    return kinds.letter(
        kinds.Letter(
            office=office_of(office, by),
            number=NUMBER,
            to=to.name,
            about=f"商请支持“{title}”办理工作",
            text=_asked(matter),
            dated=today_of(now),
            answer_by=due_after(today_of(now), "cooperate", unit=to).on,
        )
    )


def _asked(matter: Matter) -> str:
    source, due = source_of(matter), due_of(matter)
    number = f"（{matter.number}）" if matter.number else ""
    lead = f"由{matter.lead.name}牵头办理" if matter.lead else "正在办理"
    until = f"，办结期限为{written_day(due)}" if due else ""
    opening = f"根据{source}，" if source else ""
    return (
        f"{opening}“{matter.title.strip().rstrip('。；')}”{number}{lead}{until}。\n"
        f"该事项涉及贵单位职责，商请贵单位在职责范围内支持{what_of(matter)}，"
        "并函告办理意见和联系人。"
    )


def compose_letter(matter: Matter, *, to: Unit, by: Account, now: dt.datetime) -> Document:
    """Draft a letter to ``to`` about a matter; raises Lacking, or Duplicate if there is one already."""
    require_whole(lacks_of_letter(matter, by, now=now))
    office = office_for(by, matter.held_by, now=now)
    return drafting.draft_document(
        kind=DocumentKind.LETTER,
        office=office,
        paper=letter_paper(matter, by, to=to, office=office, now=now),
        key=f"matter-{matter.pk}-to-{to.pk}-from-{office.pk}",
        matter=matter,
        by=by,
        now=now,
    )


# --- the reply


def replying_offices(document: Document, by: Account, *, now: dt.datetime) -> list[Unit]:
    """Return the units that received a letter and for which ``by`` may write."""
    if document.kind != DocumentKind.LETTER or not document.is_out:
        return []
    received = {one.unit_id for one in document.dispatches.all() if one.unit_id}
    hers = documents.offices_for(by, Permission.PAPER_DRAFT, now=now)
    return list(hers.filter(pk__in=received))


def lacks_of_reply(document: Document, by: Account, *, now: dt.datetime) -> list[Sentence]:
    """Return why no reply to a paper can be drafted by ``by``."""
    if document.kind != DocumentKind.LETTER or not document.is_out:
        return [Sentence(gettext_noop("只能答复已经印发的函。"), "not-a-letter")]
    if not replying_offices(document, by, now=now):
        return [Sentence(gettext_noop("这份函不是发给您所在单位的，不由您答复。"), "not-received")]
    return []


def reply_paper(document: Document, by: Account, *, office: Unit, now: dt.datetime) -> Paper:
    """Return the reply to a letter, with a place for what is said."""
    about = document.title.removeprefix("关于").removesuffix("的函")
    return kinds.letter(
        kinds.Letter(
            office=office_of(office, by),
            number=NUMBER,
            to=document.office.name,
            about=about.removeprefix("商请"),
            text=SAY_HERE,
            dated=today_of(now),
            answers=document.title,
            answers_number=document.number or "",
        )
    )


def compose_reply(document: Document, *, by: Account, now: dt.datetime) -> Document:
    """Draft the reply to a received letter; raises Lacking, or Duplicate if there is one already."""
    require_whole(lacks_of_reply(document, by, now=now))
    office = replying_offices(document, by, now=now)[0]
    return drafting.draft_document(
        kind=DocumentKind.LETTER,
        office=office,
        paper=reply_paper(document, by, office=office, now=now),
        key=f"reply-{document.pk}-{office.pk}",
        answers=document,
        by=by,
        now=now,
    )
