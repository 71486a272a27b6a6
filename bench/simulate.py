"""Live 400 days of an invented region through the real actions, and hold each day against a memory.

    .venv/bin/python -m bench.simulate --write        # the full size; writes docs/simulation.md
    .venv/bin/python -m bench.simulate --days 45 --projects 25 --matters 60 --units 12

People act through the public actions in processes of their own, which are killed in the middle, as
the sweep is; a deed counts as done once its answer came through a pipe.  Exit status 1 with
violations.  ``--database postgres://…`` takes an empty PostgreSQL database instead of SQLite.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    """Play, print the report as JSON or in words; return 1 if anything was violated."""
    asked = _arguments()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="luoshi-simulation-"))
    os.environ["LUOSHI_DATA"] = str(folder)
    os.environ.setdefault("LUOSHI_SECRET_KEY", "only-for-the-simulation")
    os.environ.setdefault("LUOSHI_LOG_LEVEL", "CRITICAL")
    os.environ["DJANGO_SETTINGS_MODULE"] = "luoshi.conf.settings"
    if asked.database:
        os.environ["LUOSHI_DATABASE_URL"] = asked.database

    import django  # noqa: PLC0415 – the folder must be named before the settings are read

    django.setup()

    from bench.simulation import stage  # noqa: PLC0415

    began = time.monotonic()
    story = stage.perform(asked, began=began)
    print(story.as_json() if asked.json else story.as_text())
    if asked.write:
        story.write(Path(__file__).parents[1] / "docs" / "simulation.md")
    return 1 if story.violations else 0


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--days", type=int, default=400)
    asked.add_argument("--projects", type=int, default=300)
    asked.add_argument("--matters", type=int, default=1000)
    asked.add_argument("--units", type=int, default=60)
    asked.add_argument("--outages", type=int, default=6)
    asked.add_argument("--set-backs", type=int, default=10)
    asked.add_argument("--kill-share", type=float, default=0.012)
    asked.add_argument("--seed", type=int, default=20260101)
    asked.add_argument("--folder", type=Path, help="an empty folder for the SQLite file")
    asked.add_argument("--database", help="the address of an empty PostgreSQL database")
    asked.add_argument("--json", action="store_true", help="print the report as JSON")
    asked.add_argument("--write", action="store_true", help="write docs/simulation.md")
    asked.add_argument(
        "--plant", action="store_true", help="plant faults at the end, each taken back"
    )
    asked.add_argument("--quiet", action="store_true", help="no line for each month")
    return asked.parse_args()


if __name__ == "__main__":
    sys.exit(main())
