"""The two ledgers as offices keep them: which columns, and what stands in them.

Columns after the field's own lists (督办台账, 项目台账, 半月报): identity, source, content, units,
time, progress, result.  Sums are shown in 万元.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from luoshi.commitments.models import Commitment
from luoshi.commitments.queries import wording_of
from luoshi.intake.ledgerin.ids import HEADING, id_of
from luoshi.matters.models import Matter, UnitRole
from luoshi.papers.ledger import Cell, Column, Ledger
from luoshi.progress.models import Report
from luoshi.progress.queries import Cell as ReportCell
from luoshi.progress.queries import Line
from luoshi.projects.models import Exit, PartyRole, Project, Stage
from luoshi.projects.plans import share_on
from luoshi.rules import curve
from luoshi.rules.lights import Light
from luoshi.standing.queries import lights_of
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth

WAN = Decimal(10000)

PROJECT_COLUMNS = (
    Column("序号", "whole"),
    Column("备案号", "text", 22),
    Column("项目名称", "long", 36),
    Column("建设地点"),
    Column("投资建设方", "long", 28),
    Column("合作方", "text", 22),
    Column("属地服务单位", "text", 22),
    Column("计划总投资（万元）", "money"),
    Column("当前阶段", "text", 12),
    Column("项目代码", "text", 26),
    Column("投资项目备案", "text", 12),
    Column("备案机关", "text", 20),
    Column("核准备案日期", "date"),
    Column("开工日期", "date"),
    Column("入统日期", "date"),
    Column("卡住的手续", "long", 28),
    Column("本年计划（万元）", "money"),
    Column("计划进度（%）", "number"),
    Column("实际进度（%）", "number"),
    Column("备案日期", "date"),
    Column("填报单位", "text", 24),
    Column("填报人", "text", 14),
    Column("最新报告期", "text", 18),
    Column("形象进度", "long"),
    Column("本期完成投资（万元）", "money"),
    Column("本年完成投资（万元）", "money"),
    Column("累计完成投资（万元）", "money"),
    Column("累计到位资金（万元）", "money"),
    Column("手续办理", "long", 28),
    Column("存在问题", "long", 32),
    Column("下一步计划", "long", 32),
    Column("需协调事项", "long", 32),
    Column("报送日期", "date"),
    Column("灯", "text", 8),
    Column("退出情况", "text", 20),
    Column(HEADING, "text", 22),
)

MATTER_COLUMNS = (
    Column("序号", "whole"),
    Column("督办编号", "text", 20),
    Column("类别", "text", 8),
    Column("紧急程度", "text", 8),
    Column("事项", "long", 32),
    Column("任务要求", "long"),
    Column("办结标准", "long", 28),
    Column("来源文件", "text", 26),
    Column("原文", "long"),
    Column("关联项目", "text", 26),
    Column("牵头单位", "text", 22),
    Column("责任单位", "text", 24),
    Column("配合单位", "text", 24),
    Column("责任人", "text", 14),
    Column("提出单位", "text", 22),
    Column("下发日期", "date"),
    Column("签收日期", "date"),
    Column("原定期限", "date"),
    Column("现行期限", "date"),
    Column("延期次数", "whole"),
    Column("状态", "text", 10),
    Column("灯", "text", 8),
    Column("说明", "text", 26),
    Column("最新进展", "long"),
    Column("下一步", "long", 28),
    Column("完成日期", "date"),
    Column("办结日期", "date"),
    Column("提出单位意见", "text", 24),
    Column(HEADING, "text", 22),
)


def _day(instant: dt.datetime | None) -> dt.date | None:
    return civil_day(instant) if instant else None


def _wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else yuan / WAN


def _names(rows: Iterable[object]) -> str:
    return "、".join(str(row) for row in rows)


def projects_ledger(
    projects: QuerySet[Project], *, today: dt.date, on: dt.date | None = None
) -> Ledger:
    """Return the ledger of ``projects``, in their order, with what each last reported.

    With ``on`` the rows come from ``as_of`` and show stage, exit and report of that day; sums of
    the plan are those of today, and no light is shown.
    """
    ready = list(
        projects.select_related("filing__unit", "filing__reporter", "approval").prefetch_related(
            "parties__unit", "reports", "milestones", "permits", "year_plans"
        )
    )
    day = on or today
    pks = [] if on else [project.pk for project in ready]
    lights = lights_of("project", pks, today=today)
    rows = [_project_row(at, one, lights.get(one.pk), day) for at, one in enumerate(ready, 1)]
    note = f"截至{day:%Y-%m-%d}，共{len(rows)}个项目；金额单位：万元"
    if on:
        note += f"；阶段、退出情况和半月报为当日情况，其余为{today:%Y-%m-%d}情况"
    return Ledger("合作项目台账", note, PROJECT_COLUMNS, rows)


def _project_row(at: int, project: Project, light: Light | None, day: dt.date) -> tuple[Cell, ...]:
    filing = getattr(project, "filing", None)
    parties = list(project.parties.all())
    of = {
        role: _names(party.unit for party in parties if party.role == role)
        for role in PartyRole.values
    }
    report = _last_report(project, day)
    return (
        at,
        filing.number if filing else "",
        project.name,
        project.place,
        of[PartyRole.INVESTOR],
        of[PartyRole.PARTNER],
        of[PartyRole.LOCAL],
        _wan(project.investment),
        str(Stage(getattr(project, "stage_then", project.stage)).label),
        *_approval_cells(project),
        *_plan_cells(project, report, day),
        filing.filed_on if filing else None,
        str(filing.unit) if filing else "",
        str(filing.reporter) if filing else "",
        *_report_cells(report),
        str(light.word) if light else "",
        _left(project),
        id_of("projects", project.pk),
    )


def _left(project: Project) -> str:
    """Return how a project is out of the register, or was on the day that is asked about."""
    then = getattr(project, "exit_then", None)
    if then is not None and then != (project.exit or ""):
        return str(Exit(then).label) if then else ""
    return f"{project.get_exit_display()}：{project.exit_reason}" if project.exit else ""


def _approval_cells(project: Project) -> tuple[Cell, ...]:
    approval = getattr(project, "approval", None)
    begun = [
        one.reached_on
        for one in project.milestones.all()
        if one.stage >= Stage.START and one.reached_on
    ]
    blocked = [f"{one}：{one.blocked_by}" for one in project.permits.all() if one.blocked_by]
    return (
        (approval.code or f"无：{approval.no_code_reason}") if approval else "",
        str(approval.get_state_display()) if approval else "",
        approval.authority if approval else "",
        approval.filed_on if approval else None,
        min(begun, default=None),
        project.statistics_on,
        "；".join(blocked),
    )


def _plan_cells(project: Project, report: Report | None, day: dt.date) -> tuple[Cell, ...]:
    """Return the plan of the year of ``day``, and what should and does stand of it, in percent."""
    plan = next((one for one in project.year_plans.all() if one.year == day.year), None)
    if plan is None:
        return (None, None, None)
    told = report if report and report.window.startswith(f"{day.year}-") else None
    on = HalfMonth.parse(told.window).last_day if told else day
    done = curve.done_share(told.invested_year, plan.planned) if told else None
    return (_wan(plan.planned), share_on(plan, on), done)


def _report_cells(report: Report | None) -> tuple[Cell, ...]:
    if report is None:
        return ("",) + (None,) * 10
    return (
        str(HalfMonth.parse(report.window)),
        report.progress,
        _wan(report.invested_window),
        _wan(report.invested_year),
        _wan(report.invested_total),
        _wan(report.funds_arrived),
        report.formalities,
        report.problems,
        report.next_steps,
        report.coordination,
        _day(report.at),
    )


def _last_report(project: Project, day: dt.date) -> Report | None:
    """Return the report of the latest window that had come in by the end of ``day``."""
    current = [
        report
        for report in project.reports.all()
        if report.is_current and civil_day(report.at) <= day
    ]
    return max(current, key=lambda report: report.window, default=None)


REPORT_WORDS = {
    "not-due": "未到期",
    "due": "待报",
    "in-time": "按时",
    "late": "迟报",
    "missed": "逾期未报",
    "excused": "免报",
}
ON_ITS_WAY = {"waiting": "（待负责人签字）", "returned": "（已退回）"}


def reports_ledger(
    lines: Sequence[Line], *, windows: Sequence[HalfMonth], today: dt.date
) -> Ledger:
    """Return projects against half months: how each stands, and how many each has missed."""
    columns = (
        Column("序号", "whole"),
        Column("备案号", "text", 22),
        Column("项目名称", "long", 36),
        Column("填报单位", "text", 28),
        Column("填报人", "text", 14),
        Column("联系电话", "text", 16),
        *(Column(window.chinese, "text", 16) for window in windows),
        Column("逾期未报期数", "whole", 10),
    )
    rows = [_line_row(at, line) for at, line in enumerate(lines, 1)]
    note = f"截至{today:%Y-%m-%d}，共{len(rows)}个项目"
    return Ledger("半月报报送情况", note, columns, rows)


def _line_row(at: int, line: Line) -> tuple[Cell, ...]:
    filing = line.project.filing
    return (
        at,
        filing.number,
        line.project.name,
        str(filing.unit),
        str(filing.reporter),
        filing.reporter.telephone,
        *(_window_cell(cell) for cell in line.cells),
        sum(cell.state == "missed" for cell in line.cells),
    )


def _window_cell(cell: ReportCell) -> str:
    if cell.state is None:
        return "不需报送"
    said = REPORT_WORDS[cell.state] + ON_ITS_WAY.get(cell.way, "")
    return f"{said}：{cell.excuse.reason}（{cell.excuse.by}批准）" if cell.excuse else said


BURDEN_COLUMNS = (
    Column("序号", "whole"),
    Column("单位", "long", 36),
    Column("件数", "number"),
    Column("必填项", "number"),
    Column("点击", "number"),
    Column("分钟", "number"),
)


def burden_ledger(units: Iterable[tuple[str, int, int, int, Decimal]], *, month: dt.date) -> Ledger:
    """Return what each unit was asked in a month: name, times, fields, clicks, minutes; by name."""
    rows = [(at, *line) for at, line in enumerate(units, 1)]
    note = f"{month:%Y-%m}，共{len(rows)}个单位；用来减少填报，不用来考核"
    return Ledger("填报负担", note, BURDEN_COLUMNS, rows)


def matters_ledger(matters: QuerySet[Matter], *, today: dt.date) -> Ledger:
    """Return the ledger of ``matters``, in their order: owners, dates, progress, result."""
    ready = list(
        matters.select_related(
            "lead", "person", "raised_by", "project", "passage__source"
        ).prefetch_related("parts__unit", "steps", "extensions")
    )
    lights = lights_of("matter", [matter.pk for matter in ready], today=today)
    rows = [_matter_row(at, one, lights.get(one.pk)) for at, one in enumerate(ready, 1)]
    note = f"截至{today:%Y-%m-%d}，共{len(rows)}项"
    return Ledger("事项台账", note, MATTER_COLUMNS, rows)


def _matter_row(at: int, matter: Matter, light: Light | None) -> tuple[Cell, ...]:
    parts = list(matter.parts.all())
    units = {
        role: _names(part.unit for part in parts if part.role == role) for role in UnitRole.values
    }
    last = next(iter(matter.steps.all()), None)
    return (
        at,
        matter.number,
        str(matter.get_kind_display()),
        str(matter.get_urgency_display()),
        matter.title,
        matter.content,
        matter.criterion,
        str(matter.passage.source) if matter.passage else "",
        matter.passage.quote if matter.passage else "",
        str(matter.project or ""),
        str(matter.lead or ""),
        units[UnitRole.RESPONSIBLE],
        units[UnitRole.COOPERATING],
        str(matter.person or ""),
        str(matter.raised_by or ""),
        _day(matter.issued_at),
        _day(matter.signed_at),
        matter.due_original,
        matter.due_current,
        sum(extension.verdict == "granted" for extension in matter.extensions.all()),
        str(matter.get_state_display()),
        str(light.word) if light else "",
        str(light.reason) if light else "",
        last.text if last else matter.result,
        last.next_step if last else "",
        matter.performed_on,
        _day(matter.closed_at),
        matter.raiser_said,
        id_of("matters", matter.pk),
    )


COMMITMENT_COLUMNS = (
    Column("序号", "whole"),
    Column("承诺方属于", "text", 12),
    Column("承诺事项", "long", 28),
    Column("承诺单位", "text", 24),
    Column("承诺人", "text", 14),
    Column("对方单位", "text", 24),
    Column("对方联系人", "text", 14),
    Column("现行措辞", "long", 40),
    Column("稿次", "whole"),
    Column("办结标准", "long", 28),
    Column("期限", "date"),
    Column("承诺方确认日期", "date"),
    Column("受诺方确认日期", "date"),
    Column("状态", "text", 12),
    Column("对应事项编号", "text", 20),
    Column("灯", "text", 8),
    Column("认定说明", "long", 28),
    Column("关联项目", "text", 26),
    Column("议定于", "text", 26),
)


def commitments_ledger(commitments: QuerySet[Commitment], *, today: dt.date) -> Ledger:
    """Return what both sides owe each other, in the order of ``commitments``, with who confirmed when."""
    ready = list(commitments)
    lights = lights_of("matter", [one.matter_id for one in ready if one.matter_id], today=today)
    rows = [
        _commitment_row(at, one, lights.get(one.matter_id or 0)) for at, one in enumerate(ready, 1)
    ]
    return Ledger(
        "双向承诺台账", f"截至{today:%Y-%m-%d}，共{len(rows)}项", COMMITMENT_COLUMNS, rows
    )


def _commitment_row(at: int, one: Commitment, light: Light | None) -> tuple[Cell, ...]:
    wording = wording_of(one)
    given = {said.part: _day(said.at) for said in wording.confirmations.all()}
    return (
        at,
        str(one.get_side_display()),
        one.title,
        str(one.debtor_unit),
        str(one.debtor),
        str(one.creditor_unit),
        str(one.creditor),
        wording.text,
        wording.n,
        wording.criterion,
        wording.due_on,
        given.get("owing"),
        given.get("owed"),
        str(one.get_state_display()),
        (one.matter.number or "") if one.matter else "",
        str(light.word) if light else "",
        one.ended_words,
        str(one.project or ""),
        str(one.engagement or ""),
    )
