"""Which offer may answer which need: whose pair it never is, and that order and side change nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from luoshi.rules import needs
from luoshi.rules.matching import Side, suggestions, weigh
from luoshi.rules.twins import Key, contract_key, same_project, shares_left
from luoshi.values.places import Place
from luoshi.values.quantities import Quantity

COUNTY, NEIGHBOUR = Place("塔城市", "654201"), Place("额敏县", "654221")
ELSEWHERE, NOWHERE = Place("博乐市", "652701"), Place()
JUNE, JULY = dt.date(2026, 6, 30), dt.date(2026, 7, 31)
NEED = Side(
    1, 10, "land", "需要工业用地建设物流园", COUNTY, Quantity(Decimal(200), "亩"), by_on=JULY
)
OFFER = Side(
    5, 20, "land", "园区现有工业用地可出让", COUNTY, Quantity(Decimal(20), "公顷"), by_on=JUNE
)

quantities = st.none() | st.builds(
    Quantity,
    st.decimals(min_value=1, max_value=10**9, places=2),
    st.sampled_from(["亩", "公顷", "吨/年", "人"]),
)
days = st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
sides = st.builds(
    Side,
    pk=st.integers(1, 10**6),
    unit=st.integers(1, 4),
    kind=st.sampled_from(["land", "energy", "other"]),
    text=st.text("工业用地供电园区建设，的200", min_size=1, max_size=12),
    place=st.sampled_from([COUNTY, NEIGHBOUR, ELSEWHERE, NOWHERE, Place("青泉州沙湖县")]),
    quantity=quantities,
    by_on=days,
    until=days,
)
several = st.lists(sides, max_size=6, unique_by=lambda one: one.pk)


def codes(suggestion):
    return {one.code for one in suggestion.reasons}


def test_land_in_the_same_county_that_is_enough_and_in_time_says_all_of_it():
    found = weigh(NEED, OFFER)
    assert codes(found) == {
        "match-kind", "match-county", "match-enough", "match-in-time", "match-words",
    }  # fmt: skip
    assert not found.against
    assert "都提到：工业用地" in [str(one) for one in found.reasons]
    assert "数量够用：需要200亩，可供20公顷" in [str(one) for one in found.reasons]


def test_what_speaks_against_a_pair_stands_beside_what_speaks_for_it():
    late = replace(OFFER, quantity=Quantity(Decimal(50), "亩"), by_on=dt.date(2026, 9, 1))
    found = weigh(NEED, late)
    assert [one.code for one in found.against] == ["match-late"]
    assert "数量可满足25%：需要200亩，可供50亩" in [str(one) for one in found.reasons]


def test_the_nearer_place_comes_first_county_before_prefecture_before_region():
    places = {7: ELSEWHERE, 8: COUNTY, 9: NEIGHBOUR}
    offers = [replace(OFFER, pk=pk, place=place) for pk, place in places.items()]
    assert [one.offer.pk for one in suggestions([NEED], offers)] == [8, 9, 7]


def test_what_somebody_put_away_does_not_come_back():
    assert suggestions([NEED], [OFFER])
    assert not suggestions([NEED], [OFFER], left_out={(1, 5)})


@given(several, several)
def test_nothing_is_ever_suggested_within_one_unit_or_across_kinds(needs_, offers):
    for one in suggestions(needs_, offers):
        assert one.need.unit != one.offer.unit
        assert one.need.kind == one.offer.kind
        assert one.reasons


@given(several, several, st.randoms())
def test_the_order_of_the_rows_does_not_change_the_list(needs_, offers, chance):
    before = suggestions(needs_, offers)
    chance.shuffle(needs_)
    chance.shuffle(offers)
    assert suggestions(needs_, offers) == before


@given(several, several)
def test_a_pair_weighs_the_same_whichever_side_asks(needs_, offers):
    every = {(one.need.pk, one.offer.pk): one for one in suggestions(needs_, offers)}
    by_need = {
        (one.need.pk, one.offer.pk): one for need in needs_ for one in suggestions([need], offers)
    }
    by_offer = {
        (one.need.pk, one.offer.pk): one for offer in offers for one in suggestions(needs_, [offer])
    }
    assert every == by_need == by_offer


def test_the_kind_is_guessed_by_the_word_that_stands_first():
    assert needs.kind_of("企业希望协调供电，并落实用地") == "energy"
    assert needs.kind_of("请支持") == "other"
    assert needs.side_of("support", "提供厂房") == "offer"
    assert needs.side_of("intent", "拟建设加工厂，需用地") == "need"


def test_two_rows_are_one_project_by_code_or_by_contract_with_the_same_parties():
    one = Key(1, "甲项目", contract="HB〔2026〕12号", parties=frozenset({3, 4}))
    same = Key(2, "乙项目", contract="hb [2026] 12号", parties=frozenset({4, 3}))
    assert contract_key(one.contract) == contract_key(same.contract)
    assert same_project(one, same).code == "twin-contract"
    assert same_project(one, replace(same, parties=frozenset({3, 5}))) is None
    assert same_project(one, replace(same, contract="")) is None
    assert same_project(replace(one, code="2"), replace(same, code="2")).code == "twin-code"
    assert same_project(one, replace(same, project=1)) is None
    assert shares_left([Decimal(60), Decimal(50)]) == Decimal(-10)
    assert shares_left([Decimal(60), None]) is None
