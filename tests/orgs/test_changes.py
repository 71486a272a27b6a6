"""Two hands for every change of an account or a right: one asks, the other approves."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction

from luoshi.audit.models import Event
from luoshi.audit.queries import broken_links, history_of
from luoshi.orgs import access, actions, changes, keys, queries
from luoshi.orgs.models import Account, Change, Seat
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

NEW = "胡杨-三千年-不倒"
WHY = "新任科长。"
BY = {"reason": WHY, "now": make.NOON}


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def three(cast):
    return make.three(cast.region)


def asked_for_shi(cast, three, **given) -> Change:
    person = make.person("石海棠", unit=cast.water)
    login = {"username": "shi", "password": NEW}
    return actions.ask_to_open(person, **(login | given), by=three.system, **BY)


# --- an account and its first seat


def test_a_new_account_comes_to_be_with_its_first_seat_when_the_second_one_approves(cast, three):
    change = asked_for_shi(cast, three, unit=cast.water, role="handler")
    assert not Account.objects.filter(username="shi").exists()

    actions.approve(change, by=three.security, now=make.NOON)

    shi = Account.objects.get(username="shi")
    assert shi.check_password(NEW) and shi.must_change_password
    assert access.may(shi, Permission.REPORT_SUBMIT, now=make.NOON, units={cast.water.pk})
    assert (change.state, change.decided_by) == ("approved", three.security)
    added = history_of(shi).get(type="account.added")
    assert added.by_name == "尼加提·吐逊" and added.data["asked_by"]["label"] == "田雪"


def test_an_account_opened_without_a_seat_may_nothing_until_one_is_given(cast, three):
    actions.approve(asked_for_shi(cast, three), by=three.security, now=make.NOON)
    shi = Account.objects.get(username="shi")
    assert not access.held(shi, now=make.NOON)

    seat = actions.ask_for_seat(
        shi, unit=cast.water, role="handler", from_on=make.DAY, by=three.security, **BY
    )
    assert not access.held(shi, now=make.NOON)
    actions.approve(seat, by=three.system, now=make.NOON)
    assert Permission.REPORT_SUBMIT in access.held(shi, now=make.NOON)


def test_a_refused_change_does_nothing_and_says_why(cast, three):
    change = asked_for_shi(cast, three)
    with pytest.raises(Incomplete):
        actions.refuse(change, note=" ", by=three.security, now=make.NOON)
    actions.refuse(change, note="没有任免文件。", by=three.security, now=make.NOON)
    assert not Account.objects.filter(username="shi").exists()
    assert (change.state, change.note) == ("refused", "没有任免文件。")
    with pytest.raises(Overtaken):
        actions.approve(change, by=three.security, now=make.NOON)


def test_what_could_not_be_approved_is_not_asked(cast, three):
    with pytest.raises(Duplicate):
        actions.ask_to_open(cast.wu.person, username="wu2", password=NEW, by=three.system, **BY)
    for wrong, field in (
        ({"username": "LIN"}, "username"),
        ({"password": "12345678"}, "password"),
        ({"role": "emperor", "unit": cast.water}, "role"),
    ):
        with pytest.raises(BadInput) as refused:
            asked_for_shi(cast, three, **wrong)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Incomplete):
        actions.ask_to_close(cast.wu, reason="  ", by=three.system, now=make.NOON)
    assert not Change.objects.exists()


def test_of_two_who_want_one_name_the_second_is_told_at_once(cast, three):
    asked_for_shi(cast, three)
    with pytest.raises(BadInput):
        asked_for_shi(cast, three, username="SHI")


def test_somebody_new_is_not_left_behind_when_her_account_is_refused_at_once(cast, three):
    given = {"name": "石海棠", "unit": cast.water, "title": "科长", "password": NEW}
    with pytest.raises(BadInput):
        actions.ask_to_open_for_newcomer(**given, username="LIN", by=three.system, **BY)
    assert not queries.people_named("石海棠").exists()
    actions.ask_to_open_for_newcomer(**given, username="shi", by=three.system, **BY)
    assert queries.people_named("石海棠").exists()


# --- who may ask and who may decide


def test_accounts_are_asked_for_by_one_and_seats_by_the_other(cast, three):
    seat = cast.wu.seats.get()
    for by in (three.security, three.auditor, cast.lin):
        with pytest.raises(NotAllowed):
            actions.ask_to_close(cast.wu, by=by, **BY)
    for by in (three.system, three.auditor, cast.lin):
        with pytest.raises(NotAllowed):
            actions.ask_to_end_seat(seat, to_on=make.DAY, by=by, **BY)
    actions.ask_to_close(cast.wu, by=three.system, **BY)
    actions.ask_to_end_seat(seat, to_on=make.DAY, by=three.security, **BY)
    assert Change.objects.count() == 2


def test_only_the_other_office_decides_not_a_colleague_of_the_one_who_asked(cast, three):
    colleague = make.account(cast.region, "system_admin")
    change = actions.ask_to_close(cast.wu, by=three.system, **BY)
    for by in (three.system, colleague, three.auditor, cast.lin):
        with pytest.raises(NotAllowed):
            actions.approve(change, by=by, now=make.NOON)
        with pytest.raises(NotAllowed):
            actions.refuse(change, note="不", by=by, now=make.NOON)
    actions.approve(change, by=three.security, now=make.NOON)
    cast.wu.refresh_from_db()
    assert not cast.wu.is_active


def test_nobody_decides_what_is_about_herself_or_asks_for_it(cast, three):
    second = make.account(cast.region, "security_admin")
    change = actions.ask_for_password(three.security, password=NEW, by=three.system, **BY)
    with pytest.raises(NotAllowed) as refused:
        actions.approve(change, by=three.security, now=make.NOON)
    assert refused.value.code == "about-herself"
    assert not changes.may_decide(three.security, change, now=make.NOON)
    actions.approve(change, by=second, now=make.NOON)
    assert Account.objects.get(pk=three.security.pk).check_password(NEW)

    for ask in (
        lambda: actions.ask_to_close(three.system, by=three.system, **BY),
        lambda: actions.ask_for_password(three.system, password=NEW, by=three.system, **BY),
        lambda: actions.ask_for_seat(
            second, unit=cast.water, role="security_admin", from_on=make.DAY, by=second, **BY
        ),
    ):
        with pytest.raises(IllegalMove):
            ask()


def test_who_was_shut_out_meanwhile_decides_nothing(cast, three):
    change = actions.ask_to_close(cast.wu, by=three.system, **BY)
    three.security.is_active = False
    with pytest.raises(NotAllowed):
        actions.approve(change, by=three.security, now=make.NOON)


def test_each_sees_what_she_decides_and_a_stranger_finds_nothing(cast, three):
    one = actions.ask_to_close(cast.wu, by=three.system, **BY)
    other = actions.ask_to_end_seat(cast.qin.seats.get(), to_on=make.DAY, by=three.security, **BY)
    assert list(changes.to_decide(three.security, now=make.NOON)) == [one]
    assert list(changes.to_decide(three.system, now=make.NOON)) == [other]
    for by in (cast.lin, three.auditor):
        assert not changes.to_decide(by, now=make.NOON)
        with pytest.raises(NotFound):
            changes.change_for(by, one.pk, now=make.NOON)
    assert changes.change_for(three.system, one.pk, now=make.NOON) == one


# --- what takes effect


def test_an_account_is_closed_and_opened_again(cast, three):
    close = actions.ask_to_close(cast.wu, by=three.system, **BY)
    with pytest.raises(Duplicate), transaction.atomic():
        actions.ask_to_close(cast.wu, by=three.system, **BY)
    actions.approve(close, by=three.security, now=make.NOON)
    cast.wu.refresh_from_db()
    assert not access.held(cast.wu, now=make.NOON)
    with pytest.raises(Overtaken):
        actions.ask_to_close(cast.wu, by=three.system, **BY)

    again = actions.ask_to_reopen(cast.wu, by=three.system, **BY)
    actions.approve(again, by=three.security, now=make.NOON)
    cast.wu.refresh_from_db()
    assert access.held(cast.wu, now=make.NOON)


def test_a_new_first_password_serves_once_approved_and_stands_nowhere_afterwards(cast, three):
    change = actions.ask_for_password(cast.wu, password=NEW, by=three.system, **BY)
    assert change.password and NEW not in change.password
    assert not Account.objects.get(pk=cast.wu.pk).check_password(NEW)

    actions.approve(change, by=three.security, now=make.NOON)

    wu = Account.objects.get(pk=cast.wu.pk)
    assert wu.check_password(NEW) and wu.must_change_password
    assert Change.objects.get().password == ""
    said = json.dumps([event.data for event in Event.objects.all()], ensure_ascii=False)
    assert NEW not in said and wu.password not in said


def test_the_key_of_somebody_else_is_ended_by_two_hands(cast, three):
    until = make.DAY + dt.timedelta(days=30)
    key, token = keys.make_key(name="取数", expires_on=until, by=cast.ding, now=make.NOON)
    change = actions.ask_to_revoke_key(key, by=three.system, **BY)
    assert keys.account_of(token, now=make.NOON) == cast.ding
    actions.approve(change, by=three.security, now=make.NOON)
    assert keys.account_of(token, now=make.NOON) is None


def test_the_end_of_a_seat_may_come_nearer_but_not_move_away(cast, three):
    seat = cast.wu.seats.get()
    until = make.DAY + dt.timedelta(days=30)
    first = actions.ask_to_end_seat(seat, to_on=until, by=three.security, **BY)
    actions.approve(first, by=three.system, now=make.NOON)
    seat.refresh_from_db()
    assert seat.to_on == until
    with pytest.raises(Overtaken):
        actions.ask_to_end_seat(seat, to_on=until + dt.timedelta(days=1), by=three.security, **BY)
    nearer = actions.ask_to_end_seat(seat, to_on=make.DAY, by=three.security, **BY)
    actions.approve(nearer, by=three.system, now=make.NOON)
    assert access.held(cast.wu, now=make.NOON)
    assert not access.held(cast.wu, now=make.NOON + dt.timedelta(days=1))


def test_what_can_no_longer_be_is_refused_at_the_approval_and_the_change_still_waits(cast, three):
    change = asked_for_shi(cast, three)
    make.account(cast.land, "handler", username="shi")
    with pytest.raises(BadInput):
        actions.approve(change, by=three.security, now=make.NOON)
    change.refresh_from_db()
    assert change.state == "waiting"
    actions.withdraw(change, by=three.system, now=make.NOON)
    assert change.state == "withdrawn"


# --- withdrawn, lapsed


def test_only_who_asked_takes_it_back_and_only_while_it_waits(cast, three):
    change = actions.ask_to_close(cast.wu, by=three.system, **BY)
    with pytest.raises(NotAllowed):
        actions.withdraw(change, by=three.security, now=make.NOON)
    actions.withdraw(change, by=three.system, now=make.NOON)
    with pytest.raises(Overtaken):
        actions.approve(change, by=three.security, now=make.NOON)


def test_what_nobody_decided_in_time_lapses_and_is_not_approved_afterwards(cast, three):
    change = actions.ask_for_password(cast.wu, password=NEW, by=three.system, **BY)
    last = make.NOON + changes.LASTS
    assert changes.lapse(now=last) == 0
    late = last + dt.timedelta(days=1)
    with pytest.raises(IllegalMove):
        actions.approve(change, by=three.security, now=late)
    assert not changes.to_decide(three.security, now=late)

    assert (changes.lapse(now=late), changes.lapse(now=late)) == (1, 0)
    change.refresh_from_db()
    assert (change.state, change.password) == ("lapsed", "")
    assert history_of(change).first().type == "change.lapsed"
    in_time = actions.ask_for_password(cast.wu, password=NEW, by=three.system, **BY)
    actions.approve(in_time, by=three.security, now=last)


def test_everything_asked_and_decided_stands_in_the_record(cast, three):
    one = actions.ask_to_close(cast.wu, by=three.system, **BY)
    actions.approve(one, by=three.security, now=make.NOON)
    other = actions.ask_to_reopen(cast.wu, by=three.system, **BY)
    actions.refuse(other, note="调查没有结束。", by=three.security, now=make.NOON)
    said = [(event.type, event.by_name) for event in Event.objects.order_by("pk")]
    assert said == [
        ("change.asked", "田雪"),
        ("account.disabled", "尼加提·吐逊"),
        ("change.approved", "尼加提·吐逊"),
        ("change.asked", "田雪"),
        ("change.refused", "尼加提·吐逊"),
    ]
    assert not list(broken_links())


# --- somebody must always be each of the three


def test_the_last_of_each_is_neither_closed_nor_ended_until_there_is_another(cast, three):
    for account in (three.security, three.auditor):
        with pytest.raises(IllegalMove) as refused:
            actions.ask_to_close(account, by=three.system, **BY)
        assert refused.value.code == "last-administrator"
    seat = three.system.seats.get()
    with pytest.raises(IllegalMove):
        actions.ask_to_end_seat(seat, to_on=make.DAY, by=three.security, **BY)

    successor = make.account(cast.region, "security_admin")
    change = actions.ask_to_close(three.security, by=three.system, **BY)
    Seat.objects.filter(account=successor).update(to_on=make.DAY)
    with pytest.raises(IllegalMove):  # looked at again when it takes effect
        actions.approve(change, by=successor, now=make.NOON)
    Seat.objects.filter(account=successor).update(to_on=None)
    actions.approve(change, by=successor, now=make.NOON)
    assert not Account.objects.get(pk=three.security.pk).is_active


# --- kept apart


PAIRS = [
    ("system_admin", "auditor"),
    ("security_admin", "auditor"),
    ("system_admin", "security_admin"),
    ("auditor", "coordinator"),
    ("handler", "system_admin"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_roles_that_are_kept_apart_cannot_be_asked_for_and_one_after_the_other_can(
    cast, three, one, other
):
    who = make.account(cast.region, one)
    make.account(cast.region, one)
    given = {"unit": cast.water, "role": other, "by": three.security, **BY}
    with pytest.raises(BadInput) as refused:
        actions.ask_for_seat(who, from_on=make.DAY, **given)
    assert refused.value.code == "kept-apart"

    Seat.objects.filter(account=who).update(to_on=make.DAY)
    after = actions.ask_for_seat(who, from_on=make.DAY + dt.timedelta(days=1), **given)
    actions.approve(after, by=three.system, now=make.NOON)
    assert who.seats.count() == 2


@pytest.mark.parametrize(("one", "other"), [*PAIRS, *((b, a) for a, b in PAIRS)])
@pytest.mark.parametrize("to_on", [None, "2026-06-30"])
def test_the_database_itself_refuses_both_on_one_day(one, other, to_on):
    unit = make.unit()
    who = make.account(unit, one)
    with pytest.raises(IntegrityError), transaction.atomic():
        raw_seat(who, unit, other, "2026-06-30", to_on)
    raw("UPDATE orgs_seat SET to_on = %s WHERE account_id = %s", ["2026-06-29", who.pk])
    raw_seat(who, unit, other, "2026-06-30", to_on)
    for change in ("to_on = NULL", "to_on = '2026-07-01'"):
        with pytest.raises(IntegrityError), transaction.atomic():
            raw(f"UPDATE orgs_seat SET {change} WHERE role = %s", [one])
    with pytest.raises(IntegrityError), transaction.atomic():
        raw("UPDATE orgs_seat SET from_on = '2020-01-01' WHERE role = %s", [other])


def test_the_database_refuses_a_role_that_is_changed_and_a_seat_laid_on_another():
    unit = make.unit()
    who = make.account(unit, "handler")
    raw_seat(who, unit, "reader", "2026-01-01", None)  # two roles of the business go together
    with pytest.raises(IntegrityError), transaction.atomic():
        raw("UPDATE orgs_seat SET role = 'auditor' WHERE role = 'reader'")
    auditor = make.account(unit, "auditor")
    with pytest.raises(IntegrityError), transaction.atomic():
        raw("UPDATE orgs_seat SET account_id = %s WHERE account_id = %s", [who.pk, auditor.pk])
    raw("UPDATE orgs_seat SET role = 'unit_head' WHERE role = 'reader'")


def test_what_was_together_before_can_be_put_in_order(cast, three):
    both = make.account(cast.region, "system_admin")
    with without_triggers():
        raw_seat(both, cast.region, "coordinator", "2020-01-01", None)
    assert changes.clashing_roles(both, on=make.DAY)
    seat = both.seats.get(role="coordinator")
    change = actions.ask_to_end_seat(seat, to_on=make.DAY, by=three.security, **BY)
    actions.approve(change, by=three.system, now=make.NOON)
    assert not changes.clashing_roles(both, on=make.DAY + dt.timedelta(days=1))


def raw(statement: str, values: list[object] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def raw_seat(account: Account, unit, role: str, from_on: str, to_on: str | None) -> None:
    raw(
        "INSERT INTO orgs_seat (account_id, unit_id, role, from_on, to_on) "
        "VALUES (%s, %s, %s, %s, %s)",
        [account.pk, unit.pk, role, from_on, to_on],
    )


class without_triggers:
    """As it was before the database learnt to keep them apart."""

    def __enter__(self) -> None:
        self._run(on=False)

    def __exit__(self, *error: object) -> None:
        self._run(on=True)

    def _run(self, *, on: bool) -> None:
        if connection.vendor == "postgresql":
            raw("SET CONSTRAINTS ALL IMMEDIATE")
            raw(f"ALTER TABLE orgs_seat {'ENABLE' if on else 'DISABLE'} TRIGGER USER")
            return
        names = "type = 'trigger' AND name LIKE 'orgs_seat_apart%%'"
        with connection.cursor() as cursor:
            if not on:
                cursor.execute(f"SELECT sql FROM sqlite_master WHERE {names}", [])
                self.made = [sql for (sql,) in cursor.fetchall()]
                for verb in ("insert", "update"):
                    cursor.execute(f"DROP TRIGGER orgs_seat_apart_{verb}")
                return
            for sql in self.made:
                cursor.execute(sql)


# --- what was asked and decided stays


def test_the_database_refuses_one_hand_for_both_and_a_decision_without_a_name(cast, three):
    change = actions.ask_to_close(cast.wu, by=three.system, **BY)
    rows = Change.objects.filter(pk=change.pk)
    for wrong in (
        {"state": "approved", "decided_by": three.system, "decided_at": make.NOON},
        {"state": "approved", "decided_at": make.NOON},
        {"state": "approved", "decided_by": three.security},
        {"state": "withdrawn", "decided_by": three.security, "decided_at": make.NOON},
        {"state": "refused", "decided_by": three.security, "decided_at": make.NOON, "note": ""},
        {"state": "unheard of"},
        {"decided_by": three.security},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    rows.update(state="approved", decided_by=three.security, decided_at=make.NOON)


def test_nobody_changes_afterwards_what_was_asked_or_decided(cast, three):
    change = asked_for_shi(cast, three, unit=cast.water, role="handler")
    rows = Change.objects.filter(pk=change.pk)
    for wrong in (
        {"data": change.data | {"role": "leader"}},
        {"reason": "别的理由"},
        {"asked_by": three.security},
        {"kind": "close"},
        {"password": "another-hash"},
        {"lapses_on": make.DAY + dt.timedelta(days=300)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    actions.approve(change, by=three.security, now=make.NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(note="没有这回事")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="waiting", decided_by=None, decided_at=None)
