"""Carrying out the ladder: every rung that has fallen due, once, by however many processes.

Whatever a rung sets off is written together with the row that says it was done.  All of it is
insert-or-ignore under unique names, so that a second process at the same moment adds nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import transaction
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Coalesce, Least
from django.utils import translation

from luoshi.matters.models import Order, OrderKind, OrderState
from luoshi.matters.urging import prepare_orders
from luoshi.notices.models import Decision, DecisionState, Notice, RungDone, Untold, Watch
from luoshi.notices.people import Directory, unit_lacking
from luoshi.notices.subjects import Climb, Subject, stopped_on, subjects_of
from luoshi.notices.wording import order_text
from luoshi.owed.models import Obligation
from luoshi.rules.escalation import Rung, Whom, outstanding
from luoshi.values.civil import civil_day

log = logging.getLogger(__name__)
AT_ONCE = dt.date.min
NEVER = Value(dt.date.max, output_field=DateField())
BATCH = 1000


@dataclass
class Round:
    """One round of the climb: who sits where today, and what is to be written."""

    people: Directory
    climb: Climb
    now: dt.datetime
    done: dict[tuple[int, str], RungDone] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    untold: list[Untold] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    orders: list[tuple[Obligation, Subject, Rung]] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    @property
    def today(self) -> dt.date:
        """The civil day on which the rungs are counted."""
        return self.climb.today

    def fresh(self) -> Round:
        """Return a round of the same day with nothing to write yet."""
        return Round(self.people, self.climb, self.now)

    def pass_by(self, obligation: int, key: str) -> None:
        """Note that a rung set nothing off."""
        self.done[obligation, key].passed_by = True


# --- which obligations to look at


def watch_new() -> int:
    """Watch every open obligation that is not watched yet; return how many were found."""
    fields = ("pk", "due_on", "debtor_unit", "debtor")
    rows = Obligation.objects.open().filter(watch__isnull=True).values_list(*fields)
    fresh = [
        Watch(
            obligation_id=pk,
            due_on=due_on,
            debtor_unit_id=unit,
            debtor_id=person,
            look_on=AT_ONCE,
        )
        for pk, due_on, unit, person in rows
    ]
    Watch.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=BATCH)
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
        Watch.objects.filter(pk__in=changed[at : at + BATCH]).update(look_on=AT_ONCE)
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
    mine = Watch.objects.select_for_update(skip_locked=True).filter(
        pk__in=ids, look_on__lte=work.today
    )
    watches = {watch.pk: watch for watch in mine}
    rows = list(Obligation.objects.filter(pk__in=watches).select_related("debtor_unit", "debtor"))
    subjects = subjects_of(rows)
    done: dict[int, set[str]] = {}
    for pk, key in RungDone.objects.filter(obligation__in=watches).values_list("obligation", "key"):
        done.setdefault(pk, set()).add(key)
    for row in rows:
        try:
            _plan(row, subjects[row.pk], watches[row.pk], done.get(row.pk, set()), work)
        except Exception as error:
            log.exception("climb obligation %s", row.pk)
            work.trouble.append(f"climb obligation {row.pk} {type(error).__name__}: {error}")
    _write(work, now=now)
    return work


def _plan(row: Obligation, subject: Subject, watch: Watch, done: set[str], work: Round) -> None:
    """Add to ``work`` what is to be done of one obligation."""
    reached, next_on = work.climb.of(row, subject.rules.ladder)
    left = outstanding(reached, done=done)
    stopped = stopped_on(row)
    told: dict[int, Rung | None] = {}
    if _changed_hands(row, watch):
        watch.hands += 1
        told |= dict.fromkeys(work.people.told("handler", subject.parties))
    carried = [rung for rung in left.carry if _presses(rung, stopped, watch.stopped_on)]
    for rung in carried:
        _set_off(row, subject, rung, told, work)
    work.notices += [_notice(row, person, rung, watch, work) for person, rung in told.items()]
    work.done |= {
        (row.pk, rung.key): RungDone(
            obligation=row,
            key=rung.key,
            rung=rung.step.rung,
            on=rung.on,
            at=work.now,
            passed_by=rung not in carried,
        )
        for rung in (*left.overtaken, *left.carry)
    }
    work.watches.append(
        Watch(
            obligation=row,
            due_on=row.due_on,
            stopped_on=stopped,
            debtor_unit_id=row.debtor_unit_id,
            debtor_id=row.debtor_id,
            hands=watch.hands,
            look_on=None if stopped else next_on,
        )
    )


def _presses(rung: Rung, stopped: dt.date | None, rested: dt.date | None) -> bool:
    """Return whether a rung is carried: nothing is of what rests or is done.

    A paper or decision whose day fell into a rest from ``rested`` on is passed by when the rest
    is over: the time was not the debtor's.  The reminder that it is owed again is not.
    """
    if stopped is not None:
        return False
    return rung.step.is_message or rested is None or rung.on <= rested


def _changed_hands(row: Obligation, watch: Watch) -> bool:
    now = (row.debtor_unit_id, row.debtor_id)
    return row.discharged_at is None and now != (watch.debtor_unit_id, watch.debtor_id)


def _set_off(
    row: Obligation, subject: Subject, rung: Rung, told: dict[int, Rung | None], work: Round
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
            _note_untold(row, subject, rung, whom, work)
    if step.needs_approval and step.paper == "none":
        work.decisions.append(
            Decision(
                obligation=row,
                key=rung.key,
                rung=step.rung,
                office_id=subject.parties.office,
                prepared_at=work.now,
            )
        )


def _note_untold(row: Obligation, subject: Subject, rung: Rung, whom: Whom, work: Round) -> None:
    work.untold.append(
        Untold(
            obligation=row,
            key=rung.key,
            rung=rung.step.rung,
            whom=whom,
            unit_id=unit_lacking(whom, subject.parties),
            on=work.today,
        )
    )


def _notice(row: Obligation, person: int, rung: Rung | None, watch: Watch, work: Round) -> Notice:
    return Notice(
        obligation=row,
        person_id=person,
        key=rung.key if rung else f"hands/{watch.hands}",
        rung=rung.step.rung if rung else 0,
        made_on=work.today,
        made_at=work.now,
    )


# --- writing


def _write(work: Round, *, now: dt.datetime) -> None:
    _prepare_orders(work, now=now)
    _drop_repeated_decisions(work)
    once: dict[str, Any] = {"ignore_conflicts": True, "batch_size": BATCH}
    Notice.objects.bulk_create(work.notices, **once)
    Untold.objects.bulk_create(work.untold, **once)
    Decision.objects.bulk_create(work.decisions, **once)
    RungDone.objects.bulk_create(work.done.values(), **once)
    Watch.objects.bulk_create(
        work.watches,
        update_conflicts=True,
        unique_fields=["obligation"],
        update_fields=[
            "due_on",
            "stopped_on",
            "debtor_unit_id",
            "debtor_id",
            "hands",
            "look_on",
        ],
        batch_size=BATCH,
    )


def _prepare_orders(work: Round, *, now: dt.datetime) -> None:
    """Prepare the papers; one of a kind about one thing waits at a time, a second is passed by."""
    if not work.orders:
        return
    matters = {s.matter for _, s, _ in work.orders if s.matter is not None}
    projects = {s.project for _, s, _ in work.orders if s.project is not None}
    waiting: set[tuple[int | None, int | None, str]] = set(
        Order.objects.filter(
            Q(matter__in=matters) | Q(project__in=projects), state=OrderState.PREPARED
        ).values_list("matter", "project", "kind")
    )
    prepared = []
    for row, subject, rung in work.orders:
        kind = OrderKind(rung.step.paper)
        if (subject.matter, subject.project, kind.value) in waiting:
            work.pass_by(row.pk, rung.key)
            continue
        waiting.add((subject.matter, subject.project, kind.value))
        calendar = work.climb.calendar_of(row.debtor_unit_id)
        days = subject.rules.messages.answer_days
        answer_by = calendar.after(work.today, working_days=days).on
        with translation.override("zh-hans"):
            text = order_text(row, kind, today=work.today, answer_by=answer_by, calendar=calendar)
        prepared.append(
            Order(
                kind=kind,
                key=f"{row.pk}/{rung.key}",
                matter_id=subject.matter,
                project_id=subject.project,
                addressee_id=row.debtor_unit_id,
                office_id=subject.parties.office,
                text=text,
                answer_by=answer_by,
                prepared_at=now,
            )
        )
    prepare_orders(prepared, now=now)


def _drop_repeated_decisions(work: Round) -> None:
    """Leave one question of each kind about one thing open at a time."""
    if not work.decisions:
        return
    about = {(one.obligation.subject_kind, one.obligation.subject_id) for one in work.decisions}
    asked = set(
        Decision.objects.filter(
            state=DecisionState.WAITING, obligation__subject_id__in={pk for _, pk in about}
        ).values_list("obligation__subject_kind", "obligation__subject_id", "rung")
    )
    kept, dropped = [], set()
    for one in work.decisions:
        name = (one.obligation.subject_kind, one.obligation.subject_id, one.rung)
        if name in asked:
            dropped.add((one.obligation_id, one.key))
            work.pass_by(one.obligation_id, one.key)
        else:
            asked.add(name)
            kept.append(one)
    work.decisions = kept
    if dropped:
        work.notices = [
            told for told in work.notices if (told.obligation_id, told.key) not in dropped
        ]


# --- what could not be told


@transaction.atomic
def tell_the_untold(work: Round, *, now: dt.datetime) -> int:
    """Tell what nobody could be told, once there is somebody; return how many rows that settled."""
    rows = list(
        Untold.objects.filter(told_at__isnull=True, obligation__discharged_at__isnull=True)
        .select_related("obligation")
        .order_by("pk")[: 5 * BATCH]
    )
    subjects = subjects_of([one.obligation for one in rows])
    told, settled = [], []
    for one in rows:
        people = work.people.told(cast(Whom, one.whom), subjects[one.obligation_id].parties)
        told += [
            Notice(
                obligation=one.obligation,
                person_id=person,
                key=one.key,
                rung=one.rung,
                made_on=civil_day(now),
                made_at=now,
            )
            for person in people
        ]
        settled += [one.pk] if people else []
    Notice.objects.bulk_create(told, ignore_conflicts=True, batch_size=BATCH)
    return Untold.objects.filter(pk__in=settled, told_at__isnull=True).update(told_at=now)
