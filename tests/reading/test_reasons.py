"""Every rule and everything noticed can be told to a person in one sentence."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from luoshi.reading.reasons import RULES, SIGNALS, of_rule, why
from luoshi.reading.report import read_report
from luoshi.reading.sureness import table

HERE = Path(__file__).parent
TEXTS = [path.read_text("utf-8") for path in sorted((HERE / "documents").rglob("*.txt"))] + [
    case["text"]
    for path in sorted((HERE / "cases").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]
UNSAID = {"due", "dotted", "two-characters", "company", "named"}  # nothing to look at twice


@pytest.fixture(scope="module")
def findings():
    drafts = [read_report(text) for text in TEXTS]
    kinds = ("matters", "projects", "engagements", "organisations", "people")
    return [one for draft in drafts for kind in kinds for one in getattr(draft, kind)]


def test_each_rule_that_finds_something_has_a_sentence_of_its_own_or_of_its_family(findings):
    repeats = {"person.again", "person.short title"}
    rules = {mark.rule for one in findings for mark in one.marks[:1]} - repeats

    assert len(rules) > 20
    assert sorted(rule for rule in rules if of_rule(rule).code == "any") == []


def test_each_signal_is_told_or_is_known_to_need_no_telling(findings):
    noticed = {s for one in findings for s in one.signals if ":" not in s}

    assert len(noticed) > 30
    assert sorted(noticed - set(SIGNALS) - UNSAID) == []


def test_no_points_are_given_for_what_is_never_noticed(findings):
    noticed = {s for one in findings for s in one.signals}
    given = {name for weights in table().values() for name in weights.points if ":" not in name}

    assert len(given & noticed) > 25
    assert sorted(given - noticed) == []


def test_sentences_are_whole_and_none_is_said_of_two_things():
    for said in (RULES, SIGNALS):
        assert all(sentence.endswith("。") for sentence in said.values())
    assert len(set(SIGNALS.values())) >= len(SIGNALS) - 1


def test_why_tells_the_rule_first_and_not_everything():
    many = ["no-doer", "short", "no-demand", "undated", "once", "damaged"]

    said = [str(sentence) for sentence in why("matter.table.task", many)]

    assert said[0] == "表格中任务或问题一栏，一行读作一项。"
    assert said[1] == "没有读到由谁来办。" and len(said) == 5
    assert [str(one) for one in why("person.brand new", [])] == ["上下文表明这是人名。"]
