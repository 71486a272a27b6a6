"""How often each door may be used, as ``policy/paces.toml`` says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from luoshi import policy
from luoshi.rules.paces import DOORS, DoorPace, Pace
from luoshi.values.tomltable import TomlTable

FILE = "paces.toml"
_switch = {"on": True}


def use(*, on: bool) -> None:
    """Keep to the paces from now on, or let everybody pass."""
    _switch["on"] = on


def current() -> Mapping[str, DoorPace]:
    """Return the pace of each door, none where they are switched off; raises TomlFault for a bad file.

    A folder of the office's own may be older than the program: then what came along stands.
    """
    if not _switch["on"]:
        return {}
    own = policy.directory() / FILE
    return _read(own if own.exists() else policy.USUAL / FILE)


@cache
def _read(path: Path) -> Mapping[str, DoorPace]:
    root = TomlTable.read(path)
    root.only(*DOORS)
    found = {}
    for door in DOORS:
        table = root.table(door)
        table.only("each", "address")
        found[door] = DoorPace(_pace(table.table("each")), _pace(table.table("address")))
    return found


def _pace(table: TomlTable) -> Pace:
    table.only("times", "minutes")
    times = table.integer("times", least=1, most=1_000_000)
    return Pace(times, table.integer("minutes", least=1, most=1440))
