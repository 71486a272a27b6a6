"""``luoshi demo``: an invented region that six months have gone through."""

from __future__ import annotations

import sqlite3
import time

import pytest

pytestmark = pytest.mark.xdist_group("demonstration")


def count(folder, table: str, where: str = "1 = 1") -> int:
    with sqlite3.connect(folder / "luoshi.sqlite3") as database:
        return database.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]


def test_the_demonstration_is_a_whole_region_and_is_built_only_once(luoshi, tmp_path):
    folder = tmp_path / "region"
    built = luoshi("demo", "--build-only", "--folder", folder, patience=180)
    assert built.returncode == 0, built.stderr
    assert "演示账号" in built.stdout

    for table, least in (
        ("orgs_unit", 8),
        ("orgs_person", 20),
        ("projects_project", 30),
        ("matters_matter", 60),
        ("intake_draft", 2),
    ):
        assert count(folder, table) >= least, table
    assert count(folder, "matters_extension", "verdict = 'granted'") > 0
    assert count(folder, "matters_matter", "due_current > due_original") > 0
    assert count(folder, "matters_matter", "state = 'closed'") > 0
    assert count(folder, "owed_obligation", "light = 'red' AND discharged_on IS NULL") > 0
    assert count(folder, "progress_report") > 30
    assert count(folder, "matters_matter", "passage_id IS NOT NULL") > 0
    verified = luoshi("verify", "--folder", folder)
    assert "，0 处异常" in verified.stdout, verified.stdout

    began, events = time.monotonic(), count(folder, "audit_event")
    again = luoshi("demo", "--build-only", "--folder", folder)
    assert "沿用已有的演示数据" in again.stdout
    assert time.monotonic() - began < 10
    assert count(folder, "audit_event") == events


def test_starting_afresh_leaves_a_folder_alone_that_is_no_demonstration(luoshi, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "important.txt").write_text("keep me", "utf-8")
    refused = luoshi("demo", "--fresh", "--build-only", "--folder", folder)
    assert refused.returncode == 2
    assert "不是演示数据文件夹" in refused.stdout
    assert [path.name for path in folder.iterdir()] == ["important.txt"]
