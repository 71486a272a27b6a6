"""What is installed is all there: a reading, a page or a rule must not miss its file on the other machine."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> set[str]:
    """The names within the wheel that is built here, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        return set(package.namelist())


def kept(folder: str) -> list[str]:
    """Return the files that the repository keeps below ``folder`` and that are still there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", folder], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def test_the_package_carries_every_file_of_the_program(packed):
    files = kept("src/luoshi")
    assert len(files) > 300
    assert [name for name in files if name.removeprefix("src/") not in packed] == []


def test_the_package_carries_the_rules_of_the_office(packed):
    files = kept("policy")
    assert files
    assert [
        name for name in files if name.replace("policy", "luoshi/_policy", 1) not in packed
    ] == []


def test_the_package_carries_nothing_of_a_running_office(packed):
    assert not [name for name in packed if name.endswith((".sqlite3", ".pyc", ".log"))]
    assert not [name for name in packed if name.startswith(("tests/", "luoshi-data/"))]
