"""On which days review sessions fall, what waits for what, and what causes cost."""

import datetime as dt

import pytest

from luoshi import policy
from luoshi.rules import causes, sessions, waiting
from luoshi.rules.causes import Slip
from luoshi.rules.sessions import STEPS, State
from luoshi.values.errors import BadInput, IllegalMove
from luoshi.values.tomltable import TomlFault, TomlTable

CHINA = policy.current().calendar()
MONTHLY = policy.current().rhythms[0]


def days(after: str, several: int = 3) -> list[sessions.Proposed]:
    day = dt.date.fromisoformat(after)
    return sessions.proposed(MONTHLY, after=day, calendar=CHINA, several=several)


def test_sessions_fall_on_the_fourth_wednesday_of_each_month():
    assert [one.held.on for one in days("2026-05-01")] == [
        dt.date(2026, 5, 27),
        dt.date(2026, 6, 24),
        dt.date(2026, 7, 22),
    ]


def test_comments_open_and_figures_freeze_so_many_working_days_before():
    one = days("2026-05-01")[0]
    assert (one.comments_from, one.freeze_at.date()) == (dt.date(2026, 5, 21), dt.date(2026, 5, 26))
    assert one.freeze_at.hour == 18


def test_a_fixed_day_in_a_holiday_moves_to_the_next_working_day():
    rhythm = sessions.Rhythm(
        "q",
        "q",
        "x",
        1,
        4,
        "later",
        dt.time(15),
        comment_days=3,
        freeze_days=1,
        freeze_at=dt.time(18),
    )
    one = sessions.proposed(rhythm, after=dt.date(2026, 9, 30), calendar=CHINA, several=1)[0]
    assert (one.fixed_on, one.held.on, one.moved) == (
        dt.date(2026, 10, 1),
        dt.date(2026, 10, 8),
        True,
    )
    assert one.comments_from == dt.date(
        2026, 9, 28
    )  # 30, 29, 28 September: the days between are off


@pytest.mark.parametrize("state", list(State))
def test_each_step_leads_on_only_from_where_the_table_says(state):
    for name, row in STEPS.items():
        if state in row.begins:
            assert sessions.step(state, name).ends is not state
        else:
            with pytest.raises(IllegalMove):
                sessions.step(state, name)


def test_a_session_that_is_over_leads_nowhere():
    ends = {State.CLOSED, State.CANCELLED}
    assert not any(row.begins & ends for row in STEPS.values())


def test_a_ring_is_told_with_everything_on_its_way():
    edges = {"b": ["c"], "c": ["d", "a"], "d": []}
    assert waiting.ring_through(edges, "a", "b") == ("a", "b", "c", "a")
    assert waiting.ring_through(edges, "a", "a") == ("a", "a")
    assert waiting.ring_through(edges, "x", "b") == ()


def test_who_blocks_most_comes_first_with_everything_behind_it_counted():
    edges = waiting.as_edges([("a", "p"), ("b", "p"), ("c", "a"), ("c", "q")])
    first = waiting.blockers(edges)[0]
    assert (first.name, first.direct, first.total) == ("p", ("a", "b"), 3)


def test_days_lost_are_told_by_cause_and_rests_are_not_added_to_moves():
    slips = [
        Slip("moved", "land", 20, 1),
        Slip("moved", "unstated", 90, 2),
        Slip("rested", "weather", 30, 3),
        Slip("shifted", "land", 5, 4),
    ]
    lost = causes.by_cause(slips)
    assert [(one.code, one.days, one.rested, one.rows) for one in lost] == [
        ("land", 25, 0, 2),
        ("weather", 0, 30, 1),
        ("unstated", 90, 0, 1),  # said honestly, but after what is known
    ]


def test_only_a_cause_of_the_taxonomy_in_force_may_be_named():
    told = policy.current().taxonomies
    assert causes.check(told, "land", day=dt.date(2026, 5, 18), field="slip_cause") == "land"
    for wrong in ("", "unstated", "moon"):
        with pytest.raises(BadInput):
            causes.check(told, wrong, day=dt.date(2026, 5, 18), field="slip_cause")


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[[taxonomy]]\nname="a"\nbasis="b"\nvalid_from=2020-01-01\ncause=[]',
        '[[taxonomy]]\nname="a"\nbasis="b"\nvalid_from=2020-01-01\n'
        'cause=[{code="unstated",name="无"}]',
        '[[taxonomy]]\nname="a"\nbasis="b"\nvalid_from=2020-01-01\n'
        'cause=[{code="x",name="甲"},{code="x",name="乙"}]',
    ],
)
def test_a_taxonomy_that_says_nothing_certain_is_refused(text):
    with pytest.raises(TomlFault):
        causes.taxonomies_from(TomlTable.parse(text, file="causes.toml"))
