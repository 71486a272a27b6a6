"""Try every door of the program with what nobody enters; print counts and every answer that may not be.

The doors are those of the table of rights, their fields are learned from the pages.  ``--share``
takes a part of each kind of case, ``--seed`` another part, ``--only`` doors whose name begins so.
``--kept`` names a file that gets a line for each door that was tried; begun again with the same
file, the run goes on behind it.  LUOSHI_DATABASE_URL names a PostgreSQL that may make databases.
Exit status 1 if any answer was wrong.  No server: requests go straight into the program.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["LUOSHI_DATA"] = tempfile.mkdtemp(prefix="luoshi-fuzz-")
os.environ.setdefault("LUOSHI_SECRET_KEY", "only-for-tests")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")

import django

django.setup()

from django.db import connection
from django.test.utils import setup_test_environment
from tests.fuzz.asking import Asker
from tests.fuzz.doorbook import Known, book
from tests.fuzz.plans import plan
from tests.fuzz.world import NOW, World, world

from luoshi import clock
from luoshi.pacing import paces


def main() -> int:
    """Run what the options ask for; return how the process ends."""
    given = _options()
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    clock.now = lambda: NOW
    paces.use(on=False)
    began, asker, there = time.perf_counter(), Asker(), world()
    found = [one for one in book(there, asker) if one.name.startswith(given.only)]
    asker.counts.clear()
    kept = _kept(given.kept)
    for known in found:
        key = " ".join([*known.key, str(given.share), given.seed])
        if key not in kept:
            kept[key] = _tried(known, asker, there, given)
            if given.kept:
                with given.kept.open("a") as lines:
                    lines.write(json.dumps({"key": key, **kept[key]}) + "\n")
    counts: Counter[str] = Counter()
    for one in kept.values():
        counts.update(one["counts"])
    wrong = Counter(_kind(line) for one in kept.values() for line in one["wrong"])
    print(f"\n{connection.vendor}: {len(found)} doors and methods, ", end="")
    print(f"{sum(len(one.names) for one in found)} fields")
    for kind, count in sorted(counts.items()):
        print(f"{count:8}  {kind}")
    for kind, count in wrong.most_common():
        print(f"{count:8}  WRONG {kind}")
    seconds = time.perf_counter() - began
    print(f"{wrong.total()} answers that may not be, of {len(wrong)} kinds, in {seconds:.0f} s")
    return bool(wrong)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--share", type=float, default=0.1)
    options.add_argument("--seed", default="0")
    options.add_argument("--only", default="")
    options.add_argument("--kept", type=Path)
    return options.parse_args()


def _kept(file: Path | None) -> dict[str, dict[str, Any]]:
    """Return what an earlier run wrote of each door that it tried to the end."""
    lines = file.read_text().splitlines() if file and file.exists() else []
    return {one.pop("key"): one for one in map(json.loads, lines)}


def _tried(known: Known, asker: Asker, there: World, given: argparse.Namespace) -> dict[str, Any]:
    """Try one door, print what may not be (four lines of each kind), and return the counts."""
    client = asker.client(known.by, there.accounts.get(known.by))
    foreign = [row.pk for row in there.theirs.values()]
    said: Counter[str] = Counter()
    for one in plan(known, share=given.share, foreign=foreign, seed=given.seed):
        before = len(asker.trouble)
        asker.ask(one, client)
        for line in asker.trouble[before:]:
            said[_kind(line)] += 1
            if said[_kind(line)] <= 4:
                print(line[:400], flush=True)
    told = {"counts": dict(asker.counts), "wrong": [line[:400] for line in asker.trouble]}
    asker.counts.clear()
    asker.trouble = []
    return told


def _kind(line: str) -> str:
    return re.sub(r"\d+", "N", line.rsplit("]: ", 1)[-1])[:160]


if __name__ == "__main__":
    sys.exit(main())
