"""Lines of pinyin that a primer or a reader's edition prints above or below the lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.reading import readings
from luoshi.reading.pinyin import IS_TONED, LETTER, is_han
from luoshi.reading.worktext import Edit

_LINE = re.compile(r"[^\n]*\n?")
_SPOKEN = re.compile(rf"[{LETTER}0-9 \t\u3000,.，。、；：;:!?！？“”\"'’()（）-]+")
_TOKEN = re.compile(rf"[{LETTER}]+")
_LEAST = 3
_SHARE = 0.8


def spoken_lines(text: str) -> Iterator[Edit]:
    """Yield the edits that take out lines which only say how a neighbouring line is read."""
    if not IS_TONED.search(text):
        return
    rows = [row for row in _LINE.finditer(text) if row[0].strip()]
    for i, row in enumerate(rows):
        line = row[0].rstrip("\n")
        if not IS_TONED.search(line) or not _SPOKEN.fullmatch(line):
            continue
        said = _TOKEN.findall(line)
        beside = [rows[at][0] for at in (i + 1, i - 1) if 0 <= at < len(rows)]
        if len(said) >= _LEAST and any(_reads(said, other) for other in beside):
            yield row.start(), row.end(), ""


def _reads(said: list[str], line: str) -> bool:
    """Tell whether syllables read a line, character by character."""
    written = list(filter(is_han, line))
    if len(written) != len(said):
        return False
    right = sum(
        readings.match(one, char) is not None for one, char in zip(said, written, strict=True)
    )
    return right >= _SHARE * len(said)
