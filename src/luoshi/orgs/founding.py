"""The first three accounts: the only ones that nobody approves, because nobody is there yet.

An empty installation is founded with all three administrators at once; one that is older than
them has the missing ones appointed once.  Every further change goes through ``changes``.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.orgs import access, accounts
from luoshi.orgs.models import Account, Person, Post, Seat, Unit, UnitKind
from luoshi.orgs.queries import home_unit, squeezed
from luoshi.rules.access import ADMINISTRATORS, Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Refusal
from luoshi.values.names import name_key, tidy_name
from luoshi.values.sentences import Sentence, gettext_noop

OTHERS = {"security": "security_admin", "audit": "auditor"}
LABELS = {
    "unit_name": Sentence(gettext_noop("单位名称")),
    "person_name": Sentence(gettext_noop("系统管理员姓名")),
    "security_name": Sentence(gettext_noop("安全保密管理员姓名")),
    "audit_name": Sentence(gettext_noop("安全审计员姓名")),
}


@transaction.atomic
def found(
    *,
    unit_name: str,
    person_name: str,
    username: str,
    password: str,
    security_name: str,
    security_username: str,
    security_password: str,
    audit_name: str,
    audit_username: str,
    audit_password: str,
    now: dt.datetime,
) -> Account:
    """Make the first unit and the three administrators; return the system administrator's account.

    She chose her own password; the two others must change theirs at the first log-in.  Nobody
    gets a right to see the business.  Raises NotAllowed once anybody has an account.
    """
    if Account.objects.exists():
        raise NotAllowed(
            gettext_noop("已经建立过账号，请直接登录；新账号由系统管理员申请开通。"), code="founded"
        )
    names = {"person_name": person_name, "security_name": security_name, "audit_name": audit_name}
    given = {"unit_name": unit_name} | names
    if missing := [field for field, value in given.items() if not value.strip()]:
        raise Incomplete(missing, labels=LABELS)
    check_three_people(names)
    unit, _ = Unit.objects.get_or_create(
        name=squeezed(unit_name), defaults={"kind": UnitKind.DEPARTMENT}
    )
    system = _seated("", person_name, username, password, unit, role="system_admin", now=now)
    _seated(
        "security_",
        security_name,
        security_username,
        security_password,
        unit,
        role="security_admin",
        now=now,
    )
    _seated("audit_", audit_name, audit_username, audit_password, unit, role="auditor", now=now)
    return system


def check_three_people(names: dict[str, str]) -> None:
    """Raise BadInput where two of the three bear one name: they must be different people."""
    seen: set[str] = set()
    for field, name in names.items():
        if (key := name_key(tidy_name(name))) in seen:
            said = gettext_noop("三员须由三个不同的人担任，请另填一位。")
            raise BadInput.of(field, said, code="three-people")
        seen.add(key)


def missing_administrators() -> list[str]:
    """Return the administrators' roles that nobody holds or ever held."""
    held = set(Seat.objects.filter(role__in=ADMINISTRATORS).values_list("role", flat=True))
    return [role for role in ADMINISTRATORS if role not in held]


@transaction.atomic
def appoint(
    *, role: str, name: str, username: str, password: str, by: Account, now: dt.datetime
) -> Account:
    """Make the first account of an administrator whom an older installation lacks.

    Once only: raises IllegalMove as soon as anybody holds or held the role.  The password must
    be changed at the first log-in.
    """
    access.require(by, Permission.ACCOUNT_MANAGE, now=now)
    if role not in missing_administrators():
        raise IllegalMove(
            gettext_noop("这个角色已经有人担任过，请按账号权限变更办理。"), code="appointed"
        )
    if not name.strip():
        raise Incomplete(["name"], labels={"name": Sentence(gettext_noop("姓名"))})
    if name_key(tidy_name(name)) == by.person.search_key:
        said = gettext_noop("三员须由三个不同的人担任，请另填一位。")
        raise BadInput.of("name", said, code="three-people")
    unit = home_unit(by, now=now, to=Permission.ACCOUNT_MANAGE)
    return _seated("", name, username, password, unit, role=role, by=by, now=now)


def _seated(
    prefix: str,
    name: str,
    username: str,
    password: str,
    unit: Unit,
    *,
    role: str,
    now: dt.datetime,
    by: audit.Actor = audit.SYSTEM,
) -> Account:
    tidy = tidy_name(name)
    person = Person.objects.filter(
        search_key=name_key(tidy), posts__unit=unit, account__isnull=True
    ).first()
    if person is None:
        person = Person.objects.create(name=tidy, search_key=name_key(tidy))
        Post.objects.create(person=person, unit=unit)
    try:
        accounts.check_login(username=username, password=password, person=person)
    except Refusal as refusal:
        raise _at_its_field(refusal, prefix) from refusal
    account = accounts.opened(
        username=username,
        hashed=make_password(password),
        person=person,
        must_change_password=bool(prefix) or by is not audit.SYSTEM,
        by=by,
        now=now,
    )
    accounts.given_seat(
        account, unit=unit, role=role, from_on=civil_day(now), to_on=None, by=by, now=now
    )
    return account


def _at_its_field(refusal: Refusal, prefix: str) -> Refusal:
    """Return the refusal of a login at the fields of the form that asks for three."""
    match refusal:
        case BadInput(fields=fields, code=code):
            return BadInput({prefix + name: said for name, said in fields.items()}, code=code)
        case Incomplete(fields=fields):
            labels = {prefix + name: accounts.LABELS[name] for name in fields}
            return Incomplete([prefix + name for name in fields], labels=labels)
        case _:
            return refusal
