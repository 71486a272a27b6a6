"""Promises of both sides: kept, running, not kept, in dispute, waiting for one side or the other."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.lives import Life
from luoshi.cli.demonstration.world import World
from luoshi.commitments import actions, disputing
from luoshi.commitments.models import Commitment
from luoshi.orgs.models import Account
from luoshi.projects.models import Project


class Side(NamedTuple):
    """One end of a promise: the unit, the named person, and the head who speaks for it."""

    unit: str
    person: str
    head: str


LAND = Side("青泉州自然资源局", "马依努尔·艾山", "郑远")
PLANNING = Side("青泉州发展改革委", "吴青", "沈书宁")
INDUSTRY = Side("白沙地区工业和信息化局", "贺敏之", "欧阳庆")
STATE = Side("青泉州人民政府", "孟和巴图", "热合曼·托乎提")
ROADS = Side("瀚北交通建设集团有限公司", "夏雨荷", "丁立")
POWER = Side("瀚北能源投资有限公司", "宋临川", "库尔班·阿西木")


class Pledge(NamedTuple):
    """A promise: made ``made`` days from today, due ``due`` days from today, and how far it comes."""

    made: int
    due: int
    side: str
    owing: Side
    owed: Side
    title: str
    text: str
    criterion: str
    far: str


PLEDGES = (
    Pledge(
        -58, -20, "government", LAND, ROADS, "交付拌合站用地",
        "自然资源局在期限前把沙湖园区120亩拌合站用地交到项目部，地上附着物清理完毕。",
        "交地确认书双方签字", "kept",
    ),
    Pledge(
        -52, 24, "enterprise", ROADS, STATE, "优先招用当地技工",
        "瀚北交建在期限前从州技工学校招用公路养护技工150人，签订一年以上劳动合同。",
        "用工名册和合同备案表经州人社部门核对", "binding",
    ),
    Pledge(
        -34, -6, "government", PLANNING, POWER, "协调储能接入间隔",
        "发展改革委在期限前协调电网企业出具河湾变电站备用间隔的接入批复。",
        "电网企业出具接入系统批复文件", "not-kept",
    ),
    Pledge(
        -13, 40, "enterprise", POWER, PLANNING, "按期报送储能项目可研",
        "瀚北能源在期限前报送河湾储能项目可行性研究报告。",
        "可研报告经专家评审通过", "disputed",
    ),
    Pledge(
        -9, 33, "government", PLANNING, POWER, "指定专人跟办核准手续",
        "发展改革委指定专人跟办风电二期核准前期手续，每周向企业反馈一次。",
        "核准批复文件印发", "confirmed",
    ),
    Pledge(
        -3, 45, "government", INDUSTRY, ROADS, "保障改性沥青用气",
        "地区工信局在期限前协调落实改性沥青项目日供气3万立方米。",
        "供气协议签订并通气", "half",
    ),
    Pledge(
        -2, 50, "enterprise", ROADS, INDUSTRY, "采购当地砂石料",
        "瀚北交建改性沥青项目所需砂石料中，当地采购不少于六成。",
        "采购台账经地区工信局核对", "proposed",
    ),
)  # fmt: skip


def pledges(world: World, agenda: Agenda) -> None:
    """Put every promise on the agenda; what comes of it follows."""
    for one in PLEDGES:
        agenda.on(one.made, _making(world, agenda, one), hour=11)


def _making(world: World, agenda: Agenda, one: Pledge) -> Any:
    def make(now: dt.datetime) -> None:
        firm = one.owing if one.side == "enterprise" else one.owed
        unit = world.units[firm.unit]
        made = actions.propose(
            side=one.side,
            title=one.title,
            text=one.text,
            criterion=one.criterion,
            due_on=agenda.today + dt.timedelta(days=one.due),
            debtor_unit=world.units[one.owing.unit],
            debtor=world.people[one.owing.person],
            creditor_unit=world.units[one.owed.unit],
            creditor=world.people[one.owed.person],
            held_by=world.office,
            project=Project.objects.filter(parties__unit=unit).order_by("pk").first(),
            by=world.coordinator,
            now=now,
        )
        _go_on(world, agenda, one, made.pk, now)

    return make


def _go_on(world: World, agenda: Agenda, one: Pledge, pk: int, now: dt.datetime) -> None:
    owing, owed = (world.accounts[side.head] for side in (one.owing, one.owed))
    if one.far != "proposed":
        agenda.later(now, 1, lambda at: _confirm(pk, "owing", owing, at), hour=9)
    if one.far == "disputed":
        agenda.later(now, 3, lambda at: _quarrel(pk, owed, owing, at), hour=10)
    elif one.far not in ("half", "proposed"):
        agenda.later(now, 2, lambda at: _confirm(pk, "owed", owed, at), hour=10)
    if one.far in ("kept", "binding", "not-kept"):
        agenda.later(now, 4, lambda at: _bind(world, agenda, one, pk, at), hour=10)


def _fresh(pk: int) -> Commitment:
    rows = Commitment.objects.select_related("debtor_unit", "creditor_unit", "held_by", "matter")
    return rows.get(pk=pk)


def _confirm(pk: int, part: str, by: Account, now: dt.datetime) -> None:
    row = _fresh(pk)
    actions.confirm(row, part=part, n=row.said, by=by, now=now)


def _quarrel(pk: int, opens: Account, answers: Account, now: dt.datetime) -> None:
    """The side to which it is owed misses something; the other says what it thinks of that."""
    disputing.dispute(
        _fresh(pk),
        part="owed",
        words="没有写明可研须含土地预审意见，缺了这一项无法受理。",
        by=opens,
        now=now,
    )
    words = "土地预审由贵方协调办理，建议写成双方各自的承诺。"
    disputing.answer(_fresh(pk), words=words, by=answers, now=now + dt.timedelta(hours=4))


def _bind(world: World, agenda: Agenda, one: Pledge, pk: int, now: dt.datetime) -> None:
    matter = actions.bind(_fresh(pk), by=world.coordinator, now=now)
    life = Life(world, agenda, matter, world.accounts[one.owing.person])
    life.issue(now + dt.timedelta(hours=1))
    agenda.later(now, 1, life.sign, hour=9)
    agenda.later(now, 6, life.tell, hour=15)
    if one.far == "kept":
        agenda.on(one.due - 4, life.claim, hour=10)
        agenda.on(one.due - 1, life.close, hour=10)
        agenda.on(one.due + 1, _judging(world, one, pk, "用地已经进场，围挡完成。"), hour=15)
    if one.far == "not-kept":
        agenda.on(one.due + 3, _judging(world, one, pk, "到期没有取得接入批复。"), hour=15)


def _judging(world: World, one: Pledge, pk: int, words: str) -> Any:
    by = world.accounts[one.owed.head]
    return lambda now: actions.judge(_fresh(pk), outcome=one.far, words=words, by=by, now=now)
