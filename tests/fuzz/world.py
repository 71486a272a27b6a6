"""The region of the rights, with a matter in every state, a link that is open, and an office of others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from luoshi.matters.models import Matter
from luoshi.orgs import actions as orgs
from luoshi.orgs.models import Account
from luoshi.progress import links
from luoshi.projects import actions as projects
from luoshi.rules.life import State
from tests import make
from tests.matters import stories
from tests.matters.test_every_move import brought
from tests.rights.region import Region, region

NOW = make.at("2026-06-12", 15)


@dataclass(frozen=True)
class World:
    at: Region
    matters: list[Matter]  # one in every state
    theirs: dict[str, Any]  # rows of an office that nobody of the cast sees, by kind
    link: str  # token of a link that is open
    spent: str  # token of one that was taken back
    key: str  # of a coordinator's program
    stranger: Account  # handles matters in the other office

    @property
    def accounts(self) -> dict[str, Account]:
        """Every account that may ask: the roles of the policy, then the people of the cast."""
        cast = self.at.cast
        people = ("lin", "zhao", "han", "qin", "wu", "ma", "ding", "aiko")
        return self.at.accounts | {name: getattr(cast, name) for name in people}


def world() -> World:
    """Return the world, made anew."""
    at = region()
    cast = at.cast
    key, open_link, spent = _handed_out(at)
    theirs, stranger = _others()
    matters = [brought(cast, state) for state in State]
    assert open_link.token != spent.token and key
    return World(at, matters, theirs, open_link.token, spent.token, key, stranger)


def _handed_out(at: Region) -> tuple[str, Any, Any]:
    cast, project = at.cast, at.rows["project"]
    _key, token = orgs.make_key(
        name="程序", expires_on=dt.date(2026, 12, 1), by=cast.lin, now=make.at("2026-06-12", 9)
    )
    given = {"person": cast.wu.person, "days": 7, "by": cast.wu, "now": make.at("2026-06-12", 9)}
    spent = links.make_link(project, window="2026-06A", **given)
    links.revoke_link(spent.link, by=cast.wu, now=make.at("2026-06-12", 9))
    return token, links.make_link(project, window="2026-06A", **given), spent


def _others() -> tuple[dict[str, Any], Account]:
    """Rows of a prefecture at the other end: they have ids like any, and are nobody's business here."""
    office = make.unit("白杨市人民政府")
    bureau = make.unit("白杨市水务局", parent=office)
    firm = make.unit("白杨建设有限公司")
    clerk = make.account(office, "coordinator", name="钟离")
    handler = make.account(bureau, "handler", name="欧阳")
    project = projects.add_project(
        name="白杨河堤防加固",
        held_by=bureau,
        parties=[(firm, "investor")],
        stage="S08",
        by=clerk,
        now=make.at("2026-06-12", 9),
    )
    idea = stories.actions.draft_matter(
        kind="task",
        title="加固白杨河堤防",
        content="水务局加固堤防。",
        criterion="验收",
        lead=bureau,
        person=handler.person,
        held_by=office,
        passage=make.passage(held_by=office, by=clerk),
        by=clerk,
        now=make.at("2026-06-12", 9),
    )
    return {"project": project, "matter": idea}, handler
