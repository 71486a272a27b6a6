"""Reading feeds, and what one tells: debts that its account may see at that moment."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from luoshi.audit.models import Event
from luoshi.diary import models
from luoshi.diary.models import Feed, Whose
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.owed import desks
from luoshi.owed.models import Obligation, ObligationRows, Outcome
from luoshi.owed.queries import visible_obligations
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import IllegalMove, NotFound
from luoshi.values.sentences import gettext_noop

TOLD_MOST = 1000  # a telephone that loads more stands still; the soonest are told
BACK = dt.timedelta(days=366)
AHEAD = dt.timedelta(days=732)
WHOSE = Whose
REMIND_DAYS_MOST = models.REMIND_DAYS_MOST


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def feeds_of(by: Account) -> QuerySet[Feed]:
    """Return the feeds of ``by``, newest first."""
    return Feed.objects.filter(account=by).select_related("unit")


def feed_for(by: Account, pk: int) -> Feed:
    """Return one of her own feeds; raises NotFound for anybody else's."""
    feed = feeds_of(by).filter(pk=pk).first()
    if feed is None:
        raise NotFound
    return feed


def feed_of(token: str, *, now: dt.datetime) -> Feed:
    """Return the feed that ``token`` opens.

    Raises NotFound for a token that nobody made, IllegalMove for one that leads nowhere any more:
    revoked, its account disabled, waiting for a new password, or without a view of the register.
    """
    rows = Feed.objects.select_related("account__person", "unit")
    feed = rows.filter(token_sha256=hashed(token)).first()
    if feed is None:
        raise NotFound(gettext_noop("这个日历订阅地址不正确。"), code="feed-unknown")
    account = feed.account
    serves = account.is_active and not account.must_change_password
    serves = serves and access.may(account, Permission.REGISTER_SEE, now=now)
    if feed.revoked_at is not None or not serves:
        raise IllegalMove(gettext_noop("这个日历订阅地址已经停用。"), code="feed-ended")
    return feed


@dataclass(frozen=True, slots=True)
class Told:
    """One debt as a feed tells it: the row, how often it was changed since, and when last."""

    row: Obligation
    changed_times: int
    changed_at: dt.datetime


def debts_of(by: Account, *, whose: str, now: dt.datetime) -> ObligationRows:
    """Return what falls due, done or not, of those whom ``whose`` means, as far as ``by`` may see it.

    What turned out not to be needed falls due no more.
    """
    rows = visible_obligations(by, now=now).exclude(outcome=Outcome.VOID)
    if whose == Whose.SEEN:
        return rows
    desk = desks.desk_for(by, now=now)
    hers = Q(debtor__in=desk.people)
    if whose == Whose.OWN:
        return rows.filter(hers | Q(debtor__isnull=True, debtor_unit__in=desk.seated))
    return rows.filter(hers | Q(debtor_unit__in=desk.below))


def of_unit(rows: ObligationRows, unit: Unit) -> ObligationRows:
    """Narrow ``rows`` to what ``unit`` and those below it owe."""
    return rows.filter(debtor_unit__in=access.units_below([unit.pk]))


def told_by(feed: Feed, *, now: dt.datetime) -> list[Told]:
    """Return what a feed tells, soonest due first: open debts that fall due within a year or two."""
    today = civil_day(now)
    rows = debts_of(feed.account, whose=feed.whose, now=now).open()
    if feed.unit is not None:
        rows = of_unit(rows, feed.unit)
    near = desks.Owing((rows,)).due(after=today - BACK, until=today + AHEAD)
    found = near.first(TOLD_MOST)
    turns = _turns(row.pk for row in found)
    return [Told(row, *turns.get(row.pk, (0, row.opened_at))) for row in found]


def _turns(keys: Iterable[int]) -> dict[int, tuple[int, dt.datetime]]:
    """Return for each debt how many events followed its opening, and the moment of the last.

    Whatever moves a debt writes an event into its chain: the count only ever grows.
    """
    rows = Event.objects.filter(subject_kind="obligation", subject_id__in=list(keys)).order_by()
    counted = rows.values_list("subject_id").annotate(n=Count("pk"), last=Max("at"))
    return {pk: (n - 1, last) for pk, n, last in counted}
