"""The statutory filing and its alarm, the plan of a year, benefits promised and reached."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from luoshi.projects import actions, plans
from luoshi.projects.models import Approval, Benefit, YearPlan
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, Overtaken
from tests import make

pytestmark = pytest.mark.django_db
CODE = "2405-654202-04-01-123456"


def project(cast: make.Cast, name: str = "戈壁光伏基地", stage: str = "S05"):
    return actions.add_project(
        name=name, held_by=cast.region, stage=stage, by=cast.lin, now=make.NOON
    )


def approve(made, cast, **other):
    said = {
        "version": None,
        "code": CODE,
        "authority": "青泉州发展改革委",
        "filed_on": dt.date(2024, 5, 18),
        "state": "filed",
    }
    return plans.keep_approval(made, **said | other, by=cast.lin, now=make.NOON)


def test_the_statutory_filing_is_kept_apart_and_its_alarm_rings_until_the_start():
    cast = make.cast()
    made = project(cast)
    approve(made, cast)
    assert not hasattr(made, "filing")
    assert plans.alarms([made.pk], today=make.DAY)[made.pk].colour == "red"
    assert plans.alarms([made.pk], today=dt.date(2025, 11, 17)) == {}
    actions.reach_stage(
        made,
        stage="S07",
        reached_on=make.DAY,
        evidence="首根桩基记录",
        by=cast.lin,
        now=make.NOON,
    )
    assert plans.alarms([made.pk], today=make.DAY) == {}


def test_a_project_without_a_code_says_why_and_one_code_is_one_project():
    cast = make.cast()
    first, second = project(cast), project(cast, "另一个项目")
    with pytest.raises(Incomplete):
        approve(first, cast, code="")
    approve(first, cast, code="", no_code_reason="正在申请赋码")
    approve(first, cast, version=1)
    with pytest.raises(BadInput, match="另一个项目"):
        approve(second, cast)
    assert Approval.objects.get().code == CODE


def test_two_who_keep_the_filing_at_once_do_not_overwrite_each_other():
    cast = make.cast()
    made = project(cast)
    approve(made, cast)
    approve(made, cast, version=1, authority="瀚北自治区发展改革委")
    for version in (None, 1):
        with pytest.raises(Overtaken):
            approve(made, cast, version=version)
    assert Approval.objects.get().authority == "瀚北自治区发展改革委"


def test_a_year_is_planned_by_quarters_and_a_new_plan_takes_its_place():
    cast = make.cast()
    made = project(cast)
    told = {"year": 2026, "q1": Decimal(10), "q2": Decimal(45), "by": cast.lin, "now": make.NOON}
    plans.plan_year(made, planned=Decimal("1e8"), q3=Decimal(70), **told)
    plans.plan_year(made, planned=Decimal("2e8"), q3=Decimal(75), **told)
    assert [(one.planned, one.q3) for one in YearPlan.objects.all()] == [(Decimal("2e8"), 75)]
    with pytest.raises(BadInput):
        plans.plan_year(made, planned=Decimal("1e8"), q3=Decimal(40), **told)
    with pytest.raises(BadInput):
        plans.plan_year(made, planned=Decimal(0), q3=Decimal(70), **told)
    for season in ({"resumes_on": dt.date(2025, 3, 1)}, {"stops_on": dt.date(2027, 1, 1)}):
        with pytest.raises(BadInput):
            plans.plan_year(made, planned=Decimal("1e8"), q3=Decimal(70), **told, **season)


def test_what_is_reached_stands_beside_what_was_promised_with_its_evidence():
    cast = make.cast()
    made = project(cast)
    jobs = plans.promise(
        made, kind="jobs", unit="人", promised=Decimal(300), by=cast.lin, now=make.NOON
    )
    with pytest.raises(Incomplete):
        plans.reach_benefit(
            jobs,
            reached=Decimal(120),
            reached_on=make.DAY,
            evidence=" ",
            by=cast.lin,
            now=make.NOON,
        )
    plans.reach_benefit(
        jobs,
        reached=Decimal(120),
        reached_on=make.DAY,
        evidence="社保参保名册",
        by=cast.lin,
        now=make.NOON,
    )
    plans.promise(made, kind="jobs", unit="人", promised=Decimal(350), by=cast.lin, now=make.NOON)
    kept = Benefit.objects.get()
    assert (kept.promised, kept.reached, kept.evidence) == (350, 120, "社保参保名册")


def test_only_who_may_edit_projects_writes_these():
    cast = make.cast()
    made = project(cast)
    actions.edit_project(
        made,
        version=1,
        name=made.name,
        place="",
        content="",
        investment=None,
        parties=[(cast.builder, "investor")],
        by=cast.lin,
        now=make.NOON,
    )
    with pytest.raises(NotAllowed):
        plans.promise(
            made, kind="tax", unit="万元", promised=Decimal(1), by=cast.ding, now=make.NOON
        )
