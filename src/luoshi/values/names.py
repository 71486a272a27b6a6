"""Names of persons: one dot for all the dots in use, and a key under which spellings meet.

The dot is U+00B7 (民委发〔2016〕33号).  Only names are treated this way, and the printed
spelling is kept beside the tidy one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

DOT = "·"
# Met in real data where a name has its dot; some look like nothing of the kind.
_DOTS = "\u2022\u2027\u30fb\uff65\u22c5\u2219\u0387\uff0e\u2024\u25cf\u2e31\ua78f\u318d\u1427\u00b7"
# These stand for the dot only between Chinese characters.
_STAND_INS = ".*-"
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇]"

_ANY_DOT = re.compile(rf"\s*[{_DOTS}]+\s*")
_STAND_IN = re.compile(rf"(?<={_HAN})\s*[{re.escape(_STAND_INS)}]+\s*(?={_HAN})")
_BLANK = re.compile(r"\s+")
_LONG_PARTS = re.compile(rf"(?<={_HAN}{_HAN}) (?={_HAN}{_HAN})")
_HAN_BLANK = re.compile(rf"(?<={_HAN}) (?={_HAN})")
_SEPARATOR = re.compile(rf"[\s{_DOTS}{re.escape(_STAND_INS)}'’‘`]+")

# Beyond what Traditional to Simplified settles: forms that registers mix for one character.
VARIANTS = str.maketrans({"峯": "峰", "羣": "群", "邨": "村", "囯": "国", "〇": "零", "珎": "珍"})


def tidy_name(printed: str) -> str:
    """Return ``printed`` with U+00B7 for whatever dot it has and without padding blanks.

    A blank between two parts of two or more Chinese characters was a dot; other blanks between
    Chinese characters are padding (周　敏).  Order and characters are never changed.

    >>> tidy_name("尔西丁•吐逊江"), tidy_name("周　敏")
    ('尔西丁·吐逊江', '周敏')
    """
    name = _ANY_DOT.sub(DOT, printed.strip())
    name = _STAND_IN.sub(DOT, name)
    name = _BLANK.sub(" ", name)
    name = _LONG_PARTS.sub(DOT, name)
    name = _HAN_BLANK.sub("", name)
    return name.strip(DOT + " ")


def name_key(name: str) -> str:
    """Return the key under which the spellings of ``name`` meet: for search, never for show.

    >>> name_key("爾西丁·吐遜江") == name_key("尔西丁吐逊江") == name_key("尔西丁•吐逊江")
    True
    """
    # Before NFKC, which turns some dots into other characters, and after it, which makes new ones.
    bare = _SEPARATOR.sub("", unicodedata.normalize("NFKC", _SEPARATOR.sub("", name))).casefold()
    simple: str = _simplifier().convert(bare)
    return simple.translate(VARIANTS)


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
