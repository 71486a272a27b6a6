"""The two administrators at work: one asks, the other approves, for regions that are lived through quickly."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.orgs import actions
from luoshi.orgs.models import Account, Person, Seat, Unit


@dataclass(frozen=True)
class TwoHands:
    """The system administrator and the security administrator of an invented region."""

    system: Account
    security: Account

    @classmethod
    def there(cls) -> TwoHands:
        """Return those who hold the two roles."""
        return cls(*(_holder(role) for role in ("system_admin", "security_admin")))

    def let_in(
        self,
        person: Person,
        *,
        username: str,
        password: str,
        unit: Unit,
        role: str,
        reason: str = "新到任。",
        now: dt.datetime,
    ) -> Account:
        """Give ``person`` an account and her first seat; she is past her first log-in."""
        change = actions.ask_to_open(
            person,
            username=username,
            password=password,
            unit=unit,
            role=role,
            reason=reason,
            by=self.system,
            now=now,
        )
        actions.approve(change, by=self.security, now=now)
        Account.objects.filter(person=person).update(must_change_password=False)
        return Account.objects.select_related("person").get(person=person)

    def end(self, seat: Seat, *, to_on: dt.date, reason: str = "调离。", now: dt.datetime) -> None:
        """End a seat: the security administrator asks, the other one approves."""
        change = actions.ask_to_end_seat(
            seat, to_on=to_on, reason=reason, by=self.security, now=now
        )
        actions.approve(change, by=self.system, now=now)


def _holder(role: str) -> Account:
    seat = Seat.objects.filter(role=role).select_related("account__person").earliest("pk")
    return seat.account
