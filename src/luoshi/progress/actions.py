"""Writing reports: handed in once for each window, corrected by new editions, never overwritten."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import translation

from luoshi.audit import actions as audit
from luoshi.audit.actions import SYSTEM, Actor
from luoshi.audit.changes import changes
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.orgs.queries import calendar_of
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind, Obligation, Outcome
from luoshi.progress import checks, debts, queries
from luoshi.progress.models import Move, Report, ReportLink, Signature, State
from luoshi.projects.models import Filing, Project
from luoshi.rules import reporting
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import IllegalMove, Overtaken
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import gettext_noop
from luoshi.values.workcalendar import WorkCalendar

CONTENT = (*reporting.SUMS, *queries.TEXTS, "stage", "unchanged", "unchanged_reason")


# --- what falls due


@transaction.atomic
def open_window(
    filing: Filing, *, window: HalfMonth, now: dt.datetime, calendar: WorkCalendar | None = None
) -> Obligation:
    """Return what the filed project owes for ``window``, opened now if it was not yet.

    It is there from the window's first day.  It can be done in full from the window's last day
    (until then figures are expected ones), so it opens, in the sense of its light, on that day.
    ``calendar`` is that of the filing's unit, looked up if it is not given.
    """
    project = filing.project
    due = queries.due_of(window, calendar=calendar or calendar_of(filing.unit))
    obligation = owed.open_obligation(
        kind=Kind.REPORT,
        subject=project,
        key=window.id,
        title=project.name,
        debtor_unit=filing.unit,
        debtor=filing.reporter,
        creditor_unit=project.held_by,
        opens_on=min(window.last_day, due.on),
        due_on=due.on,
        confirmed=due.confirmed,
        now=now,
    )
    if obligation.outcome == Outcome.VOID:
        # It left and came back within the window.
        owed.take_up(kind=Kind.REPORT, subject=project, key=window.id, by=SYSTEM, now=now)
    return obligation


@transaction.atomic
def excuse_window(
    filing: Filing, *, window: HalfMonth, by: Actor = SYSTEM, now: dt.datetime
) -> Obligation | None:
    """Note that no report is owed for ``window`` any more: the project left, or its filing ended."""
    project = filing.project
    reason = queries.why_silent(filing, window) or "备案已停止报告"
    return owed.void(
        kind=Kind.REPORT, subject=project, key=window.id, reason=reason, by=by, now=now
    )


# --- handing in


@transaction.atomic
def submit(
    project: Project,
    *,
    window: str,
    stage: str = "",
    progress: str = "",
    invested_window: Decimal | None = None,
    invested_year: Decimal | None = None,
    invested_total: Decimal | None = None,
    funds_arrived: Decimal | None = None,
    formalities: str = "",
    problems: str = "",
    next_steps: str = "",
    coordination: str = "",
    unchanged: bool = False,
    unchanged_reason: str = "",
    correction: str = "",
    by: Account,
    now: dt.datetime,
) -> Report:
    """Hand in the report of ``project`` for the window with the id ``window``; it discharges what is owed.

    Sums in yuan; the year's and the total may be left out and are then carried on from the last
    report.  ``unchanged`` takes over the last report whole and adds nothing; twice in a row it
    wants ``unchanged_reason``.  The same sent twice by one person is one report.

    Raises Incomplete, BadInput (fields), IllegalMove where nothing is owed, Overtaken where a
    colleague was faster.
    """
    filing = filing_of(project)
    content: dict[str, object] = {
        "stage": stage,
        "progress": progress.strip(),
        "invested_window": invested_window,
        "invested_year": invested_year,
        "invested_total": invested_total,
        "funds_arrived": funds_arrived,
        "formalities": formalities.strip(),
        "problems": problems.strip(),
        "next_steps": next_steps.strip(),
        "coordination": coordination.strip(),
        "unchanged": unchanged,
        "unchanged_reason": unchanged_reason.strip(),
    }
    half = HalfMonth.parse(window)
    with access.one_look():  # begun inside the transaction: nothing read before it is believed
        access.require(by, Permission.REPORT_SUBMIT, now=now, units={filing.unit_id})
        return hand_in(filing, half, content, correction=correction, author=Author(by), now=now)


@dataclass(frozen=True, slots=True)
class Author:
    """Who hands a report in: with an account, or through the link that was given to her."""

    account: Account | None = None
    link: ReportLink | None = None
    guest: Guest | None = None

    @property
    def actor(self) -> Actor:
        """Return who stands in the record."""
        return self.account or self.guest or Guest(self.link.person.name if self.link else "")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account, who acts through a link."""

    name: str
    pk: int | None = None
    door: str = "link"
    address: str | None = None

    def __str__(self) -> str:
        return f"{self.name}（凭填报链接）"


def hand_in(
    filing: Filing,
    half: HalfMonth,
    content: dict[str, object],
    *,
    correction: str,
    author: Author,
    now: dt.datetime,
) -> Report:
    """Keep what ``author`` says of one window; whoever calls has asked whether she may.

    Where the head of the unit signs first, it waits for her, and what is owed stays owed.
    """
    project = filing.project
    last = queries.last_before(project, half)
    content = (
        checks.repeated(content, half, last)
        if content["unchanged"]
        else checks.carried_on(content, half, last)
    )
    if there := queries.current_report(project, half):
        return _same_or_overtaken(there, content, author=author)
    checks.require_owed(filing, half, now=now)
    checks.check(project, half, content, last=last, correction=correction)
    report = _keep(
        filing, half, content, last, edition=1, correction=correction, author=author, now=now
    )
    open_window(filing, window=half, now=now)
    _pass_on(filing, report, half, author=author, now=now)
    _record_submitted(report, half, by=author.actor, now=now)
    return report


@transaction.atomic
def correct(
    report: Report,
    *,
    correction: str,
    stage: str,
    progress: str,
    invested_window: Decimal | None,
    invested_year: Decimal | None,
    invested_total: Decimal | None,
    funds_arrived: Decimal | None,
    formalities: str = "",
    problems: str = "",
    next_steps: str = "",
    coordination: str = "",
    by: Account,
    now: dt.datetime,
) -> Report:
    """Hand in a new edition of ``report``, with the reason; the old one stays to be read.

    Sums in yuan, all of them.  When it was in time stays as it was.  Raises Incomplete without
    the reason, BadInput if nothing differs, Overtaken if ``report`` counts no more.
    """
    filing = filing_of(report.project)
    access.require(by, Permission.REPORT_SUBMIT, now=now, units={filing.unit_id})
    content: dict[str, object] = {
        "stage": stage,
        "progress": progress.strip(),
        "invested_window": invested_window,
        "invested_year": invested_year,
        "invested_total": invested_total,
        "funds_arrived": funds_arrived,
        "formalities": formalities.strip(),
        "problems": problems.strip(),
        "next_steps": next_steps.strip(),
        "coordination": coordination.strip(),
        "unchanged": False,
        "unchanged_reason": "",
    }
    return mend(filing, report, content, correction=correction, author=Author(by), now=now)


def mend(
    filing: Filing,
    report: Report,
    content: dict[str, object],
    *,
    correction: str,
    author: Author,
    now: dt.datetime,
) -> Report:
    """Keep a new edition of ``report``; whoever calls has asked whether ``author`` may.

    What was still owed on the old edition, a signature or a receipt, is owed on the new one.
    """
    project, half = report.project, HalfMonth.parse(report.window)
    checks.check_correction(report, content, correction)
    last, edition = queries.last_before(project, half), report.edition + 1
    checks.check(project, half, content, last=last, correction=correction)
    if not Report.objects.filter(pk=report.pk, is_current=True).update(is_current=False):
        raise Overtaken
    new = _keep(
        filing,
        half,
        content,
        last,
        edition=edition,
        correction=correction,
        author=author,
        now=now,
    )
    debts.let_fall(report, reason="已由新版次代替", by=author.actor, now=now)
    _pass_on(filing, new, half, author=author, now=now)
    _record_corrected(report, new, half, by=author.actor, now=now)
    return new


# --- the steps


def filing_of(project: Project) -> Filing:
    """Return the filing of a project, with what hangs on it; raises IllegalMove where there is none."""
    rows = Filing.objects.select_related("project", "unit", "reporter", "project__held_by")
    filing = rows.filter(project=project).first()
    if filing is None:
        raise IllegalMove(
            gettext_noop("这个项目还没有备案，不需要报送半月报。请先联系备案单位。"),
            code="not-filed",
        )
    return filing


def _same_or_overtaken(there: Report, content: dict[str, object], *, author: Author) -> Report:
    """Return the report that is there if ``by`` sent the same twice; else say who was faster."""
    same = all(getattr(there, name) == value for name, value in content.items())
    if same and (there.by, there.link) == (author.account, author.link):
        return there
    raise Overtaken(
        gettext_noop(
            "%(who)s已于%(at)s报送了本期半月报。您填写的内容没有提交，仍保留在本页；"
            "请先打开已报送的报告核对，需要改动的用“更正”办理。"
        ),
        code="reported-already",
        who=str(there.handler),
        at=civil_day(there.at),
    )


def _keep(
    filing: Filing,
    window: HalfMonth,
    content: dict[str, object],
    last: Report | None,
    *,
    edition: int,
    correction: str,
    author: Author,
    now: dt.datetime,
) -> Report:
    same = last is not None and not content["unchanged"]
    same = same and reporting.resembles(str(content["progress"]), last.progress if last else "")
    try:
        with transaction.atomic():
            return Report.objects.create(
                project=filing.project,
                window=window.id,
                edition=edition,
                state=_first_state(filing, author, now=now),
                correction=correction.strip()[:300],
                expected=civil_day(now) <= window.last_day,
                same_text=same,
                by=author.account,
                link=author.link,
                at=now,
                **content,
            )
    except IntegrityError as error:
        # Two were at it in the same moment: the database let one through.
        raise Overtaken from error


def _first_state(filing: Filing, author: Author, *, now: dt.datetime) -> State:
    if not filing.head_signs or _signs(filing, author, now=now):
        return State.HANDED_IN
    return State.WAITING


def _signs(filing: Filing, author: Author, *, now: dt.datetime) -> bool:
    """Return whether ``author`` is herself who signs for the unit."""
    by = author.account
    return by is not None and access.may(
        by, Permission.REPORT_SIGN, now=now, units={filing.unit_id}
    )


def _pass_on(
    filing: Filing, report: Report, half: HalfMonth, *, author: Author, now: dt.datetime
) -> None:
    """Settle what the unit owed if the report left it, and lay the next step on whoever it waits for."""
    if report.state == State.HANDED_IN:
        if filing.head_signs and author.account:  # who signs and wrote it has signed
            Signature.objects.create(report=report, move=Move.SIGNED, by=author.account, at=now)
        discharge(filing.project, half, by=author.actor, now=now)
    debts.lay(report, filing, by=author.actor, now=now)


def discharge(project: Project, window: HalfMonth, *, by: Actor, now: dt.datetime) -> None:
    """Note that the unit has handed in what it owed for ``window``."""
    owed.discharge(
        kind=Kind.REPORT, subject=project, key=window.id, on=civil_day(now), by=by, now=now
    )


def _record_submitted(report: Report, window: HalfMonth, *, by: Actor, now: dt.datetime) -> None:
    with translation.override("zh-hans"):
        stage_name = str(report.get_stage_display())
    audit.record(
        "report.submitted",
        report.project,
        by=by,
        at=now,
        window=window.id,
        window_name=window.chinese,
        stage=report.stage,
        stage_name=stage_name,
        invested_window=report.invested_window,
        invested_total=report.invested_total,
        unchanged=report.unchanged,
        expected=report.expected,
        note=report.correction,
    )


def _record_corrected(
    old: Report, new: Report, window: HalfMonth, *, by: Actor, now: dt.datetime
) -> None:
    audit.record(
        "report.corrected",
        new.project,
        by=by,
        at=now,
        window=window.id,
        window_name=window.chinese,
        edition=new.edition,
        reason=new.correction,
        was=_changed(old, new),
        changes=changes(old, {name: getattr(new, name) for name in CONTENT}),
    )


def _changed(old: Report, new: Report) -> dict[str, object]:
    """Return what the new edition says differently: field → what it was."""
    return {
        name: getattr(old, name) for name in CONTENT if getattr(old, name) != getattr(new, name)
    }
