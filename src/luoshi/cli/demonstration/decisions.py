"""Questions put before the leader: some answered, one to be asked again, some that wait today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.deciding import actions
from luoshi.deciding.models import DecisionPoint
from luoshi.projects.models import Project
from luoshi.values.civil import civil_day


def decisions(world: World, agenda: Agenda) -> None:
    """Put every question on the agenda, and what the leader says to those of the past."""
    for days, question in ASKED:
        agenda.on(days, _asking(world, question), hour=15)
    for days, title, answer in ANSWERED:
        agenda.on(days, _answering(world, title, answer), hour=17)


def _asking(world: World, question: dict[str, Any]) -> Any:
    def ask(now: dt.datetime) -> None:
        given = dict(question)
        about = Project.objects.filter(name=given.pop("about")).first()
        days = given.pop("days")
        actions.prepare(
            decider=world.leader,
            due_on=civil_day(now) + dt.timedelta(days=days),
            options=[_choice(world, one, now) for one in given.pop("ways")],
            project=about,
            by=world.coordinator,
            now=now,
            **given,
        )

    return ask


def _choice(world: World, way: tuple[Any, ...], now: dt.datetime) -> actions.Choice:
    title, *rest = way
    if not rest:
        return actions.Choice(title)
    lead, person, content, criterion, days, *others = rest
    task = actions.Task(
        lead=world.units[lead],
        person=world.people[person],
        content=content,
        criterion=criterion,
        due_on=civil_day(now) + dt.timedelta(days=days),
        cooperating=tuple(world.units[name] for name in others),
    )
    return actions.Choice(title, task)


def _answering(world: World, question: str, answer: dict[str, Any]) -> Any:
    def decide(now: dt.datetime) -> None:
        point = DecisionPoint.objects.get(question=question)
        actions.decide(point, version=point.version, **answer, by=world.leader, now=now)

    return decide


LAND, REFORM = "青泉州自然资源局", "青泉州发展改革委"
HEAT = "青泉市集中供热管网改造工程的征收补偿由谁牵头？"
STORE = "白沙共享储能电站的接入点选在哪里？"
ROAD = "云岭县牧区道路改造工程是否压缩建设规模？"
WIND = "沙湖风电场一期项目的用地手续由谁牵头，在哪一天前办完？"
PARK = "青泉市智慧停车一期工程的资金缺口怎样解决？"
ASKED: tuple[tuple[int, dict[str, Any]], ...] = (
    (
        -46,
        {
            "question": HEAT,
            "background": "州发展改革委认为应由自然资源局牵头，自然资源局认为属项目单位的责任。",
            "about": "青泉市集中供热管网改造工程",
            "days": 7,
            "ways": (
                (
                    "由州自然资源局牵头办理管网沿线征收补偿",
                    LAND,
                    "马依努尔·艾山",
                    "核定补偿范围和标准，与沿线住户签订协议。",
                    "补偿协议全部签订",
                    75,
                    REFORM,
                ),
                ("由项目单位自行协商",),
            ),
        },
    ),
    (
        -30,
        {
            "question": STORE,
            "background": "两个接入点投资相差约八百万元，工期相差四个月。",
            "about": "白沙共享储能电站",
            "days": 5,
            "ways": (("接入白沙变电站",), ("接入石门变电站",)),
        },
    ),
    (
        -20,
        {
            "question": ROAD,
            "background": "县里配套资金年内只能到位六成。",
            "about": "云岭县牧区道路改造工程",
            "days": 6,
            "ways": (("压缩到主干道",), ("规模不变，分两年实施",)),
        },
    ),
    (
        -5,
        {
            "question": WIND,
            "background": "升压站用地涉及草原，手续卡在征占用审核，已连续两期半月报反映。",
            "about": "沙湖风电场一期项目",
            "days": 7,
            "ways": (
                (
                    "由州自然资源局牵头办理升压站用地",
                    LAND,
                    "马依努尔·艾山",
                    "会同林草部门办完草原征占用审核和用地预审。",
                    "用地预审意见已取得",
                    45,
                    REFORM,
                ),
                (
                    "由州发展改革委牵头调整选址",
                    REFORM,
                    "吴青",
                    "另选不占草原的站址，重新论证。",
                    "新站址的论证意见已出具",
                    60,
                ),
                ("维持现状，等待国家草原政策",),
            ),
        },
    ),
    (
        -2,
        {
            "question": PARK,
            "background": "概算超出批复一千二百万元，银行要求政府方明确。",
            "about": "青泉市智慧停车一期工程",
            "days": 10,
            "ways": (
                (
                    "由州发展改革委牵头压减二层以上车位",
                    REFORM,
                    "吴青",
                    "组织设计单位优化，概算控制在批复以内。",
                    "调整后的概算已批复",
                    50,
                ),
                ("由投资方自筹，政府方不增加投入",),
            ),
        },
    ),
)
ANSWERED: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (-42, HEAT, {"answer": "option", "option": 1, "note": "一个月内先拿出补偿标准。"}),
    (-27, STORE, {"answer": "option", "option": 1}),
    (-16, ROAD, {"answer": "again", "note": "请补充两种方案的资金来源。"}),
)
