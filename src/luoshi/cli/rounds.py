"""One round of the sweep, and rounds without end.  Loaded only once the settings are read."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from collections.abc import Callable

from django.db import close_old_connections

from luoshi import clock
from luoshi.matters import tasks as matters
from luoshi.notices import tasks as notices
from luoshi.owed import tasks as owed
from luoshi.owed.models import Sweep
from luoshi.owed.tasks import Carried
from luoshi.progress import tasks as progress
from luoshi.standing import tasks as standing

log = logging.getLogger(__name__)


def sweep_once(*, now: dt.datetime) -> Sweep:
    """Open what falls due by ``now``, store the lights, remind; return the row that says what was done.

    Safe at any time, any number of times and on several machines at once.  A part that fails is
    noted in the row and does not stop the others.
    """
    began, sweep = time.monotonic(), owed.begin_sweep(now=now)
    opened = _part("open_windows", progress.open_windows, now=now)
    opened += _part("open_feedback", matters.open_feedback, now=now)
    relit = _part("relight", owed.relight, now=now)
    relit += _part("standing", standing.relight, now=now)
    reminded = _part("remind", notices.remind, now=now)
    return owed.end_sweep(
        sweep,
        opened=opened.done,
        relit=relit.done,
        reminded=reminded.done,
        trouble=(opened + relit + reminded).trouble,
        now=now + dt.timedelta(seconds=time.monotonic() - began),
    )


def _part(name: str, task: Callable[..., Carried], *, now: dt.datetime) -> Carried:
    try:
        return task(now=now)
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
