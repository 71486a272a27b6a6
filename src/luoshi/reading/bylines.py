"""Who wrote the document and who edited it: the names behind their labels and in bylines."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left

from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Outline
from luoshi.reading.types import Person

_GAP = re.compile(r"[：/\s]|$")
_HAN = r"\u3400-\u9fff"
# 办公室 and a name in one bracket before the first sentence; a blank between them may be lost.
_OPENING = re.compile(
    rf"^[ \u3000]*（([{_HAN}]{{2,12}}?(?:部|处|室|办(?!公)|局|委|科|中心|公司|厅|院|组))[ \u3000]?([{_HAN}·]{{2,12}}?)(?:[ \u3000]?(?:图/文|文/图|图文|供稿|报道))?）",
    re.M,
)
# The same on a line of its own beneath the headline.
_ALONE = re.compile(
    rf"^[ \u3000]*([{_HAN}]{{2,12}}?(?:部|处|室|办|局|委|科|中心|公司|厅|院|组))[ \u3000]+([{_HAN}·]{{2,8}})[ \u3000]*$",
    re.M,
)
_HEAD = 400  # an opening byline stands within so many characters


@functools.lru_cache(maxsize=4)
def _label(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(
        lexicon.alternation(
            "people.author_labels", "people.editor_labels", "people.name_labels"
        ).replace("(?:", "", 1)[:-1]
    )


@functools.lru_cache(maxsize=4)
def _lines(lexicon: Lexicon) -> tuple[re.Pattern[str], ...]:
    """Short lines that begin with a label of authors or editors, or hold two of them."""
    label = lexicon.alternation("people.author_labels", "people.editor_labels")
    return (
        re.compile(rf"^[（ \u3000]*(?:文/)?{label}[：/ \u3000][^\n。]{{2,80}}$", re.M),
        re.compile(
            rf"^[^\n。]{{0,60}}{label}[：/][^\n。]{{2,30}}{label}[：/][^\n。]{{2,30}}$", re.M
        ),
    )


def opening_byline(text: str) -> tuple[int, int] | None:
    """Return the run of the name in a byline of department and name before the first sentence."""
    first = text.find("。", 0, _HEAD)
    until = first if first >= 0 else _HEAD
    match = _OPENING.search(text, 0, _HEAD) or _ALONE.search(text, 0, until)
    return match.span(2) if match else None


def _runs(
    text: str, outline: Outline, lexicon: Lexicon, wanted: frozenset[str]
) -> list[tuple[int, int]]:
    runs = list(outline.bylines)
    runs += [(b.start, b.end) for b in outline.blocks_of("meta", "dateline", "byline", "website")]
    runs += [(f.run, f.end) for f in outline.fields if f.label in wanted]
    return runs + [m.span() for pattern in _lines(lexicon) for m in pattern.finditer(text)]


def credited(
    text: str, outline: Outline, people: tuple[Person, ...], lexicon: Lexicon
) -> tuple[list[str], list[str]]:
    """Authors and editors: the names behind their labels, and a byline of department and name."""
    authors = frozenset(lexicon.words("people.author_labels"))
    editors = frozenset(lexicon.words("people.editor_labels"))
    opening = opening_byline(text)
    spots = sorted((m.start, p.name) for p in people for m in p.marks)
    found: tuple[list[str], list[str]] = ([], [])
    for start, end in _runs(text, outline, lexicon, authors | editors):
        hits = _label(lexicon).finditer(text, start, end)
        labels = [m for m in hits if _GAP.match(text, m.end())]
        plain = (start, end) in outline.bylines and not labels
        for at, name in spots[bisect_left(spots, (start, "")) : bisect_left(spots, (end, ""))]:
            word = _word_before(text, labels, at) or ("作者" if plain else "")
            if word in editors:
                found[1].append(name)
            elif word in authors:
                found[0].append(name)
    if opening:
        found[0].extend(name for at, name in spots if at == opening[0])
    return list(dict.fromkeys(found[0])), list(dict.fromkeys(found[1]))


def _word_before(text: str, labels: list[re.Match[str]], at: int) -> str:
    """The label that a name stands behind; in 文/图 the writer counts."""
    last = max((m for m in labels if m.end() <= at), key=lambda m: m.start(), default=None)
    if last is None:
        return ""
    return "文" if text[last.start() - 2 : last.start()] in ("文/", "文、") else last[0]
