"""Sweeps that are killed in the middle, beside each other, and begun again: as if nothing had happened."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from luoshi.audit.models import Event
from luoshi.audit.queries import broken_links
from luoshi.owed import batches, tasks
from luoshi.owed.batches import Named, Opening
from luoshi.owed.models import LightChange, Obligation
from luoshi.progress.tasks import open_windows
from luoshi.projects.models import Filing, Project
from tests import make
from tests.together import one_database

FILED = 160
ROUND = """
import datetime as dt, sys, os
import django
from luoshi.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from luoshi.cli import rounds
from luoshi.owed import tasks
tasks.BATCH = 20
tasks.visit_many.__kwdefaults__["size"] = 20
print("ready", flush=True)
sys.stdin.readline()
for day in sys.argv[2:]:
    now = dt.datetime.fromisoformat(day)
    for _name, _counted, deed in rounds.parts(now=now)[:3]:
        deed()
print("done", flush=True)
"""
DAYS = ("2026-05-18T09:00:00+08:00", "2026-08-19T09:00:00+08:00")


def region(cast: make.Cast) -> None:
    """Many filed projects, and many other things owed with lights of all days."""
    projects = Project.objects.bulk_create(
        Project(name=f"第{n}号渠", held_by=cast.region, stage="S08", made_at=make.NOON)
        for n in range(FILED)
    )
    Filing.objects.bulk_create(
        Filing(
            project=one,
            number=f"备{one.pk}",
            filed_on=dt.date(2026, 4, 20),
            filed_by=cast.lin,
            unit=cast.builder,
            reporter=cast.ding.person,
            first_window="2026-04B",
        )
        for one in projects
    )
    dice = random.Random(7)
    batches.open_many(
        [
            Opening(
                "finish",
                "matter",
                n,
                "1",
                f"第{n}件",
                Named(cast.water.pk, cast.water.name),
                None,
                cast.region.pk,
                dt.date(2026, 5, 1) + dt.timedelta(dice.randrange(20)),
                dt.date(2026, 5, 21) + dt.timedelta(dice.randrange(40)),
            )
            for n in range(FILED)
        ],
        now=make.at("2026-05-01"),
    )


def picture() -> dict[str, Any]:
    """Everything a sweep leaves behind, by what it is about instead of by ids."""
    about = {
        pk: tuple(once)
        for pk, *once in Obligation.objects.values_list("pk", "kind", "subject_id", "key")
    }
    rows = Obligation.objects.values_list(
        "kind", "subject_id", "key", "title", "due_on", "opened_at", "light", "light_rule", "lit_on",
        "relight_on", "outcome",
    )  # fmt: skip
    events = Event.objects.filter(subject_kind="obligation")
    return {
        "owed": sorted(map(str, rows)),
        "lights": sorted(
            (*about[pk], str(on), was, now, rule)
            for pk, on, was, now, rule in LightChange.objects.values_list(
                "obligation", "on", "was", "now", "rule"
            )
        ),
        "events": sorted(
            (*about[one.subject_id], one.serial, one.type, str(one.at)) for one in events
        ),
        "broken": list(broken_links()),
    }


@contextlib.contextmanager
def looking_into(name: str) -> Iterator[None]:
    """Ask another file within the block."""
    usual = connections["default"]
    connections["default"] = other = usual.copy()
    other.settings_dict["NAME"] = name
    try:
        yield
    finally:
        other.close()
        connections["default"] = usual


def begun(name: str, *days: str) -> subprocess.Popen[str]:
    """Begin a process that sweeps these days in small batches, and wait until it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", ROUND, name, *days],
        env=os.environ | {"LUOSHI_DATABASE_URL": "", "LOG_LEVEL": "ERROR"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def finished(process: subprocess.Popen[str]) -> bool:
    out, _ = process.communicate(timeout=120)
    return "done" in out


def killed_after(process: subprocess.Popen[str], seconds: float) -> bool:
    """Let it sweep so long, kill it, and return whether it was still at work."""
    let_go(process)
    time.sleep(seconds)
    at_work = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return at_work


def filed_copy(path: Path, name: str) -> str:
    """Copy the database in which the region stands, and return the copy's name."""
    copy = str(path / name)
    source = sqlite3.connect(str(connections["default"].settings_dict["NAME"]))
    target = sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
    return copy


@pytest.mark.django_db(transaction=True)
def test_sweeps_killed_at_any_moment_and_begun_again_leave_what_an_undisturbed_one_leaves(tmp_path):
    with one_database(tmp_path):
        if connections["default"].vendor != "sqlite":
            same_on_a_server()
            return
        region(make.cast())
        quiet, stormy = filed_copy(tmp_path, "quiet"), filed_copy(tmp_path, "stormy")

    process = begun(quiet, *DAYS)
    began = time.monotonic()
    let_go(process)
    assert finished(process)
    whole = time.monotonic() - began
    with looking_into(quiet):
        undisturbed = picture()

    dice, hits = random.Random(), 0
    for day, kills in zip(DAYS, (1, 2), strict=True):
        for _kill in range(kills):
            hits += killed_after(begun(stormy, day), dice.uniform(0.02, 0.4) * whole / len(DAYS))
        together = [begun(stormy, day) for _ in range(kills)]
        for one in together:
            let_go(one)
        assert all([finished(one) for one in together])
    with looking_into(stormy):
        disturbed = picture()
    assert hits
    assert disturbed == undisturbed
    assert disturbed["broken"] == []
    assert len(disturbed["owed"]) == FILED * (1 + 9)  # windows 04B to 08B


def same_on_a_server() -> None:
    """On a server a killed process is a transaction that is rolled back: do the parts twice."""
    region(make.cast())
    for day in DAYS:
        now = dt.datetime.fromisoformat(day)
        for _ in range(2):
            open_windows(now=now)
            tasks.relight(now=now)
    assert Obligation.objects.count() == FILED * (1 + 9)
    assert picture()["broken"] == []
