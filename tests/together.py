"""Two desks at once: calls in threads of their own, each with its own connection to one database.

with one_database(tmp_path) as at_once:      # in a test with django_db(transaction=True)
    cast = make.cast()
    answers = at_once(lambda: …, lambda: …)  # what each gave, or the exception it raised
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

AtOnce = Callable[..., list[Any]]


@contextmanager
def one_database(folder: Path) -> Iterator[AtOnce]:
    """Give a database that several desks can open, and the function that runs them at once.

    A SQLite test database lives in memory, where a second writer does not wait as it would at
    work: within the block an empty copy of it in a file takes its place.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        yield lambda *calls: _at_once(name, calls)
        return
    connection.ensure_connection()
    name = str(folder / "together.sqlite3")
    copy = sqlite3.connect(name)
    connection.connection.backup(copy)
    copy.close()
    usual = connections["default"]
    connections["default"] = _opened(usual, name)
    try:
        yield lambda *calls: _at_once(name, calls)
    finally:
        connections["default"].close()
        connections["default"] = usual


def _opened(like: Any, name: str) -> Any:
    mine = like.copy()
    mine.settings_dict["NAME"] = name
    return mine


def _at_once(name: str, calls: tuple[Callable[[], Any], ...]) -> list[Any]:
    start = threading.Barrier(len(calls), timeout=60)
    like = connections["default"]

    def desk(call: Callable[[], Any]) -> Any:
        connections["default"] = mine = _opened(like, name)
        start.wait()
        try:
            return call()
        finally:
            mine.close()

    with ThreadPoolExecutor(len(calls)) as desks:
        sat = [desks.submit(desk, call) for call in calls]
    return [one.exception() or one.result() for one in sat]
