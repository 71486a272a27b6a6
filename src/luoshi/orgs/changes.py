"""Changes of accounts and rights: one administrator asks, the other decides, then it takes effect.

What concerns accounts the system administrator asks and the security administrator decides; what
concerns seats the other way round.  What single sign-on asks for nobody asks by name: it comes from
a mapping that the system's side keeps, so the security administrator decides it.  Only ``founding``
makes accounts without this.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.orgs import access, accounts, effects, factors, passwords
from luoshi.orgs.models import (
    AccessKey,
    Account,
    Change,
    ChangeKind,
    ChangeState,
    Person,
    Seat,
    Unit,
)
from luoshi.rules.access import Permission, goes_together
from luoshi.values.civil import civil_day
from luoshi.values.errors import (
    BadInput,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
)
from luoshi.values.sentences import Sentence, gettext_noop

LASTS = dt.timedelta(days=15)
REASON_MOST = 300
KINDS, STATES = ChangeKind, ChangeState
NAMES = {
    ChangeKind.OPEN: gettext_noop("开通账号"),
    ChangeKind.CLOSE: gettext_noop("停用账号"),
    ChangeKind.REOPEN: gettext_noop("启用账号"),
    ChangeKind.PASSWORD: gettext_noop("重设首次密码"),
    ChangeKind.KEY: gettext_noop("撤销接口密钥"),
    ChangeKind.SEAT: gettext_noop("授予席位"),
    ChangeKind.SEAT_END: gettext_noop("终止席位"),
    ChangeKind.SEAT_MOVE: gettext_noop("席位随单位转移"),
    ChangeKind.FACTORS: gettext_noop("清除丢失的第二因素"),
    ChangeKind.MAPPED: gettext_noop("按统一身份认证调整席位"),
}
# What the security administrator asks: who may do what, and how surely it is she who does it.
OF_SECURITY = (ChangeKind.SEAT, ChangeKind.SEAT_END, ChangeKind.FACTORS)
LABELS = accounts.LABELS | {
    "reason": Sentence(gettext_noop("理由")),
    "note": Sentence(gettext_noop("审批意见")),
}


def asked_with(kind: str) -> Permission:
    """Return the permission by which a change of this kind is asked for."""
    if kind == ChangeKind.SEAT_MOVE:  # whoever dissolves a unit asks what its people go on with
        return Permission.DIRECTORY_EDIT
    return Permission.RIGHT_GRANT if kind in OF_SECURITY else Permission.ACCOUNT_MANAGE


def decided_with(kind: str) -> Permission:
    """Return the permission by which a change of this kind is decided: that of the other one."""
    return Permission.ACCOUNT_MANAGE if kind in OF_SECURITY else Permission.RIGHT_GRANT


# --- reading


def changes_for(by: Account, *, now: dt.datetime) -> QuerySet[Change]:
    """Return every change for the two who decide, one's own for whoever asked; NotFound for others."""
    rows = Change.objects.select_related(
        "account__person", "seat__unit", "key", "asked_by__person", "decided_by__person"
    )
    if {Permission.ACCOUNT_MANAGE, Permission.RIGHT_GRANT} & access.held(by, now=now):
        return rows
    own = rows.filter(asked_by=by)
    if not own.exists():
        raise NotFound
    return own


def change_for(by: Account, pk: int, *, now: dt.datetime) -> Change:
    """Return one change; raises NotFound where there is none, or for whom it does not concern."""
    change = changes_for(by, now=now).filter(pk=pk).first()
    if change is None:
        raise NotFound
    return change


def to_decide(by: Account, *, now: dt.datetime) -> QuerySet[Change]:
    """Return what waits for the decision of ``by``."""
    held = access.held(by, now=now)
    kinds = [kind for kind in ChangeKind.values if decided_with(kind) in held]
    rows = Change.objects.filter(
        state=ChangeState.WAITING, kind__in=kinds, lapses_on__gte=civil_day(now)
    )
    return rows.exclude(asked_by=by).filter(Q(account__isnull=True) | ~Q(account=by))


def may_decide(by: Account, change: Change, *, now: dt.datetime) -> bool:
    """Return whether ``change`` waits for the decision of ``by``."""
    return to_decide(by, now=now).filter(pk=change.pk).exists()


def changes_of(account: Account) -> QuerySet[Change]:
    """Return every change of an account, that by which it was opened too, newest first."""
    opening = Q(account__isnull=True, data__person=account.person_id)
    rows = Change.objects.filter(Q(account=account) | opening)
    return rows.select_related("asked_by__person", "decided_by__person")


def account_about(change: Change) -> Account | None:
    """Return the account that ``change`` is about; None for one that was not opened yet."""
    if change.account is not None:
        return change.account
    return Account.objects.filter(person=change.data.get("person")).first()


def clashing_roles(account: Account, *, on: dt.date) -> bool:
    """Return whether somebody still holds on a day what may no longer be held together."""
    roles = set(Seat.objects.on(on).filter(account=account).values_list("role", flat=True))
    return any(not goes_together(one, other) for one in roles for other in roles)


# --- asking


@transaction.atomic
def ask_to_open(
    person: Person,
    *,
    username: str,
    password: str,
    unit: Unit | None = None,
    role: str = "",
    from_on: dt.date | None = None,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> Change:
    """Ask that ``person`` may log in, with a first password, and with a first seat where ``role`` is given.

    Raises Duplicate, Incomplete or BadInput for what could not be approved.
    """
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    accounts.check_without_account(person)
    accounts.check_login(username=username, password=password, person=person)
    waiting = Change.objects.filter(kind=ChangeKind.OPEN, state=ChangeState.WAITING)
    if waiting.filter(data__person=person.pk).exists():
        raise Duplicate(gettext_noop("“%(person)s”的账号已在待审批。"), person=person.name)
    if waiting.filter(data__username__iexact=username.strip()).exists():
        raise BadInput.of("username", gettext_noop("这个账号已有人使用。"), code="username-taken")
    data: dict[str, Any] = {
        "about": f"{person.name}（{username.strip()}）",
        "person": person.pk,
        "username": username.strip(),
    }
    if role:
        begins = from_on or civil_day(now)
        accounts.check_seat(None, unit=unit, role=role, from_on=begins, to_on=None)
        assert unit is not None
        data |= _seat_data(unit, role, begins, None)
    return _asked(
        ChangeKind.OPEN, data=data, password=make_password(password), reason=reason, by=by, now=now
    )


@transaction.atomic
def ask_to_close(account: Account, *, reason: str, by: Account, now: dt.datetime) -> Change:
    """Ask that an account be shut out.

    Raises IllegalMove for one's own and for the last holder of an administrator's role.
    """
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    if account.pk == by.pk:
        raise IllegalMove(
            gettext_noop("不能停用自己的账号，请由另一位系统管理员办理。"), code="own-account"
        )
    if not Account.objects.filter(pk=account.pk, is_active=True).exists():
        raise Overtaken
    accounts.leave_one_of_each(without=Q(account=account), on=civil_day(now))
    return _asked(ChangeKind.CLOSE, account=account, reason=reason, by=by, now=now)


@transaction.atomic
def ask_to_reopen(account: Account, *, reason: str, by: Account, now: dt.datetime) -> Change:
    """Ask that an account be let in again."""
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    if not Account.objects.filter(pk=account.pk, is_active=False).exists():
        raise Overtaken
    return _asked(ChangeKind.REOPEN, account=account, reason=reason, by=by, now=now)


@transaction.atomic
def ask_for_password(
    account: Account, *, password: str, reason: str, by: Account, now: dt.datetime
) -> Change:
    """Ask that somebody else be given a new first password; raises IllegalMove for one's own."""
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    if account.pk == by.pk:
        raise IllegalMove(
            gettext_noop("自己的密码请在“修改密码”中修改，需要填写原密码。"), code="own-password"
        )
    if not password:
        raise Incomplete(["password"], labels=LABELS)
    passwords.check("password", password, account)
    hashed = make_password(password)
    return _asked(
        ChangeKind.PASSWORD, account=account, password=hashed, reason=reason, by=by, now=now
    )


@transaction.atomic
def ask_to_revoke_key(key: AccessKey, *, reason: str, by: Account, now: dt.datetime) -> Change:
    """Ask that somebody else's key be ended; raises Overtaken for one that was revoked."""
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    if not AccessKey.objects.filter(pk=key.pk, revoked_at__isnull=True).exists():
        raise Overtaken
    data = {"key_name": key.name}
    return _asked(
        ChangeKind.KEY, account=key.account, key=key, data=data, reason=reason, by=by, now=now
    )


@transaction.atomic
def ask_for_seat(
    account: Account,
    *,
    unit: Unit,
    role: str,
    from_on: dt.date,
    to_on: dt.date | None = None,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> Change:
    """Ask that ``account`` act for ``unit`` in a role, from–to; nobody asks for herself.

    Raises BadInput for two roles that one person must not hold on one day.
    """
    access.require(by, Permission.RIGHT_GRANT, now=now)
    _not_her_own(account, by=by)
    accounts.check_seat(account, unit=unit, role=role, from_on=from_on, to_on=to_on)
    data = _seat_data(unit, role, from_on, to_on)
    return _asked(ChangeKind.SEAT, account=account, data=data, reason=reason, by=by, now=now)


@transaction.atomic
def ask_to_end_seat(
    seat: Seat, *, to_on: dt.date, reason: str, by: Account, now: dt.datetime
) -> Change:
    """Ask that a seat be held for the last time on a day; a set end may only come nearer."""
    access.require(by, Permission.RIGHT_GRANT, now=now)
    _not_her_own(seat.account, by=by)
    accounts.check_period(seat.from_on, to_on)
    if seat.to_on is not None and seat.to_on <= to_on:
        raise Overtaken
    accounts.leave_one_of_each(without=Q(pk=seat.pk), on=civil_day(now))
    data = _seat_data(seat.unit, seat.role, seat.from_on, to_on)
    return _asked_of(seat, ChangeKind.SEAT_END, data=data, reason=reason, by=by, now=now)


@transaction.atomic
def ask_to_move_seat(
    seat: Seat, *, unit: Unit, reason: str, by: Account, now: dt.datetime
) -> Change:
    """Ask that a seat go on at ``unit``, which takes over from the seat's own."""
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    data = _seat_data(unit, seat.role, civil_day(now), seat.to_on)
    return _asked_of(seat, ChangeKind.SEAT_MOVE, data=data, reason=reason, by=by, now=now)


def _asked_of(seat: Seat, kind: ChangeKind, **asked: Any) -> Change:
    return _asked(kind, account=seat.account, seat=seat, **asked)


@transaction.atomic
def ask_to_take_factors(account: Account, *, reason: str, by: Account, now: dt.datetime) -> Change:
    """Ask that somebody's lost second factors be taken away, so that her password serves alone.

    Raises IllegalMove for one's own, Overtaken where there are none.
    """
    access.require(by, Permission.RIGHT_GRANT, now=now)
    if account.pk == by.pk:
        raise IllegalMove(gettext_noop("自己的第二因素请在“登录安全”中办理。"), code="own-factor")
    kinds = [kind for kind, _ in factors.factors_of(account)]
    if not kinds:
        raise Overtaken
    data = {"factors": kinds}
    return _asked(ChangeKind.FACTORS, account=account, data=data, reason=reason, by=by, now=now)


def _not_her_own(account: Account, *, by: Account) -> None:
    if account.pk == by.pk:
        raise IllegalMove(
            gettext_noop("不能办理自己的席位，请由另一位安全保密管理员办理。"), code="own-seat"
        )


def _seat_data(
    unit: Unit, role: str, from_on: dt.date | None, to_on: dt.date | None
) -> dict[str, Any]:
    known = policy.current().roles.get(role)
    return {
        "unit": unit.pk,
        "unit_name": unit.name,
        "role": role,
        "role_name": known.name if known else role,
        "from_on": from_on.isoformat() if from_on else None,
        "to_on": to_on.isoformat() if to_on else None,
    }


def _asked(
    kind: ChangeKind,
    *,
    reason: str,
    by: Account,
    now: dt.datetime,
    data: dict[str, Any] | None = None,
    **row: Any,
) -> Change:
    reason = reason.strip()
    if not reason:
        raise Incomplete(["reason"], labels=LABELS)
    change = _written(kind, data=data or {}, reason=reason, asked_by=by, now=now, **row)
    said = {"deed_name": NAMES[kind], "reason": change.reason, **change.data}
    audit.record("change.asked", change, by=by, at=now, **said)
    return change


def _written(
    kind: ChangeKind,
    *,
    account: Account | None = None,
    data: dict[str, Any],
    reason: str,
    now: dt.datetime,
    **row: Any,
) -> Change:
    about = f"{account.person.name}（{account.username}）" if account else ""
    try:
        with transaction.atomic():
            return Change.objects.create(
                kind=kind,
                account=account,
                data={"about": about} | data,
                reason=reason[:REASON_MOST],
                asked_at=now,
                lapses_on=civil_day(now) + LASTS,
                **row,
            )
    except IntegrityError:
        raise Duplicate(
            gettext_noop("同样的变更已在待审批，不需要再次申请。"), code="change-waits"
        ) from None


# --- what single sign-on asks for, by the policy's mapping


def proposed_for(person: Person) -> QuerySet[Change]:
    """Return what single sign-on ever asked for somebody, newest first: an account, seats, their ends."""
    hers = Q(account__person=person) | Q(account__isnull=True, data__person=person.pk)
    return Change.objects.filter(hers, kind=ChangeKind.MAPPED)


@transaction.atomic
def propose(
    account: Account | None,
    *,
    data: dict[str, Any],
    reason: str,
    by: audit.Actor,
    now: dt.datetime,
) -> Change:
    """Write down what claims ask for; it takes effect when the security administrator approves.

    ``data`` has the provider, ``wanted`` (all that the claims ask for), what to ``give`` and to
    ``end``; without an account also whom to open one for.  Raises Duplicate while another waits.
    """
    change = _written(ChangeKind.MAPPED, account=account, data=data, reason=reason, now=now)
    said = {"about": str(change), "provider": data["provider"], "reason": reason}
    for name in ("give", "end"):
        said[name] = [f"{one['unit_name']} {one['role_name']}" for one in data[name]]
    audit.record("change.proposed", change, by=by, at=now, **said)
    return change


@transaction.atomic
def let_go(change: Change, *, by: audit.Actor, now: dt.datetime) -> None:
    """Let a proposal lapse whose claims are no longer what they were."""
    rows = Change.objects.filter(pk=change.pk, state=ChangeState.WAITING)
    if not rows.update(state=ChangeState.LAPSED, decided_at=now):
        raise Overtaken
    said = {"deed_name": NAMES[ChangeKind(change.kind)], "about": str(change)}
    audit.record("change.let_go", change, by=by, at=now, **said)


# --- deciding


@transaction.atomic
def approve(change: Change, *, by: Account, now: dt.datetime) -> None:
    """Let what was asked take effect, at once and whole; what cannot be any more is refused as ever.

    Raises NotAllowed for who asked it, for whom it is about and for who holds the same office as
    who asked; IllegalMove once it lapsed, Overtaken once it was decided.
    """
    _check_decider(change, by=by, now=now)
    hashed = change.password
    _decided(change, ChangeState.APPROVED, by=by, now=now)
    change.password = hashed
    effects.carry_out(change, by=by, now=now)
    change.password = ""
    said = {"deed_name": NAMES[ChangeKind(change.kind)], **change.data}
    audit.record("change.approved", change, by=by, at=now, **said, asked_by=change.asker)


@transaction.atomic
def refuse(change: Change, *, note: str, by: Account, now: dt.datetime) -> None:
    """Say no, and why; nothing takes effect."""
    _check_decider(change, by=by, now=now)
    note = note.strip()
    if not note:
        raise Incomplete(["note"], labels=LABELS)
    _decided(change, ChangeState.REFUSED, by=by, now=now, note=note[:REASON_MOST])
    said = {"deed_name": NAMES[ChangeKind(change.kind)], "reason": change.note}
    audit.record("change.refused", change, by=by, at=now, **said, about=str(change))


@transaction.atomic
def withdraw(change: Change, *, by: Account, now: dt.datetime) -> None:
    """Take back what one asked, while it waits."""
    if change.asked_by_id != by.pk:
        raise NotAllowed(gettext_noop("撤回由申请人本人办理。"), code="not-the-asker")
    _decided(change, ChangeState.WITHDRAWN, by=by, now=now)
    said = {"deed_name": NAMES[ChangeKind(change.kind)], "about": str(change)}
    audit.record("change.withdrawn", change, by=by, at=now, **said)


@transaction.atomic
def lapse(*, now: dt.datetime) -> int:
    """Let go what nobody decided in time; return how many.  By rule, at any time, any number of times."""
    over = Change.objects.filter(state=ChangeState.WAITING, lapses_on__lt=civil_day(now))
    count = 0
    for change in over.order_by("pk"):
        rows = Change.objects.filter(pk=change.pk, state=ChangeState.WAITING)
        if rows.update(state=ChangeState.LAPSED, decided_at=now, password=""):
            said = {"deed_name": NAMES[ChangeKind(change.kind)], "about": str(change)}
            audit.record("change.lapsed", change, by=audit.SYSTEM, at=now, **said)
            count += 1
    return count


def _check_decider(change: Change, *, by: Account, now: dt.datetime) -> None:
    access.require(by, decided_with(change.kind), now=now)
    if change.asked_by_id == by.pk:
        raise NotAllowed(
            gettext_noop("申请人不能审批自己的申请，请由另一位管理员审批。"), code="own-change"
        )
    if change.account_id == by.pk:
        raise NotAllowed(
            gettext_noop("关于自己账号的变更由另一位管理员审批。"), code="about-herself"
        )
    if change.lapses_on < civil_day(now):
        raise IllegalMove(
            gettext_noop("这项申请超过期限未审批，已经失效，请重新申请。"), code="change-lapsed"
        )


def _decided(
    change: Change, state: ChangeState, *, by: Account, now: dt.datetime, note: str = ""
) -> None:
    rows = Change.objects.filter(pk=change.pk, state=ChangeState.WAITING)
    if not rows.update(state=state, decided_by=by, decided_at=now, note=note, password=""):
        raise Overtaken
    change.refresh_from_db()
