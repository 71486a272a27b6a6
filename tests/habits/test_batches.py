"""One deed for many matters: what the preview says is what happens, row by row, and hands may come back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.models import Event
from luoshi.habits import batches, queries
from luoshi.habits.models import Batch
from luoshi.matters import actions as matters
from luoshi.matters.models import Matter, Order
from luoshi.values.errors import IllegalMove, NotFound
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-02", 9)
URGED = {"text": "请抓紧办理。", "answer_by": dt.date(2026, 6, 10)}


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def two(cast) -> list[Matter]:
    """One matter that runs and one that is only a draft."""
    return [stories.signed(cast), stories.drafted(cast, title="研究设立平台公司")]


def handed(cast) -> dict:
    colleague = make.account(cast.water, "handler", name="白鹭")
    return {"to_person": colleague.person, "to_unit": None, "reason": "调整分工"}


def refusals(found) -> list[bool]:
    return [one.refusal is not None for one in found]


def test_the_preview_says_for_each_row_what_will_happen_and_does_nothing(cast, two):
    before = Event.objects.count()
    given = {"deed": "urge", "given": URGED, "by": cast.zhao, "now": NOW}
    assert refusals(batches.tried(two, **given)) == [False, True]
    assert Order.objects.count() == 0
    assert Event.objects.count() == before
    batch = batches.carry_out(two, **given)
    assert (batch.done, batch.refused) == (1, 1)
    assert Order.objects.get().matter == two[0]


def test_whoever_may_not_urge_is_told_so_for_every_row(cast, two):
    found = batches.tried(two, deed="urge", given=URGED, by=cast.wu, now=NOW)
    assert refusals(found) == [True, True]
    found = batches.tried(two, deed="urge", given=URGED, by=cast.lin, now=NOW)
    assert refusals(found) == [False, True]


def test_each_matter_has_its_own_event_and_the_batch_one_that_sums_up(cast, two):
    batch = batches.carry_out(two, deed="hand_over", given=handed(cast), by=cast.lin, now=NOW)
    types = Event.objects.filter(at=NOW).values_list("subject_kind", "type")
    assert ("matter", "matter.handed_over") in types
    summary = Event.objects.get(type="batch.carried_out")
    assert (summary.subject_id, summary.data["done"], summary.data["refused"]) == (batch.pk, 1, 1)


def test_a_bulk_hand_over_is_undone_while_nothing_followed(cast, two):
    batch = batches.carry_out(two, deed="hand_over", given=handed(cast), by=cast.lin, now=NOW)
    assert Matter.objects.get(pk=two[0].pk).person.name == "白鹭"
    later = NOW + dt.timedelta(minutes=5)
    batches.undo(batch, by=cast.lin, now=later)
    assert Matter.objects.get(pk=two[0].pk).person == cast.wu.person
    assert Event.objects.filter(type="batch.undone").count() == 1
    with pytest.raises(IllegalMove):
        batches.undo(batch, by=cast.lin, now=later)


def test_it_is_not_undone_once_somebody_went_on_or_when_it_is_late(cast, two):
    batch = batches.carry_out(two, deed="hand_over", given=handed(cast), by=cast.lin, now=NOW)
    assert queries.may_undo(batch, now=NOW)
    assert not queries.may_undo(batch, now=NOW + dt.timedelta(minutes=16))
    running = Matter.objects.get(pk=two[0].pk)
    matters.feed_back(running, text="已进场。", by=cast.wu, now=NOW)
    assert not queries.may_undo(batch, now=NOW)
    with pytest.raises(IllegalMove):
        batches.undo(batch, by=cast.lin, now=NOW)
    assert Matter.objects.get(pk=two[0].pk).person.name == "白鹭"


def test_nobody_undoes_what_another_did(cast, two):
    batch = batches.carry_out(two, deed="hand_over", given=handed(cast), by=cast.lin, now=NOW)
    with pytest.raises(NotFound):
        batches.undo(batch, by=cast.zhao, now=NOW)
    batches.undo(batch, by=cast.lin, now=NOW)


def test_the_database_lets_no_order_that_went_out_be_undone(cast, two):
    batch = batches.carry_out(two, deed="urge", given=URGED, by=cast.zhao, now=NOW)
    with pytest.raises(IllegalMove):
        batches.undo(batch, by=cast.zhao, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(undone_at=NOW, undone_by=cast.zhao)


def test_more_rows_than_a_person_can_look_through_are_refused(cast):
    many = [Matter(pk=number) for number in range(101)]
    with pytest.raises(IllegalMove):
        batches.tried(many, deed="urge", given=URGED, by=cast.zhao, now=NOW)
