"""Make the two tables the repair of damaged texts reads: readings of characters, words by frequency.

    python tools/reading_tables.py

Both are facts computed from open libraries that are needed only here, when the tables are made:
the readings from pypinyin (MIT), the frequencies from the word list of jieba (MIT).  Their notices
stand in ``lexicon/NOTICES.txt`` beside the tables.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import jieba
from pypinyin.constants import PINYIN_DICT

LEXICON = Path(__file__).parents[1] / "src" / "luoshi" / "reading" / "lexicon"
HAN = re.compile("[\u4e00-\u9fff]{1,4}")
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
RARELY = 20  # words that the list counts less often than this are left out


def numbered(reading: str) -> str:
    """Return a reading with its tone as a digit: ``xiàng`` as ``xiang4``, no tone as 5."""
    tone, letters = "5", ""
    for char in unicodedata.normalize("NFD", reading):
        if char in TONES:
            tone = TONES[char]
        elif char == "\u0308":
            letters = letters[:-1] + "v"
        elif char.isascii() and char.isalpha():
            letters += char
    return letters + tone


def readings() -> str:
    """Return lines of a reading, the characters usually read so, and those that are at times."""
    usual: dict[str, str] = defaultdict(str)
    other: dict[str, str] = defaultdict(str)
    for code, known in sorted(PINYIN_DICT.items()):
        if 0x4E00 <= code <= 0x9FFF:
            first, *rest = dict.fromkeys(numbered(one) for one in known.split(","))
            usual[first] += chr(code)
            for reading in rest:
                other[reading] += chr(code)
    lines = (f"{r} {usual[r] or '-'} {other[r]}".strip() for r in sorted({*usual, *other}))
    return "\n".join(lines) + "\n"


def frequencies() -> str:
    """Return lines of a binary logarithm and the words that are about so frequent."""
    classes: dict[int, list[str]] = defaultdict(list)
    listed = Path(jieba.__file__).with_name("dict.txt").read_text("utf-8")
    for line in listed.splitlines():
        word, count, *_ = line.split()
        if HAN.fullmatch(word) and (int(count) >= RARELY or len(word) == 1):
            classes[round(math.log2(max(int(count), 1)))].append(word)
    return "".join(f"{size} {' '.join(sorted(classes[size]))}\n" for size in sorted(classes))


def main() -> None:
    """Write both tables."""
    (LEXICON / "readings.txt").write_text(readings(), "utf-8")
    (LEXICON / "frequencies.txt").write_text(frequencies(), "utf-8")


if __name__ == "__main__":
    main()
