"""The first account, the ones after it, and what their seats let them do."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.orgs import access, actions, queries
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, Duplicate, Incomplete, NotAllowed
from tests import make

pytestmark = pytest.mark.django_db

FIRST = {
    "unit_name": "瀚北自治区国资委",
    "person_name": "林岚",
    "username": "lin",
    "password": make.PASSWORD,
}


def test_the_first_run_makes_somebody_who_can_work_and_make_further_accounts():
    assert not queries.has_accounts()
    first = actions.found(**FIRST, now=make.NOON)

    assert queries.has_accounts()
    assert first.check_password(make.PASSWORD)
    assert queries.home_unit(first, now=make.NOON).name == "瀚北自治区国资委"
    for permission in (Permission.DRAFT_CONFIRM, Permission.ACCOUNT_MANAGE):
        assert access.may(first, permission, now=make.NOON)


def test_there_is_no_second_first_run():
    actions.found(**FIRST, now=make.NOON)
    with pytest.raises(NotAllowed):
        actions.found(**FIRST | {"username": "zhao"}, now=make.NOON)
    assert Account.objects.count() == 1


def test_a_first_run_half_filled_or_with_an_easy_password_leaves_nothing_behind():
    with pytest.raises(Incomplete) as refused:
        actions.found(**FIRST | {"unit_name": " "}, now=make.NOON)
    assert refused.value.fields == ("unit_name",)
    with pytest.raises(BadInput) as refused_password:
        actions.found(**FIRST | {"password": "12345678"}, now=make.NOON)
    assert list(refused_password.value.fields) == ["password"]
    assert not queries.has_accounts()


def test_an_account_may_nothing_until_it_is_given_a_seat_and_nothing_after_it_ended():
    boss = actions.found(**FIRST, now=make.NOON)
    water = make.unit("青泉州水利局")
    person = make.person("吴青", unit=water)
    account = actions.add_account(
        username="wu", password=make.PASSWORD, person=person, by=boss, now=make.NOON
    )
    may = Permission.REPORT_SUBMIT
    assert not access.may(account, may, now=make.NOON)

    seat = actions.give_seat(
        account, unit=water, role="handler", from_on=make.DAY, by=boss, now=make.NOON
    )
    assert access.may(account, may, now=make.NOON)

    actions.end_seat(seat, to_on=make.DAY, by=boss, now=make.NOON)
    assert access.may(account, may, now=make.NOON)
    assert not access.may(account, may, now=make.NOON + dt.timedelta(days=1))


def test_one_person_has_one_account_and_a_name_is_taken_whatever_its_case():
    boss = actions.found(**FIRST, now=make.NOON)
    with pytest.raises(Duplicate):
        actions.add_account(
            username="lin2", password=make.PASSWORD, person=boss.person, by=boss, now=make.NOON
        )
    with pytest.raises(BadInput):
        actions.add_account(
            username="LIN", password=make.PASSWORD, person=make.person(), by=boss, now=make.NOON
        )


def test_a_role_that_the_policy_does_not_know_is_refused():
    boss = actions.found(**FIRST, now=make.NOON)
    with pytest.raises(BadInput):
        actions.give_seat(
            boss, unit=make.unit(), role="emperor", from_on=make.DAY, by=boss, now=make.NOON
        )


def test_a_coordinator_makes_no_accounts():
    cast = make.cast()
    with pytest.raises(NotAllowed):
        actions.add_account(
            username="x", password=make.PASSWORD, person=make.person(), by=cast.lin, now=make.NOON
        )
