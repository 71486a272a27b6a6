"""Another rule set can be tried: what it would move is told, and what people decided stays."""

import datetime as dt
from dataclasses import replace

from luoshi import policy
from luoshi.rules.deadlines import Limit, ReportRule
from luoshi.rules.lights import Colour, Thresholds
from luoshi.rules.ruleset import LIMITS
from luoshi.rules.trial import LIMIT_OF, Terms, outlook

HOUSE = policy.load(policy.directory())
CHINA = HOUSE.calendar()
TODAY = dt.date(2026, 5, 20)
RULES = HOUSE.rules_on(TODAY)
SIGN = Terms("sign", "", dt.date(2026, 5, 18), dt.date(2026, 5, 19), dt.date(2026, 5, 19))


def tried(terms, **changed):
    return outlook(
        terms,
        held=RULES,
        now=RULES,
        tried=replace(RULES, **changed),
        today=TODAY,
        calendar=CHINA,
    )


def test_a_longer_limit_would_move_what_the_rules_had_set():
    seen = tried(SIGN, limits={**RULES.limits, "sign": Limit(3, "wd")})
    assert (seen.due_now, seen.due_then) == (dt.date(2026, 5, 19), dt.date(2026, 5, 21))
    assert (seen.light_now.colour, seen.light_then.colour) == (Colour.RED, Colour.YELLOW)
    assert seen.moves and seen.changes_colour


def test_the_same_rules_would_change_nothing():
    seen = tried(SIGN)
    assert not seen.moves and not seen.changes_colour


def test_a_day_that_was_extended_stays():
    extended = replace(SIGN, due_on=dt.date(2026, 5, 25))
    assert not tried(extended, limits={**RULES.limits, "sign": Limit(9, "wd")}).moves


def test_a_day_that_a_person_set_stays_and_only_its_light_may_change():
    matter = Terms("finish", "", dt.date(2026, 5, 1), dt.date(2026, 6, 10), dt.date(2026, 6, 10))
    seen = tried(matter, thresholds=Thresholds(yellow_days=30))
    assert not seen.moves
    assert (seen.light_now.colour, seen.light_then.colour) == (Colour.GREEN, Colour.YELLOW)


def test_what_rests_is_lit_as_resting_whatever_the_rules():
    resting = replace(SIGN, paused_on=dt.date(2026, 5, 19))
    seen = tried(resting, thresholds=Thresholds(yellow_days=30))
    assert seen.light_now.rule == "time.paused" and not seen.changes_colour


def test_a_report_would_be_due_earlier_under_another_roll():
    report = Terms(
        "report", "2026-05A", dt.date(2026, 5, 15), dt.date(2026, 5, 18), dt.date(2026, 5, 18)
    )
    seen = tried(report, report=ReportRule(roll="earlier"))
    assert (seen.due_now, seen.due_then) == (dt.date(2026, 5, 18), dt.date(2026, 5, 15))


def test_every_kind_hangs_on_a_limit_that_there_is():
    assert set(LIMIT_OF.values()) <= LIMITS.keys()
