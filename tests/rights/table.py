"""The table of doors as ``doors.toml`` gives it, and what follows from it for each role."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from luoshi import policy
from luoshi.rules.access import Permission

FILE = Path(__file__).with_name("doors.toml")
WITHOUT_PERMISSION = frozenset({"open", "own", "seat", "link", "key"})


@dataclass(frozen=True)
class Door:
    """One address: on what each method rests, by which kind of row it is reached."""

    area: str
    name: str
    rests_on: dict[str, str]
    row: str = ""
    hidden: bool = False
    records: str = ""

    def holds(self, role: str, method: str) -> bool:
        """Return whether ``role`` may pass here with ``method``; a role that is none holds no seat."""
        wanted = self.rests_on[method]
        held = policy.current().roles.get(role)
        if wanted in WITHOUT_PERMISSION:
            return held is not None or wanted in ("open", "own", "link", "key")
        if held is None:
            return False
        needed = [frozenset(one.split(" + ")) for one in wanted.split(" / ")]
        having = {one.value for one in held.permissions}
        return any(one <= having for one in needed)


def doors() -> list[Door]:
    """Return every row of the table; raises ValueError for a permission that does not exist."""
    known = {one.value for one in Permission} | WITHOUT_PERMISSION
    found = []
    for area, rows in tomllib.loads(FILE.read_text()).items():
        for name, row in rows.items():
            rests_on = {method: row[method] for method in ("GET", "POST") if method in row}
            wanted = {
                one for text in rests_on.values() for one in text.replace("/", "+").split(" + ")
            }
            if unknown := wanted - known:
                raise ValueError(f"{name}: {unknown}")
            hidden, records = bool(row.get("hidden", False)), row.get("records", "")
            found.append(Door(area, name, rests_on, row.get("row", ""), hidden, records))
    return found
