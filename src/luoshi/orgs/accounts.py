"""Accounts and their seats: who may log in, with which password, and for which units she acts.

It is called through ``actions``.  Passwords stand in no event.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.orgs import access, passwords
from luoshi.orgs.models import Account, Person, Seat, Unit
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "username": Sentence(gettext_noop("账号")),
    "password": Sentence(gettext_noop("密码")),
    "old": Sentence(gettext_noop("原密码")),
    "new": Sentence(gettext_noop("新密码")),
}


@transaction.atomic
def add_account(
    *,
    username: str,
    password: str,
    person: Person,
    must_change_password: bool = False,
    by: Account,
    now: dt.datetime,
) -> Account:
    """Let ``person`` log in.  The account may do nothing until it is given a seat.

    With ``must_change_password`` the password serves for the first log-in only.  Raises BadInput
    for a name that is taken or a password that is too easy.
    """
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    if Account.objects.filter(person=person).exists():
        raise Duplicate(gettext_noop("“%(person)s”已有账号。"), person=person.name)
    account = made_account(
        username=username,
        password=password,
        person=person,
        must_change_password=must_change_password,
        now=now,
    )
    data = {"username": account.username, "person": person}
    audit.record("account.added", account, by=by, at=now, **data)
    return account


def made_account(
    *,
    username: str,
    password: str,
    person: Person,
    must_change_password: bool = False,
    now: dt.datetime,
) -> Account:
    """Return a new account, its name and password checked; the caller asks the gate and records it."""
    username = username.strip()
    given = {"username": username, "password": password}
    if missing := [field for field, value in given.items() if not value]:
        raise Incomplete(missing, labels=LABELS)
    if Account.objects.filter(username__iexact=username).exists():
        raise BadInput.of("username", gettext_noop("这个账号已有人使用。"), code="username-taken")
    account = Account(
        username=username, person=person, must_change_password=must_change_password, made_at=now
    )
    passwords.check("password", password, account)
    account.set_password(password)
    account.password_set_at = now
    account.save(force_insert=True)
    return account


# --- passwords, and whether she gets in at all


@transaction.atomic
def set_password(account: Account, *, password: str, by: Account, now: dt.datetime) -> None:
    """Give somebody else a new first password: it must be changed at once, and her sessions end.

    Raises IllegalMove for one's own account, whose old password must be known.
    """
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    if account.pk == by.pk:
        raise IllegalMove(
            gettext_noop("自己的密码请在“修改密码”中修改，需要填写原密码。"), code="own-password"
        )
    if not password:
        raise Incomplete(["password"], labels=LABELS)
    passwords.check("password", password, account)
    passwords.store(account, password, must_change=True, now=now)
    audit.record("account.password_set", account, by=by, at=now)


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
    passwords.store(account, new, must_change=False, now=now)
    audit.record("account.password_changed", account, by=by, at=now)


@transaction.atomic
def set_enabled(account: Account, *, is_active: bool, by: Account, now: dt.datetime) -> None:
    """Shut an account out at once, or let it in again.

    Raises IllegalMove for one's own account and for the last that can manage accounts,
    Overtaken if it is so already.
    """
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    if not is_active:
        if account.pk == by.pk:
            raise IllegalMove(
                gettext_noop("不能停用自己的账号，请由另一位系统管理员办理。"), code="own-account"
            )
        _leave_a_manager(without=Q(account=account), on=civil_day(now))
    rows = Account.objects.filter(pk=account.pk, is_active=not is_active)
    told = {"enabled_at": now, "dormant_warned_at": None} if is_active else {}
    if not rows.update(is_active=is_active, **told):
        raise Overtaken
    account.refresh_from_db()
    if is_active:
        audit.record("account.enabled", account, by=by, at=now)
    else:
        audit.record("account.disabled", account, by=by, at=now)


# --- seats


@transaction.atomic
def give_seat(
    account: Account,
    *,
    unit: Unit,
    role: str,
    from_on: dt.date,
    to_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> Seat:
    """Let ``account`` act for ``unit`` in a role of ``policy/roles.toml``, from–to."""
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    return given_seat(account, unit=unit, role=role, from_on=from_on, to_on=to_on, by=by, now=now)


def given_seat(
    account: Account,
    *,
    unit: Unit,
    role: str,
    from_on: dt.date,
    to_on: dt.date | None,
    by: audit.Actor,
    now: dt.datetime,
) -> Seat:
    """Return a new seat, checked and recorded; the caller asks the gate."""
    roles = policy.current().roles
    if role not in roles:
        raise BadInput.of("role", gettext_noop("请选择角色。"), code="role-unknown")
    check_period(from_on, to_on)
    data = {"unit": unit, "role": role, "from_on": from_on}
    if Seat.objects.filter(account=account, **data).exists():
        raise Duplicate(gettext_noop("已经有同样的席位，不需要再次授予。"), code="seat-given")
    seat = Seat.objects.create(account=account, to_on=to_on, **data)
    more = {"role_name": roles[role].name, "to_on": to_on}
    audit.record("account.seat_given", account, by=by, at=now, **data, **more)
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, to_on: dt.date, by: Account, now: dt.datetime) -> None:
    """Say on which day a seat is held for the last time; a set end may only come nearer.

    Raises Overtaken if it ends by then already, IllegalMove for the last of one's own seats
    that manages accounts and for the last of all.
    """
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    check_period(seat.from_on, to_on)
    _check_own_end(seat, by=by, on=civil_day(now))
    _leave_a_manager(without=Q(pk=seat.pk), on=civil_day(now))
    held = Seat.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=to_on), pk=seat.pk)
    before = seat.to_on
    if not held.update(to_on=to_on):
        raise Overtaken
    seat.refresh_from_db()
    role = policy.current().roles.get(seat.role)
    data = {
        "unit": seat.unit,
        "role": seat.role,
        "on": to_on,
        "changes": {"to_on": [before, to_on]},
    }
    name = role.name if role else seat.role
    audit.record("account.seat_ended", seat.account, by=by, at=now, **data, role_name=name)


def check_period(from_on: dt.date | None, to_on: dt.date | None) -> None:
    """Raise BadInput for an end before its beginning."""
    if from_on and to_on and to_on < from_on:
        raise BadInput.of(
            "to_on", gettext_noop("截止日期不能早于开始日期。"), code="period-backwards"
        )


# --- somebody must always be able to manage the accounts


def _managing_roles() -> list[str]:
    roles = policy.current().roles.values()
    return [role.code for role in roles if Permission.ACCOUNT_MANAGE in role.permissions]


def _lasting_managers(*, on: dt.date) -> QuerySet[Seat]:
    """Return the seats that manage accounts on a day, of enabled accounts and with no end set."""
    return Seat.objects.filter(
        role__in=_managing_roles(), account__is_active=True, from_on__lte=on, to_on__isnull=True
    )


def _check_own_end(seat: Seat, *, by: Account, on: dt.date) -> None:
    if seat.account_id != by.pk or seat.role not in _managing_roles():
        return
    if not _lasting_managers(on=on).filter(account=by.pk).exclude(pk=seat.pk).exists():
        raise IllegalMove(
            gettext_noop("不能终止自己管理账号的最后一个席位，请由另一位系统管理员办理。"),
            code="own-last-seat",
        )


def _leave_a_manager(*, without: Q, on: dt.date) -> None:
    """Raise IllegalMove if nobody could manage accounts once the seats of ``without`` are gone.

    The accounts concerned are locked first, so that of two managers who remove each other at the
    same moment the second meets this refusal.
    """
    managers = Account.objects.filter(seats__role__in=_managing_roles())
    list(Account.objects.select_for_update().filter(pk__in=managers.values("pk")).order_by("pk"))
    seats = _lasting_managers(on=on)
    if seats.filter(without).exists() and not seats.exclude(without).exists():
        raise IllegalMove(
            gettext_noop("这是最后一个长期管理账号的席位。请先授予另一个账号，再办理这一步。"),
            code="last-manager",
        )


def leave_a_manager(*, without: Account, on: dt.date) -> None:
    """Raise IllegalMove if nobody could manage accounts without this one."""
    _leave_a_manager(without=Q(account=without), on=on)
