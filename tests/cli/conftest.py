"""The program as it is started from a terminal: a process of its own, with its own folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "luoshi.cli.main"]


def surroundings(home: Path) -> dict[str, str]:
    """Return an environment in which nobody has set anything for Luoshi."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LUOSHI_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | {"HOME": str(home), "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def luoshi(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs ``luoshi …`` in an empty folder and waits for its end."""

    def run(*words: object, stdin: str = "", patience: int = 60, **settings: str):
        return subprocess.run(
            [*COMMAND, *map(str, words)],
            input=stdin,
            env=surroundings(tmp_path) | settings,
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            timeout=patience,
            check=False,
        )

    return run
