"""Administrative divisions by their six digits (GB/T 2260), each name from–to.

Names and codes change: a county becomes a city and gets another code.  What a code meant is
asked for a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from luoshi.values.tomltable import TomlTable


@dataclass(frozen=True, slots=True)
class Division:
    """One code with one name, in use from ``valid_from`` to ``valid_to`` (both included; None is open)."""

    code: str
    name: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Return whether the code bore this name on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Divisions:
    """All that is known, by code; whole provinces are known or not at all."""

    basis: str
    by_code: Mapping[str, tuple[Division, ...]]

    def knows(self, code: str) -> bool:
        """Return whether the divisions of the province of ``code`` are known here."""
        return any(one[:2] == code[:2] for one in self.by_code)

    def name_at(self, code: str, day: dt.date) -> str:
        """Return what ``code`` was called on a day, "" if it was not in use."""
        return next((one.name for one in self.by_code.get(code, ()) if one.holds_on(day)), "")

    def is_zone(self, code: str) -> bool:
        """Return whether ``code`` is one of those by which a known prefecture tells its zones apart.

        The platform gives development zones numbers of their own that stand in no table.
        """
        return f"{code[:4]}00" in self.by_code and "71" <= code[4:] <= "89"

    def prefecture_of_counties(self) -> dict[str, str]:
        """Return by the name of a county that of its prefecture, where just one bears it."""
        found: dict[str, set[str]] = {}
        for code, rows in self.by_code.items():
            heads = self.by_code.get(f"{code[:4]}00", ())
            if code.endswith("00") or not heads or code[2:4] in ("00", "90"):
                continue
            for one in rows:
                found.setdefault(one.name, set()).add(heads[-1].name)
        return {name: heads.pop() for name, heads in found.items() if len(heads) == 1}

    def names(self, code: str) -> list[str]:
        """Return every name that ``code`` ever had."""
        return [one.name for one in self.by_code.get(code, ())]


def load_divisions(path: Path) -> Divisions:
    """Return the divisions of a file; raises TomlFault for a code that is not one or stands twice."""
    root = TomlTable.read(path)
    root.only("basis", "prefecture")
    found: dict[str, list[Division]] = {}
    for prefecture in root.tables("prefecture"):
        prefecture.only("code", "name", "county", "counties")
        head = _code(prefecture, "code", digits=4)
        _add(found, prefecture, Division(f"{head}00", prefecture.text("name")))
        for text in prefecture.strings("counties"):
            digits, _, name = text.partition(" ")
            if len(digits) != 2 or not digits.isdigit() or not name.strip():
                raise prefecture.fault("counties", f"“{text}”应为两位代码、空格、名称")
            _add(found, prefecture, Division(head + digits, name.strip()))
        for row in prefecture.tables("county") if "county" in prefecture else ():
            row.only("code", "name", "from", "to", "note")
            dates = [row.day(key) if key in row else None for key in ("from", "to")]
            _add(found, row, Division(_code(row, "code", digits=6), row.text("name"), *dates))
    return Divisions(root.text("basis"), {code: tuple(rows) for code, rows in found.items()})


def _code(table: TomlTable, key: str, *, digits: int) -> str:
    code = table.text(key)
    if len(code) != digits or not code.isdigit():
        raise table.fault(key, f"应为{digits}位数字")
    return code


def _add(found: dict[str, list[Division]], table: TomlTable, one: Division) -> None:
    """Keep ``one``, unless its code already has a name in the same time."""
    for other in found.get(one.code, []):
        begins = max(one.valid_from or dt.date.min, other.valid_from or dt.date.min)
        if begins <= min(one.valid_to or dt.date.max, other.valid_to or dt.date.max):
            raise table.fault("code", f"{one.code}在同一时间有两个名称")
    found.setdefault(one.code, []).append(one)
