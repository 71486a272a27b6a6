"""Problems that a report names: each becomes a matter in one click, or is known and needs no help."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.matters import actions as matters
from luoshi.matters.models import Kind as MatterKind
from luoshi.matters.models import Matter
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.orgs.queries import home_unit
from luoshi.progress import actions
from luoshi.progress.models import Report, Trouble
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.sources.models import SourceKind
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, Overtaken
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Sentence, gettext_noop

LONGEST = 500
LABELS = {"note": Sentence(gettext_noop("无需帮助的说明"))}
_BETWEEN = re.compile(r"[\n；;]+")


def problems_of(report: Report) -> list[str]:
    """Return each problem, and each matter to be decided, that a report names."""
    said = f"{report.problems}\n{report.coordination}"
    lines = (line.strip()[:LONGEST] for line in _BETWEEN.split(said))
    return list(dict.fromkeys(filter(None, lines)))


def troubles_of(report: Report) -> dict[str, Trouble]:
    """Return what became of the problems of a report, by their words."""
    rows = Trouble.objects.filter(project=report.project_id, window=report.window)
    return {one.text: one for one in rows.select_related("matter", "by__person")}


def report_of(matter: Matter) -> Report | None:
    """Return the report out of which a matter was drafted, the edition that counts."""
    trouble = Trouble.objects.filter(matter=matter).first()
    if trouble is None:
        return None
    return Report.objects.filter(
        project=trouble.project_id, window=trouble.window, is_current=True
    ).first()


@transaction.atomic
def raise_matter(report: Report, *, text: str, by: Account, now: dt.datetime) -> Matter:
    """Draft a matter of one problem of ``report``, with the report's words as its basis.

    Raises BadInput for words that the report does not hold, Overtaken where that is settled.
    """
    text = _checked(report, text)
    office = home_unit(by, now=now, to=Permission.MATTER_DRAFT)
    half = HalfMonth.parse(report.window)
    basis = f"{report.project}{half.chinese}半月报：{text}"
    kept = sources.keep_text(
        text=basis, title=basis[:40], kind=SourceKind.TYPED, held_by=office, by=by, now=now
    )
    matter = matters.draft_matter(
        kind=MatterKind.PROBLEM,
        title=text[:200],
        content=text,
        raised_by=actions.filing_of(report.project).unit,
        held_by=office,
        project=report.project,
        passage=sources.passage_of(kept.source, start=0, end=len(basis)),
        by=by,
        now=now,
    )
    _keep(report, text, by=by, now=now, matter=matter)
    told = {"window": half.id, "window_name": half.chinese, "text": text, "matter": matter.pk}
    audit.record("report.problem_raised", report.project, by=by, at=now, **told)
    return matter


@transaction.atomic
def mark_known(report: Report, *, text: str, note: str, by: Account, now: dt.datetime) -> Trouble:
    """Say that one problem of ``report`` is known and needs no help, and why.

    Whoever drafts matters may, and the unit that reports.
    """
    filing = actions.filing_of(report.project)
    reports = access.may(by, Permission.REPORT_SUBMIT, now=now, units={filing.unit_id})
    if not reports and not access.may(by, Permission.MATTER_DRAFT, now=now):
        raise NotAllowed
    text, note = _checked(report, text), note.strip()[:300]
    if not note:
        raise Incomplete(["note"], labels=LABELS)
    trouble = _keep(report, text, by=by, now=now, known_note=note)
    half = HalfMonth.parse(report.window)
    told = {"window": half.id, "window_name": half.chinese, "text": text, "note": note}
    audit.record("report.problem_known", report.project, by=by, at=now, **told)
    return trouble


def _checked(report: Report, text: str) -> str:
    text = text.strip()[:LONGEST]
    if text not in problems_of(report):
        raise BadInput.of(
            "text", gettext_noop("这份半月报中没有这个问题，请刷新页面。"), code="no-such-problem"
        )
    return text


def _keep(
    report: Report,
    text: str,
    *,
    matter: Matter | None = None,
    known_note: str | None = None,
    by: Account,
    now: dt.datetime,
) -> Trouble:
    trouble, is_new = Trouble.objects.get_or_create(
        project=report.project,
        window=report.window,
        text=text,
        defaults={"matter": matter, "known_note": known_note, "by": by, "at": now},
    )
    if not is_new:
        raise Overtaken
    return trouble
