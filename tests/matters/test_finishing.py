"""The end of a matter: evidence for each criterion, the raiser's own word, reopening, the file."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.queries import head_of
from luoshi.matters import actions
from luoshi.matters.models import Matter, State
from luoshi.matters.terms import criteria_of
from luoshi.owed.queries import of_subject
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
JUNE_10 = dt.date(2026, 6, 10)
TWO = "勘界成果经双方签字；界桩埋设完成"


@pytest.fixture
def cast():
    return make.cast()


def claim(cast, matter, **changes):
    fields = {"performed_on": JUNE_10, "result": "已经勘定。"}
    actions.claim(matter, **(fields | changes), by=cast.wu, now=make.at("2026-06-11"))


def test_each_criterion_wants_its_own_evidence(cast):
    matter = stories.signed(cast, criterion=TWO)
    assert criteria_of(matter) == ("勘界成果经双方签字", "界桩埋设完成")
    with pytest.raises(Incomplete) as refused:
        claim(cast, matter, evidence={"勘界成果经双方签字": "签字页已附"})
    assert "界桩埋设完成" in str(refused.value)
    shown = {"勘界成果经双方签字": "签字页已附", "界桩埋设完成": "照片12张"}
    claim(cast, matter, evidence=shown)
    assert {e.criterion: e.statement for e in matter.evidence.all()} == shown


def test_of_one_criterion_the_result_is_the_evidence(cast):
    matter = stories.signed(cast)
    claim(cast, matter)
    assert [e.statement for e in matter.evidence.all()] == ["已经勘定。"]


def test_whoever_raised_it_is_asked_and_its_yes_lets_the_problem_be_closed(cast):
    matter = stories.claimed(cast, kind="problem", raised_by=cast.builder)
    word = of_subject(matter).get(kind="confirm")
    assert (word.debtor_unit, word.due_on) == (cast.builder, dt.date(2026, 6, 18))
    with pytest.raises(NotAllowed):
        actions.confirm(
            matter, solved=True, satisfaction="satisfied", by=cast.aiko, now=stories.CLOSED
        )
    actions.confirm(matter, solved=True, satisfaction="fairly", by=cast.ding, now=stories.CLOSED)
    actions.close(matter, by=cast.zhao, now=stories.CLOSED)
    assert (matter.state, matter.raiser_said) == (State.CLOSED, "基本满意")


def test_its_no_wants_words_and_bars_closing_until_it_is_done_again(cast):
    matter = stories.claimed(cast, kind="problem", raised_by=cast.builder)
    no = {"solved": False, "satisfaction": "not", "by": cast.ding, "now": stories.CLOSED}
    with pytest.raises(Incomplete):
        actions.confirm(matter, **no)
    actions.confirm(matter, words="取水口仍未通水", **no)
    with pytest.raises(IllegalMove) as refused:
        actions.close(matter, raiser_said="已沟通", by=cast.zhao, now=stories.CLOSED)
    assert "取水口仍未通水" in str(refused.value)

    actions.send_for_redo(matter, reason="企业不认可", by=cast.zhao, now=stories.CLOSED)
    actions.claim(
        matter,
        performed_on=dt.date(2026, 6, 20),
        result="已通水。",
        by=cast.wu,
        now=make.at("2026-06-20"),
    )
    matter = Matter.objects.get(pk=matter.pk)
    actions.confirm(
        matter, solved=True, satisfaction="satisfied", by=cast.ding, now=make.at("2026-06-21")
    )
    actions.close(matter, by=cast.zhao, now=make.at("2026-06-22"))
    assert matter.state == State.CLOSED


def test_a_cooperating_unit_may_say_during_review_that_it_disagrees(cast):
    matter = stories.claimed(cast)
    step = actions.feed_back(
        matter, text="西段界线我局未签字。", dissents=True, by=cast.ma, now=stories.CLOSED
    )
    assert (step.dissents, step.unit) == (True, cast.land)
    assert matter.state == State.CLAIMED


def test_closed_it_is_taken_up_again_by_a_definite_day_and_its_closing_is_kept(cast):
    matter = stories.closed(cast)
    july, due = make.at("2026-07-20"), dt.date(2026, 8, 20)
    with pytest.raises(NotAllowed):
        actions.reopen(matter, reason="回访发现", due=due, by=cast.zhao, now=july)
    with pytest.raises(BadInput):
        actions.reopen(matter, reason="回访发现", due=dt.date(2026, 7, 20), by=cast.han, now=july)
    actions.reopen(matter, reason="回访发现界桩被移", due=due, by=cast.han, now=july)
    assert (matter.state, matter.attempt, matter.closed_at) == (State.REOPENED, 2, None)
    assert (matter.due_original, matter.due_current) == (stories.DUE, due)
    (was,) = matter.reopenings.all()
    assert (was.closed_by, was.performed_on) == (cast.zhao, JUNE_10)
    assert of_subject(matter).get(kind="finish", key="2").due_on == due
    assert of_subject(matter).get(kind="archive").outcome == "void"


@pytest.mark.parametrize(("on", "allowed"), [("2027-06-12", True), ("2027-06-13", False)])
def test_a_year_after_its_closing_is_the_last_day_to_take_it_up(cast, on, allowed):
    matter = stories.closed(cast)
    again = {"reason": "审计发现", "due": dt.date(2027, 9, 1), "by": cast.han, "now": make.at(on)}
    if not allowed:
        with pytest.raises(IllegalMove):
            actions.reopen(matter, **again)
    else:
        actions.reopen(matter, **again)
    assert (matter.state == State.REOPENED) is allowed


def test_the_file_is_put_away_with_its_list_and_the_hash_of_its_record(cast):
    matter = stories.closed(cast)
    record = head_of(matter)
    filer = make.account(cast.region, "archivist", name="顾全")
    with pytest.raises(NotAllowed):
        actions.archive(matter, by=cast.zhao, now=make.at("2026-06-30"))
    actions.archive(matter, by=filer, now=make.at("2026-06-30"))
    assert (matter.state, matter.archive_number) == (
        State.ARCHIVED,
        "瀚北自治区国资委档〔2026〕1号",
    )
    assert [piece["kind"] for piece in matter.archive] == ["source", "evidence", "record"]
    assert matter.archive[-1]["sha256"] == record
    assert of_subject(matter).get(kind="archive").outcome == "done"


def test_a_cancelled_matter_names_the_one_into_which_it_goes(cast):
    other, matter = stories.issued(cast), stories.issued(cast)
    with pytest.raises(BadInput):
        actions.cancel(matter, reason="并入", replaced_by=matter, by=cast.han, now=stories.SIGNED)
    actions.cancel(matter, reason="并入", replaced_by=other, by=cast.han, now=stories.SIGNED)
    assert (matter.state, matter.replaced_by) == (State.CANCELLED, other)


def test_even_a_hand_in_the_database_does_not_close_a_problem_nobody_confirmed(cast):
    matter = stories.claimed(cast, kind="problem", raised_by=cast.builder)
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(
            state="closed", closed_by=cast.zhao, closed_at=stories.CLOSED
        )
    matter.refresh_from_db()
    assert matter.state == State.CLAIMED
