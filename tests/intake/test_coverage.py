"""Every sentence that demands something is covered, waived with a reason, or open."""

from __future__ import annotations

import pytest

from luoshi.intake import actions, queries
from luoshi.intake.models import Demand
from luoshi.values.errors import Incomplete, Overtaken
from tests import make
from tests.intake import readings

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def counted(draft):
    found = queries.coverage(draft)
    return found.covered, found.waived, found.open


def test_at_first_every_demand_is_open(cast):
    assert counted(readings.draft(cast)) == (0, 0, 3)


def test_an_accepted_matter_covers_the_sentence_it_lies_on(cast):
    draft = readings.draft(cast)

    actions.accept_all(draft, kind="matter", by=cast.lin, now=make.NOON)

    assert counted(draft) == (3, 0, 0)
    assert queries.coverage(draft).without_person == 2


def test_a_rejected_matter_covers_nothing(cast):
    draft = readings.draft(cast)

    actions.settle_open(draft, verdict="rejected", kind="matter", by=cast.lin, now=make.NOON)

    assert counted(draft) == (0, 0, 3)


def test_less_than_half_of_a_sentence_does_not_cover_it(cast):
    draft = readings.draft(cast, matters=())
    demand = draft.demands.first()
    short = demand.start - 6

    actions.add_finding(
        draft, kind="matter", start=short, end=demand.start + 3,
        data={"kind": "task", "text": draft.text[short : demand.start + 3]},
        by=cast.lin, now=make.NOON,
    )  # fmt: skip

    assert counted(draft) == (0, 0, 3)


def test_one_click_turns_a_sentence_into_a_matter(cast):
    draft = readings.draft(cast, matters=())
    demand = draft.demands.last()

    made = actions.make_matter_of(demand, by=cast.lin, now=make.NOON)

    assert made.value["text"] == demand.text
    assert counted(draft) == (1, 0, 2)


def test_one_click_accepts_the_matter_that_was_read_there_already(cast):
    draft = readings.draft(cast)
    demand = draft.demands.last()
    before = draft.findings.count()

    actions.make_matter_of(demand, by=cast.lin, now=make.NOON)
    actions.make_matter_of(demand, by=cast.lin, now=make.NOON)

    assert draft.findings.count() == before
    assert counted(draft) == (1, 0, 2)


def test_a_sentence_is_waived_with_a_reason_and_can_be_taken_back(cast):
    draft = readings.draft(cast)
    demand = draft.demands.last()

    actions.waive(demand, reason="一般性号召", by=cast.lin, now=make.NOON)
    assert counted(draft) == (0, 1, 2)

    actions.unwaive(demand, by=cast.lin, now=make.NOON)
    assert counted(draft) == (0, 0, 3)


def test_without_a_reason_nothing_is_waived(cast):
    demand = readings.draft(cast).demands.last()

    with pytest.raises(Incomplete):
        actions.waive(demand, reason="  ", by=cast.lin, now=make.NOON)

    assert Demand.objects.get(pk=demand.pk).waived_at is None


def test_the_second_to_waive_learns_the_reason_of_the_first(cast):
    demand = readings.draft(cast).demands.last()
    other = make.account(cast.region, "coordinator", name="高原")
    actions.waive(demand, reason="已另有事项", by=other, now=make.NOON)

    with pytest.raises(Overtaken) as refused:
        actions.waive(demand, reason="号召", by=cast.lin, now=make.NOON)

    assert "高原" in str(refused.value) and "已另有事项" in str(refused.value)
