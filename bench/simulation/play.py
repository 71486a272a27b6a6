"""Day after day: people act, the sweep runs, is killed, runs twice at once, not at all, or by a wrong clock."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.simulation.actor import Actor
from bench.simulation.checks import Checker, Violation
from bench.simulation.days import ONE_DAY, moment
from bench.simulation.deeds import SWEEP, Deed
from bench.simulation.desk import Answer, FarDesk
from bench.simulation.habits import Clock, Habits
from bench.simulation.memory import Memory
from bench.simulation.region import settle
from bench.simulation.reporters import Reporters

FIRST_DAY = dt.date(2025, 9, 1)
MORE_DAYS = 60  # at most, until there is what somebody waits for
KEPT = 60  # violations that are kept in full


@dataclass(frozen=True)
class Size:
    """How much is lived through."""

    days: int = 400
    projects: int = 300
    matters: int = 1000
    units: int = 60
    outages: int = 6
    set_backs: int = 10
    kill_share: float = 0.012


@dataclass
class Played:
    """What was lived through, counted."""

    size: Size
    seed: int
    actor: Actor
    checker: Checker
    habits: Habits
    last_day: dt.date = FIRST_DAY
    outages: list[str] = field(default_factory=list)
    set_backs: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def violations(self) -> list[Violation]:
        """Return everything that must not be."""
        return self.actor.violations


class Play:
    """One seed's life of the region at two desks."""

    def __init__(self, size: Size, seed: int, desks: tuple[FarDesk, FarDesk]) -> None:
        self.size, self.dice = size, random.Random(seed)
        memory = Memory()
        self.first, self.second = desks
        self.actor = Actor(
            memory, self.first, self.dice, second=self.second, kill_share=size.kill_share
        )
        now = moment(FIRST_DAY - ONE_DAY, 9)
        self.region = settle(memory, units=size.units, dice=self.dice, now=now)
        habits = Habits(self.actor, self.region, self.dice)
        self.reporters = Reporters(self.actor, self.region, self.dice)
        checker = Checker(memory, self.dice)
        self.played = Played(size, seed, self.actor, checker, habits)
        self.dark = self._weeks_without()
        self.back = self._days_set_back()

    def _weeks_without(self) -> set[dt.date]:
        """Return the days without any sweep: several runs of five to nine days."""
        found: set[dt.date] = set()
        for number in range(self.size.outages):
            room = self.size.days // max(self.size.outages, 1)
            begin = number * room + self.dice.randint(4, max(5, room - 12))
            length = max(1, min(self.dice.randint(5, 9), room - 2))
            days = [FIRST_DAY + (begin + n) * ONE_DAY for n in range(length)]
            found.update(days)
            self.played.outages.append(f"{days[0]}–{days[-1]}")
        return found

    def _days_set_back(self) -> dict[dt.date, int]:
        """Return the days on which the clock was wrong for some hours, and by how many days."""
        days = range(6, self.size.days - 1)
        some = self.dice.sample(days, min(self.size.set_backs, len(days)))
        found = {FIRST_DAY + n * ONE_DAY: self.dice.randint(1, 5) for n in sorted(some)}
        self.played.set_backs += [f"{day}: −{back}" for day, back in found.items()]
        return found

    def live(self, tick: Callable[[dt.date], None], until: Callable[[], bool]) -> Played:
        """Live every day and hold each against the memory; return what was counted.

        What happens hangs on where a kill falls: where ``until`` does not hold after the last day,
        days are added, ``MORE_DAYS`` at most, and it is asked again.
        """
        for number in range(self.size.days + MORE_DAYS):
            if number >= self.size.days and until():
                break
            day = FIRST_DAY + number * ONE_DAY
            self._day(day, number)
            self.played.last_day = day
            tick(day)
        with self._timed("last check"):
            self.actor.violations += self.played.checker.end(self.played.last_day)
        return self.played

    def _day(self, day: dt.date, number: int) -> None:
        self.actor.memory.day = day
        if day not in self.dark:
            self._sweep(moment(day, 8))
        back = self.back.get(day, 0)
        beside = day not in self.dark and self.dice.random() < 0.25
        if beside:
            self._begin_beside(moment(day, 9))
        self._work(day, 0, number)
        if beside:
            self._end_beside(moment(day, 9))
        if day not in self.dark:
            self._sweep(moment(day - back * ONE_DAY, 12, 30))
        self._work(day - back * ONE_DAY if back else day, 1, number)
        swept = day not in self.dark and self._last_sweep(day)
        with self._timed("checks"):
            everything = number % 7 == 6 and swept
            found = self.played.checker.day(day, swept=swept, everything=everything)
        self.actor.violations += [Violation(v.name, v.where, v.said, f"{day}") for v in found]

    def _work(self, shown: dt.date, part: int, number: int) -> None:
        """Let people act on the day that the clock shows; in the evening of outages too."""
        clock = Clock(moment(shown, 9 if part == 0 else 14))
        with self._timed("people"):
            if part == 0 and number % 12 == 11:
                self.played.habits.somebody_leaves(clock)
            spread = max(self.size.days - 60, self.size.days // 2, 1)
            projects = self._share(self.size.projects, number, part, spread)
            self.reporters.at_work(clock, part, projects)
            matters = self._share(self.size.matters, number, part, spread)
            self.played.habits.at_work(clock, part, matters)

    def _share(self, total: int, number: int, part: int, spread: int) -> int:
        """Return how many of ``total`` come on this half day, evenly over the first ``spread`` days."""
        at = min(2 * number + part, 2 * spread)
        after = min(at + 1, 2 * spread)
        return total * after // (2 * spread) - total * at // (2 * spread)

    # --- sweeps

    def _sweep(self, now: dt.datetime) -> bool:
        """Sweep once: alone, two at once, with or without a kill; return whether one came to its end."""
        deed = Deed(SWEEP, 0, now, SWEEP)
        usual = self.actor.usual.get(SWEEP, 40)
        chance = self.dice.random()
        with self._timed("sweeps"):
            if chance < 0.10:
                answers = self._two_at_once(deed)
            elif chance < 0.20:
                answers = [self.first.ask(deed, self.dice.randint(1, usual))]
            elif chance < 0.26:
                self.first.send(deed)
                answers = [self.first.kill_within(self.dice.random() * 0.12)]
            else:
                answers = [self.first.ask(deed)]
        for answer in answers:
            self.actor.sweep(deed, answer)
        done = any(answer.what == "done" for answer in answers)
        self._after(now.date(), came_to_its_end=done)
        return done

    def _begin_beside(self, now: dt.datetime) -> None:
        """Let a sweep run at the second desk while people act at the first."""
        self.actor.tally.other["sweeps while people acted"] += 1
        self.actor.second = None
        self.second.send(Deed(SWEEP, 0, now, SWEEP))

    def _end_beside(self, now: dt.datetime) -> None:
        self.actor.sweep(Deed(SWEEP, 0, now, SWEEP), self.second.answer())
        self.actor.second = self.second
        self._after(now.date(), came_to_its_end=False)

    def _two_at_once(self, deed: Deed) -> list[Answer]:
        self.actor.tally.other["two sweeps at once"] += 1
        self.second.send(deed)
        self.first.send(deed)
        if self.dice.random() < 0.4:
            answers = [self.second.kill_within(self.dice.random() * 0.1)]
        else:
            answers = [self.second.answer()]
        return [self.first.answer(), *answers]

    def _last_sweep(self, day: dt.date) -> bool:
        """Sweep until one comes to its end: the day is over."""
        return any(self._sweep(moment(day, 18, 5 * minute)) for minute in range(10))

    def _after(self, day: dt.date, *, came_to_its_end: bool) -> None:
        with self._timed("checks"):
            found = self.played.checker.after_sweep(day, came_to_its_end=came_to_its_end)
        self.actor.violations += [Violation(v.name, v.where, v.said, f"{day}") for v in found]

    def _timed(self, what: str) -> _Timed:
        return _Timed(self.played.seconds, what)


class _Timed:
    """Adds the time within to ``seconds``."""

    def __init__(self, seconds: dict[str, float], what: str) -> None:
        self.seconds, self.what = seconds, what

    def __enter__(self) -> None:
        self.began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.seconds[self.what] = self.seconds.get(self.what, 0) + time.monotonic() - self.began
