"""Every action has a row that says what it asks for, and the code asks for exactly that."""

from __future__ import annotations

import tomllib
from pathlib import Path

from luoshi.rules.access import Permission
from luoshi.rules.paperway import STEPS
from tests.rights.written import code

ROWS = {
    name: asked
    for rows in tomllib.loads(Path(__file__).with_name("acts.toml").read_text()).values()
    for name, asked in rows.items()
}
PLAIN = {"move", "step", "own", "part"}


def test_every_action_has_its_row_and_asks_for_what_it_says():
    read = code()
    found = {
        ".".join(place).removeprefix("luoshi."): read.asked(place)
        for place, one in read.functions.items()
        if one.is_action
    }
    assert len(found) > 130
    assert not found.keys() - ROWS.keys(), "write what it asks for in tests/rights/acts.toml"
    assert not ROWS.keys() - found.keys(), "an action that is gone"
    apart = {
        name: asked
        for name, asked in found.items()
        if asked != (ROWS[name] if ROWS[name] not in {"own", "part"} else "")
    }
    assert not apart


def test_every_permission_is_asked_for_by_some_action_or_only_lets_somebody_see():
    asked = {word for words in ROWS.values() for word in words.split()} - PLAIN
    by_the_table_of_moves = {one for one in Permission if one.value.startswith("matter.")}
    by_the_table_of_moves |= {one for one in Permission if one.value.startswith("extension.")}
    by_the_table_of_moves |= {one for step in STEPS.values() for one in step.permissions}
    left = {one for one in Permission if one.name.lower() not in asked} - by_the_table_of_moves
    assert left <= {Permission.REGISTER_SEE}
