"""Whole numbers written in Arabic or Chinese digits."""

from __future__ import annotations

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}


def number(text: str) -> int:
    """Return the whole number written in Arabic or Chinese digits.

    >>> number("二十一"), number("十"), number("二〇二四"), number("05"), number("廿三")
    (21, 10, 2024, 5, 23)
    """
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not any(unit in text for unit in "十百千"):
        return int("".join(str(DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return total + digit
