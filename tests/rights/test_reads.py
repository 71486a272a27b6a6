"""What goes out leaves its event: every file, every original, every number, whoever reads it."""

from __future__ import annotations

import pytest
from django.db import transaction

from luoshi import clock
from luoshi.audit.models import Event
from luoshi.audit.tasks import seal_days
from luoshi.orgs.actions import make_key
from luoshi.web.history import all_sentences
from tests.rights.region import NOW, Region, region
from tests.rights.table import Door
from tests.rights.test_doors import DOORS, ROLES, address

READS = [door for door in DOORS.values() if door.records and door.area != "interface"]
BY_PROGRAM = [door for door in DOORS.values() if door.records and door.area == "interface"]


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def at() -> Region:
    made = region()
    person = made.rows["person"]
    person.telephone = "13900000001"
    person.save(update_fields=["telephone"])
    seal_days(now=NOW)
    return made


def taken(door: Door, method: str, at: Region, client) -> tuple[int, bool, list[Event]]:
    """Return how a door answers, whether with a file, and what it left in the record."""
    last = Event.objects.latest("pk").pk
    with transaction.atomic():
        answer = getattr(client, method.lower())(address(door, at))
        if answer.streaming:
            list(answer.streaming_content)
        left = list(Event.objects.filter(pk__gt=last).order_by("pk"))
        transaction.set_rollback(True)
    is_file = "attachment" in answer.get("Content-Disposition", "")
    return answer.status_code, is_file, left


def test_what_a_reading_leaves_has_a_sentence():
    assert len(READS) >= 12
    assert {door.records for door in [*READS, *BY_PROGRAM]} <= all_sentences().keys()


@pytest.mark.django_db
@pytest.mark.parametrize("door", READS, ids=lambda door: door.name)
def test_each_reading_is_recorded_with_the_reader_and_a_refused_one_is_not(client, at, door):
    (method,) = door.rests_on
    readers = []
    for role in ROLES:
        client.force_login(at.accounts[role])
        code, _, left = taken(door, method, at, client)
        if code == 200:
            readers.append(role)
            (event,) = (one for one in left if one.type == door.records)
            assert event.by_id == at.accounts[role].pk
            assert event.door == "page"
        else:
            assert not left, f"{role} was answered {code}"
    assert readers and len(readers) < len(ROLES), "somebody reads, somebody does not"


@pytest.mark.django_db
@pytest.mark.parametrize("door", BY_PROGRAM, ids=lambda door: door.name)
def test_a_list_that_a_program_reads_is_recorded_once_with_how_many_rows(client, at, door):
    path = door.name.removeprefix("api GET ").replace("{pk}", str(at.rows["project"].pk))
    reader, nobody = at.accounts["coordinator"], at.accounts["system_admin"]
    for account in (reader, nobody):
        given = {"name": "报表", "expires_on": NOW.date(), "by": account, "now": NOW}
        key, token = make_key(**given)
        last = Event.objects.latest("pk").pk
        answer = client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})
        rows = answer.json().get("items", ())
        left = list(Event.objects.filter(pk__gt=last))
        assert bool(rows) is (account is reader)
        if rows:
            (event,) = left
            assert (event.type, event.subject_id, event.by_id) == (door.records, key.pk, reader.pk)
            assert event.door == "interface" and event.data["count"] == len(rows)
        else:
            assert not left, "who is handed nothing leaves no reading"


@pytest.mark.django_db
def test_no_file_leaves_by_a_door_that_records_nothing(client, at):
    silent, files = [], 0
    for door in DOORS.values():
        if door.area in ("interface", "accounts"):
            continue
        for role in ("coordinator", "unit_head", "auditor"):
            client.force_login(at.accounts[role])
            for method in door.rests_on:
                _, is_file, left = taken(door, method, at, client)
                files += is_file
                if is_file and door.records not in {one.type for one in left}:
                    silent.append(f"{door.name} {method} as {role}")
    assert files >= 10
    assert not silent, "say in tests/rights/doors.toml what it records, and record it"
