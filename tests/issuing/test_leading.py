"""The leader's page: what it says can be reckoned by hand, and a day of the past stays as it was."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from luoshi.cli.sweep import sweep_once
from luoshi.deciding import actions as deciding
from luoshi.issuing import leading
from luoshi.issuing.figures import figures_of
from luoshi.matters import actions as matters
from luoshi.progress import actions as progress
from luoshi.projects import actions as projects
from luoshi.projects import permits
from luoshi.rules.access import Scope
from luoshi.standing.models import Standing
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth
from tests import make
from tests.issuing.window import ASKED, filed, window

pytestmark = pytest.mark.django_db
ALL = Scope(everything=True)
LATER = make.at("2026-06-22")


def seen(as_of=ASKED, *, now=None, scope=ALL):
    return leading.overview_of(scope=scope, as_of=as_of, now=now or as_of)


def names(rows):
    return sorted(one.facts.name for one in rows)


def happened_since(known):
    """Let much be changed, corrected and left on 22 June, four days after somebody looked."""
    cast = known.cast
    known.plant.refresh_from_db()
    projects.edit_project(
        known.plant,
        version=known.plant.version,
        name=known.plant.name,
        place="白沙市",
        sector="mining",
        content="",
        parties=[(cast.energy, "investor")],
        investment=Decimal(1),
        by=cast.lin,
        now=LATER,
    )
    permits.keep_permit(known.plant, kind="land", authority="州自然资源局", by=cast.lin, now=LATER)
    progress.correct(
        known.said,
        correction="漏计设备款。",
        stage="S08",
        progress="设备进场。",
        invested_window=Decimal("2000000"),
        invested_year=Decimal("4500000"),
        invested_total=Decimal("4500000"),
        funds_arrived=Decimal(0),
        by=cast.ding,
        now=LATER,
    )
    projects.leave(
        known.solar,
        exit="dropped",
        on=dt.date(2026, 6, 15),
        reason="撤回",
        by=cast.lin,
        now=LATER,
    )
    projects.leave(
        known.canal,
        exit="paused",
        on=dt.date(2026, 6, 20),
        reason="等待规划",
        by=cast.lin,
        now=LATER,
    )
    matters.close(known.water, raiser_said="同意。", by=cast.zhao, now=LATER)
    filed(cast, "补登项目", on="2026-06-23", stage="S03", plan="7")
    sweep_once(now=make.at("2026-06-24"))


def test_the_page_says_what_can_be_reckoned_by_hand():
    known = window()

    found = seen()

    # Three are filed and in: the depot was dropped on 9 June.
    assert names(found.rows) == ["北岭光伏项目", "改性沥青项目", "灌区改造意向"]
    assert names(found.left) == ["货场扩建项目"]
    # The plant lags behind its plan with a blocked permit; solar did not report in time.
    assert names(found.of(cause="permits")) == ["改性沥青项目"]
    assert names(found.of(cause="reports")) == ["北岭光伏项目"]
    share = found.share(leading.ON_TRACK)
    assert (share.numerator, share.denominator, share.percent) == (1, 3, Decimal("33.3"))
    assert (found.behind.numerator, found.behind.denominator) == (1, 1)
    assert (found.planned_year, found.invested_year) == (Decimal("40000000"), Decimal("3703700.25"))
    (late,) = found.problems_in("overdue")
    assert (late.pk, len(found.problems_in("open"))) == (known.road.pk, 1)


def test_its_parts_make_up_the_whole_by_every_dimension_that_counts_a_project_once():
    window()
    found = seen()

    whole = len(found.rows)
    assert sum(found.share(band).numerator for band in leading.BANDS) == whole
    for dimension in ("prefecture", "sector"):
        assert sum(one.total for one in found.groups(dimension)) == whole
    off = len(found.of(band=leading.OFF)) + len(found.of(band=leading.WATCH))
    assert sum(map(len, found.causes().values())) == off
    assert [one.bands[leading.ON_TRACK] for one in found.trend][-1] == 1
    assert sum(count for *_, count in found.cells()) == whole


def test_the_lights_of_today_are_those_that_the_register_shows():
    window()
    shown = dict(
        Standing.objects.filter(subject_kind="project").values_list("subject_id", "combined")
    )

    assert {one.pk: one.light for one in seen().rows} == {
        one.pk: shown[one.pk] for one in seen().rows
    }


def test_a_past_day_says_what_was_true_and_known_then_whatever_happened_since():
    known = window()
    before = seen()

    happened_since(known)

    now = make.at("2026-06-25")
    assert seen(ASKED, now=now) == before
    assert seen(now) != before


def test_today_asked_as_a_past_day_is_the_present_page():
    known = window()
    happened_since(known)
    now = make.at("2026-06-25")
    end = leading.moment_of(civil_day(now), now=now)
    assert end == now

    past = seen(now, now=now + dt.timedelta(days=1))
    assert replace(past, as_of=now) == seen(now)


def test_between_two_days_it_names_what_moved_exits_and_corrections_too():
    known = window()
    happened_since(known)
    now = make.at("2026-06-25")

    rows = leading.moved(seen(ASKED, now=now), seen(now))

    told = {(one.name, one.what): (one.was, one.now) for one in rows}
    assert ("北岭光伏项目", "退库") in told
    assert ("补登项目", "新备案") in told
    assert told["灌区改造意向", "总体情况"][1] == "暂停"
    assert told["改性沥青项目", "计划总投资"] == ("12,000.00万元", "0.00万元")
    assert told["改性沥青项目", "建设地点"] == ("", "白沙市")
    assert told["改性沥青项目", "投资建设方"] == (
        "瀚北交通建设集团有限公司",
        "瀚北能源投资有限公司",
    )
    assert ("改性沥青项目", "更正半月报") in told
    assert told["解决施工用水", "办理情况"] == ("申请办结", "已办结")
    assert leading.moved(seen(now), seen(now)) == []


def test_a_unit_sees_its_own_part_of_it():
    known = window()

    found = seen(scope=Scope(units=frozenset({known.cast.energy.pk})))

    assert names(found.rows) == ["北岭光伏项目"]
    assert found.share(leading.OFF).denominator == 1


def test_what_a_report_asks_for_names_who_decides_it_once_it_was_put_before_a_leader():
    known = window()
    cast = known.cast
    half = HalfMonth(2026, 6, 1)
    (asked,) = figures_of(half, scope=ALL, as_of=ASKED).wanted
    assert (asked.what, asked.who, asked.due_on) == ("请协调林业部门加快林地调整审批。", "", None)

    later = ASKED + dt.timedelta(hours=2)
    deciding.prepare(
        question="林地调整由谁牵头协调？",
        decider=cast.han,
        due_on=dt.date(2026, 6, 25),
        options=[deciding.Choice("由自然资源局牵头"), deciding.Choice("暂缓")],
        report=known.said,
        by=cast.lin,
        now=later,
    )

    (asked,) = figures_of(half, scope=ALL, as_of=later + dt.timedelta(hours=1)).wanted
    assert (asked.what, asked.project.pk) == ("林地调整由谁牵头协调？", known.plant.pk)
    assert (asked.who, asked.due_on) == ("韩卓（瀚北自治区国资委）", dt.date(2026, 6, 25))
    (before,) = figures_of(half, scope=ALL, as_of=ASKED).wanted
    assert before.who == "", "on the day before nobody had been asked"
