"""What an office does besides: orders and decisions, notices read, mail, deputies, a unit that ends, keys."""

from __future__ import annotations

import datetime as dt

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import MAIL, PASSWORD, World
from luoshi.matters import actions as matters
from luoshi.matters.holdings import of_unit, stamp_of
from luoshi.notices import actions as notices
from luoshi.notices import channels, ordering, outbox, queries
from luoshi.notices.channels import Letter, Undeliverable
from luoshi.orgs import actions, changes, deputising, keys
from luoshi.orgs.models import Account, Person
from luoshi.rules.life import OVER
from luoshi.values.civil import civil_day

FULL_BOX = f"hexiulan@{MAIL}"
MAILED_DAYS = 9
FRESH_DAYS = 6  # what was prepared or proposed since then still waits for a person
RARE_READERS = ("欧阳庆", "何秀兰", "库尔班·阿西木")


class Diary:
    """The mail of the demonstration: everything is taken and nothing leaves; one box is full."""

    code = "mail"

    def address_of(self, person: Person) -> str:
        """Return where ``person`` would be written to."""
        return person.email

    def send(self, letter: Letter) -> None:
        """Take ``letter``; raises Undeliverable for the one full box."""
        if letter.to == FULL_BOX:
            raise Undeliverable("552 mailbox full")


def office(world: World, agenda: Agenda) -> None:
    """Put the office's own days on the agenda."""
    for day in range(-176, 0, 4):
        agenda.on(day, lambda now: _go_over_orders(world, agenda, now), hour=17, minute=30)
        agenda.on(day, lambda now: _decide(world, agenda, now), hour=17, minute=40)
        agenda.on(day - 1, lambda now: _read(world, now), hour=18)
    for day in range(-MAILED_DAYS, 1):
        agenda.on(day, _mail, hour=11)
    agenda.on(-60, lambda now: _stand_in(world, "马依努尔·艾山", "郑远", 7, "参加业务培训", now))
    agenda.on(-2, lambda now: _stand_in(world, "段红军", "阿依古丽·沙塔尔", 9, "年休假", now))
    agenda.on(-1, lambda now: _stand_in(world, "赵启明", "顾长河", 5, "赴外地调研", now))
    agenda.on(-12, lambda now: _dissolve(world, now), hour=11)
    agenda.on(-9, lambda now: _do_without(world, now), hour=16)
    agenda.on(-8, lambda now: _accounts(world, now), hour=9)
    agenda.on(-1, lambda now: _newcomer_waits(world, now), hour=16)
    agenda.on(-20, lambda now: _keys(world, agenda, now), hour=9)


def _go_over_orders(world: World, agenda: Agenda, now: dt.datetime) -> None:
    """The supervisor issues what still is needed and drops what was done meanwhile."""
    by, today = world.supervisor, civil_day(now)
    rows = queries.visible_orders(by, now=now).filter(state=queries.ORDER_STATES.PREPARED)
    fresh = (agenda.today - today).days < FRESH_DAYS
    for order in rows.select_related("matter"):
        done = order.matter is not None and order.matter.state in OVER
        if done:
            matters.drop_order(order, note="事项已办结，不再签发。", by=by, now=now)
        elif not fresh:
            reply = max(order.answer_by, today + dt.timedelta(days=3))
            matters.issue_order(order, answer_by=reply, by=by, now=now)


def _do_without(world: World, now: dt.datetime) -> None:
    """The supervisor settles one thing in the hall instead of in writing."""
    by = world.supervisor
    prepared = queries.ORDER_STATES.PREPARED
    order = queries.visible_orders(by, now=now).filter(state=prepared).first()
    if order is not None:
        matters.drop_order(order, note="已当面商定办理办法，不再签发。", by=by, now=now)


def _decide(world: World, agenda: Agenda, now: dt.datetime) -> None:
    """The leader answers what the ladder proposed, but for the latest."""
    if (agenda.today - civil_day(now)).days < 2 * FRESH_DAYS:
        return
    by = world.leader
    for number, decision in enumerate(queries.to_decide(by, now=now)):
        says, reason = (
            ("yes", "同意，由办公室按程序办理。")
            if number % 3 == 0
            else ("no", "已当面沟通，限期整改，暂不升级。")
        )
        ordering.decide(decision, says=says, reason=reason, by=by, now=now)


def _read(world: World, now: dt.datetime) -> None:
    for name, account in world.accounts.items():
        if name not in RARE_READERS:
            notices.mark_all_read(by=account, now=now)


def _mail(now: dt.datetime) -> None:
    outbox.bundle(now=now)
    outbox.send_due(now=now)


def with_mail(*, on: bool) -> None:
    """Let messages be written from now on, or not any more."""
    channels.open_with([Diary()] if on else [], address="http://127.0.0.1:8000")


def _stand_in(
    world: World, absent: str, deputy: str, days: int, reason: str, now: dt.datetime
) -> None:
    today = civil_day(now)
    deputising.name_deputy(
        world.people[absent],
        deputy=world.people[deputy],
        from_on=today,
        to_on=today + dt.timedelta(days=days),
        reason=reason,
        by=world.coordinator,
        now=now,
    )


def _dissolve(world: World, now: dt.datetime) -> None:
    """One unit is merged into another, which goes on with its list, its people and their seats."""
    unit, into = world.units["青泉州招商服务中心"], world.units["青泉州国资委"]
    matters.dissolve_unit(
        unit,
        into=into,
        effective_on=civil_day(now),
        reason="机构改革，招商服务职责并入州国资委。",
        stamp=stamp_of(of_unit(unit)),
        seats=list(unit.seats.all()),
        posts=list(unit.posts.filter(to_on__isnull=True)),
        by=world.coordinator,
        now=now,
    )
    hands = world.hands
    for change in changes.to_decide(hands.security, now=now):
        actions.approve(change, by=hands.security, now=now)


def _accounts(world: World, now: dt.datetime) -> None:
    """A change refused, one approved, and one of yesterday that still waits for the second one."""
    hands, unit = world.hands, world.units["青泉州发展改革委"]
    asked = actions.ask_to_close(
        world.accounts["姚一帆"], reason="单位撤并，暂不使用。", by=hands.system, now=now
    )
    actions.refuse(
        asked,
        note="本人已转入州国资委继续承办，账号仍需使用。",
        by=hands.security,
        now=now + dt.timedelta(hours=2),
    )
    forgot = actions.ask_for_password(
        world.accounts["何秀兰"],
        password=PASSWORD,
        reason="本人忘记密码，已电话核实。",
        by=hands.system,
        now=now,
    )
    actions.approve(forgot, by=hands.security, now=now + dt.timedelta(hours=3))
    Account.objects.filter(pk=world.accounts["何秀兰"].pk).update(must_change_password=False)
    person = actions.add_person(
        name="石海棠", unit=unit, title="投资科副科长", by=hands.system, now=now
    )
    world.people["石海棠"] = person


def _newcomer_waits(world: World, now: dt.datetime) -> None:
    actions.ask_to_open(
        world.people["石海棠"],
        username="shihaitang",
        password=PASSWORD,
        unit=world.units["青泉州发展改革委"],
        role="handler",
        reason="接替投资科承办工作，见青发改任〔2026〕8号。",
        by=world.hands.system,
        now=now,
    )
    seat = world.accounts["罗文静"].seats.get()
    actions.ask_to_end_seat(
        seat,
        to_on=civil_day(now) + dt.timedelta(days=14),
        reason="月底转任改革处，不再协调。",
        by=world.hands.security,
        now=now,
    )


def _keys(world: World, agenda: Agenda, now: dt.datetime) -> None:
    """Programs of two people: one still reads, one was ended."""
    until = agenda.today + dt.timedelta(days=200)
    keys.make_key(name="政务数据平台读取台账", expires_on=until, by=world.coordinator, now=now)
    group = world.accounts["宋临川"]
    keys.make_key(name="集团项目管理系统", expires_on=until, by=group, now=now)
    old, _ = keys.make_key(name="试用对接", expires_on=until, by=world.coordinator, now=now)
    keys.revoke_key(old, by=world.coordinator, now=now + dt.timedelta(days=3))
