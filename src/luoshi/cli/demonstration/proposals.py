"""What projects promise and reach, proposals to be compared, and two that are held up as examples."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.projects import comparing, plans, showing
from luoshi.projects.models import Project
from luoshi.values.civil import civil_day

# project, kind, product, unit, promised, reached
PROMISES = (
    ("青泉市充电基础设施项目", "revenue", "", "万元", "1800", "1260"),
    ("青泉市充电基础设施项目", "tax", "", "万元", "96", "71"),
    ("白沙面粉加工线升级项目", "revenue", "", "亿元", "0.92", "0.88"),
    ("白沙面粉加工线升级项目", "tax", "", "万元", "410", "436"),
    ("白沙面粉加工线升级项目", "purchases", "", "万元", "5200", "4870"),
    ("白沙面粉加工线升级项目", "capacity", "面粉", "万吨/年", "6", "5.4"),
    ("沙湖县油葵精深加工项目", "purchases", "", "万元", "3100", None),
    ("沙湖县油葵精深加工项目", "capacity", "葵花籽油", "吨/年", "8000", None),
    ("沙湖县油葵精深加工项目", "tax", "", "万元", "260", None),
    ("沙湖县油葵精深加工项目", "jobs", "", "人", "150", None),
    ("青泉中央厨房项目", "tax", "", "万元", "230", None),
    ("青泉中央厨房项目", "jobs", "", "人", "168", None),
    ("青泉公铁联运场站项目", "tax", "", "万元", "1450", None),
    ("青泉公铁联运场站项目", "jobs", "", "人", "320", None),
)
# project, criterion, value, unit, source
FIGURES = (
    ("青泉公铁联运场站项目", "fit", "4", "分", "州发展改革委规划符合性意见"),
    ("青泉公铁联运场站项目", "land", "38", "公顷", "用地预审申请表"),
    ("青泉公铁联运场站项目", "energy", "2100", "吨标准煤", "节能报告第三章"),
    ("沙湖县油葵精深加工项目", "fit", "5", "分", "沙湖县产业规划第四节"),
    ("沙湖县油葵精深加工项目", "land", "85", "亩", "可行性研究报告第21页"),
    ("沙湖县油葵精深加工项目", "energy", "640", "吨标准煤", "可行性研究报告第34页"),
    ("青泉中央厨房项目", "fit", "5", "分", "青泉市国土空间规划核对单"),
    ("青泉中央厨房项目", "land", "42", "亩", "项目建议书第6页"),
    ("青泉中央厨房项目", "energy", "980", "吨标准煤", "企业提供的用能估算"),
    ("云岭抽水蓄能前期工程", "fit", "5", "分", "自治区抽水蓄能规划"),
    ("云岭抽水蓄能前期工程", "jobs", "90", "人", "预可行性研究报告第58页"),
    ("云岭抽水蓄能前期工程", "land", "2.6", "平方公里", "预可行性研究报告第12页"),
)
EXAMPLES = (
    ("白沙面粉加工线升级项目", "达产一年，承诺税收超额完成，带动本地小麦收购"),
    ("青泉市充电基础设施项目", "县乡充电点布局和运维办法可供其他州地参考"),
)


def proposals(world: World, agenda: Agenda) -> None:
    """Put promises, figures with their sources and examples on the agenda."""
    agenda.on(-48, lambda now: _promises(world, now), hour=15)
    agenda.on(-20, lambda now: _figures(world, now), hour=15)
    agenda.on(-10, lambda now: _examples(world, now), hour=15)


def _promises(world: World, now: dt.datetime) -> None:
    by, today = world.coordinator, civil_day(now)
    for name, kind, detail, unit, promised, reached in PROMISES:
        project = Project.objects.get(name=name)
        given = {"kind": kind, "detail": detail, "unit": unit}
        benefit = plans.promise(project, **given, promised=Decimal(promised), by=by, now=now)
        if reached is not None:
            plans.reach_benefit(
                benefit,
                reached=Decimal(reached),
                reached_on=today,
                evidence="企业上年度财务报表和纳税证明",
                by=by,
                now=now,
            )


def _figures(world: World, now: dt.datetime) -> None:
    for name, criterion, value, unit, source in FIGURES:
        comparing.note_criterion(
            Project.objects.get(name=name),
            criterion=criterion,
            value=Decimal(value),
            unit=unit,
            source=source,
            by=world.coordinator,
            now=now,
        )


def _examples(world: World, now: dt.datetime) -> None:
    for name, reason in EXAMPLES:
        showing.mark_demonstration(
            Project.objects.get(name=name), reason=reason, by=world.coordinator, now=now
        )
