"""The entry in statistics: who lacks it, and who need not have it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from luoshi.rules.projects import ProjectRule, lacks_statistics

STARTED = dt.date(2026, 4, 20)


def told(**given) -> str | None:
    known = {
        "investment": Decimal(5_000_000),
        "entered_on": None,
        "rule": ProjectRule(),
        "today": dt.date(2026, 5, 21),
    } | given
    said = lacks_statistics(STARTED, **known)
    return said and said.code


def test_a_month_after_the_start_a_project_of_five_million_should_stand_in_statistics():
    assert told() == "not-in-statistics"
    assert told(today=dt.date(2026, 5, 20)) is None


@pytest.mark.parametrize(
    "other",
    [
        {"investment": Decimal("4999999.99")},
        {"investment": None},
        {"entered_on": dt.date(2026, 5, 1)},
        {"rule": ProjectRule(statistics_months=2)},
        {"rule": ProjectRule(statistics_from=Decimal(50_000_000))},
    ],
)
def test_who_is_too_small_unknown_entered_or_within_the_rule_is_left_alone(other):
    assert told(**other) is None


def test_what_has_not_begun_is_left_alone():
    known = {"investment": Decimal(9_000_000), "entered_on": None, "rule": ProjectRule()}
    assert lacks_statistics(None, **known, today=dt.date(2026, 5, 21)) is None


def test_months_of_the_alarm_do_not_fall():
    with pytest.raises(ValueError, match="逐级不减"):
        ProjectRule(yellow_months=23)
