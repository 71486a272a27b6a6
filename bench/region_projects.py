"""Projects of an invented region: filed, planned, under way, and reported on every half month."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flood import Chronicle, Flood, labelled, stored
from region_debts import Debts
from region_people import Directory, Member, Place, at

from luoshi.orgs.models import Series
from luoshi.progress.models import Report
from luoshi.progress.queries import due_of
from luoshi.projects.models import Figure, Filing, Milestone, Party, Project, YearPlan
from luoshi.rules.reporting import wan
from luoshi.values.halfmonth import HalfMonth, between

WHAT = (
    "光伏发电", "风电", "煤化工", "棉纺织", "冷链物流", "特色林果加工", "装配式建筑", "铜矿选厂",
    "灌区节水改造", "盐化工", "数据中心", "番茄制品", "牧草种植", "供热管网", "公路改建", "储能电站",
)  # fmt: skip
DONE = (
    "完成主体工程地上部分浇筑，设备基础验收合格",
    "场地平整完成，进场道路已通，临时用电接入",
    "主要设备到货并开始安装，调试方案报审",
    "土方开挖完成，桩基检测合格，转入基础施工",
    "管线敷设推进，配套变电所土建收尾",
)
NEXT = (
    "抓紧办理剩余手续，保证连续施工",
    "落实下批资金，组织设备进场",
    "完成单体验收，准备联合试运转",
)
STAGES = ("S04", "S05", "S06", "S07", "S08", "S09")
NAMES = {
    "S04": "注册落地", "S05": "备案核准", "S06": "前期工作", "S07": "开工", "S08": "在建", "S09": "竣工",
}  # fmt: skip
MISSED, LATE = 0.03, 0.08  # of the reports of windows that are over


@dataclass(slots=True)
class Known:
    """A project that matters may belong to."""

    pk: int
    unit: Place
    reporter: Member


class Projects:
    """Writes projects with everything that hangs on them."""

    def __init__(
        self, flood: Flood, chronicle: Chronicle, debts: Debts, directory: Directory, *,
        today: dt.date, dice: random.Random,
    ) -> None:  # fmt: skip
        self.flood, self.chronicle, self.debts = flood, chronicle, debts
        self.directory, self.today, self.dice = directory, today, dice
        self.running = HalfMonth.containing(today)
        self.numbers: Counter[int] = Counter()
        made = {"held_by_id": directory.office.pk}
        self.projects = flood.table(
            Project, "name", "place", "content", "investment", "stage", "made_at", **made
        )
        self.parties = flood.table(Party, "project_id", "unit_id", "role")
        self.figures = flood.table(Figure, "project_id", "quantity", "value", "unit")
        self.milestones = flood.table(
            Milestone, "project_id", "stage", "planned_on", "reached_on", "evidence"
        )
        self.filings = flood.table(
            Filing, "project_id", "number", "filed_on", "filed_by_id", "unit_id", "reporter_id",
            "first_window",
        )  # fmt: skip
        self.plans = flood.table(YearPlan, "project_id", "year", "planned", q1=10, q2=45, q3=80)
        self.reports = flood.table(
            Report, "project_id", "window", "stage", "progress", "invested_window",
            "invested_year", "invested_total", "funds_arrived", "problems", "next_steps",
            "unchanged", "by_id", "at", state="received",
        )  # fmt: skip

    def add(self, serial: int, windows: int) -> Known:
        """Add one project that was filed ``windows`` half months ago."""
        dice, office = self.dice, self.directory.office
        unit = self.directory.working[serial % len(self.directory.working)]
        reporter = dice.choice(unit.handlers)
        first = self.running
        for _ in range(windows):
            first = first.previous()
        filed_on = min(first.first_day + dt.timedelta(days=dice.randrange(13)), self.today)
        name = f"{unit.short}{dice.choice(WHAT)}项目{serial}期"
        investment = dice.randrange(2_000, 900_000) * 10_000
        stages = STAGES[: 2 + (windows * 4) // max(windows + dice.randrange(30), 1)]
        pk = self.projects.new(
            name, f"{unit.short}开发区", f"建设{dice.choice(WHAT)}生产线及配套设施，分两期实施。",
            investment, stages[-1], stored(at(filed_on, 9)),
        )  # fmt: skip
        clerk = dice.choice(self.directory.coordinators)
        self.numbers[filed_on.year] += 1
        number = f"{office.short}备〔{filed_on.year}〕{self.numbers[filed_on.year]}号"
        self.filings.new(
            pk, number, stored(filed_on), clerk.account, unit.pk, reporter.person, first.id
        )
        told = self._told(pk, name, unit, reporter, clerk, number, filed_on, investment)
        self._parts(pk, unit, investment, filed_on, stages)
        told += self._report(pk, name, unit, reporter, first, investment, stages)
        self.chronicle.tell("project", pk, name, told)
        return Known(pk, unit, reporter)

    def _parts(
        self, pk: int, unit: Place, investment: int, filed_on: dt.date, stages: tuple[str, ...]
    ) -> None:
        partner = self.dice.choice(self.directory.working)
        self.parties.new(pk, unit.pk, "investor")
        self.parties.new(pk, partner.pk, "partner")
        self.parties.new(pk, self.directory.office.pk, "local")
        self.figures.new(pk, "jobs", self.dice.randrange(20, 900), "人")
        for step, stage in enumerate(stages):
            reached = filed_on - dt.timedelta(days=20 * (len(stages) - step))
            self.milestones.new(
                pk, stage, stored(reached), stored(reached), f"{NAMES[stage]}证明材料"
            )
        for stage in STAGES[len(stages) : len(stages) + 2]:
            planned = self.today + dt.timedelta(days=self.dice.randrange(-60, 300))
            self.milestones.new(pk, stage, stored(planned), None, None)
        for year in {filed_on.year, self.today.year}:
            self.plans.new(pk, year, investment // 3)

    def _told(
        self, pk: int, name: str, unit: Place, reporter: Member, clerk: Member, number: str,
        filed_on: dt.date, investment: int,
    ) -> list[Any]:  # fmt: skip
        added = {"name": name, "place": f"{unit.short}开发区", "investment": str(investment)}
        filed = {
            "number": number,
            "unit": labelled(unit.pk, unit.name),
            "reporter": labelled(reporter.person, reporter.name),
            "filed_on": filed_on,
        }
        return [
            (
                "project.added",
                at(filed_on, 9),
                clerk.actor,
                added | {"wan": wan(Decimal(investment))},
            ),
            ("project.filed", at(filed_on, 10), clerk.actor, filed),
        ]

    def _report(
        self, pk: int, name: str, unit: Place, reporter: Member, first: HalfMonth,
        investment: int, stages: tuple[str, ...],
    ) -> list[Any]:  # fmt: skip
        """Add what is owed for each window since the first, and the reports; return their events."""
        told: list[Any] = []
        total = year_sum = 0
        share = investment * 6 // 10 // 60
        year = first.year
        for window in between(first, self.running):
            if window.year != year:
                year, year_sum = window.year, 0
            handed_in = self._handed_in(window)
            self._owe(pk, name, unit, reporter, window, handed_in)
            if handed_in is None:
                continue
            amount = 0 if self.dice.random() < 0.1 else share * self.dice.randrange(1, 10) // 10
            total, year_sum = total + amount, year_sum + amount
            moment = at(handed_in, 9 + self.dice.randrange(8), self.dice.randrange(60))
            self.reports.new(
                pk, window.id, stages[-1], f"{self.dice.choice(DONE)}（{window.chinese}）",
                amount, year_sum, total, total, "", self.dice.choice(NEXT), amount == 0,
                reporter.account, stored(moment),
            )  # fmt: skip
            said = {
                "window": window.id, "window_name": window.chinese, "stage": stages[-1],
                "stage_name": NAMES[stages[-1]], "invested_window": str(amount),
                "invested_total": str(total), "unchanged": amount == 0, "expected": False,
                "note": "",
            }  # fmt: skip
            told.append(("report.submitted", moment, reporter.actor, said))
        return told

    def _handed_in(self, window: HalfMonth) -> dt.date | None:
        """Return the day on which the report of a window was handed in; None if it was not."""
        if window == self.running or self.dice.random() < MISSED:
            return None
        due = _due(window)
        late = self.dice.random() < LATE
        day = due + dt.timedelta(days=self.dice.randrange(1, 9)) if late else due
        if not late:
            day = window.last_day + (due - window.last_day) * self.dice.random()
        return day if day <= self.today else None

    def _owe(
        self, pk: int, name: str, unit: Place, reporter: Member, window: HalfMonth,
        handed_in: dt.date | None,
    ) -> None:  # fmt: skip
        self.debts.owe(
            ("project", pk),
            "report",
            window.id,
            title=name,
            by=unit,
            person=reporter,
            to=self.directory.office,
            opens=window.last_day,
            due=_due(window),
            since=window.first_day,
            done=handed_in,
            who=reporter.name,
        )

    def end(self) -> None:
        """Write how far the numbers are."""
        word = f"{self.directory.office.short}备"
        series = self.flood.table(Series, "unit_id", "word", "year", "last")
        for year, last in self.numbers.items():
            series.new(self.directory.office.pk, word, year, last)


_DUES: dict[str, dt.date] = {}


def _due(window: HalfMonth) -> dt.date:
    if window.id not in _DUES:
        _DUES[window.id] = due_of(window).on
    return _DUES[window.id]
