"""The parts of the sweep that carry the ladder and send what has to leave the program."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from luoshi.notices import climbing, mailing, ordering, outbox, queries
from luoshi.notices.carrying import BATCH, Round
from luoshi.notices.people import directory
from luoshi.notices.subjects import Climb
from luoshi.owed.tasks import Carried, gathering
from luoshi.values.civil import civil_day

log = logging.getLogger(__name__)
TROUBLE_MOST = 50


@gathering()
def remind(*, now: dt.datetime) -> Carried:
    """Carry every rung that has fallen due, once; safe to repeat, late, and in several processes.

    Counts the people told.  A quiet round asks what has changed and finds nothing.
    """
    climbing.watch_new()
    climbing.notice_changes()
    today = civil_day(now)
    ids = climbing.to_look_at(today=today)
    waits = queries.is_anybody_untold() or queries.has_fresh_orders(now=now)
    if not (ids or waits or mailing.has_untold_bulletins()):
        return Carried()
    work = Round(directory(on=today), Climb(today), now)
    carried = Carried()
    for at in range(0, len(ids), BATCH):
        carried += _climb(ids[at : at + BATCH], work)
    told = climbing.tell_the_untold(work)
    told += ordering.tell_of_orders(work.people, now=now)
    told += mailing.tell_of_bulletins(work.people, now=now)
    return Carried(carried.done + told, carried.trouble[:TROUBLE_MOST])


def _climb(ids: Sequence[int], work: Round) -> Carried:
    """Carry one batch; where it fails, one by one, so that a bad row costs only itself."""
    try:
        done = climbing.climb_batch(ids, work=work.fresh(), now=work.now)
    except Exception as error:
        log.exception("climb")
        if len(ids) == 1:
            said = f"climb obligation {ids[0]} {type(error).__name__}: {error}"
            return Carried(0, (said,))
        carried = Carried()
        for one in ids:
            carried += _climb([one], work)
        return carried
    return Carried(len(done.notices), tuple(done.trouble))


def deliver(*, now: dt.datetime) -> Carried:
    """Bundle what is new for each person and send what may go out now; counts the messages sent."""
    outbox.bundle(now=now)
    return Carried(outbox.send_due(now=now))
