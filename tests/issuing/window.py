"""A small register in which every figure of one half month can be reckoned by hand.

The window is the first half of June 2026; whoever asks does so on 18 June, the day after the
reports were due.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from luoshi.cli.sweep import sweep_once
from luoshi.matters import actions as matters
from luoshi.matters.models import Matter
from luoshi.orgs.models import Account, Unit
from luoshi.progress.models import Report
from luoshi.projects import actions as projects
from luoshi.projects import permits, plans
from luoshi.projects.models import Project
from luoshi.values.halfmonth import HalfMonth
from tests import make
from tests.matters import stories
from tests.progress.filed import report

WINDOW = HalfMonth(2026, 6, 1)
ASKED = make.at("2026-06-18")


@dataclass(frozen=True)
class Window:
    """Who there is, and what each knows of."""

    cast: make.Cast
    plant: Project  # signed and being built; lags, its land permit is blocked
    solar: Project  # filed in the window, began in the window, has not reported
    canal: Project  # an intention only
    depot: Project  # dropped in the window
    said: Report  # of the plant, for the window
    road: Matter  # a problem of the plant, overdue
    power: Matter  # a problem solved and confirmed in the window
    water: Matter  # a problem claimed as done, and no more


def filed(
    cast: make.Cast,
    name: str,
    *,
    on: str,
    stage: str,
    plan: str | None,
    unit: Unit | None = None,
    by: Account | None = None,
) -> Project:
    """Return a project that ``by`` (丁立 of the builder) reports on."""
    unit, reporter = unit or cast.builder, by or cast.ding
    made = projects.add_project(
        name=name,
        held_by=cast.region,
        parties=[(unit, "investor")],
        investment=None if plan is None else Decimal(plan),
        stage=stage,
        by=cast.lin,
        now=make.at(on),
    )
    projects.file_project(
        made, unit=unit, reporter=reporter.person, by=cast.lin, now=make.at(on, 13)
    )
    return made


def problem(cast: make.Cast, title: str, **fields: object) -> Matter:
    """Return a problem of the energy company, signed by the water bureau, due on 10 June."""
    values: dict[str, object] = {
        "kind": "problem",
        "title": title,
        "raised_by": cast.energy,
        "cooperating": [],
        "due_proposed": dt.date(2026, 6, 10),
    }
    return stories.signed(cast, **(values | fields))


def solved(cast: make.Cast, matter: Matter, *, on: str) -> None:
    """Let the water bureau claim, the energy company agree, the supervisor close: on one day."""
    claim(cast, matter, on=on)
    matters.confirm(
        matter, solved=True, satisfaction="satisfied", by=cast.aiko, now=make.at(on, 13)
    )
    matters.close(matter, by=cast.zhao, now=make.at(on, 14))


def claim(cast: make.Cast, matter: Matter, *, on: str) -> None:
    """Let the water bureau say that a problem is done."""
    matters.claim(
        matter,
        performed_on=dt.date.fromisoformat(on),
        result="已经办妥。",
        by=cast.wu,
        now=make.at(on),
    )


def window() -> Window:
    """Return the register as it stands on the day it is asked."""
    cast = make.cast()
    plant = filed(cast, "改性沥青项目", on="2026-05-18", stage="S08", plan="120000000.50")
    canal = filed(cast, "灌区改造意向", on="2026-05-18", stage="S02", plan="50000000")
    depot = filed(cast, "货场扩建项目", on="2026-05-18", stage="S03", plan="10000000")
    plans.plan_year(
        plant,
        year=2026,
        planned=Decimal(40_000_000),
        q1=Decimal(10),
        q2=Decimal(45),
        q3=Decimal(70),
        by=cast.lin,
        now=make.at("2026-05-18", 14),
    )
    permits.keep_permit(
        plant,
        kind="land",
        authority="州自然资源局",
        blocked_by="林地调整未批",
        by=cast.lin,
        now=make.at("2026-05-19"),
    )
    road = problem(cast, "打通进场道路", project=plant)
    power = problem(cast, "接通施工电源", due_proposed=dt.date(2026, 6, 20))
    water = problem(cast, "解决施工用水", due_proposed=dt.date(2026, 6, 20))
    for one in (plant, canal, depot):
        report(one, "2026-05B", by=cast.ding, now=make.at("2026-06-01"), wan=one == plant and 250)
    solar = filed(
        cast,
        "北岭光伏项目",
        on="2026-06-03",
        stage="S03",
        plan="260000000",
        unit=cast.energy,
        by=cast.aiko,
    )
    solved(cast, power, on="2026-06-08")
    projects.leave(
        depot,
        exit="dropped",
        on=dt.date(2026, 6, 9),
        reason="投资方撤回",
        by=cast.lin,
        now=make.at("2026-06-09"),
    )
    projects.reach_stage(
        solar,
        stage="S07",
        reached_on=dt.date(2026, 6, 12),
        evidence="开工令",
        by=cast.lin,
        now=make.at("2026-06-12"),
    )
    claim(cast, water, on="2026-06-12")
    said = report(
        plant,
        "2026-06A",
        by=cast.ding,
        now=make.at("2026-06-16"),
        invested_window=Decimal("1203700.25"),
        coordination="请协调林业部门加快林地调整审批。",
    )
    report(canal, "2026-06A", by=cast.ding, now=make.at("2026-06-16"), wan=0, progress="继续洽谈。")
    sweep_once(now=ASKED)
    return Window(cast, plant, solar, canal, depot, said, road, power, water)
