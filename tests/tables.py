"""The empty tables, kept between runs: migrating takes twenty seconds, copying what it made, none.

What a migration makes depends on the migrations and on what of ours they import, so the kept file
bears a digest of exactly these and of Django's version; a change of any makes a new one.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

import luoshi

FEWEST = 300  # tables, indexes and triggers that there are at least
SOURCES = Path(luoshi.__file__).parent


def _module(name: str) -> Path | None:
    """Return the file of a module of ours, or nothing where ``name`` is no module."""
    place = SOURCES.parent.joinpath(*name.split("."))
    found = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in found if file.is_file()), None)


def _imported(file: Path) -> Iterator[Path]:
    """Yield the files of our own modules that ``file`` imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            if name.startswith("luoshi.") and (found := _module(name)):
                yield found


def digest() -> str:
    """Return what tells one set of tables from another: hexadecimal, 16 signs."""
    seen: set[Path] = set()
    left = [*SOURCES.glob("*/migrations/*.py")]
    while left:
        file = left.pop()
        if file not in seen:
            seen.add(file)
            left += _imported(file)
    whole = hashlib.sha256(django.__version__.encode())
    for file in sorted(seen):
        whole.update(str(file.relative_to(SOURCES)).encode() + file.read_bytes())
    return whole.hexdigest()[:16]


def kept() -> Path:
    """Return where the tables of these migrations are kept, whether they are there yet or not."""
    return Path(tempfile.gettempdir()) / f"luoshi-tables-{os.getuid()}-{digest()}.sqlite3"


def keep(made: sqlite3.Connection, place: Path) -> None:
    """Keep the tables of ``made`` at ``place``, which is whole or not there at any moment.

    Nothing is kept of a run in which no story asks the database: for it no tables were made.
    """
    handle, name = tempfile.mkstemp(dir=place.parent)
    os.close(handle)
    copy = sqlite3.connect(name)
    made.backup(copy)
    copy.execute("PRAGMA journal_mode = DELETE")  # or files beside it would belong to it
    (whole,) = copy.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    copy.close()
    if whole < FEWEST:
        Path(name).unlink()
        return
    Path(name).replace(place)


def bring(place: Path, to: Path) -> None:
    """Copy the tables kept at ``place`` into a new file ``to``, over what was there."""
    for there in to.parent.glob(f"{to.name}*"):
        there.unlink()
    shutil.copyfile(place, to)
