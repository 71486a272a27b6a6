"""The first three accounts of an empty installation, and the missing ones of an older one."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from luoshi.audit.models import Event
from luoshi.orgs import access, actions, founding, queries
from luoshi.orgs.models import Account, Seat
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed
from tests import make

pytestmark = pytest.mark.django_db

FIRST = {
    "unit_name": "瀚北自治区国资委",
    "person_name": "田雪",
    "username": "tianxue",
    "password": make.PASSWORD,
    "security_name": "尼加提·吐逊",
    "security_username": "nijati",
    "security_password": "首次-密码-其一",
    "audit_name": "方慎行",
    "audit_username": "fang",
    "audit_password": "首次-密码-其二",
}


def test_the_first_run_makes_three_people_of_whom_none_has_it_all():
    system = actions.found(**FIRST, now=make.NOON)

    assert queries.home_unit(system, now=make.NOON).name == "瀚北自治区国资委"
    security, auditor = (Account.objects.get(username=name) for name in ("nijati", "fang"))
    held = {one.username: access.held(one, now=make.NOON) for one in (system, security, auditor)}
    assert held == {
        "tianxue": {Permission.ACCOUNT_MANAGE, Permission.DIRECTORY_EDIT},
        "nijati": {Permission.RIGHT_GRANT},
        "fang": {Permission.AUDIT_READ},
    }
    assert not system.must_change_password
    assert security.must_change_password and auditor.must_change_password


def test_there_is_no_second_first_run():
    actions.found(**FIRST, now=make.NOON)
    with pytest.raises(NotAllowed):
        actions.found(**FIRST | {"username": "another"}, now=make.NOON)
    assert Account.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"unit_name": " "}, Incomplete, "unit_name"),
        ({"audit_name": ""}, Incomplete, "audit_name"),
        ({"password": "12345678"}, BadInput, "password"),
        ({"security_username": "TianXue"}, BadInput, "security_username"),
        ({"audit_username": ""}, Incomplete, "audit_username"),
        ({"audit_name": "田 雪"}, BadInput, "audit_name"),
        ({"security_name": "方慎行"}, BadInput, "audit_name"),
    ],
)
def test_a_first_run_half_filled_or_of_two_people_leaves_nothing_behind(changes, refusal, field):
    with pytest.raises(refusal) as refused:
        actions.found(**FIRST | changes, now=make.NOON)
    assert list(refused.value.fields) == [field]
    assert not queries.has_accounts()


APPOINTED = {"name": "方慎行", "username": "fang", "password": "首次-密码-其二"}


def test_an_older_installation_names_the_missing_ones_once():
    system = make.account(make.unit(), "system_admin", name="田雪")
    assert founding.missing_administrators() == ["security_admin", "auditor"]

    account = actions.appoint(role="auditor", **APPOINTED, by=system, now=make.NOON)

    assert account.must_change_password
    assert access.held(account, now=make.NOON) == {Permission.AUDIT_READ}
    given = Event.objects.get(type="account.seat_given")
    assert (given.by_name, given.subject_label) == ("田雪", "方慎行")
    second = APPOINTED | {"name": "石海棠", "username": "shi"}
    with pytest.raises(IllegalMove):
        actions.appoint(role="auditor", **second, by=system, now=make.NOON)
    Seat.objects.filter(role="auditor").update(to_on=make.DAY)
    with pytest.raises(IllegalMove):  # whoever was it once was it
        actions.appoint(role="auditor", **second, by=system, now=make.NOON)


def test_nobody_else_names_them_and_nobody_names_herself():
    cast = make.cast()
    system = make.account(cast.region, "system_admin", name="田雪")
    with pytest.raises(NotAllowed):
        actions.appoint(role="auditor", **APPOINTED, by=cast.lin, now=make.NOON)
    with pytest.raises(BadInput) as refused:
        actions.appoint(role="auditor", **APPOINTED | {"name": "田雪"}, by=system, now=make.NOON)
    assert list(refused.value.fields) == ["name"]
    with pytest.raises(IllegalMove):  # a business role is not handed out by this door
        actions.appoint(role="coordinator", **APPOINTED, by=system, now=make.NOON)
    assert not Account.objects.filter(username="fang").exists()


def test_whoever_was_administrator_before_is_system_administrator_afterwards():
    was = make.account(make.unit(), "administrator", name="田雪")
    lin = make.account(make.unit(), "coordinator")
    assert not access.held(was, now=make.NOON)
    move = import_module("luoshi.orgs.migrations.0009_three_administrators").Migration.operations[0]

    move.code(apps, SimpleNamespace(connection=connection))

    assert Permission.ACCOUNT_MANAGE in access.held(was, now=make.NOON)
    assert lin.seats.get().role == "coordinator"
    move.reverse_code(apps, SimpleNamespace(connection=connection))
    assert was.seats.get().role == "administrator"
