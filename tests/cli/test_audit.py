"""``luoshi audit``: seals are made, taken away, and tell later what was touched."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

import pytest

from tests.cli.conftest import surroundings
from tests.cli.test_verify import FOUND


@pytest.fixture
def folder(tmp_path, furnished):
    furnished("data")
    subprocess.run(
        [sys.executable, "-c", FOUND], env=surroundings(tmp_path), cwd=tmp_path, check=True
    )
    return tmp_path / "data"


def test_seals_taken_away_find_a_seal_that_was_made_away_with(luoshi, folder, tmp_path):
    kept = tmp_path / "seals.json"
    sealed = luoshi("audit", "seal", "--folder", folder, "--export", kept)
    assert sealed.returncode == 0, sealed.stderr
    assert "新封存 1 天" in sealed.stdout
    assert len(json.loads(kept.read_text("utf-8"))["seals"]) == 1

    good = luoshi("audit", "verify", "--folder", folder, "--seals", kept)
    assert good.returncode == 0, good.stdout
    assert "0 处异常。 已与 1 天外存封存对照" in good.stdout

    with sqlite3.connect(folder / "luoshi.sqlite3") as database:
        database.execute("DROP TRIGGER audit_seal_no_delete")
        database.execute("DELETE FROM audit_seal")
    assert luoshi("audit", "verify", "--folder", folder).returncode == 0
    bad = luoshi("audit", "verify", "--folder", folder, "--seals", kept)
    assert bad.returncode == 1
    assert "在外存文件中有，在数据库中已不在" in bad.stdout


def test_a_file_that_holds_no_seals_is_refused_with_its_name(luoshi, folder, tmp_path):
    (tmp_path / "other.json").write_text("{}", "utf-8")
    done = luoshi("audit", "verify", "--folder", folder, "--seals", tmp_path / "other.json")
    assert done.returncode == 2
    assert "other.json" in done.stderr
    assert "Traceback" not in done.stderr
