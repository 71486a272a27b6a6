"""Traditional characters to Simplified ones, and Taiwan's words to those of the mainland."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator
from difflib import SequenceMatcher

from opencc import OpenCC

from luoshi.reading.lexicon import Lexicon
from luoshi.reading.worktext import Edit, WorkText

_RUN = re.compile(r"[\u3400-\u9fff\ufdd0\U00020000-\U0003ffff]{1,60}")
_LINE = re.compile(r"[^\n]+")
# Simplified texts use these too, each in a sense of its own; there they stay.
_SHARED = frozenset("乾著於瞭夥藉覆沈徵后里")
_SURE = 0.02  # share of changed characters from which a line counts as Traditional
_SURE_TEXT = 0.1  # the same for a text, all of whose lines then do


@functools.cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


@functools.lru_cache(maxsize=65536)
def _simplified_character(char: str) -> str:
    return str(_converter("t2s").convert(char))


def simplified(text: str) -> str:
    """Return the text in Simplified characters.

    >>> simplified("項目")
    '项目'
    """
    if len(text) == 1:
        return _simplified_character(text)
    return str(_converter("t2s").convert(text))


def simplify(work: WorkText, lexicon: Lexicon) -> None:
    """Turn Traditional characters to Simplified; terms that change length keep their run.

    Words of Taiwan become those of the mainland where the text shows that it comes from there.
    """
    text = work.text
    new = simplified(text)
    if new == text:
        return
    if len(new) == len(text):
        changes = [(i, i + 1, b) for i, (a, b) in enumerate(zip(text, new, strict=True)) if a != b]
    else:
        changes = list(_runs(text))
    if "著" in text:
        changes = sorted([*changes, *_particles(text, lexicon)])
    words = list(_words(text, lexicon)) if is_taiwanese(text, lexicon) else []
    work.apply(_without_shared(text, changes), "traditional")
    if words and len(work.text) == len(text):
        work.apply(words, "regional word")


def _particles(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    """沿著 is 沿着; 著名, 顯著 keep theirs."""
    words = lexicon.words("script.with_zhu")
    for found in re.finditer("著", text):
        at = found.start()
        beside = simplified(text[max(0, at - 1) : at + 2])
        if not any(word in beside for word in words):
            yield at, at + 1, "着"


def _without_shared(text: str, changes: list[Edit]) -> Iterator[Edit]:
    """The changes, without those of characters that a Simplified line has in their own right."""
    doubtful = [change for change in changes if text[change[0]] in _SHARED]
    if not doubtful or len(changes) - len(doubtful) >= _SURE_TEXT * len(text):
        yield from changes
        return
    starts = [change[0] for change in changes]
    sure: dict[int, bool] = {}
    for line in _LINE.finditer(text):
        first, last = bisect_left(starts, line.start()), bisect_left(starts, line.end())
        shared = sum(text[at] in _SHARED for at in starts[first:last])
        is_sure = last - first - shared > 0 and last - first >= _SURE * len(line[0])
        sure |= dict.fromkeys(starts[first:last], is_sure)
    yield from (c for c in changes if text[c[0]] not in _SHARED or sure.get(c[0], False))


def _runs(text: str) -> Iterator[Edit]:
    for match in _RUN.finditer(text):
        new = simplified(match[0])
        if len(new) == len(match[0]):
            yield from (
                (match.start() + i, match.start() + i + 1, b)
                for i, (a, b) in enumerate(zip(match[0], new, strict=True))
                if a != b
            )
        elif new != match[0]:
            yield match.start(), match.end(), new


def is_taiwanese(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a text speaks as Taiwan's offices do and not as those of the mainland."""
    signs = {word for word in lexicon.words("script.taiwan") if word in text}
    return len(signs) >= 2 and not any(word in text for word in lexicon.words("script.mainland"))


def _words(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    """The words that the mainland calls otherwise, as edits on the Simplified text."""
    kept = set(lexicon.words("script.kept"))
    for run in _RUN.finditer(text):
        ours, theirs = simplified(run[0]), str(_converter("tw2sp").convert(run[0]))
        if ours == theirs or len(ours) != len(run[0]):
            continue
        for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
            around = ours[max(0, a - 1) : b + 1]
            if kind != "equal" and not any(word in around for word in kept):
                yield run.start() + a, run.start() + b, theirs[c:d]
