"""Reading reminders: what a person has not read yet, and who is still to be told."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.notices.models import Notice
from luoshi.orgs.models import Account, Person, Seat
from luoshi.owed.models import Colour, Obligation
from luoshi.values.errors import NotFound

REMIND_AT = (Colour.YELLOW, Colour.ORANGE, Colour.RED)
HEAD = "unit_head"


def unread_for(by: Account) -> QuerySet[Notice]:
    """Return what ``by`` was reminded of, has not marked as read and is still owed; newest first."""
    rows = Notice.objects.filter(
        person=by.person_id, read_at__isnull=True, obligation__discharged_at__isnull=True
    )
    return rows.select_related("obligation__debtor_unit", "obligation__debtor")


def notice_for(by: Account, pk: int) -> Notice:
    """Return one reminder of ``by``; raises NotFound for anybody else's."""
    notice = Notice.objects.filter(pk=pk, person=by.person_id).first()
    if notice is None:
        raise NotFound
    return notice


def to_remind() -> QuerySet[Obligation]:
    """Return what is still owed at a warning light of which nobody was reminded yet."""
    told = Notice.objects.filter(obligation=OuterRef("pk"), light=OuterRef("light"))
    rows = Obligation.objects.open().filter(~Exists(told), light__in=REMIND_AT)
    return rows.select_related("debtor_unit", "debtor")


def people_to_tell(obligation: Obligation, *, on: dt.date) -> list[Person]:
    """Return whom to remind: the debtor, or where nobody is named everybody with a seat at the unit.

    Once it is overdue the heads of the unit are told too.
    """
    seats = Seat.objects.on(on).filter(unit=obligation.debtor_unit_id, account__is_active=True)
    if obligation.debtor_id is not None:
        people = [obligation.debtor_id]
        seats = seats.filter(role=HEAD) if obligation.light == Colour.RED else seats.none()
    else:
        people = []
    people += seats.values_list("account__person", flat=True)
    return list(Person.objects.filter(pk__in=people))
