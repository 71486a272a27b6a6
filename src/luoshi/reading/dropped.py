"""What is cancelled, refused or found untrue: neither a matter nor a project."""

from __future__ import annotations

import functools
import re

from luoshi.reading.context import ReadingContext
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


# A work that is done is a project still: 已通过验收，不再督办.
_FINISHED = re.compile(
    r"已[^，。；]{0,16}(?:完工|竣工|建成|验收|投产|投运|投用|通车|移交|交付|运营|办结)"
)
_THAT_PROJECT = re.compile(r"(?:该|本|此)(?:项目|工程)")


def dropped_runs(context: ReadingContext) -> list[tuple[int, int]]:
    """Return the statements and rows that drop a project, and the headings of items in which 该项目 is."""
    found = [(row.start, row.end) for table in context.outline.tables for row in table.rows]
    found = [run for run in found if _drops(context, *run)]
    for sentence in context.outline.sentences:
        item = context.outline.items[sentence.item] if sentence.item is not None else None
        said_of = _THAT_PROJECT.search(context.text, sentence.start, sentence.end)
        for statement in sentence.statements:
            if _drops(context, statement.start, statement.end):
                found.append((statement.start, statement.end))
                if said_of and item and item.heading:
                    found.append((item.heading[0], item.heading[1] + 1))
    return found


def _drops(context: ReadingContext, start: int, end: int) -> bool:
    words = context.text[start:end]
    return is_dropped(words, context.lexicon) and not _FINISHED.search(words)
