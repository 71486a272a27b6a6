"""Single sign-on: whose account a claim of an identity provider means, and the seats it may give.

Nobody becomes an account by a provider's word alone: only a mapping of ``policy/identity.toml``
makes one, for one person of the directory whose mail address the provider names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db import transaction

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.orgs.accounts import given_seat
from luoshi.orgs.models import Account, Person, Seat, Unit
from luoshi.rules.identity import MappedSeat
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, NotAllowed
from luoshi.values.sentences import gettext_noop


def account_by(*, match: str, value: str) -> Account | None:
    """Return the account that a claim means: by user name, or by the one person of that address."""
    if not value:
        return None
    if match == "username":
        return Account.objects.filter(username__iexact=value).first()
    found = Account.objects.filter(person__email__iexact=value)[:2]
    return found[0] if len(found) == 1 else None


def mapped_seats(provider: str, claims: Mapping[str, Any]) -> list[MappedSeat]:
    """Return the seats that the policy gives to whoever comes with these claims."""
    return [one for one in policy.current().identity.seats if one.fits(provider, dict(claims))]


@transaction.atomic
def made_by_sign_on(
    *,
    provider: str,
    username: str,
    email: str,
    claims: Mapping[str, Any],
    by: audit.Actor,
    now: dt.datetime,
) -> Account:
    """Return a new account for the one person of the directory with this mail address.

    Raises NotAllowed where no mapping says so, where nobody or more than one has the address, and
    where she has an account, or somebody else the name, already.
    """
    people = list(Person.objects.filter(email__iexact=email)[:2]) if email else []
    free = not Account.objects.filter(username__iexact=username).exists()
    if not mapped_seats(provider, claims) or len(people) != 1 or not username or not free:
        raise _unknown()
    if Account.objects.filter(person=people[0]).exists():
        raise _unknown()
    account = Account(username=username[:60], person=people[0], made_at=now)
    account.set_unusable_password()
    account.save(force_insert=True)
    told = {"provider": provider, "username": account.username}
    audit.record("account.made_by_sign_on", account, by=by, at=now, **told)
    return account


def _unknown() -> NotAllowed:
    return NotAllowed(
        gettext_noop("统一身份认证已通过，但这里没有对应的账号。请联系系统管理员。"),
        code="sign-on-unknown",
    )


@transaction.atomic
def note_linked(account: Account, *, provider: str, by: audit.Actor, now: dt.datetime) -> None:
    """Record that an account is known by a provider from now on."""
    audit.record("account.linked", account, by=by, at=now, provider=provider)


@transaction.atomic
def give_mapped_seats(
    account: Account,
    *,
    provider: str,
    claims: Mapping[str, Any],
    by: audit.Actor,
    now: dt.datetime,
) -> None:
    """Give the seats that the policy maps to these claims and that she does not hold."""
    today = civil_day(now)
    for mapped in mapped_seats(provider, claims):
        unit = Unit.objects.filter(name=mapped.unit).first()
        held = Seat.objects.filter(account=account, unit=unit, role=mapped.role)
        # A seat that somebody ended stays ended: the provider does not overrule the office.
        if unit is not None and not held.exists():
            # Beside an administrator's seat nothing is given, and she gets in all the same.
            with suppress(BadInput):
                given_seat(
                    account, unit=unit, role=mapped.role, from_on=today, to_on=None, by=by, now=now
                )
