"""Many events at once: the same record as one by one, in a number of queries that does not grow."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext

from luoshi.audit import queries
from luoshi.audit.actions import SYSTEM, Happening, record, record_many
from luoshi.audit.models import Event
from luoshi.audit.origin import Origin, origin_of
from luoshi.orgs import access
from luoshi.rules.access import Permission
from tests import make

pytestmark = pytest.mark.django_db

KEPT = (
    "subject_kind",
    "subject_id",
    "subject_label",
    "serial",
    "type",
    "at",
    "by_id",
    "by_name",
    "data",
    "previous_hash",
    "hash",
    "form",
    "algorithm",
    "seat_role",
    "seat_unit_id",
    "seat_unit_name",
    "door",
    "address",
)


def written() -> list[tuple]:
    return list(Event.objects.order_by("subject_kind", "subject_id", "serial").values_list(*KEPT))


def begin(cast: make.Cast) -> None:
    record("unit.changed", cast.water, by=cast.lin, at=make.NOON, name="一次")
    record("unit.changed", cast.water, by=cast.lin, at=make.NOON, name="二次")
    record("unit.changed", cast.wu.person, by=cast.lin, at=make.NOON, name="“引号”\\与\n换行")


def told(cast: make.Cast) -> list[tuple]:
    return [
        (cast.water, {"person": cast.wu, "on": make.DAY, "why": "渠首“冲毁”"}),
        (cast.land, {"person": None, "list": [make.NOON, 3, 2.5]}),
        (cast.wu.person, {}),
        (cast.ma.person, {"reason": "é\u2028"}),
    ]


def test_many_at_once_write_the_record_that_one_by_one_would_have_written():
    cast = make.cast()
    begin(cast)
    with transaction.atomic():
        for subject, data in told(cast):
            record("row.changed", subject, by=SYSTEM, at=make.NOON, **data)
        one_by_one = written()
        transaction.set_rollback(True)
    assert len(written()) == 3

    happened = [Happening.to(subject, **data) for subject, data in told(cast)]
    assert record_many("row.changed", happened, by=SYSTEM, at=make.NOON) == 4
    assert written() == one_by_one
    assert list(queries.broken_links()) == []


def test_many_at_once_keep_the_same_seat_door_and_address_as_one():
    cast = make.cast()
    access.require(cast.lin, Permission.DIRECTORY_EDIT, now=make.NOON)
    cast.lin.door, cast.lin.address = "interface", "2001:db8::7"
    one = record("unit.changed", cast.water, by=cast.lin, at=make.NOON)
    record_many("unit.changed", [Happening.to(cast.land)], by=cast.lin, at=make.NOON)
    many = queries.history_of(cast.land).get()

    assert origin_of(cast.lin) == Origin(
        "coordinator", cast.region.pk, "瀚北自治区国资委", "interface", "2001:db8::7"
    )
    for name in Origin._fields:
        assert getattr(many, name) == getattr(one, name) == getattr(origin_of(cast.lin), name)
    assert list(queries.broken_links()) == []


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_num_queries):
    units = [make.unit(f"第{n}处") for n in range(300)]
    with django_assert_num_queries(2):
        record_many("unit.changed", [Happening.to(one) for one in units], by=SYSTEM, at=make.NOON)
    with django_assert_num_queries(2):
        record_many("unit.changed", [Happening.to(one) for one in units], by=SYSTEM, at=make.NOON)
    assert Event.objects.count() == 600
    assert list(queries.broken_links()) == []


def test_what_begins_is_not_looked_for_and_a_chain_that_is_there_is_never_doubled():
    cast = make.cast()
    with CaptureQueriesContext(transaction.get_connection()) as asked:
        record_many("unit.added", [Happening.to(cast.land)], by=SYSTEM, at=make.NOON, begins=True)
    assert len(asked) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        record_many("unit.added", [Happening.to(cast.land)], by=SYSTEM, at=make.NOON, begins=True)
    assert Event.objects.count() == 1


def test_nothing_that_happened_writes_nothing():
    assert record_many("unit.changed", [], by=SYSTEM, at=make.NOON) == 0


def test_the_hash_is_that_of_the_plain_list_of_what_happened():
    cast = make.cast()
    access.require(cast.lin, Permission.DIRECTORY_EDIT, now=make.NOON)
    cast.lin.door, cast.lin.address = "page", "10.1.2.3"
    event = record("unit.changed", cast.water, by=cast.lin, at=make.NOON, why="汛期“抢险”", n=3)
    content = [
        2,
        "sha256",
        "",
        "unit",
        cast.water.pk,
        "青泉州水利局",
        1,
        "unit.changed",
        make.NOON.astimezone(dt.UTC).isoformat(),
        cast.lin.pk,
        "林岚",
        *["coordinator", cast.region.pk, "瀚北自治区国资委", "page", "10.1.2.3"],
        {"why": "汛期“抢险”", "n": 3},
    ]
    plainly = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert event.hash == hashlib.sha256(plainly.encode()).hexdigest()
