"""How long the sweep takes on a whole region, beside the plain SQL that does only its writes.

    python bench/sweep.py --scratch /somewhere/roomy
    python bench/sweep.py --scratch /somewhere/roomy --url postgres://…/postgres
    python bench/sweep.py --scratch /somewhere/roomy --projects 10000 --matters 30000 --reports 200000

Builds the region of ``bench/region.py`` once for each engine (SQLite, and PostgreSQL where ``--url``
names a database from whose server others may be made and dropped: their names begin with luoshi_sweep),
sweeps it as a house that is swept every minute has been, and measures, each on a fresh copy:

window   a new window for all projects: what it owes, its events and its lights
day      a day's sweep: what falls due is looked for, lights turn, the ladder is carried
quiet    the same again an hour later, with nothing to do

The peer gets every row that the sweep wrote, ready in a table beside, and moves them in with one
INSERT … SELECT or UPDATE … FROM for each table, in one transaction for each group of parts; rows,
events, indexes and constraints are the same.  Printed: seconds by the clock, in brackets those of
the process itself (SQLite works inside it; PostgreSQL does not), and how many times the peer's.
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
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TODAY = dt.date(2026, 5, 20)  # as the region is built, if no other day is named; swept on this day
PARTS = ("open_windows", "open_chain", "open_feedback", "relight", "standing", "remind")


@dataclass(frozen=True)
class Writes:
    """What some parts write into one table: new rows under new keys, and columns of rows there."""

    table: str
    key: str = "id"
    columns: tuple[str, ...] = ()
    only: str = "TRUE"

    @property
    def kept(self) -> str:
        """The name of the table beside."""
        return f"{self.table}_{zlib.crc32(self.only.encode()) % 1000}"


LIT = ("light", "light_rule", "lit_on", "relight_on")
STOOD = (
    "time", "time_rule", "progress", "progress_rule", "report", "report_rule", "by_rule",
    "combined", "rule", "gap", "missed", "lit_on", "relight_on",
)  # fmt: skip
SEEN = ("due_on", "stopped_on", "debtor_unit_id", "debtor_id", "hands", "look_on")
# What is measured together, and which rows its peer writes.
GROUPS: dict[str, tuple[tuple[str, ...], tuple[Writes, ...]]] = {
    "owed+lights": (
        PARTS[:4],
        (
            Writes("owed_obligation", columns=LIT),
            Writes("audit_event", only="subject_kind = 'obligation'"),
            Writes("owed_lightchange"),
        ),
    ),
    "standing": (
        ("standing",),
        (Writes("standing_standing", columns=STOOD), Writes("standing_standingchange")),
    ),
    "remind": (
        ("remind",),
        (
            Writes("matters_order"),
            Writes("audit_event", only="subject_kind = 'order'"),
            Writes("notices_watch", key="obligation_id", columns=SEEN),
            Writes("notices_rungdone"),
            Writes("notices_notice"),
            Writes("notices_untold", columns=("told_at",)),
            Writes("notices_decision"),
        ),
    ),
}
Times = dict[str, tuple[float, float]]


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

    def write_only(self, before: str, after: str) -> Times:
        """Return the seconds in which the rows of ``after`` are written into ``before``; the own ones too."""
        db = sqlite3.connect(self.file(before), isolation_level=None)
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA foreign_keys=ON")
        db.execute("PRAGMA temp_store=MEMORY")
        db.execute(f"ATTACH '{self.file(after)}' AS after")
        for one in all_writes():
            db.execute(
                f"CREATE TEMP TABLE new_{one.kept} AS SELECT * FROM after.{one.table} WHERE {one.only}"
                f" AND {one.key} > (SELECT coalesce(max({one.key}), 0) FROM main.{one.table})"
            )
            if one.columns:
                differs = " OR ".join(f"a.{column} IS NOT b.{column}" for column in one.columns)
                columns = ", ".join(f"a.{column}" for column in (one.key, *one.columns))
                db.execute(
                    f"CREATE TEMP TABLE changed_{one.kept} AS SELECT {columns} FROM "
                    f"after.{one.table} a JOIN main.{one.table} b USING ({one.key}) WHERE {differs}"
                )
        db.execute("DETACH after")
        found: Times = {}
        for name, (_parts, written) in GROUPS.items():
            began, worked = time.perf_counter(), time.process_time()
            db.execute("BEGIN IMMEDIATE")
            for statement in statements(written, "main."):
                db.execute(statement)
            db.execute("COMMIT")
            found[name] = (time.perf_counter() - began, time.process_time() - worked)
        return found


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

    def write_only(self, before: str, after: str) -> Times:
        """Return the seconds in which the rows of ``after`` are written into ``before``."""
        psycopg = self.psycopg
        source, target = psycopg.connect(self.address(after)), psycopg.connect(self.address(before))
        for one in all_writes():
            asked = f"SELECT coalesce(max({one.key}), 0) FROM {one.table}"
            last = target.execute(asked).fetchone()[0]
            new, changed = f"new_{one.kept}", f"changed_{one.kept}"
            target.execute(f"CREATE TEMP TABLE {new} AS SELECT * FROM {one.table} LIMIT 0")
            wanted = f"SELECT * FROM {one.table} WHERE {one.only} AND {one.key} > {last}"
            pour(source, wanted, target, new)
            target.execute(f"ANALYZE {new}")
            if one.columns:
                columns = ", ".join((one.key, *one.columns))
                some = f"SELECT {columns} FROM {one.table}"
                target.execute(f"CREATE TEMP TABLE all_{one.kept} AS {some} LIMIT 0")
                pour(source, some, target, f"all_{one.kept}")
                was, now = (", ".join(f"{at}.{each}" for each in one.columns) for at in "ba")
                target.execute(
                    f"CREATE TEMP TABLE {changed} AS SELECT a.* FROM all_{one.kept} a JOIN "
                    f"{one.table} b USING ({one.key}) WHERE ({was}) IS DISTINCT FROM ({now})"
                )
                target.execute(f"ANALYZE {changed}")
        target.commit()
        found: Times = {}
        for name, (_parts, written) in GROUPS.items():
            began = time.perf_counter()
            for statement in statements(written, ""):
                target.execute(statement)
            target.commit()
            found[name] = (time.perf_counter() - began, 0.0)
        return found


def all_writes() -> list[Writes]:
    """Return what all groups write."""
    return [one for _parts, written in GROUPS.values() for one in written]


def statements(written: tuple[Writes, ...], where: str) -> list[str]:
    """Return the statements that do only the writes, from the tables beside."""
    found = [f"INSERT INTO {where}{one.table} SELECT * FROM new_{one.kept}" for one in written]
    for one in written:
        if one.columns:
            beside = f"changed_{one.kept}"
            fields = ", ".join(f"{column} = {beside}.{column}" for column in one.columns)
            found.append(
                f"UPDATE {where}{one.table} SET {fields} FROM {beside} "
                f"WHERE {one.table}.{one.key} = {beside}.{one.key}"
            )
    return found


def pour(source: Any, asked: str, target: Any, table: str) -> None:
    """Copy what ``asked`` gives on one server into a table of another."""
    with (
        source.cursor().copy(f"COPY ({asked}) TO STDOUT (FORMAT BINARY)") as out,
        target.cursor().copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as into,
    ):
        for block in out:
            into.write(block)


# --- what is done in a process of its own, with one copy open


def build(today: dt.date, sizes: dict[str, int]) -> dict[str, Any]:
    """Build the region and sweep it, so that it stands as a house that is swept every minute."""
    region = importlib.import_module("region")
    region.opened()
    counted = region.build(**sizes, today=today)
    swept = sweep(today, 8, *PARTS)
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
        build(dt.date.fromisoformat(rest[0]), json.loads(rest[1]))
        if what == "build"
        else sweep(dt.date.fromisoformat(rest[0]), int(rest[1]), *rest[2:])
    )
    print(json.dumps(found))


# --- the measurement


def next_window(today: dt.date) -> dt.date:
    """Return the first day of the half month after that of ``today``."""
    if today.day <= 15:
        return today.replace(day=16)
    return (today.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def measure(engine: Sqlite | Postgres, today: dt.date, sizes: dict[str, int]) -> None:
    """Build if need be, measure and print."""
    next_day = today + dt.timedelta(days=1)
    if not engine.is_there("base"):
        if isinstance(engine, Postgres):
            engine.make("base")
        began = time.perf_counter()
        built = apart(engine, "base", "build", today.isoformat(), json.dumps(sizes))
        print(f"{engine.name}: built {built} in {time.perf_counter() - began:.0f} s", flush=True)
    for name, day, parts in (
        ("window", next_window(today), ("open_windows",)),
        ("day", next_day, PARTS),
    ):
        engine.copy("base", "swept")
        told = apart(engine, "swept", "sweep", day.isoformat(), "8", *parts)
        engine.copy("base", "written")
        peer = engine.write_only("written", "swept")
        report(engine.name, name, told, peer)
    engine.drop("written")
    report(engine.name, "quiet", apart(engine, "swept", "sweep", f"{next_day}", "9", *PARTS), {})
    engine.drop("swept")


def report(engine: str, name: str, told: dict[str, Any], peer: Times) -> None:
    """Print what one round took, part by part, and beside the peer."""
    for part, (seconds, own, done, trouble) in told.items():
        print(
            f"{engine:<11}{name:<8}{part:<14}{seconds:>8.2f} s (own {own:.2f}) "
            f"{done:>9,} rows {trouble or ''}"
        )
    for group, (seconds, own) in peer.items():
        parts = [told[part] for part in GROUPS[group][0] if part in told]
        if parts:
            ours, ours_own = (sum(one[at] for one in parts) for at in (0, 1))
            beside = f", own {ours_own / own:.2f}" if own else ""
            print(
                f"{engine:<11}{name:<8}={group:<13}{ours:>8.2f} s (own {ours_own:.2f})   only the "
                f"writes {seconds:.2f} s (own {own:.2f})   ratio {ours / seconds:.2f}{beside}"
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
    day = dt.date.fromisoformat
    asked.add_argument("--today", type=day, default=TODAY, help="the day of the region")
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
        measure(engine, given.today, sizes)


if __name__ == "__main__":
    main()
