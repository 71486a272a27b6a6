"""Units that may be added because one is so many of the other; whatever else stays apart.

Sums of money come to 万元, people to 人, land to 亩, energy to 吨标准煤, yearly amounts to 万吨/年.  A
unit that stands in none of these families is its own base and is added to itself alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal

MONEY, PEOPLE, LAND, ENERGY, POINTS = "万元", "人", "亩", "吨标准煤", "分"
_WIDE = Context(prec=60)  # whatever the columns hold is multiplied exactly

# By base: how many of it one of each unit is.
FAMILIES: Mapping[str, Mapping[str, Decimal]] = {
    MONEY: {
        "元": Decimal("0.0001"),
        "千元": Decimal("0.1"),
        "万元": Decimal(1),
        "百万元": Decimal(100),
        "千万元": Decimal(1000),
        "亿元": Decimal(10000),
    },
    PEOPLE: {"人": Decimal(1), "名": Decimal(1), "个": Decimal(1), "万人": Decimal(10000)},
    LAND: {
        "亩": Decimal(1),
        "公顷": Decimal(15),
        "平方米": Decimal("0.0015"),
        "平方公里": Decimal(1500),
    },
    ENERGY: {
        "千克标准煤": Decimal("0.001"),
        "吨标准煤": Decimal(1),
        "万吨标准煤": Decimal(10000),
    },
    POINTS: {"分": Decimal(1)},
    "万吨/年": {"吨/年": Decimal("0.0001"), "万吨/年": Decimal(1), "千吨/年": Decimal("0.1")},
}
_BASE = {unit: base for base, family in FAMILIES.items() for unit in family}


def tidied(unit: str) -> str:
    """Return a unit as it is compared: no blanks, and a yearly sum without its 每年."""
    return "".join(unit.split()).removeprefix("每年")


def in_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return ``value`` in the base of its unit's family, and that base.

    >>> in_base(Decimal("1.5"), "亿元")
    (Decimal('15000.0'), '万元')
    >>> in_base(Decimal(3), "台")
    (Decimal('3'), '台')
    """
    unit = tidied(unit)
    sum_a_year = unit.removesuffix("/年")
    if unit not in _BASE and sum_a_year in FAMILIES[MONEY]:
        unit = sum_a_year
    base = _BASE.get(unit)
    if base is None:
        return value, unit
    return _WIDE.multiply(value, FAMILIES[base][unit]), base


def units_of(base: str) -> tuple[str, ...]:
    """Return the units of the family of ``base``, the base first."""
    return (base, *(unit for unit in FAMILIES[base] if unit != base))
