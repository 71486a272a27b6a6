"""The words of `columns.toml`: which field a heading means, which code a word stands for.  Pure."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

Register = Literal["projects", "matters", ""]
REGISTERS: tuple[Register, Register] = ("projects", "matters")
LIKE_FROM = 0.75  # share of common characters from which a heading is taken for a known one
_UNITS = r"(?:万元|亿元|元|万|亿|个|亩|平方米|兆瓦|%|人)"
_IN_BRACKETS = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]")
_NUMBERED = re.compile(r"^[\d一二三四五六七八九十]{1,3}[.、．]")
_NOISE = re.compile(r"[\s\u3000:：*＊★☆#/、，,。.·_\-—–“”\"'‘’]+")
_SUM_UNIT = re.compile(r"(?:单位|金额单位|计量单位)?[:：]?\s*(亿元|万元|千元|百万元|元|亿|万)")
FACTORS = {"元": 1, "千元": 10**3, "万元": 10**4, "万": 10**4, "百万元": 10**6, "亿元": 10**8, "亿": 10**8}  # fmt: skip


class Meant(NamedTuple):
    """What a heading is taken for: a field of a register ("" for none) and how like it is (0 to 1)."""

    field: str
    like: float


@cache
def lexicon() -> Mapping[str, Any]:
    """Return the words as they stand in the file."""
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))


@cache
def words_of(what: str) -> frozenset[str]:
    """Return a list of ``[rows]``: totals, notes, dittos, blanks, vague."""
    return frozenset(lexicon()["rows"][what])


def plain(heading: str) -> str:
    """Return a heading without what differs from office to office: blanks, brackets, numbers, units.

    >>> plain("1、计划总投资\\n（万元）"), plain("*责 任 单 位：")
    ('计划总投资', '责任单位')
    """
    text = unicodedata.normalize("NFKC", heading)
    text = _IN_BRACKETS.sub("", text)
    text = _NOISE.sub("", _NUMBERED.sub("", text.strip()))
    return re.sub(rf"(?<=.){_UNITS}$", "", text) if len(text) > 4 else text


@cache
def _known(register: Register) -> dict[str, list[str]]:
    """Return the words of a register: word → the fields it may mean, likeliest first."""
    found: dict[str, list[str]] = {}
    for field, words in lexicon()[register].items():
        for word in words:
            found.setdefault(plain(word), []).append(field)
    return found


@cache
def _left_out() -> frozenset[str]:
    return frozenset(map(plain, lexicon()["left_out"]["words"]))


@lru_cache(4096)
def meant(heading: str, register: Register) -> tuple[Meant, ...]:
    """Return what a heading may mean in a register, likeliest first; the id column is "id".

    A heading over another ("责任单位/牵头") is asked by its last part first, then as a whole.
    """
    for part in (heading.rpartition("/")[2], heading.replace("/", ""), heading.partition("/")[0]):
        if found := _meant(plain(part), register):
            return found
    return ()


def _meant(text: str, register: Register) -> tuple[Meant, ...]:
    if not text:
        return ()
    if text in map(plain, lexicon()["ids"]["words"]):
        return (Meant("id", 1.0),)
    known = _known(register)
    if text in known:
        return tuple(Meant(field, 1.0) for field in known[text])
    if text in _left_out():
        return (Meant("", 1.0),)
    likeness = {word: _like(text, word) for word in (*known, *_left_out())}
    best = max(likeness, key=lambda word: likeness[word])
    if likeness[best] < LIKE_FROM:
        return ()
    return tuple(Meant(field, round(likeness[best], 2)) for field in known.get(best, [""]))


def _like(one: str, other: str) -> float:
    if len(other) >= 3 and (one.endswith(other) or one.startswith(other)) and len(one) <= 12:
        return 0.8 + 0.15 * len(other) / len(one)
    return difflib.SequenceMatcher(a=one, b=other, autojunk=False).ratio()


@lru_cache(1 << 14)
def short(text: str) -> str:
    """Return `plain` of a short cell, "" for one too long to be a heading or a mark: rows are many."""
    return plain(text) if len(text) <= 16 and not any(c.isdigit() for c in text) else ""


def is_known_title(text: str) -> bool:
    """Tell whether a cell is a heading as the file has it, to the letter; cheap, for every cell there is."""
    return short(text) in _all_known()


@cache
def _all_known() -> frozenset[str]:
    found = {*_left_out(), *map(plain, lexicon()["ids"]["words"])}
    for register in REGISTERS:
        found |= _known(register).keys()
    return frozenset(found)


def is_title(text: str) -> bool:
    """Tell whether a cell reads as the heading of some column, even in other words."""
    bare = text.strip()
    if not bare or len(bare) > 24 or re.fullmatch(r"[\d.,%/\-年月日 ]+", bare):
        return False
    return any(meant(bare, register) for register in REGISTERS)


def sum_unit(text: str) -> str:
    """Return the unit of money that a heading or the line above a table gives, else "".

    >>> sum_unit("总投资（亿元）"), sum_unit("单位：万元"), sum_unit("项目名称")
    ('亿元', '万元', '')
    """
    inside = "；".join(_IN_BRACKETS.findall(text))
    for part in (inside, text if "单位" in text or "投资" in text or "金额" in text else ""):
        if found := _SUM_UNIT.search(part):
            return {"万": "万元", "亿": "亿元"}.get(found[1], found[1])
    return ""


@lru_cache(4096)
def code_of(word: str, what: str) -> str | None:
    """Return the code for which a word stands in ``stages``, ``kinds`` or ``urgencies``; None if none."""
    text = plain(word)
    table: dict[str, list[str]] = lexicon()[what]
    for code, words in table.items():
        if text in words or word.strip().upper() == code:
            return code
    held = [(len(one), code) for code, words in table.items() for one in words if one in text]
    return max(held)[1] if held and len(text) <= 12 else None
