"""The first letters by which a name is typed: tcjc for 塔城机场, every reading of each character."""

from __future__ import annotations

import functools

from luoshi.reading.readings import readings


@functools.lru_cache(maxsize=30000)
def initials_of(char: str) -> str:
    """Return the first letters of all readings of a folded sign; a Latin letter or digit is its own.

    >>> initials_of("城"), "".join(sorted(initials_of("重"))), initials_of("a")
    ('c', 'ctz', 'a')
    """
    if char.isascii():
        return char
    return "".join(dict.fromkeys(reading[0] for reading in readings(char)))


def spelt(folded: str) -> tuple[str, ...]:
    """Return for each sign of a folded name the letters that may stand for it."""
    return tuple(initials_of(char) for char in folded)


def letter_pairs(folded: str) -> set[str]:
    """Return every pair of letters that may stand for two neighbours of a folded name."""
    letters = spelt(folded)
    return {a + b for one, two in zip(letters, letters[1:], strict=False) for a in one for b in two}


def spells(letters: str, folded: str) -> tuple[int, int] | None:
    """Return the run of a folded name that ``letters`` spell, the first such run; None if none does.

    >>> spells("tcjc", "新疆塔城机场")
    (2, 6)
    """
    signs = spelt(folded)
    for start in range(len(signs) - len(letters) + 1):
        if all(one in signs[start + n] for n, one in enumerate(letters)):
            return start, start + len(letters)
    return None
