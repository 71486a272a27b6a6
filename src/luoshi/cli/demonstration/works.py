"""The projects: registered, brought through their stages, filed, and reported on every half month."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World, table
from luoshi.orgs.models import Person, Unit
from luoshi.progress import actions as progress
from luoshi.progress import queries as reports
from luoshi.progress import signing
from luoshi.progress.models import Report
from luoshi.projects import actions, queries
from luoshi.projects.models import PartyRole, Project, Stage
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth

BUILT = {
    "S05": "项目备案手续办理中，要件已报送受理窗口。",
    "S06": "前期手续同步推进，用地预审与环评公示已完成。",
    "S07": "已开工，完成场地平整和临时设施搭建。",
    "S08": "主体工程施工中，完成基础{percent}%，现场作业面{gangs}个。",
    "S09": "竣工验收资料整理中，缺陷项正在整改。",
    "S10": "设备运行正常，开展性能考核。",
    "S11": "已达到设计能力，按月报送运行数据。",
}
EARLY = "双方就合作条件第{round}次磋商，已形成会谈备忘录。"
TROUBLES = (
    "",
    "",
    "",
    "临时用地手续办理较慢。",
    "部分设备到货延迟。",
    "材料价格上涨，合同调价尚未谈妥。",
)
STEPS = (
    "下期完成现场核查。",
    "下期完成设备招标。",
    "下期完成管线复核并报批。",
    "下期组织分部验收。",
)
EVIDENCE = {
    "S03": "投资协议",
    "S05": "项目备案证",
    "S07": "开工令及首件施工记录",
    "S09": "竣工验收报告",
    "S10": "投产报告",
}


def works(world: World, agenda: Agenda) -> None:
    """Put every project of ``projects.toml`` on the agenda."""
    for entry in table("projects")["project"]:

        def begin(now: dt.datetime, entry: dict[str, Any] = entry) -> None:
            _begin(world, agenda, entry, now)

        agenda.on(entry["filed"], begin, hour=11)


def _begin(world: World, agenda: Agenda, entry: dict[str, Any], now: dt.datetime) -> None:
    by = world.coordinator
    investor, local = world.units[entry["investor"]], world.units[entry["local"]]
    project = actions.add_project(
        name=entry["name"],
        place=entry["place"],
        sector=entry["sector"],
        investment=Decimal(entry["investment"]) * 10000,
        held_by=world.office,
        parties=[(investor, PartyRole.INVESTOR), (local, PartyRole.LOCAL)],
        by=by,
        now=now,
    )
    reached = [code for code in EVIDENCE if code <= entry["stage"]]
    for number, code in enumerate(reached):
        actions.reach_stage(
            queries.project_for(by, project.pk, now=now),
            stage=code,
            reached_on=civil_day(now) - dt.timedelta(days=40 * (len(reached) - number)),
            evidence=f"{EVIDENCE[code]}（扫描件）",
            by=by,
            now=now,
        )
    _plan_ahead(world, project, entry["stage"], now)
    reporter = world.people[entry["reporter"]]
    file(world, agenda, project, unit=investor, reporter=reporter, now=now)


def _plan_ahead(world: World, project: Project, stage: str, now: dt.datetime) -> None:
    ahead = [code for code in Stage.values if code > stage and code in EVIDENCE][:2]
    for number, code in enumerate(ahead, 1):
        actions.plan_stage(
            queries.project_for(world.coordinator, project.pk, now=now),
            stage=code,
            planned_on=civil_day(now) + dt.timedelta(days=150 * number),
            by=world.coordinator,
            now=now,
        )


def file(
    world: World,
    agenda: Agenda,
    project: Project,
    *,
    unit: Unit,
    reporter: Person,
    now: dt.datetime,
) -> None:
    """Enter ``project`` into the ledger and put all its reports on the agenda."""
    by = world.coordinator
    filing = actions.file_project(
        queries.project_for(by, project.pk, now=now), unit=unit, reporter=reporter, by=by, now=now
    )
    window = HalfMonth.parse(filing.first_window)
    while window.last_day <= agenda.today:
        late = world.days_late(reporter.name)
        window_now, window = window, window.next()
        if late is None:
            continue

        def report(
            at: dt.datetime, window: HalfMonth = window_now, project_id: int = project.pk
        ) -> None:
            kept = Reporting(world, project_id, reporter.name, at).report(window)
            agenda.later(at, 1, lambda now: _receive(world, kept, now))

        day = (window_now.last_day - agenda.today).days + 1
        agenda.on(
            day + (late + 2 if late else 0), report, hour=15, minute=world.dice.randint(0, 59)
        )


def _receive(world: World, report: Report, now: dt.datetime) -> None:
    """The office takes a report on the day after it came, unless it was corrected meanwhile."""
    there = reports.current_report(report.project, HalfMonth.parse(report.window))
    if there and there.pk == report.pk and there.state == reports.WAYS.HANDED_IN:
        signing.receive(there, by=world.coordinator, now=now)


class Reporting:
    """One reporter writing of one project."""

    def __init__(self, world: World, project_id: int, reporter: str, now: dt.datetime) -> None:
        self.world, self.now = world, now
        self.by = world.accounts[reporter]
        self.project = queries.project_for(self.by, project_id, now=now)

    def report(self, window: HalfMonth) -> Report:
        """Write what is new since the last report, and hand it in."""
        dice, project = self.world.dice, self.project
        last = reports.last_before(project, window)
        done = last.invested_total if last else Decimal(0)
        step = self._invested(done)
        year = last.invested_year if last and last.window[:4] == str(window.year) else Decimal(0)
        said = BUILT.get(project.stage, EARLY).format(
            percent=dice.randint(20, 90),
            gangs=dice.randint(2, 6),
            round=reports.reports_of(project).count() + 2,
        )
        return progress.submit(
            project,
            window=window.id,
            stage=project.stage,
            progress=said,
            invested_window=step,
            invested_year=year + step,
            invested_total=done + step,
            funds_arrived=(done + step) * Decimal("1.1") // 10000 * 10000,
            problems=dice.choice(TROUBLES),
            next_steps=dice.choice(STEPS),
            by=self.by,
            now=self.now,
        )

    def _invested(self, done: Decimal) -> Decimal:
        plan = self.project.investment or Decimal(0)
        if self.project.stage < Stage.START or done >= plan * Decimal("0.95"):
            return Decimal(0)
        share = Decimal(self.world.dice.randint(15, 60)) / 1000
        return min(plan * share // 10000 * 10000, plan - done)
