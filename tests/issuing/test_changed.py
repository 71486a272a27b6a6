"""Item eight of a half-month report: what changed of people, plan and sums within its window."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from luoshi.issuing.composing.changed import changes_in
from luoshi.matters.causes import shift_stage
from luoshi.matters.leaving import hand_over_person
from luoshi.projects import actions as projects
from luoshi.projects import plans
from luoshi.values.halfmonth import HalfMonth
from tests import make
from tests.progress.filed import project

pytestmark = pytest.mark.django_db
WINDOW = HalfMonth.parse("2026-05B")
WITHIN, AFTER = make.at("2026-05-20", 10), make.at("2026-06-01", 0)


def planned(plant, cast, sum_: int, now) -> None:
    quarters = {"q1": Decimal(10), "q2": Decimal(40), "q3": Decimal(80)}
    plans.plan_year(plant, year=2026, planned=Decimal(sum_), **quarters, by=cast.lin, now=now)


def invested(plant, cast, sum_: int, now) -> None:
    plant.refresh_from_db()
    there = [(one.unit, one.role) for one in plant.parties.all()]
    projects.edit_project(
        plant,
        version=plant.version,
        name=plant.name,
        place=plant.place,
        content=plant.content,
        investment=Decimal(sum_),
        parties=there,
        by=cast.lin,
        now=now,
    )


def test_sums_plan_and_stages_that_moved_within_the_window_are_told_with_their_days():
    cast = make.cast()
    plant = project(cast, on="2026-05-01")
    planned(plant, cast, 40_000_000, make.at("2026-05-08"))
    planned(plant, cast, 36_000_000, WITHIN)
    invested(plant, cast, 90_000_000, WITHIN)
    projects.plan_stage(
        plant, stage="S09", planned_on=dt.date(2026, 9, 30), by=cast.lin, now=make.at("2026-05-08")
    )
    shift_stage(
        plant, stage="S09", planned_on=dt.date(2026, 10, 31), slip_cause="funds",
        reason="银团贷款尚未放款", by=cast.lin, now=WITHIN,
    )  # fmt: skip

    said = changes_in(plant, WINDOW)

    assert "2026年5月20日，2026年度计划投资由4000万元调整为3600万元。" in said
    assert "2026年5月20日，计划总投资由8000万元调整为9000万元。" in said
    assert (
        "2026年5月20日，“竣工”节点计划时间由2026年9月30日调整为2026年10月31日，原因：银团贷款尚未放款。"
        in said
    )
    assert len(said) == 3


def test_a_change_of_another_window_is_told_there_and_not_here():
    cast = make.cast()
    plant = project(cast, on="2026-05-01")
    planned(plant, cast, 40_000_000, AFTER)
    assert changes_in(plant, WINDOW) == ()
    [said] = changes_in(plant, WINDOW.next())
    assert said == "2026年6月1日，制定2026年度计划，计划投资4000万元。"


def test_whoever_reports_from_now_on_is_told_as_a_change_of_people():
    cast = make.cast()
    plant = project(cast, on="2026-05-01")
    successor = make.account(cast.builder, "handler", name="罗敏").person
    hand_over_person(
        cast.ding.person, to_person=successor, reason="岗位调整", by=cast.lin, now=WITHIN
    )
    assert changes_in(plant, WINDOW) == ("2026年5月20日，半月报填报由丁立变更为罗敏。",)
