"""Making and ending the addresses of calendars."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import IntegrityError, transaction
from django.db.models import Q

from luoshi.audit import actions as audit
from luoshi.diary import queries
from luoshi.diary.models import REMIND_DAYS_MOST, Feed, Whose
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.rules.access import Permission
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.errors import BadInput, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

TOKEN_BYTES = 32
FEEDS_MOST = 10
NAME_MOST = 60
NOTED_AGAIN = dt.timedelta(minutes=10)
TRIES = 5
LABELS = {"name": Sentence(gettext_noop("用途"))}


@transaction.atomic
def make_feed(
    *,
    name: str,
    whose: str,
    unit: Unit | None = None,
    remind_days: int | None = None,
    by: Account,
    now: dt.datetime,
) -> tuple[Feed, str]:
    """Make an address for a calendar of ``by``; return it and, this one time, its token.

    Raises Incomplete without a name, BadInput for what is out of range or one feed too many.
    """
    access.require(by, Permission.REGISTER_SEE, now=now)
    if not name.strip():
        raise Incomplete(["name"], labels=LABELS)
    if whose not in Whose.values:
        raise BadInput.of("whose", gettext_noop("请选择订阅哪些待办。"), code="whose-unknown")
    if remind_days is not None and not 0 <= remind_days <= REMIND_DAYS_MOST:
        raise BadInput.of(
            "remind_days",
            gettext_noop("提前提醒的天数为0至%(most)s天。"),
            code="remind-days-unfit",
            most=REMIND_DAYS_MOST,
        )
    if queries.feeds_of(by).filter(revoked_at__isnull=True).count() >= FEEDS_MOST:
        raise BadInput.of(
            "name", gettext_noop("有效的订阅地址已经太多，请先撤销不用的。"), code="too-many-feeds"
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = Feed.objects.create(
        account=by,
        name=name.strip()[:NAME_MOST],
        whose=whose,
        unit=unit,
        remind_days=remind_days,
        token_sha256=queries.hashed(token),
        made_at=now,
    )
    audit.record("feed.made", by, by=by, at=now, name=feed.name, whose=whose, unit=unit)
    return feed, token


@transaction.atomic
def revoke_feed(feed: Feed, *, by: Account, now: dt.datetime) -> None:
    """End one of her own addresses; raises NotFound for anybody else's, Overtaken if it is ended."""
    queries.feed_for(by, feed.pk)
    if not Feed.objects.filter(pk=feed.pk, revoked_at__isnull=True).update(revoked_at=now):
        raise Overtaken
    feed.refresh_from_db()
    audit.record("feed.revoked", by, by=by, at=now, name=feed.name)


def note_fetched(feed: Feed, *, address: str, by: Account, now: dt.datetime) -> None:
    """Keep when and from where a feed was fetched last; the first time of each day in the record too.

    A calendar asks every few minutes: what was noted a short while ago is not written again.
    """
    stale = Q(fetched_at__isnull=True) | Q(fetched_at__lt=now - NOTED_AGAIN)
    stale |= ~Q(fetched_from=address)
    mine = Feed.objects.filter(pk=feed.pk)
    begun = dt.datetime.combine(civil_day(now), dt.time(), tzinfo=SHANGHAI)
    first_today = Q(fetched_at__isnull=True) | Q(fetched_at__lt=begun)
    told = {"fetched_at": now, "fetched_from": address[:45]}
    if mine.filter(first_today).update(**told):
        _tell_fetched(feed, by=by, now=now)
    else:
        mine.filter(stale).update(**told)


def _tell_fetched(feed: Feed, *, by: Account, now: dt.datetime) -> None:
    """Who comes second in the chain of the account tries again."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                audit.record("feed.fetched", feed.account, by=by, at=now, name=feed.name)
            return
        except IntegrityError:
            if not left:
                raise
