"""Desks: who does the deeds.  One in this process, and one in a process that may be killed.

A killed desk dies by SIGKILL before its n-th word to the database, or after the deed is done and
before it could say so: a deed counts as acknowledged only if its answer came through the pipe.
"""

from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bench.simulation.deeds import Deed, carry_out
from django.db import connection

from luoshi.values.errors import Refusal

DONE, REFUSED, BROKE, KILLED = "done", "refused", "broke", "killed"


@dataclass(frozen=True)
class Answer:
    """What became of a deed, with the refusal's code or the error; how much the database was asked."""

    what: str
    why: str = ""
    statements: int = 0


def attempt(deed: Deed, fuse: int | None = None) -> Answer:
    """Do ``deed`` here; with a ``fuse`` this process ends at the word to the database of that number."""
    said = 0

    def counting(execute: Callable[..., Any], *asked: Any) -> Any:
        nonlocal said
        said += 1
        if said == fuse:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*asked)

    with connection.execute_wrapper(counting):
        try:
            carry_out(deed)
        except Refusal as refusal:
            return Answer(REFUSED, f"{type(refusal).__name__} {refusal.code}", said)
        except Exception as error:  # noqa: BLE001 – whatever it is, the other side hears it
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{os.path.basename(where.filename)}:{where.lineno}"
            return Answer(BROKE, f"{type(error).__name__}: {error} ({place})", said)
    if fuse is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return Answer(DONE, "", said)


class NearDesk:
    """Does every deed in this process; nobody is killed here."""

    def ask(self, deed: Deed, fuse: int | None = None) -> Answer:
        """Do ``deed`` and return what became of it."""
        return attempt(deed)


class FarDesk:
    """Does every deed in a process of its own, begun again after each death."""

    def __init__(self) -> None:
        self.deaths = 0
        self._context = mp.get_context("forkserver")
        self._context.set_forkserver_preload(["bench.simulation.preload"])
        self._begin()

    def _begin(self) -> None:
        self._pipe, far = self._context.Pipe()
        self._process = self._context.Process(target=_serve, args=(far,), daemon=True)
        self._process.start()
        far.close()

    def ask(self, deed: Deed, fuse: int | None = None) -> Answer:
        """Do ``deed`` over there; ``fuse`` kills the process at that word to the database."""
        self.send(deed, fuse)
        return self.answer()

    def send(self, deed: Deed, fuse: int | None = None) -> None:
        """Hand over ``deed`` and do not wait."""
        self._pipe.send((deed, fuse))

    def answer(self) -> Answer:
        """Wait for the answer to what was handed over last; killed if none comes any more."""
        try:
            return self._pipe.recv()
        except (EOFError, ConnectionResetError):  # the latter if it died before it heard of it
            self._process.join()
            self.deaths += 1
            self._pipe.close()
            self._begin()
            return Answer(KILLED)

    def kill_within(self, seconds: float) -> Answer:
        """Kill the process from outside after a while, unless it has answered before."""
        if self._pipe.poll(seconds):
            return self.answer()
        pid = self._process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        return self.answer()

    def close(self) -> None:
        """End the process in peace."""
        self._pipe.close()
        self._process.join(5)


@contextlib.contextmanager
def desks(count: int) -> Iterator[list[FarDesk]]:
    """Give ``count`` desks, and close them in the end."""
    made = [FarDesk() for _ in range(count)]
    try:
        yield made
    finally:
        for one in made:
            one.close()


def _serve(pipe: Connection) -> None:
    """Do what comes through the pipe until it closes."""
    parent = os.getppid()
    while os.getppid() == parent:
        try:
            deed, fuse = pipe.recv()
        except EOFError:
            break
        pipe.send(attempt(deed, fuse))
    connection.close()
