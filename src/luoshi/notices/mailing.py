"""Bulletins told to the accounts of the units that receive them: each person once, by whatever she is told."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.issuing import bulletins
from luoshi.issuing.models import Bulletin
from luoshi.notices.models import Notice
from luoshi.notices.people import Directory
from luoshi.rules.access import ADMINISTRATORS
from luoshi.values.civil import civil_day


def tell_of_bulletins(people: Directory, *, now: dt.datetime) -> int:
    """Tell of every issued bulletin that is to be told of; return how many people were told."""
    return sum(_tell(one, people, now=now) for one in bulletins.to_tell())


def has_untold_bulletins() -> bool:
    """Return whether a bulletin waits for its receivers to be told."""
    return bulletins.to_tell().exists()


@transaction.atomic
def _tell(bulletin: Bulletin, people: Directory, *, now: dt.datetime) -> int:
    """Tell of one.  Claim and notices stand or fall together: killed in between, all is told later."""
    if not bulletins.claim_telling(bulletin, now=now):
        return 0
    units = bulletin.document.dispatches.values_list("unit", flat=True)
    told = {
        person
        for unit in units
        for role, person in people.seats.get(unit, ())
        if role not in ADMINISTRATORS and person in people.reachable
    }
    Notice.objects.bulk_create(
        [
            Notice(
                bulletin=bulletin,
                person_id=person,
                key="bulletin",
                made_on=civil_day(now),
                made_at=now,
            )
            for person in sorted(told)
        ],
        ignore_conflicts=True,
    )
    return len(told)
