"""Traditional characters to Simplified ones."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from opencc import OpenCC

from luoshi.reading.worktext import Edit, WorkText

_RUN = re.compile(r"[\u3400-\u9fff\ufdd0\U00020000-\U0003ffff]+")
# Simplified texts use these too, each in a sense of its own; there they stay.
_SHARED = frozenset("乾著於瞭夥藉覆沈徵后里")
_SURE = 0.02  # share of changed characters from which a text counts as Traditional


@functools.cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Return the text in Simplified characters.

    >>> simplified("項目")
    '项目'
    """
    return str(_converter().convert(text))


def simplify(work: WorkText) -> None:
    """Turn Traditional characters to Simplified; terms that change length keep their run."""
    text = work.text
    new = simplified(text)
    if new == text:
        return
    if len(new) == len(text):
        changes = [(i, i + 1, b) for i, (a, b) in enumerate(zip(text, new, strict=True)) if a != b]
    else:
        changes = list(_runs(text))
    sure = len(changes) >= _SURE * max(len(text), 1)
    work.apply((c for c in changes if sure or text[c[0]] not in _SHARED), "traditional")


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
