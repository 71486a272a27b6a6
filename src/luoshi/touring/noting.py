"""Notes taken on site, and what becomes of them: a matter, a commitment, the answer to a question."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.commitments.models import Commitment
from luoshi.matters import drafting
from luoshi.matters.models import Kind as MatterKind
from luoshi.matters.models import Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.sources import secrecy
from luoshi.touring import asking
from luoshi.touring.models import FieldNote, NoteKind, TourQuestion, TourStop
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {"text": Sentence(gettext_noop("记录"))}
TITLE_MOST = 60


@transaction.atomic
def take_note(
    tour: Engagement,
    *,
    text: str,
    kind: str = NoteKind.NOTE,
    stop: TourStop | None = None,
    said_by: str = "",
    question: TourQuestion | None = None,
    token: str,
    by: Account,
    now: dt.datetime,
) -> FieldNote:
    """Keep what was written on site; sent again with the same ``token`` it is the note kept before.

    An answer to a ``question`` settles the question too.  Raises SecretMark for secret words.
    """
    access.require(by, Permission.TOUR_EDIT, now=now, units={tour.held_by_id})
    if not text.strip():
        raise Incomplete(["text"], labels=LABELS)
    if kind not in NoteKind.values:
        raise BadInput.of("kind", gettext_noop("请选择记录的类别。"), code="no-kind")
    if kind == NoteKind.ANSWER and question is None:
        raise BadInput.of("question", gettext_noop("请选择答复的是哪个问题。"), code="no-question")
    secrecy.refuse_marks("", text)
    there = FieldNote.objects.filter(tour=tour, token=token).first()
    if there is not None:
        return there
    made = FieldNote.objects.create(
        tour=tour,
        stop=stop,
        kind=kind,
        text=text.strip(),
        said_by=said_by.strip()[:100],
        question=question if kind == NoteKind.ANSWER else None,
        token=token[:40],
        by=by,
        at=now,
    )
    audit.record(
        "field_note.taken", made, by=by, at=now, tour=tour, kind=str(made.get_kind_display())
    )
    if made.question is not None:
        asking.answer(made.question, text=made.text, by=by, now=now)
    return made


@transaction.atomic
def make_matter(note: FieldNote, *, by: Account, now: dt.datetime) -> Matter:
    """Draft a matter of a note: it rests on the note's own words, said where and when."""
    held_by = note.tour.held_by
    access.require(by, Permission.TOUR_EDIT, now=now, units={held_by.pk})
    _refuse_twice(note)
    stop = note.stop
    passage = sources.keep_typed(basis_of(note), held_by=held_by, by=by, now=now)
    matter = drafting.draft_matter(
        kind=MatterKind.PROBLEM if note.kind == NoteKind.PROBLEM else MatterKind.TASK,
        title=_title(note.text),
        content=note.text,
        raised_by=stop.host if stop and note.kind == NoteKind.PROBLEM else None,
        held_by=held_by,
        project=stop.project if stop else None,
        engagement=stop.engagement if stop and stop.engagement else note.tour,
        passage=passage,
        by=by,
        now=now,
    )
    won = FieldNote.objects.filter(pk=note.pk, matter__isnull=True).update(matter=matter)
    if not won:
        raise Overtaken
    note.refresh_from_db()
    audit.record("field_note.made_matter", note, by=by, at=now, matter=matter)
    return matter


@transaction.atomic
def join_commitment(
    note: FieldNote, *, commitment: Commitment, by: Account, now: dt.datetime
) -> None:
    """Note which commitment was written down of a note."""
    access.require(by, Permission.TOUR_EDIT, now=now, units={note.tour.held_by_id})
    _refuse_twice(note)
    FieldNote.objects.filter(pk=note.pk).update(commitment=commitment)
    audit.record("field_note.made_commitment", note, by=by, at=now, commitment=commitment)


def basis_of(note: FieldNote) -> str:
    """Return the words on which what becomes of a note rests: where, when, who, what."""
    where = f"“{note.tour.name}”" + (f"，{note.stop.name}" if note.stop else "")
    said = f"，{note.said_by}" if note.said_by else ""
    return f"现场记录（{where}，{civil_day(note.at):%Y年%-m月%-d日}{said}）：{note.text}"


def _refuse_twice(note: FieldNote) -> None:
    if note.matter_id is not None:
        said = gettext_noop("这条记录已经立为事项。")
        raise Duplicate(said, code="note-is-a-matter", pk=note.matter_id)
    if note.commitment_id is not None:
        said = gettext_noop("这条记录已经登记为承诺。")
        raise Duplicate(said, code="note-is-a-commitment", pk=note.commitment_id)


def _title(text: str) -> str:
    first = text.strip().split("\n")[0].rstrip("。；;.")
    return first if len(first) <= TITLE_MOST else f"{first[: TITLE_MOST - 1]}…"
