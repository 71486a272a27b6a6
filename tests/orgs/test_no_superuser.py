"""Nobody is all-mighty: no flag, no admin site, no account that comes with the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.checks import Tags, run_checks

from luoshi import policy
from luoshi.orgs import checks
from luoshi.orgs.models import Account, Seat
from luoshi.rules.access import UnknownRole, roles_from

SOURCE = Path(checks.__file__).parents[1]


def said() -> list[str | None]:
    return [one.id for one in run_checks(tags=[Tags.security])]


def test_an_account_knows_no_flag_that_would_be_a_right():
    names = {field.name for field in Account._meta.get_fields()}
    assert not names & {"is_superuser", "is_staff", "groups", "user_permissions"}
    assert not hasattr(Account, "has_perm")
    assert "luoshi.E001" not in said() and "luoshi.E002" not in said()


def test_the_program_does_not_start_with_such_a_flag_or_with_the_admin_site(monkeypatch):
    monkeypatch.setattr(checks, "get_user_model", lambda: User)
    assert [one.id for one in checks.no_superuser()] == ["luoshi.E001", "luoshi.E001"]
    monkeypatch.undo()
    monkeypatch.setattr(checks.apps, "is_installed", lambda name: name == "django.contrib.admin")
    assert [one.id for one in checks.no_superuser()] == ["luoshi.E002"]


@pytest.mark.django_db
def test_no_account_comes_with_the_program():
    assert not Account.objects.exists() and not Seat.objects.exists()
    assert Permission.objects.exists()  # Django's own rows are there and nobody holds any
    making = re.compile(r"create_superuser|createsuperuser|create_user\(|is_superuser\s*=")
    guilty = [str(p) for p in SOURCE.rglob("*.py") if making.search(p.read_text("utf-8"))]
    assert not guilty
    assert not [p for p in SOURCE.rglob("fixtures/*")]


GOOD = {"name": "甲", "reach": "register", "permissions": ["account.manage", "directory.edit"]}


@pytest.mark.parametrize(
    ("code", "permissions"),
    [
        ("administrator", ["account.manage", "directory.edit"]),
        ("coordinator", ["register.see", "right.grant"]),
        ("leader", ["audit.read"]),
        ("system_admin", ["account.manage", "right.grant"]),
        ("system_admin", ["account.manage", "register.see"]),
        ("auditor", ["audit.read", "directory.edit"]),
    ],
)
def test_no_role_of_the_policy_gathers_what_is_kept_apart(code, permissions):
    with pytest.raises(UnknownRole, match=code):
        roles_from({code: GOOD | {"permissions": permissions}})
    assert roles_from({"system_admin": GOOD})["system_admin"].name == "甲"
    assert {"system_admin", "security_admin", "auditor"} <= policy.current().roles.keys()
