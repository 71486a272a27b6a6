"""``luoshi read``: tables for a person, JSON for a program, a sentence where a file cannot be read."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass

import pytest

from luoshi.cli.read import main

MINUTES = """云川县专题会议纪要
2024年5月6日，副县长丁一主持召开专题会议。会议议定：
一、由县水利局牵头，县财政局配合，6月底前完成清水河治理工程招标。
二、县商务局每月报送一次进展。
云川县人民政府办公室　　　2024年5月8日印发
"""


@pytest.fixture
def minutes(tmp_path):
    path = tmp_path / "纪要.txt"
    path.write_text(MINUTES, "utf-8")
    return path


@dataclass(frozen=True)
class Ran:
    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture
def run(capsys, monkeypatch):
    def ran(*words: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(list(words))
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return ran


def test_a_person_sees_tables_of_what_the_document_says(run, minutes):
    result = run(str(minutes))

    assert result.exit_code == 0
    for word in ("会议纪要", "丁一", "县水利局", "2024-06-30", "清水河治理工程"):
        assert word in result.stdout


def test_a_program_gets_one_object_for_one_file(run, minutes):
    data = json.loads(run("--json", str(minutes)).stdout)

    assert data["document"]["genre"] == "minutes"
    assert [m["due"] for m in data["matters"]] == ["2024-06-30", None]
    assert list(data) == [
        "document",
        "people",
        "organisations",
        "engagements",
        "projects",
        "matters",
    ]


def test_a_program_gets_a_list_for_several_files(run, minutes):
    data = json.loads(run("--json", str(minutes), str(minutes)).stdout)

    assert [d["document"]["title"] for d in data] == ["云川县专题会议纪要"] * 2


def test_spans_lead_into_the_file_as_it_was(run, minutes):
    data = json.loads(run("--json", "--spans", str(minutes)).stdout)

    (person,) = data["people"]
    assert [MINUTES[a:b] for a, b in person["spans"]] == ["丁一"]
    lead = next(o for o in data["organisations"] if o["name"] == "县水利局")
    assert [MINUTES[a:b] for a, b in lead["spans"]] == ["县水利局"]


def test_standard_input_is_read_for_a_dash(run):
    data = json.loads(run("--json", "-", stdin=MINUTES.encode("gb18030")).stdout)

    assert data["document"]["date"] == "2024-05-08"


def test_a_missing_file_is_told_in_a_sentence_and_the_others_are_read(run, minutes, tmp_path):
    result = run("--json", str(tmp_path / "没有.txt"), str(minutes))

    assert result.exit_code == 2
    assert "没有找到这个文件" in result.stderr
    assert len(json.loads(result.stdout)) == 1


def test_a_file_without_text_is_refused_with_what_to_do(run, tmp_path):
    path = tmp_path / "空.txt"
    path.write_bytes(b"")

    result = run(str(path))

    assert result.exit_code == 2
    assert str(path) in result.stderr
    assert len(result.stderr.strip()) > len(str(path)) + 4


def test_a_file_whose_characters_are_gone_is_refused_and_one_that_can_be_mended_is_read(
    run, tmp_path
):
    gone, wrong = tmp_path / "丢失.txt", tmp_path / "错码.txt"
    gone.write_text(MINUTES.encode().decode("big5", "replace"), "utf-8")
    wrong.write_text(MINUTES.encode().decode("gb18030", "replace"), "utf-8")

    refused, read = run(str(gone)), run(str(wrong))

    assert refused.exit_code == 2
    assert "丢失.txt" in refused.stderr and "乱码" in refused.stderr
    assert read.exit_code == 0
    assert "县水利局" in read.stdout


def test_what_should_be_known_of_a_file_is_told_beside_its_reading(run, minutes, tmp_path):
    cut = tmp_path / "断.txt"
    cut.write_bytes(MINUTES.encode()[:-2])

    result, whole = run("--json", str(cut)), run("--json", str(minutes))

    assert result.exit_code == 0
    assert "断.txt" in result.stderr and "对照原件" in result.stderr
    assert json.loads(result.stdout)["document"]["genre"] == "minutes"
    assert whole.stderr == ""
