"""Invented documents, each with one thing in it that a reader must get right."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from luoshi.reading.asdata import as_data
from luoshi.reading.report import read_report

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['about']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]


def only(keys: Any, item: dict[str, Any]) -> dict[str, Any]:
    return {key: item[key] for key in keys}


@pytest.mark.parametrize("case", CASES)
def test_of_an_invented_document_everything_expected_is_read(case):
    draft = read_report(case["text"], written_on=case.get("written_on"))
    data = as_data(draft)

    if "repaired" in case:
        assert draft.repaired.text == case["repaired"]
    if "document" in case:
        wanted = {key: value or None for key, value in case["document"].items()}
        found = {k: v or None for k, v in only(wanted, data["document"]).items()}
        assert found == wanted
    if "people" in case:
        assert {p["name"]: p["post"] or "" for p in data["people"]} == case["people"]
    if "people_listed" in case:
        assert [[p["name"], p["post"] or ""] for p in data["people"]] == case["people_listed"]
    if "organisations" in case:
        assert sorted(data["organisations"]) == sorted(case["organisations"])
    for kind in ("engagements", "projects", "matters"):
        if kind in case:
            assert len(data[kind]) == len(case[kind]), data[kind]
            for found, wanted in zip(data[kind], case[kind], strict=True):
                assert only(wanted, found) == {k: None if v == "" else v for k, v in wanted.items()}


def test_each_file_of_cases_tells_what_every_case_is_about():
    assert len(CASES) >= 40
    assert len({case.id for case in CASES}) == len(CASES)
