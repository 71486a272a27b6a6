"""The one gate: who may do what, for which rows, since when and until when."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.orgs import access
from luoshi.orgs.models import Seat, Unit
from luoshi.rules.access import Permission, Scope
from luoshi.values.errors import NotAllowed
from tests import make

pytestmark = pytest.mark.django_db


def test_a_coordinator_reaches_the_whole_register_a_handler_only_her_unit():
    cast = make.cast()

    assert access.scope(cast.lin, Permission.REGISTER_SEE, now=make.NOON) == Scope(everything=True)
    assert access.scope(cast.wu, Permission.REGISTER_SEE, now=make.NOON) == Scope(
        units=frozenset({cast.water.pk})
    )


def test_a_head_reaches_the_units_below_hers_too():
    cast = make.cast()
    head = make.account(cast.prefecture, "unit_head")

    reached = access.scope(head, Permission.REGISTER_SEE, now=make.NOON).units

    assert reached == {cast.prefecture.pk, cast.water.pk, cast.land.pk}


def test_a_handler_signs_for_her_own_unit_and_not_for_the_neighbour():
    cast = make.cast()

    access.require(cast.wu, Permission.MATTER_SIGN, now=make.NOON, units={cast.water.pk})
    with pytest.raises(NotAllowed):
        access.require(cast.wu, Permission.MATTER_SIGN, now=make.NOON, units={cast.land.pk})


def test_a_permission_that_the_role_lacks_is_refused_even_at_home():
    cast = make.cast()

    with pytest.raises(NotAllowed):
        access.require(cast.wu, Permission.MATTER_CLOSE, now=make.NOON, units={cast.water.pk})


@pytest.mark.parametrize(
    ("on", "may"),
    [("2026-04-30", False), ("2026-05-01", True), ("2026-05-31", True), ("2026-06-01", False)],
)
def test_a_seat_counts_from_its_first_day_to_its_last(on, may):
    cast = make.cast()
    Seat.objects.filter(account=cast.wu).update(
        from_on=dt.date(2026, 5, 1), to_on=dt.date(2026, 5, 31)
    )

    assert access.may(cast.wu, Permission.MATTER_SIGN, now=make.at(on)) is may


def test_a_closed_account_may_nothing_whatever_its_seats():
    cast = make.cast()
    cast.lin.is_active = False

    assert access.scope(cast.lin, Permission.REGISTER_SEE, now=make.NOON) == Scope()


def test_a_role_that_the_policy_does_not_know_gives_nothing():
    cast = make.cast()
    Seat.objects.filter(account=cast.lin).update(role="emperor")

    assert not access.may(cast.lin, Permission.REGISTER_SEE, now=make.NOON)


@settings(max_examples=25, deadline=None)
@given(parents=st.lists(st.integers(0, 11), min_size=12, max_size=12), root=st.integers(0, 11))
def test_below_a_unit_is_exactly_what_leads_up_to_it(parents, root):
    units: list[Unit] = []
    for parent in parents:
        above = units[parent % len(units)] if units and parent % 3 else None
        units.append(make.unit(parent=above))

    def leads_up(unit):
        while unit is not None:
            if unit == units[root]:
                return True
            unit = unit.parent
        return False

    assert access.units_below([units[root].pk]) == {u.pk for u in units if leads_up(u)}


def test_what_somebody_holds_anywhere_is_the_union_of_her_roles():
    cast = make.cast()

    assert Permission.MATTER_ISSUE in access.held(cast.zhao, now=make.NOON)
    assert Permission.MATTER_DRAFT not in access.held(cast.zhao, now=make.NOON)
    cast.zhao.is_active = False
    assert access.held(cast.zhao, now=make.NOON) == frozenset()


def test_a_page_that_is_only_looked_at_reads_seats_once_and_keeps_nothing_for_the_next(
    django_assert_max_num_queries,
):
    cast = make.cast()
    asked = {"now": make.NOON, "units": {cast.water.pk}}

    with access.one_look(), django_assert_max_num_queries(3):
        assert access.may(cast.wu, Permission.REGISTER_SEE, **asked)
        assert access.may(cast.wu, Permission.REPORT_SUBMIT, **asked)
    Seat.objects.filter(account=cast.wu).delete()
    with access.one_look():
        assert not access.may(cast.wu, Permission.REGISTER_SEE, **asked)
