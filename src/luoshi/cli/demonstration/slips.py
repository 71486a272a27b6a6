"""Plans of projects that moved, once or twice, each time with its cause and reason."""

from __future__ import annotations

import datetime as dt

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.matters.causes import shift_stage
from luoshi.projects.models import Project
from luoshi.values.civil import civil_day

# On which day (before today), of which project, which stage, by how many days, why.
SLIPS = (
    (-96, "青泉市智慧停车一期工程", "S09", 25, "construction", "地下车库支护方案调整，开挖推后。"),
    (-71, "云岭至青泉公路养护中心项目", "S09", 48, "weather", "入秋连续降雨，路基段停工。"),
    (-40, "青泉市智慧停车一期工程", "S09", 38, "funds", "第三批资金下达推后，设备采购顺延。"),
    (-33, "河湾大桥改建工程", "S09", 60, "approval", "航道通航论证未批复，主墩不能施工。"),
    (-25, "云岭至青泉公路养护中心项目", "S10", 30, "weather", "随竣工推后，冬季不安排试运行。"),
)


def slips(world: World, agenda: Agenda) -> None:
    """Put every move of a plan on the agenda."""
    for day, name, stage, days, cause, reason in SLIPS:

        def shift(
            now: dt.datetime,
            name: str = name,
            stage: str = stage,
            days: int = days,
            said: tuple[str, str] = (cause, reason),
        ) -> None:
            project = Project.objects.get(name=name)
            planned = project.milestones.get(stage=stage).planned_on or civil_day(now)
            shift_stage(
                project,
                stage=stage,
                planned_on=planned + dt.timedelta(days=days),
                slip_cause=said[0],
                reason=said[1],
                by=world.coordinator,
                now=now,
            )

        agenda.on(day, shift, hour=15)
