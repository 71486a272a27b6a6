"""The ladder goes up rung by rung: each once, in order, whatever the sweep slept through."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi import policy
from luoshi.rules.escalation import (
    Facts,
    Messages,
    Step,
    due_rungs,
    next_rung_on,
    outstanding,
    send_moment,
)
from luoshi.values.civil import SHANGHAI
from luoshi.values.workcalendar import ONE_DAY

HOUSE = policy.load(policy.directory())
CHINA, XINJIANG = HOUSE.calendars["china"], HOUSE.calendars["xinjiang"]
RULES = HOUSE.rules_on(dt.date(2026, 5, 17))
LADDER = RULES.ladder
DUE = dt.date(2026, 9, 17)  # a Thursday; the Sunday after it is worked


def day(text):
    return dt.date.fromisoformat(text)


def rungs(facts, today, ladder=LADDER):
    return due_rungs(facts, today=day(today), calendar=CHINA, ladder=ladder)


def told(found):
    return [(one.on.isoformat(), one.step.rung) for one in found]


# --- which rungs, when


def test_before_the_day_the_handler_is_reminded_seven_three_and_one_working_days_ahead():
    found = rungs(Facts(day("2026-08-03"), DUE), "2026-09-17")
    assert told(found) == [
        ("2026-09-08", 1),
        ("2026-09-14", 1),
        ("2026-09-16", 1),
        ("2026-09-17", 1),
    ]
    assert {one.step.to for one in found} == {("handler",)}


def test_overdue_it_climbs_from_the_head_to_numbered_papers_and_to_the_leader():
    facts = Facts(day("2026-08-03"), DUE)
    found = [one for one in rungs(facts, "2026-12-31") if one.step.days > 0 and not one.turn]
    assert told(found) == [
        ("2026-09-18", 2),
        ("2026-09-21", 3),
        ("2026-09-23", 4),
        ("2026-10-08", 5),
        ("2026-10-14", 6),
        ("2026-10-21", 7),
        ("2026-11-04", 8),
    ]
    assert [one.step.paper for one in found[1:3]] == ["urge", "supervise"]
    assert all(one.step.needs_approval for one in found if one.step.rung in (3, 4, 6, 7, 8))


def test_a_reminder_is_repeated_as_often_as_the_ladder_says():
    found = rungs(Facts(day("2026-08-03"), DUE), "2026-09-30")
    assert [one.on.isoformat() for one in found if one.step.rung == 2] == [
        "2026-09-18",
        "2026-09-22",
        "2026-09-28",
    ]


def test_a_short_limit_is_not_reminded_before_it_began():
    found = rungs(Facts(day("2026-09-16"), DUE), "2026-09-17")
    assert told(found) == [("2026-09-17", 1)]


def test_nothing_comes_after_it_was_discharged():
    facts = Facts(day("2026-08-03"), DUE, stops_on=day("2026-09-14"))
    assert told(rungs(facts, "2026-12-31")) == [("2026-09-08", 1), ("2026-09-14", 1)]
    assert next_rung_on(facts, today=day("2026-09-14"), calendar=CHINA, ladder=LADDER) is None


def test_another_due_day_begins_the_ladder_anew():
    first = rungs(Facts(day("2026-08-03"), DUE), "2026-09-17")
    moved = rungs(Facts(day("2026-08-03"), day("2026-10-16")), "2026-10-16")
    assert not {one.key for one in first} & {one.key for one in moved}


def test_a_region_that_rests_is_reminded_on_its_own_working_days():
    facts = Facts(day("2025-05-06"), day("2025-06-11"))
    here = due_rungs(facts, today=day("2025-06-10"), calendar=XINJIANG, ladder=LADDER)
    there = due_rungs(facts, today=day("2025-06-10"), calendar=CHINA, ladder=LADDER)
    assert (here[-1].on, there[-1].on) == (day("2025-06-05"), day("2025-06-10"))


# --- laws

STEPS = st.builds(
    Step,
    days=st.integers(-8, 12),
    rung=st.integers(1, 5),
    needs_approval=st.booleans(),
)
REPEATED = st.builds(Step, days=st.integers(0, 5), rung=st.just(2), every=st.integers(1, 4))
LADDERS = st.lists(STEPS | REPEATED, max_size=8, unique_by=lambda s: (s.days, s.rung)).map(tuple)
FACTS = st.builds(
    lambda opens, length, stops: Facts(
        opens, opens + length * ONE_DAY, None if stops is None else opens + stops * ONE_DAY
    ),
    st.dates(dt.date(2025, 1, 1), dt.date(2026, 6, 30)),
    st.integers(0, 60),
    st.none() | st.integers(0, 90),
)


@given(FACTS, LADDERS, st.integers(0, 120), st.integers(0, 40))
def test_tomorrows_rungs_begin_with_todays(facts, ladder, after, more):
    today = facts.opens_on + after * ONE_DAY
    now = due_rungs(facts, today=today, calendar=CHINA, ladder=ladder)
    later = due_rungs(facts, today=today + more * ONE_DAY, calendar=CHINA, ladder=ladder)
    assert later[: len(now)] == now
    assert all(today < one.on <= today + more * ONE_DAY for one in later[len(now) :])


@given(FACTS, LADDERS, st.integers(0, 120))
def test_each_rung_is_there_once_and_on_its_way_up(facts, ladder, after):
    found = due_rungs(facts, today=facts.opens_on + after * ONE_DAY, calendar=CHINA, ladder=ladder)
    assert len({one.key for one in found}) == len(found)
    assert [one.on for one in found] == sorted(one.on for one in found)


@given(FACTS, LADDERS, st.lists(st.integers(0, 120), max_size=12))
def test_whenever_the_sweep_ran_no_rung_is_lost_and_none_is_done_twice(facts, ladder, runs):
    done: list[str] = []
    for after in [*runs, 120]:  # in any order: the clock may be set back
        today = facts.opens_on + after * ONE_DAY
        reached = due_rungs(facts, today=today, calendar=CHINA, ladder=ladder)
        what = outstanding(reached, done=done)
        done += [one.key for one in (*what.overtaken, *what.carry)]
        assert len({one.on for one in what.carry if one.step.is_message}) <= 1
        assert all(one.step.is_message for one in what.overtaken)
    assert len(done) == len(set(done))
    assert set(done) >= {
        one.key
        for one in due_rungs(
            facts, today=facts.opens_on + 120 * ONE_DAY, calendar=CHINA, ladder=ladder
        )
    }


@given(FACTS, LADDERS, st.integers(0, 120))
def test_the_next_rung_falls_on_the_day_that_was_foretold(facts, ladder, after):
    today = facts.opens_on + after * ONE_DAY
    foretold = next_rung_on(facts, today=today, calendar=CHINA, ladder=ladder)
    now = due_rungs(facts, today=today, calendar=CHINA, ladder=ladder)
    if foretold is None:
        later = due_rungs(facts, today=today + 60 * ONE_DAY, calendar=CHINA, ladder=ladder)
        assert later == now
    else:
        eve = due_rungs(facts, today=foretold - ONE_DAY, calendar=CHINA, ladder=ladder)
        on_it = due_rungs(facts, today=foretold, calendar=CHINA, ladder=ladder)
        assert eve == now
        assert len(on_it) > len(now)


def test_after_a_weeks_outage_one_reminder_is_sent_and_each_paper_is_prepared():
    reached = rungs(Facts(day("2026-08-03"), DUE), "2026-09-23")
    what = outstanding(reached, done={one.key for one in reached if one.on <= day("2026-09-14")})
    assert told(what.overtaken) == [("2026-09-16", 1), ("2026-09-17", 1), ("2026-09-18", 2)]
    assert told(what.carry) == [("2026-09-21", 3), ("2026-09-22", 2), ("2026-09-23", 4)]


# --- steps that cannot be


@pytest.mark.parametrize(
    "given",
    [
        {"rung": 9},
        {"rung": 1, "to": ()},
        {"rung": 6},
        {"rung": 3, "paper": "urge"},
        {"rung": 1, "days": -3, "every": 2},
    ],
)
def test_a_step_that_goes_beyond_the_rules_is_refused(given):
    with pytest.raises(ValueError):
        Step(**{"days": 1} | given)


def test_a_circular_that_somebody_approves_is_a_step():
    assert not Step(days=15, rung=6, to=("leader",), needs_approval=True).is_message


# --- quiet hours


@pytest.mark.parametrize(
    ("ready", "bundle", "goes"),
    [
        ("2026-09-18T09:00", "each", "2026-09-18T10:00"),
        ("2026-09-18T11:20", "each", "2026-09-18T11:20"),
        ("2026-09-18T20:00", "each", "2026-09-20T10:00"),
        ("2026-09-18T09:00", "daily", "2026-09-18T10:30"),
        ("2026-09-18T10:31", "daily", "2026-09-20T10:30"),
        ("2026-09-25T10:00", "daily", "2026-09-28T10:30"),
    ],
)
def test_messages_keep_quiet_hours_and_days_of_rest(ready, bundle, goes):
    moment = dt.datetime.fromisoformat(ready).replace(tzinfo=SHANGHAI)
    sent = send_moment(moment, messages=Messages(bundle=bundle), calendar=CHINA)
    assert sent == dt.datetime.fromisoformat(goes).replace(tzinfo=SHANGHAI)


def test_quiet_hours_that_turn_round_are_refused():
    with pytest.raises(ValueError):
        Messages(quiet_from=dt.time(8), quiet_to=dt.time(20))
    with pytest.raises(ValueError):
        Messages(send_at=dt.time(6))
