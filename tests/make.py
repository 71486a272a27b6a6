"""Plain factories, and a cast that returns in many stories.

    cast = make.cast()       # the region's office, a prefecture, its bureaus, two enterprises
    cast.lin                 # 林岚, coordinator of the region's office

Everything is invented.  Rows that have a life (matters, reports) are made by their own actions.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

from luoshi.orgs.models import Account, Person, Post, Seat, Unit, UnitKind
from luoshi.sources.models import Passage, Source, SourceKind
from luoshi.values.civil import SHANGHAI

_serial = itertools.count(1)

DAY = dt.date(2026, 5, 18)
NOON = dt.datetime(2026, 5, 18, 12, 0, tzinfo=SHANGHAI)
PASSWORD = "沙枣-1958-花开"


def at(text: str, hour: int = 12) -> dt.datetime:
    """Return an instant on an ISO day, at ``hour`` o'clock in Shanghai."""
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(hour), tzinfo=SHANGHAI)


def unit(name: str = "", *, kind: str = UnitKind.DEPARTMENT, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(name=name or f"第{next(_serial)}局", kind=kind, parent=parent)


def person(name: str = "", *, unit: Unit | None = None, title: str = "") -> Person:
    name = name or f"某{next(_serial)}"
    made = Person.objects.create(name=name, search_key=name)
    if unit is not None:
        Post.objects.create(person=made, unit=unit, title=title)
    return made


def account(unit: Unit, role: str, *, name: str = "", username: str = "") -> Account:
    """Return an account of a person of ``unit`` with one seat there."""
    who = person(name, unit=unit)
    made = Account(username=username or f"user{next(_serial)}", person=who, made_at=NOON)
    made.set_unusable_password()
    made.save()
    Seat.objects.create(account=made, unit=unit, role=role, from_on=dt.date(2020, 1, 1))
    return made


def source(*, held_by: Unit, by: Account, text: str = "会议要求，各单位要抓紧落实。") -> Source:
    digest = f"{next(_serial):064}"
    return Source.objects.create(
        kind=SourceKind.PASTED,
        title=text[:20],
        size_bytes=len(text.encode()),
        sha256=digest,
        text_sha256=digest,
        text=text,
        held_by=held_by,
        received_by=by,
        received_at=NOON,
    )


def passage(*, held_by: Unit, by: Account, text: str = "会议要求，各单位要抓紧落实。") -> Passage:
    made = source(held_by=held_by, by=by, text=text)
    return Passage.objects.create(source=made, start=0, end=len(text), quote=text)


@dataclass(frozen=True)
class Cast:
    """The people and units of most stories."""

    region: Unit  # 瀚北自治区国资委
    prefecture: Unit  # 青泉州人民政府
    water: Unit  # 青泉州水利局
    land: Unit  # 青泉州自然资源局
    builder: Unit  # 瀚北交通建设集团有限公司
    energy: Unit  # 瀚北能源投资有限公司
    lin: Account  # coordinator of the region
    zhao: Account  # supervisor of the region
    han: Account  # leader of the region
    qin: Account  # head of the water bureau
    wu: Account  # handler at the water bureau
    ma: Account  # handler at the land bureau
    ding: Account  # planner at the builder
    aiko: Account  # planner at the energy company


def cast() -> Cast:
    """Return the cast, made anew."""
    region = unit("瀚北自治区国资委")
    prefecture = unit("青泉州人民政府", kind=UnitKind.GOVERNMENT)
    water = unit("青泉州水利局", parent=prefecture)
    land = unit("青泉州自然资源局", parent=prefecture)
    builder = unit("瀚北交通建设集团有限公司", kind=UnitKind.ENTERPRISE)
    energy = unit("瀚北能源投资有限公司", kind=UnitKind.ENTERPRISE)
    return Cast(
        region=region,
        prefecture=prefecture,
        water=water,
        land=land,
        builder=builder,
        energy=energy,
        lin=account(region, "coordinator", name="林岚", username="lin"),
        zhao=account(region, "supervisor", name="赵启明", username="zhao"),
        han=account(region, "leader", name="韩卓", username="han"),
        qin=account(water, "unit_head", name="秦朗", username="qin"),
        wu=account(water, "handler", name="吴青", username="wu"),
        ma=account(land, "handler", name="马依努尔", username="ma"),
        ding=account(builder, "planner", name="丁立", username="ding"),
        aiko=account(energy, "planner", name="艾克拜尔·买买提", username="aiko"),
    )


@dataclass(frozen=True)
class Three:
    """The three administrators of a region."""

    system: Account
    security: Account
    auditor: Account


def three(office: Unit) -> Three:
    """Return three administrators, one person each."""
    return Three(
        account(office, "system_admin", name="田雪", username="tianxue"),
        account(office, "security_admin", name="尼加提·吐逊", username="nijati"),
        account(office, "auditor", name="方慎行", username="fang"),
    )
