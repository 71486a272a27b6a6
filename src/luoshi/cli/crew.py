"""Processes that read files, one at a time each: one that dies or never ends costs one file, no more."""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType

from luoshi.reading.asdata import as_data
from luoshi.reading.report import read_report
from luoshi.sources.files import text_of
from luoshi.values.errors import Refusal

PATIENCE_SECONDS = 300.0  # for one file; the limits of each format are shorter
AHEAD = 4  # how many files each process may be ahead of the one whose turn it is to be written

_DIED = "读取这份文件的进程意外结束，文件可能已损坏。"
_SLOW = "读取这份文件用时过长，已停下。请拆分后再读。"
_FAULT = "读取这份文件时程序出错（{}）。请把文件交给管理员查看。"


@dataclass(slots=True)
class Job:
    """One file, and what became of it: ``reading`` as JSON, or ``error`` as a sentence or a fault.

    ``notes`` say what should be known of a file that was read.
    """

    path: str
    sha256: str | None = None
    reading: str | None = None
    error: str | Refusal | OSError | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Hand:
    """One process, the way to it, and what it is at."""

    process: SpawnProcess
    pipe: Connection
    at: int = -1
    since: float = 0.0


class Crew:
    """A few processes that read; leaving the ``with`` ends them."""

    def __init__(self, jobs: int, *, spans: bool, patience: float = PATIENCE_SECONDS) -> None:
        self.spans, self.patience, self.size = spans, patience, jobs
        self.hands: list[Hand] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for hand in self.hands:
            _end(hand)

    def work(self, jobs: Iterator[Job]) -> Iterator[Job]:
        """Yield the jobs done, in the order in which they were given.

        Only a few are begun before the one whose turn it is ends: memory does not grow with
        the number of files.
        """
        begun: dict[int, Job] = {}
        done: set[int] = set()
        turn, given, more = 0, 0, True
        while more or begun:
            while more and len(begun) < AHEAD * self.size and (hand := self._free()):
                job = next(jobs, None)
                if job is None:
                    more = False
                    break
                begun[given] = job
                hand.at, hand.since = given, time.monotonic()
                self._give(hand, job)
                given += 1
            done |= self._heard(begun)
            while turn in done:
                yield begun.pop(turn)
                done.discard(turn)
                turn += 1

    def _free(self) -> Hand | None:
        """Return a process that has nothing to do, a new one while there are too few."""
        for hand in self.hands:
            if hand.at < 0:
                return hand
        if len(self.hands) < self.size:
            self.hands.append(_begin(spans=self.spans))
            return self.hands[-1]
        return None

    def _give(self, hand: Hand, job: Job) -> None:
        # A pipe that is broken already is told apart when it is listened to.
        with contextlib.suppress(OSError):
            hand.pipe.send(job)

    def _heard(self, begun: dict[int, Job]) -> set[int]:
        """Wait a moment and return what ended meanwhile; replace who died or takes too long."""
        busy = [hand for hand in self.hands if hand.at >= 0]
        ready = wait([hand.pipe for hand in busy], timeout=0.5) if busy else []
        ended = set()
        for hand in busy:
            if hand.pipe in ready:
                try:
                    begun[hand.at] = hand.pipe.recv()
                    ended.add(hand.at)
                    hand.at = -1
                    continue
                except (EOFError, OSError):
                    begun[hand.at].error = _DIED
            elif time.monotonic() - hand.since > self.patience:
                begun[hand.at].error = _SLOW
            else:
                continue
            ended.add(hand.at)
            _end(hand)
            self.hands.remove(hand)
        return ended


def _begin(*, spans: bool) -> Hand:
    """Start a process.  It is not a copy of this one, whose progress bar has a thread."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_listen, args=(theirs, spans))
    # Ctrl-C reaches the whole group: who began the processes decides when they stop.
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    process.start()
    signal.signal(signal.SIGINT, handler)
    theirs.close()
    return Hand(process, ours)


def _end(hand: Hand) -> None:
    hand.pipe.close()
    if hand.at >= 0:
        hand.process.kill()
    hand.process.join(5)
    if hand.process.is_alive():
        hand.process.kill()
        hand.process.join()


def _listen(pipe: Connection, spans: bool) -> None:
    """Read what comes through the pipe until its other end is gone."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            pipe.send(_read(pipe.recv(), spans=spans))


def _read(job: Job, *, spans: bool) -> Job:
    """Return the job with its reading, or with the reason why there is none."""
    try:
        data = Path(job.path).read_bytes()
        job.sha256 = hashlib.sha256(data).hexdigest()
        read = text_of(data, job.path)
        job.notes = [str(note) for note in read.notes]
        draft = read_report(read.text)
        job.reading = json.dumps(as_data(draft, spans=spans), ensure_ascii=False)
    except Refusal as refusal:
        job.error = str(refusal)
    except OSError as fault:
        job.error = fault
    except Exception as fault:  # noqa: BLE001 (one bad file never stops the rest)
        job.error = _FAULT.format(type(fault).__name__)
    return job
