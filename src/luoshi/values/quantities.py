"""A quantity with its unit, in exact decimals: written as people write it, compared across units of one kind.

万 and 亿 are multiplied out; what stands behind a stroke (``/年``, ``/日``) belongs to the unit and is
never converted: a yearly and a daily amount do not compare.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MOST_DIGITS = 16  # before the point, as the columns take
PLACES = 4
_FACTORS = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}
# Of one kind each: how many of the first unit one of it is.
_KINDS: tuple[dict[str, Fraction], ...] = (
    {
        "平方米": Fraction(1),
        "亩": Fraction(2000, 3),
        "公顷": Fraction(10_000),
        "平方公里": Fraction(10**6),
    },
    {"千瓦": Fraction(1), "兆瓦": Fraction(1000), "瓦": Fraction(1, 1000)},
    {"千瓦时": Fraction(1), "度": Fraction(1), "兆瓦时": Fraction(1000)},
    {"吨": Fraction(1), "公斤": Fraction(1, 1000), "千克": Fraction(1, 1000)},
    {"米": Fraction(1), "公里": Fraction(1000), "千米": Fraction(1000)},
    {"立方米": Fraction(1), "方": Fraction(1), "升": Fraction(1, 1000)},
    {"人": Fraction(1), "名": Fraction(1), "个": Fraction(1)},
)
# Whose own names begin like a factor.
_WHOLE = ("千瓦时", "千瓦", "千克", "千米")
_RATES = {"/a": "/年", "/d": "/日", "/天": "/日", "每年": "/年", "每月": "/月", "每日": "/日"}
_WRITTEN = re.compile(r"(?P<n>[0-9]+(?:\.[0-9]+)?)(?P<rest>[^0-9.].*)")
_WIDE = str.maketrans("０１２３４５６７８９．／", "0123456789./")


class NoQuantity(ValueError):
    """What is written is no number with a unit, or one that no column holds."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """``value`` of ``unit``: ``Quantity(Decimal(300000), "吨/年")`` is 30万吨/年."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return said(self)


def quantity_of(text: str) -> Quantity:
    """Return what ``text`` says; raises NoQuantity.

    >>> quantity_of("30 万吨/年")
    Quantity(value=Decimal('300000'), unit='吨/年')
    """
    squeezed = re.sub(r"[\s,，]", "", text.translate(_WIDE))
    found = _WRITTEN.fullmatch(squeezed)
    if not found:
        raise NoQuantity(text)
    rest, factor = found["rest"], 1
    if not rest.startswith(_WHOLE):
        for word, times in _FACTORS.items():
            if rest.startswith(word) and rest != word:
                rest, factor = rest[len(word) :], times
                break
    for written, rate in _RATES.items():
        if rest.endswith(written):
            rest = rest.removesuffix(written) + rate
    value = Decimal(found["n"]) * factor
    if len(str(int(value))) > MOST_DIGITS or -_exponent(value) > PLACES or len(rest) > 20:
        raise NoQuantity(text)
    return Quantity(value, rest)


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def said(quantity: Quantity) -> str:
    """Return ``quantity`` as offices write it.

    >>> said(Quantity(Decimal("300000"), "吨/年"))
    '30万吨/年'
    """
    value, word = quantity.value, ""
    for name, factor in (("亿", 10**8), ("万", 10**4)):
        if value >= factor and -_exponent(value / factor) <= PLACES:
            value, word = value / factor, name
            break
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}{word}{quantity.unit}"


def share(part: Quantity, whole: Quantity) -> Fraction | None:
    """Return how much of ``whole`` is ``part``, exactly; None where their units do not compare.

    >>> share(Quantity(Decimal(1), "公顷"), Quantity(Decimal(30), "亩"))
    Fraction(1, 2)
    """
    one, other = _in_base(part), _in_base(whole)
    if one is None or other is None or one[1:] != other[1:] or not other[0]:
        return None
    return one[0] / other[0]


def _in_base(quantity: Quantity) -> tuple[Fraction, str, str] | None:
    name, stroke, rate = quantity.unit.partition("/")
    for kind in _KINDS:
        if name in kind:
            return Fraction(quantity.value) * kind[name], next(iter(kind)), stroke + rate
    return Fraction(quantity.value), name, stroke + rate
