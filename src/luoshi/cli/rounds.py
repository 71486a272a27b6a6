"""One round of the sweep, and rounds without end.  Loaded only once the settings are read."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from collections import Counter
from collections.abc import Callable

from django.db import close_old_connections

from luoshi import clock
from luoshi.audit import tasks as audit
from luoshi.docking import tasks as docking
from luoshi.intake import tasks as intake
from luoshi.matters import tasks as matters
from luoshi.notices import tasks as notices
from luoshi.orgs import changes
from luoshi.orgs import tasks as orgs
from luoshi.owed import tasks as owed
from luoshi.owed.models import Sweep
from luoshi.owed.queries import swept_clean_on
from luoshi.owed.tasks import Carried
from luoshi.pacing import spending as pacing
from luoshi.progress import tasks as progress
from luoshi.reviewing import tasks as reviewing
from luoshi.searching import tasks as searching
from luoshi.standing import tasks as standing
from luoshi.values.civil import civil_day

log = logging.getLogger(__name__)


# What a part of a round counts for in the round's own row.
OPENED, RELIT, REMINDED, MAILED = "opened", "relit", "reminded", "mailed"
SEALED, FORGOTTEN, TRIED = "sealed", "forgotten", "tried"
LAPSED, TIDIED, INDEXED = "lapsed", "tidied", "indexed"


def parts(*, now: dt.datetime) -> tuple[tuple[str, str, Callable[[], Carried]], ...]:
    """Return the parts of a round in their order: the name, what it counts for, and the deed.

    ``since`` is the day on which a round last opened everything: it need not look further back.
    """
    since = swept_clean_on("open_windows", "open_feedback", today=civil_day(now))
    return (
        ("open_windows", OPENED, lambda: progress.open_windows(now=now, since=since)),
        ("open_chain", OPENED, lambda: progress.open_chain(now=now)),
        ("open_feedback", OPENED, lambda: matters.open_feedback(now=now, since=since)),
        ("expire", LAPSED, lambda: docking.expire(now=now)),
        ("sessions", OPENED, lambda: reviewing.carry_sessions(now=now)),
        ("quarantine", TRIED, lambda: intake.try_waiting(now=now)),
        ("ledgers", TRIED, lambda: intake.carry_ledgers(now=now)),
        ("relight", RELIT, lambda: owed.relight(now=now)),
        ("standing", RELIT, lambda: standing.relight(now=now)),
        ("remind", REMINDED, lambda: notices.remind(now=now)),
        ("deliver", MAILED, lambda: notices.deliver(now=now)),
        ("accounts", TIDIED, lambda: Carried(orgs.tidy(now=now))),
        ("lapse", LAPSED, lambda: Carried(changes.lapse(now=now))),
        ("index", INDEXED, lambda: searching.follow(now=now)),
        ("seal", SEALED, lambda: Carried(audit.seal_days(now=now))),
        ("allowances", FORGOTTEN, lambda: Carried(pacing.forget_whole(now=now))),
    )


def sweep_once(*, now: dt.datetime, clock_is_right: bool = False) -> Sweep:
    """Open what falls due by ``now``, store the lights, remind; return the row that says what was done.

    Safe at any time, any number of times and on several machines at once.  A part that fails is
    noted in the row and does not stop the others.  Where the clock is behind the latest day swept
    nothing is done but to say so, unless a person says with ``clock_is_right`` that it is right.
    """
    began = time.monotonic()
    if clock_is_right:
        owed.trust_clock(now=now)
    wrong = owed.clock_trouble(now=now)
    sweep = owed.begin_sweep(now=now)
    done: Counter[str] = Counter()
    trouble = [wrong] if wrong else []
    for name, counted, deed in () if wrong else parts(now=now):
        carried = _part(name, deed)
        done[counted] += carried.done
        trouble += carried.trouble
    return owed.end_sweep(
        sweep,
        opened=done[OPENED],
        relit=done[RELIT],
        reminded=done[REMINDED],
        trouble=trouble,
        now=now + dt.timedelta(seconds=time.monotonic() - began),
    )


def _part(name: str, deed: Callable[[], Carried]) -> Carried:
    try:
        return deed()
    except Exception as error:
        log.exception("%s", name)
        return Carried(0, (f"{name} {type(error).__name__}: {error}",))


def sweep_for_ever(every_seconds: int, *, parent: int | None = None) -> None:
    """Sweep every so many seconds, until interrupted or until the process ``parent`` is gone."""
    while parent is None or os.getppid() == parent:
        began = time.monotonic()
        try:
            sweep_once(now=clock.now())
        except Exception:
            # The database is away: the next round may find it again, and the desk says so.
            log.exception("sweep")
        close_old_connections()
        _rest(every_seconds - (time.monotonic() - began), parent=parent)


def _rest(seconds: float, *, parent: int | None) -> None:
    """Wait, but notice within two seconds that ``parent`` is gone."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if parent is not None and os.getppid() != parent:
            return
        time.sleep(min(left, 2))
