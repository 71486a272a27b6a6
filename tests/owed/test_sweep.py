"""The sweep: at any time, any number of times, in two processes, after an outage: the same picture."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections import Counter

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from luoshi import clock, policy
from luoshi.audit.models import Event
from luoshi.cli import rounds
from luoshi.cli.sweep import sweep_once
from luoshi.notices.models import Notice
from luoshi.owed import actions, batches, queries
from luoshi.owed.models import LightChange, Obligation, Sweep
from luoshi.owed.tasks import Carried, visit, visit_many
from luoshi.progress import queries as progress
from luoshi.progress.tasks import open_windows
from luoshi.projects.models import Filing
from tests import make
from tests.progress import filed
from tests.together import one_database

pytestmark = pytest.mark.django_db

OUTAGE = range(25, 33)


def all_lights_are_as_computed(today: dt.date) -> bool:
    rows = Obligation.objects.all()
    return [row.light for row in rows] == [
        queries.light(row, today=today).colour.value for row in rows
    ]


def each_window_is_owed_once(today: dt.date) -> bool:
    for filing in Filing.objects.all():
        keys = Counter(queries.of_subject(filing.project).values_list("key", flat=True))
        if keys != Counter(window.id for window in progress.windows_owed(filing, today=today)):
            return False
    return True


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_over_sixty_days_of_sweeps_that_come_or_fail_to_come_stored_lights_are_the_computed_ones(
    seed,
):
    chance = random.Random(seed)
    cast = make.cast()
    for n in range(4):
        filed.project(cast, on=f"2026-04-{chance.randint(1, 28):02}", name=f"灌区改造第{n}期")
    for n in range(12):
        opens = dt.date(2026, 5, 1) + dt.timedelta(days=chance.randint(0, 40))
        actions.open_obligation(
            kind="finish",
            subject=cast.water,
            key=str(n),
            title="修渠",
            debtor_unit=cast.water,
            debtor=chance.choice([cast.wu.person, None]),
            creditor_unit=cast.region,
            opens_on=opens,
            due_on=opens + dt.timedelta(days=chance.randint(0, 30)),
            now=make.at("2026-05-01"),
        )
    for day_number in range(60):
        today = dt.date(2026, 5, 1) + dt.timedelta(days=day_number)
        sweeps = 0 if day_number in OUTAGE else chance.choice([0, 1, 1, 2, 3])
        for hour in range(sweeps):
            sweep_once(now=make.at(today.isoformat(), hour=8 + hour))
        if sweeps:
            assert all_lights_are_as_computed(today)
            assert each_window_is_owed_once(today)
        for row in Obligation.objects.open().filter(opens_on__lte=today):
            if chance.random() < 0.04:
                subject = (
                    cast.water
                    if row.subject_kind == "unit"
                    else Filing.objects.get(project=row.subject_id).project
                )
                actions.discharge(
                    kind=row.kind,
                    subject=subject,
                    key=row.key,
                    on=today,
                    by=cast.wu,
                    now=make.at(today.isoformat(), 18),
                )
    told = Counter(Notice.objects.values_list("obligation", "person", "key"))
    assert told and max(told.values()) == 1
    assert not LightChange.objects.filter(was=F("now")).exists()
    assert not Sweep.objects.exclude(trouble="").exists()
    assert {"red", "blue"} <= set(Obligation.objects.values_list("light", flat=True))


def test_a_second_sweep_of_the_same_hour_changes_nothing():
    cast = make.cast()
    filed.project(cast, on="2026-04-10")
    first = sweep_once(now=make.at("2026-05-04"))
    assert (first.opened, first.reminded > 0) == (3, True)
    second = sweep_once(now=make.at("2026-05-04", 13))
    assert (second.opened, second.relit, second.reminded) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_open_and_remind_once(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        filed.project(cast, on="2026-04-10")
        now = make.at("2026-05-04")
        swept = at_once(lambda: sweep_once(now=now), lambda: sweep_once(now=now))
        assert [one.trouble for one in swept] == ["", ""]
        assert Obligation.objects.count() == 3
        told = Counter(Notice.objects.values_list("obligation", "person", "key"))
        assert told and max(told.values()) == 1
        changes = Counter(LightChange.objects.values_list("obligation", "now"))
        assert max(changes.values()) == 1


def test_one_bad_row_is_noted_and_the_rest_is_done(monkeypatch):
    cast = make.cast()
    good, bad = (
        filed.project(cast, on="2026-05-04"),
        filed.project(cast, on="2026-05-05", name="北干渠"),
    )
    Filing.objects.filter(project=bad).update(first_window="gar-bled")
    done = sweep_once(now=make.at("2026-05-06"))
    assert done.opened == 1
    assert f"filing {bad.filing.pk} BadInput" in done.trouble
    assert queries.of_subject(good).count() == 1

    Filing.objects.filter(project=bad).update(first_window="2026-05A")
    again = sweep_once(now=make.at("2026-05-06", 13))
    assert (again.opened, again.trouble) == (1, "")


def test_in_a_batch_of_many_only_the_bad_row_is_left_out(monkeypatch):
    cast = make.cast()
    for n in range(30):
        filed.project(cast, on="2026-05-04", name=f"第{n}干渠")
    bad = Filing.objects.order_by("pk")[17]
    usual = batches.open_many

    def refusing(openings, **given):
        openings = list(openings)
        if any(one.subject_id == bad.project_id for one in openings):
            usual(openings, **given)
            raise IntegrityError("no room")
        return usual(openings, **given)

    with monkeypatch.context() as patched:
        patched.setattr(batches, "open_many", refusing)
        done = sweep_once(now=make.at("2026-05-06"))
    assert done.opened == 29
    assert done.trouble == f"open_windows filing {bad.pk} IntegrityError: no room"
    assert Event.objects.filter(type="obligation.opened").count() == 29
    assert sweep_once(now=make.at("2026-05-06", 13)).opened == 1


def test_a_busy_database_is_asked_again_and_then_left_to_the_next_round():
    asked = []

    def busy(some):
        asked.append(some)
        raise OperationalError("database is locked")

    carried = visit_many([1, 2, 3], busy, what="open", name=str)
    assert asked == [[1, 2, 3], [1, 2, 3]]
    assert carried.trouble == ("open 1 OperationalError: database is locked",)
    assert visit_many([1, 2, 3], len, what="open", name=str, size=2) == Carried(3)


def test_after_three_months_without_a_sweep_every_window_is_owed_and_none_twice():
    cast = make.cast()
    filed.project(cast, on="2026-04-10")
    late = filed.project(cast, on="2026-05-04", name="北干渠")
    sweep_once(now=make.at("2026-05-06"))
    done = sweep_once(now=make.at("2026-08-06"))
    assert (done.opened, done.trouble) == (12, "")
    assert each_window_is_owed_once(dt.date(2026, 8, 6))
    assert all_lights_are_as_computed(dt.date(2026, 8, 6))
    assert queries.of_subject(late).filter(light="red").count() == 6


def test_what_is_filed_late_is_owed_from_its_first_window_by_the_next_round_of_the_day():
    cast = make.cast()
    filed.project(cast, on="2026-05-04")
    sweep_once(now=make.at("2026-07-01"))
    late = filed.project(cast, on="2026-07-01", name="北干渠")
    Filing.objects.filter(project=late).update(first_window="2026-04A")
    assert sweep_once(now=make.at("2026-07-01", 13)).opened == 7
    assert each_window_is_owed_once(dt.date(2026, 7, 1))


def test_a_round_with_nothing_to_do_asks_the_same_few_questions_however_many_projects(
    django_assert_max_num_queries,
):
    cast = make.cast()
    for n in range(5):
        filed.project(cast, on="2026-05-04", name=f"第{n}干渠")
    now = make.at("2026-05-06")
    open_windows(now=now)
    with CaptureQueriesContext(connection) as few:
        open_windows(now=now, since=now.date())
    for n in range(5, 25):
        filed.project(cast, on="2026-05-04", name=f"第{n}干渠")
    assert open_windows(now=now, since=now.date()).done == 20
    with django_assert_max_num_queries(len(few)):
        assert open_windows(now=now, since=now.date()).done == 0
    assert len(few) < 6


def test_with_the_clock_set_back_a_day_nothing_is_undone_and_the_round_says_why_it_waits():
    cast = make.cast()
    filed.project(cast, on="2026-04-10")
    sweep_once(now=make.at("2026-05-19"))
    rows, lights = list(Obligation.objects.values()), LightChange.objects.count()
    back = sweep_once(now=make.at("2026-05-18"))
    assert (back.opened, back.relit, back.reminded) == (0, 0, 0)
    assert back.trouble.startswith("clock: 服务器时钟是2026-05-18，早于已巡检到的2026-05-19")
    assert (list(Obligation.objects.values()), LightChange.objects.count()) == (rows, lights)
    for hour in (13, 14, 15):  # a trouble that goes on is kept as its first and its last round
        sweep_once(now=make.at("2026-05-18", hour))
    assert Sweep.objects.filter(trouble__startswith="clock").count() == 2
    again = sweep_once(now=make.at("2026-05-20"))
    assert again.trouble == ""
    assert all_lights_are_as_computed(dt.date(2026, 5, 20))


def test_clocks_of_two_machines_that_differ_by_seconds_at_midnight_are_no_trouble():
    cast = make.cast()
    filed.project(cast, on="2026-04-10")
    midnight = make.at("2026-05-19", 0)
    sweep_once(now=midnight)
    other = sweep_once(now=midnight - dt.timedelta(seconds=3))
    assert (other.trouble, other.relit, other.day) == ("", 0, dt.date(2026, 5, 19))


def test_after_a_clock_that_was_ahead_a_person_lets_the_sweep_go_on_and_the_lights_come_back():
    cast = make.cast()
    filed.project(cast, on="2026-04-10")
    sweep_once(now=make.at("2026-05-06"))
    sweep_once(now=make.at("2026-11-06"))
    assert sweep_once(now=make.at("2026-05-07")).trouble.startswith("clock")
    right = sweep_once(now=make.at("2026-05-07", 13), clock_is_right=True)
    assert (right.trouble, right.relit > 0) == ("", True)
    assert all_lights_are_as_computed(dt.date(2026, 5, 7))
    assert sweep_once(now=make.at("2026-05-08")).trouble == ""


def test_a_leap_that_no_outage_explains_is_not_believed():
    cast = make.cast()
    filed.project(cast, on="2026-04-10")
    sweep_once(now=make.at("2026-05-06"))
    leapt = sweep_once(now=make.at("2036-05-06"))
    assert (leapt.opened, leapt.trouble[:5]) == (0, "clock")
    assert sweep_once(now=make.at("2026-05-07")).trouble == ""


def test_a_sweep_that_stands_still_is_noticed_by_a_clock_that_was_set_back_too():
    make.cast()
    sweep_once(now=make.at("2026-05-19"))
    assert queries.is_sweep_silent(now=make.at("2026-05-18"))
    sweep_once(now=make.at("2026-05-18"))
    assert not queries.is_sweep_silent(now=make.at("2026-05-18"))


def test_a_part_that_breaks_does_not_stop_the_others(monkeypatch):
    cast = make.cast()
    filed.project(cast, on="2026-05-04")

    def broken(*, now):
        raise RuntimeError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(rounds.owed, "relight", broken)
        done = sweep_once(now=make.at("2026-05-06"))
    assert (done.opened, done.trouble) == (1, "relight RuntimeError: disk full")


def test_visiting_keeps_what_the_good_rows_did():
    units = [make.unit("甲"), make.unit("乙")]

    def rename(unit):
        type(unit).objects.filter(pk=unit.pk).update(short_name="改")
        if unit.name == "甲":
            raise ValueError("no")
        return 1

    carried = visit(units, rename, what="rename")
    assert carried.done == 1
    assert [
        one.short_name for one in type(units[0]).objects.order_by("name") if one.name in "甲乙"
    ].count("改") == 1


def test_the_desk_can_tell_that_the_sweep_is_silent():
    make.cast()
    noon = make.at("2026-05-06")
    assert queries.is_sweep_silent(now=noon)
    sweep_once(now=noon)
    assert not queries.is_sweep_silent(now=noon + dt.timedelta(minutes=30))
    assert queries.is_sweep_silent(now=noon + dt.timedelta(minutes=90))


def test_quiet_sweeps_of_past_days_are_not_kept_for_ever_but_busy_ones_are():
    cast = make.cast()
    filed.project(cast, on="2026-05-04")
    busy = sweep_once(now=make.at("2026-05-06"))
    quiet = sweep_once(now=make.at("2026-05-06", 13))
    today = sweep_once(now=make.at("2026-05-08"))
    assert list(Sweep.objects.order_by("id")) == [busy, today]
    assert quiet.pk not in Sweep.objects.values_list("pk", flat=True)


def test_the_loop_sweeps_by_the_clock_and_ends_with_its_parent(monkeypatch):
    cast = make.cast()
    filed.project(cast, on="2026-05-04")
    monkeypatch.setattr(clock, "now", lambda: make.at("2026-05-06"))
    monkeypatch.setattr(rounds, "close_old_connections", lambda: None)
    parents = iter([7, 1, 1])
    monkeypatch.setattr(rounds.os, "getppid", lambda: next(parents))
    rounds.sweep_for_ever(60, parent=7)
    assert Sweep.objects.get().opened == 1


def test_new_rules_turn_the_lights_on_the_day_from_which_they_hold(tmp_path):
    shutil.copytree(policy.directory(), tmp_path / "policy")
    limits = tmp_path / "policy" / "limits.toml"
    old = limits.read_text()
    rules = old[old.index("\n[[rule_set]]") :]
    stricter = rules.replace("valid_from = 2007-01-01", "valid_from = 2026-06-01")
    stricter = stricter.replace("yellow_days = 3 ", "yellow_days = 60 ")
    until = old.replace("valid_from = 2007-01-01", "valid_from = 2007-01-01\nvalid_to = 2026-05-31")
    limits.write_text(f"{until}\n{stricter}")
    policy.use(tmp_path / "policy")
    try:
        cast = make.cast()
        row = actions.open_obligation(
            kind="finish",
            subject=cast.water,
            key="1",
            title="修渠",
            debtor_unit=cast.water,
            debtor=None,
            creditor_unit=None,
            opens_on=dt.date(2026, 5, 1),
            due_on=dt.date(2026, 7, 20),
            now=make.at("2026-05-01"),
        )
        sweep_once(now=make.at("2026-05-31"))
        row.refresh_from_db()
        assert row.light == "green"
        sweep_once(now=make.at("2026-06-01"))
        row.refresh_from_db()
        assert row.light == "yellow"
    finally:
        policy.use(None)
