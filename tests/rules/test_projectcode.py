"""The statutory code and its alarm: what can be told from open rules, and no more."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.rules import projectcode

TODAY = dt.date(2026, 5, 18)


@pytest.mark.parametrize(
    "code",
    [
        "2105-654202-04-01-123456",
        "2011-650000-07-02-000000",
        "2017-650100-04-01-999999",
        "2020-650100-04-01-999999",
    ],
)
def test_a_code_of_the_right_shape_time_and_place_is_taken_whatever_its_check_digit(code):
    assert projectcode.wrong(code, today=TODAY) is None
    assert projectcode.tidy(code.replace("-", "")) == code


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2105-654202-04-01-12345", "code-shape"),
        ("2105-654202-04-01-12345X", "code-shape"),
        ("", "code-shape"),
        ("2113-654202-04-01-123456", "code-time"),
        ("2010-654202-04-01-123456", "code-time"),
        ("2606-654202-04-01-123456", "code-in-future"),
        ("2105-994202-04-01-123456", "code-region"),
    ],
)
def test_what_cannot_be_a_code_is_told_why(code, said):
    assert projectcode.wrong(code, today=TODAY).code == said


@pytest.mark.parametrize(
    ("today", "colour"),
    [
        ("2026-02-27", None),
        ("2026-02-28", "yellow"),
        ("2026-06-29", "yellow"),
        ("2026-06-30", "orange"),
        ("2026-08-30", "orange"),
        ("2026-08-31", "red"),
        ("2029-01-01", "red"),
    ],
)
def test_the_alarm_steps_at_18_22_and_24_months_and_knows_short_months(today, colour):
    filed_on, day = dt.date(2024, 8, 31), dt.date.fromisoformat(today)
    found = projectcode.alarm(filed_on, started=False, today=day)
    assert (found.colour if found else None) == colour
    assert projectcode.alarm(filed_on, started=True, today=day) is None
