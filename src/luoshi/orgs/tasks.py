"""What the sweep does with accounts that nobody uses, and with traces that are no longer needed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Max, Q

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.orgs.accounts import leave_one_of_each
from luoshi.orgs.models import Account, Attempt, Sitting
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.errors import IllegalMove

KEPT = dt.timedelta(days=1)


def tidy(*, now: dt.datetime) -> int:
    """Say that accounts fall asleep, disable those that did, forget old tries; return how many."""
    rules = policy.current().identity
    edge = now - dt.timedelta(days=rules.dormant_days - rules.dormant_notice_days)
    idle = Q(last_login__lte=edge) | Q(last_login__isnull=True, made_at__lte=edge)
    rows = Account.objects.filter(idle | Q(dormant_warned_at__isnull=False), is_active=True)
    used = {"sat_at": Max("sittings__seen_at"), "key_on": Max("keys__used_on")}
    done = sum(_look_at(account, now=now) for account in rows.annotate(**used).order_by("pk"))
    Attempt.objects.filter(at__lt=now - KEPT).delete()
    alive = Session.objects.values("pk")
    Sitting.objects.filter(seen_at__lt=now - KEPT).exclude(session_key__in=alive).delete()
    return done


def seen_at(account: Any) -> dt.datetime:
    """Return when an account was last used, by its person or her key; new and re-enabled count too."""
    moments: list[dt.datetime | None] = [
        account.made_at,
        account.enabled_at,
        account.last_login,
        account.sat_at,
    ]
    if account.key_on:
        moments.append(dt.datetime.combine(account.key_on, dt.time(), tzinfo=SHANGHAI))
    return max(moment for moment in moments if moment is not None)


def _look_at(account: Account, *, now: dt.datetime) -> int:
    rules, seen = policy.current().identity, seen_at(account)
    if now < rules.warned_from(seen):
        if account.dormant_warned_at is not None:
            Account.objects.filter(pk=account.pk).update(dormant_warned_at=None)
        return 0
    warned = account.dormant_warned_at
    if warned is None:
        return _notice(account, now=now)
    ends = max(rules.dormant_from(seen), warned + dt.timedelta(days=rules.dormant_notice_days))
    return _disable(account, now=now) if now >= ends else 0


@transaction.atomic
def _notice(account: Account, *, now: dt.datetime) -> int:
    rows = Account.objects.filter(pk=account.pk, dormant_warned_at__isnull=True)
    if not rows.update(dormant_warned_at=now):
        return 0
    rules = policy.current().identity
    wait = now + dt.timedelta(days=rules.dormant_notice_days)
    on = civil_day(max(rules.dormant_from(seen_at(account)), wait))
    audit.record("account.dormancy_noticed", account, by=audit.SYSTEM, at=now, on=on)
    return 1


@transaction.atomic
def _disable(account: Account, *, now: dt.datetime) -> int:
    try:
        leave_one_of_each(without=Q(account=account), on=civil_day(now))
    except IllegalMove:
        return 0  # somebody must be able to let the others in again
    if not Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
        return 0
    told = {"changes": {"is_active": [True, False]}}
    audit.record("account.dormant", account, by=audit.SYSTEM, at=now, **told)
    return 1
