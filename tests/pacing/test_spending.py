"""How often a door may be used: counted in the database, so that every process counts the same."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from luoshi.pacing import paces
from luoshi.pacing.models import Allowance
from luoshi.pacing.spending import forget_whole, use_door
from luoshi.rules.paces import DOORS, DoorPace, Pace
from luoshi.values.errors import TooOften
from luoshi.values.tomltable import TomlFault
from tests import make

NOW = make.at("2026-06-02", 9)
PACE = DoorPace(each=Pace(3, 60), address=Pace(6, 60))


@pytest.fixture(autouse=True)
def _three_in_an_hour(monkeypatch):
    monkeypatch.setattr(paces, "current", lambda: {"intake": PACE, "export": PACE})


def passes(*, who: str = "account:1", address: str = "", now: dt.datetime = NOW, door="intake"):
    """Return 0 where the door opens, else after how many seconds it will."""
    try:
        use_door(door, each=who, address=address, now=now)
    except TooOften as refusal:
        return refusal.wait_seconds
    return 0


@pytest.mark.django_db
def test_what_was_used_comes_back_evenly_and_another_account_or_door_has_its_own():
    assert [passes() for _ in range(4)] == [0, 0, 0, 20 * 60]
    assert passes(who="account:2") == 0 and passes(door="export") == 0
    later = NOW + dt.timedelta(minutes=20)
    assert [passes(now=later) for _ in range(2)] == [0, 20 * 60]
    assert passes(now=later + dt.timedelta(minutes=7)) == 13 * 60


@pytest.mark.django_db
def test_an_address_is_shared_by_its_people_and_this_machine_is_never_counted():
    ten = [passes(who=f"account:{n}", address="10.0.0.7") for n in range(10)]
    assert ten.count(0) == 6
    assert passes(who="account:77", address="10.0.0.8") == 0
    assert not any(passes(who=f"account:{n}", address="127.0.0.1") for n in range(30, 50))


@pytest.mark.django_db
def test_who_changes_the_address_within_a_network_of_her_own_gains_nothing():
    tried = [passes(who="", address=f"2001:db8::{n:x}") for n in range(1, 9)]
    assert tried.count(0) == 6
    assert passes(who="", address="2001:db8:1::1") == 0


@pytest.mark.django_db
def test_a_clock_that_ran_ahead_shuts_nobody_out_for_long():
    tomorrow = NOW + dt.timedelta(days=1)
    assert [passes(now=tomorrow) for _ in range(3)] == [0, 0, 0]
    assert [passes() for _ in range(4)] == [0, 0, 0, 20 * 60]


@pytest.mark.django_db
def test_what_has_come_back_is_forgotten_and_what_has_not_is_kept():
    passes()
    passes(who="account:2", now=NOW + dt.timedelta(minutes=30))
    assert forget_whole(now=NOW + dt.timedelta(minutes=25)) == 1
    assert [one.who for one in Allowance.objects.all()] == ["account:2"]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_pass_than_may():
    def one(_n: int) -> int:
        try:
            return passes()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as crew:
        waits = list(crew.map(one, range(12)))
    assert waits.count(0) == 3


def test_every_door_has_its_pace_and_an_office_behind_one_address_is_not_shut_out(monkeypatch):
    monkeypatch.undo()
    found = paces.current()
    assert set(found) == set(DOORS)
    for door in ("intake", "export", "mail_link", "report_link"):
        # Fifty people who each do within the hour what a busy person does in it.
        assert found[door].address.times >= 50 * 20
        assert found[door].each.times >= 3 * 20


def test_a_pace_that_is_none_is_told_with_its_place(tmp_path):
    file = tmp_path / "paces.toml"
    file.write_text(
        "[intake]\neach = { times = 0, minutes = 60 }\naddress = { times = 5, minutes = 60 }\n"
    )
    with pytest.raises(TomlFault) as fault:
        paces._read(file)
    assert "paces.toml 第2行" in str(fault.value)
