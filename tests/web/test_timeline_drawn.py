"""Where things stand on a timeline: within the line, in the order of days, today always there."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from luoshi.web import timeline_drawn as drawing
from luoshi.web.timeline_drawn import CURRENT, PLAN, Bar, Lane, Point, Scale, Timeline, drawn, ticks

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2150, 1, 1))


def share(text: str) -> float:
    return float(text.removesuffix("%"))


def line(*points: dt.date, bars: tuple[Bar, ...] = ()) -> Timeline:
    lane = Lane("开工", bars, tuple(Point(on, CURRENT, "计划") for on in points))
    return Timeline((lane,), ())


@given(st.lists(DAYS, min_size=1, max_size=6), DAYS)
def test_every_day_and_today_lie_on_the_line_in_their_order(days, today):
    made = drawn(line(*days), today=today)
    places = [share(point.x) for point in made.lanes[0].points]
    shown = [share(made.today)] if made.today else []
    assert all(0 < place < 100 for place in [*places, *shown])
    assert [place for _day, place in sorted(zip(days, places, strict=True))] == sorted(places)
    shown = [share(tick.x) for tick in made.ticks]
    assert shown == sorted(shown) and len(shown) <= 2 * drawing.TICKS_MOST + 2


@given(DAYS, st.integers(0, 4000))
def test_a_bar_ends_on_the_line_and_is_never_too_thin_to_be_seen(first, days):
    last = min(first + dt.timedelta(days=days), dt.date(2150, 1, 1))
    last = max(first, last)
    made = drawn(line(bars=(Bar(first, last, PLAN, "计划"),)), today=first)
    (bar,) = made.lanes[0].bars
    assert share(bar.width) >= 0.2 and share(bar.x) + share(bar.width) <= 100.3


def test_a_short_line_is_marked_by_half_months_and_a_long_one_by_months_further_apart():
    short = list(ticks(Scale(dt.date(2026, 5, 4), dt.date(2026, 6, 20))))
    assert [tick.words for tick in short][:2] == ["5月16日", "6月"]
    long = list(ticks(Scale(dt.date(2025, 11, 20), dt.date(2027, 2, 1))))
    assert long[0].words == "2026年1月" and "7月" in [tick.words for tick in long]
    assert len(long) <= drawing.TICKS_MOST


def test_today_is_on_the_line_unless_a_few_days_of_long_ago_would_be_pressed_into_a_corner():
    days = (dt.date(2026, 6, 5), dt.date(2026, 6, 7))
    assert drawn(line(*days), today=dt.date(2026, 7, 1)).today
    assert drawn(line(*days), today=dt.date(2026, 11, 24)).today == ""
    assert drawn(line(dt.date(2026, 1, 5), days[1]), today=dt.date(2026, 11, 24)).today


def test_a_long_name_is_cut_in_the_drawing_only():
    name = "青泉州" * 30
    made = drawn(
        Timeline((Lane(name, (), (Point(dt.date(2026, 5, 1), CURRENT, ""),)),), ()),
        today=dt.date(2026, 5, 2),
    )
    assert made.lanes[0].name.endswith("…") and len(made.lanes[0].name) == drawing.NAMED_MOST
