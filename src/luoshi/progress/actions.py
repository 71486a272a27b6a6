"""Writing reports: handed in once for each window, corrected by new editions, never overwritten."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import translation

from luoshi.audit import actions as audit
from luoshi.audit.actions import SYSTEM, Actor
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.orgs.queries import calendar_of
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind, Obligation, Outcome
from luoshi.progress import queries
from luoshi.progress.models import Report, ReportLink, State
from luoshi.projects.models import Filing, Project, Stage
from luoshi.rules import reporting
from luoshi.rules.access import Permission
from luoshi.rules.reporting import Figures
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, Overtaken
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Sentence, gettext_noop
from luoshi.values.workcalendar import WorkCalendar

LABELS = {
    "stage": Sentence(gettext_noop("形象阶段")),
    "progress": Sentence(gettext_noop("形象进度")),
    "invested_window": Sentence(gettext_noop("本期完成投资")),
    "invested_year": Sentence(gettext_noop("本年完成投资")),
    "invested_total": Sentence(gettext_noop("累计完成投资")),
    "funds_arrived": Sentence(gettext_noop("累计到位资金")),
    "unchanged_reason": Sentence(gettext_noop("连续无变化的原因")),
    "correction": Sentence(gettext_noop("更正或调整说明")),
}
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
    reason = project.exit_reason or "备案已停止报告"
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
        "unchanged": unchanged,
        "unchanged_reason": unchanged_reason.strip(),
    }
    half = HalfMonth.parse(window)
    return hand_in(filing, half, content, correction=correction, author=Author(by), now=now)


@dataclass(frozen=True, slots=True)
class Author:
    """Who hands a report in: with an account, or through the link that was given to her."""

    account: Account | None = None
    link: ReportLink | None = None

    @property
    def actor(self) -> Actor:
        """Return who stands in the record."""
        return self.account or Guest(self.link.person.name if self.link else "")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account, who acts through a link."""

    name: str
    pk: int | None = None

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
        _repeated(content, half, last) if content["unchanged"] else _carried_on(content, half, last)
    )
    if there := queries.current_report(project, half):
        return _same_or_overtaken(there, content, author=author)
    _require_owed(filing, half, now=now)
    _check(project, half, content, correction=correction)
    report = _keep(
        filing, half, content, last, edition=1, correction=correction, author=author, now=now
    )
    open_window(filing, window=half, now=now)
    if report.state == State.HANDED_IN:
        discharge(project, half, by=author.actor, now=now)
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
    project, half = report.project, HalfMonth.parse(report.window)
    filing = filing_of(project)
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
    _check_correction(report, content, correction)
    _check(project, half, content, correction=correction)
    if not Report.objects.filter(pk=report.pk, is_current=True).update(is_current=False):
        raise Overtaken
    last, edition = queries.last_before(project, half), report.edition + 1
    new = _keep(
        filing,
        half,
        content,
        last,
        edition=edition,
        correction=correction,
        author=Author(by),
        now=now,
    )
    if new.state == State.HANDED_IN:
        discharge(project, half, by=by, now=now)
    _record_corrected(report, new, half, by=by, now=now)
    return new


# --- the steps


def _check_correction(report: Report, content: dict[str, object], correction: str) -> None:
    if not correction.strip():
        raise Incomplete(["correction"], labels=LABELS)
    same = all(getattr(report, name) == value for name, value in content.items())
    if same and report.state != State.RETURNED:
        raise BadInput.of(
            "progress", gettext_noop("内容与现有报告相同，没有需要更正的地方。"), code="no-change"
        )


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


def _require_owed(filing: Filing, window: HalfMonth, *, now: dt.datetime) -> None:
    if window.first_day > civil_day(now):
        raise BadInput.of(
            "window",
            gettext_noop("%(window)s还没有开始，请在%(first_day)s以后报送。"),
            code="window-not-begun",
            window=window,
            first_day=window.first_day,
        )
    if not queries.owes(filing, window):
        raise IllegalMove(
            gettext_noop("这个项目%(window)s不需要报送半月报（备案之前，或项目已暂停、退出）。"),
            code="window-excused",
            window=window,
        )
    if queries.excuse_of(filing.project, window):
        raise IllegalMove(
            gettext_noop("这个项目%(window)s已经免报，不需要报送。"), code="excused", window=window
        )


def _repeated(
    content: dict[str, object], window: HalfMonth, last: Report | None
) -> dict[str, object]:
    """Return the last report's content with nothing done since."""
    if last is None:
        raise BadInput.of(
            "unchanged",
            gettext_noop("这是第一次报送，没有上期内容可以沿用，请填写形象进度。"),
            code="nothing-to-repeat",
        )
    if last.unchanged and not content["unchanged_reason"]:
        raise BadInput.of(
            "unchanged_reason",
            gettext_noop("上期已报“无变化”，连续第二期无变化的，请写明原因。"),
            code="unchanged-again",
        )
    figures = queries.figures_of(last)
    year, total = reporting.carried_on(Decimal(0), window=window, last=figures) or (0, 0)
    again = {name: getattr(last, name) for name in (*queries.TEXTS, "stage", "funds_arrived")}
    sums = {"invested_window": Decimal(0), "invested_year": year, "invested_total": total}
    return content | again | sums


def _carried_on(
    content: dict[str, object], window: HalfMonth, last: Report | None
) -> dict[str, object]:
    """Return ``content`` with the sums that were left out taken on from the last report."""
    this = content["invested_window"]
    figures = queries.figures_of(last)
    if figures is None or not isinstance(this, Decimal):
        return content
    year, total = reporting.carried_on(this, window=window, last=figures) or (None, None)
    found = {"invested_year": year, "invested_total": total, "funds_arrived": figures.funds_arrived}
    return content | {name: value for name, value in found.items() if content[name] is None}


def _check(
    project: Project, window: HalfMonth, content: dict[str, object], *, correction: str
) -> None:
    wanted = ("stage", "progress", *reporting.SUMS)
    missing = [name for name in wanted if content[name] in (None, "")]
    if missing:
        raise Incomplete(missing, labels=LABELS)
    if content["stage"] not in Stage.values:
        raise BadInput.of("stage", gettext_noop("请选择项目阶段。"), code="stage-unknown")
    numbers = {name: content[name] for name in reporting.SUMS}
    figures = Figures(window=window, stage=str(content["stage"]), **numbers)  # type: ignore[arg-type]
    if wrong := reporting.impossible(figures):
        raise BadInput(wrong, code="figures-impossible")
    if correction.strip():
        return
    wanting = reporting.wants_note(
        figures,
        last=queries.figures_of(queries.last_before(project, window)),
        later=queries.figures_of(queries.first_after(project, window)),
        plan=project.investment,
    )
    if wanting:
        raise BadInput(wanting, code="note-wanted")


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
                state=State.WAITING if filing.head_signs else State.HANDED_IN,
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
    old: Report, new: Report, window: HalfMonth, *, by: Account, now: dt.datetime
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
    )


def _changed(old: Report, new: Report) -> dict[str, object]:
    """Return what the new edition says differently: field → what it was."""
    return {
        name: getattr(old, name) for name in CONTENT if getattr(old, name) != getattr(new, name)
    }
