"""The simulation in small: 40 days, processes killed, no sweep for days; and that its checker sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SHORT = "--days 40 --projects 15 --matters 40 --units 8 --outages 1 --set-backs 3 --kill-share 0.05"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tables_into: Callable[[Path], None]) -> Path:
    """Return a folder with an empty register: a copy of the tests' own, made in no time."""
    there = tmp_path_factory.mktemp("region")
    tables_into(there)
    return there


@pytest.fixture(scope="module")
def story(folder: Path) -> dict[str, Any]:
    """Play the short form in processes of its own, with every fault planted at the end."""
    command = [sys.executable, "-m", "bench.simulate", *SHORT.split()]
    command += ["--folder", str(folder), "--json", "--quiet", "--plant"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LUOSHI_")}
    ran = subprocess.run(
        command, cwd=ROOT, env=kept, capture_output=True, text=True, timeout=600, check=False
    )
    assert ran.stdout.startswith("{"), ran.stderr[-3000:]
    return dict(json.loads(ran.stdout))


def test_forty_days_with_kills_outages_and_a_wrong_clock_violate_nothing(
    story: dict[str, Any],
):
    assert story["violations"]["first"] == []


def test_something_was_lived_through(story: dict[str, Any]):
    counts = story["counts"]
    assert counts["days"] >= 40  # and a few more, until there is something of each kind to falsify
    assert counts["matters"] == 40
    assert counts["projects filed"] == 15
    assert counts["killed in the middle of an action"] > 5
    assert counts["killed in the middle of a sweep"] > 5
    assert counts["two sweeps at once"] > 3
    assert counts["steps refused"] > 0
    assert {"sign", "claim", "close", "report", "ask_extension"} <= story["steps"].keys()


def test_each_fault_that_is_planted_by_hand_is_found_by_its_name(story: dict[str, Any]):
    assert len(story["planted"]) > 12
    assert [what for what, found in story["planted"].items() if not found["found"]] == []
