"""How a project or matter stands: what lags, what is missing, and which light wins."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.rules.curve import Curve
from luoshi.rules.lights import SEVERITY, Colour, Thresholds
from luoshi.rules.standing import (
    BETTER,
    SCALE,
    WORSE,
    Lamp,
    ReportFacts,
    StepFacts,
    YearFacts,
    adjusted,
    combined,
    gap_colour,
    milestone_lamp,
    report_lamp,
    shifted,
    steps_lamp,
    unlit,
    year_lamp,
)
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Sentence

USUAL = Thresholds()
TODAY = dt.date(2026, 7, 10)
PLAIN = Curve(2026, (Decimal(10), Decimal(50), Decimal(80)))


def year(invested, *, on=dt.date(2026, 6, 30), curve=PLAIN, planned=1000, today=TODAY):
    facts = YearFacts(curve, Decimal(planned), invested and Decimal(invested), on)
    return year_lamp(facts, today=today, thresholds=USUAL)


@pytest.mark.parametrize(
    ("invested", "colour", "word", "reason"),
    [
        (500, "green", "正常", "截至6月30日应完成年度计划的50%，实际50%，不落后于计划"),
        (700, "green", "正常", "截至6月30日应完成年度计划的50%，实际70%，不落后于计划"),
        (401, "green", "正常", "截至6月30日应完成年度计划的50%，实际40.1%，落后9.9个百分点"),
        (400, "yellow", "滞后", "截至6月30日应完成年度计划的50%，实际40%，落后10个百分点"),
        (200, "yellow", "滞后", "截至6月30日应完成年度计划的50%，实际20%，落后30个百分点"),
        (199, "red", "严重滞后", "截至6月30日应完成年度计划的50%，实际19.9%，落后30.1个百分点"),
    ],
)
def test_a_project_is_compared_with_its_plan_in_points_of_one_day(invested, colour, word, reason):
    light = year(invested).light
    assert (light.colour, light.word, str(light.reason)) == (colour, word, reason)


def test_a_newer_day_without_a_newer_report_does_not_make_it_lag():
    assert year(400).light == year(400, today=dt.date(2026, 12, 30)).light


def test_without_plan_without_report_and_in_the_winter_stop_there_is_no_light_but_a_reason():
    none = year_lamp(None, today=TODAY, thresholds=USUAL)
    silent = year(None)
    winter = Curve(2026, PLAIN.shares, dt.date(2026, 4, 1), dt.date(2026, 10, 31))
    before = year(100, curve=winter, today=dt.date(2026, 3, 31))
    after = year(100, curve=winter, today=dt.date(2026, 11, 1))
    assert {one.light.colour for one in (none, silent, before, after)} == {"grey"}
    assert [str(one.light.reason) for one in (none, silent, before, after)] == [
        "2026年没有年度计划，无法比较",
        "2026年还没有报送半月报，无法比较",
        "冬季停工，4月1日复工",
        "11月1日起冬季停工",
    ]
    assert [one.turns_on for one in (none, before)] == [dt.date(2027, 1, 1), dt.date(2026, 4, 1)]
    within = year(100, curve=winter, on=dt.date(2026, 10, 31), today=dt.date(2026, 10, 31))
    assert (within.light.colour, within.turns_on) == ("red", dt.date(2026, 11, 1))


def steps(*days_from_today):
    return [StepFacts(TODAY + dt.timedelta(days=day), is_done) for day, is_done in days_from_today]


@pytest.mark.parametrize(
    ("plan", "colour", "reason"),
    [
        ([(-3, True), (5, False)], "green", "方案2步中应完成1步，均已完成"),
        ([(0, False), (5, False)], "green", "方案2步中应完成0步，均已完成"),
        (
            [(-1, False), *[(5, False)] * 4],
            "yellow",
            "方案5步中应完成1步，已完成0步，落后20个百分点",
        ),
        ([(-1, False), (5, False)], "red", "方案2步中应完成1步，已完成0步，落后50个百分点"),
        ([(-1, False), (5, True)], "red", "方案2步中应完成1步，已完成0步，落后50个百分点"),
    ],
)
def test_a_matter_lags_by_the_steps_whose_day_has_passed_undone(plan, colour, reason):
    light = steps_lamp(steps(*plan), today=TODAY, thresholds=USUAL).light
    assert (light.colour, str(light.reason)) == (colour, reason)


def test_a_matter_without_a_plan_has_no_light_of_progress():
    assert steps_lamp([], today=TODAY, thresholds=USUAL).light.rule == "progress.no-plan"


def reports(*windows):
    return [ReportFacts(HalfMonth.parse(one).last_day, HalfMonth.parse(one)) for one in windows]


@pytest.mark.parametrize(
    ("windows", "colour", "word", "reason"),
    [
        (["2026-07A"], "green", "正常", "到期的半月报都已报送"),
        (["2026-06B", "2026-07A"], "yellow", "缺报", "1期半月报逾期未报：2026年6月下半月"),
        (
            ["2026-03A", "2026-06B"],
            "red",
            "多期缺报",
            "2期半月报逾期未报：2026年3月上半月、2026年6月下半月",
        ),
    ],
)
def test_one_missing_report_is_yellow_two_are_red_in_a_row_or_not(windows, colour, word, reason):
    lamp = report_lamp(reports(*windows), is_project=True, today=TODAY, thresholds=USUAL)
    assert (lamp.light.colour, lamp.light.word, str(lamp.light.reason)) == (colour, word, reason)


def test_a_planned_stage_warns_in_its_last_days_and_is_red_after_them():
    def seen(day):
        told = {"today": TODAY, "thresholds": USUAL}
        lamp = milestone_lamp(Sentence("开工"), TODAY + dt.timedelta(days=day), **told)
        return lamp.light.colour.value, str(lamp.light.reason), (lamp.turns_on or TODAY) - TODAY

    assert seen(4) == ("green", "计划7月14日前达到“开工”，还剩4天", dt.timedelta(1))
    assert seen(3) == ("yellow", "计划7月13日前达到“开工”，还剩3天", dt.timedelta(4))
    assert seen(-1) == ("red", "计划7月9日前达到“开工”，已逾期1天", dt.timedelta(0))


GREY = unlit("没有备案", "report.not-owed")
LAMPS = st.one_of(
    st.just(GREY),
    st.integers(0, 4).map(
        lambda n: report_lamp(
            [ReportFacts(TODAY - dt.timedelta(days=1), "期")] * n,
            is_project=False,
            today=TODAY,
            thresholds=USUAL,
        )
    ),
    st.integers(0, 1000).map(year),
)


@given(LAMPS, LAMPS, LAMPS)
def test_the_combined_light_is_one_of_the_three_and_none_that_is_lit_is_worse(
    time, progress, report
):
    won = combined(time, progress, report).light
    lit = [one.light for one in (time, progress, report) if one.light.colour is not Colour.GREY]
    assert won in [time.light, progress.light, report.light]
    assert all(SEVERITY[won.colour] >= SEVERITY[one.colour] for one in lit)
    assert (won.colour is Colour.GREY) == (not lit)


def test_of_equals_time_wins_before_progress_before_reports():
    lags, missing = (
        year(400),
        report_lamp(reports("2026-06B"), is_project=True, today=TODAY, thresholds=USUAL),
    )
    assert combined(GREY, lags, missing).light is lags.light
    assert combined(GREY, GREY, missing).light is missing.light


@given(st.decimals(-200, 200, places=1), st.decimals(0, 100, places=1))
def test_a_wider_gap_never_makes_a_light_greener(gap, more):
    colours = [gap_colour(one, USUAL) for one in (gap, gap + more)]
    assert SEVERITY[colours[1]] >= SEVERITY[colours[0]]


PLANS = st.lists(st.tuples(st.integers(-40, 40), st.booleans()), min_size=1, max_size=8)


@given(PLANS, st.integers(0, 60))
def test_no_light_changes_by_itself_before_the_day_it_names(plan, days):
    """Or the sweep, which waits for that day, would show what is no longer so."""
    later = TODAY + dt.timedelta(days=days)

    def lamps(today) -> list[Lamp]:
        told = {"today": today, "thresholds": USUAL}
        owed = [ReportFacts(one.due_on, "期") for one in steps(*plan)]
        return [
            steps_lamp(steps(*plan), **told),
            report_lamp(owed, is_project=False, **told),
            milestone_lamp(Sentence("竣工"), steps(*plan)[0].due_on, **told),
        ]

    for now, then in zip(lamps(TODAY), lamps(later), strict=True):
        if now.turns_on is None or later < now.turns_on:
            assert (then.light.colour, then.measure) == (now.light.colour, now.measure)


@given(st.sampled_from(list(Colour)), st.sampled_from([BETTER, WORSE]))
def test_a_hand_moves_a_light_one_step_along_the_scale_or_not_at_all(colour, step):
    moved = shifted(colour, step)
    if moved is None:
        assert colour not in SCALE or colour in (SCALE[0], SCALE[-1])
    else:
        assert SCALE.index(moved) - SCALE.index(colour) == step


def test_a_light_moved_by_hand_says_so_and_what_the_rules_say():
    light = adjusted(
        year(400).light, BETTER, reason="设备已到场。", until=dt.date(2026, 7, 31), today=TODAY
    )
    assert (light.colour, light.word, light.rule) == ("green", "正常", "manual")
    assert str(light.reason) == (
        "人工调整至7月31日：设备已到场。按规则为“滞后”："
        "截至6月30日应完成年度计划的50%，实际40%，落后10个百分点"
    )
    red = year(100).light
    assert adjusted(red, WORSE, reason="x", until=TODAY, today=TODAY) is red


@pytest.mark.parametrize(
    "wrong", [{"gap_yellow": Decimal(40)}, {"missed_red": 0}, {"missed_yellow": 3}]
)
def test_thresholds_that_cross_are_refused(wrong):
    with pytest.raises(ValueError):
        Thresholds(**wrong)
