"""A draft as a whole: read, dated, put aside, taken up again.  Called as ``intake.actions``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction

from luoshi.audit.actions import record
from luoshi.intake.days import Written, written
from luoshi.intake.models import Demand, Draft, Finding, Kind, State
from luoshi.intake.queries import draft_of
from luoshi.intake.refusals import closed
from luoshi.intake.shapes import document_of, findings_of, heading_of
from luoshi.orgs import access
from luoshi.orgs.lexicon import words_for
from luoshi.orgs.models import Account, Unit
from luoshi.reading import types as reading
from luoshi.reading.normalize import is_beyond_repair
from luoshi.reading.report import read_report
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.sources.files import text_of
from luoshi.sources.files.refusals import refused
from luoshi.sources.models import Source, SourceKind
from luoshi.values.errors import BadInput, IllegalMove, Overtaken, TooLarge
from luoshi.values.sentences import Sentence, gettext_noop

READER = "luoshi.reading/2"  # 2: sureness is measured
Dues = dict[tuple[int, int], str]  # where a matter stands → its deadline
TEXT_MAX = 50_000  # characters that one draft can show and one person can go through


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The draft of a document handed in, whether it was there before, what to know of its file."""

    draft: Draft
    already_known: bool
    notes: tuple[Sentence, ...] = ()


def take_in_file(
    *, data: bytes, file_name: str, held_by: Unit, by: Account, now: dt.datetime
) -> TakenIn:
    """Keep a file and read it.

    Refuses as `sources.actions.keep` and `sources.files.text_of` do, and a text too long.
    """
    access.require(by, Permission.SOURCE_ADD, now=now, units={held_by.pk})
    read = text_of(data, file_name)
    _refuse_too_long(read.text)
    kept = sources.keep(data=data, file_name=file_name, read=read, held_by=held_by, by=by, now=now)
    return replace(_taken_in(kept, by=by, now=now), notes=read.notes)


def take_in_text(
    *, text: str, title: str = "", held_by: Unit, by: Account, now: dt.datetime
) -> TakenIn:
    """Keep a pasted text and read it.  Refuses as `take_in_file` does, also mere noise."""
    _refuse_too_long(text)
    if is_beyond_repair(text):
        raise refused("text-noise")
    kept = sources.keep_text(
        text=text, title=title, kind=SourceKind.PASTED, held_by=held_by, by=by, now=now
    )
    return _taken_in(kept, by=by, now=now)


def _taken_in(kept: sources.Kept, *, by: Account, now: dt.datetime) -> TakenIn:
    known = draft_of(kept.source)
    return TakenIn(known or open_draft(kept.source, by=by, now=now), known is not None)


def _refuse_too_long(text: str) -> None:
    if len(text) > TEXT_MAX:
        raise TooLarge(
            gettext_noop("正文有 %(size)s 字，超过一次读取 %(limit)s 字的上限，请分成几份提交。"),
            code="text-too-long",
            size=len(text),
            limit=TEXT_MAX,
        )


def open_draft(source: Source, *, by: Account, now: dt.datetime) -> Draft:
    """Read ``source`` and store what was found; the draft it already has, if it has one.

    Reading takes its time, so it comes before the transaction.  Raises TooLarge for a text that
    nobody could go through in one piece.
    """
    access.require(by, Permission.SOURCE_ADD, now=now, units={source.held_by_id})
    known = draft_of(source)
    if known is not None:
        return known
    _refuse_too_long(source.text)
    words = words_for(by, office=source.held_by, now=now)
    read = read_report(source.text, known=words)
    try:
        return keep_reading(source, read=read, by=by, now=now)
    except IntegrityError:
        known = draft_of(source)  # somebody read the same source at this very moment
        if known is None:
            raise
        return known


@transaction.atomic
def keep_reading(source: Source, *, read: reading.Draft, by: Account, now: dt.datetime) -> Draft:
    """Store what was read out of ``source`` as an open draft."""
    access.require(by, Permission.SOURCE_ADD, now=now, units={source.held_by_id})
    draft = Draft.objects.create(
        source=source,
        reader=READER,
        document=document_of(read.document)
        | {"heading": heading_of(read), "date_read": read.document.date},
        text=read.repaired.text,
        origins=[list(run) for run in read.repaired.origins],
        repairs=len(read.repaired.repairs),
        opened_by=by,
        opened_at=now,
    )
    findings = [
        Finding(
            draft=draft,
            kind=one.kind,
            serial=serial,
            data=one.data,
            spans=one.spans,
            rule=one.rule[:60],
            sure=one.sure,
            signals=one.signals,
        )
        for serial, one in enumerate(findings_of(read), start=1)
    ]
    Finding.objects.bulk_create(findings)
    text = read.repaired.text
    runs = {(one.start, one.end): one for one in read.demands if one.end > one.start}
    Demand.objects.bulk_create(
        Demand(draft=draft, start=start, end=end, text=text[start:end], word=one.word[:40])
        for (start, end), one in sorted(runs.items(), key=lambda item: item[0])
    )
    record("draft.opened", draft, by=by, at=now, found=len(findings), demands=len(runs))
    return draft


def held_open(draft_id: int, *, by: Account, now: dt.datetime) -> Draft:
    """Return the draft, held so that nobody confirms it meanwhile; refuse unless it is open."""
    draft = Draft.objects.select_for_update(of=("self",)).select_related("source").get(pk=draft_id)
    access.require(by, Permission.DRAFT_DECIDE, now=now, units={draft.source.held_by_id})
    if draft.state != State.OPEN:
        raise closed(draft)
    return draft


@transaction.atomic
def abandon(draft: Draft, *, by: Account, now: dt.datetime) -> None:
    """Put a draft aside: nothing of it enters the register, nothing is lost."""
    draft = held_open(draft.pk, by=by, now=now)
    if Draft.objects.filter(pk=draft.pk, state=State.OPEN).update(state=State.ABANDONED):
        record("draft.abandoned", draft, by=by, at=now)


@transaction.atomic
def take_up(draft: Draft, *, by: Account, now: dt.datetime) -> None:
    """Open an abandoned draft again, as it was left."""
    access.require(by, Permission.DRAFT_DECIDE, now=now, units={draft.source.held_by_id})
    if Draft.objects.filter(pk=draft.pk, state=State.ABANDONED).update(state=State.OPEN):
        record("draft.resumed", draft, by=by, at=now)
        return
    if Draft.objects.filter(pk=draft.pk, state=State.CONFIRMED).exists():
        raise IllegalMove(gettext_noop("已经确认的草稿不能重新打开。"), code="draft-confirmed")


def date_document(draft: Draft, *, was: str, date: str, by: Account, now: dt.datetime) -> None:
    """Say when the document was written: a year or a day.

    Days without a year take theirs from it whenever they are asked for; days that are counted
    from it (within two weeks) are read anew here, before the transaction.  ``was`` is what the
    page showed; raises Overtaken where somebody else entered another date.
    """
    try:
        day = written(date)
    except ValueError as error:
        raise BadInput.of(
            "date",
            gettext_noop("“%(text)s”不是有效的日期。请填年份（2016）或日期（2016-05-23）。"),
            text=date[:40],
        ) from error
    _date(draft, was=was, day=day, counted=_counted(draft, day, by=by, now=now), by=by, now=now)


def _counted(draft: Draft, day: Written | None, *, by: Account, now: dt.datetime) -> Dues:
    """Return the deadlines of matters, by their primary place, as counted from ``day``."""
    if draft.document.get("date_read") or day is None or day.on is None:
        return {}
    words = words_for(by, office=draft.source.held_by, now=now)
    read = read_report(draft.source.text, written_on=day.on.isoformat(), known=words)
    return {
        (one.marks[0].start, one.marks[0].end): one.due
        for one in read.matters
        if one.marks and one.due
    }


@transaction.atomic
def _date(
    draft: Draft, *, was: str, day: Written | None, counted: Dues, by: Account, now: dt.datetime
) -> None:
    draft = held_open(draft.pk, by=by, now=now)
    before, after = draft.document.get("date") or "", str(day) if day else ""
    if before == after:
        return
    if before != was:
        raise Overtaken(
            gettext_noop("其他人刚把文件日期改为“%(date)s”。您的修改没有保存，请核对后再改。"),
            code="date-changed",
            date=before,
        )
    document = {**draft.document, "date": after or None}
    Draft.objects.filter(pk=draft.pk).update(document=document)
    _recount(draft, counted)
    told = {"date": [before, after]}
    record("draft.dated", draft, by=by, at=now, was=before, date=after, changes=told)


def _recount(draft: Draft, counted: Dues) -> None:
    """Put the counted deadlines where the text gave none; what a person entered stays hers."""
    for finding in Finding.objects.filter(draft=draft, kind=Kind.MATTER, by_hand=False):
        if not finding.spans or (finding.data.get("due") and not finding.data.get("due_counted")):
            continue
        due = counted.get((finding.spans[0][0], finding.spans[0][1]))
        if due != finding.data.get("due"):
            data = {**finding.data, "due": due, "due_counted": due is not None}
            Finding.objects.filter(pk=finding.pk).update(data=data)
