"""An invented region of any size, written straight into a database: for the other benches.

    python bench/region.py --folder /somewhere/small
    python bench/region.py --folder /somewhere/large --projects 100000 --matters 300000 --reports 2000000
    python bench/region.py --url postgres://…  --projects 20000 --matters 20000 --reports 100000

Makes a region, 14 prefectures, about 300 units, their people with accounts and seats in every role;
filed projects with parties, milestones, year plans and a report for each half month; matters in
every state of a life with plan, feedback, evidence and requests; what each of them owes or owed, lit
as a sweep on ``--today`` would have left it, with reminders; and events in valid chains.  The same
``--seed`` and ``--today`` make the same rows.  Matters that are over come on top: one for each ten.

All passwords are ``region_people.PASSWORD``; accounts are called coordinator1…, supervisor1…,
leader1…, unit-head1…, handler1…, archivist1, reader1, administrator1.

Another bench calls ``opened(…)`` before it imports a model, and then ``build(…)``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import random
import time
from collections.abc import Callable
from pathlib import Path


def opened(*, folder: Path | None = None, url: str = "") -> None:
    """Set Django up on an empty or known database: SQLite in ``folder``, or PostgreSQL at ``url``."""
    if folder is not None:
        os.environ["LUOSHI_DATA"] = str(folder.expanduser().resolve())
    if url:
        os.environ["LUOSHI_DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")
    importlib.import_module("django").setup()
    management = importlib.import_module("django.core.management")
    management.call_command("migrate", verbosity=0, interactive=False)


def build(
    *,
    projects: int,
    matters: int,
    reports: int,
    today: dt.date,
    seed: int = 1,
    tick: Callable[[int], None] = lambda count: None,
) -> dict[str, int]:
    """Write a region into the database that is open; return the number of rows of each table.

    ``tick`` is called with the number of rows that were just written.
    """
    flooding = importlib.import_module("flood")
    crowd, debts_of = (importlib.import_module(f"region_{one}") for one in ("people", "debts"))
    works, lives = (importlib.import_module(f"region_{one}") for one in ("projects", "matters"))
    dice, flood = random.Random(seed), flooding.Flood(tick)
    flooding.hurried()
    people = max(600, (projects // 40) + (matters // 40))
    begun = dt.datetime(today.year, today.month, today.day, tzinfo=dt.UTC)
    directory = crowd.Builder(flood, dice=dice, now=begun, people=people).build()
    flood.settle(most=0)
    chronicle = flooding.Chronicle(flood)
    seated = {one.pk: one.seated for one in directory.places}
    debts = debts_of.Debts(flood, chronicle, today=today, seated=seated)
    told = {"today": today, "dice": dice}
    making = works.Projects(flood, chronicle, debts, directory, **told)
    living = lives.Matters(flood, chronicle, debts, directory, **told)
    mean = reports / max(projects, 1) / 0.95
    known = []
    for serial in range(1, projects + 1):
        known.append(making.add(serial, max(1, round(mean * dice.uniform(0.5, 1.5)))))
        flood.settle()
    for serial in range(matters + matters // 10):
        project = dice.choice(known) if known and dice.random() < 0.6 else None
        living.add(is_open=serial < matters, project=project)
        flood.settle()
    making.end()
    living.end()
    flood.end()
    flooding.looked_through()
    return _counted(flood)


def _counted(flood: object) -> dict[str, int]:
    rows: dict[str, int] = {}
    for table in flood.tables:  # type: ignore[attr-defined]
        name = table.model.__name__
        rows[name] = rows.get(name, 0) + table.written
    return rows


def main() -> None:
    """Build a region and say how long it took."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--folder", type=Path, help="folder of a SQLite database")
    asked.add_argument("--url", default="", help="address of a PostgreSQL database")
    for name, most in (("projects", 200), ("matters", 600), ("reports", 4000), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=most)
    asked.add_argument("--today", type=dt.date.fromisoformat, help="the day of the region")
    given = asked.parse_args()
    if given.folder is None and not given.url:
        asked.error("name --folder or --url")
    opened(folder=given.folder, url=given.url)
    today = given.today or importlib.import_module("luoshi.clock").today()
    sizes = {name: getattr(given, name) for name in ("projects", "matters", "reports", "seed")}
    began = time.perf_counter()
    rows = _with_a_bar(lambda tick: build(**sizes, today=today, tick=tick), sizes)
    seconds = time.perf_counter() - began
    for name, count in rows.items():
        print(f"{name:<14}{count:>12,}")
    total = sum(rows.values())
    print(f"{'all rows':<14}{total:>12,}   {seconds:.0f} s, {total / seconds:,.0f} rows/s")


def _with_a_bar(
    work: Callable[[Callable[[int], None]], dict[str, int]], sizes: dict[str, int]
) -> dict[str, int]:
    """Do ``work`` under a bar; how many rows there will be is only roughly known before."""
    progress = importlib.import_module("rich.progress")
    columns = (
        progress.TextColumn("rows"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
    )
    expected = sizes["projects"] * 16 + sizes["matters"] * 42 + sizes["reports"] * 4
    with progress.Progress(*columns) as bar:
        task = bar.add_task("", total=expected)
        rows = work(lambda count: bar.advance(task, count))
        bar.update(task, total=sum(rows.values()), completed=sum(rows.values()))
    return rows


if __name__ == "__main__":
    main()
