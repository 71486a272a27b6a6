"""A small register with something for everybody, for stories about ledgers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from luoshi.cli.sweep import sweep_once
from luoshi.matters import actions as matters
from luoshi.matters.models import Matter
from luoshi.projects import actions as projects
from luoshi.projects.models import Project
from tests import make
from tests.matters import stories
from tests.progress.filed import project, report

TODAY = make.at("2026-06-25")


@dataclass(frozen=True)
class Register:
    """Who there is, and what each knows of."""

    cast: make.Cast
    plant: Project  # of the builder, reported once, then late
    solar: Project  # of the energy company, never filed
    survey: Matter  # led by the water bureau, the land bureau helps; extended
    permit: Matter  # led by the land bureau, closed
    idea: Matter  # a draft of the office


def register() -> Register:
    cast = make.cast()
    plant = project(cast, on="2026-05-18", name="改性沥青项目", plan="120000000.50")
    report(plant, "2026-05B", by=cast.ding, now=make.at("2026-06-01"), wan=250)
    solar = projects.add_project(
        name="北岭光伏项目",
        held_by=cast.region,
        parties=[(cast.energy, "investor"), (cast.land, "local")],
        investment=Decimal(260000000),
        by=cast.lin,
        now=stories.DRAFTED,
    )
    survey = stories.signed(cast, project=plant)
    matters.feed_back(
        survey, text="外业完成八成。", next_step="内业整理。", by=cast.wu, now=make.at("2026-06-02")
    )
    asked = matters.ask_extension(
        survey,
        slip_cause="weather",
        due_asked=dt.date(2026, 7, 20),
        reason="汛期停工。",
        done_so_far="外业完成八成。",
        by=cast.wu,
        now=make.at("2026-06-03"),
    )
    matters.decide_extension(
        asked,
        grant=True,
        due=dt.date(2026, 7, 15),
        note="同意。",
        by=cast.zhao,
        now=make.at("2026-06-04"),
    )
    register = Register(
        cast,
        plant,
        solar,
        survey,
        closed(cast),
        stories.drafted(
            cast,
            title="研究设立平台公司",
            lead=None,
            person=None,
            due_proposed=None,
            cooperating=[],
        ),
    )
    sweep_once(now=TODAY)
    return register


def closed(cast: make.Cast) -> Matter:
    """A matter of the land bureau, done."""
    permit = stories.issued(
        cast,
        title="办结用地预审",
        lead=cast.land,
        person=cast.ma.person,
        cooperating=[],
        due_proposed=dt.date(2026, 6, 12),
    )
    matters.sign(permit, by=cast.ma, now=stories.SIGNED)
    matters.claim(
        permit,
        performed_on=dt.date(2026, 6, 8),
        result="批复已印发。",
        by=cast.ma,
        now=make.at("2026-06-09"),
    )
    matters.close(permit, by=cast.zhao, now=make.at("2026-06-10"))
    return permit
