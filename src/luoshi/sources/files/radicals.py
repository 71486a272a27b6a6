"""Radicals that stand for whole characters: what comes out of many a .pdf in place of 人, 长, 食.

A font shows 人 and the radical ⼈ with one glyph; a program that goes back from glyphs to
characters may choose either.
"""

from __future__ import annotations

import unicodedata

_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
# Unicode gives no characters for its supplement of radicals; these are written like one.
_SUPPLEMENT = str.maketrans(
    "⺁⺇⺌⺎⺐⺒⺓⺝⺞⺟⺠⺢⺥⺧⺩⺫⺬⺮⺱⺶⺷⺹⺼⺽⻁⻄⻅⻆⻉⻊⻋⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻰⻱⻲⻳",
    "厂几小兀尢巳幺月歹母民水爪牛王目示竹网羊羊老肉臼虎西见角贝足车長长长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齊齐齿龙龜龟龟",
)
_ALL = _KANGXI | _SUPPLEMENT


def as_characters(text: str) -> str:
    """Return ``text`` with radicals replaced by the characters they look like, one for one.

    >>> as_characters("⼈⺠政府副州⻓")
    '人民政府副州长'
    """
    return text.translate(_ALL)
