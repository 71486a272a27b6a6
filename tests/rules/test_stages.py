"""Which stage comes before which, and which dates contradict."""

from __future__ import annotations

import datetime as dt

from luoshi.rules.stages import Mark, before, contradictions, furthest

MAY, JUNE, JULY = (dt.date(2026, month, 10) for month in (5, 6, 7))


def test_a_start_before_its_contract_is_named_once_with_both_days():
    told = contradictions(
        [Mark("S03", "签约", reached_on=JUNE), Mark("S07", "开工", reached_on=MAY)]
    )
    assert [str(one) for one in told] == [
        "“开工”完成于2026年5月10日，早于“签约”的2026年6月10日，请核对。"
    ]


def test_registration_approval_and_preparation_run_side_by_side():
    marks = [
        Mark("S04", "注册落地", reached_on=JULY),
        Mark("S05", "备案核准", reached_on=JUNE),
        Mark("S06", "前期工作", reached_on=MAY),
        Mark("S07", "开工", reached_on=JULY),
    ]
    assert contradictions(marks) == []


def test_plans_are_compared_with_plans_across_skipped_stages():
    marks = [Mark("S07", "开工", planned_on=JULY), Mark("S09", "竣工", planned_on=JUNE)]
    assert [one.code for one in contradictions(marks)] == ["stages-planned"]
    assert contradictions([marks[0], Mark("S09", "竣工", planned_on=JULY)]) == []


def test_a_plan_and_a_day_reached_are_not_compared_and_production_may_precede_acceptance():
    marks = [Mark("S07", "开工", planned_on=JULY), Mark("S08", "在建", reached_on=MAY)]
    assert contradictions(marks) == []
    trial = [Mark("S09", "竣工", reached_on=JULY), Mark("S10", "投产", reached_on=JUNE)]
    assert contradictions(trial) == []


def test_whatever_lies_far_back_comes_before_and_the_furthest_is_the_current_one():
    assert {"S00", "S03", "S05"} <= before("S11") and "S05" not in before("S06")
    assert (furthest("S03", []), furthest("S03", ["S01"]), furthest("S03", ["S08"])) == (
        "S03",
        "S03",
        "S08",
    )
