"""What becomes of accounts and their seats once it is decided, and one's own password.

Nobody asks the gate here: ``changes`` does, of which every change of an account or a right is
asked, and ``founding`` for the first three.  Passwords stand in no event.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.orgs import passwords
from luoshi.orgs.models import Account, Person, Seat, Unit
from luoshi.rules.access import ADMINISTRATORS, goes_together
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "username": Sentence(gettext_noop("账号")),
    "password": Sentence(gettext_noop("密码")),
    "old": Sentence(gettext_noop("原密码")),
    "new": Sentence(gettext_noop("新密码")),
    "unit": Sentence(gettext_noop("单位")),
    "role": Sentence(gettext_noop("角色")),
    "from_on": Sentence(gettext_noop("自")),
}


def check_login(*, username: str, password: str, person: Person) -> None:
    """Raise Incomplete or BadInput for a login that could not be: taken, or with an easy password."""
    given = {"username": username.strip(), "password": password}
    if missing := [field for field, value in given.items() if not value]:
        raise Incomplete(missing, labels=LABELS)
    check_username(username)
    passwords.check("password", password, Account(username=username.strip(), person=person))


def check_username(username: str) -> None:
    """Raise BadInput for a name that an account has, whatever its case."""
    if Account.objects.filter(username__iexact=username.strip()).exists():
        raise BadInput.of("username", gettext_noop("这个账号已有人使用。"), code="username-taken")


def check_without_account(person: Person) -> None:
    """Raise Duplicate for somebody who can log in already, or could once."""
    if Account.objects.filter(person=person).exists():
        raise Duplicate(gettext_noop("“%(person)s”已有账号。"), person=person.name)


def opened(
    *,
    username: str,
    hashed: str,
    person: Person,
    must_change_password: bool = True,
    by: audit.Actor,
    now: dt.datetime,
    **said: Any,
) -> Account:
    """Return a new account with the hash of its first password; it may do nothing without a seat."""
    check_without_account(person)
    check_username(username)
    account = Account(
        username=username.strip(),
        person=person,
        password=hashed,
        must_change_password=must_change_password,
        made_at=now,
        password_set_at=now,
    )
    account.save(force_insert=True)
    said |= {"username": account.username, "person": person}
    audit.record("account.added", account, by=by, at=now, **said)
    return account


def given_a_password(
    account: Account, *, hashed: str, by: audit.Actor, now: dt.datetime, **said: Any
) -> None:
    """Give somebody a new first password: it must be changed at once, and her sessions end."""
    passwords.store(account, hashed, must_change=True, now=now)
    audit.record("account.password_set", account, by=by, at=now, **said)


def switched(
    account: Account, *, is_active: bool, by: audit.Actor, now: dt.datetime, **said: Any
) -> None:
    """Shut an account out at once, or let it in again; raises Overtaken if it is so already."""
    rows = Account.objects.filter(pk=account.pk, is_active=not is_active)
    told = {"enabled_at": now, "dormant_warned_at": None} if is_active else {}
    if not rows.update(is_active=is_active, **told):
        raise Overtaken
    account.refresh_from_db()
    said["changes"] = {"is_active": [not is_active, is_active]}
    if is_active:
        audit.record("account.enabled", account, by=by, at=now, **said)
    else:
        audit.record("account.disabled", account, by=by, at=now, **said)


# --- one's own password


@transaction.atomic
def change_own_password(*, old: str, new: str, by: Account, now: dt.datetime) -> None:
    """Change one's own password.  Raises BadInput for a wrong old one, or one that stays the same.

    Every session of the account ends; the door may keep the one that asks.
    """
    account = Account.objects.get(pk=by.pk)
    if missing := [field for field, value in {"old": old, "new": new}.items() if not value]:
        raise Incomplete(missing, labels=LABELS)
    if not account.check_password(old):
        raise BadInput.of("old", gettext_noop("原密码不对，请重新输入。"), code="password-wrong")
    if old == new:
        raise BadInput.of("new", gettext_noop("新密码不能与原密码相同。"), code="password-same")
    passwords.check("new", new, account)
    passwords.refuse_former("new", new, account)
    passwords.store(account, make_password(new), must_change=False, now=now)
    audit.record("account.password_changed", account, by=by, at=now)


# --- seats


def check_seat(
    account: Account | None,
    *,
    unit: Unit | None,
    role: str,
    from_on: dt.date | None,
    to_on: dt.date | None,
    leaving: Seat | None = None,
) -> None:
    """Raise BadInput or Duplicate for a seat that could not be given; ``leaving`` ends before it."""
    if role not in policy.current().roles:
        raise BadInput.of("role", gettext_noop("请选择角色。"), code="role-unknown")
    if missing := [n for n, value in {"unit": unit, "from_on": from_on}.items() if not value]:
        raise Incomplete(missing, labels=LABELS)
    assert from_on is not None
    check_period(from_on, to_on)
    if account is None:
        return
    seats = Seat.objects.filter(account=account)
    if seats.filter(unit=unit, role=role, from_on=from_on).exists():
        raise Duplicate(gettext_noop("已经有同样的席位，不需要再次授予。"), code="seat-given")
    meanwhile = seats.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on))
    if to_on is not None:
        meanwhile = meanwhile.filter(from_on__lte=to_on)
    for other in meanwhile.exclude(pk__in=[leaving.pk] if leaving else []):
        if not goes_together(role, other.role):
            raise BadInput.of(
                "role",
                gettext_noop(
                    "系统管理员、安全保密管理员、安全审计员须由不同的人担任，也不能兼任业务角色："
                    "%(person)s这期间已担任“%(role)s”。请先终止该席位，新席位从其后一天起。"
                ),
                code="kept-apart",
                person=account.person.name,
                role=_role_name(other.role),
            )


def _role_name(code: str) -> Sentence:
    role = policy.current().roles.get(code)
    return Sentence(role.name if role else code)


def given_seat(
    account: Account,
    *,
    unit: Unit,
    role: str,
    from_on: dt.date,
    to_on: dt.date | None,
    by: audit.Actor,
    now: dt.datetime,
    **said: Any,
) -> Seat:
    """Return a new seat, checked and recorded: ``account`` acts for ``unit`` in a role, from–to."""
    check_seat(account, unit=unit, role=role, from_on=from_on, to_on=to_on)
    data = {"unit": unit, "role": role, "from_on": from_on}
    try:
        with transaction.atomic():
            seat = Seat.objects.create(account=account, to_on=to_on, **data)
    except IntegrityError:
        raise Overtaken from None  # somebody gave her another seat a moment before
    said |= {"role_name": policy.current().roles[role].name, "to_on": to_on}
    audit.record("account.seat_given", account, by=by, at=now, **data, **said)
    return seat


@transaction.atomic
def ended_seat(
    seat: Seat, *, to_on: dt.date, by: audit.Actor, now: dt.datetime, **said: Any
) -> None:
    """Say on which day a seat is held for the last time; a set end may only come nearer.

    Raises Overtaken if it ends by then already.
    """
    held = Seat.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=to_on), pk=seat.pk)
    before = seat.to_on
    if not held.update(to_on=to_on):
        raise Overtaken
    seat.refresh_from_db()
    role = policy.current().roles.get(seat.role)
    said |= {"unit": seat.unit, "role": seat.role, "on": to_on}
    said["role_name"] = role.name if role else seat.role
    said["changes"] = {"to_on": [before, to_on]}
    audit.record("account.seat_ended", seat.account, by=by, at=now, **said)


def check_period(from_on: dt.date | None, to_on: dt.date | None) -> None:
    """Raise BadInput for an end before its beginning."""
    if from_on and to_on and to_on < from_on:
        raise BadInput.of(
            "to_on", gettext_noop("截止日期不能早于开始日期。"), code="period-backwards"
        )


# --- each of the three must always be somebody


def leave_one_of_each(*, without: Q, on: dt.date) -> None:
    """Raise IllegalMove if an administrator's role had nobody once the seats of ``without`` are gone.

    Only seats of enabled accounts with no end set count.  The accounts concerned are locked first,
    so that of two who go at the same moment the second meets this refusal.
    """
    holders = Seat.objects.filter(role__in=ADMINISTRATORS).values("account")
    list(Account.objects.select_for_update().filter(pk__in=holders).order_by("pk"))
    for role in ADMINISTRATORS:
        seats = Seat.objects.filter(
            role=role, account__is_active=True, from_on__lte=on, to_on__isnull=True
        )
        if seats.filter(without).exists() and not seats.exclude(without).exists():
            raise IllegalMove(
                gettext_noop("这是最后一位长期的“%(role)s”。请先由另一个人担任，再办理这一步。"),
                code="last-administrator",
                role=_role_name(role),
            )
