"""Getting in: log-ins that succeed or fail, what is locked after too many, and where one is logged in.

It is called through ``actions``.  Neither passwords nor what was typed as a name stand in an event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.audit.origin import Door
from luoshi.orgs import access
from luoshi.orgs.models import Account, Attempt, Lock, Sitting
from luoshi.pacing.models import Allowance
from luoshi.rules.access import Permission
from luoshi.values.errors import NotFound, Overtaken
from luoshi.values.sentences import gettext_noop

SHOWN = dt.timedelta(days=30)


def stranger(address: str) -> audit.System:
    """Return who acts while nobody is logged in yet."""
    return audit.System("未登录", door=Door.PAGE, address=address)


def _hash(username: str) -> str:
    return salted_hmac(
        "luoshi.attempts", username.strip().casefold(), algorithm="sha256"
    ).hexdigest()


# --- wrong tries, and what they lock


def locked_until(username: str, *, address: str, now: dt.datetime) -> dt.datetime | None:
    """Return until when nobody gets in with this name or from this address; None: at once."""
    held = Q(name_hash=_hash(username)) | (Q(address=address) & ~Q(address=""))
    locks = Lock.objects.on(now).filter(held).order_by("-until")
    return locks.values_list("until", flat=True).first()


@transaction.atomic
def note_failure(
    *, username: str, what: str, by: audit.Actor, address: str, now: dt.datetime
) -> None:
    """Record that a log-in failed (``what``: "password" or "code") and lock after too many.

    A name that nobody has is counted and locked like any other, so that the answers are alike.
    """
    account = Account.objects.filter(username__iexact=username.strip()).first()
    name_hash = _hash(username)
    attempt = Attempt.objects.create(account=account, name_hash=name_hash, address=address, at=now)
    if account is None:
        audit.record("attempt.failed", attempt, by=by, at=now)
    else:
        audit.record("account.log_in_failed", account, by=by, at=now, wrong=what)
    rules = policy.current().identity
    names = Q(name_hash=name_hash)
    if _failures(names, now=now) >= rules.tries:
        _lock(names, Lock(name_hash=name_hash, account=account), by=by, now=now)
    addresses = Q(address=address)
    if address and _failures(addresses, now=now) >= rules.address_tries:
        _lock(addresses, Lock(address=address), by=by, now=now)


def _failures(which: Q, *, now: dt.datetime) -> int:
    """Return how many tries failed since the last lock of the same name or address, and not too long ago."""
    since = now - policy.current().identity.lock
    lock = Lock.objects.filter(which).order_by("-at").first()
    recent = Attempt.objects.filter(which, at__gt=since)
    if lock is not None:
        recent = recent.filter(at__gt=lock.at)
    return recent.count()


def _lock(which: Q, lock: Lock, *, by: audit.Actor, now: dt.datetime) -> None:
    rules = policy.current().identity
    lock.at, lock.until = now, now + rules.lock
    lock.save(force_insert=True)
    told = {"locked_till": lock.until, "tries": _failures_before(which, now=now)}
    if lock.account is not None:
        audit.record("account.locked", lock.account, by=by, at=now, **told)
    else:
        audit.record("lock.begun", lock, by=by, at=now, address=lock.address, **told)


def _failures_before(which: Q, *, now: dt.datetime) -> int:
    return Attempt.objects.filter(which, at__gt=now - policy.current().identity.lock).count()


def locks_of(account: Account, *, now: dt.datetime) -> QuerySet[Lock]:
    """Return the locks that hold for an account."""
    return Lock.objects.on(now).filter(account=account)


def recent_locks(by: Account, *, now: dt.datetime) -> QuerySet[Lock]:
    """Return what was locked of late, newest first; nothing for whoever does not lift locks."""
    rows = Lock.objects.select_related("account__person", "lifted_by__person")
    lifts = access.may(by, Permission.RIGHT_GRANT, now=now)
    return rows.filter(at__gt=now - SHOWN) if lifts else rows.none()


def count_locks(by: Account, *, now: dt.datetime) -> int:
    """Return how many locks hold that ``by`` may lift."""
    return recent_locks(by, now=now).filter(lifted_at__isnull=True, until__gt=now).count()


@transaction.atomic
def lift_lock(pk: int, *, by: Account, now: dt.datetime) -> None:
    """Lift one lock: of an account, of a name that nobody has, or of an address.

    Raises NotFound where there is none, Overtaken if it holds no more.
    """
    access.require(by, Permission.RIGHT_GRANT, now=now)
    lock = Lock.objects.filter(pk=pk).first()
    if lock is None:
        raise NotFound
    if lock.account is not None:
        lift_locks(lock.account, by=by, now=now)
        return
    if not Lock.objects.on(now).filter(pk=pk).update(lifted_at=now, lifted_by=by):
        raise Overtaken
    audit.record("lock.lifted", lock, by=by, at=now, address=lock.address)


@transaction.atomic
def lift_locks(account: Account, *, by: Account, now: dt.datetime) -> None:
    """Let somebody try again at once.  Raises Overtaken if nothing is locked any more."""
    access.require(by, Permission.RIGHT_GRANT, now=now)
    if not locks_of(account, now=now).update(lifted_at=now, lifted_by=by):
        raise Overtaken
    Attempt.objects.filter(account=account).delete()
    audit.record("account.unlocked", account, by=by, at=now)


PACED = {
    "intake": gettext_noop("上传文件"),
    "export": gettext_noop("导出和下载"),
    "interface": gettext_noop("使用程序接口"),
    "mail_link": gettext_noop("打开邮件中的链接"),
    "report_link": gettext_noop("打开填报链接"),
    "verify": gettext_noop("核验公文"),
    "feed": gettext_noop("读取日历订阅"),
}
COUNTED = {
    "account": gettext_noop("账号"),
    "link": gettext_noop("填报链接"),
    "feed": gettext_noop("日历订阅地址"),
}


@transaction.atomic
def note_haste(*, door: str, who: str, by: audit.Actor, now: dt.datetime) -> None:
    """Record that ``who`` (an account, a link or an address, as the paces count) used up a door."""
    used_up = Allowance.objects.filter(door=door, who=who).first()
    if used_up is not None:
        sort, _colon, of = who.partition(":")
        kind = COUNTED.get(sort, gettext_noop("网络地址")) if of else gettext_noop("网络地址")
        told = {"deed_name": PACED.get(door, door), "kind": kind}
        audit.record("allowance.used_up", used_up, by=by, at=now, **told)


# --- being logged in


@transaction.atomic
def begin_sitting(
    *, session_key: str, method: str, device: str, address: str, by: Account, now: dt.datetime
) -> Sitting:
    """Record that ``by`` logged in, by which way and from where; her wrong tries are forgiven."""
    Attempt.objects.filter(account=by).delete()
    told = {"method": method, "device": device[:200], "address": address}
    times = {"begun_at": now, "seen_at": now}
    sitting = Sitting.objects.create(account=by, session_key=session_key, **told, **times)
    audit.record("account.logged_in", by, by=by, at=now, way=method, device=sitting.device)
    _look_at_age(by, now=now)
    return sitting


def _look_at_age(account: Account, *, now: dt.datetime) -> None:
    """Ask for a new password where the present one is old; where nobody knows its age, count from now."""
    if not account.has_usable_password() or account.must_change_password:
        return
    rows = Account.objects.filter(pk=account.pk)
    if account.password_set_at is None:
        rows.update(password_set_at=now)
    elif policy.current().identity.is_aged(account.password_set_at, now=now):
        rows.update(must_change_password=True)
        told = {"changes": {"must_change_password": [False, True]}}
        audit.record("account.password_aged", account, by=account, at=now, **told)
    account.refresh_from_db(fields=["password_set_at", "must_change_password"])


def see(session_key: str, *, now: dt.datetime) -> None:
    """Note that a session is still used."""
    Sitting.objects.filter(session_key=session_key).update(seen_at=now)


def sittings_of(account: Account) -> list[Sitting]:
    """Return where somebody is logged in, the latest used first; sessions that are gone are left out."""
    rows = list(Sitting.objects.filter(account=account))
    keys = [row.session_key for row in rows]
    alive = set(Session.objects.filter(pk__in=keys).values_list("pk", flat=True))
    return [row for row in rows if row.session_key in alive]


def end(keys: Iterable[str]) -> int:
    """End sessions at once; return how many sittings that were."""
    held = list(keys)
    Session.objects.filter(pk__in=held).delete()
    return Sitting.objects.filter(session_key__in=held).delete()[0]


def end_everywhere(account: Account) -> int:
    """End every log-in of an account, within what is recorded of it; return how many."""
    return end(Sitting.objects.filter(account=account).values_list("session_key", flat=True))


@transaction.atomic
def end_sitting(*, pk: int, by: Account, now: dt.datetime) -> None:
    """End one of one's own log-ins.  Raises NotFound for somebody else's."""
    sitting = Sitting.objects.filter(account=by, pk=pk).first()
    if sitting is None:
        raise NotFound
    end([sitting.session_key])
    told = {"device": sitting.device, "address": sitting.address}
    audit.record("account.session_ended", by, by=by, at=now, **told)


@transaction.atomic
def end_other_sittings(*, session_key: str, by: Account, now: dt.datetime) -> int:
    """End all one's own log-ins but the one that asks; return how many."""
    others = Sitting.objects.filter(account=by).exclude(session_key=session_key)
    count = end(others.values_list("session_key", flat=True))
    if count:
        audit.record("account.sessions_ended", by, by=by, at=now, count=count)
    return count


@transaction.atomic
def end_all_sittings(account: Account, *, by: Account, now: dt.datetime) -> int:
    """End every log-in of somebody else; return how many."""
    access.require(by, Permission.RIGHT_GRANT, now=now)
    count = end_everywhere(account)
    if count:
        audit.record("account.sessions_ended", account, by=by, at=now, count=count)
    return count


def keep_only_sitting(*, was: str, session_key: str, by: Account) -> None:
    """After a new password: the session that asked goes on under its new key, the others are over."""
    Sitting.objects.filter(account=by, session_key=was).update(session_key=session_key)
    others = Sitting.objects.filter(account=by).exclude(session_key=session_key)
    end(others.values_list("session_key", flat=True))


@transaction.atomic
def log_out(*, session_key: str, why: str, by: Account, now: dt.datetime) -> None:
    """Record that somebody went ("asked"), or was logged out ("idle", "long")."""
    Sitting.objects.filter(session_key=session_key).delete()
    audit.record("account.logged_out", by, by=by, at=now, left=why)
