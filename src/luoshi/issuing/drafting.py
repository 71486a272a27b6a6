"""Actions that write a paper: drafted from what its kind composes, edited, dropped before issue.

Every text is kept; a paper says what its latest version says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.issuing import documents, flagging, way
from luoshi.issuing.models import CLOSED, Document, DocumentKind, JointIssuer, Version
from luoshi.matters.models import Group, Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.papers import asdata, plain
from luoshi.papers.paper import Paper
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, Duplicate, Incomplete, Overtaken
from luoshi.values.sentences import gettext_noop

TITLE_MOST, NOTE_MOST, REASON_MOST = 300, 300, 300
# Where a composer does not know yet what is known at issue: the number and the day of the paper.
NUMBER_HERE = "［发文字号］"
DATE_HERE = "［成文日期］"


@transaction.atomic
def draft_document(
    *,
    kind: str,
    office: Unit,
    paper: Paper,
    key: str = "",
    joint: Sequence[Unit] = (),
    engagement: Engagement | None = None,
    matter: Matter | None = None,
    project: Project | None = None,
    group: Group | None = None,
    carries: Iterable[Matter] = (),
    answers: Document | None = None,
    corrects: Document | None = None,
    by: Account,
    now: dt.datetime,
) -> Document:
    """Draft a paper of ``office`` about at most one thing, which the caller has gated.

    ``key`` names the occasion: raises Duplicate (with ``pk``) if the same kind was drafted for it
    and still stands.  ``joint`` are the offices besides the lead; ``carries`` are matters that are
    issued with it.  Raises Incomplete without a title or text.
    """
    documents.require_at(by, Permission.PAPER_DRAFT, units={office.pk}, now=now)
    check_lasting(office=office)
    _refuse_a_twin(kind, key)
    document = Document.objects.create(
        kind=DocumentKind(kind),
        office=office,
        title=_checked(paper),
        key=key,
        engagement=engagement,
        matter=matter,
        project=project,
        group=group,
        answers=answers,
        corrects=corrects,
        drafted_by=by,
        drafted_for=by.stands_in_for,
        drafted_at=now,
    )
    others = [unit for unit in dict.fromkeys(joint) if unit != office]
    JointIssuer.objects.bulk_create(
        JointIssuer(document=document, unit=unit, place=at) for at, unit in enumerate(others, 1)
    )
    document.carries.set(list(carries))
    if others and not paper.joint:
        paper = replace(paper, joint=tuple(unit.name for unit in others))
    keep_version(document, paper, n=1, note="", by=by, now=now)
    flagging.note_flags(document, paper, by=by, now=now)
    audit.record(
        "paper.drafted",
        document,
        by=by,
        at=now,
        kind=document.get_kind_display(),
        title=document.title,
        office=office,
        joint=[str(unit) for unit in others],
        carries=[str(one) for one in document.carries.all()],
    )
    return document


@transaction.atomic
def edit_document(
    document: Document,
    *,
    version: int,
    paper: Paper,
    note: str = "",
    by: Account,
    now: dt.datetime,
) -> None:
    """Let a draft say ``paper`` from now on, as somebody read it at ``version``.

    Nothing happens if it says that already.  Raises Overtaken if it has changed since, IllegalMove
    once it is with somebody else, Incomplete without a title or text.
    """
    step = way.admit(document, "edit", by=by, now=now)
    title = _checked(paper)
    if document.version != version:
        raise Overtaken
    before = documents.latest(document).paper
    if before == paper:
        return
    n, told = document.said + 1, changes(document, {"title": title})
    way.carry(document, step, version=version, said=n, title=title)
    keep_version(document, paper, n=n, note=note.strip()[:NOTE_MOST], by=by, now=now)
    flagging.note_flags(document, paper, by=by, now=now)
    audit.record(
        "paper.edited",
        document,
        by=by,
        at=now,
        n=n,
        note=note.strip()[:NOTE_MOST],
        changes=told,
        **_lines_changed(before, paper),
    )


@transaction.atomic
def drop(document: Document, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Give a paper up before it is issued, and say why; it stays in the list with its texts."""
    step = way.admit(document, "drop", by=by, now=now)
    reason = way.filled("reason", reason, most=REASON_MOST)
    way.carry(document, step, ended_by=by, ended_at=now, ended_why=reason)
    audit.record("paper.dropped", document, by=by, at=now, reason=reason)


def keep_version(
    document: Document, paper: Paper, *, n: int, note: str, by: Account, now: dt.datetime
) -> Version:
    """Keep what the paper says as its ``n``-th version; part of the actions that change it."""
    return Version.objects.create(
        document=document, n=n, said=asdata.to_data(paper), note=note, by=by, at=now
    )


def _refuse_a_twin(kind: str, key: str) -> None:
    if not key:
        return
    twin = Document.objects.filter(kind=kind, key=key).exclude(state__in=CLOSED).first()
    if twin is not None:
        raise Duplicate(
            gettext_noop("这件事已经起草过“%(title)s”，请在那份公文上继续办理。"),
            code="paper-of-this-occasion",
            title=twin.title,
            pk=twin.pk,
        )


def _checked(paper: Paper) -> str:
    """Return the title of ``paper`` on one line; raises what is wrong with it."""
    title = " ".join(paper.title.split())
    missing = [
        name
        for name, there in (("title", title), ("body", paper.body or paper.sheets))
        if not there
    ]
    if missing:
        raise Incomplete(missing, labels=way.LABELS)
    if len(title) > TITLE_MOST:
        raise BadInput.of(
            "title",
            gettext_noop("标题不能超过%(most)s字，现在是%(length)s字。"),
            code="too-long",
            most=TITLE_MOST,
            length=len(title),
        )
    return title


def _lines_changed(before: Paper, after: Paper) -> dict[str, int]:
    """Return how many lines of the text came and went, for the record."""
    old, new = plain.written(before.body).splitlines(), plain.written(after.body).splitlines()
    return {"added": len(set(new) - set(old)), "removed": len(set(old) - set(new))}
