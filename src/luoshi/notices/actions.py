"""Writing what people do with their notices: read, put off, try a message again.

A notice is no deed of anybody, so it leaves no event: the row itself says who was told when.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from luoshi.audit import actions as audit
from luoshi.matters.fields import require_short
from luoshi.notices import letters, queries
from luoshi.notices.models import Language, MailLanguage, Message, MessageState, Notice
from luoshi.orgs.models import Account
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, NotFound
from luoshi.values.sentences import gettext_noop

PUT_OFF_MOST = 30


@transaction.atomic
def mark_read(notice: Notice, *, by: Account, now: dt.datetime) -> None:
    """Note that ``by`` has read her notices of one thing; raises NotFound for anybody else's."""
    _of_the_same(queries.notice_for(by, notice.pk, now=now)).update(read_at=now)


@transaction.atomic
def mark_all_read(*, by: Account, now: dt.datetime) -> int:
    """Note that ``by`` has read all her notices; return how many were new."""
    return Notice.objects.filter(person=by.person_id, read_at__isnull=True).update(read_at=now)


@transaction.atomic
def put_off(notice: Notice, *, to: dt.date, reason: str, by: Account, now: dt.datetime) -> None:
    """Let a notice rest until a day within a month, and say why; what is owed stays owed."""
    queries.notice_for(by, notice.pk, now=now)
    today, reason = civil_day(now), reason.strip()
    if not today < to <= today + dt.timedelta(days=PUT_OFF_MOST):
        said = gettext_noop("请选择明天到%(days)s天之内的日期。")
        raise BadInput.of("to", said, code="put-off-day", days=PUT_OFF_MOST)
    if not reason:
        raise BadInput.of("reason", gettext_noop("请写明原因。"), code="put-off-reason")
    require_short("reason", reason, most=200)
    _of_the_same(notice).update(later_on=to, later_reason=reason)


def _of_the_same(notice: Notice) -> QuerySet[Notice]:
    """Return what its reader has not read of the same obligation, order or bulletin."""
    return Notice.objects.filter(
        person=notice.person_id,
        obligation=notice.obligation_id,
        order=notice.order_id,
        bulletin=notice.bulletin_id,
        read_at__isnull=True,
    )


@transaction.atomic
def choose_language(language: str, *, by: Account, now: dt.datetime) -> None:
    """Write to ``by`` in ``language`` from now on; an unknown one, or hers already, changes nothing."""
    if language not in Language.values or language == letters.language_of(by.person):
        return
    MailLanguage.objects.update_or_create(person=by.person, defaults={"language": language})
    label = str(Language(language).label)
    audit.record("account.language_chosen", by, by=by, at=now, language=label)


@transaction.atomic
def retry(message: Message, *, by: Account, now: dt.datetime) -> None:
    """Let a message that could not be sent be tried again; raises IllegalMove for any other."""
    if not queries.may_see_outbox(by, now=now):
        raise NotFound
    won = Message.objects.filter(pk=message.pk, state=MessageState.FAILED).update(
        state=MessageState.WAITING, tries=0, due_at=now, claimed_at=None
    )
    if not won:
        raise IllegalMove(gettext_noop("这条消息不是发送失败的，不用重发。"), code="not-failed")
