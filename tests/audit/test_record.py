"""The record: what it keeps, and that nobody can quietly change it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from luoshi.audit import queries
from luoshi.audit.actions import SYSTEM, plain, record
from luoshi.audit.models import Event
from tests import make

pytestmark = pytest.mark.django_db


def three_events(unit, by):
    for number in range(3):
        record(
            "unit.changed",
            unit,
            by=by,
            at=make.NOON + dt.timedelta(minutes=number),
            name=f"第{number}次",
        )


def test_a_chain_that_nobody_touched_verifies():
    cast = make.cast()
    three_events(cast.water, cast.lin)
    three_events(cast.land, cast.lin)

    assert [e.serial for e in queries.history_of(cast.water)] == [3, 2, 1]
    assert list(queries.broken_links()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET by_name = '别人' WHERE serial = 2",
        "DELETE FROM audit_event WHERE serial = 2",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(statement):
    cast = make.cast()
    three_events(cast.water, cast.lin)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Event.objects.count() == 3


def without_triggers(statement: str) -> None:
    """Do what somebody with full rights on the database could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only")
        else:
            cursor.execute("DROP TRIGGER audit_event_no_update")
            cursor.execute("DROP TRIGGER audit_event_no_delete")
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET by_name = '别人' WHERE serial = 2",
        "DELETE FROM audit_event WHERE serial = 2",
        "UPDATE audit_event SET at = '2020-01-01 00:00:00+00:00' WHERE serial = 1",
    ],
)
def test_what_somebody_with_full_database_rights_changed_is_found(statement):
    cast = make.cast()
    three_events(cast.water, cast.lin)

    without_triggers(statement)

    assert list(queries.broken_links())


def test_of_two_writers_of_one_chain_the_second_falls():
    cast = make.cast()
    first = record("unit.changed", cast.water, by=cast.lin, at=make.NOON)
    twin = Event(**{f.name: getattr(first, f.name) for f in Event._meta.fields if f.name != "id"})

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)

    record("unit.changed", cast.water, by=cast.lin, at=make.NOON)
    assert [e.serial for e in queries.history_of(cast.water)] == [2, 1]


def test_the_record_keeps_copies_that_outlive_their_rows():
    cast = make.cast()
    record(
        "unit.changed",
        cast.water,
        by=SYSTEM,
        at=make.NOON,
        person=cast.wu,
        sum=Decimal("12.50"),
        on=make.DAY,
    )

    event = queries.history_of(cast.water).get()

    assert event.by_name == "系统"
    assert event.by_id is None
    assert event.data == {
        "person": {"id": cast.wu.pk, "label": "吴青"},
        "sum": "12.50",
        "on": "2026-05-18",
    }


def test_instants_are_written_in_one_time_zone():
    assert plain(make.NOON) == "2026-05-18T04:00:00+00:00"
