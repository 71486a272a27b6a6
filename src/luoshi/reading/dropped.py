"""What is cancelled, refused or found untrue: neither a matter nor a project."""

from __future__ import annotations

import functools
import re

from luoshi.reading.lexicon import Lexicon


@functools.lru_cache(maxsize=4)
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.raw("duties.dropped"))


def is_dropped(words: str, lexicon: Lexicon) -> bool:
    """Tell whether words say that something is cancelled, refused or found untrue.

    >>> from luoshi.reading.lexicon import load
    >>> is_dropped("该选址方案不予同意", load()), is_dropped("不得擅自变更", load())
    (True, False)
    """
    return bool(_pattern(lexicon).search(words))
