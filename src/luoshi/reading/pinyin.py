"""Interlinear pinyin that a converter left behind, and the characters it swallowed.

A converter wrote ``項(xiàng)目`` for 項目.  It worked on bytes, so at times a character is gone and only
its reading stands (``集(tuán)``, ``I(yè)``), or a run is one byte out of step (``動(dòng)?yō)笃髽I(yè)``).
Letters in brackets are a note only where they are a reading: ``(PPP)`` and ``(a)`` stay.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from luoshi.reading.lexicon import Lexicon
from luoshi.reading.script import simplified
from luoshi.reading.worktext import Edit, WorkText

LOST = "\ue000"
Pairs = Counter[tuple[str, str]]
_VOWELS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_LETTERS = f"[a-zü{_VOWELS}]"
_NOTE = re.compile(rf"[(（]({_LETTERS}{{1,7}})[)）]")
_SHIFT = re.compile(rf"[?？\ufffd]({_LETTERS}{{1,7}})[)）]")
_HAN = r"\u3400-\u9fff"
_SHIFTED = re.compile(
    rf"(?P<first>[?？\ufffd](?P<note>{_LETTERS}{{1,7}})[)）])(?P<run>[{_HAN}]*)"
    rf"(?:[?？\ufffd](?P<eaten>{_LETTERS}{{1,7}})[)）]|(?P<letter>[\x40-\x7e])[(（](?P<last>{_LETTERS}{{1,7}})[)）])"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A character that is gone: its reading and, where a trail byte stayed, that byte's letter."""

    reading: str
    letter: str = ""


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _plain(reading: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", reading) if c.isalpha())


@functools.lru_cache(maxsize=8192)
def readings(char: str) -> tuple[str, ...]:
    """Return the readings of a character, none if it has no known one."""
    return tuple(PINYIN_DICT.get(ord(char), "").split(",")) if char else ()


def is_reading(note: str, char: str) -> bool:
    """Tell whether ``note`` is a reading of ``char``; a changed tone (bú for bù) is one too."""
    known = readings(char)
    if note in known:
        return True
    return _is_toned(note) and _plain(note) in {_plain(reading) for reading in known if reading}


def _sounds_as(note: str, char: str) -> bool:
    """A note that lost its tone, among many that kept theirs."""
    return len(note) > 1 and note in {_plain(reading) for reading in readings(char) if reading}


def _last_han(text: str, at: int) -> str:
    """The character to which the note before ``at`` belongs."""
    opening = max(text.rfind("(", 0, at), text.rfind("（", 0, at))
    return text[opening - 1] if opening > 0 else ""


def _is_toned(note: str) -> bool:
    return any(c in _VOWELS for c in note)


@functools.cache
def _by_reading() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for code, known in PINYIN_DICT.items():
        if 0x4E00 <= code <= 0x9FFF:
            for reading in known.split(","):
                table.setdefault(reading, []).append(chr(code))
    return table


def mark_notes(work: WorkText) -> list[Gap]:
    """Take out the notes and put ``LOST`` where a character is gone; return those gaps in order."""
    if not _NOTE.search(work.text) and not _SHIFT.search(work.text):
        return []
    work.apply(_realigned(work.text), "shifted bytes")
    gaps: list[Gap] = []
    notes: list[Edit] = []
    losses: list[Edit] = []
    text = work.text
    end_of_last = -1
    many = sum(map(_is_toned, _NOTE.findall(text))) >= 3
    for match in _NOTE.finditer(text):
        note, start = match[1], match.start()
        before = text[start - 1] if start else ""
        if start == end_of_last and before and is_reading(note, _last_han(text, start)):
            notes.append((start, match.end(), ""))
        elif start == end_of_last and _is_toned(note):
            losses.append((start, match.end(), LOST))
            gaps.append(Gap(note))
        elif (
            before
            and _is_han(before)
            and (is_reading(note, before) or (many and _sounds_as(note, before)))
        ):
            notes.append((start, match.end(), ""))
        elif _is_toned(note) and before and note in _by_reading():
            eaten = (
                before.isascii() and before.isalpha() and _follows_han(text, start - 1, end_of_last)
            )
            losses.append((start - eaten, match.end(), LOST))
            gaps.append(Gap(note, before if eaten else ""))
        else:
            continue
        end_of_last = match.end()
    work.apply(sorted(notes + losses), "pinyin")
    return gaps


def _follows_han(text: str, at: int, end_of_last: int) -> bool:
    return at == end_of_last or (at > 0 and _is_han(text[at - 1]))


def _gbk(char: str) -> bytes:
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        return b""


def _commonness(char: str) -> int:
    """2 for the first level of GB 2312, 1 for the second or a traditional form, 0 for the rare rest."""
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 1 if _gbk(char) else 0
    return 2 if lead < 0xD8 else 1


def _realigned(text: str) -> Iterator[Edit]:
    """Read runs that are one byte out of step again from their bytes."""
    for match in _SHIFTED.finditer(text):
        start = match.start()
        if start and text[start - 1] in ")）":
            opening = max(text.rfind("(", 0, start), text.rfind("（", 0, start))
            holder = text[opening - 1] if opening > 0 else ""
        else:
            holder = text[start - 1] if start else ""
        mended = _realign(_gbk(holder)[-1:], match)
        if mended:
            note = match["last"]
            yield start, match.end(), mended if not note else f"{mended}({note})"


def _realign(trail: bytes, match: re.Match[str]) -> str:
    if not trail:
        return ""
    run = b"".join(_gbk(char) for char in match["run"])
    best: tuple[int, str] = (-1, "")
    for first in range(0x81, 0xFF):
        pair = _decode(trail + bytes([first]))
        if not pair or not is_reading(match["note"], pair):
            continue
        last, reading = match["letter"], match["last"] or match["eaten"]
        for final in [ord(last)] if last else range(0x40, 0xFF):
            read = _decode(bytes([first]) + run + bytes([final]))
            if read and is_reading(reading, read[-1]):
                best = max(best, (sum(map(_commonness, read)) * 10 + _commonness(pair), read))
    return best[1]


def _decode(raw: bytes) -> str:
    try:
        text = raw.decode("gbk")
    except UnicodeDecodeError:
        return ""
    return text if all(_is_han(char) for char in text) else ""


def fill_gaps(work: WorkText, gaps: list[Gap], lexicon: Lexicon) -> None:
    """Put a character in each ``LOST`` place, by its reading and the words around it (Simplified)."""
    if not gaps:
        return
    words = set(lexicon.words("common.words"))
    text = work.text
    edits: list[Edit] = []
    filled = list(text)
    pairs = Counter(zip(text, text[1:], strict=False))
    at = -1
    for gap in gaps:
        at = text.find(LOST, at + 1)
        around = "".join(filled[max(0, at - 3) : at]), text[at + 1 : at + 4]
        char = _choose(gap, *around, pairs, words)
        filled[at] = char
        edits.append((at, at + 1, char))
    work.apply(edits, "lost character")


def _choose(gap: Gap, left: str, right: str, pairs: Pairs, words: set[str]) -> str:
    candidates = _by_reading().get(gap.reading, [])
    if gap.letter:
        exact = [c for c in candidates if _gbk(c)[-1:] == gap.letter.encode()]
        simple = sorted({simplified(c) for c in exact}, key=_commonness, reverse=True)
        candidates = simple or candidates
    if not candidates:
        return ""
    return max(candidates, key=lambda char: _fits(char, left, right, pairs, words))


def _fits(char: str, left: str, right: str, pairs: Pairs, words: set[str]) -> tuple[float, int]:
    score = 0.0
    whole = left + char + right
    here = len(left)
    for start in range(max(0, here - 3), here + 1):
        for end in range(max(here + 1, start + 2), min(len(whole), start + 4) + 1):
            piece = whole[start:end]
            if piece in words:
                score += 10 * len(piece)
            elif piece in PHRASES_DICT:
                score += 4 * len(piece)
    if left:
        score += min(pairs[left[-1], char], 5)
    if right:
        score += min(pairs[char, right[0]], 5)
    return score, _commonness(char)
