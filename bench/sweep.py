"""How long the sweep takes on a whole region, beside the plain SQL that does only its writes.

    python bench/sweep.py --scratch /somewhere/roomy
    python bench/sweep.py --scratch /somewhere/roomy --url postgres://…/postgres
    python bench/sweep.py --scratch /somewhere/roomy --projects 10000 --matters 30000 --reports 200000

Builds the region of ``bench/region.py`` once for each engine (SQLite, and PostgreSQL where ``--url``
names a database from whose server others may be made and dropped: their names begin with luoshi_sweep) and measures, each on
a fresh copy:

window   a new window for all projects: what it owes, its events and its lights
day      a day's sweep: what falls due is looked for, and lights turn
quiet    the same again a minute later, with nothing to do

The peer gets every row that the sweep wrote, ready in a table beside, and moves them in with one
INSERT … SELECT or UPDATE … FROM for each table, in one transaction.  Printed: seconds by the clock,
in brackets those of the process itself (SQLite works inside it; PostgreSQL does not), and how many
times the peer's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

TODAY = dt.date(2026, 5, 20)  # as the region is built; swept on this day
NEXT_DAY = dt.date(2026, 5, 21)
NEXT_WINDOW = dt.date(2026, 6, 1)
NEW_ROWS = ("owed_obligation", "audit_event", "owed_lightchange")
LIT = ("id", "light", "light_rule", "lit_on", "relight_on")
OURS = ("open_windows", "open_feedback", "relight")  # parts that are measured beside the peer


# --- the two engines


class Sqlite:
    """One folder for each copy."""

    name = "SQLite"

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch

    def settings(self, copy: str) -> dict[str, str]:
        """Return the environment in which ``copy`` is open."""
        return {"LUOSHI_DATA": str(self.scratch / copy), "LUOSHI_DATABASE_URL": ""}

    def file(self, copy: str) -> Path:
        """Return the database of ``copy``."""
        return self.scratch / copy / "luoshi.sqlite3"

    def copy(self, of: str, to: str) -> None:
        """Make ``to`` a copy of ``of``."""
        with sqlite3.connect(self.file(of)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.drop(to)
        shutil.copytree(self.scratch / of, self.scratch / to)

    def drop(self, copy: str) -> None:
        """Remove ``copy``, if it is there."""
        shutil.rmtree(self.scratch / copy, ignore_errors=True)

    def is_there(self, copy: str) -> bool:
        """Return whether ``copy`` was made."""
        return (self.scratch / copy / "built").exists()

    def write_only(self, before: str, after: str) -> tuple[float, float]:
        """Return the seconds in which the rows of ``after`` are written into ``before``; the own ones too."""
        db = sqlite3.connect(self.file(before), isolation_level=None)
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA foreign_keys=ON")
        db.execute(f"ATTACH '{self.file(after)}' AS after")
        for table in NEW_ROWS:
            db.execute(
                f"CREATE TEMP TABLE new_{table} AS SELECT * FROM after.{table} "
                f"WHERE id > (SELECT coalesce(max(id), 0) FROM main.{table})"
            )
        differs = " OR ".join(f"a.{one} IS NOT b.{one}" for one in LIT[1:])
        columns = ", ".join(f"a.{one}" for one in LIT)
        db.execute(
            f"CREATE TEMP TABLE lit AS SELECT {columns} FROM after.owed_obligation a "
            f"JOIN main.owed_obligation b ON a.id = b.id WHERE {differs}"
        )
        db.execute("DETACH after")
        began, worked = time.perf_counter(), time.process_time()
        db.execute("BEGIN IMMEDIATE")
        for statement in writes("main."):
            db.execute(statement)
        db.execute("COMMIT")
        return time.perf_counter() - began, time.process_time() - worked


class Postgres:
    """One database for each copy, from the server at ``url``."""

    name = "PostgreSQL"

    def __init__(self, scratch: Path, url: str) -> None:
        self.scratch, self.url = scratch, url
        self.psycopg = importlib.import_module("psycopg")

    def address(self, copy: str) -> str:
        """Return the address of ``copy``."""
        return f"{self.url.rsplit('/', 1)[0]}/luoshi_sweep_{copy}"

    def settings(self, copy: str) -> dict[str, str]:
        """Return the environment in which ``copy`` is open."""
        return {
            "LUOSHI_DATA": str(self.scratch / "postgres"),
            "LUOSHI_DATABASE_URL": self.address(copy),
        }

    def _say(self, statement: str) -> list[tuple[Any, ...]]:
        with self.psycopg.connect(self.url, autocommit=True) as server:
            cursor = server.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def copy(self, of: str, to: str) -> None:
        """Make ``to`` a copy of ``of``."""
        self.drop(to)
        self._say(f"CREATE DATABASE luoshi_sweep_{to} TEMPLATE luoshi_sweep_{of}")

    def make(self, copy: str) -> None:
        """Make ``copy``, empty."""
        self.drop(copy)
        self._say(f"CREATE DATABASE luoshi_sweep_{copy}")

    def drop(self, copy: str) -> None:
        """Remove ``copy``, if it is there."""
        self._say(f"DROP DATABASE IF EXISTS luoshi_sweep_{copy}")

    def is_there(self, copy: str) -> bool:
        """Return whether ``copy`` was made."""
        asked = f"SELECT 1 FROM pg_database WHERE datname = 'luoshi_sweep_{copy}'"
        return bool(self._say(asked)) and (self.scratch / "postgres" / "built").exists()

    def write_only(self, before: str, after: str) -> tuple[float, float]:
        """Return the seconds in which the rows of ``after`` are written into ``before``."""
        psycopg = self.psycopg
        source, target = psycopg.connect(self.address(after)), psycopg.connect(self.address(before))
        for table in NEW_ROWS:
            last = target.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
            target.execute(f"CREATE TEMP TABLE new_{table} AS SELECT * FROM {table} LIMIT 0")
            pour(source, f"SELECT * FROM {table} WHERE id > {last}", target, f"new_{table}")
        columns = ", ".join(LIT)
        target.execute(f"CREATE TEMP TABLE lit AS SELECT {columns} FROM owed_obligation LIMIT 0")
        pour(source, f"SELECT {columns} FROM owed_obligation", target, "lit")
        target.execute(
            f"DELETE FROM lit a USING owed_obligation b WHERE a.id = b.id AND "
            f"({', '.join(f'a.{one}' for one in LIT)}) IS NOT DISTINCT FROM "
            f"({', '.join(f'b.{one}' for one in LIT)})"
        )
        target.execute("DELETE FROM lit WHERE id NOT IN (SELECT id FROM owed_obligation)")
        for table in (*(f"new_{one}" for one in NEW_ROWS), "lit"):
            target.execute(f"ANALYZE {table}")
        target.commit()
        began = time.perf_counter()
        for statement in writes(""):
            target.execute(statement)
        target.commit()
        return time.perf_counter() - began, 0.0


def writes(where: str) -> list[str]:
    """Return the statements that do only the writes, from the tables beside."""
    light = ", ".join(f"{one} = lit.{one}" for one in LIT[1:])
    return [
        *(f"INSERT INTO {where}{table} SELECT * FROM new_{table}" for table in NEW_ROWS),
        f"UPDATE {where}owed_obligation SET {light} FROM lit WHERE owed_obligation.id = lit.id",
    ]


def pour(source: Any, asked: str, target: Any, table: str) -> None:
    """Copy what ``asked`` gives on one server into a table of another."""
    with (
        source.cursor().copy(f"COPY ({asked}) TO STDOUT (FORMAT BINARY)") as out,
        target.cursor().copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as into,
    ):
        for block in out:
            into.write(block)


# --- what is done in a process of its own, with one copy open


def build(sizes: dict[str, int]) -> dict[str, Any]:
    """Build the region and sweep it, so that it stands as a house that is swept every minute."""
    region = importlib.import_module("region")
    region.opened()
    counted = region.build(**sizes, today=TODAY)
    swept = sweep(TODAY, 8, *OURS)
    (Path(os.environ["LUOSHI_DATA"]) / "built").touch()
    return {"rows": sum(counted.values()), "swept": {one: told[2] for one, told in swept.items()}}


def sweep(day: dt.date, hour: int, *names: str) -> dict[str, Any]:
    """Do the parts ``names`` of a round, or all; return seconds and number for each."""
    importlib.import_module("region").opened()
    rounds = importlib.import_module("luoshi.cli.rounds")
    owed = importlib.import_module("luoshi.owed.tasks")
    now, told = at(day, hour), {}
    run = owed.begin_sweep(now=now)
    done = 0
    for name, _counted, deed in rounds.parts(now=now):
        if names and name not in names:
            continue
        began, worked = time.perf_counter(), time.process_time()
        carried = deed()
        seconds, own = time.perf_counter() - began, time.process_time() - worked
        told[name] = (seconds, own, carried.done, list(carried.trouble[:3]))
        done += carried.done
    owed.end_sweep(run, opened=done, relit=0, reminded=0, trouble=(), now=now)
    return told


def at(day: dt.date, hour: int = 8) -> dt.datetime:
    """Return an instant of a day in the morning of the region."""
    return dt.datetime(day.year, day.month, day.day, hour - 8, tzinfo=dt.UTC)


def apart(engine: Sqlite | Postgres, copy: str, *step: str) -> Any:
    """Do a step in a process of its own, in which ``copy`` is open; return what it found."""
    done = subprocess.run(
        [sys.executable, __file__, "--step", *step],
        env=os.environ
        | {"LUOSHI_SECRET_KEY": "bench", "DJANGO_SETTINGS_MODULE": "luoshi.conf.settings"}
        | engine.settings(copy),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def step(words: list[str]) -> None:
    """Do what another process of this command asked for; print what was found as JSON."""
    what, *rest = words
    found = (
        build(json.loads(rest[0]))
        if what == "build"
        else sweep(dt.date.fromisoformat(rest[0]), int(rest[1]), *rest[2:])
    )
    print(json.dumps(found))


# --- the measurement


def measure(engine: Sqlite | Postgres, sizes: dict[str, int]) -> None:
    """Build if need be, measure and print."""
    if not engine.is_there("base"):
        if isinstance(engine, Postgres):
            engine.make("base")
        began = time.perf_counter()
        built = apart(engine, "base", "build", json.dumps(sizes))
        print(f"{engine.name}: built {built} in {time.perf_counter() - began:.0f} s", flush=True)
    for name, day, parts in (
        ("window", NEXT_WINDOW, ("open_windows",)),
        ("day", NEXT_DAY, OURS),
    ):
        engine.copy("base", "swept")
        told = apart(engine, "swept", "sweep", day.isoformat(), "8", *parts)
        engine.copy("base", "written")
        peer = engine.write_only("written", "swept")
        report(engine.name, name, told, peer)
    quiet = apart(engine, "swept", "sweep", NEXT_DAY.isoformat(), "9", *OURS)
    report(engine.name, "quiet", quiet, None)
    for copy in ("swept", "written"):
        engine.drop(copy)


def report(engine: str, name: str, told: dict[str, Any], peer: tuple[float, float] | None) -> None:
    """Print what one round took, part by part, and beside the peer."""
    for part, (seconds, own, done, trouble) in told.items():
        print(
            f"{engine:<11}{name:<8}{part:<14}{seconds:>8.2f} s (own {own:.2f}) "
            f"{done:>9,} rows {trouble or ''}"
        )
    if peer is not None:
        ours, own = (sum(told[part][at] for part in OURS if part in told) for at in (0, 1))
        beside = f", own {own / peer[1]:.2f}" if peer[1] else ""
        print(
            f"{engine:<11}{name:<8}{'opening+lights':<14}{ours:>8.2f} s   only the writes "
            f"{peer[0]:.2f} s (own {peer[1]:.2f})   ratio {ours / peer[0]:.2f}{beside}"
        )
    sys.stdout.flush()


def main() -> None:
    """Measure on the engines that are there and print."""
    if sys.argv[1:2] == ["--step"]:
        step(sys.argv[2:])
        return
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--scratch", type=Path, required=True, help="folder for the databases")
    asked.add_argument("--url", default="", help="a PostgreSQL database whose server may be used")
    asked.add_argument("--only-url", action="store_true", help="leave SQLite out")
    for name, most in (("projects", 100_000), ("matters", 300_000), ("reports", 2_000_000)):
        asked.add_argument(f"--{name}", type=int, default=most)
    given = asked.parse_args()
    sizes = {name: getattr(given, name) for name in ("projects", "matters", "reports")}
    print(
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python "
        f"{sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}: "
        + ", ".join(f"{count:,} {name}" for name, count in sizes.items())
    )
    given.scratch.mkdir(parents=True, exist_ok=True)
    (given.scratch / "postgres").mkdir(exist_ok=True)
    engines: list[Sqlite | Postgres] = [] if given.only_url else [Sqlite(given.scratch)]
    if given.url:
        engines.append(Postgres(given.scratch, given.url))
    for engine in engines:
        measure(engine, sizes)


if __name__ == "__main__":
    main()
