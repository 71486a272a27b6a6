"""Sums of what was promised and reached: only like is added to like, and the base is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal

from luoshi.rules.measures import in_base

# Of these the product makes the kind: a ton of soda is no ton of cement.
BY_PRODUCT = frozenset({"capacity", "other"})
_WIDE = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Line:
    """One promise of one project; ``reached`` is None while nobody has said anything of it."""

    row: int
    project: int
    kind: str
    detail: str
    unit: str
    promised: Decimal
    reached: Decimal | None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum in ``unit`` of like promises, and of what was reached where that was told.

    ``projects`` is the base; ``told`` of its rows say what was reached, ``promised_of_told`` is
    what those alone had promised: a share is of that, or it would count silence as nothing.
    """

    kind: str
    product: str
    unit: str
    rows: tuple[int, ...]
    projects: int
    promised: Decimal
    told: int
    promised_of_told: Decimal
    reached: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """Percent of what those promised who told, to one place; None where nobody did."""
        if self.reached is None or not self.promised_of_told:
            return None
        return (self.reached * 100 / self.promised_of_told).quantize(Decimal("0.1"))


def likeness(kind: str, detail: str, unit: str) -> tuple[str, str, str]:
    """Return under what a promise is added: its kind, its product if that matters, its base unit."""
    product = detail.strip() if kind in BY_PRODUCT else ""
    return kind, product, in_base(Decimal(0), unit)[1]


def totals(lines: Iterable[Line], *, kinds: Iterable[str] = ()) -> list[Total]:
    """Return one sum for each sort of likes among ``lines``, in the order of ``kinds``.

    >>> a = Line(1, 1, "tax", "", "亿元", Decimal(1), None)
    >>> b = Line(2, 2, "tax", "增值税", "万元", Decimal(500), Decimal(200))
    >>> [(one.unit, one.promised, one.reached, one.told) for one in totals([a, b])]
    [('万元', Decimal('10500'), Decimal('200'), 1)]
    """
    found: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        found.setdefault(likeness(line.kind, line.detail, line.unit), []).append(line)
    order = {kind: place for place, kind in enumerate(kinds)}
    keys = sorted(found, key=lambda key: (order.get(key[0], len(order)), key))
    return [_total(key, found[key]) for key in keys]


def _total(key: tuple[str, str, str], lines: list[Line]) -> Total:
    kind, product, unit = key
    told = [one for one in lines if one.reached is not None]
    reached = [one.reached for one in told if one.reached is not None]
    return Total(
        kind,
        product,
        unit,
        tuple(one.row for one in lines),
        len({one.project for one in lines}),
        _sum((one.promised, one.unit) for one in lines),
        len(told),
        _sum((one.promised, one.unit) for one in told),
        _sum(zip(reached, (one.unit for one in told), strict=True)) if told else None,
    )


def _sum(amounts: Iterable[tuple[Decimal, str]]) -> Decimal:
    total = Decimal(0)
    for value, unit in amounts:
        total = _WIDE.add(total, in_base(value, unit)[0])
    return total
