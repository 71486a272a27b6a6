"""The daily seal: once for each day, over everything, by whoever comes first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from luoshi.audit import hashing
from luoshi.audit.actions import COMMAND_LINE, hand_out_seals, record, verify_all
from luoshi.audit.lines import NoSeals, read_exported
from luoshi.audit.models import Event, Seal, SealedHead
from luoshi.audit.sealing import line_of
from luoshi.audit.tasks import seal_days
from luoshi.cli.rounds import sweep_once
from tests import make
from tests.audit.tampering import TABLES, codes, three_sealed_days, without_triggers
from tests.together import one_database

TOMORROW = make.NOON + dt.timedelta(days=1)


@pytest.mark.django_db
def test_a_day_is_sealed_once_and_only_when_it_is_over():
    cast = make.cast()
    record("unit.changed", cast.water, by=cast.lin, at=make.NOON - dt.timedelta(days=1))
    record("unit.changed", cast.land, by=cast.lin, at=make.NOON - dt.timedelta(days=1))
    record("unit.changed", cast.water, by=cast.lin, at=make.NOON)

    assert [seal_days(now=make.NOON), seal_days(now=make.NOON)] == [1, 0]
    assert [(s.day, s.events, s.chains) for s in Seal.objects.all()] == [
        (make.DAY - dt.timedelta(days=1), 2, 2)
    ]
    assert seal_days(now=TOMORROW) == 1
    assert (Seal.objects.last().day, Seal.objects.last().events) == (make.DAY, 1)
    assert codes() == set()


@pytest.mark.django_db
def test_an_empty_record_is_not_sealed():
    assert seal_days(now=make.NOON) == 0
    assert not Seal.objects.exists()


@pytest.mark.django_db
def test_after_an_outage_every_day_gets_its_seal_the_quiet_ones_too():
    cast = make.cast()
    record("unit.changed", cast.water, by=cast.lin, at=make.NOON)
    seal_days(now=TOMORROW)
    for days in (1, 3):
        record("unit.changed", cast.water, by=cast.lin, at=make.NOON + dt.timedelta(days=days))

    assert seal_days(now=make.NOON + dt.timedelta(days=5)) == 4
    assert [s.events for s in Seal.objects.all()] == [1, 1, 0, 1, 0]
    assert [s.previous_hash for s in Seal.objects.all()][1:] == [
        s.hash for s in Seal.objects.all()
    ][:-1]
    assert codes() == set()


@pytest.mark.django_db
def test_the_sweep_seals_the_day_before():
    cast = make.cast()
    record("unit.changed", cast.water, by=cast.lin, at=make.NOON)
    assert sweep_once(now=TOMORROW).trouble == ""
    assert Seal.objects.get().day == make.DAY


@pytest.mark.django_db(transaction=True)
def test_of_two_sweeps_at_once_one_seals(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        record("unit.changed", cast.water, by=cast.lin, at=make.NOON)
        made = at_once(lambda: seal_days(now=TOMORROW), lambda: seal_days(now=TOMORROW))
        assert sorted(made) in ([0, 1], [0, 0])  # a busy database is left to the next round
        seal_days(now=TOMORROW)
        assert Seal.objects.count() == 1
        assert SealedHead.objects.count() == 1
        assert codes() == set()


@pytest.mark.django_db
def test_seals_of_two_algorithms_follow_on_each_other():
    cast = make.cast()
    record("unit.changed", cast.water, by=cast.lin, at=make.NOON)
    seal_days(now=TOMORROW)
    hashing.use("sm3")
    try:
        record("unit.changed", cast.water, by=cast.lin, at=TOMORROW)
        seal_days(now=TOMORROW + dt.timedelta(days=1))
    finally:
        hashing.use("sha256")
    assert [s.algorithm for s in Seal.objects.all()] == ["sha256", "sm3"]
    assert codes() == set()


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_events(django_assert_num_queries):
    by = make.account(make.unit(), "coordinator")
    for nth in range(3):
        record("unit.changed", make.unit(), by=by, at=make.NOON + dt.timedelta(seconds=nth))
    with django_assert_num_queries(SEALING):
        seal_days(now=TOMORROW)
    for nth in range(40):
        record("unit.changed", make.unit(), by=by, at=TOMORROW + dt.timedelta(seconds=nth))
    with django_assert_num_queries(SEALING - 1):
        seal_days(now=TOMORROW + dt.timedelta(days=1))


# whether there are events (the first time), the latest seal, savepoints, and six for the day
SEALING = 10 if connection.vendor == "sqlite" else 14


@pytest.mark.django_db
@pytest.mark.parametrize("table", [*TABLES, "audit_verification"])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_refuses_to_change_or_remove_what_was_sealed(table, verb):
    three_sealed_days({"水利": (1, 1, 1)})
    verify_all(by=COMMAND_LINE, now=TOMORROW)
    statement = f"UPDATE {table} SET id = id" if verb == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_database_refuses_to_empty_the_record():
    for table in TABLES:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # SQLite does not know the statement at all
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f"TRUNCATE {table}")


@pytest.mark.django_db
def test_seals_that_are_handed_out_can_be_read_again_and_that_is_recorded():
    three_sealed_days({"水利": (1, 0, 2)})
    text = hand_out_seals(by=COMMAND_LINE, now=TOMORROW)
    assert read_exported(text) == [line_of(seal) for seal in Seal.objects.all()]
    event = Event.objects.get(type="seal.exported")
    assert (event.door, event.data["count"]) == ("command", 3)
    for bad in ("", "[]", "{}", '{"format":"luoshi-seals-1","seals":[{"day":1}]}'):
        with pytest.raises(NoSeals):
            read_exported(bad)


@pytest.mark.django_db
def test_what_a_check_found_is_kept_with_its_places():
    three_sealed_days({"水利": (2, 1, 1)})
    later = make.at("2026-05-21")
    assert verify_all(by=COMMAND_LINE, now=later).faults == 0
    without_triggers()
    Event.objects.filter(serial=2, subject_kind="unit").delete()
    found = verify_all(by=COMMAND_LINE, now=later)
    said = [one["template"] % one["params"] for one in found.findings]
    assert found.faults == len(said) == 3
    assert any("缺少" in one and "第3条" in one for one in said)
    assert any("2026-05-18的封存有2条记录，现有1条" in one for one in said)
