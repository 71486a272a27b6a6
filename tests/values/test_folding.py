"""Spellings of one thing meet, and whatever is cut out of a text is found in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.values.folding import END, fold, fold_with_places, hits, pairs, pieces

WRITTEN = st.text(
    alphabet="塔城機场場著乾重庆慶·•.．-,， 　（）〔〕abＡé３3①〇○é\U00020000", max_size=40
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("塔城機場", "塔城机场"),
        ("塔指办发〔2026〕3号", "塔指辦發[2026]3號"),
        ("塔指办发（2026）3号", "塔指办发 2026 3号"),
        ("努尔兰·托合提", "努爾蘭•托合提"),
        ("努尔兰・托合提", "努尔兰托合提"),
        ("努尔兰.托合提", "努尔兰 托合提"),
        ("ＡＰＥＣ", "apec"),
        ("周　敏", "周敏"),
        ("1,200万元", "１２００万元"),
        ("二○二六年", "二〇二六年"),
        ("沿著", "沿着"),
    ],
)
def test_two_spellings_of_one_thing_fold_into_one(one: str, other: str):
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("3.5亿", "35亿"), ("塔城", "塔县"), ("3号", "8号")])
def test_what_means_another_thing_stays_apart(one: str, other: str):
    assert fold(one) != fold(other)


@given(WRITTEN, WRITTEN, WRITTEN)
def test_what_stands_between_han_and_marks_is_found_wherever_it_is_cut_out(a: str, b: str, c: str):
    whole, part = a + "，" + b + "，" + c, b
    assert fold(part) in fold(whole)


@given(WRITTEN)
def test_every_folded_sign_knows_its_place(text: str):
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert len(places) == len(folded) and places == sorted(places)


def test_a_hit_is_lit_in_the_text_as_it_was_written():
    text = "在塔城•機場（新）建設"
    assert [text[a:b] for a, b in hits(text, (fold("城机场新"),))] == ["城•機場（新"]
    assert hits(text, (fold("口岸"),)) == []


def test_hits_that_touch_are_lit_as_one():
    assert hits("沥青沥青路", ("沥青", "青沥")) == [(0, 4)]


def test_the_last_sign_of_a_text_makes_a_pair_with_its_end():
    assert pairs("塔城").split(" ") == ["塔城", f"城{END}"]
    assert pairs("") == ""


@given(st.text(alphabet="塔城机场，", min_size=0, max_size=300), st.integers(0, 280))
def test_no_words_are_lost_where_a_long_text_is_cut(text: str, at: int):
    wanted = fold(text[at : at + 10])
    cut = list(pieces(text, size=30, overlap=10))
    assert any(wanted in fold(piece) for piece in cut)
    assert all(len(fold(piece)) <= 40 for piece in cut)
