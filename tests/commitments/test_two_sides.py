"""What one side owes the other binds only in words that both confirmed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.commitments import actions, disputing, queries
from luoshi.commitments.models import Commitment, CommitmentConfirmation, CommitmentWording
from luoshi.matters import actions as matters
from luoshi.owed.models import Obligation
from luoshi.values.errors import Duplicate, IllegalMove, NotAllowed, NotFound, Overtaken
from tests import make
from tests.commitments.promises import DAY, DUE, binding, confirmed, proposed, sides

pytestmark = pytest.mark.django_db


@pytest.fixture
def there():
    return sides()


def owing(made, kind="commitment-confirm"):
    rows = Obligation.objects.filter(kind=kind, subject_id=made.pk, discharged_at=None)
    return {row.debtor_unit.name for row in rows}


def test_both_sides_owe_their_word_on_the_wording_and_each_gives_its_own(there):
    made = proposed(there)
    assert owing(made) == {there.cast.water.name, there.cast.builder.name}
    actions.confirm(made, part="owing", n=1, by=there.qin, now=DAY)
    made.refresh_from_db()
    assert (made.state, owing(made)) == ("proposed", {there.cast.builder.name})
    actions.confirm(made, part="owed", n=1, by=there.boss, now=DAY)
    made.refresh_from_db()
    assert (made.state, owing(made)) == ("confirmed", set())


def test_changed_words_must_be_confirmed_by_both_again(there):
    made = confirmed(there)
    actions.propose_wording(
        made,
        version=made.version,
        text="水利局7月10日前把施工用水接到工地红线。",
        criterion="通水验收单双方签字",
        due_on=dt.date(2026, 7, 10),
        by=there.boss,
        now=DAY,
    )
    made.refresh_from_db()
    assert made.state == "proposed"
    assert [one.n for one in made.wordings.all()] == [2, 1]
    with pytest.raises(Overtaken):
        actions.confirm(made, part="owing", n=1, by=there.qin, now=DAY)
    with pytest.raises(IllegalMove):
        actions.bind(made, by=there.cast.lin, now=DAY)
    actions.confirm(made, part="owing", n=2, by=there.qin, now=DAY)
    actions.confirm(made, part="owed", n=2, by=there.boss, now=DAY)
    made.refresh_from_db()
    assert made.state == "confirmed"


def test_nobody_confirms_for_the_other_side_nor_from_above(there):
    made = proposed(there)
    above = make.account(there.cast.prefecture, "unit_head", name="热娜")
    for by, part in ((there.qin, "owed"), (there.boss, "owing"), (above, "owing")):
        with pytest.raises(NotAllowed):
            actions.confirm(made, part=part, n=1, by=by, now=DAY)
    assert not CommitmentConfirmation.objects.exists()


def test_the_database_takes_no_confirmation_from_another_seat_and_no_half_agreement(there):
    made = proposed(there)
    wording = made.wordings.get()
    both = {"owing_unit": made.debtor_unit, "owed_unit": made.creditor_unit}
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitmentConfirmation.objects.create(
            wording=wording, part="owed", seat_unit=made.debtor_unit, by=there.qin, at=DAY, **both
        )
    actions.confirm(made, part="owing", n=1, by=there.qin, now=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=made.pk).update(state="confirmed", confirmed_said=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitmentWording.objects.filter(pk=wording.pk).update(text="另写一句。")
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=made.pk).update(creditor_unit=there.cast.energy)


def test_what_binds_is_a_matter_that_rests_on_both_confirmations(there):
    made = binding(there)
    matter = made.matter
    assert (made.state, matter.state, matter.due_proposed) == ("binding", "draft", DUE)
    assert (matter.lead, matter.person, matter.raised_by) == (
        there.cast.water,
        there.cast.wu.person,
        there.cast.builder,
    )
    assert "秦朗" in matter.passage.quote and "杜衡" in matter.passage.quote
    with pytest.raises(NotAllowed):  # who drafts does not issue
        matters.submit(matter, by=there.cast.lin, now=DAY)
        matters.issue(matter, by=there.cast.lin, now=DAY)


def test_only_the_other_side_says_that_it_was_kept_and_only_once_it_is_closed(there):
    made = binding(there)
    late = make.at("2026-07-08")
    with pytest.raises(NotAllowed):
        actions.judge(made, outcome="kept", words="已通水。", by=there.qin, now=late)
    with pytest.raises(IllegalMove):
        actions.judge(made, outcome="kept", words="已通水。", by=there.boss, now=late)
    with pytest.raises(IllegalMove):
        actions.judge(made, outcome="not-kept", words="没有通水。", by=there.boss, now=DAY)
    actions.judge(made, outcome="not-kept", words="到期没有通水。", by=there.boss, now=late)
    made.refresh_from_db()
    assert (made.state, made.ended_unit) == ("not-kept", there.cast.builder)
    assert owing(made, "commitment-judge") == set()


def test_a_kept_commitment_was_closed_first(there):
    made = binding(there)
    matter = made.matter
    matters.submit(matter, by=there.cast.lin, now=DAY)
    matters.issue(matter, by=there.cast.zhao, now=DAY)
    matters.sign(matter, by=there.cast.wu, now=DAY)
    done = make.at("2026-06-20")
    matters.claim(
        matter, performed_on=dt.date(2026, 6, 19), result="已通水。", by=there.cast.wu, now=done
    )
    matters.close(matter, raiser_said="已通水。", by=there.cast.zhao, now=done)
    made = Commitment.objects.get()
    actions.judge(made, outcome="kept", words="水压够用。", by=there.boss, now=done)
    made.refresh_from_db()
    assert made.state == "kept"


def test_while_the_sides_disagree_nothing_binds_until_words_are_agreed(there):
    made = confirmed(there)
    disputing.dispute(made, part="owed", words="没有写明水量。", by=there.boss, now=DAY)
    made.refresh_from_db()
    assert made.state == "disputed"
    with pytest.raises(IllegalMove):
        actions.bind(made, by=there.cast.lin, now=DAY)
    with pytest.raises(NotAllowed):  # who opened it does not speak for the other side
        disputing.answer(made, words="水量可以写。", by=there.boss, now=DAY)
    disputing.answer(made, words="水量可以写。", by=there.qin, now=DAY)
    disputing.settle(
        made,
        outcome="agreed",
        note="5月19日当面商定",
        text="水利局6月30日前把日供300吨的施工用水接到工地红线。",
        criterion="通水验收单双方签字",
        due_on=DUE,
        by=there.cast.lin,
        now=DAY,
    )
    made.refresh_from_db()
    row = made.disputes.get()
    assert (made.state, made.said, row.wording.n) == ("proposed", 2, 2)
    assert (row.words, row.other_words) == ("没有写明水量。", "水量可以写。")
    assert owing(made) == {there.cast.water.name, there.cast.builder.name}


def test_the_same_promise_is_not_written_down_twice(there):
    proposed(there)
    with pytest.raises(Duplicate):
        proposed(there)


def test_a_stranger_finds_no_commitment_and_the_ledger_sums_what_one_sees(there):
    made = proposed(there)
    with pytest.raises(NotFound):
        queries.commitment_for(there.cast.aiko, made.pk, now=DAY)
    seen = queries.visible_commitments(there.cast.wu, now=DAY)
    assert queries.sums(seen)["government"].by_state["proposed"] == 1
    assert queries.sums(seen)["enterprise"].total == 0
