"""Proposals beside each other: the unit makes no difference, gaps are named, small changes are told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from luoshi.rules import comparing
from luoshi.rules.comparing import SCALES, SMALL, USUAL, Proposal, compared
from luoshi.rules.measures import FAMILIES, units_of
from luoshi.values.errors import BadInput

CODES = tuple(scale.code for scale in SCALES)


def proposal(key: int, **numbers: int | str) -> Proposal:
    """Return a proposal whose numbers are in the units of the scales."""
    values = {
        code: (Decimal(number), comparing.BY_CODE[code].unit) for code, number in numbers.items()
    }
    return Proposal(key, values)


PARK = proposal(1, fit=4, tax=3000, jobs=400, land=200, energy=9000)
MILL = proposal(2, fit=3, tax=5200, jobs=260, land=320, energy=30000)

amounts = st.integers(0, 9999)
proposals = st.lists(
    st.fixed_dictionaries(
        {code: st.integers(0, 5) if code == "fit" else amounts for code in CODES}
    ),
    min_size=2,
    max_size=5,
).map(lambda all_: [proposal(key, **one) for key, one in enumerate(all_)])
weights = st.fixed_dictionaries({code: st.integers(0, 100) for code in CODES}).filter(
    lambda one: sum(one.values())
)


def test_the_better_one_comes_first_and_the_parts_add_up_to_its_score():
    found = compared([MILL, PARK], weights=USUAL)
    assert [one.key for one in found.scores] == [1, 2]
    best = found.scores[0]
    assert best.total == sum(found.shares[code] * part for code, part in best.parts.items())
    # Of land the smaller has the full mark, of tax 3000 of 5200.
    assert best.parts["land"] == 1
    assert best.parts["tax"] == Fraction(3000, 5200)


@given(proposals, weights, st.data())
def test_the_order_does_not_depend_on_the_unit(given_, weights_, data):
    told = []
    for one in given_:
        values = {}
        for code, (value, base) in one.values.items():
            unit = data.draw(st.sampled_from(units_of(base)))
            told_in_unit = value / FAMILIES[base][unit]
            if Fraction(told_in_unit) * Fraction(FAMILIES[base][unit]) != value:
                told_in_unit, unit = value, base  # no column holds a third of a hectare
            values[code] = (told_in_unit, unit)
        told.append(Proposal(one.key, values))
    one, other = compared(given_, weights=weights_), compared(told, weights=weights_)
    assert one.scores == other.scores


@given(proposals, weights)
def test_the_order_does_not_depend_on_who_was_entered_first(given_, weights_):
    assert compared(given_, weights=weights_) == compared(given_[::-1], weights=weights_)


@given(proposals, weights, st.sampled_from(CODES))
def test_what_is_missing_is_named_and_never_counted_as_nothing(given_, weights_, gap):
    assume(weights_[gap])
    poor = Proposal(99, {c: v for c, v in given_[0].values.items() if c != gap})
    found = compared([*given_, poor], weights=weights_)
    [score] = [one for one in found.scores if one.key == 99]
    assert score.missing == (gap,) and score.total is None and score.place is None
    assert score.high - score.low == found.shares[gap]
    assert found.scores[-1].key == 99
    assert all(one.place for one in found.scores if one.key != 99)


def test_one_with_gaps_that_could_still_come_first_is_named():
    unknown = proposal(3, fit=5, tax=5000, jobs=390, land=210)
    found = compared([PARK, MILL, unknown], weights=USUAL)
    assert found.first == (1,)
    assert found.may_lead == (3,)
    poor = proposal(3, fit=0, tax=10, jobs=1, land=320)
    assert compared([PARK, MILL, poor], weights=USUAL).may_lead == ()


@given(proposals, weights)
def test_a_change_beyond_what_is_said_ends_the_first_place_and_a_smaller_one_does_not(
    given_, weights_
):
    found = compared(given_, weights=weights_)
    total = {one.key: one for one in found.scores}

    def leads(code: str, share: Fraction) -> dict[int, Fraction]:
        rest = 1 - found.shares[code]
        shares = {
            name: share if name == code else old * (1 - share) / rest
            for name, old in found.shares.items()
        }
        return {
            key: sum(shares[name] * part for name, part in one.parts.items())
            for key, one in total.items()
        }

    for one in found.tippings:
        [first] = found.first
        there = leads(one.criterion, found.shares[one.criterion] + one.change)
        assert there[first] == there[one.other]
        half = leads(one.criterion, found.shares[one.criterion] + one.change / 2)
        assert half[first] == max(half.values())
        assert list(half.values()).count(half[first]) == 1


def test_a_first_place_that_hangs_on_a_few_points_says_so_and_a_safe_one_does_not():
    close = proposal(2, fit=4, tax=3300, jobs=380, land=200, energy=9000)
    shaky = compared([PARK, close], weights=USUAL)
    assert shaky.fragile
    assert all(abs(one.change) <= SMALL and one.other in (1, 2) for one in shaky.fragile)
    worse = proposal(2, fit=2, tax=1000, jobs=100, land=900, energy=90000)
    safe = compared([PARK, worse], weights=USUAL)
    assert safe.tippings == ()


def test_two_that_are_level_share_the_first_place_and_nothing_is_said_to_tip_it():
    twin = Proposal(2, PARK.values)
    found = compared([PARK, twin], weights=USUAL)
    assert found.first == (1, 2)
    assert found.tippings == ()


@pytest.mark.parametrize(
    ("given_", "case"),
    [
        ({"tax": 0}, "no-weight"),
        ({"tax": -1, "jobs": 5}, "weight-unfit"),
        ({"tax": 101}, "weight-unfit"),
    ],
)
def test_weights_that_weigh_nothing_or_cannot_be_are_refused(given_, case):
    with pytest.raises(BadInput) as refused:
        compared([PARK], weights=given_)
    assert refused.value.code == case
    assert compared([PARK], weights={"tax": 1}).first == (1,)


@pytest.mark.parametrize(
    ("criterion", "value", "unit", "case"),
    [
        ("land", "3", "万元", "unit-unlike"),
        ("fit", "6", "分", "value-unfit"),
        ("tax", "-1", "万元", "value-unfit"),
    ],
)
def test_a_value_that_does_not_fit_its_scale_is_refused(criterion, value, unit, case):
    with pytest.raises(BadInput) as refused:
        comparing.checked(criterion, Decimal(value), unit)
    assert refused.value.code == case
    assert comparing.checked("land", Decimal(2), "公顷") == 30
