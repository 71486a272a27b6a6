"""The part of the sweep that keeps how projects and matters stand.

It looks at a row for one of four reasons: something was recorded of it since the last sweep, its
day has come, the rules have changed, or nothing was ever stored.  No lower room has to say so.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Collection
from functools import partial

from luoshi.audit.following import READ_AGAIN, newest_event
from luoshi.owed.tasks import Carried, gathering
from luoshi.standing import actions, queries
from luoshi.standing.models import Bookmark, Subject
from luoshi.values.civil import civil_day

log = logging.getLogger(__name__)

BATCH = 2000  # rows in one transaction


@gathering()
def relight(*, now: dt.datetime) -> Carried:
    """Store the lights of whatever may have changed; safe to repeat and in several processes.

    A process that is killed leaves the bookmark where it was: the next one reads the same again.
    """
    mark, rules = actions.bookmark(), queries.rules_mark()
    if mark.rules != rules:
        return _from_scratch(mark, rules, now=now)
    done = _read_on(mark, rules, now=now)
    today = civil_day(now)
    for kind in Subject.values:
        due = partial(queries.to_relight, kind, today=today, most=BATCH)
        done += _pages(due, kind, now=now)
    return done


def relight_everything(*, now: dt.datetime) -> Carried:
    """Store the lights of all projects and matters, whatever is stored of them already."""
    done = Carried()
    for kind in Subject.values:
        done += _pages(partial(queries.every, kind, most=BATCH), kind, now=now)
    return done


def _from_scratch(mark: Bookmark, rules: str, *, now: dt.datetime) -> Carried:
    newest = newest_event()
    done = relight_everything(now=now)
    last = max(newest - READ_AGAIN, mark.last_event)
    actions.turn_to(mark, last_event=last, waiting=mark.waiting, rules=rules)
    return done


def _read_on(mark: Bookmark, rules: str, *, now: dt.datetime) -> Carried:
    """Light whatever the record tells news of; stop where another sweep reads on."""
    done, at = Carried(), mark
    while True:
        news = queries.news_since(at, now=now)
        for kind, pks in news.subjects.items():
            done += _pages(_of(sorted(pks)), kind, now=now)
        if (news.last_event, news.waiting) == (at.last_event, at.waiting):
            return done
        turned = actions.turn_to(at, last_event=news.last_event, waiting=news.waiting, rules=rules)
        if turned is None or news.is_all:
            return done
        at = turned


def _of(pks: list[int]) -> Callable[..., list[int]]:
    return lambda *, after: [pk for pk in pks if pk > after][:BATCH]


def _pages(more: Callable[..., list[int]], kind: str, *, now: dt.datetime) -> Carried:
    """Light page after page of ids, each page in a transaction of its own."""
    done, after = Carried(), 0
    while ids := more(after=after):
        done += _page(kind, ids, now=now)
        after = ids[-1]
    return done


def _page(kind: str, ids: Collection[int], *, now: dt.datetime) -> Carried:
    """Light the rows of one page; where that fails, each by itself, and what fails then next time."""
    try:
        return Carried(actions.relight(kind, ids=ids, now=now))
    except Exception as error:
        log.exception("standing: %s", kind)
        if len(ids) == 1:
            (pk,) = ids
            actions.put_off(kind, pk, today=civil_day(now))
            return Carried(0, (f"standing {kind} {pk} {type(error).__name__}: {error}",))
    done = Carried()
    for pk in ids:
        done += _page(kind, [pk], now=now)
    return done
