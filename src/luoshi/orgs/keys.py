"""Keys by which a program acts as an account through the programming interface.

A key is shown once and kept as its SHA-256 only.  It ends on a day, when it is revoked, and when
its account is shut out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from luoshi.audit import actions as audit
from luoshi.orgs.models import AccessKey, Account
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Incomplete, NotFound, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LONGEST = dt.timedelta(days=366)
KEYS_MOST = 20
NAME_MOST = 60
PREFIX = "luoshi_"
TRIES = 5
LABELS = {
    "name": Sentence(gettext_noop("用途")),
    "expires_on": Sentence(gettext_noop("有效期至")),
}


def keys_of(by: Account) -> QuerySet[AccessKey]:
    """Return the keys of ``by``, newest first."""
    return AccessKey.objects.filter(account=by).order_by("-pk")


def serving_keys(account: Account, *, on: dt.date) -> QuerySet[AccessKey]:
    """Return the keys of ``account`` that still serve on a day."""
    return keys_of(account).filter(revoked_at__isnull=True, expires_on__gte=on)


def key_for(by: Account, pk: int) -> AccessKey:
    """Return one of her own keys; raises NotFound for anybody else's."""
    key = keys_of(by).filter(pk=pk).first()
    if key is None:
        raise NotFound
    return key


def account_of(token: str, *, now: dt.datetime) -> Account | None:
    """Return the account whose key ``token`` is and still serves; None for any other token."""
    key = key_of(token, now=now)
    return None if key is None else key.account


def key_of(token: str, *, now: dt.datetime) -> AccessKey | None:
    """Return the key whose ``token`` this is, if it still serves; None for any other token."""
    if not token.startswith(PREFIX):
        return None
    today = civil_day(now)
    rows = AccessKey.objects.filter(
        token_sha256=_digest(token),
        revoked_at__isnull=True,
        expires_on__gte=today,
        account__is_active=True,
        account__must_change_password=False,
    )
    key = rows.select_related("account__person").first()
    if key is None:
        return None
    if key.used_on != today:
        AccessKey.objects.filter(pk=key.pk).update(used_on=today)
    return key


@transaction.atomic
def make_key(
    *, name: str, expires_on: dt.date | None, by: Account, now: dt.datetime
) -> tuple[AccessKey, str]:
    """Make a key for a program of ``by``; return it and, this one time, the token itself.

    Raises Incomplete without a name or day, BadInput for a day that is past or over a year away.
    """
    given = {"name": name.strip(), "expires_on": expires_on}
    if missing := [field for field, value in given.items() if not value]:
        raise Incomplete(missing, labels=LABELS)
    assert expires_on is not None
    today = civil_day(now)
    if not today <= expires_on <= today + LONGEST:
        raise BadInput.of(
            "expires_on", gettext_noop("有效期从今天起，最长一年。"), code="key-period"
        )
    if serving_keys(by, on=today).count() >= KEYS_MOST:
        raise BadInput.of(
            "name", gettext_noop("有效的密钥已经太多，请先撤销不用的。"), code="too-many-keys"
        )
    token = PREFIX + secrets.token_urlsafe(32)
    key = AccessKey.objects.create(
        account=by,
        name=name.strip()[:NAME_MOST],
        token_sha256=_digest(token),
        expires_on=expires_on,
        made_at=now,
    )
    audit.record("key.made", by, by=by, at=now, name=key.name, expires_on=expires_on)
    return key, token


@transaction.atomic
def revoke_key(key: AccessKey, *, by: Account, now: dt.datetime) -> None:
    """End one of her own keys at once; raises NotFound for anybody else's, Overtaken if it is ended."""
    key_for(by, key.pk)
    if not AccessKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now):
        raise Overtaken
    key.refresh_from_db()
    audit.record("key.revoked", by, by=by, at=now, name=key.name)


def note_reading(key: AccessKey, *, what: str, count: int, by: Account, now: dt.datetime) -> None:
    """Record that ``count`` rows of the register (``what`` in Chinese) went out by a key at once.

    A program may ask twice at the same moment: who comes second in the chain of the key tries again.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                audit.record("key.rows_read", key, by=by, at=now, kind=what, count=count)
            return
        except IntegrityError:
            if not left:
                raise


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
