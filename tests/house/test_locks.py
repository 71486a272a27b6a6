"""What is installed is exactly what was looked at: every package pinned to one version, each with its hashes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("run.txt", "dev.txt")
PINNED = re.compile(r"([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,_-]+\])?==([^\s;\\]+)(?:\s*;[^\\]*)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def unlocked(text: str) -> list[str]:
    """Return the requirements of a lock that are not one version with its hashes."""
    joined = re.sub(r"\s*\\\n\s*", " ", re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE))
    wrong = []
    for line in filter(None, map(str.strip, joined.splitlines())):
        name, *hashes = re.split(r"\s+(?=--)", line)
        if not PINNED.fullmatch(name) or not hashes or not all(map(HASH.fullmatch, hashes)):
            wrong.append(line[:80])
    return wrong


def names(text: str) -> set[str]:
    return {
        found[1] for found in re.finditer(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==", text, re.M)
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_one_version_with_its_hashes(lock):
    text = (ROOT / "locks" / lock).read_text()
    assert len(names(text)) > 30
    assert unlocked(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "django",
        "django>=5.2 --hash=sha256:" + "a" * 64,
        "django==5.2.19",
        "django==5.2.19 --hash=md5:abc",
        "django @ https://elsewhere.example/django.whl",
        "-e git+https://elsewhere.example/django#egg=django",
        "--index-url https://elsewhere.example/",
    ],
)
def test_a_package_that_is_not_is_found(line):
    good = "asgiref==3.13.0 \\\n    --hash=sha256:" + "b" * 64 + "\n"
    assert unlocked(good) == []
    assert unlocked(good + line + "\n") == [line[:80]]


def test_every_dependency_that_is_named_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    wanted = {"run.txt": project["project"]["dependencies"] + extras["build"]}
    wanted["dev.txt"] = wanted["run.txt"] + extras["dev"] + extras["postgres"]
    for lock, given in wanted.items():
        there = names((ROOT / "locks" / lock).read_text())
        asked = {re.split(r"[\[<>=~!; ]", one)[0].lower().replace("_", "-") for one in given}
        assert not asked - there, lock


def test_what_runs_has_the_same_version_where_it_is_tested():
    run, dev = ((ROOT / "locks" / lock).read_text() for lock in LOCKS)
    versions = dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==([^\s;\\]+)", dev, re.M))
    apart = [
        name
        for name, version in re.findall(
            r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==([^\s;\\]+)", run, re.M
        )
        if versions.get(name) != version
    ]
    assert not apart


def test_the_install_refuses_what_has_no_hash():
    installs = re.findall(r"install .*-r locks/.*", (ROOT / "Makefile").read_text())
    assert installs and all("--require-hashes" in line for line in installs)
