"""Doing deeds and taking in what became of them: acknowledged, refused, or nobody knows after a kill."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from bench.simulation import checks
from bench.simulation.deeds import SWEEP, Deed
from bench.simulation.desk import BROKE, DONE, KILLED, REFUSED, Answer, FarDesk
from bench.simulation.lessons import learn
from bench.simulation.memory import Memory

from luoshi.audit.models import Event
from luoshi.matters.models import Matter
from luoshi.projects.models import Project

ONCE = {"sign", "issue", "claim", "close", "grant", "archive", "confirm", "report", "receive"}


class Desk(Protocol):
    """Whoever does a deed."""

    def ask(self, deed: Deed, fuse: int | None = None) -> Answer:
        """Do it and say what became of it."""
        ...


@dataclass
class Tally:
    """What was counted on the way."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    after_kills: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)


@dataclass
class Actor:
    """Does deeds at ``desk`` and keeps the memory; ``violations`` holds what must not be."""

    memory: Memory
    desk: Desk
    dice: random.Random
    second: FarDesk | None = None
    kill_share: float = 0.0
    tally: Tally = field(default_factory=Tally)
    violations: list[checks.Violation] = field(default_factory=list)
    usual: dict[str, int] = field(default_factory=dict)

    def do(self, deed: Deed) -> bool:
        """Do ``deed``, at times with a kill in the middle; return whether it was done."""
        fuse = None
        if self.dice.random() < self.kill_share:
            fuse = self.dice.randint(1, self.usual.get(deed.name, 12) + 1)
        answer = self.desk.ask(deed, fuse)
        return self.take_in(deed, answer)

    def do_twice(self, deed: Deed) -> bool:
        """Send ``deed`` twice: from two desks at the same moment, or one after the other."""
        if self.second is None or deed.name not in ONCE or not isinstance(self.desk, FarDesk):
            first = self.do(deed)
            return self.do(deed) or first
        self.tally.other["sent from two desks at once"] += 1
        self.second.send(deed)
        answers = [self.desk.ask(deed), self.second.answer()]
        done = sum(answer.what == DONE for answer in answers)
        if done == 2 and deed.name != "report":
            self.complain("done-twice", deed, "both desks were told that it was done")
        for answer in sorted(answers, key=lambda one: one.what != DONE):
            self.take_in(deed, answer, is_repeat=done == 2 and deed.name == "report")
        return done > 0

    def take_in(self, deed: Deed, answer: Answer, *, is_repeat: bool = False) -> bool:
        """Hold what came back against the record, and learn it."""
        if answer.what == BROKE:
            self.tally.other["broke"] += 1
            self.complain("action-broke", deed, answer.why)
            return False
        if answer.what == REFUSED:
            self.tally.refused[f"{deed.name}: {answer.why}"] += 1
            return False
        if answer.what == DONE:
            self.usual[deed.name] = answer.statements
        more = self._more_events(deed)
        if answer.what == KILLED:
            self.tally.kills["in the middle of an action"] += 1
            self.tally.after_kills["whole" if more else "nothing"] += 1
            if more == 0:
                return False
        if more == 0 and (self._said_before(deed) or is_repeat):
            self.tally.other["repeat that changed nothing"] += 1
            return False
        if more != 1:
            what = "acknowledged-but-not-there" if more < 1 else "there-more-than-once"
            self.complain(what, deed, f"{more} new events {deed.trace} in the record")
            return False
        self.tally.done[deed.name] += 1
        pk = deed.pk if deed.pk is not None else _named(deed)
        learn(self.memory, deed, pk=pk, aside=_aside(deed, pk))
        return True

    def complain(self, what: str, deed: Deed, said: str) -> None:
        """Note a violation that shows in the middle of the day."""
        where = f"{deed.kind} {deed.pk or deed.label}"
        self.violations.append(checks.Violation(what, where, f"{deed.name}: {said}", str(deed.at)))

    def _more_events(self, deed: Deed) -> int:
        """Return how many events of the deed's trace there are beyond those that are known."""
        if deed.pk is None:
            rows = Event.objects.filter(
                subject_kind=deed.kind, type=deed.trace, subject_label=deed.label
            )
            # The label alone has no index: the newest events are enough for what was done just now.
            newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            there = rows.filter(pk__gt=newest - 400).count()
            return there - (deed.label in self.memory.labels)
        rows = Event.objects.filter(subject_kind=deed.kind, subject_id=deed.pk, type=deed.trace)
        return rows.count() - self.memory.events[deed.kind, deed.pk, deed.trace]

    def _said_before(self, deed: Deed) -> bool:
        """Return whether to say it again changes nothing: the same report, the same draft."""
        if deed.pk is None or deed.name not in ("report", "edit_draft"):
            return False
        if deed.name == "edit_draft":
            matter, args = self.memory.matters[deed.pk], deed.args
            same = (matter.due_proposed, matter.lead, matter.person)
            return same == (args["due_proposed"], args["lead"], args["person"])
        return deed.args["window"] in self.memory.projects[deed.pk].reports

    def sweep(self, deed: Deed, answer: Answer) -> None:
        """Take in how a sweep ended."""
        assert deed.name == SWEEP
        if answer.what == BROKE:
            self.complain("sweep-broke", deed, answer.why)
        elif answer.what == KILLED:
            self.tally.kills["in the middle of a sweep"] += 1
        elif answer.what == REFUSED:
            self.tally.other["sweeps that refused a wrong clock"] += 1
        else:
            self.usual[SWEEP] = max(10, answer.statements)
            self.tally.other["sweeps that came to their end"] += 1


def _named(deed: Deed) -> int:
    """Return the id of the row that bears the label of ``deed``."""
    if deed.kind == "matter":
        return Matter.objects.values_list("pk", flat=True).get(title=deed.label)
    return Project.objects.values_list("pk", flat=True).get(name=deed.label)


def _aside(deed: Deed, pk: int) -> str:
    """Return the id of the objection or pause that ``deed`` made."""
    if deed.name == "raise_objection":
        return str(Matter.objects.get(pk=pk).objections.order_by("-pk")[0].pk)
    if deed.name == "pause":
        return str(Matter.objects.get(pk=pk).pauses.order_by("-pk")[0].pk)
    return ""
