"""A matter from its issue to its end, and what is owed on the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.queries import broken_links, history_of
from luoshi.matters import actions
from luoshi.matters.models import Matter, State
from luoshi.orgs.models import Seat
from luoshi.owed.queries import of_subject
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Overtaken
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def owed(matter):
    """What was or is owed of a matter: kind and key → (who, due, how it ended)."""
    return {
        (row.kind, row.key): (row.debtor_unit.name, row.due_on.isoformat(), row.outcome)
        for row in of_subject(matter)
    }


WATER, REGION = "青泉州水利局", "瀚北自治区国资委"


def test_issuing_gives_number_and_date_for_good_and_lays_it_on_the_lead(cast):
    matter = stories.issued(cast)
    assert matter.number == "督〔2026〕1号"
    assert matter.due_original == matter.due_current == stories.DUE
    assert owed(matter) == {
        ("sign", "1"): (WATER, "2026-05-20", None),
        ("finish", "1"): (WATER, "2026-06-30", None),
    }
    assert {row.debtor for row in of_subject(matter)} == {cast.wu.person}


def test_numbers_follow_each_other_and_a_refused_issue_leaves_no_gap(cast):
    first, second = stories.pending(cast), stories.pending(cast)
    actions.issue(first, by=cast.zhao, now=stories.ISSUED)
    with pytest.raises(BadInput):
        actions.issue(second, by=cast.zhao, now=make.at("2026-07-01"))
    actions.issue(second, by=cast.zhao, now=stories.ISSUED)
    assert [m.number for m in (first, second)] == ["督〔2026〕1号", "督〔2026〕2号"]


def test_two_offices_never_give_the_same_number(cast):
    su = make.account(cast.prefecture, "coordinator", name="苏合")
    theirs = actions.draft_matter(
        **{
            "kind": "task",
            "title": "开通取水口",
            "content": "开通取水口。",
            "criterion": "通水",
            "lead": cast.water,
            "person": cast.wu.person,
            "due_proposed": stories.DUE,
            "held_by": cast.prefecture,
            "passage": make.passage(held_by=cast.prefecture, by=su),
        },
        by=su,
        now=stories.DRAFTED,
    )
    actions.submit(theirs, by=su, now=stories.DRAFTED)
    ours = stories.issued(cast)
    actions.issue(theirs, by=cast.zhao, now=stories.ISSUED)
    assert (ours.number, theirs.number) == ("督〔2026〕1号", "青泉州人民政府督〔2026〕1号")


def test_nobody_issues_what_she_wrote_herself(cast):
    matter = stories.pending(cast)
    Seat.objects.create(
        account=cast.lin, unit=cast.region, role="leader", from_on=dt.date(2026, 1, 1)
    )
    with pytest.raises(NotAllowed) as refused:
        actions.issue(matter, by=cast.lin, now=stories.ISSUED)
    assert refused.value.code == "author-approves"
    actions.issue(matter, by=cast.zhao, now=stories.ISSUED)
    assert matter.state == State.ISSUED


def test_an_approver_issues_only_what_she_read(cast):
    matter = stories.pending(cast)
    read = matter.version
    actions.send_back(matter, reason="期限太宽", by=cast.zhao, now=stories.DRAFTED)
    actions.edit_draft(
        matter, **stories.edited(matter, title="另一件事"), by=cast.lin, now=stories.DRAFTED
    )
    actions.submit(matter, by=cast.lin, now=stories.DRAFTED)
    with pytest.raises(Overtaken):
        actions.issue(matter, version=read, by=cast.zhao, now=stories.ISSUED)
    actions.issue(matter, version=matter.version, by=cast.zhao, now=stories.ISSUED)


def test_the_lead_signs_and_a_helping_unit_cannot(cast):
    matter = stories.issued(cast)
    with pytest.raises(NotAllowed):
        actions.sign(matter, by=cast.ma, now=stories.SIGNED)
    actions.sign(matter, by=cast.wu, now=stories.SIGNED)
    assert (matter.state, matter.signed_by) == (State.SIGNED, cast.wu)
    assert owed(matter)["sign", "1"] == (WATER, "2026-05-20", "done")


def test_of_two_clerks_signing_at_once_only_the_first_signs(cast):
    matter = stories.issued(cast)
    hers = Matter.objects.get(pk=matter.pk)
    other = make.account(cast.water, "handler", name="葛明")
    actions.sign(matter, by=cast.wu, now=stories.SIGNED)
    with pytest.raises(Overtaken):
        actions.sign(hers, by=other, now=stories.SIGNED)
    assert Matter.objects.get().signed_by == cast.wu


def test_signing_twice_is_refused_and_changes_nothing(cast):
    matter = stories.signed(cast)
    with pytest.raises(IllegalMove):
        actions.sign(matter, by=cast.wu, now=make.at("2026-05-21"))
    assert matter.signed_at == stories.SIGNED


def test_the_lead_feeds_back_and_a_helping_unit_only_puts_in(cast):
    matter = stories.signed(cast)
    actions.feed_back(
        matter, text="东岸已勘完。", next_step="下周勘西岸。", by=cast.wu, now=stories.SIGNED
    )
    actions.feed_back(matter, text="图件已经提供。", by=cast.ma, now=stories.SIGNED)
    assert [(step.voice, step.unit.name, step.text) for step in matter.steps.all()] == [
        ("partner", "青泉州自然资源局", "图件已经提供。"),
        ("lead", WATER, "东岸已勘完。"),
    ]
    assert [e.type for e in history_of(matter)[:2]] == ["matter.input_given", "matter.fed_back"]


def test_an_empty_feedback_and_one_from_a_stranger_are_refused(cast):
    matter = stories.signed(cast)
    with pytest.raises(Incomplete):
        actions.feed_back(matter, text="  ", by=cast.wu, now=stories.SIGNED)
    with pytest.raises(NotAllowed):
        actions.feed_back(matter, text="看看。", by=cast.aiko, now=stories.SIGNED)
    assert not matter.steps.exists()


def test_feedback_before_signing_is_refused_but_input_is_welcome(cast):
    matter = stories.issued(cast)
    with pytest.raises(IllegalMove):
        actions.feed_back(matter, text="已经开始。", by=cast.wu, now=stories.ISSUED)
    actions.feed_back(matter, text="图件已经提供。", by=cast.ma, now=stories.ISSUED)
    assert matter.state == State.ISSUED


def test_a_claim_is_judged_by_the_day_of_performance_and_waits_for_review(cast):
    matter = stories.signed(cast)
    actions.claim(
        matter,
        performed_on=dt.date(2026, 6, 30),
        result="已签字。",
        by=cast.wu,
        now=make.at("2026-07-02"),
    )
    rows = {row.kind: row for row in of_subject(matter)}
    assert rows["finish"].discharged_on == dt.date(2026, 6, 30)
    assert owed(matter)["review", "1"] == (REGION, "2026-07-09", None)


@pytest.mark.parametrize(
    ("performed_on", "result", "wrong"),
    [
        (dt.date(2026, 6, 12), "已签字。", BadInput),
        (None, "已签字。", Incomplete),
        (dt.date(2026, 6, 10), " ", Incomplete),
    ],
)
def test_a_claim_says_when_and_what_and_not_of_the_future(cast, performed_on, result, wrong):
    matter = stories.signed(cast)
    now = make.at("2026-06-11")
    with pytest.raises(wrong):
        actions.claim(matter, performed_on=performed_on, result=result, by=cast.wu, now=now)
    actions.claim(matter, performed_on=dt.date(2026, 6, 11), result="已签字。", by=cast.wu, now=now)
    assert matter.state == State.CLAIMED


def test_a_helping_unit_neither_claims_nor_closes(cast):
    with pytest.raises(NotAllowed):
        actions.claim(
            stories.signed(cast),
            performed_on=dt.date(2026, 6, 1),
            result="已签字。",
            by=cast.ma,
            now=make.at("2026-06-01"),
        )
    with pytest.raises(NotAllowed):
        actions.close(stories.claimed(cast), by=cast.ma, now=make.at("2026-06-12"))


def test_the_office_closes_and_owes_no_review_any_more(cast):
    matter = stories.claimed(cast)
    actions.close(matter, by=cast.lin, now=make.at("2026-06-12"))
    assert (matter.state, matter.closed_by) == (State.CLOSED, cast.lin)
    still = [key for key, (_, _, outcome) in owed(matter).items() if outcome is None]
    assert still == [("archive", "1")]


def test_who_claimed_does_not_close_even_with_a_second_seat(cast):
    matter = stories.claimed(cast)
    seat = Seat.objects.create(
        account=cast.wu, unit=cast.region, role="supervisor", from_on=dt.date(2026, 6, 12)
    )
    Seat.objects.filter(account=cast.wu, unit=cast.water).update(to_on=dt.date(2026, 6, 11))
    with pytest.raises(NotAllowed) as refused:
        actions.close(matter, by=cast.wu, now=make.at("2026-06-12"))
    assert (refused.value.code, seat.pk) == ("claimant-closes", seat.pk)
    actions.close(matter, by=cast.zhao, now=make.at("2026-06-12"))


def test_nobody_of_the_lead_unit_closes(cast):
    matter = stories.claimed(cast)
    chief = make.account(cast.water, "supervisor", name="高原")
    for move in (
        lambda: actions.close(matter, by=chief, now=make.at("2026-06-12")),
        lambda: actions.send_for_redo(matter, reason="再办", by=chief, now=make.at("2026-06-12")),
    ):
        with pytest.raises(NotAllowed) as refused:
            move()
        assert refused.value.code == "lead-closes"
    actions.close(matter, by=cast.zhao, now=make.at("2026-06-12"))


def test_a_problem_is_closed_only_with_the_words_of_whoever_raised_it(cast):
    matter = stories.claimed(cast, kind="problem", raised_by=cast.builder)
    with pytest.raises(Incomplete) as refused:
        actions.close(matter, by=cast.zhao, now=make.at("2026-06-12"))
    assert refused.value.fields == ("raiser_said",)
    actions.close(
        matter, raiser_said="丁立确认：用水已经解决。", by=cast.zhao, now=make.at("2026-06-12")
    )
    assert matter.raiser_said == "丁立确认：用水已经解决。"


def test_what_is_sent_back_for_redo_is_owed_again_by_the_same_date(cast):
    matter = stories.claimed(cast)
    actions.send_for_redo(matter, reason="缺少签字页", by=cast.zhao, now=make.at("2026-06-15"))
    assert (matter.state, matter.returns) == (State.RETURNED, 1)
    assert owed(matter)["finish", "2"] == (WATER, "2026-06-30", None)
    assert owed(matter)["review", "1"][2] == "done"

    actions.claim(
        matter,
        performed_on=dt.date(2026, 6, 20),
        result="已补齐。",
        by=cast.wu,
        now=make.at("2026-06-20"),
    )
    actions.close(matter, by=cast.zhao, now=make.at("2026-06-22"))
    assert {key: ended for key, (_, _, ended) in owed(matter).items()} == {
        ("sign", "1"): "done",
        ("plan", "1"): "void",
        ("feedback", "first"): "void",
        ("finish", "1"): "done",
        ("finish", "2"): "done",
        ("review", "1"): "done",
        ("review", "2"): "done",
        ("archive", "2"): None,
    }


def test_a_redo_after_the_due_day_is_overdue_at_once(cast):
    matter = stories.claimed(cast)
    actions.send_for_redo(matter, reason="缺少签字页", by=cast.zhao, now=make.at("2026-07-03"))
    (again,) = [row for row in of_subject(matter) if row.key == "2"]
    assert (again.due_on, again.light) == (stories.DUE, "red")


@pytest.mark.parametrize("as_far_as", ["pending", "issued", "signed", "claimed"])
def test_what_is_cancelled_is_owed_no_more_and_stays_in_the_ledger(cast, as_far_as):
    matter = getattr(stories, as_far_as)(cast)
    with pytest.raises(Incomplete):
        actions.cancel(matter, reason="", by=cast.han, now=make.at("2026-06-12"))
    with pytest.raises(NotAllowed):
        actions.cancel(matter, reason="并入另一件", by=cast.zhao, now=make.at("2026-06-12"))
    actions.cancel(matter, reason="并入另一件", by=cast.han, now=make.at("2026-06-12"))
    assert matter.state == State.CANCELLED
    assert all(row.outcome for row in of_subject(matter))


def test_the_original_date_withstands_even_a_hand_in_the_database(cast):
    matter = stories.issued(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(due_original=dt.date(2026, 12, 31))
    matter.refresh_from_db()
    assert matter.due_original == stories.DUE


def test_a_whole_life_stands_in_the_record_and_the_record_holds(cast):
    matter = stories.claimed(cast)
    actions.close(matter, by=cast.lin, now=make.at("2026-06-12"))
    assert [event.type for event in history_of(matter)] == [
        "matter.closed",
        "matter.claimed",
        "matter.signed",
        "matter.issued",
        "matter.submitted",
        "matter.drafted",
    ]
    assert list(broken_links()) == []
