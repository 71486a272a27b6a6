"""Due days follow the rules of the paper they rest on, and say when the calendar is a guess."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi import policy
from luoshi.rules.deadlines import (
    ROLLS,
    Limit,
    asks_for_expected_figures,
    due_from,
    due_moment,
    last_day_before,
    report_due,
)
from luoshi.values.civil import SHANGHAI
from luoshi.values.halfmonth import HalfMonth, between
from luoshi.values.workcalendar import ONE_DAY, WorkCalendar

CALENDARS = policy.load_calendars(policy.directory() / "calendars")
CHINA, XINJIANG = CALENDARS["china"], CALENDARS["xinjiang"]
WINDOWS = list(between(HalfMonth(2007, 1, 1), HalfMonth(2026, 11, 2)))
DAYS = st.dates(dt.date(2007, 1, 1), dt.date(2025, 12, 31))


def due(window, **rule):
    return report_due(HalfMonth.parse(window), calendar=CHINA, **{"grace_days": 2} | rule)


@pytest.mark.parametrize(
    ("window", "roll", "on"),
    [
        ("2026-05A", "later", "2026-05-18"),
        ("2026-05A", "earlier", "2026-05-15"),
        ("2026-05A", "later-n", "2026-05-19"),
        ("2026-06A", "later", "2026-06-17"),
        ("2026-06A", "later-n", "2026-06-17"),
        ("2026-09B", "later", "2026-10-08"),
        ("2026-09B", "later-n", "2026-10-09"),
        ("2026-02A", "earlier", "2026-02-14"),
    ],
)
def test_a_report_due_on_a_day_of_rest_moves_as_the_rule_says(window, roll, on):
    answer = due(window, roll=roll)
    assert (answer.on, answer.confirmed) == (dt.date.fromisoformat(on), True)


def test_moving_earlier_asks_for_expected_figures_five_times_in_2026():
    windows = between(HalfMonth(2026, 1, 1), HalfMonth(2026, 12, 1))
    early = [w for w in windows if asks_for_expected_figures(w, due(w.id, roll="earlier").on)]
    assert [w.last_day.isoformat() for w in early] == [
        "2026-02-15",
        "2026-04-30",
        "2026-05-15",
        "2026-07-31",
        "2026-09-30",
    ]


def test_moving_later_never_asks_for_expected_figures():
    assert not any(asks_for_expected_figures(w, due(w.id).on) for w in WINDOWS)


def test_the_last_report_of_a_year_waits_for_the_next_arrangement():
    answer = due("2026-12B")
    assert (answer.on, answer.confirmed) == (dt.date(2027, 1, 4), False)
    assert due("2025-12B").confirmed


@given(st.sampled_from(WINDOWS), st.integers(0, 6), st.sampled_from(ROLLS))
def test_a_report_is_always_due_on_a_working_day_on_the_side_of_its_roll(window, grace, roll):
    plain = window.last_day + grace * ONE_DAY
    answer = report_due(window, grace_days=grace, roll=roll, calendar=CHINA).certain()
    assert CHINA.is_working_day(answer)
    assert answer <= plain if roll == "earlier" else answer >= plain
    if CHINA.is_working_day(plain):
        assert answer == plain


@given(st.sampled_from(WINDOWS))
def test_reports_fall_due_in_the_order_of_their_windows(window):
    assert due(window.id).on < due(window.next().id).on


@pytest.mark.parametrize(
    ("start", "limit", "on"),
    [
        ("2026-09-18", Limit(5, "wd"), "2026-09-24"),
        ("2026-02-13", Limit(3, "wd"), "2026-02-25"),
        ("2026-09-30", Limit(5, "wd"), "2026-10-13"),
        ("2026-05-16", Limit(0, "wd"), "2026-05-18"),
        ("2026-05-01", Limit(20, "d"), "2026-05-21"),
        ("2026-04-11", Limit(20, "d"), "2026-05-06"),
        ("2026-01-31", Limit(1, "m"), "2026-02-28"),
        ("2025-08-29", Limit(6, "m"), "2026-02-28"),
        ("2025-11-15", Limit(3, "m"), "2026-02-24"),
    ],
)
def test_a_limit_ends_where_the_civil_code_ends_it(start, limit, on):
    assert due_from(
        dt.date.fromisoformat(start), limit, calendar=CHINA
    ).certain() == dt.date.fromisoformat(on)


def test_a_limit_into_a_year_not_announced_still_has_a_day_and_says_it_is_a_guess():
    guess = due_from(dt.date(2026, 12, 20), Limit(20, "d"), calendar=CHINA)
    assert (guess.on, guess.unannounced) == (dt.date(2027, 1, 11), 2027)


@given(DAYS, st.integers(0, 200), st.sampled_from(["wd", "d"]))
def test_a_longer_limit_never_ends_earlier(start, amount, unit):
    shorter = due_from(start, Limit(amount, unit), calendar=CHINA).on
    longer = due_from(start, Limit(amount + 1, unit), calendar=CHINA).on
    assert shorter <= longer
    assert CHINA.looks_worked(shorter)


@given(DAYS, st.integers(0, 60))
def test_months_end_on_the_same_day_or_the_last_of_the_month(start, count):
    every_day = WorkCalendar.plain()
    end = due_from(start, Limit(count, "m"), calendar=every_day).on
    months = (end.year - start.year) * 12 + end.month - start.month
    assert months in (count, count + 1)
    assert months == count or end.day <= 3


@pytest.mark.parametrize(
    ("start", "count", "on"),
    [
        ("2026-05-06", 0, "2026-05-15"),
        ("2026-05-06", 1, "2026-06-01"),
        ("2026-05-15", 1, "2026-06-01"),
        ("2026-05-16", 1, "2026-06-15"),
        ("2026-06-16", 2, "2026-07-31"),
    ],
)
def test_half_months_are_whole_windows_and_end_with_the_last_of_them(start, count, on):
    limit = Limit(count, "hm")
    counted = due_from(dt.date.fromisoformat(start), limit, calendar=CHINA)
    assert counted.certain() == dt.date.fromisoformat(on)


@given(DAYS, st.integers(1, 24))
def test_half_months_are_never_shorter_than_what_was_asked(start, count):
    every_day = WorkCalendar.plain()
    end = due_from(start, Limit(count, "hm"), calendar=every_day).on
    begun = HalfMonth.containing(start).next()
    assert len(list(between(begun, HalfMonth.containing(end)))) >= count
    assert (end - start).days >= 13 * count


def test_four_working_hours_to_sign_something_urgent_run_over_the_night():
    start = dt.datetime(2026, 9, 18, 19, 0, tzinfo=SHANGHAI)
    in_tacheng = due_moment(start, Limit(4, "wh"), calendar=XINJIANG)
    assert in_tacheng.at == dt.datetime(2026, 9, 20, 13, 0, tzinfo=SHANGHAI)
    in_beijing = due_moment(start, Limit(4, "wh"), calendar=CHINA)
    assert in_beijing.at == dt.datetime(2026, 9, 20, 15, 0, tzinfo=SHANGHAI)


def test_a_limit_in_days_ends_with_the_closing_time_of_its_last_day():
    start = dt.datetime(2026, 9, 18, 11, 0, tzinfo=SHANGHAI)
    ends = due_moment(start, Limit(5, "wd"), calendar=XINJIANG)
    assert ends.at == dt.datetime(2026, 9, 24, 20, 0, tzinfo=SHANGHAI)


def test_working_hours_are_not_counted_from_a_mere_day():
    with pytest.raises(ValueError):
        due_from(dt.date(2026, 9, 18), Limit(4, "wh"), calendar=CHINA)


@pytest.mark.parametrize(
    ("limit", "on"),
    [
        (Limit(1, "wd"), "2026-10-08"),
        (Limit(1, "d"), "2026-10-08"),
        (Limit(1, "hm"), "2026-09-30"),
        (Limit(1, "m"), "2026-09-09"),
    ],
)
def test_a_request_so_long_before_the_day_has_a_last_day(limit, on):
    due_on = dt.date(2026, 10, 9)
    assert last_day_before(due_on, limit, calendar=CHINA) == dt.date.fromisoformat(on)


def test_a_limit_cannot_be_negative():
    with pytest.raises(ValueError):
        Limit(-1, "wd")
