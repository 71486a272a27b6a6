"""One's own password."""

from __future__ import annotations

import json

import pytest

from luoshi.audit.queries import history_of
from luoshi.orgs import actions
from luoshi.orgs.models import Account
from luoshi.values.errors import BadInput
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhao() -> Account:
    account = make.account(make.unit(), "supervisor", name="赵启明", username="zhao")
    account.set_password(make.PASSWORD)
    account.save()
    return account


def test_her_own_password_is_changed_by_who_knows_the_old_one_and_takes_a_better_one(zhao):
    new = "胡杨-三千年-不倒"
    for old, wanted, field in (
        ("不知道", new, "old"),
        (make.PASSWORD, make.PASSWORD, "new"),
        (make.PASSWORD, "12345678", "new"),
    ):
        with pytest.raises(BadInput) as refused:
            actions.change_own_password(old=old, new=wanted, by=zhao, now=make.NOON)
        assert list(refused.value.fields) == [field]

    Account.objects.filter(pk=zhao.pk).update(must_change_password=True)
    actions.change_own_password(old=make.PASSWORD, new=new, by=zhao, now=make.NOON)
    zhao.refresh_from_db()
    assert zhao.check_password(new) and not zhao.must_change_password


def test_no_password_stands_in_the_record(zhao):
    new = "雪莲-年年-开在六月"
    actions.change_own_password(old=make.PASSWORD, new=new, by=zhao, now=make.NOON)
    [event] = history_of(zhao)
    assert event.type == "account.password_changed"
    written = json.dumps(event.data, ensure_ascii=False)
    for secret in (make.PASSWORD, "雪莲", "argon2", "pbkdf2"):
        assert secret not in written
