"""Carrying out the ladder: every rung that has fallen due, once, by however many processes.

Whatever a rung sets off is written together with the row that says it was done (``carrying``).
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import cast

from django.db import transaction
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Coalesce, Least

from luoshi.audit.inserting import among
from luoshi.notices import queries
from luoshi.notices.carrying import (
    BATCH,
    Asked,
    Lacking,
    Round,
    Seen,
    Told,
    write,
    write_notices,
    write_watches,
)
from luoshi.notices.models import Untold, Watch
from luoshi.notices.people import Directory, Parties, unit_lacking
from luoshi.notices.subjects import Debt, Subject, debts_of, stopped_on, subjects_of
from luoshi.owed.models import Obligation
from luoshi.rules.escalation import Rung, Whom

log = logging.getLogger(__name__)
AT_ONCE = dt.date.min
SEEN = Seen._fields
OWED = tuple(f"obligation__{name}" for name in Debt._fields)
NEVER = Value(dt.date.max, output_field=DateField())


# --- which obligations to look at


def watch_new() -> int:
    """Watch every open obligation that is not watched yet; return how many were found."""
    fields = ("pk", "due_on", "debtor_unit", "debtor")
    # Put in order here: asked for by id, the database would read what is settled too.
    rows = Obligation.objects.open().filter(watch__isnull=True).order_by()
    fresh = sorted(rows.values_list(*fields))
    for at in range(0, len(fresh), BATCH):
        write_watches(fresh[at : at + BATCH], look_on=AT_ONCE)
    return len(fresh)


def notice_changes() -> int:
    """Have a look at what was moved, stopped, taken up or laid into other hands; return how many."""
    claimed, paused = "obligation__claimed_on", "obligation__paused_on"
    rows = Watch.objects.filter(obligation__discharged_at__isnull=True).annotate(
        was_stopped=Coalesce("stopped_on", NEVER),
        is_stopped=Coalesce(Least(claimed, paused), claimed, paused, NEVER),
        was_debtor=Coalesce("debtor_id", 0),
        is_debtor=Coalesce("obligation__debtor", 0),
    )
    changed = list(
        rows.filter(
            ~Q(due_on=F("obligation__due_on"))
            | ~Q(debtor_unit_id=F("obligation__debtor_unit"))
            | ~Q(was_debtor=F("is_debtor"))
            | ~Q(was_stopped=F("is_stopped"))
        ).values_list("pk", flat=True)
    )
    for at in range(0, len(changed), BATCH):
        Watch.objects.filter(pk__in=among(changed[at : at + BATCH])).update(look_on=AT_ONCE)
    return len(changed)


def to_look_at(*, today: dt.date) -> list[int]:
    """Return the ids of the obligations that a rung may have reached by ``today``."""
    rows = Watch.objects.filter(look_on__lte=today)
    return list(rows.order_by("pk").values_list("pk", flat=True))


# --- one batch


@transaction.atomic
def climb_batch(ids: Sequence[int], *, work: Round, now: dt.datetime) -> Round:
    """Carry what has fallen due of the obligations ``ids``; return what was written.

    A second process leaves alone what this one holds.  One whose calendar is gone is told in
    ``trouble`` and keeps its place for the next round.
    """
    mine = Watch.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        pk__in=among(ids), look_on__lte=work.today
    )
    held = list(mine.order_by("pk").values_list(*SEEN, *OWED))
    rows = [Debt._make(row[len(SEEN) :]) for row in held]
    subjects = subjects_of(rows)
    done = queries.rungs_done([row.pk for row in rows])
    for row, seen in zip(rows, held, strict=True):
        watch = Seen._make(seen[: len(SEEN)])
        try:
            _plan(row, subjects[row.pk], watch, done.get(row.pk, ""), work)
        except Exception as error:
            log.exception("climb obligation %s", row.pk)
            work.trouble.append(f"climb obligation {row.pk} {type(error).__name__}: {error}")
    write(work)
    return work


def _plan(row: Debt, subject: Subject, watch: Seen, done: str, work: Round) -> None:
    """Add to ``work`` what is to be done of one obligation."""
    left = work.climb.left(row, subject.rules.ladder, done=done)
    stopped, hands = stopped_on(row), watch.hands
    told: dict[int, Rung | None] = {}
    if _changed_hands(row, watch):
        hands += 1
        told |= dict.fromkeys(work.people.told("handler", subject.parties))
    carried = [rung for rung in left.carry if _presses(rung, stopped, watch.stopped_on)]
    for rung in carried:
        _set_off(row, subject, rung, told, work)
    work.notices += [_told(row, person, rung, hands) for person, rung in told.items()]
    for rung in left.overtaken:
        work.note(row.pk, rung, passed_by=True)
    for rung in left.carry:
        work.note(row.pk, rung, passed_by=rung not in carried)
    look_on = None if stopped else left.next_on
    now = Seen(row.due_on, stopped, row.debtor_unit_id, row.debtor_id, hands, look_on)
    work.watch(row.pk, watch, now)


def _presses(rung: Rung, stopped: dt.date | None, rested: dt.date | None) -> bool:
    """Return whether a rung is carried: nothing is of what rests or is done.

    A paper or decision whose day fell into a rest from ``rested`` on is passed by when the rest
    is over: the time was not the debtor's.  The reminder that it is owed again is not.
    """
    if stopped is not None:
        return False
    return rung.step.is_message or rested is None or rung.on <= rested


def _changed_hands(row: Debt, watch: Seen) -> bool:
    now = (row.debtor_unit_id, row.debtor_id)
    return row.discharged_on is None and now != (watch.debtor_unit_id, watch.debtor_id)


def _set_off(
    row: Debt, subject: Subject, rung: Rung, told: dict[int, Rung | None], work: Round
) -> None:
    """Add what one rung sets off.

    The office itself gets no paper from itself, and what no paper can be about is told instead.
    """
    step, own = rung.step, subject.parties.office == row.debtor_unit_id
    if step.paper != "none" and not own and subject.about is not None:
        work.orders.append((row, subject, rung))
        return
    for whom in step.to:
        people = work.people.told(whom, subject.parties)
        told |= dict.fromkeys(people, rung)
        if not people:
            unit = unit_lacking(whom, subject.parties)
            work.untold.append(Lacking(row.pk, rung.key, step.rung, whom, unit))
    if step.needs_approval and step.paper == "none":
        asked = Asked(row.pk, rung.key, step.rung, subject.parties.office)
        work.ask((row.subject_kind, row.subject_id), asked)


def _told(row: Debt, person: int, rung: Rung | None, hands: int) -> Told:
    if rung is None:
        return Told(row.pk, person, f"hands/{hands}", 0)
    return Told(row.pk, person, rung.key, rung.step.rung)


# --- what could not be told


def tell_the_untold(work: Round) -> int:
    """Tell what nobody could be told, once there is somebody; return how many rows that settled."""
    open_ones = Untold.objects.filter(
        told_at__isnull=True, obligation__discharged_at__isnull=True
    ).order_by("pk")
    hopeful = _hopeful(work.people)
    settled = 0
    for whom, units in hopeful.items():
        rows, after = open_ones.filter(whom=whom, unit__in=units), 0
        while some := list(rows.filter(pk__gt=after)[:BATCH].values_list(*WAITING)):
            settled += _tell(some, work)
            after = some[-1][0]
    return settled


WAITING = ("pk", "obligation", "key", "rung", "whom")


def _hopeful(people: Directory) -> dict[Whom, set[int]]:
    """Return, by whom to tell, the units at which somebody may be found by now.

    Most gaps stay for days; what hangs on a gap is not looked at before it closes.
    """
    gaps = Untold.objects.filter(told_at__isnull=True, obligation__discharged_at__isnull=True)
    found: dict[Whom, set[int]] = {}
    named = gaps.order_by().values_list("whom", "unit", "obligation__debtor").distinct()
    for word, unit, debtor in named:
        whom = cast(Whom, word)
        # Who leads the matter is known only to the matter: it is looked up.
        if whom == "lead_unit" or people.told(whom, Parties(unit, debtor, unit, None, unit)):
            found.setdefault(whom, set()).add(unit)
    return found


@transaction.atomic
def _tell(some: Sequence[tuple[int, int, str, int, str]], work: Round) -> int:
    rows = debts_of(Obligation.objects.filter(pk__in={row[1] for row in some}))
    subjects = subjects_of(rows)
    told, settled = [], []
    for pk, obligation, key, rung, whom in some:
        people = work.people.told(cast(Whom, whom), subjects[obligation].parties)
        told += [Told(obligation, person, key, rung) for person in people]
        settled += [pk] if people else []
    write_notices(told, now=work.now, today=work.today)
    open_ones = Untold.objects.filter(pk__in=settled, told_at__isnull=True)
    return open_ones.update(told_at=work.now)
