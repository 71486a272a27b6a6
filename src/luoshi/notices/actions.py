"""Writing reminders: made once for each light, read by whom they are for.

A reminder is no deed of anybody, so it leaves no event: the row itself says who was told when.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.notices import queries
from luoshi.notices.models import Notice
from luoshi.orgs.models import Account
from luoshi.owed.models import Obligation
from luoshi.values.civil import civil_day


@transaction.atomic
def remind(obligation: Obligation, *, now: dt.datetime) -> int:
    """Remind whoever must do ``obligation`` of its present light, once; return how many were told."""
    today = civil_day(now)
    told = 0
    for person in queries.people_to_tell(obligation, on=today):
        _, is_new = Notice.objects.get_or_create(
            obligation=obligation,
            person=person,
            light=obligation.light,
            defaults={"made_on": today},
        )
        told += is_new
    return told


@transaction.atomic
def mark_read(notice: Notice, *, by: Account, now: dt.datetime) -> None:
    """Note that ``by`` has read her reminder; raises NotFound for anybody else's."""
    queries.notice_for(by, notice.pk)
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)


@transaction.atomic
def mark_all_read(*, by: Account, now: dt.datetime) -> int:
    """Note that ``by`` has read all her reminders; return how many were new."""
    return Notice.objects.filter(person=by.person_id, read_at__isnull=True).update(read_at=now)
