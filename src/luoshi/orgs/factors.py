"""Second factors: who has one, who must, and what the record keeps of them.

allauth keeps the factors themselves (``allauth.mfa``); what changes there is recorded here, in the
same transaction.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.orgs.models import Account, Seat
from luoshi.values.civil import civil_day
from luoshi.values.errors import IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop

REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(account: Account) -> bool:
    """Tell whether ``account`` has a second factor; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=account, type__in=REAL).exists())


def factors_shown(account: Account) -> dict[str, Any]:
    """Return the factors of somebody for her page: authenticator, passkeys, how many codes are left."""
    rows = list(Authenticator.objects.filter(user=account).order_by("id"))
    kinds = Authenticator.Type
    codes = next((row for row in rows if row.type == kinds.RECOVERY_CODES), None)
    return {
        "totp": next((row for row in rows if row.type == kinds.TOTP), None),
        "passkeys": [row for row in rows if row.type == kinds.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
    }


def factors_of(account: Account) -> list[tuple[str, str]]:
    """Return kind and name of each factor of somebody, codes left out."""
    rows = Authenticator.objects.filter(user=account, type__in=REAL).order_by("id")
    return [(row.type, str(row.data.get("name", ""))) for row in rows]


def must_have(account: Account, *, on: dt.date) -> bool:
    """Tell whether one of her seats asks for a second factor (``policy/identity.toml``)."""
    roles = policy.current().identity.factor_roles
    return Seat.objects.on(on).filter(account=account, role__in=roles).exists()


def ask_for_factor(*, by: Account, now: dt.datetime) -> dt.datetime | None:
    """Return by when somebody who just logged in must set up a second factor; None: not at all.

    The grace begins at the first log-in at which this was asked.
    """
    if not must_have(by, on=civil_day(now)) or has_factor(by):
        return None
    if by.factor_asked_at is None:
        Account.objects.filter(pk=by.pk, factor_asked_at__isnull=True).update(factor_asked_at=now)
        by.refresh_from_db(fields=["factor_asked_at"])
    return policy.current().identity.factor_by(by.factor_asked_at or now)


def note_added(kind: str, *, name: str = "", by: Account, now: dt.datetime) -> None:
    """Record that somebody set up a factor of her own; called within that transaction."""
    audit.record("account.factor_added", by, by=by, at=now, factor=kind, name=name)


def note_removed(kind: str, *, name: str = "", by: Account, now: dt.datetime) -> None:
    """Record that somebody removed a factor of her own; called within that transaction."""
    audit.record("account.factor_removed", by, by=by, at=now, factor=kind, name=name)


def refuse_last(*, by: Account, now: dt.datetime) -> None:
    """Raise IllegalMove where the last second factor of somebody who must have one would go."""
    left = Authenticator.objects.filter(user=by, type__in=REAL).count()
    if left == 1 and must_have(by, on=civil_day(now)):
        raise IllegalMove(
            gettext_noop("您的角色必须使用第二因素。请先添加另一个，再删除这一个。"),
            code="last-factor",
        )


def note_codes_made(*, by: Account, now: dt.datetime) -> None:
    """Record that somebody had new recovery codes made; called within that transaction."""
    audit.record("account.codes_made", by, by=by, at=now)


def taken(account: Account, *, by: audit.Actor, now: dt.datetime, **said: Any) -> None:
    """Remove somebody's lost factors; where she must have one, the grace begins anew.

    Nobody asks the gate here: ``changes`` does.  Raises Overtaken if there are none any more.
    """
    kinds = [kind for kind, _ in factors_of(account)]
    if not Authenticator.objects.filter(user=account).delete()[0]:
        raise Overtaken
    Account.objects.filter(pk=account.pk).update(factor_asked_at=None)
    audit.record("account.factors_taken", account, by=by, at=now, factors=kinds, **said)
