"""The invented region: some sixty units, who sits there, and how punctual each unit is."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from bench.simulation.deeds import take_seat
from bench.simulation.memory import Memory, Unit

from luoshi.orgs import actions as orgs
from luoshi.orgs.models import Account

PLACES = (
    "青泉州",
    "石河县",
    "沙枣市",
    "云岭县",
    "北屯镇",
    "天渠市",
    "红柳县",
    "金滩县",
    "苍北州",
    "月湖县",
)
OFFICES = ("水利局", "自然资源局", "交通运输局", "生态环境局", "发展和改革委员会")
FIRMS = ("交通建设集团", "能源投资公司", "矿业开发公司", "农业产业公司", "物流园区公司")
HABITS = ("punctual",) * 11 + ("late",) * 5 + ("twice",) * 3 + ("never",)
SURNAMES = "林赵韩秦吴马丁艾周宋唐贺罗崔邵柳温郝"
GIVEN = "岚明卓朗青立桐川澜岳禾舟妍峻澄"


@dataclass
class Region:
    """Who there is; the office's accounts by their part, and the units that work."""

    office: int
    coordinators: list[int]
    supervisors: list[int]
    leaders: list[int]
    units: list[int] = field(default_factory=list)
    names: int = 0

    def name(self, dice: random.Random) -> str:
        """Return the name of somebody new."""
        self.names += 1
        return f"{dice.choice(SURNAMES)}{dice.choice(GIVEN)}{dice.choice(GIVEN)}"


def settle(memory: Memory, *, units: int, dice: random.Random, now: dt.datetime) -> Region:
    """Found the office, add ``units`` units with a head and two or three hands each."""
    founder = orgs.found(
        unit_name="瀚北自治区国资委",
        person_name="田雪",
        username="tianxue",
        password="沙枣-花开-1958",
        security_name="尼加提·吐逊",
        security_username="nijati",
        security_password="沙枣-花开-1959",
        audit_name="方慎行",
        audit_username="fangshenxing",
        audit_password="沙枣-花开-1960",
        now=now,
    )
    office = founder.seats.get().unit_id
    region = Region(office, [], [], [])
    memory.units[office] = Unit(office, "china")
    for role, there, count in (
        ("coordinator", region.coordinators, 2),
        ("supervisor", region.supervisors, 2),
        ("leader", region.leaders, 2),
    ):
        there += [
            newcomer(memory, region, office, role, by=founder, dice=dice, now=now)
            for _ in range(count)
        ]
    for number in range(units):
        _add_unit(memory, region, number, by=founder, dice=dice, now=now)
    return region


def _add_unit(
    memory: Memory,
    region: Region,
    number: int,
    *,
    by: Account,
    dice: random.Random,
    now: dt.datetime,
) -> None:
    is_firm = number % 2
    kinds = FIRMS if is_firm else OFFICES
    name = PLACES[number // 2 % len(PLACES)] + kinds[number // 20 % len(kinds)]
    if number >= 100:
        name += f"第{number}分局"
    kind = "enterprise" if is_firm else "department"
    unit = orgs.add_unit(name=name, kind=kind, by=by, now=now)
    calendar = "china"
    if dice.random() < 0.15:
        calendar = "xinjiang"
        orgs.choose_calendar(unit, version=unit.version, calendar=calendar, by=by, now=now)
    region.units.append(unit.pk)
    memory.units[unit.pk] = Unit(unit.pk, calendar, dice.choice(HABITS))
    worker = "planner" if is_firm else "handler"
    for role in ("unit_head", worker, worker)[: dice.choice((2, 3))]:
        newcomer(memory, region, unit.pk, role, by=by, dice=dice, now=now)


def newcomer(
    memory: Memory,
    region: Region,
    unit: int,
    role: str,
    *,
    by: Account,
    dice: random.Random,
    now: dt.datetime,
) -> int:
    """Seat somebody new at ``unit``; return the account's id."""
    account = take_seat(name=region.name(dice), unit=unit, role=role, by=by, now=now)
    _sits(memory, account, unit, role)
    return account


def _sits(memory: Memory, account: int, unit: int, role: str) -> None:
    person = Account.objects.get(pk=account).person_id
    memory.units[unit].seats[account] = (role, person)
