"""Single sign-on: whose account a claim of an identity provider means, and what it asks for.

Nobody becomes an account or gets a seat by a provider's word alone.  What a mapping of
``policy/identity.toml`` says of somebody's claims becomes one change (``changes``) that waits for
the security administrator.  Only what differs from what was decided last is proposed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.orgs import changes
from luoshi.orgs.models import Account, Change, ChangeState, Person, Seat, Unit
from luoshi.rules.access import goes_together
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed
from luoshi.values.sentences import gettext_noop

Wishes = dict[str, dict[str, Any]]  # seats by ``_key``, as a change keeps them


def account_by(*, match: str, value: str) -> Account | None:
    """Return the account that a claim means: by user name, or by the one person of that address."""
    if not value:
        return None
    if match == "username":
        return Account.objects.filter(username__iexact=value).first()
    found = Account.objects.filter(person__email__iexact=value)[:2]
    return found[0] if len(found) == 1 else None


@transaction.atomic
def note_linked(account: Account, *, provider: str, by: audit.Actor, now: dt.datetime) -> None:
    """Record that an account is known by a provider from now on."""
    audit.record("account.linked", account, by=by, at=now, provider=provider)


def waiting_for(account: Account, *, on: dt.date) -> Change | None:
    """Return what single sign-on asked for this account and nobody decided yet."""
    return _waiting(account.person, on=on)


def _waiting(person: Person, *, on: dt.date) -> Change | None:
    rows = changes.proposed_for(person).filter(state=ChangeState.WAITING)
    return rows.filter(lapses_on__gte=on).first()


# --- proposing


@transaction.atomic
def propose_account(
    *,
    provider: str,
    username: str,
    email: str,
    claims: Mapping[str, Any],
    by: audit.Actor,
    now: dt.datetime,
) -> Change:
    """Return the change that waits to open an account for the one person with this mail address.

    Raises NotAllowed where no mapping says so, where nobody or more than one has the address,
    where she has an account, or somebody else the name, already; and where it was refused.
    """
    people = list(Person.objects.filter(email__iexact=email)[:2]) if email else []
    wishes = _wishes(provider, claims, on=civil_day(now))
    free = not Account.objects.filter(username__iexact=username).exists()
    if not wishes or len(people) != 1 or not username or not free:
        raise _unknown()
    person = Person.objects.select_for_update().get(pk=people[0].pk)
    if Account.objects.filter(person=person).exists():
        raise _unknown()
    waiting = _still_meant(person, None, provider, wishes, by=by, now=now)
    if waiting is not None:
        return waiting
    last = _settled(person, provider)
    if last is not None and last.data["wanted"] == sorted(wishes):
        raise NotAllowed(
            gettext_noop("统一身份认证已通过，但为您开通账号的申请未获批准。请联系系统管理员。"),
            code="sign-on-refused",
        )
    name = username[:60]
    opening = {"about": f"{person.name}（{name}）", "person": person.pk, "username": name}
    return _proposed(None, provider, wishes, list(wishes.values()), [], by=by, now=now, **opening)


def _unknown() -> NotAllowed:
    return NotAllowed(
        gettext_noop("统一身份认证已通过，但这里没有对应的账号。请联系系统管理员。"),
        code="sign-on-unknown",
    )


@transaction.atomic
def propose_seats(
    account: Account,
    *,
    provider: str,
    claims: Mapping[str, Any],
    by: audit.Actor,
    now: dt.datetime,
) -> Change | None:
    """Return the change that waits for this account, made now if the claims ask for something new.

    A seat is asked for when a claim maps to it and it is not held; the end of one that a mapping
    gave, when its claim is gone.  What was decided, either way, is not asked again while the
    claims stay the same.  Nothing is given beside an administrator's seat.
    """
    if not account.is_active:
        return None
    today = civil_day(now)
    person = Person.objects.select_for_update().get(pk=account.person_id)
    wishes = _wishes(provider, claims, on=today)
    waiting = _still_meant(person, account, provider, wishes, by=by, now=now)
    if waiting is not None:
        return waiting
    last = _settled(person, provider)
    settled = set(last.data["wanted"]) if last is not None else set()
    lasting = Seat.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=today), account=account)
    held = list(lasting.select_related("unit"))
    give = [wish for key, wish in wishes.items() if key not in settled and _fits(wish, held)]
    gone = settled - wishes.keys()
    end = [_seen(one) for one in _mapped(person, provider, held) if _key(one) in gone]
    if not give and not end:
        return None
    return _proposed(account, provider, wishes, give, end, by=by, now=now)


def _wishes(provider: str, claims: Mapping[str, Any], *, on: dt.date) -> Wishes:
    """Return the seats that the policy maps to these claims, of units that there are."""
    found: Wishes = {}
    here = Unit.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    for mapped in policy.current().identity.seats:
        unit = here.filter(name=mapped.unit).first()
        if unit is not None and mapped.fits(provider, dict(claims)):
            why = f"{mapped.claim}={mapped.value}"
            wish = _said(unit, mapped.role) | {"because": why}
            found.setdefault(f"{unit.pk} {mapped.role}", wish)
    return found


def _said(unit: Unit, role: str) -> dict[str, Any]:
    known = policy.current().roles.get(role)
    name = known.name if known else role
    return {"unit": unit.pk, "unit_name": unit.name, "role": role, "role_name": name}


def _seen(seat: Seat) -> dict[str, Any]:
    return _said(seat.unit, seat.role) | {"seat": seat.pk}


def _key(seat: Seat) -> str:
    return f"{seat.unit_id} {seat.role}"


def _fits(wish: Mapping[str, Any], held: list[Seat]) -> bool:
    """Tell whether a seat is not held yet, and may be held beside those that are."""
    there = any((one.unit_id, one.role) == (wish["unit"], wish["role"]) for one in held)
    return not there and all(goes_together(one.role, wish["role"]) for one in held)


def _settled(person: Person, provider: str) -> Change | None:
    """Return what was decided last of this provider's wishes."""
    decided = (ChangeState.APPROVED, ChangeState.REFUSED)
    rows = changes.proposed_for(person).filter(state__in=decided, data__provider=provider)
    return rows.first()


def _mapped(person: Person, provider: str, held: list[Seat]) -> list[Seat]:
    """Return those of the seats that came by a mapping of this provider, not by a person's hand."""
    approved = ChangeState.APPROVED
    rows = changes.proposed_for(person).filter(state=approved, data__provider=provider)
    given = {
        (wish["unit"], wish["role"], civil_day(one.decided_at))
        for one in rows
        if one.decided_at is not None
        for wish in one.data["give"]
    }
    return [one for one in held if (one.unit_id, one.role, one.from_on) in given]


def _still_meant(
    person: Person,
    account: Account | None,
    provider: str,
    wishes: Wishes,
    *,
    by: audit.Actor,
    now: dt.datetime,
) -> Change | None:
    """Return what waits, if the claims still ask for it; let go what they no longer do."""
    for one in changes.proposed_for(person).filter(state=ChangeState.WAITING):
        another = one.data["provider"] != provider
        same = another or one.data["wanted"] == sorted(wishes)
        if same and one.account == account and one.lapses_on >= civil_day(now):
            return one
        changes.let_go(one, by=by, now=now)
    return None


def _proposed(
    account: Account | None,
    provider: str,
    wishes: Wishes,
    give: list[dict[str, Any]],
    end: list[dict[str, Any]],
    *,
    by: audit.Actor,
    now: dt.datetime,
    **data: Any,
) -> Change:
    data |= {"provider": provider, "wanted": sorted(wishes), "give": give, "end": end}
    claims = dict.fromkeys(one["because"] for one in wishes.values())
    reason = f"{provider}: {', '.join(claims) or '—'}"
    return changes.propose(account, data=data, reason=reason, by=by, now=now)
