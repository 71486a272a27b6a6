"""Passwords: which are good enough, which were there before, and since when one is in force."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from luoshi import policy
from luoshi.orgs.models import Account, FormerPassword
from luoshi.values.errors import BadInput, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

PLAIN = {
    "password_too_short": gettext_noop("密码太短：至少要%(min_length)s个字符。"),
    "password_too_common": gettext_noop("这个密码太常见，很容易被猜到。请换一个。"),
    "password_entirely_numeric": gettext_noop("密码不能全是数字。"),
    "password_too_similar": gettext_noop("密码与账号或姓名太像。请换一个。"),
}


def problems(error: ValidationError) -> list[Sentence]:
    """Return what is wrong with a password, in our own plain words."""
    return [
        Sentence(PLAIN[one.code], one.code, one.params or {})
        if one.code in PLAIN
        else Sentence("".join(one.messages))
        for one in error.error_list
    ]


def check(field: str, password: str, account: Account) -> None:
    """Raise BadInput at ``field`` for a password that is too short, common, or like the name."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise BadInput({field: problems(error)[0]}) from error


def refuse_former(field: str, password: str, account: Account) -> None:
    """Raise BadInput for one of the passwords that the account had last (``policy/identity.toml``)."""
    remembered = policy.current().identity.passwords_remembered
    former = FormerPassword.objects.filter(account=account).values_list("password", flat=True)
    if any(check_password(password, one) for one in former[:remembered]):
        raise BadInput.of(
            field,
            gettext_noop("这个密码您最近用过。请换一个最近%(count)s次都没有用过的密码。"),
            code="password-former",
            count=remembered,
        )


def store(account: Account, hashed: str, *, must_change: bool, now: dt.datetime) -> None:
    """Put the hash of a new password in force and remember the one it follows.  Raises Overtaken."""
    was = account.password
    rows = Account.objects.filter(pk=account.pk, password=was)
    made = {"password": hashed, "password_set_at": now}
    if not rows.update(**made, must_change_password=must_change):
        raise Overtaken
    if account.has_usable_password():
        FormerPassword.objects.create(account=account, password=was, at=now)
    kept = policy.current().identity.passwords_remembered
    held = FormerPassword.objects.filter(account=account)
    held.exclude(pk__in=list(held.values_list("pk", flat=True)[:kept])).delete()
    account.refresh_from_db()
