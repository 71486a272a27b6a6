"""The empty tables, kept between runs: migrating takes twenty seconds, copying what it made, none.

What a migration makes depends on the migrations and on what of ours they import, so the kept file
bears a digest of exactly these and of Django's version; a change of any makes a new one.
"""

from __future__ import annotations

import ast
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

import luoshi

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
    """Keep the tables of ``made`` at ``place``, which is whole or not there at any moment."""
    handle, name = tempfile.mkstemp(dir=place.parent)
    os.close(handle)
    copy = sqlite3.connect(name)
    made.backup(copy)
    copy.close()
    Path(name).replace(place)
