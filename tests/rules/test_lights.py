"""A light tells how a thing that is owed stands, by colour, shape, word and reason alike."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.rules.lights import SEVERITY, Colour, Shape, Thresholds, changes_on, light_of, worst

USUAL = Thresholds()
OPENED = dt.date(2026, 4, 7)
DUE = dt.date(2026, 5, 17)  # 40 days: orange from 6 left, yellow from 12 left


def light(today, *, due_on=DUE, opened_on=OPENED, **kw):
    return light_of(due_on=due_on, opened_on=opened_on, today=today, thresholds=USUAL, **kw)


def days_before(left):
    return DUE - dt.timedelta(days=left)


@pytest.mark.parametrize(
    ("left", "colour", "shape", "word", "reason"),
    [
        (41, "grey", Shape.RING, "未到期", "从4月7日起办理，应于5月17日前完成"),
        (40, "green", Shape.CIRCLE, "正常", "应于5月17日前完成，还剩40天"),
        (13, "green", Shape.CIRCLE, "正常", "应于5月17日前完成，还剩13天"),
        (12, "yellow", Shape.TRIANGLE, "提醒", "应于5月17日前完成，还剩12天"),
        (7, "yellow", Shape.TRIANGLE, "提醒", "应于5月17日前完成，还剩7天"),
        (6, "orange", Shape.DIAMOND, "预警", "应于5月17日前完成，还剩6天"),
        (0, "orange", Shape.DIAMOND, "预警", "应于今天（5月17日）完成"),
        (-3, "red", Shape.SQUARE, "逾期", "应于5月17日前完成，已逾期3天"),
    ],
)
def test_a_light_turns_as_time_runs_out(left, colour, shape, word, reason):
    lit = light(days_before(left))
    assert (lit.colour, lit.shape, lit.word, str(lit.reason)) == (colour, shape, word, reason)


def test_a_short_task_warns_in_its_last_three_days():
    lit = light(dt.date(2026, 5, 14), opened_on=dt.date(2026, 5, 12))
    assert lit.colour is Colour.YELLOW


def test_what_was_done_in_time_shows_a_check():
    lit = light(dt.date(2026, 6, 1), discharged_on=DUE)
    assert (lit.shape, lit.word, str(lit.reason)) == (
        Shape.CHECK,
        "按时",
        "应于5月17日前完成，5月17日办结",
    )


def test_what_was_done_late_is_not_the_same_as_never_late():
    lit = light(dt.date(2026, 6, 1), discharged_on=dt.date(2026, 5, 20))
    assert (lit.shape, lit.word) == (Shape.LATE_CHECK, "迟办")
    assert str(lit.reason) == "应于5月17日前完成，5月20日办结，迟3天"


def test_a_claim_stops_the_warning_but_not_the_overdue():
    assert light(days_before(2), claimed=True).word == "正常"
    assert light(days_before(2)).word == "预警"
    late = light(days_before(-1), claimed=True)
    assert (late.colour, str(late.reason)) == (
        "red",
        "应于5月17日前完成，已报办结但尚未审核，已逾期1天",
    )


def test_a_day_of_another_year_is_said_with_its_year():
    lit = light(dt.date(2027, 1, 2))
    assert "2026年5月17日" in str(lit.reason)


def test_no_two_lights_share_a_shape_and_each_colour_in_use_has_its_word():
    lights = [light(days_before(left)) for left in (41, 40, 12, 6, -1)]
    lights += [light(DUE, discharged_on=DUE), light(DUE, discharged_on=days_before(-1))]
    assert (
        len({one.shape for one in lights}) == len({one.word for one in lights}) == len(lights) == 7
    )


def test_the_worst_light_wins_and_the_first_of_equals():
    green, red, redder = light(days_before(40)), light(days_before(-1)), light(days_before(-9))
    assert worst([green, red, redder]) is red
    assert worst([green]) is green


def test_thresholds_that_cross_are_refused():
    with pytest.raises(ValueError):
        Thresholds(orange_left=Decimal("0.5"), yellow_left=Decimal("0.3"))


SPANS = st.tuples(
    st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)),
    st.integers(0, 400),
    st.integers(-30, 460),
    st.booleans(),
)


def spread(span):
    opened, length, at, claimed = span
    due = opened + dt.timedelta(days=length)
    return opened, due, opened + dt.timedelta(days=at), claimed


@given(SPANS, st.integers(1, 90))
def test_a_later_day_never_makes_a_light_greener(span, days):
    opened, due, today, claimed = spread(span)
    now = light(today, due_on=due, opened_on=opened, claimed=claimed)
    then = light(today + dt.timedelta(days=days), due_on=due, opened_on=opened, claimed=claimed)
    assert SEVERITY[then.colour] >= SEVERITY[now.colour]


@given(SPANS, st.integers(1, 90))
def test_an_extension_never_makes_a_light_worse(span, days):
    opened, due, today, claimed = spread(span)
    now = light(today, due_on=due, opened_on=opened, claimed=claimed)
    later = due + dt.timedelta(days=days)
    extended = light(today, due_on=later, opened_on=opened, claimed=claimed)
    assert SEVERITY[extended.colour] <= SEVERITY[now.colour]


@given(SPANS)
def test_red_means_overdue_and_nothing_else_does(span):
    opened, due, today, claimed = spread(span)
    lit = light(today, due_on=due, opened_on=opened, claimed=claimed)
    assert (lit.colour is Colour.RED) == (today > due)


@given(SPANS)
def test_a_light_holds_until_the_day_it_is_said_to_change(span):
    opened, due, today, claimed = spread(span)
    turn = changes_on(due_on=due, opened_on=opened, today=today, claimed=claimed, thresholds=USUAL)
    now = light(today, due_on=due, opened_on=opened, claimed=claimed).colour
    if turn is None:
        assert now is Colour.RED
        return
    lasting = (turn - today).days
    colours = [
        light(today + dt.timedelta(days=n), due_on=due, opened_on=opened, claimed=claimed).colour
        for n in range(lasting + 1)
    ]
    assert set(colours[:-1]) == {now}
    assert colours[-1] is not now
