"""Feedback that matters owe: by the calendar, once for each period, whoever sweeps how often."""

from __future__ import annotations

import pytest

from luoshi.matters import actions
from luoshi.matters.tasks import open_feedback
from luoshi.owed.queries import of_subject
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def keys(matter):
    rows = of_subject(matter).filter(kind="feedback").order_by("opens_on")
    return [row.key for row in rows]


FAR = make.dt.date(2026, 12, 18)


@pytest.mark.parametrize(
    ("cadence", "expected"),
    [
        ("", ["first", "2026-06"]),
        ("monthly", ["first", "2026-06"]),
        ("semimonthly", ["first", "2026-06A", "2026-06B"]),
        ("weekly", ["first", "2026-W22", "2026-W23", "2026-W24", "2026-W25"]),
        ("quarterly", ["first"]),
    ],
)
def test_each_period_that_has_begun_since_it_was_signed_is_owed(cast, cadence, expected):
    matter = stories.signed(cast, cadence=cadence, due_proposed=FAR)
    open_feedback(now=make.at("2026-06-18"))
    assert keys(matter) == expected
    assert open_feedback(now=make.at("2026-06-18")).done == 0


def test_after_an_outage_the_missed_months_are_owed_too(cast):
    matter = stories.signed(cast, due_proposed=FAR)
    open_feedback(now=make.at("2026-07-02"))
    assert keys(matter) == ["first", "2026-06", "2026-07"]


def test_with_the_clock_set_back_nothing_is_owed_twice_or_less(cast):
    matter = stories.signed(cast, due_proposed=FAR)
    open_feedback(now=make.at("2026-07-02"))
    open_feedback(now=make.at("2026-06-02"))
    assert keys(matter) == ["first", "2026-06", "2026-07"]


def test_a_period_is_due_on_its_last_day_rolled_to_a_working_day(cast):
    matter = stories.signed(cast, cadence="semimonthly", due_proposed=FAR)
    open_feedback(now=make.at("2026-08-03"))
    dues = {row.key: row.due_on.isoformat() for row in of_subject(matter).filter(kind="feedback")}
    assert dues["2026-07A"] == "2026-07-15"
    assert dues["2026-08A"] == "2026-08-17"  # the 15th is a Saturday


def test_what_ends_within_the_period_is_only_finished(cast):
    matter = stories.signed(cast, due_proposed=make.dt.date(2026, 6, 30))
    open_feedback(now=make.at("2026-06-02"))
    assert keys(matter) == ["first"]


def test_one_word_answers_every_period_that_has_begun(cast):
    matter = stories.signed(cast, due_proposed=FAR)
    open_feedback(now=make.at("2026-07-02"))
    actions.feed_back(matter, text="完成一半。", by=cast.wu, now=make.at("2026-07-03"))
    still = of_subject(matter).filter(kind="feedback", discharged_at__isnull=True)
    assert not still.exists()


def test_what_rests_is_closed_or_not_signed_is_not_asked(cast):
    resting, unsigned = stories.signed(cast, due_proposed=FAR), stories.issued(cast)
    actions.pause(
        resting,
        cause="court",
        reason="诉讼保全",
        slip_cause="weather",
        check_on=make.dt.date(2026, 9, 1),
        by=cast.han,
        now=make.at("2026-05-25"),
    )
    over = stories.closed(cast, due_proposed=FAR)
    open_feedback(now=make.at("2026-07-02"))
    assert [keys(one) for one in (resting, unsigned, over)] == [["first"], [], ["first"]]


def test_limits_run_by_the_calendar_of_the_unit_that_keeps_them(cast):
    cast.water.calendar = "xinjiang"
    cast.water.save()
    matter = stories.issued(cast)
    by_hers = of_subject(matter).get(kind="sign")
    assert not by_hers.confirmed  # the region has not announced its own holidays of 2026
    other = stories.issued(cast, lead=cast.land, person=cast.ma.person, cooperating=[])
    assert of_subject(other).get(kind="sign").confirmed


# --- a time at rest


def periods(matter):
    return [key for key in keys(matter) if key != "first"]


def rest(cast, matter, *, since, until):
    actions.pause(
        matter,
        cause="court",
        reason="诉讼保全",
        slip_cause="weather",
        check_on=make.dt.date(2026, 9, 1),
        by=cast.han,
        now=make.at(since),
    )
    actions.resume(matter, note="保全已解除", by=cast.han, now=make.at(until))


def test_of_a_time_in_which_it_rested_nothing_is_owed_afterwards(cast):
    rested, worked = stories.signed(cast, due_proposed=FAR), stories.signed(cast, due_proposed=FAR)
    rest(cast, rested, since="2026-05-25", until="2026-07-20")
    open_feedback(now=make.at("2026-07-20"))
    assert periods(worked) == ["2026-06", "2026-07"]
    assert periods(rested) == ["2026-07"]


def test_taken_up_on_the_very_day_it_was_due_it_is_owed(cast):
    matter = stories.signed(cast, due_proposed=FAR)
    rest(cast, matter, since="2026-05-25", until="2026-06-30")
    open_feedback(now=make.at("2026-07-02"))
    assert periods(matter) == ["2026-06", "2026-07"]


def test_a_day_that_was_rolled_over_a_weekend_counts_as_the_day_it_was_due(cast):
    matter = stories.signed(cast, cadence="semimonthly", due_proposed=FAR)
    rest(cast, matter, since="2026-05-25", until="2026-08-17")  # the 15th is a Saturday
    open_feedback(now=make.at("2026-08-18"))
    assert periods(matter) == ["2026-08A", "2026-08B"]


def test_taken_up_after_the_morning_s_sweep_it_is_owed_that_evening(cast):
    matter = stories.signed(cast, cadence="semimonthly", due_proposed=FAR)
    monday = make.dt.date(2026, 8, 17)  # the 15th is a Saturday
    rest(cast, matter, since="2026-05-25", until="2026-08-17")
    open_feedback(now=make.at("2026-08-17", 18), since=monday)
    assert periods(matter) == ["2026-08A", "2026-08B"]


def test_of_the_time_before_it_was_returned_or_reopened_nothing_is_owed_afterwards(cast):
    returned, reopened = (
        stories.claimed(cast, due_proposed=FAR),
        stories.closed(cast, due_proposed=FAR),
    )
    actions.send_for_redo(returned, reason="缺东侧界线", by=cast.zhao, now=make.at("2026-08-03"))
    actions.reopen(
        reopened, reason="有人反映界线不清", due=FAR, by=cast.han, now=make.at("2026-08-03")
    )
    open_feedback(now=make.at("2026-08-03"))
    assert [periods(one) for one in (returned, reopened)] == [["2026-08"], ["2026-08"]]


def test_of_the_time_in_which_an_objection_waited_nothing_is_owed_afterwards(cast):
    matter = stories.signed(cast, cadence="weekly", due_proposed=FAR)
    actions.raise_objection(
        matter,
        reason="不属本单位职责",
        suggested=cast.land,
        by=cast.qin,
        now=make.at("2026-05-21"),
    )
    actions.uphold(matter, note="由水利局牵头", by=cast.zhao, now=make.at("2026-06-10"))
    open_feedback(now=make.at("2026-06-10"))
    assert periods(matter) == ["2026-W24"]


@pytest.mark.parametrize(
    ("granted", "expected"),
    [
        ("2026-06-04", ["2026-W22", "2026-W23", "2026-W24", "2026-W25"]),
        ("2026-06-17", ["2026-W22", "2026-W25"]),
    ],
)
def test_a_later_day_granted_late_lays_no_feedback_on_the_weeks_before_it(cast, granted, expected):
    due, later = make.dt.date(2026, 6, 5), make.dt.date(2026, 6, 25)
    matter = stories.signed(cast, cadence="weekly", due_proposed=due)
    asked = {
        "slip_cause": "weather",
        "due_asked": later,
        "reason": "评审推迟",
        "done_so_far": "材料已报",
    }
    request = actions.ask_extension(matter, **asked, by=cast.qin, now=make.at("2026-06-03"))
    actions.decide_extension(request, grant=True, note="同意", by=cast.zhao, now=make.at(granted))
    open_feedback(now=make.at("2026-06-18"))
    assert periods(matter) == expected
