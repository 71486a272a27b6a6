"""The directory of an invented region: its units in a tree, its people, their accounts and seats."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from flood import Flood, stored

from luoshi.orgs.models import Account, Person, Post, Seat, Unit
from luoshi.values.names import name_key

PASSWORD = "沙枣花-1958-x"
NAME = "北岭自治区"
PREFECTURES = (
    "朔河市", "金滩市", "云台市", "库尔木州", "阿勒坦州", "博什塔州", "伊兰州",
    "塔什地区", "和静地区", "乌兰地区", "青格里地区", "白石市", "沙湾新区", "天泉市",
)  # fmt: skip
OFFICES = (
    "发展改革委", "工业和信息化局", "自然资源局", "水利局", "交通运输局", "生态环境局",
    "住房城乡建设局", "林业和草原局", "应急管理局", "商务局", "财政局", "行政审批局",
)  # fmt: skip
FIRMS = ("能源集团", "建设集团", "路桥公司", "新能源公司", "矿业公司", "农业发展公司", "物流公司")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹"
GIVEN = "伟芳敏静丽强磊军洋勇艳杰涛明超霞平刚桂英华建国玉兰文博雅宁思远晨曦子墨若溪"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account at a unit."""

    person: int
    account: int
    name: str

    @property
    def actor(self) -> tuple[int, str]:
        """Who stands in the record."""
        return self.account, self.name


@dataclass(slots=True)
class Place:
    """A unit with its people: ``head`` and handlers; ``above`` is the id of the unit over it."""

    pk: int
    name: str
    short: str
    kind: str
    above: int | None
    head: Member | None = None
    handlers: list[Member] = field(default_factory=list)
    seated: list[int] = field(default_factory=list)  # persons with a seat, whatever their role


@dataclass(slots=True)
class Directory:
    """Who there is: the office that coordinates, those who lead matters, those who report."""

    office: Place
    places: list[Place]
    coordinators: list[Member]
    supervisors: list[Member]
    leaders: list[Member]

    @property
    def working(self) -> list[Place]:
        """The units that are given matters and projects."""
        return [place for place in self.places if place.handlers]


class Builder:
    """Writes the directory through ``flood``; accounts are named after role and number."""

    def __init__(self, flood: Flood, *, dice: random.Random, now: dt.datetime, people: int) -> None:
        self.dice, self.people = dice, people
        self.since = (now - dt.timedelta(days=1200)).date().isoformat()
        self.units = flood.table(Unit, "name", "short_name", "kind", "parent_id", "place")
        self.persons = flood.table(Person, "name", "search_key", "telephone")
        self.posts = flood.table(Post, "person_id", "unit_id", "title", "from_on")
        self.accounts = flood.table(
            Account, "username", "person_id", password=make_password(PASSWORD), made_at=now
        )
        self.seats = flood.table(Seat, "account_id", "unit_id", "role", "from_on")
        self.names: dict[str, str] = {}
        self.roles: dict[str, int] = {}

    def unit(self, name: str, short: str, kind: str, above: Place | None) -> Place:
        """Add a unit under ``above``."""
        over = above.pk if above else None
        pk = self.units.new(name, short, kind, over, "")
        return Place(pk, name, short, kind, over)

    def member(self, place: Place, role: str, title: str) -> Member:
        """Add somebody with a post, an account and a seat at ``place``."""
        name = self.dice.choice(SURNAMES) + "".join(self.dice.choices(GIVEN, k=2))
        key = self.names.setdefault(name, "") or name_key(name)
        self.names[name] = key
        number = self.roles[role] = self.roles.get(role, 0) + 1
        person = self.persons.new(name, key, f"0990-{number:07}")
        self.posts.new(person, place.pk, title, self.since)
        account = self.accounts.new(f"{role.replace('_', '-')}{number}", person)
        self.seats.new(account, place.pk, role, self.since)
        place.seated.append(person)
        return Member(person, account, name)

    def staff(self, place: Place, handlers: int) -> None:
        """Give a unit its head and its handlers."""
        place.head = self.member(place, "unit_head", "主要负责人")
        place.handlers = [self.member(place, "handler", "承办人") for _ in range(handlers)]

    def build(self) -> Directory:
        """Add one region, its prefectures and about three hundred units; return who there is."""
        top = self.unit(f"{NAME}人民政府", NAME, "government", None)
        office = self.unit(f"{NAME}国资委", "区国资委", "department", top)
        places = [top, office]
        places += [self.unit(f"{NAME}{one}", f"区{one}", "department", top) for one in OFFICES[:8]]
        for name in PREFECTURES:
            seat = self.unit(f"{name}人民政府", name, "government", top)
            places.append(seat)
            places += [self.unit(name + one, name + one, "department", seat) for one in OFFICES]
            places += [self.unit(name + one, name + one, "enterprise", seat) for one in FIRMS]
        working = places[2:]
        for place in working:
            self.staff(place, max(2, self.people // len(working)))
        coordinators = [self.member(office, "coordinator", "协调处干部") for _ in range(6)]
        supervisors = [self.member(office, "supervisor", "协调处处长") for _ in range(3)]
        self.member(office, "archivist", "档案管理员")
        self.member(top, "reader", "查阅")
        self.member(office, "system_admin", "系统管理员")
        self.member(office, "security_admin", "安全保密管理员")
        leaders = [self.member(top, "leader", "领导") for _ in range(3)]
        return Directory(office, places, coordinators, supervisors, leaders)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """Return a moment of a working day (in Asia/Shanghai, eight hours before UTC)."""
    return dt.datetime(day.year, day.month, day.day, hour - 8, minute, tzinfo=dt.UTC)


__all__ = ["PASSWORD", "Builder", "Directory", "Member", "Place", "at", "stored"]
