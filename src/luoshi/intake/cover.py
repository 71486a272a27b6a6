"""Runs of a text that lie on each other: what covers what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Span = tuple[int, int]

_END = re.compile(r"[。！？；\n]")
PASSAGE_MAX = 300


def spans_of(raw: Iterable[Sequence[int]]) -> list[Span]:
    """Return stored runs as pairs, leaving out what is not a run."""
    return [(int(run[0]), int(run[1])) for run in raw if len(run) >= 2 and run[1] > run[0]]


def covers(one: Span, other: Span) -> bool:
    """Tell whether two runs share at least half of the shorter one.

    >>> covers((0, 10), (5, 30)), covers((0, 10), (6, 30))
    (True, False)
    """
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0 and 2 * shared >= min(one[1] - one[0], other[1] - other[0])


def any_covers(spans: Iterable[Span], target: Span) -> bool:
    """Tell whether one of ``spans`` covers ``target``."""
    return any(covers(span, target) for span in spans)


def sentence_around(text: str, span: Span) -> Span:
    """Return the run of the sentence, or sentences, that ``span`` stands in, without blank edges."""
    start, end = span
    before = [found.end() for found in _END.finditer(text, 0, start)]
    start = before[-1] if before else 0
    after = _END.search(text, max(end - 1, start))
    end = after.end() if after else len(text)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def hull(text: str, spans: Sequence[Span]) -> Span:
    """Return the primary run, widened to its neighbours in the same line while it stays short."""
    start, end = spans[0]
    for other in spans[1:]:
        low, high = min(start, other[0]), max(end, other[1])
        if high - low <= PASSAGE_MAX and "\n" not in text[low:high]:
            start, end = low, high
    return start, end


def original(origins: Sequence[Sequence[int]], span: Span) -> Span:
    """Return the run of the source's own text from which ``span`` of the repaired text came."""
    start, end = span
    return int(origins[start][0]), int(origins[end - 1][1])
