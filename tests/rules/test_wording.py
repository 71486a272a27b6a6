"""Words that should not go out unread are flagged with their rule; others are left in peace."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi import policy
from luoshi.rules import wording
from luoshi.values.tomltable import TomlFault, TomlTable


def flagged(text):
    return [(one.rule, one.quote) for one in wording.flags(text, rules=policy.current().wording)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("企业必须在本地注册子公司后方可开工。", "forced-registration"),
        ("要求各合作企业三个月内在当地设立独立核算机构。", "forced-registration"),
        ("项目单位应当于6月30日前完成属地化注册。", "forced-registration"),
        ("以在州内注册为前提给予支持。", "registration-as-condition"),
        ("未在我县注册的，不得享受本办法所列政策。", "registration-as-condition"),
        ("对新落户企业给予税收返还。", "tax-return"),
        ("同等条件下优先选用本地企业。", "local-preference"),
    ],
)
def test_what_makes_registration_or_place_a_condition_is_flagged(text, rule):
    assert rule in [found for found, _ in flagged(text)]


@pytest.mark.parametrize(
    "text",
    [
        "企业自愿在本地注册的，州市场监管局协助办理。",
        "应当协助有意愿的企业在本地注册。",
        "不得要求企业在本地注册。",
        "严禁税收返还。",
        "认真学习《关于企业必须在本地注册等问题的处理意见》。",
        "尽快完成组卷，于2026年6月30日前报送。",
        "抓紧办理，10个工作日内书面反馈。",
    ],
)
def test_help_prohibitions_titles_and_dated_haste_are_not(text):
    assert flagged(text) == []


def test_haste_without_a_day_is_flagged_where_it_stands_and_with_what_to_do():
    text = "请尽快办理。有关材料于6月1日前报送。近期将再次调度。"
    [first, second] = wording.flags(text, rules=policy.current().wording)
    assert (first.quote, text[first.start : first.end]) == ("尽快", "尽快")
    assert second.quote == "近期"
    assert "年月日" in first.advice
    assert first.basis


def test_each_flag_rests_on_a_paper_and_says_what_to_write_instead():
    for rule in policy.current().wording:
        assert rule.basis
        assert rule.advice.endswith("。")


WORDS = st.lists(
    st.sampled_from(
        [
            "必须",
            "在本地注册",
            "尽快",
            "协助",
            "不得",
            "税收返还",
            "。",
            "企业",
            "6月30日",
            "\n",
            "《",
            "》",
        ]
    ),
    max_size=20,
).map("".join)


@given(WORDS)
def test_every_flag_quotes_the_text_it_marks_and_none_laps_over_another_of_its_rule(text):
    found = wording.flags(text, rules=policy.current().wording)
    assert all(text[one.start : one.end] == one.quote != "" for one in found)
    for rule in policy.current().wording:
        ends = [(one.start, one.end) for one in found if one.rule == rule.code]
        assert all(end <= start for (_, end), (start, _) in zip(ends, ends[1:], strict=False))


def test_a_rule_that_flags_nothing_is_told_with_file_and_line():
    told = '[[rule]]\ncode = "a"\nname = "甲"\nbasis = "乙"\nadvice = "丙。"\nfirst = ["丁"]\n'
    with pytest.raises(TomlFault, match="words"):
        wording.rules_from(TomlTable.parse(told, file="wording.toml"))
    with_words = told + 'words = ["丁"]\n'
    [rule] = wording.rules_from(TomlTable.parse(with_words, file="wording.toml"))
    assert dataclasses.replace(rule, first=()).words == ("丁",)
