"""A place as it is written and, where the table of divisions knows it, by its six digits.

How near two places are is told by codes where both have one, else by their names, the larger
place first: 青泉州沙湖县 lies in 青泉州.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import IntEnum

from luoshi.values.divisions import Divisions

# Ends the name of a prefecture: a region's own word comes first (自治区 is no 区 of a city).
_PREFECTURE = re.compile(r"(?:.+?(?:自治区|省))?(?P<name>.{2,10}?(?:自治州|州|地区|盟|市))")

_NO_PREFECTURE = ("00", "90")  # a region itself; what it governs without a prefecture between


class Near(IntEnum):
    """How near two places are; UNKNOWN where one of them is not known."""

    UNKNOWN = 0
    APART = 1
    REGION = 2
    PREFECTURE = 3
    COUNTY = 4


@dataclass(frozen=True, slots=True)
class Place:
    """``name`` as it is written, ``code`` of the division that bears it or ""."""

    name: str = ""
    code: str = ""


def place_of(text: str, *, divisions: Divisions, on: dt.date) -> Place:
    """Return the place that ``text`` names on a day, by code where exactly one division bears it."""
    name = re.sub(r"\s", "", text)
    if not name:
        return Place()
    last = [code for code in divisions.by_code if _bears(name, divisions.name_at(code, on))]
    full = [code for code in last if divisions.name_at(code, on) == name]
    found = full or last
    return Place(name, found[0] if len(found) == 1 else "")


def _bears(name: str, division: str) -> bool:
    return bool(division) and name.endswith(division)


def nearness(one: Place, other: Place) -> Near:
    """Return how near two places are; the order of the two makes no difference."""
    if not one.name or not other.name:
        return Near.UNKNOWN
    if one.code and other.code:
        return _by_code(one.code, other.code)
    if one.name == other.name:
        return Near.COUNTY if not _is_prefecture(one) else Near.PREFECTURE
    if prefecture_named(one.name) == prefecture_named(other.name) != "":
        return Near.PREFECTURE
    return Near.UNKNOWN


def _by_code(one: str, other: str) -> Near:
    if one[:2] != other[:2]:
        return Near.APART
    if one == other and not one.endswith("00"):
        return Near.COUNTY
    if one[2:4] != other[2:4] or one[2:4] in _NO_PREFECTURE:
        return Near.REGION
    return Near.PREFECTURE


def _is_prefecture(place: Place) -> bool:
    if place.code:
        return place.code.endswith("00")
    return prefecture_named(place.name) == place.name


def prefecture_named(name: str) -> str:
    """Return the prefecture with which a place's name begins, "" where it names none.

    >>> prefecture_named("青泉州沙湖县")
    '青泉州'
    """
    found = _PREFECTURE.match(name)
    return found["name"] if found else ""


def prefecture_of(place: Place, *, divisions: Divisions, on: dt.date) -> str:
    """Return the prefecture in which ``place`` lies by name, the place's own name where none is known."""
    if place.code and place.code[2:4] not in _NO_PREFECTURE:
        return divisions.name_at(f"{place.code[:4]}00", on) or place.name
    return prefecture_named(place.name) or place.name
