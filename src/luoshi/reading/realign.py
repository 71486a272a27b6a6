"""Runs of text that are one byte out of step, read again from their bytes.

A converter that looks for pairs of bytes takes the second half of one character and the first half
of the next for a third: in 當地 it sees 數 and writes its note between the halves.  What is shown then
is ``當(dāng)?shù)鼐蜆I(yè)``: a lost byte, and every pair up to the next ASCII byte shifted.  The byte
in front of the note is the one that makes, with the half before it, a character of that reading.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from luoshi.reading import readings
from luoshi.reading.language import Language, language_of
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.pinyin import LETTER, Scan, gbk, is_han
from luoshi.reading.script import simplified
from luoshi.reading.worktext import Edit, WorkText

_SAID = rf"[ ]?[{LETTER}][{LETTER}1-5: ]{{0,9}}"
_HOLE = r"[?\ufffd]"
_BEGIN = re.compile(rf"{_HOLE}{{1,2}}[ ]?[(]?(?P<note>{_SAID})\)[ ]?")
_BARE = re.compile(rf"\((?P<note>{_SAID})\)[ ]?")
_RUN = re.compile(rf"(?:[^\x00-\x7f\ufffd]|[ ]?\({_SAID}\)[ ]?(?=[^\x00-\x7f\ufffd]))*")
_NOTE = re.compile(rf"[ ]?\(({_SAID})\)[ ]?")
_HOLDERS_NOTE = re.compile(rf"[ ]?\({_SAID}\)[ ]?\Z")
_END = re.compile(
    rf"(?P<letter>[\x40-\x7e])(?P<kept>[ ]?\((?P<after>{_SAID})\))?"
    rf"|{_HOLE}{{1,2}}[ ]?[(]?(?P<eaten>{_SAID})\)|(?P<hole>{_HOLE}{{1,2}})"
    rf"|[ ]?\((?P<bare>{_SAID})\)"
)
_LONGEST = 120
_CONTEXT = 6
_MARKS = {"，": -5.0, "。": -6.0, "、": -7.0, "：": -9.0, "；": -9.0} | dict.fromkeys(
    "·“”‘’《》（）—…！？", -12.0
)
_AT_END = {"。": 4.0, "：": 5.0}
_OPEN = 8.0  # bits: the last half of the run may be any
_MOST = 2000  # shifted runs that are read again in one text: more are noise made to waste time
_SEEN = 8.0  # bits: how seldom a note falls between two characters
_GONE = 6.0  # bits: how seldom a character is swallowed


@dataclass(frozen=True, slots=True)
class Shifted:
    """A run out of step: the half before it, the note, the bytes, and how its last half shows."""

    half: bytes
    note: str
    run: bytes
    last: str = ""
    reading: str = ""
    holes: int = 1
    at_end: bool = False


def realign(work: WorkText, seen: Scan, lexicon: Lexicon) -> None:
    """Read the shifted runs of a text again."""
    begins = sorted({*itertools.islice(_begins(seen), _MOST)})
    if begins:
        work.apply(_edits(work.text, begins, language_of(lexicon)), "shifted bytes")


def _begins(seen: Scan) -> Iterator[int]:
    yield from (found.start() for found in _BEGIN.finditer(seen.text))
    yield from (note.start for note in seen.notes if "lost" in note.kind)


def _edits(text: str, begins: list[int], model: Language) -> Iterator[Edit]:
    at = 0
    for start in begins:
        begin = _BEGIN.match(text, start) or _BARE.match(text, start)
        half = gbk(_holder(text, start))[1:]
        if start < at or not begin or not half:
            continue
        before = text[max(0, start - 30) : start]
        before = _han(_NOTE.sub("", before))[-_CONTEXT:]
        best: tuple[float, str, int] = (-1e9, "", 0)
        for shifted, end, kept in _ends(text, begin, half):
            after = _han(_NOTE.sub("", text[end : end + 30]))[:_CONTEXT]
            mended, score = _read(shifted, before, after, model)
            if begin.re is _BEGIN and not shifted.last and not shifted.reading:
                score -= _OPEN
            if mended and begin.re is _BARE:
                score = score - _SEEN - _as_shown(text, start, end, before, after, model)
                mended = mended if score > 0 else ""
            if mended and score > best[0]:
                best = score, mended + kept, end
        if best[1]:
            yield start, best[2], best[1]
            at = best[2]


def _han(text: str) -> str:
    return "".join(filter(is_han, text))


def _holder(text: str, at: int) -> str:
    """The character in front of a hole, its own note passed over."""
    note = _HOLDERS_NOTE.search(text, max(0, at - 14), at)
    start = note.start() if note else at
    return text[start - 1] if start else ""


def _ends(text: str, begin: re.Match[str], half: bytes) -> Iterator[tuple[Shifted, int, str]]:
    """The run behind a note, where it ends, and the note behind it that stays."""
    run = _RUN.match(text, begin.end(), begin.end() + _LONGEST)
    shown = run[0] if run else ""
    yield from _end_at(text, begin, half, begin.end() + len(shown))
    inner = _NOTE.search(shown) if begin.re is _BARE else None
    if inner:
        yield from _end_at(text, begin, half, begin.end() + inner.start())


def _end_at(
    text: str, begin: re.Match[str], half: bytes, at: int
) -> Iterator[tuple[Shifted, int, str]]:
    raw = b"".join(map(gbk, _NOTE.sub("", text[begin.end() : at])))
    shifted = Shifted(half, begin["note"], raw, at_end=text[at : at + 2].strip("?\ufffd\n") == "")
    end = _END.match(text, at)
    if not end:
        yield shifted, at, ""
    elif end["letter"]:
        said = end["after"] or ""
        yield replace(shifted, last=end["letter"], reading=said), end.end(), end["kept"] or ""
        if not said and begin.re is not _BARE:
            yield shifted, at, ""
    else:
        said = end["eaten"] or end["bare"] or ""
        yield replace(shifted, reading=said), end.end(), ""
        if said and len(re.findall(_HOLE, end[0])) > 1:
            yield replace(shifted, reading=said, holes=2), end.end(), ""


def _as_shown(text: str, start: int, end: int, before: str, after: str, model: Language) -> float:
    """How likely the run is as it stands, each note in it a swallowed character."""
    notes = [found[1] for found in _NOTE.finditer(text, start, end)]
    shown = simplified(_han(_NOTE.sub("", text[start:end])))
    for said in notes[:2]:
        reading = readings.reading_of(said)
        scores = model.fits(before, map(simplified, readings.characters(reading)), shown + after)
        before += max(scores, key=lambda char: scores[char], default="")
    return model.fluency(simplified(before) + shown + simplified(after)) - _GONE * len(notes)


@functools.lru_cache(maxsize=512)
def _read(shifted: Shifted, before: str, after: str, model: Language) -> tuple[str, float]:
    """The likeliest text of a run, and the logarithm of its likelihood between what stands beside."""
    best, most = "", -1e9
    left, right = simplified(before), simplified(after)
    for lead in range(0x81, 0xFF):
        pair = _decode(shifted.half + bytes([lead]))
        if not pair or not readings.match(shifted.note, pair):
            continue
        for text in _readings_of_run(lead, shifted):
            score = model.fluency(left + simplified(_han(text)) + right)
            score += (model.weight(simplified(pair)) or -30) / 8 + _marks(text, shifted)
            if score > most:
                best, most = text, score
    return best, most


def _marks(text: str, shifted: Shifted) -> float:
    score = sum(_MARKS.get(char, 0.0) for char in text)
    return score + (_AT_END.get(text[-1], 0.0) if shifted.at_end else 0.0)


def _readings_of_run(lead: int, shifted: Shifted) -> Iterator[str]:
    if shifted.last:
        lasts = [shifted.last.encode()]
    else:
        lasts = [bytes([last]) for last in range(0x40 if shifted.reading else 0xA1, 0xFF)]
    for last in lasts:
        text = _decode(bytes([lead]) + shifted.run + last)
        if text and shifted.holes == 2:
            known = readings.characters(readings.reading_of(shifted.reading))
            yield from (text + char for char in known if _are_holes(last, char))
        elif text and (not shifted.reading or readings.match(shifted.reading, text[-1])):
            yield text


def _are_holes(last: bytes, char: str) -> bool:
    """Two holes side by side: the end of one character with the beginning of the next is no pair."""
    return bool(gbk(char)) and not (last + gbk(char)[:1]).decode("gbk", "ignore")


def _decode(raw: bytes) -> str:
    try:
        text = raw.decode("gbk")
    except UnicodeDecodeError:
        return ""
    return text if all(is_han(c) or c in _MARKS for c in text) else ""
