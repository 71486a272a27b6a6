"""The part of the sweep that keeps the lights; how any part visits its rows; when it may run at all."""

from __future__ import annotations

import datetime as dt
import gc
import logging
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import OperationalError, models, transaction

from luoshi.orgs.queries import calendars
from luoshi.owed import batches, queries
from luoshi.owed.batches import Opening
from luoshi.owed.models import Sweep
from luoshi.values.civil import civil_day
from luoshi.values.workcalendar import Day, WorkCalendar

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=models.Model)
Item = TypeVar("Item")
Span = TypeVar("Span", bound=Hashable)

BATCH = 5000  # rows in one transaction: on SQLite nobody else writes for these tenths of a second
GATHERED = 200_000  # objects made before Python looks for rings among the newest
SKEW = dt.timedelta(minutes=10)  # clocks of two machines may differ so much, around midnight
LEAP_MOST = dt.timedelta(days=400)  # no outage is longer; a clock that leaps further is wrong


@dataclass(frozen=True, slots=True)
class Carried:
    """What one part of a sweep did: how many rows it changed, and which it could not, and why."""

    done: int = 0
    trouble: tuple[str, ...] = ()

    def __add__(self, other: Carried) -> Carried:
        return Carried(self.done + other.done, self.trouble + other.trouble)


@contextmanager
def gathering() -> Iterator[None]:
    """Let Python look for rings of garbage more rarely while rows are gathered by the ten thousand.

    They hold no rings, and going through them again and again costs a fifth of a whole round.
    """
    was = gc.get_threshold()
    gc.set_threshold(GATHERED, *was[1:])
    try:
        yield
    finally:
        gc.set_threshold(*was)


def visit(rows: Iterable[Row], deed: Callable[[Row], int], *, what: str) -> Carried:
    """Do ``deed`` to each row in a transaction of its own; a row that fails does not stop the rest.

    ``deed`` returns how many things it did; ``what`` names the part in the trouble that is kept.
    """
    done, trouble = 0, []
    for row in rows:
        try:
            with transaction.atomic():
                done += deed(row)
        except Exception as error:
            log.exception("%s: %s %s", what, row._meta.model_name, row.pk)
            trouble.append(_trouble(what, f"{row._meta.model_name} {row.pk}", error))
    return Carried(done, tuple(trouble))


def visit_many(
    items: Sequence[Item],
    deed: Callable[[list[Item]], int],
    *,
    what: str,
    name: Callable[[Item], str],
    size: int = BATCH,
) -> Carried:
    """Do ``deed`` to lists of at most ``size`` of ``items``, each list in a transaction of its own.

    A list that fails is gone through one by one, so that one bad row does not stop the rest;
    ``name`` says which it was ("filing 12").  Where the database itself is busy or away, the
    list is tried once more and then left to the next round.
    """
    carried = Carried()
    for start in range(0, len(items), size):
        some = list(items[start : start + size])
        done, error = _tried(some, deed)
        if isinstance(error, OperationalError):
            done, error = _tried(some, deed)
        if error is None:
            carried += Carried(done)
        elif isinstance(error, OperationalError) or len(some) == 1:
            log.error("%s: %s", what, name(some[0]), exc_info=error)
            carried += Carried(0, (_trouble(what, name(some[0]), error),))
        else:
            carried += visit_many(some, deed, what=what, name=name, size=1)
    return carried


def _tried(some: list[Item], deed: Callable[[list[Item]], int]) -> tuple[int, Exception | None]:
    try:
        with transaction.atomic():
            return deed(some), None
    except Exception as error:  # noqa: BLE001 — whoever asked notes it
        return 0, error


def _trouble(what: str, which: str, error: Exception) -> str:
    return f"{what} {which} {type(error).__name__}: {error}"


class Dues(Generic[Span]):
    """The last day in time for a unit and a span, counted once for all that share a calendar."""

    def __init__(self, count: Callable[[WorkCalendar, Span], Day]) -> None:
        self._count = count
        self._chosen = calendars()
        self._known: dict[tuple[str, Span], Day] = {}

    def of(self, unit_id: int, span: Span) -> Day:
        """Return it; raises BadInput for a calendar whose file is gone."""
        at = (self._chosen.code_of(unit_id), span)
        if at not in self._known:
            self._known[at] = self._count(self._chosen.of(unit_id), span)
        return self._known[at]


def open_each(
    items: Iterable[Item],
    opening: Callable[[Item], Opening],
    *,
    what: str,
    name: Callable[[Item], str],
    taken_up: Callable[[list[Opening]], int] = lambda _: 0,
    now: dt.datetime,
) -> Carried:
    """Open what ``opening`` says of each item, in batches; an item of which it cannot say is noted.

    ``taken_up`` is asked about batches of which something was there already, and returns how much
    of that it let be owed again.
    """
    wanted: list[tuple[Opening, Item]] = []
    trouble: list[str] = []
    for item in items:
        try:
            wanted.append((opening(item), item))
        except Exception as error:
            log.exception("%s: %s", what, name(item))
            trouble.append(_trouble(what, name(item), error))

    def deed(some: list[tuple[Opening, Item]]) -> int:
        openings = [one for one, _ in some]
        opened = batches.open_many(openings, now=now)
        return opened if opened == len(openings) else opened + taken_up(openings)

    done = visit_many(wanted, deed, what=what, name=lambda pair: name(pair[1]))
    return done + Carried(0, tuple(trouble))


@gathering()
def relight(*, now: dt.datetime) -> Carried:
    """Store the light of every open row whose day has come; safe to repeat and in two processes."""
    rows = queries.to_relight(today=civil_day(now)).order_by("pk")
    return visit_many(
        list(rows.values_list("pk", flat=True)),
        lambda pks: batches.relight_many(pks, now=now),
        what="relight",
        name=lambda pk: f"obligation {pk}",
    )


# --- one run


def clock_trouble(*, now: dt.datetime) -> str:
    """Return why the sweep must not run by this clock, or nothing.

    It never goes back behind the latest day it has swept, and takes no leap that no outage explains.
    """
    today, swept = civil_day(now), queries.swept_to()
    if swept is None or swept <= civil_day(now + SKEW) and today <= swept + LEAP_MOST:
        return ""
    way = "早于" if today < swept else "远晚于"
    return (
        f"clock: 服务器时钟是{today}，{way}已巡检到的{swept}，本次没有巡检。请核对时钟；"
        "确认时钟无误后运行一次 luoshi sweep --clock-is-right"
    )


def trust_clock(*, now: dt.datetime) -> None:
    """Let the sweep go on from ``now``, though it has swept a later day; lights lit since turn back."""
    batches.call_back(now=now)
    Sweep.objects.create(began_at=now, day=civil_day(now))


def begin_sweep(*, now: dt.datetime) -> Sweep:
    """Note that a sweep begins; its day is never before the latest one swept."""
    today, swept = civil_day(now), queries.swept_to()
    if swept is not None and (swept > today or clock_trouble(now=now)):
        today = swept
    return Sweep.objects.create(began_at=now, day=today)


def end_sweep(
    sweep: Sweep,
    *,
    opened: int,
    relit: int,
    reminded: int,
    trouble: Iterable[str],
    now: dt.datetime,
) -> Sweep:
    """Note what a sweep did and what it could not do, at ``now``; return it.

    Of past days only the rounds that did something are kept: there is one every minute.  Of a
    trouble that goes on, the first round and the last are kept.
    """
    sweep.ended_at, sweep.trouble = now, "\n".join(trouble)
    sweep.opened, sweep.relit, sweep.reminded = opened, relit, reminded
    sweep.save(update_fields=["ended_at", "trouble", "opened", "relit", "reminded"])
    idle = Sweep.objects.filter(
        opened=0, relit=0, reminded=0, ended_at__isnull=False, pk__lt=sweep.pk
    )
    idle.filter(day__lt=sweep.day, trouble="").delete()
    if sweep.trouble:
        same = idle.filter(trouble=sweep.trouble).order_by("pk")
        same.filter(pk__gt=same.values("pk")[:1]).delete()
    return sweep
