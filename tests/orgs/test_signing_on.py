"""What claims of single sign-on ask for: proposed once, decided by the security administrator."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from luoshi import policy
from luoshi.audit.queries import broken_links, history_of
from luoshi.orgs import actions, apart, changes, signing_on
from luoshi.orgs.models import Account, Change, Seat
from luoshi.rules.identity import MappedSeat
from luoshi.values.errors import BadInput, NotAllowed, Overtaken
from tests import make

pytestmark = pytest.mark.django_db

BY = {"by": actions.stranger("10.0.0.1"), "now": make.NOON}
LATER = make.NOON + dt.timedelta(days=20)


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def three(cast):
    return make.three(cast.region)


@pytest.fixture(autouse=True)
def mapping(monkeypatch, cast):
    """Map readers and editors to seats of the office, and one group to a unit that nobody knows."""
    seats = tuple(
        MappedSeat("office", "groups", value, unit=unit, role=role)
        for value, unit, role in (
            ("readers", cast.region.name, "reader"),
            ("everybody", cast.region.name, "reader"),
            ("handlers", cast.region.name, "handler"),
            ("strangers", "不存在的单位", "reader"),
        )
    )
    now = policy.current()
    other = dataclasses.replace(now, identity=dataclasses.replace(now.identity, seats=seats))
    monkeypatch.setattr(policy, "current", lambda: other)


def came(account: Account, *groups: str, now: dt.datetime = make.NOON) -> Change | None:
    """Let somebody come in by the provider as a member of these groups."""
    told = {"provider": "office", "claims": {"groups": list(groups)}}
    return signing_on.propose_seats(account, **told, by=BY["by"], now=now)


def approved(change: Change | None, three, *, now: dt.datetime = make.NOON) -> None:
    assert change is not None
    actions.approve(change, by=three.security, now=now)


def seat(account: Account, role: str, cast: make.Cast) -> Seat:
    """Give a seat of the office by hand."""
    since = dt.date(2020, 1, 1)
    return Seat.objects.create(account=account, unit=cast.region, role=role, from_on=since)


def test_what_the_claims_ask_for_is_one_change_and_nothing_before_it_is_approved(cast, three):
    office = cast.region
    change = came(cast.wu, "readers", "everybody", "handlers", "strangers")
    asked = [(one["unit"], one["role"]) for one in change.data["give"]]
    assert asked == [(office.pk, "reader"), (office.pk, "handler")]
    mine = Seat.objects.filter(account=cast.wu, unit=office)
    assert not mine.exists()
    approved(change, three)
    assert sorted(mine.values_list("role", flat=True)) == ["handler", "reader"]
    assert set(mine.values_list("from_on", flat=True)) == {make.DAY}


def test_who_comes_in_again_asks_nothing_twice_before_or_after_it_is_decided(cast, three):
    change = came(cast.wu, "readers")
    assert came(cast.wu, "readers") == change
    approved(change, three)
    assert came(cast.wu, "readers") is None
    assert Change.objects.count() == 1


def test_a_refusal_is_kept_until_the_claims_change_and_then_only_the_new_is_asked(cast, three):
    actions.refuse(came(cast.wu, "readers"), note="不需要。", by=three.security, now=make.NOON)
    assert came(cast.wu, "readers") is None
    change = came(cast.wu, "readers", "handlers")
    assert [one["role"] for one in change.data["give"]] == ["handler"]
    approved(change, three)
    assert not cast.wu.seats.filter(role="reader").exists()
    assert came(cast.wu, "readers", "handlers") is None


def test_a_claim_that_is_gone_asks_for_the_end_of_the_seat_that_it_gave_and_of_no_other(
    cast, three
):
    by_hand = seat(cast.wu, "handler", cast)
    approved(came(cast.wu, "readers", "handlers"), three)
    change = came(cast.wu)
    assert [(one["role"], one["unit"]) for one in change.data["end"]] == [
        ("reader", cast.region.pk)
    ]
    mapped = cast.wu.seats.get(role="reader")
    assert mapped.to_on is None
    approved(change, three)
    mapped.refresh_from_db()
    by_hand.refresh_from_db()
    assert (mapped.to_on, by_hand.to_on) == (make.DAY, None)
    assert came(cast.wu) is None


def test_who_comes_back_into_the_group_is_proposed_again(cast, three):
    approved(came(cast.wu, "readers"), three)
    approved(came(cast.wu), three)
    change = came(cast.wu, "readers", now=LATER)
    approved(change, three, now=LATER)
    assert cast.wu.seats.filter(role="reader", to_on=None).count() == 1


def test_an_end_that_was_refused_leaves_the_seat_and_is_not_asked_again(cast, three):
    approved(came(cast.wu, "readers"), three)
    actions.refuse(came(cast.wu), note="继续担任。", by=three.security, now=make.NOON)
    assert came(cast.wu) is None
    assert cast.wu.seats.filter(role="reader", to_on=None).exists()


def test_what_the_office_ended_stays_ended_while_the_claims_are_the_same(cast, three):
    approved(came(cast.wu, "readers"), three)
    given = {"to_on": make.DAY, "reason": "调离。", "by": three.security, "now": make.NOON}
    ending = actions.ask_to_end_seat(cast.wu.seats.get(role="reader"), **given)
    actions.approve(ending, by=three.system, now=make.NOON)
    assert came(cast.wu, "readers", now=LATER) is None
    change = came(cast.wu, "readers", "handlers", now=LATER)
    assert [one["role"] for one in change.data["give"]] == ["handler"]


def test_claims_that_change_while_it_waits_let_go_what_they_asked_for(cast, three):
    first = came(cast.wu, "readers")
    second = came(cast.wu, "handlers")
    first.refresh_from_db()
    assert (first.state, second.state) == ("lapsed", "waiting")
    with pytest.raises(Overtaken):
        actions.approve(first, by=three.security, now=make.NOON)
    assert came(cast.wu) is None
    second.refresh_from_db()
    assert second.state == "lapsed"
    assert [one.type for one in history_of(second)] == ["change.let_go", "change.proposed"]


def test_what_nobody_decided_in_time_is_asked_anew_at_the_next_log_in(cast, three):
    first = came(cast.wu, "readers")
    second = came(cast.wu, "readers", now=LATER)
    first.refresh_from_db()
    assert (first.state, second.state) == ("lapsed", "waiting")
    approved(second, three, now=LATER)
    assert cast.wu.seats.get(role="reader").unit == cast.region


def test_what_came_about_meanwhile_is_passed_over_and_what_cannot_be_is_refused(cast, three):
    change = came(cast.wu, "readers", "handlers")
    seat(cast.wu, "reader", cast)
    approved(change, three)
    roles = Seat.objects.filter(account=cast.wu, unit=cast.region)
    assert sorted(roles.values_list("role", flat=True)) == ["handler", "reader"]

    newly = make.account(cast.region, "handler", name="白梅")
    change = came(newly, "readers")
    newly.seats.all().delete()
    seat(newly, "auditor", cast)
    with pytest.raises(BadInput), transaction.atomic():
        approved(change, three)
    change.refresh_from_db()
    assert change.state == "waiting"


def test_beside_an_administrators_seat_and_for_a_closed_account_nothing_is_asked(cast, three):
    assert came(three.system, "readers") is None
    Account.objects.filter(pk=cast.wu.pk).update(is_active=False)
    cast.wu.refresh_from_db()
    assert came(cast.wu, "readers") is None
    assert came(cast.lin, "readers") is not None


def test_two_mappings_of_two_providers_wait_one_after_the_other(cast, three):
    first = came(cast.wu, "readers")
    told = {"provider": "another", "claims": {"groups": ["readers"]}}
    assert signing_on.propose_seats(cast.wu, **told, **BY) == first
    approved(first, three)
    assert signing_on.propose_seats(cast.wu, **told, **BY) is None  # it has no mapping of its own


# --- who decides


def test_nobody_but_the_security_administrator_decides_and_nobody_takes_it_back(cast, three):
    change = came(cast.wu, "readers")
    for by in (three.system, three.auditor, cast.lin):
        with pytest.raises(NotAllowed):
            actions.approve(change, by=by, now=make.NOON)
        with pytest.raises(NotAllowed):
            actions.withdraw(change, by=by, now=make.NOON)
    assert not changes.to_decide(three.system, now=make.NOON).exists()
    assert changes.to_decide(three.security, now=make.NOON).get() == change
    approved(change, three)


def raw(change: Change, **columns: object) -> None:
    with transaction.atomic():
        Change.objects.filter(pk=change.pk).update(**columns)


def test_the_database_itself_refuses_any_other_hand(cast, three):
    change = came(cast.wu, "readers")
    for by in (three.system, three.auditor, cast.lin, cast.wu):
        for state in ("approved", "refused"):
            with pytest.raises(IntegrityError):
                raw(change, state=state, decided_by=by, decided_at=make.NOON, note="可以")
    with pytest.raises(IntegrityError):
        raw(change, state="approved", decided_at=make.NOON)
    with pytest.raises(IntegrityError):
        raw(change, state="withdrawn", decided_by=three.security, decided_at=make.NOON)
    raw(change, state="approved", decided_by=three.security, decided_at=make.NOON)


def test_the_database_knows_who_asked_unless_single_sign_on_did(cast, three):
    row = {"kind": "seat", "account": cast.wu, "reason": "新任", "asked_at": make.NOON}
    row |= {"lapses_on": make.DAY}
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(**row | {"kind": "mapped"}, asked_by=three.system)
    made = row | {"kind": "mapped", "state": "approved", "decided_at": make.NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(**made, decided_by=three.system)
    Change.objects.create(**row, asked_by=three.security)
    Change.objects.create(**made, decided_by=three.security)


def test_the_database_lets_nobody_decide_what_is_about_herself(cast, three):
    second = make.account(cast.region, "security_admin", name="艾山")
    change = actions.ask_to_close(second, reason="调离。", by=three.system, now=make.NOON)
    with pytest.raises(IntegrityError):
        raw(change, state="approved", decided_by=second, decided_at=make.NOON)
    raw(change, state="approved", decided_by=three.security, decided_at=make.NOON)


def test_the_record_says_what_was_proposed_by_whom_and_who_let_it_take_effect(cast, three):
    change = came(cast.wu, "readers")
    approved(change, three)
    said = {one.type: one for one in history_of(change)}
    assert said["change.proposed"].data["give"] == [f"{cast.region.name} 查阅"]
    assert said["change.proposed"].data["reason"] == "office: groups=readers"
    assert said["change.approved"].by_name == "尼加提·吐逊"
    given = history_of(cast.wu).get(type="account.seat_given")
    assert (given.by_name, given.data["asked_by"]) == ("尼加提·吐逊", "office")
    assert not list(broken_links())


def test_a_later_migration_may_lay_the_table_of_seats_anew_and_the_triggers_stand_again(
    cast, three
):
    change = came(cast.wu, "readers")
    with connection.cursor() as editor:
        editor.connection = connection
        apart.set_free().code(None, editor)
        if connection.vendor == "sqlite":  # as Django lays a table anew there
            editor.execute("SELECT sql FROM sqlite_master WHERE name = 'orgs_seat'")
            editor.execute(editor.fetchone()[0].replace("orgs_seat", "new__orgs_seat", 1))
            editor.execute("INSERT INTO new__orgs_seat SELECT * FROM orgs_seat")
            editor.execute("DROP TABLE orgs_seat")
            editor.execute("ALTER TABLE new__orgs_seat RENAME TO orgs_seat")
        apart.kept_apart().code(None, editor)
    decided = {"state": "refused", "decided_at": make.NOON, "note": "不需要。"}
    with pytest.raises(IntegrityError):
        raw(change, **decided, decided_by=three.system)
    with pytest.raises(IntegrityError), transaction.atomic():
        seat(three.system, "auditor", cast)
    raw(change, **decided, decided_by=three.security)
