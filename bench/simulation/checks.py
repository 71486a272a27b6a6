"""What must hold after each day: one checker that asks the rows, the record and the notices."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.simulation import compare, record, standings, telling
from bench.simulation.memory import Memory
from bench.simulation.violation import Violation

__all__ = ["Checker", "Violation"]


@dataclass
class Checker:
    """Compares the database with ``memory``; remembers how far the record and the notices were read."""

    memory: Memory
    dice: random.Random

    def __post_init__(self) -> None:
        self.rows = compare.Rows(self.memory)
        self.record = record.Record(self.memory)
        self.telling = telling.Telling(self.memory)

    def after_sweep(self, today: dt.date, *, came_to_its_end: bool) -> list[Violation]:
        """Take in what a sweep opened; once one came to its end, nothing may be wanting."""
        return list(self.rows.adopt(today, came_to_its_end=came_to_its_end))

    def day(self, today: dt.date, *, swept: bool, everything: bool) -> list[Violation]:
        """Return what does not hold at the end of ``today``.

        ``swept`` says that a sweep came to its end at today's last hour; without one lights, windows
        and notices may lag.  ``everything`` looks at all rows, otherwise at those touched lately.
        """
        found = [*self.rows.check(today, swept=swept, everything=everything)]
        found += self.record.check(everything=everything)
        found += self.record.sample_chains(self.dice)
        if swept:
            found += self.telling.check(today)
            found += standings.check(self.memory, today)
        self.memory.touched.clear()
        return found

    def end(self, today: dt.date) -> list[Violation]:
        """Return what does not hold when all is over: every row, every link of every chain."""
        found = self.day(today, swept=True, everything=True)
        found += self.record.all_chains()
        return found + list(self.again(today))

    def again(self, today: dt.date) -> Iterator[Violation]:
        """Yield what only the end is asked: events, numbers, what was told twice."""
        yield from self.record.counts()
        yield from compare.numbers()
        yield from telling.twice()
