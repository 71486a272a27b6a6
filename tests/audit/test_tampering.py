"""Every way to touch the raw record is found, by chains, by seals, or by the seals kept elsewhere."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
from collections import Counter
from dataclasses import dataclass

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.audit.chain import link
from luoshi.audit.lines import read_exported
from luoshi.audit.models import Event, Seal, SealedHead
from luoshi.audit.sealing import exported
from luoshi.audit.verifying import faults
from tests import make
from tests.audit.tampering import (
    chain,
    codes,
    reseal,
    rewrite,
    three_sealed_days,
    undone,
    without_triggers,
)

pytestmark = pytest.mark.django_db
SIZES = {"水利": (3, 2, 1), "国土": (1, 0, 3), "交通": (0, 1, 0)}
OTHER = {
    "subject_kind": "person",
    "subject_label": "别的",
    "serial": 77,
    "type": "unit.added",
    "at": make.NOON + dt.timedelta(seconds=1),
    "by_id": 4711,
    "by_name": "别人",
    "data": {"name": "别的"},
    "previous_hash": "0" * 64,
    "hash": "f" * 64,
    "form": 1,
    "algorithm": "sm3",
    "seat_role": "leader",
    "seat_unit_id": 4711,
    "seat_unit_name": "别处",
    "door": "link",
    "address": "192.0.2.9",
}
COLUMNS = [field.attname for field in Event._meta.fields]


@dataclass
class Sealed:
    units: dict
    kept: list
    events: list[Event]


@pytest.fixture
def sealed() -> Sealed:
    units = three_sealed_days(SIZES)
    assert codes() == set()
    kept = read_exported(exported(Seal.objects.order_by("day")))
    assert [(line.events, line.chains) for line in kept] == [(4, 2), (3, 2), (4, 2)]
    assert codes(kept=kept) == set()
    without_triggers()
    return Sealed(units, kept, list(Event.objects.order_by("pk")))


def test_every_column_is_tried():
    assert set(COLUMNS) == OTHER.keys() | {"id", "subject_id"}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_of_any_event_is_found(sealed, column):
    for event in sealed.events:
        with undone():
            value = OTHER.get(column, 900_000 + event.pk)
            assert Event.objects.filter(pk=event.pk).update(**{column: value}) == 1
            assert codes(), f"{column} of {event}"


@pytest.mark.parametrize("column", ["by_id", "form", "algorithm", "door"])
def test_an_emptied_column_is_found(sealed, column):
    if column == "door":
        Event.objects.update(door="")
    else:
        Event.objects.update(**{column: None})
    assert "changed" in codes()


def test_a_removed_event_is_found_wherever_it_stood(sealed):
    for event in sealed.events:
        with undone():
            Event.objects.filter(pk=event.pk).delete()
            assert "count" in codes()
            found = codes() & {"gap", "head_gone"}
            assert found, f"{event}"


def test_a_removed_end_of_a_chain_and_a_removed_chain_are_found_with_their_place(sealed):
    for unit in sealed.units.values():
        events = chain(unit)
        for keep in range(len(events)):
            with undone():
                Event.objects.filter(pk__in=[one.pk for one in events[keep:]]).delete()
                assert {"head_gone", "count"} <= codes()


def test_an_event_put_in_anywhere_is_found(sealed):
    for unit in sealed.units.values():
        events = chain(unit)
        for place in range(len(events) + 1):
            with undone():
                forged = copy.copy(events[0])
                forged.pk, forged.data = 1_000_000, {"name": "后来加的"}
                rewrite([*events[:place], forged, *events[place:]])
                assert codes(), f"{unit} {place}"


def test_two_events_that_changed_places_are_found(sealed):
    for unit in sealed.units.values():
        events = chain(unit)
        for one, two in itertools.combinations(range(len(events)), 2):
            for anew in (False, True):
                with undone():
                    swapped = list(map(copy.copy, events))
                    swapped[one], swapped[two] = swapped[two], swapped[one]
                    if anew:
                        rewrite(swapped)
                    else:
                        Event.objects.filter(pk__in=[e.pk for e in events]).delete()
                        for serial, event in enumerate(swapped, start=1):
                            event.serial = serial
                            event.save(force_insert=True)
                    assert codes(), f"{unit} {one} {two} {anew}"


def test_a_chain_whose_every_hash_was_made_anew_is_found_by_the_seal_with_its_place(sealed):
    for unit in sealed.units.values():
        for place in range(len(chain(unit))):
            with undone():
                events = chain(unit)
                events[place].by_name = "别人"
                rewrite(events)
                assert codes() == {"head_changed"}, f"{unit} {place}"


def test_seals_and_heads_that_were_touched_are_found(sealed):
    for seal in Seal.objects.all():
        for column, value in {
            "day": make.DAY - dt.timedelta(days=9),
            "events": 99,
            "chains": 99,
            "last_event": 99,
            "algorithm": "sm3",
            "previous_hash": "0" * 64,
            "hash": "f" * 64,
        }.items():
            with undone():
                Seal.objects.filter(pk=seal.pk).update(**{column: value})
                assert codes(), f"{seal} {column}"
        with undone():
            Seal.objects.filter(pk=seal.pk).delete()
            assert "seal_orphan" in codes()
    for head in SealedHead.objects.all():
        for column, value in {"serial": 1 + head.serial, "hash": "f" * 64, "subject_id": 9}.items():
            with undone():
                SealedHead.objects.filter(pk=head.pk).update(**{column: value})
                assert "seal_changed" in codes(), f"{head} {column}"
        with undone():
            SealedHead.objects.filter(pk=head.pk).delete()
            assert "seal_changed" in codes()


def test_who_makes_hashes_heads_and_seals_anew_is_found_only_by_the_seals_kept_elsewhere(sealed):
    first = Seal.objects.first().day
    events = chain(sealed.units["水利"])
    events[0].by_name = "别人"
    rewrite(events)
    reseal()
    assert codes() == set()
    assert codes(kept=sealed.kept) == {"seal_differs"}
    assert codes(kept=sealed.kept[-1:]) == {"seal_differs"}  # the last one is enough to know
    assert next(iter(faults(kept=sealed.kept))).params["day"] == first


def test_a_seal_that_was_made_away_with_altogether_is_found_by_the_seals_kept_elsewhere(sealed):
    last = Seal.objects.last()
    SealedHead.objects.filter(day=last.day).delete()
    last.delete()
    Event.objects.filter(pk__gt=sealed.kept[1].last_event).delete()
    assert codes() == set()
    assert codes(kept=sealed.kept) == {"seal_lost"}


def test_an_event_written_today_that_says_a_sealed_day_is_found(sealed):
    events = chain(sealed.units["交通"])
    late = copy.copy(events[-1])
    late.pk, late.serial, late.previous_hash = None, len(events) + 1, events[-1].hash
    late.at = make.NOON
    late.hash = link(late)
    late.save(force_insert=True)
    assert codes() == {"backdated"}


def test_what_a_person_with_a_database_client_writes_by_hand_never_stops_the_check(sealed):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE audit_event SET at = 'gestern' WHERE serial = 1")
            cursor.execute("UPDATE audit_event SET data = 'null' WHERE serial = 2")
        else:
            cursor.execute("UPDATE audit_event SET data = '7' WHERE serial = 1")
    assert "changed" in codes()


TRIED: Counter[str] = Counter()


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_done_at_random_is_found(sealed, data):
    with undone():
        events = list(Event.objects.order_by("pk"))
        event = data.draw(st.sampled_from(events))
        mine = [e for e in events if e.subject_id == event.subject_id]
        deed = data.draw(st.sampled_from(["change", "remove", "cut", "put in", "make anew"]))
        if deed == "change":
            column = data.draw(st.sampled_from(sorted(OTHER)))
            Event.objects.filter(pk=event.pk).update(**{column: OTHER[column]})
        elif deed == "remove":
            wrong = data.draw(st.lists(st.sampled_from(events), min_size=1, unique_by=id))
            Event.objects.filter(pk__in=[e.pk for e in wrong]).delete()
        elif deed == "cut":
            Event.objects.filter(pk__gte=event.pk).delete()
        elif deed == "put in":
            forged = copy.copy(event)
            forged.pk = data.draw(st.integers(10**6, 10**9))
            rewrite([*mine, forged] if data.draw(st.booleans()) else [forged, *mine])
        else:
            event.data = {"name": data.draw(st.text(max_size=9))} | {"forged": True}
            rewrite(mine)
        TRIED[deed] += 1
        found = codes()
        assert found, deed
    assert TRIED.total() < 120 or min(TRIED.values()) > 5
