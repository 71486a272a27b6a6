"""The table of moves: what a matter's life can and cannot be."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi import policy
from luoshi.matters import models
from luoshi.rules import life
from luoshi.rules.access import Permission
from luoshi.rules.life import Guard, Part, State
from luoshi.values.errors import IllegalMove

IN_HAND = {
    "feed_back": "working",
    "give_input": None,
    "urge": None,
    "ask_extension": "extending",
    "claim": "claimed",
    "pause": "paused",
    "cancel": "cancelled",
}
TABLE: dict[str, dict[str, str | None]] = {
    "draft": {"edit_draft": None, "submit": "pending", "cancel": "cancelled"},
    "pending": {"issue": "issued", "send_back": "draft", "cancel": "cancelled"},
    "issued": {
        "sign": "signed",
        "raise_objection": "objected",
        "give_input": None,
        "urge": None,
        "pause": "paused",
        "cancel": "cancelled",
    },
    "objected": {"reassign": "issued", "uphold": "issued", "cancel": "cancelled"},
    "signed": IN_HAND | {"lay_plan": "working", "raise_objection": "objected"},
    "working": IN_HAND | {"lay_plan": None},
    "returned": IN_HAND | {"lay_plan": None},
    "reopened": IN_HAND | {"lay_plan": None},
    "extending": {
        "decide_extension": "working",
        "lay_plan": None,
        "feed_back": None,
        "give_input": None,
        "urge": None,
        "claim": "claimed",
        "cancel": "cancelled",
    },
    "paused": {"resume": "issued", "feed_back": None, "give_input": None, "cancel": "cancelled"},
    "claimed": {
        "close": "closed",
        "send_for_redo": "returned",
        "confirm": None,
        "give_input": None,
        "cancel": "cancelled",
    },
    "closed": {"reopen": "reopened", "archive": "archived"},
    "cancelled": {},
    "archived": {},
}
BEFORE = {"uphold": "issued", "resume": "issued"}


@pytest.mark.parametrize(
    ("state", "move"), list(itertools.product([s.value for s in State], sorted(life.NAMES)))
)
def test_every_move_goes_where_the_table_says_and_nowhere_else(state, move):
    before = BEFORE.get(move, "")
    if move in TABLE[state]:
        assert life.after(state, move, before=before) == (TABLE[state][move] or state)
    else:
        with pytest.raises(IllegalMove):
            life.after(state, move, before=before)


@pytest.mark.parametrize(
    ("state", "move", "before"),
    [
        ("objected", "uphold", "issued"),
        ("objected", "uphold", "signed"),
        ("paused", "resume", "working"),
        ("paused", "resume", "reopened"),
    ],
)
def test_an_upheld_assignment_and_a_resumed_matter_go_back_to_where_they_were(state, move, before):
    assert life.after(state, move, before=before) == before
    with pytest.raises(ValueError):
        life.after(state, move, before="closed")


def test_the_states_of_the_rule_are_the_states_of_the_row_with_the_same_names():
    assert {s.value: life.STATE_NAMES[s] for s in State} == {
        value: str(label) for value, label in models.State.choices
    }


@pytest.mark.parametrize("over", ["archived", "cancelled"])
def test_what_is_archived_or_cancelled_stays_so(over):
    assert life.moves_from(over) == ()


@pytest.mark.parametrize("name", ["pause", "reopen"])
def test_a_matter_rests_and_is_taken_up_again_only_by_those_who_answer_for_the_whole(name):
    roles = policy.current().roles
    for move in life.MOVES:
        if move.name == name:
            assert [
                code for code, role in roles.items() if move.permission in role.permissions
            ] == ["leader"]


def test_a_refused_move_says_where_the_matter_stands_and_what_was_wanted():
    with pytest.raises(IllegalMove) as refused:
        life.after("closed", "ask_extension")
    assert (
        str(refused.value) == "这件事项现在是“已办结”，不能办理“申请延期”。请刷新页面查看最新状态。"
    )


@pytest.mark.parametrize(
    "name", ["sign", "lay_plan", "feed_back", "raise_objection", "ask_extension", "claim"]
)
def test_only_the_lead_signs_plans_feeds_back_objects_asks_and_claims(name):
    assert {move.part for move in life.MOVES if move.name == name} == {Part.LEAD}


@pytest.mark.parametrize("name", ["close", "send_for_redo"])
def test_whoever_reviews_neither_handled_it_nor_belongs_to_the_lead(name):
    for move in life.MOVES:
        if move.name == name:
            assert {Guard.CLAIMANT_DOES_NOT_CLOSE, Guard.LEAD_DOES_NOT_CLOSE} <= set(move.guards)
            assert move.part is Part.HOLDER


def test_issuing_asks_for_another_person_and_for_everything_that_makes_a_promise():
    (issue,) = [move for move in life.MOVES if move.name == "issue"]
    assert set(issue.guards) == {
        Guard.AUTHOR_DOES_NOT_APPROVE,
        Guard.WHOLE,
        Guard.PLACEHOLDERS_NAMED,
    }


def test_a_draft_is_dropped_by_those_who_draft_and_an_issued_matter_only_by_those_above():
    assert life.rule("draft", "cancel").permission is Permission.MATTER_DRAFT
    assert life.rule("working", "cancel").permission is Permission.MATTER_CANCEL


@given(st.lists(st.sampled_from(sorted(life.NAMES)), max_size=60))
def test_no_life_reaches_the_end_without_having_been_issued_signed_and_claimed(wishes):
    state, before, passed = "draft", "draft", []
    for wish in wishes:
        try:
            state, before = life.after(state, wish, before=before), state
        except IllegalMove:
            continue
        passed.append(wish)
    if state in ("closed", "archived"):
        steps = [passed.index(name) for name in ("submit", "issue", "sign", "claim", "close")]
        assert steps == sorted(steps)
