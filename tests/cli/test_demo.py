"""``luoshi demo``: an invented region that six months have gone through."""

from __future__ import annotations

import sqlite3
import time

import pytest

pytestmark = pytest.mark.xdist_group("demonstration")

# What a visitor can see of the regime besides: lived through on the way, or waiting for somebody.
EVERYTHING_ELSE = (
    ("matters_objection", "ruling = 'asked'"),
    ("matters_objection", "ruling = 'upheld'"),
    ("matters_objection", "ruling = 'rejected'"),
    ("matters_extension", "verdict = 'asked'"),
    ("matters_matter", "state = 'paused'"),
    ("matters_matter", "state = 'reopened'"),
    ("matters_matter", "state = 'cancelled'"),
    ("matters_matter", "urgency = 'most'"),
    ("matters_confirmation", "NOT solved"),
    ("matters_order", "state = 'prepared'"),
    ("matters_order", "state = 'issued' AND number IS NOT NULL"),
    ("matters_order", "state = 'dropped'"),
    ("matters_group", "state = 'awaited'"),
    ("matters_group", "state = 'standing'"),
    ("notices_decision", "state = 'waiting'"),
    ("notices_decision", "state = 'yes'"),
    ("notices_message", "state = 'sent'"),
    ("notices_message", "state = 'failed'"),
    ("orgs_delegation", "to_on > from_on"),
    ("orgs_transfer", "1 = 1"),
    ("orgs_unit", "ended_on IS NOT NULL"),
    ("orgs_accesskey", "revoked_at IS NULL"),
    ("orgs_change", "kind = 'open' AND state = 'waiting'"),
    ("orgs_change", "kind = 'seat_end' AND state = 'waiting'"),
    ("orgs_change", "state = 'refused'"),
    ("orgs_seat", "role = 'security_admin'"),
    ("orgs_seat", "role = 'auditor'"),
    ("progress_report", "is_current AND state = 'waiting'"),
    ("progress_report", "is_current AND state = 'returned'"),
    ("progress_signature", "move = 'signed'"),
    ("progress_reportlink", "used_at IS NOT NULL"),
    ("progress_reportlink", "used_at IS NULL"),
    ("progress_excuse", "1 = 1"),
    ("progress_trouble", "matter_id IS NOT NULL"),
    ("projects_permit", "blocked_by <> ''"),
    ("projects_approval", "1 = 1"),
    ("projects_benefit", "reached IS NOT NULL"),
    ("projects_project", "statistics_on IS NOT NULL"),
    ("projects_project", "exit = 'paused'"),
    ("standing_standing", "subject_kind = 'project' AND progress = 'yellow'"),
    ("standing_standing", "subject_kind = 'project' AND progress = 'red'"),
    ("standing_adjustment", "1 = 1"),
    *(
        ("issuing_document", f"state = '{state}'")
        for state in ("draft", "checking", "signed", "issued", "filed", "voided")
    ),
    ("issuing_remark", "settled_at IS NULL"),
    ("issuing_dispatch", "received_at IS NULL"),
    ("issuing_bulletin", "mails = 1 AND told_at IS NOT NULL"),
    ("issuing_bulletin", "mails = 0 AND told_at IS NULL"),
    ("notices_notice", "bulletin_id IS NOT NULL"),
)


def count(folder, table: str, where: str = "1 = 1") -> int:
    with sqlite3.connect(folder / "luoshi.sqlite3") as database:
        return database.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]


def test_the_demonstration_is_a_whole_region_and_is_built_only_once(luoshi, tmp_path):
    folder = tmp_path / "region"
    built = luoshi("demo", "--build-only", "--folder", folder, patience=400)
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
    for table, where in EVERYTHING_ELSE:
        assert count(folder, table, where) > 0, (table, where)
    assert count(folder, "orgs_account", "dormant_warned_at IS NOT NULL") == 0
    assert "roles = []" in (folder / "policy" / "identity.toml").read_text("utf-8")
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
