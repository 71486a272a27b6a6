"""A small model of written Chinese: how likely a run of characters is, cut into its best words.

It knows how frequent words are (``lexicon/frequencies.txt``) and holds the words of our own lexicon
for common.  Only texts that lost characters, or whose bytes were misread, ask it.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.resources import files

from luoshi.reading.lexicon import Lexicon

_WORD = re.compile("[\u4e00-\u9fff]{2,6}")
_LONGEST = 6
_TOTAL = 26.0  # binary logarithm of the number of words that were counted
_UNKNOWN = -30.0
_OWN = 11.0 - _TOTAL
_IN_NAMES = 60
_MOST_COMMON = 17.0 - _TOTAL
REACH = 6


class Language:
    """Words with the binary logarithm of their share of all text."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    def weight(self, word: str) -> float | None:
        """Return the logarithm of a word's share, None for a word that is not known."""
        return self._weights.get(word)

    def _single(self, char: str) -> float:
        return self._weights.get(char, _UNKNOWN)

    def _forward(self, text: str) -> list[float]:
        best = [0.0]
        for end in range(1, len(text) + 1):
            score = best[end - 1] + self._single(text[end - 1])
            for start in range(max(0, end - _LONGEST), end - 1):
                weight = self._weights.get(text[start:end])
                if weight is not None and best[start] + weight > score:
                    score = best[start] + weight
            best.append(score)
        return best

    def _backward(self, text: str) -> list[float]:
        best = [0.0]
        for start in range(len(text) - 1, -1, -1):
            score = best[0] + self._single(text[start])
            for end in range(start + 2, min(len(text), start + _LONGEST) + 1):
                weight = self._weights.get(text[start:end])
                if weight is not None and best[end - start - 1] + weight > score:
                    score = best[end - start - 1] + weight
            best.insert(0, score)
        return best

    def fluency(self, text: str) -> float:
        """Return the binary logarithm of the likelihood of the best cut into words."""
        return self._forward(text)[-1]

    def fits(self, left: str, candidates: Iterable[str], right: str) -> dict[str, float]:
        """Return how well each character stands between two runs: the higher, the likelier."""
        left, right = left[-REACH:], right[:REACH]
        forward, backward = self._forward(left), self._backward(right)
        here = len(left)
        ends = range(min(len(right), _LONGEST - 1) + 1)
        spans = [
            (left[start:], right[:end], forward[start] + backward[end])
            for start in range(max(0, here - _LONGEST + 1), here + 1)
            for end in ends
            if 0 < here - start + end < _LONGEST
        ]
        found = {}
        for char in candidates:
            score = forward[here] + self._single(char) + backward[0]
            for before, after, rest in spans:
                weight = self._weights.get(before + char + after)
                if weight is not None and weight + rest > score:
                    score = weight + rest
            found[char] = score
        return found


@functools.cache
def _frequencies() -> dict[str, float]:
    source = files("luoshi.reading.lexicon").joinpath("frequencies.txt").read_text("utf-8")
    weights: dict[str, float] = {}
    for line in source.splitlines():
        size, *words = line.split()
        weights.update(dict.fromkeys(words, float(size) - _TOTAL))
    return weights


@functools.lru_cache(maxsize=4)
def language_of(lexicon: Lexicon) -> Language:
    """Return the model of general words and the words of a lexicon."""
    weights = dict(_frequencies())
    ours = Counter(c for words in lexicon.lists.values() for word in words for c in word)
    ours.update(dict.fromkeys(lexicon.words("common.name_characters"), _IN_NAMES))
    for char, times in ours.items():
        if char in weights:
            raised = min(weights[char] + math.log2(1 + times) / 2, _MOST_COMMON)
            weights[char] = max(weights[char], raised)
    for words in lexicon.lists.values():
        for word in words:
            if _WORD.fullmatch(word) and weights.get(word, _UNKNOWN) < _OWN:
                weights[word] = _OWN
    return Language(weights)
