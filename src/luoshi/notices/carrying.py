"""What one round of the climb sets off, and writing it by the thousands.

All of it is insert-or-ignore under unique names, so that a second process at the same moment adds
nothing.  Rows are written by columns: an object for each would cost more than the database does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import translation

from luoshi.audit.inserting import among, insert, update_each
from luoshi.matters.models import Order, OrderKind, OrderState
from luoshi.matters.urging import prepare_orders
from luoshi.notices.models import Decision, DecisionState, Notice, RungDone, Untold, Watch
from luoshi.notices.people import Directory
from luoshi.notices.subjects import Climb, Debt, Subject
from luoshi.notices.wording import order_text
from luoshi.owed.models import Obligation
from luoshi.rules.escalation import Rung, Whom

BATCH = 4000  # rows in one transaction: on SQLite nobody else writes meanwhile


class Told(NamedTuple):
    """One person to be told of one obligation; ``rung`` 0 where it was laid into her hands."""

    obligation_id: int
    person_id: int
    key: str
    rung: int


class Lacking(NamedTuple):
    """Nobody can be told of a rung: whom, and at which unit somebody is missing."""

    obligation_id: int
    key: str
    rung: int
    whom: Whom
    unit_id: int


class Asked(NamedTuple):
    """What a leader is to decide."""

    obligation_id: int
    key: str
    rung: int
    office_id: int


class Reached(NamedTuple):
    """A rung that was carried out, or passed by."""

    obligation_id: int
    key: str
    rung: int
    on: dt.date
    passed_by: bool


class Seen(NamedTuple):
    """As what an obligation was seen, and when to look at it again."""

    due_on: dt.date
    stopped_on: dt.date | None
    debtor_unit_id: int
    debtor_id: int | None
    hands: int
    look_on: dt.date | None


@dataclass
class Round:
    """One round of the climb: who sits where today, and what is to be written."""

    people: Directory
    climb: Climb
    now: dt.datetime
    done: dict[tuple[int, str], Reached] = field(default_factory=dict)
    notices: list[Told] = field(default_factory=list)
    untold: list[Lacking] = field(default_factory=list)
    decisions: dict[tuple[str, int, int], list[Asked]] = field(default_factory=dict)
    orders: list[tuple[Debt, Subject, Rung]] = field(default_factory=list)
    watches: list[tuple[int, Seen]] = field(default_factory=list)
    later: list[tuple[int, dt.date | None]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    @property
    def today(self) -> dt.date:
        """The civil day on which the rungs are counted."""
        return self.climb.today

    def fresh(self) -> Round:
        """Return a round of the same day with nothing to write yet."""
        return Round(self.people, self.climb, self.now)

    def note(self, obligation: int, rung: Rung, *, passed_by: bool) -> None:
        """Note that a rung was reached: carried out, or passed by."""
        reached = Reached(obligation, rung.key, rung.step.rung, rung.on, passed_by)
        self.done[obligation, rung.key] = reached

    def pass_by(self, obligation: int, key: str) -> None:
        """Note that a rung set nothing off."""
        self.done[obligation, key] = self.done[obligation, key]._replace(passed_by=True)

    def ask(self, about: tuple[str, int], asked: Asked) -> None:
        """Ask for a decision; of one kind about one thing one question is open at a time."""
        self.decisions.setdefault((*about, asked.rung), []).append(asked)

    def watch(self, obligation: int, was: Seen, seen: Seen) -> None:
        """Note as what an obligation was seen now, and when to look again; mostly only that changes."""
        if was[:-1] == seen[:-1]:
            self.later.append((obligation, seen.look_on))
        else:
            self.watches.append((obligation, seen))


# --- writing


def write(work: Round) -> None:
    """Write all that a round found, in the transaction that holds the rows."""
    _prepare_orders(work)
    decisions = _first_asked(work)
    write_notices(work.notices, now=work.now, today=work.today)
    _insert(Untold, work.untold, on=work.today)
    _insert(Decision, decisions, prepared_at=work.now)
    _insert(RungDone, list(work.done.values()), at=work.now)
    days = [look_on for _, look_on in work.later]
    update_each(Watch, {"obligation_id": [pk for pk, _ in work.later], "look_on": days})
    seen = {name: [getattr(one, name) for _, one in work.watches] for name in Seen._fields}
    update_each(Watch, {"obligation_id": [pk for pk, _ in work.watches], **seen})


def write_notices(told: list[Told], *, now: dt.datetime, today: dt.date) -> None:
    """Keep who is told of what; who was told already is not told again."""
    _insert(Notice, told, made_on=today, made_at=now)


def write_watches(rows: list[tuple[int, dt.date, int, int | None]], *, look_on: dt.date) -> None:
    """Watch obligations, each given with its day and its debtors, from ``look_on`` on."""
    names = ("obligation_id", "due_on", "debtor_unit_id", "debtor_id")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    insert(Watch, columns | {"look_on": look_on}, count=len(rows))


def _insert(model: type[Any], rows: Sequence[Any], **shared: Any) -> None:
    """Insert tuples whose fields are called as the columns are."""
    if rows:
        lists = dict(zip(rows[0]._fields, map(list, zip(*rows, strict=True)), strict=True))
        insert(model, lists | shared, count=len(rows))


def _prepare_orders(work: Round) -> None:
    """Prepare the papers; one of a kind about one thing waits at a time, a second is passed by."""
    if not work.orders:
        return
    matters = {s.matter for _, s, _ in work.orders if s.matter is not None}
    projects = {s.project for _, s, _ in work.orders if s.project is not None}
    waiting: set[tuple[int | None, int | None, str]] = set()
    for about in (Q(matter__in=among(matters)), Q(project__in=among(projects))):
        rows = Order.objects.filter(about, state=OrderState.PREPARED).order_by()
        waiting |= set(rows.values_list("matter", "project", "kind"))
    prepared = []
    for row, subject, rung in work.orders:
        kind = OrderKind(rung.step.paper)
        if (subject.matter, subject.project, kind.value) in waiting:
            work.pass_by(row.pk, rung.key)
            continue
        waiting.add((subject.matter, subject.project, kind.value))
        prepared.append(_order(row, subject, rung, kind, work))
    prepare_orders(prepared, now=work.now)


def _order(row: Debt, subject: Subject, rung: Rung, kind: OrderKind, work: Round) -> Order:
    calendar = work.climb.calendar_of(row.debtor_unit_id)
    answer_by = calendar.after(work.today, working_days=subject.rules.messages.answer_days).on
    with translation.override("zh-hans"):
        text = order_text(row, kind, today=work.today, answer_by=answer_by, calendar=calendar)
    return Order(
        kind=kind,
        key=f"{row.pk}/{rung.key}",
        matter_id=subject.matter,
        project_id=subject.project,
        addressee_id=row.debtor_unit_id,
        office_id=subject.parties.office,
        text=text,
        answer_by=answer_by,
        prepared_at=work.now,
    )


def _first_asked(work: Round) -> list[Asked]:
    """Return what is asked that is not asked already; the rest is passed by, and nobody is told."""
    waiting = _open_questions({(kind, pk) for kind, pk, _ in work.decisions})
    kept, dropped = [], set()
    for once, (first, *more) in work.decisions.items():
        again = [first, *more] if once in waiting else more
        kept += [] if once in waiting else [first]
        dropped |= {(one.obligation_id, one.key) for one in again}
    for obligation, key in dropped:
        work.pass_by(obligation, key)
    if dropped:
        work.notices = [
            told for told in work.notices if (told.obligation_id, told.key) not in dropped
        ]
    return kept


def _open_questions(about: set[tuple[str, int]]) -> set[tuple[str, int, int]]:
    found: set[tuple[str, int, int]] = set()
    for kind in {kind for kind, _ in about}:
        of_them = Obligation.objects.filter(
            subject_kind=kind, subject_id__in=among(pk for one, pk in about if one == kind)
        )
        pks = dict(of_them.order_by().values_list("pk", "subject_id"))
        rows = Decision.objects.filter(state=DecisionState.WAITING, obligation__in=among(pks))
        for pk, rung in rows.order_by().values_list("obligation", "rung"):
            found.add((kind, pks[pk], rung))
    return found
