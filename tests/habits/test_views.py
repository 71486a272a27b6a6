"""Views that are kept: one's own, a unit's, the one a list opens with, dropped and brought back."""

from __future__ import annotations

import pytest

from luoshi.audit.models import Event
from luoshi.habits import actions, queries
from luoshi.habits.models import SavedView
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, NotFound, Overtaken
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-02", 9)


@pytest.fixture
def cast():
    return make.cast()


def kept(by, name="逾期的", **fields) -> SavedView:
    given = {"listed": "matter_list", "query": "light=red&sort=due", "by": by, "now": NOW}
    return actions.keep_view(name=name, **(given | fields))


def names(by) -> list[str]:
    return [view.name for view in queries.views_for(by, now=NOW)]


def test_a_view_is_hers_alone_until_she_shares_it_with_her_unit(cast):
    kept(cast.wu, "我的")
    kept(cast.wu, "我们局的", shared_with=cast.water)
    assert names(cast.wu) == ["我们局的", "我的"]
    assert names(cast.qin) == ["我们局的"]
    assert names(cast.ma) == []
    with pytest.raises(NotFound):
        queries.own_view(cast.qin, SavedView.objects.get(name="我们局的").pk)


def test_nobody_shares_a_view_with_a_unit_that_is_not_hers(cast):
    with pytest.raises(NotAllowed):
        kept(cast.wu, shared_with=cast.land)
    assert names(cast.ma) == []


def test_a_view_keeps_filters_and_order_and_neither_page_nor_empty_fields(cast):
    assert kept(cast.wu, query="?light=red&lead=&sort=due&page=3").query == "light=red&sort=due"


def test_two_views_of_one_list_have_two_names_and_each_has_one(cast):
    kept(cast.wu)
    with pytest.raises(BadInput):
        kept(cast.wu)
    with pytest.raises(Incomplete):
        kept(cast.wu, " ")
    kept(cast.wu, listed="project_list")
    kept(cast.ma)


def test_a_list_opens_with_the_view_chosen_last(cast):
    first, second = kept(cast.wu, "甲", is_default=True), kept(cast.wu, "乙", is_default=True)
    assert queries.default_view(cast.wu, "matter_list") == second
    fields = {"name": "甲", "shared_with": None, "is_pinned": True, "is_default": True}
    actions.change_view(first, **fields, by=cast.wu, now=NOW)
    assert queries.default_view(cast.wu, "matter_list") == first
    assert queries.default_view(cast.ma, "matter_list") is None


def test_a_dropped_view_comes_back_with_its_own_event_and_only_once(cast):
    view = kept(cast.wu)
    actions.drop_view(view, by=cast.wu, now=NOW)
    assert names(cast.wu) == []
    actions.bring_back_view(view, by=cast.wu, now=NOW)
    assert names(cast.wu) == ["逾期的"]
    with pytest.raises(Overtaken):
        actions.bring_back_view(view, by=cast.wu, now=NOW)
    told = Event.objects.filter(subject_kind="savedview").order_by("serial")
    assert [one.type for one in told] == [
        "savedview.kept",
        "savedview.dropped",
        "savedview.brought_back",
    ]


def test_the_name_of_a_dropped_view_is_free_and_then_it_stays_away(cast):
    view = kept(cast.wu)
    actions.drop_view(view, by=cast.wu, now=NOW)
    kept(cast.wu)
    with pytest.raises(BadInput):
        actions.bring_back_view(view, by=cast.wu, now=NOW)


def test_the_first_tour_is_offered_until_it_is_seen_or_ended(cast):
    assert queries.is_touring(queries.habit_of(cast.wu))
    for step in (1, 2, 2):
        actions.see_step(step, by=cast.wu, now=NOW)
    habit = queries.habit_of(cast.wu)
    assert habit.tour_steps == [1, 2] and queries.is_touring(habit)
    actions.end_tour(by=cast.wu, now=NOW)
    assert not queries.is_touring(queries.habit_of(cast.wu))
    for step in range(1, 6):
        actions.see_step(step, by=cast.ma, now=NOW)
    assert not queries.is_touring(queries.habit_of(cast.ma))
    with pytest.raises(BadInput):
        actions.see_step(6, by=cast.ma, now=NOW)


def test_keys_act_until_she_says_that_they_shall_not(cast):
    assert queries.habit_of(cast.wu).keys_act
    actions.let_keys_act(act=False, by=cast.wu, now=NOW)
    assert not queries.habit_of(cast.wu).keys_act
    assert queries.habit_of(cast.ma).keys_act
