"""Needs, offers and dockings as far along as a story needs them, by their own actions."""

from __future__ import annotations

import datetime as dt

from luoshi.docking import actions
from luoshi.docking.models import Docking, Need, Offer
from luoshi.values.quantities import quantity_of
from tests import make
from tests.make import Cast

OPENED = make.at("2026-05-18")  # a Monday
NEXT = make.at("2026-05-19")
LATER = make.at("2026-05-21")
ENDED = make.at("2026-06-01")


def need(cast: Cast, **fields: object) -> Need:
    """The builder needs two hundred mu of industrial land in Qingquan by the end of July."""
    values: dict[str, object] = {
        "unit": cast.builder,
        "person": cast.ding.person,
        "kind": "land",
        "text": "需工业用地建设养护中心",
        "place": "青泉州沙湖县",
        "quantity": quantity_of("200亩"),
        "by_on": dt.date(2026, 7, 31),
    }
    return actions.add_entry(side="need", **(values | fields), by=cast.lin, now=OPENED)


def offer(cast: Cast, **fields: object) -> Offer:
    """The land bureau has twenty hectares of it from June on."""
    values: dict[str, object] = {
        "unit": cast.land,
        "person": cast.ma.person,
        "kind": "land",
        "text": "沙湖园区有工业用地可以出让",
        "place": "青泉州沙湖县",
        "quantity": quantity_of("20公顷"),
        "by_on": dt.date(2026, 6, 15),
    }
    return actions.add_entry(side="offer", **(values | fields), by=cast.lin, now=OPENED)


def opened(cast: Cast, **fields: object) -> Docking:
    """Both brought together by the region's office, the water bureau helps."""
    wanted = fields.pop("need", None) or need(cast)
    given = fields.pop("offer", None) or offer(cast)
    values: dict[str, object] = {
        "title": "养护中心用地",
        "demand_unit": cast.builder,
        "demand_person": cast.ding.person,
        "supply_unit": cast.land,
        "supply_person": cast.ma.person,
        "organiser": cast.region,
        "cooperating": [cast.water],
        "need": wanted,
        "offer": given,
    }
    return actions.open_docking(**(values | fields), by=cast.lin, now=OPENED)


def contacted(cast: Cast, *, step: bool = False, **fields: object) -> Docking:
    """The first contact, by telephone on the day after."""
    docking = opened(cast, **fields)
    talk(cast, docking, step=step)
    return docking


def talk(cast: Cast, docking: Docking, *, step: bool = False) -> None:
    """One line of the log."""
    agreed = actions.Step("提供地块红线图", dt.date(2026, 5, 26), cast.land, cast.ma.person)
    actions.log_contact(
        docking,
        on=dt.date(2026, 5, 19),
        mode="call",
        demand_who="丁立",
        supply_who="马依努尔",
        agreed="先看沙湖园区二号地块",
        step=agreed if step else None,
        by=cast.lin,
        now=NEXT,
    )
    docking.refresh_from_db()


def concluded(cast: Cast, *, outcome: str = "matched", **fields: object) -> Docking:
    """The result, registered by the office."""
    docking = contacted(cast)
    actions.give_opinion(docking, opinion="同意供地", by=cast.ma, now=LATER)
    actions.conclude(docking, outcome=outcome, **fields, by=cast.lin, now=ENDED)
    return docking
