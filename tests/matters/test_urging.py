"""Orders that push: prepared once for an occasion, numbered when a person issues them."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.audit.queries import history_of
from luoshi.matters import actions
from luoshi.matters.models import Order, OrderKind
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Overtaken
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-15")
BY = dt.date(2026, 6, 18)


@pytest.fixture
def cast():
    return make.cast()


def prepared(cast, matter, *, key="red-1"):
    return actions.prepare_order(
        kind=OrderKind.URGE,
        key=key,
        matter=matter,
        addressee=cast.water,
        office=cast.region,
        text="请抓紧办理。",
        answer_by=BY,
        now=NOW,
    )


def test_the_supervisor_urges_with_a_numbered_paper(cast):
    matter = stories.signed(cast)
    with pytest.raises(NotAllowed):
        actions.urge(matter, text="请抓紧。", answer_by=BY, by=cast.wu, now=NOW)
    with pytest.raises(Incomplete):
        actions.urge(matter, text="", answer_by=None, by=cast.zhao, now=NOW)
    first = actions.urge(matter, text="请抓紧勘界。", answer_by=BY, by=cast.zhao, now=NOW)
    second = actions.urge(matter, text="再次催办。", answer_by=BY, by=cast.zhao, now=NOW)
    assert [first.number, second.number] == ["催〔2026〕1号", "催〔2026〕2号"]
    assert history_of(matter).first().data["to"]["label"] == "青泉州水利局"


def test_one_occasion_prepares_one_order_without_a_number(cast):
    matter = stories.signed(cast)
    first, again = prepared(cast, matter), prepared(cast, matter)
    assert first == again
    assert (first.state, first.number, Order.objects.count()) == ("prepared", None, 1)


def test_a_person_changes_its_words_and_issues_it_once(cast):
    order = prepared(cast, stories.signed(cast))
    other = Order.objects.get()
    actions.issue_order(order, text="请于18日前反馈。", by=cast.zhao, now=NOW)
    assert (order.number, order.text) == ("催〔2026〕1号", "请于18日前反馈。")
    with pytest.raises(Overtaken):
        actions.issue_order(other, by=cast.zhao, now=NOW)


def test_what_is_not_sent_says_why_and_takes_no_number(cast):
    order = prepared(cast, stories.signed(cast))
    with pytest.raises(Incomplete):
        actions.drop_order(order, note="", by=cast.zhao, now=NOW)
    actions.drop_order(order, note="已电话沟通", by=cast.zhao, now=NOW)
    assert (order.state, order.number) == ("dropped", None)
    with pytest.raises(IllegalMove):
        actions.drop_order(order, note="再说", by=cast.zhao, now=NOW)


def test_an_answer_is_not_asked_for_by_a_day_that_has_passed(cast):
    order = prepared(cast, stories.signed(cast))
    with pytest.raises(BadInput):
        actions.issue_order(order, by=cast.zhao, now=make.at("2026-06-19"))
    actions.issue_order(order, by=cast.zhao, now=make.at("2026-06-18"))
    assert order.state == "issued"
