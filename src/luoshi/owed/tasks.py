"""The part of the sweep that keeps the lights; and how any part of it visits its rows."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import models, transaction

from luoshi.owed import actions, queries
from luoshi.owed.models import Sweep
from luoshi.values.civil import civil_day

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Carried:
    """What one part of a sweep did: how many rows it changed, and which it could not, and why."""

    done: int = 0
    trouble: tuple[str, ...] = ()

    def __add__(self, other: Carried) -> Carried:
        return Carried(self.done + other.done, self.trouble + other.trouble)


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
            trouble.append(
                f"{what} {row._meta.model_name} {row.pk} {type(error).__name__}: {error}"
            )
    return Carried(done, tuple(trouble))


def relight(*, now: dt.datetime) -> Carried:
    """Store the light of every open row whose day has come; safe to repeat and in two processes."""
    rows = list(queries.to_relight(today=civil_day(now)))
    return visit(rows, lambda row: int(actions.relight(row, now=now)), what="relight")


def begin_sweep(*, now: dt.datetime) -> Sweep:
    """Note that a sweep begins."""
    return Sweep.objects.create(began_at=now, day=civil_day(now))


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

    Of past days only the rounds that did something are kept: there is one every minute.
    """
    sweep.ended_at, sweep.trouble = now, "\n".join(trouble)
    sweep.opened, sweep.relit, sweep.reminded = opened, relit, reminded
    sweep.save(update_fields=["ended_at", "trouble", "opened", "relit", "reminded"])
    quiet = Sweep.objects.filter(opened=0, relit=0, reminded=0, trouble="")
    quiet.filter(day__lt=sweep.day, ended_at__isnull=False).delete()
    return sweep
