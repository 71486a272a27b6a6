"""Interlinear pinyin that a converter left behind, and the characters it swallowed.

A converter wrote ``項(xiàng)目`` for 項目.  It worked on bytes, so at times a character is gone and only
its reading stands (``集(tuán)``, ``I(yè)``), or a run is one byte out of step (see ``realign``).
Letters in brackets are a note only where they are a reading: ``(PPP)`` and ``(a)`` stay.
"""

from __future__ import annotations

import functools
import heapq
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from luoshi.reading import readings
from luoshi.reading.language import REACH, Language, language_of
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.script import simplified
from luoshi.reading.worktext import Edit, WorkText

LOST = "\ufdd0"  # no text can hold it: a noncharacter
HAN = "\u3400-\u9fff"
LETTER = (
    "a-zA-ZāáǎăàēéěĕèīíǐĭìōóǒŏòūúǔŭùüÜǖǘǚǜńňǹḿĀÁǍÀĒÉĚÈŌÓǑÒɑɡ\u0300\u0301\u0304\u0306\u0308\u030c"
)
_TONED = "āáǎăàēéěĕèīíǐĭìōóǒŏòūúǔŭùǖǘǚǜńňǹḿ"
_BRACKETED = rf"[(（\[［〔【]([ ]?[{LETTER}][{LETTER}1-5:：'’ -]{{0,40}})[)）\]］〕】]"
_NOTE = re.compile(_BRACKETED)
_NOTE_OR_TONED = re.compile(
    rf"{_BRACKETED}|(?<=[{HAN}])([a-z{_TONED}]{{0,5}}[{_TONED}][a-z]{{0,3}})(?![{LETTER}0-9(（])"
)
IS_TONED = re.compile(f"[{_TONED}]")
_RUN = re.compile(rf"[{HAN}]{{1,12}}\Z")
_MANY = 3
_CERTAIN = 5
_SELDOM = -5.0  # bits: a character in a reading that it has only at times
_AHEAD = 8
_MOST = 2000  # gaps of one text for which the next one is weighed too: more are noise
HELD = frozenset("年月日号万亿元个项家吨亩人名户次份米条")
Pairs = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Gap:
    """A character that is gone: its reading and, where a trail byte stayed, that byte's letter."""

    reading: str
    letter: str = ""


@dataclass(slots=True)
class Note:
    """A bracket that may be a note: its run with the blanks before it, and what it would be.

    ``kind`` is ``read`` (it reads the characters before it), ``bare`` (it does, without a tone),
    ``lost`` or ``bare lost`` (it reads a character that is not there), ``other``.
    """

    start: int
    end: int
    said: str
    kind: str
    letter: str = ""


@dataclass(slots=True)
class Noted:
    """What taking the notes out left to do: places to fill, and which characters bore notes."""

    gaps: list[Gap] = field(default_factory=list)
    holders: Counter[str] = field(default_factory=Counter)


def is_han(char: str) -> bool:
    """Tell whether a character is a Chinese one of the two common blocks."""
    return bool(char) and "\u3400" <= char <= "\u9fff"


@dataclass(frozen=True, slots=True)
class Scan:
    """The notes of a text, and how often each character bears one."""

    text: str
    notes: tuple[Note, ...]
    holders: Counter[str]


def scan(text: str) -> Scan:
    """Look for notes in a text."""
    holders: Counter[str] = Counter()
    return Scan(text, tuple(_notes(text, holders)), holders)


def mark_notes(work: WorkText, seen: Scan) -> Noted:
    """Take out the notes and put ``LOST`` where a character is gone; return those gaps in order."""
    noted = Noted(holders=seen.holders)
    text = work.text
    accepted = _accepted(seen.notes)
    taken = [note for note in seen.notes if note.kind in accepted]
    edits: list[Edit] = []
    spaced = _is_spaced(text, taken)
    at = 0
    for note in taken:
        lost = "lost" in note.kind
        start = max(at, note.start - bool(note.letter))
        end = note.end + (spaced and text[note.end : note.end + 1] == " ")
        edits.append((start, end, LOST if lost else ""))
        at = end
        if lost:
            noted.gaps.append(Gap(readings.reading_of(note.said), note.letter))
    work.apply(edits, "pinyin")
    return noted


def _accepted(notes: Sequence[Note]) -> set[str]:
    """Which kinds count in this text: notes without tones only where there are several."""
    count = Counter(note.kind for note in notes if len(note.said.strip()) > 1)
    kinds = {"read", "lost"}
    rest = count["other"] + count["bare lost"]
    tight = any(n.kind == "bare" and len(n.said) > 2 and n.said.islower() for n in notes)
    if (
        count["read"] >= _MANY
        or (count["bare"] >= _MANY and count["bare"] >= rest)
        or tight
        and count["bare"] > rest
    ):
        kinds.add("bare")
    if count["bare"] >= max(_MANY, 3 * count["other"], count["bare lost"]):
        kinds.add("bare lost")
    return kinds


def _is_spaced(text: str, taken: list[Note]) -> bool:
    """Tell whether the notes are followed by a blank as a rule."""
    after = sum(_blank_then_han(text, note.end) for note in taken)
    tight = sum(is_han(text[note.end : note.end + 1]) for note in taken)
    return after > tight


def _blank_then_han(text: str, at: int) -> bool:
    return text[at : at + 1] == " " and is_han(text[at + 1 : at + 2])


def _notes(text: str, holders: Counter[str]) -> Iterator[Note]:
    last: Note | None = None
    holder = ""
    pattern = _NOTE_OR_TONED if IS_TONED.search(text) else _NOTE
    for found in pattern.finditer(text):
        bare = found.lastindex == 2
        said = found[found.lastindex or 1]
        start = _without_blanks(text, found.start())
        run = _RUN.search(text, max(0, start - 12), start)
        before = run[0] if run else ""
        behind = last is not None and last.end == start and last.kind != "other"
        note = Note(start, found.end(), said, "other")
        match = readings.match(said, holder if behind else before)
        strictly = bare or behind
        if match and (not strictly or match.tone == "same" or (behind and match.tone == "none")):
            note.kind = "bare" if match.tone == "none" else "read"
            if not behind:
                holder = before[-1]
                holders[holder] += 1
        elif not bare:
            through = holder if last and last.end == start - 1 and last.kind != "other" else ""
            note.kind, note.letter = _lost(text, note, through, behind=behind)
            if note.kind != "other":
                holder = ""
        if note.kind != "other" or not bare:
            last = note
            yield note


def _without_blanks(text: str, at: int) -> int:
    """Where a note begins, with up to two blanks that stand between it and its character."""
    start = at
    while at - start < 2 and text[start - 1 : start] == " ":
        start -= 1
    beside = text[start - 1 : start]
    return start if start and (is_han(beside) or beside in ")）") else at


def _lost(text: str, note: Note, through: str, *, behind: bool) -> tuple[str, str]:
    """The kind of a note whose character is gone, and the letter its second byte became."""
    reading = readings.reading_of(note.said)
    toned = reading[-1:].isdigit()
    if not reading or (not toned and (len(reading) < 2 or not note.said.islower())):
        return "other", ""
    if toned and len(reading) < 3 and note.said.strip()[-1:].isdigit():
        return "other", ""
    letter = "" if behind else text[note.start - 1 : note.start]
    if letter == "|" or ("\x40" <= letter <= "\x7e" and not _may_end_with(reading, letter)):
        holder = through or text[note.start - 2 : note.start - 1]
        if _straddles(holder, letter, note.said):
            return "read", ""
    if not ("\x40" <= letter <= "\x7e" and _may_end_with(reading, letter)):
        letter = ""
    beside = text[note.start - 1 - bool(letter) : note.start - bool(letter)]
    if letter and beside.isascii() and beside.isalpha():
        return "other", ""
    after = text[note.end : note.end + 1]
    if behind or is_han(beside) or is_han(after) or _counts(reading, beside):
        return ("lost" if toned else "bare lost"), letter
    noted = after == "(" or ("\x40" <= after <= "\x7e" and text[note.end + 1 : note.end + 2] == "(")
    return ("lost", letter) if toned and (noted or letter or beside.isdigit()) else ("other", "")


def _counts(reading: str, beside: str) -> bool:
    """Whether a word that follows numbers may be lost behind one: 9(gè), 5(yuè)."""
    return beside.isdigit() and any(char in HELD for char in readings.characters(reading))


def _straddles(before: str, letter: str, said: str) -> bool:
    """A note on what a converter took for a character: the half of one and the letter behind it."""
    pair = (gbk(before)[1:] + letter.encode()).decode("gbk", "ignore") if before else ""
    return len(pair) == 1 and is_han(pair) and readings.is_reading(said, pair)


@functools.lru_cache(maxsize=1024)
def _may_end_with(reading: str, letter: str) -> str:
    """The characters of a reading whose second byte in GBK is a letter."""
    end = letter.encode()
    return "".join(c for c in readings.characters(reading) if gbk(c)[1:] == end)


def gbk(char: str) -> bytes:
    """Return the bytes of a character in GBK, none if it has no place there."""
    return char.encode("gbk", "ignore")


def fill_gaps(work: WorkText, noted: Noted, lexicon: Lexicon) -> None:
    """Put a character in each ``LOST`` place, by its reading and the words around it (Simplified)."""
    if not noted.gaps:
        return
    text = work.text
    model = language_of(lexicon)
    pairs: Pairs = Counter(zip(text, text[1:], strict=False))
    habit = _habit(noted.holders)
    edits: list[Edit] = []
    filled = ""
    at = done = 0
    for i, gap in enumerate(noted.gaps):
        at = text.find(LOST, done)
        filled = (filled + text[done:at])[-12:]
        scores = _scores(gap, filled, text[at + 1 : at + 7], pairs, habit, model)
        if text[at + 1 : at + 2] == LOST and i + 1 < min(len(noted.gaps), _MOST):
            then, after = noted.gaps[i + 1], text[at + 2 : at + 8]
            likely = heapq.nlargest(_AHEAD, scores, key=lambda char: scores[char])
            scores = {
                char: max(
                    _scores(then, filled + char, after, pairs, habit, model).values(), default=0
                )
                + scores[char] / 2
                for char in likely
            }
        char = max(scores, key=lambda char: scores[char], default="")
        filled += char
        edits.append((at, at + 1, char))
        done = at + 1
    work.apply(edits, "lost character")


@dataclass(frozen=True, slots=True)
class Habit:
    """What the converter of this text annotated: only Traditional forms or any, and which ones."""

    traditional: bool
    held: frozenset[str]


def _habit(holders: Counter[str]) -> Habit:
    changed = sum(n for char, n in holders.items() if simplified(char) != char)
    total = sum(holders.values())
    return Habit(
        total >= _CERTAIN and changed >= 0.9 * total,
        frozenset(simplified(char) for char in holders),
    )


@functools.lru_cache(maxsize=4096)
def _candidates(reading: str, letter: str) -> dict[str, bool]:
    """The Simplified characters that may have stood in a gap, and whether as a Traditional form."""
    known = _may_end_with(reading, letter) if letter else readings.characters(reading)
    found: dict[str, bool] = {}
    for char in known:
        plain = simplified(char)
        found[plain] = found.get(plain, False) or plain != char
    return found


@functools.lru_cache(maxsize=4096)
def _fits(reading: str, letter: str, left: str, right: str, model: Language) -> dict[str, float]:
    return model.fits(left, _candidates(reading, letter), right)


def _scores(
    gap: Gap, before: str, after: str, pairs: Pairs, habit: Habit, model: Language
) -> dict[str, float]:
    """How well each character that may have stood in a gap fits there."""
    candidates = _candidates(gap.reading, gap.letter)
    left = re.search(rf"[{HAN}]*\Z", before)
    right = re.match(rf"[{HAN}]*", after)
    scores = dict(
        _fits(
            gap.reading,
            gap.letter,
            left[0][-REACH:] if left else "",
            right[0] if right else "",
            model,
        )
    )
    beside = before[-1:], after[:1]
    usual = readings.usual_characters(gap.reading)
    for char, changed in candidates.items():
        score = _SELDOM * (char not in usual)
        score += 4 * (char in habit.held) + 5 * (changed and habit.traditional)
        score += 8 * (beside[0].isdigit() and char in HELD)
        score += 2 * min(pairs[beside[0], char], 4) + 2 * min(pairs[char, beside[1]], 4)
        scores[char] += score
    return scores
