"""The table of moves: what a matter's life can and cannot be."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.matters import models
from luoshi.rules import life
from luoshi.rules.access import Permission
from luoshi.rules.life import Guard, Part, State
from luoshi.values.errors import IllegalMove

GOES = {
    ("draft", "edit_draft"): "draft",
    ("draft", "submit"): "pending",
    ("draft", "cancel"): "cancelled",
    ("pending", "issue"): "issued",
    ("pending", "send_back"): "draft",
    ("pending", "cancel"): "cancelled",
    ("issued", "sign"): "working",
    ("issued", "give_input"): "issued",
    ("issued", "cancel"): "cancelled",
    ("working", "feed_back"): "working",
    ("working", "give_input"): "working",
    ("working", "ask_extension"): "working",
    ("working", "decide_extension"): "working",
    ("working", "claim"): "claimed",
    ("working", "cancel"): "cancelled",
    ("claimed", "close"): "closed",
    ("claimed", "send_for_redo"): "returned",
    ("claimed", "cancel"): "cancelled",
    ("returned", "feed_back"): "working",
    ("returned", "give_input"): "returned",
    ("returned", "ask_extension"): "returned",
    ("returned", "decide_extension"): "returned",
    ("returned", "claim"): "claimed",
    ("returned", "cancel"): "cancelled",
}


@pytest.mark.parametrize(
    ("state", "move"), list(itertools.product([s.value for s in State], sorted(life.NAMES)))
)
def test_every_move_goes_where_the_table_says_and_nowhere_else(state, move):
    if (state, move) in GOES:
        assert life.after(state, move) == GOES[state, move]
    else:
        with pytest.raises(IllegalMove):
            life.after(state, move)


def test_the_states_of_the_rule_are_the_states_of_the_row_with_the_same_names():
    assert {s.value: life.STATE_NAMES[s] for s in State} == {
        value: str(label) for value, label in models.State.choices
    }


@pytest.mark.parametrize("over", ["closed", "cancelled"])
def test_what_is_closed_or_cancelled_stays_so(over):
    assert life.moves_from(over) == ()


def test_a_refused_move_says_where_the_matter_stands_and_what_was_wanted():
    with pytest.raises(IllegalMove) as refused:
        life.after("closed", "ask_extension")
    assert (
        str(refused.value) == "这件事项现在是“已办结”，不能办理“申请延期”。请刷新页面查看最新状态。"
    )


@pytest.mark.parametrize("name", ["sign", "feed_back", "ask_extension", "claim"])
def test_only_the_lead_signs_feeds_back_asks_and_claims(name):
    assert {move.part for move in life.MOVES if move.name == name} == {Part.LEAD}


@pytest.mark.parametrize("name", ["close", "send_for_redo"])
def test_whoever_reviews_neither_handled_it_nor_belongs_to_the_lead(name):
    for move in life.MOVES:
        if move.name == name:
            assert {Guard.CLAIMANT_DOES_NOT_CLOSE, Guard.LEAD_DOES_NOT_CLOSE} <= set(move.guards)
            assert move.part is Part.HOLDER


def test_issuing_asks_for_another_person_and_for_everything_that_makes_a_promise():
    (issue,) = [move for move in life.MOVES if move.name == "issue"]
    assert set(issue.guards) == {Guard.AUTHOR_DOES_NOT_APPROVE, Guard.WHOLE}


def test_a_draft_is_dropped_by_those_who_draft_and_an_issued_matter_only_by_those_above():
    assert life.rule("draft", "cancel").permission is Permission.MATTER_DRAFT
    assert life.rule("working", "cancel").permission is Permission.MATTER_CANCEL


@given(st.lists(st.sampled_from(sorted(life.NAMES)), max_size=40))
def test_no_life_reaches_the_end_without_having_been_issued_signed_and_claimed(wishes):
    state, passed = "draft", []
    for wish in wishes:
        try:
            state = life.after(state, wish)
        except IllegalMove:
            continue
        passed.append(wish)
    if state == "closed":
        steps = [passed.index(name) for name in ("submit", "issue", "sign", "claim", "close")]
        assert steps == sorted(steps)
