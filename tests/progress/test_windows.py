"""Which windows are owed: by the days on which a project was in the register, whoever sweeps when."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps

from luoshi.audit.models import Event
from luoshi.owed.models import Obligation
from luoshi.progress import queries
from luoshi.progress.tasks import open_windows
from luoshi.projects import actions as projects
from luoshi.projects.models import Filing, Leaving, Project
from luoshi.values.halfmonth import HalfMonth, between
from tests import make
from tests.progress.filed import project

pytestmark = pytest.mark.django_db

FIRST, DAYS = dt.date(2026, 3, 1), 130
DAY = dt.timedelta(days=1)


def owed_of(made: Project) -> list[str]:
    rows = Obligation.objects.filter(kind="report", subject_kind="project", subject_id=made.pk)
    return sorted(rows.exclude(outcome="void").values_list("key", flat=True))


def out(cast: make.Cast, made: Project, exit: str, on: str) -> None:
    day = dt.date.fromisoformat(on)
    projects.leave(made, exit=exit, on=day, reason="用地未批", by=cast.lin, now=make.at(on))


def back(cast: make.Cast, made: Project, on: str) -> None:
    day = dt.date.fromisoformat(on)
    projects.come_back(made, on=day, reason="用地已批", by=cast.lin, now=make.at(on))


# --- a time out of the register, with and without a sweep in between


@pytest.mark.parametrize("is_swept_meanwhile", [True, False])
def test_a_window_that_ended_while_it_was_out_is_not_owed_though_nobody_swept_before_it_was_back(
    is_swept_meanwhile,
):
    cast = make.cast()
    made = project(cast, on="2026-05-18")
    open_windows(now=make.at("2026-05-20"))
    out(cast, made, "paused", "2026-05-28")
    if is_swept_meanwhile:
        open_windows(now=make.at("2026-05-29"), since=dt.date(2026, 5, 28))
    back(cast, made, "2026-06-03")
    open_windows(now=make.at("2026-06-03"), since=dt.date(2026, 5, 29))
    assert owed_of(made) == ["2026-06A"]


@pytest.mark.parametrize("since", [None, dt.date(2026, 4, 30), dt.date(2026, 6, 20)])
def test_a_window_that_was_owed_before_it_left_is_still_opened_after_it_is_back(since):
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    out(cast, made, "paused", "2026-05-28")
    back(cast, made, "2026-06-18")
    open_windows(now=make.at("2026-06-20"), since=since)
    assert owed_of(made) == ["2026-05A", "2026-06B"]


def test_who_drops_a_paused_project_does_not_make_it_owe_for_the_pause():
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    open_windows(now=make.at("2026-05-20"))
    out(cast, made, "paused", "2026-05-10")
    open_windows(now=make.at("2026-05-21"))
    assert owed_of(made) == []
    out(cast, made, "dropped", "2026-07-02")
    open_windows(now=make.at("2026-07-03"))
    assert owed_of(made) == []


def test_a_window_that_is_dropped_from_says_the_reason_of_the_leaving_though_it_is_back_by_now():
    cast = make.cast()
    made = project(cast, on="2026-05-18")
    open_windows(now=make.at("2026-05-20"))
    out(cast, made, "paused", "2026-05-28")
    back(cast, made, "2026-06-03")
    open_windows(now=make.at("2026-06-03"))
    assert Event.objects.get(type="obligation.voided").data["reason"] == "用地未批"


# --- at random


def lives(dice: random.Random) -> Iterator[tuple[dt.date, str]]:
    """Yield what becomes of a filing, and when: paused and back again, dropped, ended."""
    day, is_out = FIRST + DAY * dice.randint(0, 40), False
    yield day, "filed"
    while True:
        day += DAY * dice.randint(0, 30)
        if day >= FIRST + DAY * DAYS:
            return
        deed = dice.choice(["back", "back", "dropped"] if is_out else ["paused"] * 5 + ["ended"])
        yield day, deed
        is_out = deed == "paused"
        if deed in ("dropped", "ended"):
            return


def in_register(life: list[tuple[dt.date, str]]) -> set[dt.date]:
    """Return the days on whose evening reports are owed, counted day by day."""
    days, is_in, deeds = set(), False, {}
    for day, deed in life:
        deeds.setdefault(day, []).append(deed)
    for number in range(DAYS + 40):
        day = FIRST + DAY * number
        for deed in deeds.get(day, ()):
            is_in = deed in ("filed", "back")
        if is_in:
            days.add(day)
    return days


def carry_out(cast: make.Cast, made: Project, deed: str, day: dt.date) -> None:
    if deed == "back":
        back(cast, made, day.isoformat())
    elif deed == "ended":
        projects.end_filing(
            made, on=day, reason="已投产", by=cast.lin, now=make.at(day.isoformat())
        )
    else:
        out(cast, made, deed, day.isoformat())


@pytest.mark.parametrize("seed", range(4))
def test_whatever_becomes_of_filings_rows_rule_and_a_plain_count_of_days_agree(seed):
    dice, cast = random.Random(seed), make.cast()
    plans = {f"第{n}渠": list(lives(dice)) for n in range(12)}
    made: dict[str, Project] = {}
    since = None
    for number in range(DAYS):
        today = FIRST + DAY * number
        for name, life in plans.items():
            for _, deed in (one for one in life if one[0] == today):
                if deed == "filed":
                    made[name] = project(cast, on=today.isoformat(), name=name)
                else:
                    carry_out(cast, made[name], deed, today)
        if dice.random() < 0.15 or number == DAYS - 1:
            since = dice.choice([None, since])
            open_windows(now=make.at(today.isoformat()), since=since)
            since = today
    last = HalfMonth.containing(FIRST + DAY * (DAYS - 1))
    for name, one in made.items():
        present = in_register(plans[name])
        plain = [
            half.id
            for half in between(HalfMonth.containing(plans[name][0][0]), last)
            if half.last_day in present
        ]
        filing = Filing.objects.get(project=one)
        ruled = queries.windows_owed(filing, today=last.first_day)
        assert [half.id for half in ruled] == plain, name
        assert owed_of(one) == plain, name


# --- rows that were written before the times out were kept


def test_times_out_and_first_windows_of_old_are_restored_from_the_record():
    cast = make.cast()
    made, other = project(cast, on="2026-05-04"), project(cast, on="2026-05-04", name="别的渠")
    out(cast, made, "paused", "2026-05-10")
    back(cast, made, "2026-06-03")
    out(cast, other, "paused", "2026-05-20")
    Leaving.objects.filter(project=made).delete()  # as it was left behind
    Filing.objects.filter(project=made).update(first_window="2026-06A")

    restore = import_module("luoshi.projects.migrations.0005_times_out_from_the_record").restore
    for _ in range(2):
        restore(apps, None)

    rows = Leaving.objects.order_by("project").values_list("project", "on", "back_on")
    days = (dt.date(2026, 5, 10), dt.date(2026, 6, 3), dt.date(2026, 5, 20))
    assert list(rows) == [(made.pk, *days[:2]), (other.pk, days[2], None)]
    assert set(Filing.objects.values_list("first_window", flat=True)) == {"2026-05A"}
