"""The part of the sweep that opens what falls due for each window, and excuses who has left."""

from __future__ import annotations

import datetime as dt

from luoshi.orgs.queries import calendars
from luoshi.owed import queries as owed
from luoshi.owed.models import Kind, Obligation, Outcome
from luoshi.owed.tasks import Carried, visit
from luoshi.progress import actions, queries
from luoshi.projects.models import Filing
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth


def open_windows(*, now: dt.datetime) -> Carried:
    """Open a report for each filed project and each window that has begun; excuse those that left.

    Catches up whatever windows an outage has missed; safe to repeat and in two processes.
    """
    today = civil_day(now)
    filings = list(Filing.objects.select_related("project__held_by", "unit", "reporter"))
    pks = [filing.project_id for filing in filings]
    worked = calendars()
    excused = queries.all_excused()
    known: dict[int, dict[str, str | None]] = {}
    rows = owed.of_kind(Kind.REPORT, "project", pks).values_list("subject_id", "key", "outcome")
    for pk, key, outcome in rows.order_by():
        known.setdefault(pk, {})[key] = outcome

    def catch_up(filing: Filing) -> int:
        there = known.get(filing.project_id, {})
        wanted = queries.windows_owed(filing, today=today)
        wanted = [one for one in wanted if (filing.project_id, one.id) not in excused]
        missing = [one for one in wanted if there.get(one.id, Outcome.VOID) == Outcome.VOID]
        if not missing:
            return 0
        calendar = worked.of(filing.unit_id)
        for window in missing:
            actions.open_window(filing, window=window, now=now, calendar=calendar)
        return len(missing)

    opened = visit(filings, catch_up, what="open_windows")
    return opened + Carried(0, _excuse(filings, now=now).trouble)


def _excuse(filings: list[Filing], *, now: dt.datetime) -> Carried:
    """Void the open reports of projects that left the register, or whose filing ended, before the window did."""
    left = {one.project_id: one for one in filings if queries.silent_from(one) is not None}
    open_rows = owed.of_kind(Kind.REPORT, "project", left).filter(discharged_at__isnull=True)

    def excuse(obligation: Obligation) -> int:
        filing, window = left[obligation.subject_id], HalfMonth.parse(obligation.key)
        if queries.owes(filing, window):
            return 0
        return int(actions.excuse_window(filing, window=window, now=now) is not None)

    return visit(list(open_rows), excuse, what="excuse")
