"""Other hands: a person leaves, a unit is merged; dates and debts stay."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.audit.queries import history_of
from luoshi.matters import actions
from luoshi.matters.models import HandOver, Matter
from luoshi.owed.queries import of_subject
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-01")


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def ge(cast):
    return make.person("葛明", unit=cast.water)


def test_the_head_lays_it_into_another_hand_and_what_is_owed_goes_with_it(cast, ge):
    matter = stories.signed(cast)
    with pytest.raises(NotAllowed):
        actions.hand_over(matter, to_person=ge, reason="调离", by=cast.wu, now=NOW)
    actions.hand_over(matter, to_person=ge, reason="吴青调离", by=cast.qin, now=NOW)
    assert (matter.person, matter.lead, matter.due_current) == (ge, cast.water, stories.DUE)
    still = of_subject(matter).filter(discharged_at__isnull=True)
    assert {row.debtor for row in still} == {ge}
    assert {row.debtor for row in of_subject(matter).filter(kind="sign")} == {cast.wu.person}
    assert history_of(matter).first().type == "matter.handed_over"


def test_to_another_unit_only_who_may_for_both(cast):
    matter = stories.signed(cast)
    to = {"to_person": cast.ma.person, "to_unit": cast.land, "reason": "机构改革，两局合并"}
    with pytest.raises(NotAllowed):
        actions.hand_over(matter, **to, by=cast.qin, now=NOW)
    actions.hand_over(matter, **to, by=cast.zhao, now=NOW)
    assert (matter.lead, matter.person) == (cast.land, cast.ma.person)
    assert not matter.parts.filter(unit=cast.land).exists()  # it helped, now it leads
    assert matter.due_original == matter.due_current == stories.DUE


def test_of_several_all_go_or_none(cast, ge):
    open_, closed = stories.signed(cast), stories.closed(cast)
    with pytest.raises(IllegalMove):
        actions.hand_over_all([open_, closed], to_person=ge, reason="调离", by=cast.qin, now=NOW)
    assert not HandOver.objects.exists()
    open_.refresh_from_db()  # what the refused action had done is undone
    rows = [open_, stories.issued(cast)]
    actions.hand_over_all(rows, to_person=ge, reason="调离", by=cast.qin, now=NOW)
    assert Matter.objects.filter(person=ge).count() == 2


def test_a_hand_over_says_why_and_changes_hands(cast, ge):
    matter = stories.signed(cast)
    with pytest.raises(Incomplete):
        actions.hand_over(matter, to_person=ge, reason=" ", by=cast.qin, now=NOW)
    with pytest.raises(BadInput):
        actions.hand_over(matter, to_person=cast.wu.person, reason="调离", by=cast.qin, now=NOW)
    assert matter.person == cast.wu.person
    assert dt.date(2026, 6, 30) == matter.due_current
