"""Needs, offers and dockings of the demonstration: in every stage, one late, one put off, one that failed."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.docking import actions
from luoshi.docking.models import Contact, Docking, Need, Offer
from luoshi.orgs.models import Account, Person, Unit
from luoshi.values.civil import civil_day
from luoshi.values.quantities import quantity_of

ROADS, POWER, GRAIN = (
    "瀚北交通建设集团有限公司",
    "瀚北能源投资有限公司",
    "瀚北粮油集团有限公司",
)
LAND, PLANNING, SERVICE = "青泉州自然资源局", "青泉州发展改革委", "青泉州招商服务中心"
INDUSTRY, LEAD = "白沙地区工业和信息化局", "青泉州国资委"


class Line(NamedTuple):
    """A need or an offer; ``ahead`` is in how many days from today it is needed or there."""

    unit: str
    kind: str
    text: str
    place: str
    quantity: str
    ahead: int
    conditions: str = ""


NEEDS = (
    Line(ROADS, "land", "沥青拌合站需要工业用地", "青泉州沙湖县", "120亩", 60),
    Line(POWER, "energy", "光伏配套储能需要接入变电站间隔", "青泉州河湾县", "10万千瓦", 90),
    Line(GRAIN, "logistics", "粮油加工园需要铁路专用线运力", "青泉州青泉市", "30万吨/年", 120),
    Line(GRAIN, "material", "面粉生产线需要小麦原料", "白沙地区", "8万吨/年", 45),
    Line(ROADS, "labour", "公路养护中心需要技工", "青泉州青泉市", "150人", 30),
    Line(POWER, "approval", "风电二期需要环评审批指导", "白沙地区", "", 40),
    Line(SERVICE, "funds", "园区标准厂房需要建设资金", "青泉州青泉市", "1.2亿元", 75),
    Line(GRAIN, "policy", "粮油精深加工需要用电优惠政策", "青泉州", "", 50),
)
OFFERS = (
    Line(LAND, "land", "沙湖园区有成片工业用地", "青泉州沙湖县", "20公顷", 20, "需在一年内开工"),
    Line(LAND, "land", "青泉市物流园尚有工业用地", "青泉州青泉市", "60亩", 10),
    Line(PLANNING, "energy", "河湾变电站有备用间隔", "青泉州河湾县", "6万千瓦", 30),
    Line(SERVICE, "labour", "州技工学校可供公路养护技工", "青泉州青泉市", "90人", 15),
    Line(INDUSTRY, "material", "白沙地区有小麦原料基地", "白沙地区", "10万吨/年", 20),
    Line(POWER, "funds", "可参股园区标准厂房建设", "青泉州青泉市", "5000万元", 30, "须有稳定租约"),
    Line(INDUSTRY, "logistics", "白沙货场有富余运力", "白沙地区", "12万吨/年", 25),
    Line(PLANNING, "policy", "可申报粮油加工用电优惠政策", "青泉州", "", 20),
)
# (need, offer, opened so many days ago, how far it comes)
PAIRS = (
    (3, 4, 42, "matched"),
    (2, 6, 35, "partly"),
    (6, 5, 30, "deferred"),
    (1, 2, 12, "opinion"),
    (0, 0, 9, "contact"),
    (7, 7, 6, "proposed"),
)
FEW_DAYS, WEEK, THREE_WEEKS = 1, 6, 18


def dockings(world: World, agenda: Agenda) -> None:
    """Put needs and offers on the agenda, then the dockings that come of them."""
    agenda.on(-50, lambda now: _enter(world, now), hour=9)
    for need, offer, ago, far in PAIRS:
        agenda.on(-ago, _opening(world, agenda, need, offer, far), hour=10)


def _enter(world: World, now: dt.datetime) -> None:
    for side, lines in (("need", NEEDS), ("offer", OFFERS)):
        for line in lines:
            unit = world.units[line.unit]
            actions.add_entry(
                side=side,
                unit=unit,
                person=_person(world, unit),
                kind=line.kind,
                text=line.text,
                place=line.place,
                quantity=quantity_of(line.quantity) if line.quantity else None,
                by_on=civil_day(now) + dt.timedelta(days=50 + line.ahead),
                conditions=line.conditions,
                is_listed=True,
                by=world.coordinator,
                now=now,
            )


def _person(world: World, unit: Unit) -> Person:
    head = world.head_of(unit)
    found = world.handler_of(unit) or (head.person if head else None)
    return found or world.coordinator.person


def _opening(world: World, agenda: Agenda, need: int, offer: int, far: str) -> Any:
    def deed(now: dt.datetime) -> None:
        wanted = Need.objects.get(text=NEEDS[need].text)
        given = Offer.objects.get(text=OFFERS[offer].text)
        docking = actions.open_docking(
            title=wanted.text[:30],
            demand_unit=wanted.unit,
            demand_person=wanted.person,
            supply_unit=given.unit,
            supply_person=given.person,
            organiser=world.units.get(LEAD, world.office),
            cooperating=[world.units[PLANNING]],
            need=wanted,
            offer=given,
            mode="visit" if need % 2 else "symposium",
            by=world.coordinator,
            now=now,
        )
        if far != "proposed":
            agenda.later(now, FEW_DAYS, _contact(world, docking, given))
        if far not in ("proposed", "contact"):
            agenda.later(now, WEEK, _opinion(world, docking))
        if far not in ("proposed", "contact", "opinion"):
            agenda.later(now, THREE_WEEKS, _end(world, docking, far))

    return deed


def _contact(world: World, docking: Docking, offer: Offer) -> Any:
    def deed(now: dt.datetime) -> None:
        fresh = Docking.objects.get(pk=docking.pk)
        day = civil_day(now)
        step = actions.Step(
            f"提供{offer.text[:20]}的书面资料",
            day + dt.timedelta(days=10),
            fresh.supply_unit,
            fresh.supply_person,
        )
        actions.log_contact(
            fresh,
            on=day,
            mode=fresh.mode,
            demand_who=str(fresh.demand_person),
            supply_who=str(fresh.supply_person),
            agreed="双方核对了数量和时间，由供给方先提供书面资料，再到现场看。",
            step=step,
            by=world.coordinator,
            now=now,
        )
        actions.make_matter(Contact.objects.get(docking=fresh).step, by=world.coordinator, now=now)

    return deed


def _opinion(world: World, docking: Docking) -> Any:
    def deed(now: dt.datetime) -> None:
        fresh = Docking.objects.get(pk=docking.pk)
        words = "同意对接，条件按登记的供给办理。"
        actions.give_opinion(fresh, opinion=words, by=world.coordinator, now=now)

    return deed


def _end(world: World, docking: Docking, outcome: str) -> Any:
    why = {
        "partly": "白沙货场只能承担一部分，其余另找运力。",
        "deferred": "等标准厂房的租约签订后再定。",
    }

    def deed(now: dt.datetime) -> None:
        fresh = Docking.objects.get(pk=docking.pk)
        later = civil_day(now) + dt.timedelta(days=40) if outcome == "deferred" else None
        actions.conclude(
            fresh,
            outcome=outcome,
            why=why.get(outcome, ""),
            deferred_to=later,
            by=world.coordinator,
            now=now,
        )
        if outcome != "deferred":
            said = "satisfied" if outcome == "matched" else "fair"
            _rate(world, fresh, "demand", fresh.demand_unit, said, now)
        if outcome == "matched":
            _rate(world, fresh, "supply", fresh.supply_unit, "satisfied", now)

    return deed


def _rate(
    world: World, docking: Docking, side: str, unit: Unit, said: str, now: dt.datetime
) -> None:
    by: Account | None = world.voice_of(unit, "handler", "planner", "unit_head")
    if by is not None:
        actions.rate(docking, side=side, said=said, by=by, now=now)
