"""The record: each change of state by the table, each chain whole, each acknowledged deed once."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.simulation.memory import Memory
from bench.simulation.violation import Violation
from django.db.models import Count, QuerySet

from luoshi.audit.chain import link
from luoshi.audit.models import Event
from luoshi.matters.models import Matter
from luoshi.rules import life
from luoshi.values.errors import IllegalMove

# event → the move of the table that it tells; other events of a matter change no state.
MOVES = {
    "matter.edited": "edit_draft",
    "matter.submitted": "submit",
    "matter.issued": "issue",
    "matter.sent_back": "send_back",
    "matter.signed": "sign",
    "plan.laid": "lay_plan",
    "matter.fed_back": "feed_back",
    "matter.input_given": "give_input",
    "matter.dissented": "give_input",
    "extension.asked": "ask_extension",
    "extension.granted": "decide_extension",
    "extension.refused": "decide_extension",
    "matter.claimed": "claim",
    "matter.confirmed_solved": "confirm",
    "matter.confirmed_unsolved": "confirm",
    "matter.closed": "close",
    "matter.returned": "send_for_redo",
    "objection.raised": "raise_objection",
    "matter.reassigned": "reassign",
    "objection.rejected": "uphold",
    "matter.paused": "pause",
    "matter.resumed": "resume",
    "matter.reopened": "reopen",
    "matter.archived": "archive",
    "matter.cancelled": "cancel",
}


class Record:
    """The record as far as it was read; remembers where each matter stood."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.read_to = 0
        self.states: dict[int, str] = {}
        self.before: dict[int, str] = {}

    def check(self, *, everything: bool) -> Iterator[Violation]:
        """Walk what is new in the record of matters by the table of moves."""
        rows = Event.objects.filter(pk__gt=self.read_to, subject_kind="matter").order_by("pk")
        for pk, subject, type_ in rows.values_list("pk", "subject_id", "type"):
            self.read_to = pk
            yield from self._step(subject, type_)
        asked = (
            Matter.objects.all()
            if everything
            else Matter.objects.filter(
                pk__in=[pk for kind, pk in self.memory.touched if kind == "matter"]
            )
        )
        for pk, state in asked.order_by().values_list("pk", "state"):
            told = self.states.get(pk)
            if told != state:
                said = f"the row says {state}, the record leads to {told}"
                yield Violation("state-not-by-the-table", f"matter {pk}", said)

    def _step(self, pk: int, type_: str) -> Iterator[Violation]:
        if type_ == "matter.drafted":
            self.states[pk] = "draft"
            return
        if type_ not in MOVES:
            return
        state = self.states.get(pk, "draft")
        try:
            after = life.after(state, MOVES[type_], before=self.before.get(pk, ""))
        except (IllegalMove, ValueError) as error:
            yield Violation(
                "move-not-in-the-table", f"matter {pk}", f"{type_} from {state}: {error}"
            )
            return
        if type_ in ("objection.raised", "matter.paused"):
            self.before[pk] = state
        self.states[pk] = after.value

    # --- chains

    def sample_chains(self, dice: random.Random, count: int = 12) -> Iterator[Violation]:
        """Check the chains of a few rows of each kind."""
        some = [("matter", dice.choice(list(self.memory.matters)))] if self.memory.matters else []
        while len(some) < count and self.memory.matters and self.memory.projects:
            some.append(("matter", dice.choice(list(self.memory.matters))))
            some.append(("project", dice.choice(list(self.memory.projects))))
        for kind, pk in some:
            yield from _broken(
                Event.objects.filter(subject_kind=kind, subject_id=pk).order_by("serial")
            )

    def all_chains(self) -> Iterator[Violation]:
        """Check every link of the record."""
        yield from _broken(Event.objects.order_by("subject_kind", "subject_id", "serial"))

    # --- what was acknowledged

    def counts(self) -> Iterator[Violation]:
        """Yield each event that does not stand in the record exactly as often as it was acknowledged."""
        traces = {trace for _, _, trace in self.memory.events}
        rows = Event.objects.filter(type__in=traces, subject_kind__in=["matter", "project"])
        grouped = rows.order_by().values_list("subject_kind", "subject_id", "type")
        there = {(a, b, c): n for a, b, c, n in grouped.annotate(n=Count("pk"))}
        for at in there.keys() | self.memory.events.keys():
            has, must = there.get(at, 0), self.memory.events.get(at, 0)
            if has != must:
                name = "acknowledged-but-not-there" if has < must else "there-but-nobody-did-it"
                yield Violation(name, f"{at[0]} {at[1]}", f"{at[2]}: {has}, must be {must}")


def _broken(rows: QuerySet[Event]) -> Iterator[Violation]:
    """Yield events that do not follow on the one before; only the hash of one is the program's own."""
    at, serial, last = ("", 0), 0, ""
    for row in rows.iterator(chunk_size=2000):
        if (row.subject_kind, row.subject_id) != at:
            at, serial, last = (row.subject_kind, row.subject_id), 0, ""
        serial += 1
        if (row.serial, row.previous_hash, row.hash) != (serial, last, link(row)):
            where = f"{row.subject_kind} {row.subject_id}"
            yield Violation("chain-broken", where, f"event {row.serial} {row.type}")
        last = row.hash
