"""How fast the pages are: queries and milliseconds by size, and requests a second under clients.

    python bench/region.py --folder small
    python bench/region.py --folder large --projects 100000 --matters 300000 --reports 2000000
    python bench/pages.py shape --folder small --folder large
    python bench/region.py --folder mid --projects 20000 --matters 20000 --reports 100000
    python bench/pages.py load --folder mid

``shape`` opens each page through Django's test client, in this machine's quiet moments: the number
of queries must be the same at every size (it ends with 1 otherwise), the time is the server's own.
``load`` starts the server of ``luoshi serve`` and presses it with ``--clients``; it hands in reports,
counts them in the database, and prints what other trackers did with the same load, measured
elsewhere.  Reports that were handed in stay: each run needs windows that are still open.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# Another day, the same kind of machine (2 cores), 20,000 items, 8 clients; requests/s and p95 in ms.
PEERS = (
    ("Redmine, SQLite", "21.2, 1,611 ms", "25.7, 669 ms", "41/s stored, 57 % failed"),
    ("Redmine, PostgreSQL", "12.1, 912 ms", "16.9, 647 ms", "53.1, 570 ms"),
    ("Kanboard, SQLite (30 rows)", "72.2, 146 ms", "297, 52 ms", "754, 17 ms"),
    ("Roundup, SQLite", "42.7, 279 ms", "82.8, 226 ms", "4.6, 2,136 ms"),
    ("Request Tracker, PostgreSQL", "3.3, 1,583 ms", "1.7, 2,414 ms", "6.8, 633 ms"),
)


def main() -> int:
    """Run what is asked; return 1 where an assertion on queries or reports fails."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    kinds = asked.add_subparsers(dest="kind", required=True)
    shape = kinds.add_parser("shape")
    shape.add_argument("--folder", type=Path, action="append", required=True)
    shape.add_argument("--rounds", type=int, default=20)
    shape.add_argument("--only", default="", help="only pages whose name holds this")
    load = kinds.add_parser("load")
    load.add_argument("--folder", type=Path, required=True)
    load.add_argument("--clients", type=int, default=8)
    load.add_argument("--workers", type=int, default=2)
    load.add_argument("--seconds", type=float, default=15)
    given = asked.parse_args()
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {_load()}")
    print(f"Python {platform.python_version()}, {platform.system()} {platform.release()}")
    return _shape(given) if given.kind == "shape" else _load_test(given)


def _load() -> str:
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


# --- shape


def _shape(given: Any) -> int:
    told = {}
    for folder in given.folder:
        command = [sys.executable, str(HERE / "pages_shape.py"), "--folder", str(folder)]
        command += ["--rounds", str(given.rounds), "--only", given.only]
        lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        told[folder] = json.loads(lines.splitlines()[-1])
    head = "".join(f"{folder.name:>10}: queries    cpu    p50    p95   KB" for folder in told)
    print(f"{'who':<14}{'page':<20}{head}")
    uneven = []
    for rows in zip(*told.values(), strict=True):
        line = f"{rows[0]['who']:<14}{rows[0]['page']:<20}"
        for row in rows:
            line += f"{row['queries']:>20}{row['cpu']:>7.1f}{row['p50']:>7.1f}{row['p95']:>7.1f}{row['bytes'] / 1024:>6.0f}"
        if len({row["queries"] for row in rows}) > 1:
            uneven.append(f"{rows[0]['who']} {rows[0]['page']}")
            line += "  queries differ"
        print(line, flush=True)
    print("milliseconds: cpu what the process itself used (median), p50 and p95 by the clock")
    print("queries are constant" if not uneven else f"queries differ: {', '.join(uneven)}")
    return bool(uneven)


# --- load


def _load_test(given: Any) -> int:
    from pages_load import pressed, reading, reporting, served  # noqa: PLC0415
    from pages_rows import Rows  # noqa: PLC0415

    rows = Rows(given.folder)
    with served(folder=given.folder, workers=given.workers) as server:
        office = rows.visitors(server.port, ["coordinator1"] * given.clients)
        _print_head(given)
        for name, deed in (
            ("list of 50 open", reading([rows.open_list])),
            ("list, pages 1-40", reading(rows.open_pages)),
            ("matter", reading(rows.matters)),
            ("project", reading(rows.projects)),
            ("desk", reading([rows.desk])),
        ):
            pressed(server, office, deed, seconds=2)
            alone = pressed(server, office[:1], deed, seconds=3)
            _print_run(name, pressed(server, office, deed, seconds=given.seconds), alone)
        before = rows.reports()
        writers, forms = rows.writers(server.port, given.clients)
        handing = reporting(forms, progress="继续施工")
        run = pressed(server, writers, handing, seconds=given.seconds, most=len(forms))
        _print_run("report handed in (form)", run, None)
        kept = rows.reports() - before
    good = len(run.times) - run.failed
    print(f"reports: {len(run.times)} handed in, {run.failed} failed, {kept} counted afterwards")
    _print_peers()
    return int(run.failed > 0 or kept != good)


def _print_head(given: Any) -> None:
    print(f"{given.clients} clients, {given.workers} web processes, SQLite, load {_load()}")
    print(
        f"{'':<26}{'req/s':>8}{'p50':>8}{'p95':>8}{'KB':>7}{'failed':>8}{'cpu ms':>8}   one client p50/p95"
    )


def _print_run(name: str, run: Any, alone: Any) -> None:
    line = f"{name:<26}{run.a_second:>8.1f}{run.at(0.5):>8.1f}{run.at(0.95):>8.1f}"
    line += f"{run.most_bytes / 1024:>7.1f}{run.failed:>8}{run.busy * 1000 / len(run.times):>8.1f}"
    if alone:
        line += f"   {alone.at(0.5):.1f} / {alone.at(0.95):.1f} ms"
    print(line, flush=True)


def _print_peers() -> None:
    print("measured elsewhere, another day, same kind of machine: list; one item; progress note")
    for name, *figures in PEERS:
        print(f"  {name:<30}" + "".join(f"{one:<20}" for one in figures))


if __name__ == "__main__":
    sys.exit(main())
