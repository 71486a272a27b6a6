"""With which seat, by which door, from which address: read from whoever acts, kept in the event."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from django.urls import reverse

from luoshi.audit import hashing, queries
from luoshi.audit.actions import COMMAND_LINE, SYSTEM, record
from luoshi.audit.models import Event
from luoshi.orgs import access
from luoshi.orgs.models import Delegation, Seat
from luoshi.rules.access import Permission
from tests import make

pytestmark = pytest.mark.django_db
SINCE = dt.date(2020, 1, 1)


@pytest.fixture
def sm3():
    hashing.use("sm3")
    yield
    hashing.use("sha256")


def test_of_several_seats_the_record_names_the_one_that_the_row_asks_for():
    cast = make.cast()
    Seat.objects.create(account=cast.qin, unit=cast.land, role="handler", from_on=SINCE)
    Seat.objects.create(account=cast.qin, unit=cast.region, role="reader", from_on=SINCE)

    access.require(cast.qin, Permission.REGISTER_SEE, now=make.NOON, units={cast.land.pk})
    assert (cast.qin.acts_with.role, cast.qin.acts_with.unit) == ("handler", cast.land)
    access.require(cast.qin, Permission.REGISTER_SEE, now=make.NOON, units={cast.water.pk})
    assert (cast.qin.acts_with.role, cast.qin.acts_with.unit) == ("unit_head", cast.water)


def test_a_seat_above_is_named_where_none_lies_nearer():
    cast = make.cast()
    Seat.objects.create(account=cast.qin, unit=cast.prefecture, role="handler", from_on=SINCE)
    access.require(cast.qin, Permission.REGISTER_SEE, now=make.NOON, units={cast.land.pk})
    assert cast.qin.acts_with.unit == cast.prefecture


def test_who_stands_in_acts_with_the_seat_of_whom_she_stands_in_for():
    cast = make.cast()
    Delegation.objects.create(
        absent=cast.qin.person, deputy=cast.ma.person, from_on=make.DAY, to_on=make.DAY,
        reason="出差", made_by=cast.lin, made_at=make.NOON,
    )  # fmt: skip
    access.require(cast.ma, Permission.REPORT_SIGN, now=make.NOON, units={cast.water.pk})
    event = record("unit.changed", cast.water, by=cast.ma, at=make.NOON)
    assert event.by_name == "马依努尔（代 秦朗）"
    assert (event.seat_role, event.seat_unit_name) == ("unit_head", "青泉州水利局")


def test_a_page_notes_door_and_address(client):
    cast = make.cast()
    client.force_login(cast.lin)
    source = make.source(held_by=cast.region, by=cast.lin)

    answer = client.get(reverse("source_file", args=[source.pk]), REMOTE_ADDR="192.0.2.44")

    assert answer.status_code == 200
    event = queries.history_of(source).get()
    assert (event.type, event.door, event.address) == ("source.read", "page", "192.0.2.44")
    assert event.data["sha256"] == source.sha256


def test_who_may_not_see_a_document_takes_no_copy_and_nothing_is_recorded(client):
    cast = make.cast()
    client.force_login(cast.wu)
    source = make.source(held_by=cast.energy, by=cast.aiko)
    assert client.get(reverse("source_file", args=[source.pk])).status_code == 404
    assert not queries.history_of(source).exists()


@pytest.mark.parametrize(
    ("proxies", "kept"), [(0, "10.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.5")]
)
def test_behind_our_own_proxies_the_callers_address_counts_and_no_forged_one(
    client, settings, proxies, kept
):
    settings.PROXIES = proxies
    cast = make.cast()
    client.force_login(cast.lin)
    source = make.source(held_by=cast.region, by=cast.lin)
    client.get(
        reverse("source_file", args=[source.pk]),
        REMOTE_ADDR="10.0.0.1",
        headers={"x-forwarded-for": "1.2.3.4, 203.0.113.5, 198.51.100.7"},
    )
    assert queries.history_of(source).get().address == kept


def test_the_sweep_and_the_command_line_name_themselves():
    cast = make.cast()
    assert record("unit.changed", cast.water, by=SYSTEM, at=make.NOON).door == "sweep"
    event = record("unit.changed", cast.water, by=COMMAND_LINE, at=make.NOON)
    assert (event.door, event.by_name, event.seat_role) == ("command", "命令行", None)


def test_an_event_from_before_seats_and_doors_still_verifies_under_newer_ones():
    cast = make.cast()
    content = ["", "unit", cast.water.pk, "青泉州水利局", 1, "unit.added"]
    content += [make.NOON.astimezone(dt.UTC).isoformat(), cast.lin.pk, "林岚", {"n": 1}]
    plainly = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    Event.objects.create(
        subject_kind="unit", subject_id=cast.water.pk, subject_label="青泉州水利局", serial=1,
        type="unit.added", at=make.NOON, by_id=cast.lin.pk, by_name="林岚", data={"n": 1},
        hash=hashlib.sha256(plainly.encode()).hexdigest(),
    )  # fmt: skip
    record("unit.changed", cast.water, by=cast.lin, at=make.NOON)
    assert [e.form for e in queries.history_of(cast.water)] == [2, None]
    assert list(queries.broken_links()) == []


def test_a_chain_that_changes_its_algorithm_on_the_way_verifies(sm3):
    cast = make.cast()
    hashing.use("sha256")
    record("unit.changed", cast.water, by=cast.lin, at=make.NOON)
    hashing.use("sm3")
    event = record("unit.changed", cast.water, by=cast.lin, at=make.NOON)
    hashing.use("sha256")
    record("unit.changed", cast.water, by=cast.lin, at=make.NOON)

    assert [e.algorithm for e in queries.history_of(cast.water)] == ["sha256", "sm3", "sha256"]
    assert event.hash != hashlib.sha256(b"").hexdigest()
    assert list(queries.broken_links()) == []


def test_sm3_is_the_one_of_the_standard():
    told = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashing.digest("sm3", "abc") == told


def test_an_algorithm_that_nobody_knows_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="LUOSHI_RECORD_HASH"):
        hashing.use("md5")
    assert hashing.chosen() == "sha256"
