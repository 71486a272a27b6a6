"""The first account, the ones after it, and what their seats let them do."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from luoshi.audit.queries import history_of
from luoshi.orgs import access, actions, queries
from luoshi.orgs.models import Account, Seat
from luoshi.rules.access import Permission
from luoshi.values.errors import (
    BadInput,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
)
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


@pytest.fixture
def boss() -> Account:
    return actions.found(**FIRST, now=make.NOON)


def another_manager(boss: Account) -> Account:
    """Return a second account that manages accounts."""
    person = make.person("赵启明")
    account = actions.add_account(
        username="zhao", password=make.PASSWORD, person=person, by=boss, now=make.NOON
    )
    actions.give_seat(
        account,
        unit=make.unit(),
        role="administrator",
        from_on=make.DAY,
        by=boss,
        now=make.NOON,
    )
    return account


def managing_seat(account: Account) -> Seat:
    return Seat.objects.get(account=account, role="administrator")


def test_an_account_that_is_shut_out_may_nothing_and_may_again_when_let_in(boss):
    zhao = another_manager(boss)
    actions.set_enabled(zhao, is_active=False, by=boss, now=make.NOON)
    assert not access.may(zhao, Permission.ACCOUNT_MANAGE, now=make.NOON)
    with pytest.raises(Overtaken):
        actions.set_enabled(zhao, is_active=False, by=boss, now=make.NOON)

    actions.set_enabled(zhao, is_active=True, by=boss, now=make.NOON)
    assert access.may(zhao, Permission.ACCOUNT_MANAGE, now=make.NOON)


def test_nobody_shuts_herself_out(boss):
    another_manager(boss)
    with pytest.raises(IllegalMove):
        actions.set_enabled(boss, is_active=False, by=boss, now=make.NOON)
    boss.refresh_from_db()
    assert boss.is_active


def test_nobody_ends_the_last_of_her_own_seats_that_manages_accounts(boss):
    zhao = another_manager(boss)
    with pytest.raises(IllegalMove):
        actions.end_seat(managing_seat(boss), to_on=make.DAY, by=boss, now=make.NOON)

    actions.end_seat(managing_seat(boss), to_on=make.DAY, by=zhao, now=make.NOON)
    assert managing_seat(boss).to_on == make.DAY


def test_of_two_managing_seats_of_her_own_one_may_be_ended(boss):
    spare = actions.give_seat(
        boss, unit=make.unit(), role="administrator", from_on=make.DAY, by=boss, now=make.NOON
    )
    actions.end_seat(spare, to_on=make.DAY, by=boss, now=make.NOON)
    spare.refresh_from_db()
    assert spare.to_on == make.DAY


def test_the_last_who_manages_accounts_for_good_cannot_be_removed_by_one_who_does_so_for_a_while(
    boss,
):
    zhao = another_manager(boss)
    until = make.DAY + dt.timedelta(days=30)
    actions.end_seat(managing_seat(zhao), to_on=until, by=boss, now=make.NOON)

    with pytest.raises(IllegalMove):
        actions.end_seat(managing_seat(boss), to_on=make.DAY, by=zhao, now=make.NOON)
    with pytest.raises(IllegalMove):
        actions.set_enabled(boss, is_active=False, by=zhao, now=make.NOON)

    third = actions.add_account(
        username="third", password=make.PASSWORD, person=make.person(), by=boss, now=make.NOON
    )
    actions.give_seat(
        third,
        unit=make.unit(),
        role="administrator",
        from_on=make.DAY,
        by=boss,
        now=make.NOON,
    )
    actions.set_enabled(boss, is_active=False, by=zhao, now=make.NOON)
    boss.refresh_from_db()
    assert not boss.is_active


def test_the_end_of_a_seat_may_come_nearer_but_not_move_away(boss):
    seat = managing_seat(another_manager(boss))
    until = make.DAY + dt.timedelta(days=30)
    actions.end_seat(seat, to_on=until, by=boss, now=make.NOON)
    with pytest.raises(Overtaken):
        actions.end_seat(seat, to_on=until + dt.timedelta(days=1), by=boss, now=make.NOON)
    actions.end_seat(seat, to_on=make.DAY, by=boss, now=make.NOON)
    assert seat.to_on == make.DAY


def test_a_new_first_password_is_another_ones_and_must_be_changed(boss):
    zhao = another_manager(boss)
    assert not zhao.must_change_password
    actions.set_password(zhao, password="胡杨-三千年-不倒", by=boss, now=make.NOON)
    assert zhao.must_change_password and zhao.check_password("胡杨-三千年-不倒")

    with pytest.raises(IllegalMove):
        actions.set_password(boss, password="胡杨-三千年-不倒", by=boss, now=make.NOON)
    assert boss.check_password(make.PASSWORD)


def test_her_own_password_is_changed_by_who_knows_the_old_one_and_takes_a_better_one(boss):
    new = "胡杨-三千年-不倒"
    for old, wanted, field in (
        ("不知道", new, "old"),
        (make.PASSWORD, make.PASSWORD, "new"),
        (make.PASSWORD, "12345678", "new"),
    ):
        with pytest.raises(BadInput) as refused:
            actions.change_own_password(old=old, new=wanted, by=boss, now=make.NOON)
        assert list(refused.value.fields) == [field]

    Account.objects.filter(pk=boss.pk).update(must_change_password=True)
    actions.change_own_password(old=make.PASSWORD, new=new, by=boss, now=make.NOON)
    boss.refresh_from_db()
    assert boss.check_password(new) and not boss.must_change_password


def test_no_password_stands_in_the_record(boss):
    zhao = another_manager(boss)
    actions.set_password(zhao, password="胡杨-三千年-不倒", by=boss, now=make.NOON)
    actions.change_own_password(
        old="胡杨-三千年-不倒", new="雪莲-年年-开在六月", by=zhao, now=make.NOON
    )
    events = list(history_of(zhao))
    assert {"account.password_set", "account.password_changed"} <= {e.type for e in events}
    written = json.dumps([event.data for event in events], ensure_ascii=False)
    for secret in (make.PASSWORD, "胡杨", "雪莲", "argon2", "pbkdf2"):
        assert secret not in written


def test_who_may_not_manage_accounts_neither_shuts_out_nor_sets_passwords(boss):
    zhao = another_manager(boss)
    stranger = make.account(make.unit(), "coordinator")
    with pytest.raises(NotAllowed):
        actions.set_enabled(zhao, is_active=False, by=stranger, now=make.NOON)
    with pytest.raises(NotAllowed):
        actions.set_password(zhao, password="胡杨-三千年-不倒", by=stranger, now=make.NOON)
    with pytest.raises(NotFound):
        queries.account_for(stranger, zhao.pk, now=make.NOON)
    assert queries.account_for(boss, zhao.pk, now=make.NOON) == zhao


def test_somebody_new_is_not_left_behind_when_her_account_is_refused(boss):
    given = {
        "name": "吴青",
        "unit": make.unit("青泉州水利局"),
        "title": "科长",
        "password": make.PASSWORD,
    }
    with pytest.raises(BadInput):
        actions.add_person_with_account(**given, username="LIN", by=boss, now=make.NOON)
    assert not queries.people_named("吴青").exists()

    account = actions.add_person_with_account(**given, username="wu", by=boss, now=make.NOON)
    assert account.person == queries.people_named("吴青").get()
