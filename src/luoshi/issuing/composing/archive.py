"""The cover of a matter's file and the list of what is in it, as archiving stored it."""

from __future__ import annotations

import datetime as dt

from luoshi.issuing import drafting
from luoshi.issuing.composing.rows import in_chinese, office_for, require_whole
from luoshi.issuing.models import Document, DocumentKind
from luoshi.matters.models import Matter
from luoshi.orgs.models import Account
from luoshi.papers.kinds import archive as kinds
from luoshi.papers.paper import Paper
from luoshi.values.civil import civil_day
from luoshi.values.sentences import Sentence, gettext_noop

PIECES = {
    "source": "来源文件",
    "evidence": "办结凭证",
    "order": "催办督办单据",
    "record": "办理记录",
    "paper": "公文",
}


def lacks_of_cover(matter: Matter) -> list[Sentence]:
    """Return what is missing before the cover of a matter's file can be drafted."""
    if matter.archived_at is None or not matter.archive_number:
        return [Sentence(gettext_noop("事项还没有归档，没有档号和卷内目录。"), "not-archived")]
    return []


@in_chinese
def cover_paper(matter: Matter) -> Paper:
    """Return the cover of an archived matter's file with the list of its pieces."""
    assert matter.archived_at and matter.issued_at and matter.closed_at
    return kinds.cover(
        kinds.File(
            office=matter.held_by.name,
            number=matter.archive_number or "",
            matter=matter.title,
            matter_number=matter.number or "",
            lead=str(matter.lead or ""),
            begun_on=civil_day(matter.issued_at),
            closed_on=civil_day(matter.closed_at),
            archived_on=civil_day(matter.archived_at),
            archivist=matter.archived_by.person.name if matter.archived_by else "",
            pieces=tuple(
                kinds.Piece(PIECES.get(one["kind"], one["kind"]), one["name"], one["sha256"] or "")
                for one in matter.archive
            ),
        )
    )


def compose_cover(matter: Matter, *, by: Account, now: dt.datetime) -> Document:
    """Draft the cover of a matter's file; raises Lacking, or Duplicate if it is drafted already."""
    require_whole(lacks_of_cover(matter))
    office = office_for(by, matter.held_by, now=now)
    return drafting.draft_document(
        kind=DocumentKind.ARCHIVE,
        office=office,
        paper=cover_paper(matter),
        key=f"archive-{matter.pk}-{matter.archive_number}"[:80],
        matter=matter,
        by=by,
        now=now,
    )
