"""A simple comparison of proposals: each criterion by its own scale, weighed as the reader says.

Under a criterion a proposal has between 0 and 1: of what should be much its part of the most, of
what should be little how far it stays from the most.  So the unit in which something is told makes
no difference.  What is not known is never counted as nothing: such a proposal gets no place, only
the span in which its score may lie, and its gaps are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.rules import measures
from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop

SMALL = Fraction(1, 10)  # a change of a weight by ten points of a hundred is a small one
MOST = 100  # a weight


@dataclass(frozen=True, slots=True)
class Scale:
    """How one criterion counts: in which unit, whether much of it is good, up to which full mark."""

    code: str
    unit: str
    much_is_good: bool
    usual_weight: int
    full: Decimal | None = None


SCALES: tuple[Scale, ...] = (
    Scale("fit", measures.POINTS, much_is_good=True, usual_weight=30, full=Decimal(5)),
    Scale("tax", measures.MONEY, much_is_good=True, usual_weight=20),
    Scale("jobs", measures.PEOPLE, much_is_good=True, usual_weight=20),
    Scale("land", measures.LAND, much_is_good=False, usual_weight=15),
    Scale("energy", measures.ENERGY, much_is_good=False, usual_weight=15),
)
BY_CODE = {scale.code: scale for scale in SCALES}
USUAL = {scale.code: scale.usual_weight for scale in SCALES}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is compared: ``values`` by criterion as they are told, a number and its unit."""

    key: int
    values: Mapping[str, tuple[Decimal, str]]


@dataclass(frozen=True, slots=True)
class Score:
    """What one proposal comes to.  ``parts`` by criterion and ``total`` are from 0 to 1.

    ``total`` and ``place`` are None where something is ``missing``; it then lies between ``low``
    and ``high``.  Proposals with the same total share a place.
    """

    key: int
    parts: Mapping[str, Fraction]
    missing: tuple[str, ...]
    low: Fraction
    high: Fraction
    place: int | None = None

    @property
    def total(self) -> Fraction | None:
        """The score, if everything that is weighed is known."""
        return None if self.missing else self.low


@dataclass(frozen=True, slots=True)
class Tipping:
    """By how much of the whole one weight must change until ``other`` stands level with the first."""

    criterion: str
    change: Fraction
    other: int

    @property
    def is_small(self) -> bool:
        """Whether so small a change is within what people quarrel about."""
        return abs(self.change) <= SMALL


@dataclass(frozen=True, slots=True)
class Comparison:
    """The scores, best first and those with gaps last; ``shares`` of the weights; what would tip it.

    ``may_lead`` are proposals with gaps that could come out first once these are filled.
    """

    shares: Mapping[str, Fraction]
    scores: tuple[Score, ...]
    tippings: tuple[Tipping, ...] = ()
    may_lead: tuple[int, ...] = ()

    @property
    def first(self) -> tuple[int, ...]:
        """The proposals that share the first place."""
        return tuple(one.key for one in self.scores if one.place == 1)

    @property
    def fragile(self) -> tuple[Tipping, ...]:
        """The small changes of a weight that change the first place."""
        return tuple(one for one in self.tippings if one.is_small)


def checked(criterion: str, value: Decimal, unit: str) -> Decimal:
    """Return ``value`` in the unit of the criterion's scale; raises BadInput for what does not fit it."""
    scale = BY_CODE[criterion]
    told, base = measures.in_base(value, unit)
    if base != scale.unit:
        raise BadInput.of(
            "unit",
            gettext_noop("单位应为：%(units)s。"),
            code="unit-unlike",
            units=measures.units_of(scale.unit),
        )
    if told < 0 or scale.full is not None and told > scale.full:
        raise BadInput.of(
            "value",
            gettext_noop("数值应不小于零；评分类指标为0至%(full)s分。"),
            code="value-unfit",
            full=str(scale.full or 5),
        )
    return told


def compared(proposals: Iterable[Proposal], *, weights: Mapping[str, int]) -> Comparison:
    """Return ``proposals`` in their order under ``weights`` (by criterion, whole numbers).

    Raises BadInput for a weight below nought or above ``MOST``, and where all of them are nought.
    """
    shares = _shares(weights)
    given = list(proposals)
    parts = _parts(given, shares)
    scores = [_score(one, parts[one.key], shares) for one in given]
    whole = sorted((one for one in scores if not one.missing), key=lambda one: (-one.low, one.key))
    placed = [_placed(one, whole) for one in whole]
    gaps = sorted((one for one in scores if one.missing), key=lambda one: (-one.high, one.key))
    best = placed[0].low if placed else Fraction(0)
    return Comparison(
        shares,
        (*placed, *gaps),
        _tippings(placed, shares),
        tuple(one.key for one in gaps if placed and one.high > best),
    )


def _shares(weights: Mapping[str, int]) -> dict[str, Fraction]:
    known = {scale.code: weights.get(scale.code, 0) for scale in SCALES}
    if any(not 0 <= weight <= MOST for weight in known.values()):
        raise BadInput.of(
            "weights", gettext_noop("权重应为0至%(most)s的整数。"), code="weight-unfit", most=MOST
        )
    whole = sum(known.values())
    if not whole:
        raise BadInput.of("weights", gettext_noop("至少一项权重应大于零。"), code="no-weight")
    return {code: Fraction(weight, whole) for code, weight in known.items()}


def _parts(
    proposals: Sequence[Proposal], shares: Mapping[str, Fraction]
) -> dict[int, dict[str, Fraction]]:
    """Return for each proposal, by criterion, where it stands between 0 and 1 of what is known."""
    found: dict[int, dict[str, Fraction]] = {one.key: {} for one in proposals}
    for scale in SCALES:
        told = {
            one.key: Fraction(checked(scale.code, *one.values[scale.code]))
            for one in proposals
            if scale.code in one.values
        }
        most = Fraction(scale.full) if scale.full else max(told.values(), default=Fraction(0))
        least = min(told.values(), default=Fraction(0))
        for key, value in told.items():
            if not most:
                found[key][scale.code] = Fraction(1)
            elif scale.much_is_good:
                found[key][scale.code] = value / most
            else:
                found[key][scale.code] = 1 - (value - least) / most
    return found


def _score(
    proposal: Proposal, parts: Mapping[str, Fraction], shares: Mapping[str, Fraction]
) -> Score:
    missing = tuple(code for code, share in shares.items() if share and code not in parts)
    low = sum((shares[code] * part for code, part in parts.items()), Fraction(0))
    high = low + sum((shares[code] for code in missing), Fraction(0))
    return Score(proposal.key, parts, missing, low, high)


def _placed(score: Score, whole: Sequence[Score]) -> Score:
    place = 1 + sum(one.low > score.low for one in whole)
    return Score(score.key, score.parts, (), score.low, score.high, place)


def _tippings(placed: Sequence[Score], shares: Mapping[str, Fraction]) -> tuple[Tipping, ...]:
    """Return for each criterion the smallest change of its weight that ends the first place.

    The others keep their proportions among themselves.  None where two share the first place.
    """
    if len(placed) < 2 or placed[1].place == 1:
        return ()
    first, others = placed[0], placed[1:]
    found = []
    for code in shares:
        changes = [
            Tipping(code, change, one.key)
            for one in others
            if (change := _change(code, first, one, shares)) is not None
        ]
        found += [min(changes, key=lambda one: (abs(one.change), one.other))] if changes else []
    return tuple(sorted(found, key=lambda one: (abs(one.change), one.criterion)))


def _change(
    code: str, first: Score, other: Score, shares: Mapping[str, Fraction]
) -> Fraction | None:
    """Return by how much the share of ``code`` must change until both are level; None if never."""

    def lead(score: Score, share: Fraction) -> Fraction:
        own = score.parts.get(code, Fraction(0))
        rest = {name: part for name, part in score.parts.items() if name != code and shares[name]}
        left = sum((shares[name] for name in rest), Fraction(0))
        mean = sum((shares[name] * part for name, part in rest.items()), Fraction(0))
        return share * own + (1 - share) * (mean / left if left else Fraction(0))

    if code not in first.parts or code not in other.parts or shares[code] == 1:
        return None
    at_none, at_all = (lead(first, s) - lead(other, s) for s in (Fraction(0), Fraction(1)))
    if at_none == at_all:
        return None
    level = at_none / (at_none - at_all)
    return level - shares[code] if 0 <= level <= 1 else None
