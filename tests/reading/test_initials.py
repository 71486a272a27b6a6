"""A name is found by its first letters, whichever reading whoever types them knows."""

from __future__ import annotations

import pytest

from luoshi.reading.initials import letter_pairs, spells


@pytest.mark.parametrize(
    ("letters", "name", "run"),
    [
        ("tcjc", "塔城机场", (0, 4)),
        ("jc", "塔城机场", (2, 4)),
        ("cq", "重庆", (0, 2)),
        ("zq", "重庆", (0, 2)),
        ("zkb", "卡盆中看胖", None),
        ("a2q", "a2区", (0, 3)),
    ],
)
def test_letters_spell_a_run_of_a_name_by_any_reading(letters: str, name: str, run):
    assert spells(letters, name) == run


def test_the_pairs_of_letters_of_a_name_are_those_of_all_readings():
    assert {"cq", "zq"} <= letter_pairs("重庆")
    assert "tc" in letter_pairs("塔城")
