"""Which closed matters are checked again (回头看): a draw that everybody can repeat and nobody can steer.

The order of the draw comes from a hash of the record's last link before the period ended: it is
known to nobody while the matters are closed, and the same for whoever counts it out again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.values.halfmonth import HalfMonth

_QUARTER = re.compile(r"([0-9]{4})Q([1-4])")


@dataclass(frozen=True, slots=True)
class Rule:
    """How much is drawn: of each unit ``share_percent`` of what it closed, and at least ``least``."""

    share_percent: int
    least: int


HALF_MONTH, QUARTER = Rule(share_percent=20, least=1), Rule(share_percent=10, least=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A closed matter: its id and the id of its lead unit, which is its stratum."""

    pk: int
    unit: int


@dataclass(frozen=True, slots=True)
class Period:
    """A half month ("2026-05A") or a quarter ("2026Q2"): its first and last civil day, and its rule."""

    key: str
    first: dt.date
    last: dt.date
    rule: Rule

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period that ``text`` names; raises ValueError for another text.

        >>> Period.parse("2026Q2").last
        datetime.date(2026, 6, 30)
        """
        quarter = _QUARTER.fullmatch(text)
        if not quarter:
            window = HalfMonth.parse(text)
            return cls(window.id, window.first_day, window.last_day, HALF_MONTH)
        year, begin = int(quarter[1]), 3 * int(quarter[2]) - 2
        last = HalfMonth(year, begin + 2, 2).last_day
        return cls(text, dt.date(year, begin, 1), last, QUARTER)

    @property
    def is_quarter(self) -> bool:
        """Whether it is a quarter."""
        return "Q" in self.key


def size(count: int, rule: Rule) -> int:
    """Return how many of ``count`` matters of one unit are drawn: the share, rounded up.

    >>> [size(n, HALF_MONTH) for n in (0, 1, 5, 6)]
    [0, 1, 1, 2]
    """
    return min(count, max(rule.least, -(-count * rule.share_percent // 100)))


def draw(candidates: Sequence[Candidate], *, seed: str, rule: Rule) -> list[int]:
    """Return the ids that are drawn, by unit: those whose hash with ``seed`` comes first.

    >>> few = [Candidate(pk, 1) for pk in range(1, 11)]
    >>> draw(few, seed="a", rule=HALF_MONTH) == draw(few[::-1], seed="a", rule=HALF_MONTH)
    True
    """
    strata: dict[int, list[int]] = {}
    for one in candidates:
        strata.setdefault(one.unit, []).append(one.pk)
    found = []
    for unit in sorted(strata):
        ranked = sorted(strata[unit], key=lambda pk: (_rank(seed, pk), pk))
        found += ranked[: size(len(ranked), rule)]
    return found


def _rank(seed: str, pk: int) -> str:
    return hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest()
