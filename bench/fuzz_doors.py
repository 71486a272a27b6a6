"""Try every door of the program with what nobody enters; print counts and every answer that may not be.

The doors are those of the table of rights, their fields are learned from the pages.  ``--share``
takes a part of each kind of case, ``--seed`` another part, ``--only`` doors whose name begins so.
Exit status 1 if any answer was wrong.  No server: requests go straight into the program.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

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
from tests.fuzz.doorbook import book
from tests.fuzz.plans import plan
from tests.fuzz.world import NOW, world

from luoshi import clock
from luoshi.pacing import paces


def main() -> int:
    """Run what the options ask for; return how the process ends."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--share", type=float, default=0.1)
    options.add_argument("--seed", default="0")
    options.add_argument("--only", default="")
    given = options.parse_args()
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    clock.now = lambda: NOW
    paces.use(on=False)
    began, asker, there = time.perf_counter(), Asker(), world()
    found = [one for one in book(there, asker) if one.name.startswith(given.only)]
    foreign = [row.pk for row in there.theirs.values()]
    said: Counter[str] = Counter()
    for known in found:
        client = asker.client(known.by, there.accounts.get(known.by))
        for one in plan(known, share=given.share, foreign=foreign, seed=given.seed):
            before = len(asker.trouble)
            asker.ask(one, client)
            for line in asker.trouble[before:]:
                kind = re.sub(r"\d+", "N", line.rsplit("]: ", 1)[-1])[:160]
                said[kind] += 1
                if said[kind] <= 4:
                    print(line[:400], flush=True)
    print(f"\n{len(found)} doors and methods, {sum(len(one.names) for one in found)} fields")
    for kind, count in sorted(asker.counts.items()):
        print(f"{count:8}  {kind}")
    print(
        f"{sum(said.values())} answers that may not be, of {len(said)} kinds, in {time.perf_counter() - began:.0f} s"
    )
    return bool(said)


if __name__ == "__main__":
    sys.exit(main())
