"""Which registrar takes a company, and how long a declared name is kept."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi import policy
from luoshi.rules.registration import Form, Holding, Level, registrar, reserved_until, rules_from
from luoshi.values.tomltable import TomlFault, TomlTable


@pytest.mark.parametrize(
    ("form", "holding", "delegated", "level"),
    [
        ("subsidiary", "provincial", False, "province"),
        ("subsidiary", "half", False, "province"),
        ("subsidiary", "half", True, "division"),
        ("subsidiary", "minor", False, "division"),
        ("subsidiary", "other", False, "division"),
        ("subsidiary", "unknown", False, "unknown"),
        ("undecided", "half", False, "unknown"),
        ("undecided", "other", False, "division"),
        ("branch", "provincial", False, "division"),
        ("branch", "unknown", False, "division"),
    ],
)
def test_the_registrar_follows_from_form_holding_and_delegation(form, holding, delegated, level):
    found = registrar(Form(form), Holding(holding), delegated=delegated)
    assert found.level is Level(level)
    assert "号" in found.basis


@pytest.mark.parametrize(
    ("declared", "months", "until"),
    [
        ("2026-05-18", 2, "2026-07-18"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_a_name_is_kept_to_the_day_of_the_month_or_its_last(declared, months, until):
    assert reserved_until(dt.date.fromisoformat(declared), months=months) == dt.date.fromisoformat(
        until
    )


def test_the_facts_name_their_papers_and_recommend_nothing():
    held = policy.current().registration
    topics = {one.topic: one for one in held.facts}
    assert "50%" in topics["企业所得税"].branch and "2012年第57号" in topics["企业所得税"].basis
    assert "五年内" in topics["注册资本"].subsidiary
    for one in held.facts:
        assert "号" in one.basis or "公司法" in one.basis
        said = one.branch + one.subsidiary
        assert not [word for word in ("建议", "应选", "更好", "优先") if word in said]


def test_a_checklist_of_another_day_is_another_one_and_a_step_twice_is_told():
    held = policy.current().registration
    assert held.checklist_on(dt.date(2016, 5, 20)) is held.checklists[0]
    text = (policy.USUAL / "registration.toml").read_text("utf-8")
    known = frozenset(rule.code for rule in policy.current().wording)
    spoilt = text.replace('code = "address"', 'code = "name"')
    with pytest.raises(TomlFault, match="写了两次"):
        rules_from(TomlTable.parse(spoilt, file="registration.toml"), wording=known)
    later = (
        text
        + '\n[[checklist]]\nname = "新清单"\nbasis = "某令"\nvalid_from = 2027-01-01\n[[checklist.step]]\ncode = "one"\nname = "一件事"\nabout = "一次办"\ndays = 3\n'
    )
    both = rules_from(TomlTable.parse(later, file="registration.toml"), wording=known)
    assert both.checklist_on(dt.date(2027, 1, 1)).name == "新清单"
    assert both.checklist_on(dt.date(2026, 12, 31)).name == "设立登记协助清单"
