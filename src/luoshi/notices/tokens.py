"""The links in messages: signed, short-lived, and for one person."""

from __future__ import annotations

import datetime as dt

from django.core import signing

from luoshi.notices import queries
from luoshi.notices.models import Notice
from luoshi.orgs.models import Account
from luoshi.values.errors import IllegalMove, NotFound
from luoshi.values.sentences import gettext_noop

SALT = "luoshi.notices.go"


def token_of(notice: Notice, *, now: dt.datetime) -> str:
    """Return the token of a link that leads to what ``notice`` is about."""
    return signing.dumps([notice.pk, int(now.timestamp())], salt=SALT)


def notice_behind(token: str, *, by: Account, days: int, now: dt.datetime) -> Notice:
    """Return the notice that a link leads to.

    Raises NotFound for a token nobody made and for somebody else's notice alike; IllegalMove
    where the link is older than ``days``.
    """
    try:
        pk, made = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound from None
    notice = queries.notice_for(by, pk, now=now)
    if now.timestamp() - made > days * 86400:
        raise IllegalMove(
            gettext_noop("链接已经过期。要办的事都在“我的待办”里。"), code="link-expired"
        )
    return notice
