"""Two tours: one that came back with notes, matters and a report, one that is under way today."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.meetings import actions as meetings
from luoshi.meetings.models import Engagement, Kind
from luoshi.touring import actions, asking, composing, noting
from luoshi.touring.models import TourQuestion, TourStop

BACK, UNDER_WAY = -16, 0


class Stop(NamedTuple):
    """A stop: how many days after the tour begins, its hours, whose guest, what is asked there."""

    day: int
    begins: int
    ends: int
    name: str
    place: str
    host: str
    purpose: str
    question: str


FIRST = (
    Stop(
        0, 10, 12, "沙湖园区改性沥青项目", "青泉州沙湖县", "青泉州自然资源局",
        "用地交付和场平进度。", "二期用地指标何时下达？",
    ),
    Stop(
        0, 15, 17, "河湾变电站", "青泉州河湾县", "青泉州发展改革委",
        "备用间隔和接入批复。", "接入批复卡在哪个环节？",
    ),
    Stop(
        1, 9, 11, "州技工学校", "青泉州青泉市", "青泉州人民政府",
        "技工培养和用工对接。", "公路养护班今年能输送多少人？",
    ),
)  # fmt: skip
SECOND = (
    Stop(
        0, 9, 11, "白沙货场专用线", "白沙地区", "白沙地区工业和信息化局",
        "货场运力和专用线手续。", "专用线开通还差哪些手续？",
    ),
    Stop(
        0, 10, 12, "面粉生产线工地", "白沙地区", "白沙地区工业和信息化局",
        "原料基地和开工准备。", "原料收购价格如何约定？",
    ),
    Stop(
        1, 10, 12, "与地区行署座谈", "白沙地区", "白沙地区行政公署",
        "交换意见，商定下一步。", "产业扶持政策何时兑现？",
    ),
)  # fmt: skip
# At which stop, of what kind, said by whom, the words.
NOTES = (
    (0, "note", "", "场平完成约八成，进场道路已经硬化。"),
    (0, "problem", "项目经理", "三号便桥限重15吨，大型摊铺设备进不了场。"),
    (1, "problem", "站长", "间隔改造设计单位还没有选定，批复排不上会。"),
    (1, "commitment", "州发展改革委", "两周内协调电网企业上会研究接入方案。"),
    (2, "note", "", "公路养护班在校生92人，设备老旧。"),
)


def trips(world: World, agenda: Agenda) -> None:
    """Put both tours on the agenda: planned a week before, lived through, told of."""
    agenda.on(BACK - 7, _planning(world, agenda, "青泉州产业援助调研", BACK, FIRST), hour=9)
    agenda.on(BACK, lambda now: _note(world, now, (0, 1)), hour=17)
    agenda.on(BACK + 1, lambda now: _come_back(world, agenda, now), hour=12)
    agenda.on(BACK + 4, lambda now: _report(world, now), hour=10)
    planning = _planning(world, agenda, "白沙地区回访调研", UNDER_WAY, SECOND)
    agenda.on(UNDER_WAY - 5, planning, hour=9)


def _planning(world: World, agenda: Agenda, name: str, begins: int, stops: tuple[Stop, ...]) -> Any:
    def plan(now: dt.datetime) -> None:
        first = agenda.today + dt.timedelta(days=begins)
        place = "青泉州" if name.startswith("青泉州") else "白沙地区"
        by: dict[str, Any] = {"by": world.coordinator, "now": now}
        hosts = dict.fromkeys(world.units[one.host] for one in stops)
        tour = meetings.add_engagement(
            kind=Kind.TOUR,
            name=name,
            start_on=first,
            end_on=first + dt.timedelta(days=1),
            place=place,
            units=[world.office, *hosts],
            held_by=world.office,
            **by,
        )
        for role, who in (("leader", "顾长河"), ("member", "赵启明"), ("contact", "林岚")):
            person = world.people[who]
            actions.add_member(tour, person=person, role=role, unit=world.office, **by)
        for one in stops:
            _add_stop(world, tour, one, first, by)

    return plan


def _add_stop(
    world: World, tour: Engagement, one: Stop, first: dt.date, by: dict[str, Any]
) -> None:
    host = world.units[one.host]
    stop = actions.add_stop(
        tour,
        name=one.name,
        on=first + dt.timedelta(days=one.day),
        begins=dt.time(one.begins),
        ends=dt.time(one.ends),
        place=one.place,
        purpose=one.purpose,
        host=host,
        **by,
    )
    asker = world.people["顾长河"]
    asking.add_question(tour, text=one.question, stop=stop, asker=asker, **by)


def _tour() -> Engagement:
    return Engagement.objects.select_related("held_by").get(name="青泉州产业援助调研")


def _note(world: World, now: dt.datetime, at: tuple[int, ...]) -> None:
    """The coordinator notes what is seen and heard; problems become matters at once."""
    tour = _tour()
    by: dict[str, Any] = {"by": world.coordinator, "now": now}
    stops = list(tour.stops.all())
    for number, (where, kind, who, words) in enumerate(NOTES):
        if where not in at:
            continue
        token = f"note-{number}"
        given: dict[str, Any] = {"kind": kind, "said_by": who, "token": token, **by}
        note = noting.take_note(tour, text=words, stop=stops[where], **given)
        if kind == "problem":
            noting.make_matter(note, **by)


def _come_back(world: World, agenda: Agenda, now: dt.datetime) -> None:
    """The last stop; what was asked is answered there, promised by a day, or left for later."""
    _note(world, now, (2,))
    by: dict[str, Any] = {"by": world.coordinator, "now": now}
    for stop in TourStop.objects.filter(tour=_tour()).select_related("tour__held_by", "host"):
        actions.hold_stop(stop, **by)
    rows = TourQuestion.objects.filter(tour=_tour()).select_related("tour__held_by", "answering")
    land, grid, school = rows.order_by("pk")
    asking.promise(land, promised_on=agenda.today + dt.timedelta(days=4), **by)
    asking.put_off(grid, **by)
    asking.answer(school, text="今年可输送90人，其中60人可在三季度到岗。", **by)


def _report(world: World, now: dt.datetime) -> None:
    """The report is drafted and waits for whoever edits it."""
    composing.compose_report(_tour(), by=world.coordinator, now=now)
