"""What becomes of a change that was approved, one effect for each kind.  Called by ``changes`` alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from luoshi.audit import actions as audit
from luoshi.orgs import accounts, entrance, factors
from luoshi.orgs.models import AccessKey, Account, Change, ChangeKind, Person, Seat, Unit
from luoshi.values.civil import civil_day
from luoshi.values.errors import Overtaken


def carry_out(change: Change, *, by: Account, now: dt.datetime) -> None:
    """Let an approved change take effect, recorded under who approved it and who asked.

    Within the approval's transaction.  Raises what each effect raises where it cannot be any more.
    """
    _EFFECTS[ChangeKind(change.kind)](change, {"by": by, "now": now, "asked_by": change.asker})


def _open(change: Change, said: dict[str, Any]) -> None:
    person = Person.objects.get(pk=change.data["person"])
    hashed = change.password
    account = accounts.opened(
        username=change.data["username"], hashed=hashed, person=person, **said
    )
    if "role" in change.data:
        change.account = account
        _give(change, said)


def _close(change: Change, said: dict[str, Any]) -> None:
    assert change.account is not None
    accounts.leave_one_of_each(without=Q(account=change.account), on=civil_day(said["now"]))
    accounts.switched(change.account, is_active=False, **said)
    entrance.end_everywhere(change.account)


def _reopen(change: Change, said: dict[str, Any]) -> None:
    assert change.account is not None
    accounts.switched(change.account, is_active=True, **said)


def _password(change: Change, said: dict[str, Any]) -> None:
    assert change.account is not None
    accounts.given_a_password(change.account, hashed=change.password, **said)
    entrance.end_everywhere(change.account)


def _revoke(change: Change, said: dict[str, Any]) -> None:
    key, now = change.key, said["now"]
    assert key is not None
    if not AccessKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now):
        raise Overtaken
    told = {"name": key.name, "asked_by": change.asker}
    audit.record("key.revoked", key.account, by=said["by"], at=now, **told)


def _give(change: Change, said: dict[str, Any]) -> None:
    assert change.account is not None
    unit = Unit.objects.get(pk=change.data["unit"])
    from_on, to_on = (_day(change.data[name]) for name in ("from_on", "to_on"))
    assert from_on is not None
    role = change.data["role"]
    accounts.given_seat(change.account, unit=unit, role=role, from_on=from_on, to_on=to_on, **said)


def _end(change: Change, said: dict[str, Any]) -> None:
    to_on = _day(change.data["to_on"])
    assert change.seat is not None and to_on is not None
    accounts.leave_one_of_each(without=Q(pk=change.seat.pk), on=civil_day(said["now"]))
    accounts.ended_seat(change.seat, to_on=to_on, **said)


def _move(change: Change, said: dict[str, Any]) -> None:
    seat, today = change.seat, civil_day(said["now"])
    assert seat is not None
    if seat.to_on is not None and seat.to_on < today:
        raise Overtaken
    unit = Unit.objects.get(pk=change.data["unit"])
    same = Seat.objects.on(today).filter(account=seat.account_id, unit=unit, role=seat.role)
    if not same.exists():
        accounts.given_seat(
            seat.account, unit=unit, role=seat.role, from_on=today, to_on=seat.to_on, **said
        )
    if seat.to_on is None or seat.to_on > today:
        accounts.ended_seat(seat, to_on=max(today, seat.from_on), **said)


def _take(change: Change, said: dict[str, Any]) -> None:
    assert change.account is not None
    factors.taken(change.account, **said)


def _map(change: Change, said: dict[str, Any]) -> None:
    """Give and end what still can be; what came about meanwhile by another way is passed over."""
    account, today = change.account, civil_day(said["now"])
    if account is None:
        account = accounts.opened(
            username=change.data["username"],
            hashed=make_password(None),
            person=Person.objects.get(pk=change.data["person"]),
            must_change_password=False,
            **said,
        )
    held = Seat.objects.on(today).filter(account=account)
    for one in change.data["give"]:
        unit = Unit.objects.get(pk=one["unit"])
        if not held.filter(unit=unit, role=one["role"]).exists():
            accounts.given_seat(
                account, unit=unit, role=one["role"], from_on=today, to_on=None, **said
            )
    for seat in held.filter(pk__in=[one["seat"] for one in change.data["end"]]):
        if seat.to_on is None or seat.to_on > today:
            accounts.ended_seat(seat, to_on=today, **said)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


_EFFECTS = {
    ChangeKind.OPEN: _open,
    ChangeKind.CLOSE: _close,
    ChangeKind.REOPEN: _reopen,
    ChangeKind.PASSWORD: _password,
    ChangeKind.KEY: _revoke,
    ChangeKind.SEAT: _give,
    ChangeKind.SEAT_END: _end,
    ChangeKind.SEAT_MOVE: _move,
    ChangeKind.FACTORS: _take,
    ChangeKind.MAPPED: _map,
}
