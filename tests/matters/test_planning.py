"""A plan: steps with units and days; each unit owes its own."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.matters import actions
from luoshi.matters.actions import Planned
from luoshi.matters.models import State
from luoshi.owed.queries import of_subject
from luoshi.values.errors import BadInput, IllegalMove, NotAllowed
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
JUNE_5, JUNE_20 = dt.date(2026, 6, 5), dt.date(2026, 6, 20)


@pytest.fixture
def cast():
    return make.cast()


def laid(cast, matter, *steps, on="2026-05-21"):
    steps = steps or (
        Planned("提供图件", cast.land, JUNE_5),
        Planned("现场勘界", cast.water, JUNE_20),
    )
    return actions.lay_plan(matter, steps=steps, by=cast.wu, now=make.at(on))


def owed(matter, kind):
    rows = of_subject(matter).filter(kind=kind)
    return {row.key: (row.debtor_unit.name, row.due_on, row.outcome) for row in rows}


def test_whoever_signs_owes_a_plan_within_three_working_days(cast):
    matter = stories.signed(cast)
    assert owed(matter, "plan") == {"1": ("青泉州水利局", dt.date(2026, 5, 25), None)}
    laid(cast, matter)
    assert matter.state == State.WORKING
    assert owed(matter, "plan")["1"][2] == "done"


def test_each_unit_owes_its_own_step(cast):
    matter = stories.signed(cast)
    laid(cast, matter)
    assert owed(matter, "step") == {
        "1.1": ("青泉州自然资源局", JUNE_5, None),
        "1.2": ("青泉州水利局", JUNE_20, None),
    }


def test_the_unit_finishes_its_step_and_a_stranger_to_it_does_not(cast):
    matter = stories.signed(cast)
    maps, survey = laid(cast, matter)
    with pytest.raises(NotAllowed):
        actions.finish_step(survey, done_on=JUNE_5, by=cast.ma, now=make.at("2026-06-05"))
    actions.finish_step(
        maps, done_on=dt.date(2026, 6, 4), note="图件已移交", by=cast.ma, now=make.at("2026-06-05")
    )
    assert maps.done_on == dt.date(2026, 6, 4)
    assert owed(matter, "step")["1.1"][2] == "done"
    with pytest.raises(IllegalMove):
        actions.finish_step(maps, done_on=JUNE_5, by=cast.ma, now=make.at("2026-06-05"))


def test_a_later_plan_takes_the_place_of_what_is_not_done(cast):
    matter = stories.signed(cast)
    maps, survey = laid(cast, matter)
    actions.finish_step(maps, done_on=JUNE_5, by=cast.ma, now=make.at("2026-06-05"))
    laid(cast, matter, Planned("分两段勘界", cast.water, dt.date(2026, 6, 25)), on="2026-06-08")
    assert owed(matter, "step") == {
        "1.1": ("青泉州自然资源局", JUNE_5, "done"),
        "1.2": ("青泉州水利局", JUNE_20, "void"),
        "2.1": ("青泉州水利局", dt.date(2026, 6, 25), None),
    }
    survey.refresh_from_db()
    with pytest.raises(IllegalMove):
        actions.finish_step(survey, done_on=JUNE_20, by=cast.wu, now=make.at("2026-06-20"))


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (None, "no-steps"),
        (("", "water", JUNE_5), "step-empty"),
        (("调度", "energy", JUNE_5), "step-of-a-stranger"),
        (("收尾", "water", dt.date(2026, 7, 1)), "step-after-due"),
    ],
)
def test_a_plan_has_steps_of_its_own_units_within_its_day(cast, step, code):
    matter = stories.signed(cast)
    steps = [Planned(step[0], getattr(cast, step[1]), step[2])] if step else []
    with pytest.raises(BadInput) as refused:
        actions.lay_plan(matter, steps=steps, by=cast.wu, now=stories.SIGNED)
    assert refused.value.fields["steps"].code == code
    assert (matter.state, matter.plan.count()) == (State.SIGNED, 0)


def test_the_first_word_is_owed_in_five_working_days_and_one_word_answers(cast):
    matter = stories.signed(cast)
    assert owed(matter, "feedback") == {"first": ("青泉州水利局", dt.date(2026, 5, 27), None)}
    actions.feed_back(matter, text="已进场。", by=cast.wu, now=make.at("2026-05-25"))
    assert owed(matter, "feedback")["first"][2] == "done"
    assert owed(matter, "plan")["1"][2] is None  # a word is no plan
