"""Text as search sees it: one form for all spellings, cut into pairs of neighbouring signs.

Each sign is folded by itself, so what stands in a text stands in its folded form too, wherever it
is cut out: ``fold(a + b) == fold(a) + fold(b)``.  Only letters, characters and digits count; dots
in names, brackets around years, blanks and marks do not.  A point between two digits stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from opencc import OpenCC

from luoshi.values.names import VARIANTS

BEGIN, END = "\ue000", "\ue001"  # private signs, never of a text: where a text begins and ends
_POINT = re.compile(r"(?<=[0-9０-９])[.．](?=[0-9０-９])")
_KEPT_POINT = "\ue002"
_OWN = {BEGIN, END, _KEPT_POINT}
# What Traditional to Simplified leaves to the words around it, and one sign alone cannot tell.
_MORE = {"著": "着", "瞭": "了", "藉": "借", "○": "零", "◯": "零"}


class _Folds(dict[int, str]):
    """What each sign becomes, worked out when it is first met."""

    def __init__(self) -> None:
        super().__init__({ord(_KEPT_POINT): ".", ord(BEGIN): "", ord(END): ""})
        self._simplify = OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        signs = []
        for one in unicodedata.normalize("NFKD", chr(code)):
            plain = _MORE.get(one) or VARIANTS.get(ord(one)) or str(self._simplify(one))
            signs += [c for c in plain.casefold() if c.isalnum()]
        self[code] = folded = "".join(signs)
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Return ``text`` as it is compared: Simplified, lower, half width, letters and digits only.

    >>> fold("塔城機場（Ａ區）"), fold("督〔2026〕3号") == fold("督[2026] 3號"), fold("3.5亿")
    ('塔城机场a区', True, '3.5亿')
    >>> fold("尔西丁·吐逊江") == fold("爾西丁•吐遜江") == fold("尔西丁吐逊江")
    True
    """
    return _POINT.sub(_KEPT_POINT, text).translate(_FOLDS)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """Return ``fold(text)`` and for each sign of it where it stands in ``text``."""
    pointed = _POINT.sub(_KEPT_POINT, text)
    places: list[int] = []
    signs: list[str] = []
    for at, one in enumerate(pointed):
        folded = _FOLDS[ord(one)]
        signs.append(folded)
        places += [at] * len(folded)
    return "".join(signs), places


def pairs(folded: str, *, begins: bool = False) -> str:
    """Return the pairs of neighbours in a folded text, blanks between; the last sign with the end.

    With ``begins`` the beginning makes a pair too, so that a whole title can be asked for.

    >>> pairs("塔城").replace(END, "|")
    '塔城 城|'
    """
    if not folded:
        return ""
    signs = f"{BEGIN if begins else ''}{folded}{END}"
    return " ".join(map(str.__add__, signs, signs[1:]))


def pieces(text: str, *, size: int, overlap: int) -> Iterator[str]:
    """Yield ``text`` in runs of ``size`` folded signs, each with ``overlap`` more of the next.

    What is no longer than ``overlap`` folded signs stands whole in one of them.
    """
    if len(text) <= size:
        yield text
        return
    folded, places = fold_with_places(text)
    for start in range(0, max(len(folded), 1), size):
        first = places[start] if start else 0
        end = start + size + overlap
        if end >= len(folded):
            yield text[first:]
            return
        yield text[first : places[end]]


def hits(text: str, wanted: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the runs of ``text`` whose folded form is one of ``wanted``, in order, none across another."""
    folded, places = fold_with_places(text)
    found = []
    for one in filter(None, wanted):
        at = folded.find(one)
        while at >= 0:
            found.append((places[at], places[at + len(one) - 1] + 1))
            at = folded.find(one, at + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
