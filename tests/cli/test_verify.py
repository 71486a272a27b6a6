"""``luoshi verify``: whether somebody touched the record."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import surroundings

FOUND = """
from pathlib import Path
from luoshi.cli.house import open_house
open_house(Path("data"))
from luoshi import clock
from luoshi.orgs.actions import found

found(
    unit_name="瀚北自治区国资委", person_name="田雪", username="tianxue", password="沙枣-1958-花开",
    security_name="尼加提·吐逊", security_username="nijati", security_password="首次-密码-其一",
    audit_name="方慎行", audit_username="fang", audit_password="首次-密码-其二", now=clock.now(),
)
"""


@pytest.fixture
def folder(tmp_path, furnished):
    """A folder in which an office has begun to work."""
    furnished("data")
    subprocess.run(
        [sys.executable, "-c", FOUND], env=surroundings(tmp_path), cwd=tmp_path, check=True
    )
    return tmp_path / "data"


def test_an_untouched_record_verifies_and_a_touched_one_names_the_place(luoshi, folder):
    good = luoshi("verify", "--folder", folder)
    assert good.returncode == 0
    assert "0 处异常" in good.stdout
    assert "共 0 条" not in good.stdout

    with sqlite3.connect(folder / "luoshi.sqlite3") as database:
        database.execute("DROP TRIGGER audit_event_no_update")
        database.execute("UPDATE audit_event SET by_name = '别人'")
    bad = luoshi("verify", "--folder", folder)
    assert bad.returncode == 1
    assert "记录被改动：" in bad.stdout


def test_the_database_itself_refuses_to_change_or_remove_a_record(folder):
    with sqlite3.connect(folder / "luoshi.sqlite3") as database:
        for statement in ("UPDATE audit_event SET by_name = '别人'", "DELETE FROM audit_event"):
            with pytest.raises(sqlite3.DatabaseError):
                database.execute(statement)
        assert database.execute("SELECT count(*) FROM audit_event").fetchone()[0] > 0


def test_a_rule_file_that_is_wrong_stops_the_program_with_the_place(luoshi, tmp_path):
    rules = tmp_path / "policy"
    shutil.copytree(Path(__file__).parents[2] / "policy", rules)
    (rules / "roles.toml").write_text("[handler]\nname = \n", "utf-8")

    done = luoshi("sweep", LUOSHI_POLICY_DIR=str(rules), LUOSHI_DATA=str(tmp_path / "data"))

    assert done.returncode == 2
    assert "制度文件有误" in done.stderr
    assert "roles.toml" in done.stderr
    assert "Traceback" not in done.stderr
