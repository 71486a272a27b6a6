"""Working days are counted from announced tables; what is not announced is refused or marked."""

import datetime as dt

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi import policy
from luoshi.values.civil import SHANGHAI
from luoshi.values.errors import CalendarGap
from luoshi.values.workcalendar import DayKind, Overlay, WorkCalendar, YearTable, days_from

CALENDARS = policy.load_calendars(policy.directory() / "calendars")
CHINA, XINJIANG = CALENDARS["china"], CALENDARS["xinjiang"]
EVERY_DAY = list(days_from(dt.date(2007, 1, 1), dt.date(2026, 12, 31)))
DAYS = st.sampled_from(EVERY_DAY[100:-400])


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# --- the table against two others


def test_the_table_agrees_with_the_holidays_package_on_every_day():
    other = holidays.country_holidays("CN", years=range(2006, 2028))
    assert [d for d in EVERY_DAY if CHINA.is_working_day(d) != other.is_working_day(d)] == []


def test_the_table_agrees_with_chinese_calendar_on_every_day():
    assert [d for d in EVERY_DAY if CHINA.is_working_day(d) != chinese_calendar.is_workday(d)] == []


def test_the_two_packages_differ_on_one_day_only_and_that_is_before_our_table():
    """The day before 2006: one calls the last Saturday of 2005 worked, the other does not."""
    ours = holidays.country_holidays("CN", years=range(2003, 2028))
    every = days_from(dt.date(2004, 1, 1), dt.date(2026, 12, 31))
    differ = [d for d in every if ours.is_working_day(d) != chinese_calendar.is_workday(d)]
    assert differ == [dt.date(2005, 12, 31)]
    assert min(CHINA.years) == 2007


def test_a_year_that_is_not_announced_is_a_guess_in_one_package_and_a_refusal_in_the_other():
    assert holidays.country_holidays("CN", years=2027).is_working_day(dt.date(2027, 5, 12))
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(dt.date(2027, 5, 12))
    assert CHINA.arranged(dt.date(2027, 5, 12)).announced is False


def test_where_the_region_differs_from_the_packages_it_is_by_its_own_holidays():
    other = holidays.country_holidays("CN", years=range(2006, 2028))
    differ = [d for d in EVERY_DAY if XINJIANG.is_working_day(d) != other.is_working_day(d)]
    assert {XINJIANG.arranged(d).name for d in differ} == {"肉孜节", "古尔邦节"}
    assert [d.isoformat() for d in differ] == [
        "2022-05-05",
        "2022-07-11",
        "2022-07-12",
        "2022-07-13",
        "2023-04-21",
        "2023-06-28",
        "2023-06-29",
        "2023-06-30",
        "2025-03-31",
        "2025-06-06",
        "2025-06-09",
        "2025-06-10",
    ]


def test_the_table_holds_the_twenty_years_it_promises():
    assert set(CHINA.years) >= set(range(2007, 2027))


def test_2026_has_248_working_days_as_arranged():
    assert CHINA.working_days_between(day("2025-12-31"), day("2026-12-31")) == 248


def test_every_year_says_its_notice_or_leaves_it_empty():
    without = {table.year for table in CHINA.tables if not table.sources}
    assert without == {2008}
    assert all("电〔" in source for table in CHINA.tables for source in table.sources)


# --- worked examples


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-05-15", 0, "2026-05-15"),
        ("2026-09-25", 10, "2026-10-15"),
    ],
)
def test_working_days_run_over_weekends_worked_and_weekdays_off(start, count, end):
    assert CHINA.add_working_days(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("first", "last", "worked"),
    [("2026-02-15", "2026-02-28", 5), ("2026-09-30", "2026-10-15", 7)],
)
def test_the_shortest_windows_of_2026_have_few_working_days(first, last, worked):
    assert CHINA.working_days_between(day(first), day(last)) == worked


# --- a region lays its own days on top


def test_tacheng_rests_on_a_day_on_which_the_capital_works():
    corban = day("2025-06-09")
    assert CHINA.is_working_day(corban)
    assert not XINJIANG.is_working_day(corban)


def test_a_unit_may_work_where_its_region_rests():
    on_duty = Overlay("值班单位", worked=frozenset({day("2025-06-09")}), years=frozenset({2025}))
    assert (XINJIANG + on_duty).is_working_day(day("2025-06-09"))
    assert not XINJIANG.is_working_day(day("2025-06-09"))


def test_a_region_whose_notice_is_not_known_says_so():
    assert XINJIANG.missing_overlays(day("2026-05-20")) == ("新疆维吾尔自治区",)
    assert XINJIANG.missing_overlays(day("2025-05-20")) == ()


@pytest.mark.parametrize(
    ("on", "closes"),
    [
        ("2026-04-30", "19:30"),
        ("2026-05-01", "20:00"),
        ("2026-09-30", "20:00"),
        ("2026-10-01", "19:30"),
    ],
)
def test_business_ends_by_the_hours_of_the_region(on, closes):
    assert XINJIANG.closes_at(day(on)).isoformat("minutes") == closes
    assert CHINA.closes_at(day(on)).isoformat("minutes") == "18:00"


# --- what a day is called, and who says so


@pytest.mark.parametrize(
    ("on", "kind", "name"),
    [
        ("2026-02-17", DayKind.HOLIDAY, "春节"),
        ("2026-02-14", DayKind.SWAPPED, ""),
        ("2026-05-17", DayKind.WEEKEND, ""),
        ("2026-05-18", DayKind.WORKED, ""),
        ("2020-02-01", DayKind.HOLIDAY, "春节"),
        ("2015-09-04", DayKind.HOLIDAY, "抗战胜利70周年纪念日"),
        ("2019-05-03", DayKind.HOLIDAY, "劳动节"),
    ],
)
def test_a_day_says_what_it_is(on, kind, name):
    told = CHINA.arranged(day(on))
    assert (told.kind, told.name, told.announced) == (kind, name, True)
    assert told.is_worked == CHINA.is_working_day(day(on))


def test_a_day_off_of_the_region_says_that_the_region_rests():
    told = XINJIANG.arranged(day("2025-06-09"))
    assert (told.name, told.laid_by, told.waiting) == ("古尔邦节", "新疆维吾尔自治区", ())
    assert CHINA.arranged(day("2025-06-09")).laid_by == ""


def test_a_day_of_a_year_whose_regional_notice_is_missing_says_so():
    assert XINJIANG.arranged(day("2026-05-18")).waiting == ("新疆维吾尔自治区",)
    assert not CHINA.arranged(day("2027-05-18")).announced


def test_a_later_paper_that_changed_a_year_is_noted_with_its_number():
    noted = {table.year: table for table in CHINA.tables if table.note}
    assert {2015, 2019, 2020} <= noted.keys()
    assert all(noted[y].sources[-1] in noted[y].note for y in (2015, 2019, 2020))


@given(st.sampled_from(EVERY_DAY))
def test_what_a_day_is_called_and_whether_it_is_worked_agree(on):
    for calendar in (CHINA, XINJIANG):
        assert calendar.arranged(on).is_worked == calendar.looks_worked(on)


# --- working hours


def hours(start, count, calendar=XINJIANG):
    moment = dt.datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    counted = calendar.after_hours(moment, working_hours=count)
    return counted.at.isoformat(" ", "minutes")[:16], counted.day.unannounced is None


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-05-18T10:00", 4, "2026-05-18 14:00"),
        ("2026-05-18T12:30", 4, "2026-05-18 18:30"),
        ("2026-05-18T15:00", 4, "2026-05-18 20:00"),
        ("2026-05-18T18:00", 4, "2026-05-19 12:00"),
        ("2026-05-18T22:00", 4, "2026-05-19 14:00"),
        ("2026-05-15T19:00", 4, "2026-05-18 13:00"),
        ("2026-10-09T17:30", 4, "2026-10-10 12:00"),
        ("2026-05-18T23:50", 0, "2026-05-18 23:50"),
    ],
)
def test_working_hours_run_only_while_offices_are_open(start, count, end):
    assert hours(start, count) == (end, True)


def test_the_capital_closes_earlier_than_tacheng():
    assert hours("2026-05-18T17:00", 2) == ("2026-05-18 19:00", True)
    assert hours("2026-05-18T17:00", 2, CHINA) == ("2026-05-19 10:00", True)


def test_working_hours_into_a_year_not_announced_are_a_guess():
    assert hours("2026-12-31T19:00", 4) == ("2027-01-01 13:30", False)


@given(
    st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2026, 11, 1), timezones=st.just(SHANGHAI)),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_hours_counted_in_two_steps_are_hours_counted_in_one(start, one, two):
    halfway = XINJIANG.after_hours(start, working_hours=one).at
    whole = XINJIANG.after_hours(start, working_hours=one + two)
    assert XINJIANG.after_hours(halfway, working_hours=two).at == whole.at or two == 0


# --- years not announced


def test_a_strict_count_into_a_year_not_announced_is_refused():
    with pytest.raises(CalendarGap) as refused:
        CHINA.add_working_days(day("2026-12-30"), 5)
    assert refused.value.year == 2027
    assert CHINA.add_working_days(day("2026-12-24"), 5) == day("2026-12-31")


def test_a_tolerant_count_goes_on_by_the_weekend_and_says_that_it_guessed():
    guessed = CHINA.after(day("2026-12-30"), working_days=5)
    assert (guessed.on, guessed.confirmed, guessed.unannounced) == (day("2027-01-06"), False, 2027)
    with pytest.raises(CalendarGap):
        guessed.certain()


def test_a_tolerant_count_within_announced_years_is_confirmed():
    counted = CHINA.after(day("2026-12-24"), working_days=5)
    assert counted.confirmed
    assert counted.certain() == day("2026-12-31")


def test_a_count_in_a_region_whose_notice_is_missing_is_not_confirmed_and_names_the_region():
    counted = XINJIANG.after(day("2026-05-20"), working_days=5)
    assert (counted.confirmed, counted.unannounced) == (False, None)
    assert counted.waiting == ("新疆维吾尔自治区",)
    assert XINJIANG.after(day("2025-05-20"), working_days=5).confirmed
    assert CHINA.after(day("2026-05-20"), working_days=5).confirmed


def test_whether_a_day_not_announced_is_worked_is_not_answered():
    assert not CHINA.knows(day("2031-05-12"))
    with pytest.raises(CalendarGap, match="2031年"):
        CHINA.is_working_day(day("2031-05-12"))


def test_from_december_on_a_missing_table_of_the_next_year_is_noticed():
    assert CHINA.missing_year(day("2026-11-30")) is None
    assert CHINA.missing_year(day("2026-12-01")) == 2027
    assert CHINA.missing_year(day("2025-12-01")) is None
    assert CHINA.missing_year(day("2027-02-01")) == 2027


def test_a_count_beyond_reason_is_not_begun():
    with pytest.raises(ValueError):
        CHINA.after(day("2026-01-01"), working_days=10**9)


# --- tables that cannot be


@pytest.mark.parametrize(
    "table",
    [
        {"off": {"2025-01-01"}},
        {"working_weekends": {"2026-05-08"}},
        {"off": {"2026-05-09"}, "working_weekends": {"2026-05-09"}},
    ],
)
def test_a_table_that_contradicts_itself_is_refused(table):
    with pytest.raises(ValueError):
        YearTable(2026, **{name: frozenset(map(day, days)) for name, days in table.items()})


def test_a_year_has_one_table():
    with pytest.raises(ValueError):
        WorkCalendar((YearTable(2026), YearTable(2026)))


# --- laws of counting


@given(DAYS, st.integers(0, 60))
def test_as_many_working_days_lie_between_as_were_added(start, count):
    end = CHINA.add_working_days(start, count)
    assert CHINA.working_days_between(start, end) == count
    assert count == 0 or CHINA.is_working_day(end)


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_counting_in_two_steps_is_counting_in_one(start, one, two):
    halfway = CHINA.add_working_days(start, one)
    assert CHINA.add_working_days(halfway, two) == CHINA.add_working_days(start, one + two)


@given(DAYS, st.integers(1, 60))
def test_counting_back_returns_to_a_working_day(start, count):
    if CHINA.is_working_day(start):
        there = CHINA.add_working_days(start, count)
        assert CHINA.add_working_days(there, -count) == start


@given(DAYS)
def test_rolling_reaches_the_nearest_working_day_on_its_side(start):
    later, earlier = CHINA.on_or_after(start).certain(), CHINA.on_or_before(start).certain()
    assert earlier <= start <= later
    assert CHINA.is_working_day(earlier) and CHINA.is_working_day(later)
    assert (earlier == start) == (later == start) == CHINA.is_working_day(start)


@given(DAYS, DAYS)
def test_working_days_between_change_sign_with_the_direction(one, other):
    assert CHINA.working_days_between(one, other) == -CHINA.working_days_between(other, one)
