"""Every sentence that orders, asks or promises something: what coverage is counted over.

Found by words alone and apart from ``matters``, so that one can check the other.
"""

from __future__ import annotations

import functools
import re

from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Outline
from luoshi.reading.types import Demand, MatterKind

_KINDS: tuple[tuple[MatterKind, str], ...] = (
    ("support", "demands.promises"),
    ("intent", "demands.wishes"),
    ("problem", "demands.difficulties"),
    ("task", "demands.orders"),
)


@functools.lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> tuple[tuple[MatterKind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(lexicon.raw(name))) for kind, name in _KINDS)


@functools.lru_cache(maxsize=4)
def _closing(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.raw("demands.formulas"))


def find_demands(outline: Outline, lexicon: Lexicon) -> tuple[Demand, ...]:
    """Return the statements of the body that demand something, and the cells of a task column."""
    found: list[Demand] = []
    for sentence in outline.sentences:
        for statement in sentence.statements:
            run = outline.text[statement.start : statement.end]
            if len(run) < 5 or _closing(lexicon).search(run):
                continue
            demand = _demand(statement.start, statement.end, run, lexicon)
            if demand:
                found.append(demand)
    columns = lexicon.words("duties.task_columns", "duties.problem_columns")
    for table in outline.tables:
        for row in table.rows:
            for column, (start, end) in row.cells.items():
                if column in columns:
                    found.append(Demand(start, end, "task", column))
    return tuple(sorted(found, key=lambda d: (d.start, d.end)))


def _demand(start: int, end: int, run: str, lexicon: Lexicon) -> Demand | None:
    hits = [
        (match.start(), kind, match[0])
        for kind, pattern in _patterns(lexicon)
        for match in [pattern.search(run)]
        if match
    ]
    if not hits:
        return None
    _, kind, word = min(hits, key=lambda hit: hit[0])
    return Demand(start, end, kind, word)
