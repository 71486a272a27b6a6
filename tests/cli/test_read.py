"""``luoshi read`` as a command among others: arguments, pipes, exit codes."""

from __future__ import annotations

import json

import pytest

MINUTES = """清河县专题会议纪要
2024年5月6日，副县长丁一主持召开专题会议。会议议定：
一、由县水利局牵头，县财政局配合，6月底前完成清水河治理工程招标。
清河县人民政府办公室　　　2024年5月8日印发
"""


@pytest.fixture
def minutes(tmp_path):
    path = tmp_path / "纪要.txt"
    path.write_text(MINUTES, "utf-8")
    return path


def test_a_file_becomes_tables_for_a_person(luoshi, minutes):
    done = luoshi("read", minutes)
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("会议纪要", "丁一", "县水利局", "2024-06-30"):
        assert words in done.stdout


def test_standard_input_becomes_json_for_a_program(luoshi):
    done = luoshi("read", "-", "--json", stdin=MINUTES)
    assert json.loads(done.stdout)["matters"][0]["due"] == "2024-06-30"


def test_spans_are_given_when_asked_and_lead_into_the_original(luoshi, minutes):
    plain = json.loads(luoshi("read", "--json", minutes).stdout)
    spanned = json.loads(luoshi("read", "--json", "--spans", minutes).stdout)
    (person,) = spanned["people"]
    assert [MINUTES[start:end] for start, end in person["spans"]] == ["丁一"]
    assert "spans" not in plain["people"][0]


def test_a_broken_file_is_told_apart_and_the_others_are_still_read(luoshi, minutes, tmp_path):
    broken = tmp_path / "加密.docx"
    broken.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1200))
    done = luoshi("read", "--json", broken, minutes, tmp_path / "没有.txt", minutes)
    assert done.returncode == 2
    assert [one["document"]["genre"] for one in json.loads(done.stdout)] == ["minutes"] * 2
    told = done.stderr.splitlines()
    assert [line.split("/")[-1].split(":")[0] for line in told] == ["加密.docx", "没有.txt"]
    assert "重新保存" in told[0]
    assert "没有找到这个文件" in told[1]


def test_without_a_command_it_says_what_it_can_do(luoshi):
    done = luoshi()
    for command in ("demo", "read", "serve", "sweep", "verify"):
        assert command in done.stdout + done.stderr
    assert "luoshi " in luoshi("--version").stdout
