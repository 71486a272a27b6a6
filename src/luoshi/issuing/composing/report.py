"""The half-month report of one project as a paper, out of what its unit handed in."""

from __future__ import annotations

import datetime as dt

from luoshi.issuing import drafting
from luoshi.issuing.composing.changed import changes_in
from luoshi.issuing.composing.rows import in_chinese, office_for, require_whole
from luoshi.issuing.models import Document, DocumentKind
from luoshi.orgs.models import Account
from luoshi.papers.kinds import report as kinds
from luoshi.papers.paper import Paper
from luoshi.progress.models import Report, State, Trouble
from luoshi.progress.raising import problems_of
from luoshi.projects.plans import year_plan
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.numbers import written_day
from luoshi.values.sentences import Sentence, gettext_noop


def lacks_of_report(report: Report) -> list[Sentence]:
    """Return why a report cannot be put on paper."""
    if report.state == State.RETURNED:
        return [Sentence(gettext_noop("这期半月报已退回，待更正后再成文。"), "report-returned")]
    if report.state == State.WAITING:
        return [Sentence(gettext_noop("这期半月报还没有经负责人签字。"), "report-unsigned")]
    if not report.is_current:
        return [Sentence(gettext_noop("这一版已被更正，请用最新一版成文。"), "report-replaced")]
    return []


@in_chinese
def report_paper(report: Report) -> Paper:
    """Return one report as a paper with everything that it says."""
    project, window = report.project, HalfMonth.parse(report.window)
    plan, told = year_plan(project, window.year), _troubles(report)
    return kinds.project_report(
        kinds.ProjectReport(
            office=project.held_by.name,
            project=project.name,
            filing_number=project.filing.number,
            unit=project.filing.unit.name,
            window=window,
            stage=str(report.get_stage_display()),
            progress=report.progress,
            sums=kinds.Sums(
                report.invested_window,
                report.invested_year,
                report.invested_total,
                report.funds_arrived,
                project.investment,
                plan.planned if plan else None,
            ),
            reported_on=civil_day(report.at),
            reporter=str(report.handler),
            edition=report.edition,
            milestones=_milestones(report),
            formalities=report.formalities,
            troubles=tuple(one for one in told if one.text in report.problems),
            next_steps=report.next_steps,
            coordination=tuple(one for one in told if one.text not in report.problems),
            changes=changes_in(project, window),
            correction=report.correction,
            unchanged=report.unchanged,
            unchanged_reason=report.unchanged_reason,
            expected=report.expected,
            signs=_signs(report),
        )
    )


def compose_report(report: Report, *, by: Account, now: dt.datetime) -> Document:
    """Draft a half-month report as a paper; raises Lacking, or Duplicate if it is drafted already."""
    require_whole(lacks_of_report(report))
    office = office_for(by, report.project.filing.unit, report.project.held_by, now=now)
    return drafting.draft_document(
        kind=DocumentKind.PROJECT_REPORT,
        office=office,
        paper=report_paper(report),
        key=f"report-{report.pk}",
        project=report.project,
        by=by,
        now=now,
    )


def _milestones(report: Report) -> tuple[tuple[str, str], ...]:
    """Return the stages with their days as they were known at the end of the window."""
    end = HalfMonth.parse(report.window).last_day
    rows = []
    for one in report.project.milestones.order_by("stage"):
        if one.reached_on and one.reached_on <= end:
            rows.append((str(one.get_stage_display()), f"{written_day(one.reached_on)}完成"))
        elif one.planned_on:
            rows.append((str(one.get_stage_display()), f"计划{written_day(one.planned_on)}"))
    return tuple(rows)


def _troubles(report: Report) -> tuple[kinds.Trouble, ...]:
    known = {
        one.text: one
        for one in Trouble.objects.filter(
            project=report.project_id, window=report.window
        ).select_related("matter__lead")
    }
    return tuple(_trouble(text, known.get(text)) for text in problems_of(report))


def _trouble(text: str, found: Trouble | None) -> kinds.Trouble:
    if found is None:
        return kinds.Trouble(text)
    if found.matter is None:
        return kinds.Trouble(text, known=found.known_note or "")
    lead = found.matter.lead.name if found.matter.lead else ""
    due = found.matter.due_current or found.matter.due_proposed
    return kinds.Trouble(text, found.matter.number or "", lead, due)


def _signs(report: Report) -> tuple[tuple[str, str, dt.date], ...]:
    wrote = ("填报", str(report.handler), civil_day(report.at))
    later = (
        (str(one.get_move_display()), str(one.by), civil_day(one.at))
        for one in report.signatures.select_related("by__person")
    )
    return (wrote, *later)
