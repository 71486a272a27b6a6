"""How characters are read: a table of readings, and notes of pinyin in any spelling held against it.

A reading is written with its tone as a digit, ``xiang4``; 5 is the light tone and ``v`` stands for ü.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from importlib.resources import files

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0306": "3", "\u0300": "4"}
_LOOKALIKES = str.maketrans({"ɑ": "a", "ɡ": "g", "：": ":", "’": "'", "‘": "'"})
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Sounds:
    """A note's letters without tones, and the tone at each letter that bears one."""

    letters: str
    tones: tuple[tuple[int, str], ...]

    def tone_in(self, start: int, end: int) -> str:
        """Return the tone borne within ``[start, end)``, ``""`` if none, ``?`` if several."""
        found = [tone for at, tone in self.tones if start <= at < end]
        return "" if not found else found[0] if len(found) == 1 else "?"


@dataclass(frozen=True, slots=True)
class Match:
    """That a note reads the last ``count`` characters: with their tones, with others, or with none."""

    count: int
    tone: str


@dataclass(frozen=True, slots=True)
class Table:
    """Readings by character, the usual one first; characters by reading; those usually read so."""

    readings: dict[str, tuple[str, ...]]
    characters: dict[str, str]
    usual: dict[str, str]


@functools.cache
def _table() -> Table:
    table = Table({}, {}, {})
    source = files("luoshi.reading.lexicon").joinpath("readings.txt").read_text("utf-8")
    for line in source.splitlines():
        reading, usual, *rest = line.split()
        usual = usual.strip("-")
        other = "".join(rest)
        for name in (reading, reading[:-1]):
            table.characters[name] = table.characters.get(name, "") + usual + other
            table.usual[name] = table.usual.get(name, "") + usual
        for char in usual:
            table.readings[char] = (reading, *table.readings.get(char, ()))
        for char in other:
            table.readings[char] = (*table.readings.get(char, ()), reading)
    return table


def readings(char: str) -> tuple[str, ...]:
    """Return the readings of a character, the usual one first; none if it has no known one.

    >>> readings("目")
    ('mu4',)
    """
    return _table().readings.get(char, ())


def characters(reading: str) -> str:
    """Return the characters that have a reading; without a tone, those of every tone."""
    return _table().characters.get(reading, "")


def usual_characters(reading: str) -> frozenset[str]:
    """Return the characters that are read so as a rule."""
    return frozenset(_table().usual.get(reading, ""))


@functools.lru_cache(maxsize=16384)
def sounds(note: str) -> Sounds:
    """Return what a note spells, whatever its case, blanks, tone marks or tone digits.

    >>> sounds("Lu:4 shi"), sounds("xiàng").tones
    (Sounds(letters='lvshi', tones=((1, '4'),)), ((2, '4'),))
    """
    letters, tones = "", []
    for char in unicodedata.normalize("NFD", note.translate(_LOOKALIKES)).lower():
        if char in "12345" or char in _TONES:
            tones.append((len(letters) - 1, _TONES.get(char, char)))
        elif char in "\u0308:":
            letters = letters[:-1] + "v" if letters[-1:] == "u" else letters
        elif "a" <= char <= "z":
            letters += char
    return Sounds(letters, tuple(tones))


def reading_of(note: str) -> str:
    """Return the reading that a note of one syllable spells, ``""`` if it spells none."""
    spelt = sounds(note)
    tone = spelt.tone_in(-1, len(spelt.letters))
    reading = spelt.letters + (tone if len(tone) == 1 and tone != "?" else "")
    return reading if tone != "?" and characters(reading) else ""


def is_toned(note: str) -> bool:
    """Tell whether a note bears a tone."""
    return bool(sounds(note).tones)


def match(note: str, before: str) -> Match | None:
    """Hold a note against the characters before it, from the last one backwards.

    ``tone`` of the match is ``same``, ``other`` (bú for bù) or ``none``.
    """
    return _match_one(note, before[-1:]) or _match_several(note, before)


@functools.lru_cache(maxsize=16384)
def _match_one(note: str, char: str) -> Match | None:
    return _match_several(note, char)


_WORSE = {"same": 0, "other": 1, "none": 2}


def _match_several(note: str, before: str) -> Match | None:
    """Walk over the characters backwards; keep for each rest of the note how well it was met."""
    spelt = sounds(note)
    rests = {len(spelt.letters): "same"} if spelt.letters else {}
    for count, char in enumerate(reversed(before[-_LONGEST:]), 1):
        shorter: dict[int, str] = {}
        known = readings(char)
        for end, tone in rests.items():
            for letters in {reading[:-1] for reading in known}:
                start = end - len(letters)
                if start < 0 or not spelt.letters.startswith(letters, start):
                    continue
                borne = spelt.tone_in(start, end)
                here = "none" if not borne else "same" if letters + borne in known else "other"
                if here == "other" and letters != known[0][:-1]:
                    continue
                worst = max(tone, here, key=_WORSE.__getitem__)
                shorter[start] = min(shorter.get(start, worst), worst, key=_WORSE.__getitem__)
        if 0 in shorter:
            return Match(count, shorter[0])
        rests = shorter
        if not rests:
            break
    return None


def is_reading(note: str, char: str) -> bool:
    """Tell whether a toned note reads one character; a changed tone does."""
    found = match(note, char)
    return found is not None and found.tone != "none"
