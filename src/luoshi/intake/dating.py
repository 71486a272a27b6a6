"""When a document was written, where a person has to say it; and the days that hang on it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.audit.actions import record
from luoshi.intake.days import Written, written
from luoshi.intake.models import Draft, Finding, Kind
from luoshi.intake.opening import held_open
from luoshi.orgs.models import Account
from luoshi.reading.report import read_report
from luoshi.values.errors import BadInput, Overtaken
from luoshi.values.sentences import gettext_noop

Dues = dict[tuple[int, int], str]


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
    _date(draft, was=was, day=day, counted=_counted(draft, day), by=by, now=now)


def _counted(draft: Draft, day: Written | None) -> Dues:
    """Return the deadlines of matters, by their primary place, as counted from ``day``."""
    if draft.document.get("date_read") or day is None or day.on is None:
        return {}
    read = read_report(draft.source.text, written_on=day.on.isoformat())
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
    record("draft.dated", draft, by=by, at=now, was=before, date=after)


def _recount(draft: Draft, counted: Dues) -> None:
    """Put the counted deadlines where the text gave none; what a person entered stays hers."""
    for finding in Finding.objects.filter(draft=draft, kind=Kind.MATTER, by_hand=False):
        if not finding.spans or (finding.data.get("due") and not finding.data.get("due_counted")):
            continue
        due = counted.get((finding.spans[0][0], finding.spans[0][1]))
        if due != finding.data.get("due"):
            data = {**finding.data, "due": due, "due_counted": due is not None}
            Finding.objects.filter(pk=finding.pk).update(data=data)
