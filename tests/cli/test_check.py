"""``luoshi check --deploy`` says what is open on a machine, and nothing where nothing is."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from luoshi.conf.deploying import findings

GOOD = {
    "DEBUG": False,
    "SECRET_KEY": "k7Qw-93hZpLm_4TxVbN8sRcYdF2gJ6aKeU1oIi5tHqWz",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "ALLOWED_HOSTS": ["luoshi.example"],
    "INSTALLED_APPS": [],
    "RATE_LIMITS": True,
    "PROXIES": 1,
    "SCANNER": "clamdscan",
    "SCANNER_MAY_LACK": False,
}


def codes(folder, **changed) -> list[str]:
    settings = SimpleNamespace(**(GOOD | changed))
    return [one.code for one in findings(settings, folder=folder)]


@pytest.fixture
def folder(tmp_path):
    tmp_path.chmod(0o700)
    return tmp_path


def test_a_machine_in_order_has_no_finding(folder):
    assert codes(folder) == []


def test_without_https_or_a_scanner_nothing_is_said_of_what_belongs_to_them(folder):
    assert codes(folder, SCANNER="", SCANNER_MAY_LACK=True) == []
    assert codes(folder, SESSION_COOKIE_SECURE=False, PROXIES=0) == ["no-https"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"DEBUG": True}, "debug"),
        ({"SECRET_KEY": "only-for-tests"}, "weak-key"),
        ({"SESSION_COOKIE_SECURE": False}, "no-https"),
        ({"RATE_LIMITS": False}, "no-limits"),
        ({"PROXIES": 0}, "no-proxies"),
        ({"SCANNER_MAY_LACK": True}, "scanner-may-lack"),
        ({"ALLOWED_HOSTS": ["*"]}, "any-host"),
        ({"INSTALLED_APPS": ["django.contrib.admin"]}, "superuser"),
    ],
)
def test_each_open_door_is_named(folder, changed, code):
    assert codes(folder, **changed) == [code]


def test_a_folder_or_a_key_that_others_may_read_is_named(folder):
    (folder / "field-keys").touch(0o644)
    (folder / "field-keys").chmod(0o644)
    folder.chmod(0o755)
    assert codes(folder) == ["folder-open", "key-open"]


def test_the_command_says_what_to_do_in_the_language_asked_for(furnished):
    folder = furnished("data")
    words = [sys.executable, "-m", "luoshi.cli.main", "check", "--folder", str(folder)]
    said = {}
    for language in ("zh-hans", "en"):
        done = subprocess.run(
            [*words, "--deploy", "--language", language],
            env=os.environ | {"LUOSHI_SECRET_KEY": "short"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        said[language] = done.stdout
    assert "LUOSHI_HTTPS=true" in said["en"] and "HTTPS的代理" in said["zh-hans"]
    assert "signing key" in said["en"] and "Traceback" not in said["en"]
