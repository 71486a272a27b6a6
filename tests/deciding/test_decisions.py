"""One question, one person who decides it, and what becomes of the answer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.queries import history_of
from luoshi.deciding import actions, queries
from luoshi.deciding.models import DecisionPoint
from luoshi.matters.models import Matter
from luoshi.owed.models import Kind, Obligation
from luoshi.rules.access import Scope
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, NotAllowed, NotFound, Overtaken
from tests import make

pytestmark = pytest.mark.django_db

LATER = make.NOON + dt.timedelta(hours=3)
DUE = make.DAY + dt.timedelta(days=5)


@pytest.fixture
def cast():
    return make.cast()


def task(cast, **other):
    given = {
        "lead": cast.water,
        "person": cast.wu.person,
        "content": "办理渠首用地手续。",
        "criterion": "用地批复已取得",
        "due_on": make.DAY + dt.timedelta(days=40),
        "cooperating": (cast.land,),
    } | other
    return actions.Task(**given)


def options(cast, **other):
    return [
        actions.Choice("由水利局牵头办理渠首用地", task(cast, **other)),
        actions.Choice("暂不办理，年底再议"),
    ]


def prepared(cast, *, by=None, **other):
    given = {
        "question": "渠首用地由谁牵头办理？",
        "background": "两家单位意见不一致。",
        "decider": cast.han,
        "due_on": DUE,
        "options": options(cast),
    } | other
    return actions.prepare(**given, by=by or cast.lin, now=make.NOON)


def decided(point, cast, **other):
    given = {"version": point.version, "answer": "option", "option": 1, "by": cast.han} | other
    return actions.decide(point, **given, now=LATER)


def test_one_click_of_the_leader_makes_a_matter_that_somebody_else_drafted(cast):
    point = prepared(cast)

    matter = decided(point, cast, note="请抓紧。")

    assert (matter.state, matter.number) == ("issued", "督〔2026〕1号")
    assert (matter.drafted_by, matter.issued_by) == (cast.lin, cast.han)
    assert (matter.lead, matter.person, matter.due_original) == (
        cast.water,
        cast.wu.person,
        make.DAY + dt.timedelta(days=40),
    )
    assert [str(part) for part in matter.parts.all()] == ["青泉州自然资源局（配合单位）"]
    assert "渠首用地由谁牵头办理？" in matter.passage.quote
    assert "韩卓2026年5月18日决定：由水利局牵头办理渠首用地。请抓紧。" in matter.passage.quote
    point.refresh_from_db()
    assert (point.state, point.chosen, point.options.get(position=1).became) == (
        "decided",
        1,
        matter,
    )
    assert [e.type for e in history_of(point)][:1] == ["decision.decided"]


def test_the_answer_is_owed_by_who_decides_until_it_is_given(cast):
    point = prepared(cast)
    debt = Obligation.objects.get(kind=Kind.DECISION)
    assert (debt.debtor, debt.debtor_unit, debt.due_on) == (cast.han.person, cast.region, DUE)

    decided(point, cast, answer="no", option=None)

    debt.refresh_from_db()
    assert (debt.outcome, debt.discharged_on) == ("done", make.DAY)
    assert not Matter.objects.exists()


def test_an_option_without_a_task_is_decided_and_makes_no_matter(cast):
    assert decided(prepared(cast), cast, option=2) is None
    assert not Matter.objects.exists()


def test_who_prepared_a_question_does_not_decide_it_and_another_leader_neither(cast):
    other = make.account(cast.region, "leader", name="罗毅")
    both = make.account(cast.region, "coordinator", name="白桦")
    make.Seat.objects.create(
        account=both, unit=cast.region, role="leader", from_on=dt.date(2020, 1, 1)
    )
    with pytest.raises(NotAllowed) as refused:
        prepared(cast, by=both, decider=both)
    assert refused.value.sentence.code == "decision-own-question"

    point = prepared(cast)
    with pytest.raises(NotAllowed) as refused:
        decided(point, cast, by=other)
    assert refused.value.sentence.code == "decision-not-hers"
    with pytest.raises(NotAllowed):
        decided(point, cast, by=cast.lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionPoint.objects.filter(pk=point.pk).update(
            state="decided", answer="no", decided_by=cast.lin, decided_at=LATER
        )
    assert decided(point, cast) is not None


def test_a_question_has_two_to_five_whole_options(cast):
    with pytest.raises(BadInput, match="2至5个方案"):
        prepared(cast, options=[actions.Choice("只有一条路")])
    with pytest.raises(BadInput, match="任务要求和办结标准"):
        prepared(cast, options=options(cast, criterion=" "))
    with pytest.raises(BadInput, match="不能超过150字"):
        prepared(cast, question="问" * 151)
    with pytest.raises(BadInput, match="不能早于今天"):
        prepared(cast, due_on=make.DAY - dt.timedelta(days=1))
    assert prepared(cast, question="问" * 150).pk


def test_a_unit_head_asks_and_the_coordinator_completes_what_becomes_a_matter(cast):
    with pytest.raises(BadInput, match="由协调员补齐"):
        prepared(cast, by=cast.qin)
    plain = [actions.Choice("由我局办理"), actions.Choice("由自然资源局办理")]
    point = prepared(cast, by=cast.qin, options=plain)

    actions.revise(
        point,
        version=point.version,
        question=point.question,
        due_on=DUE,
        options=options(cast),
        by=cast.lin,
        now=make.NOON,
    )

    assert decided(point, cast).drafted_by == cast.lin


def test_of_two_who_write_at_once_the_second_is_told(cast):
    point = prepared(cast)
    stale = DecisionPoint.objects.get(pk=point.pk)
    words = {"question": "渠首用地？", "due_on": DUE, "options": options(cast)}
    actions.revise(point, version=1, **words, by=cast.lin, now=make.NOON)

    with pytest.raises(Overtaken):
        decided(stale, cast, version=1)
    assert not Matter.objects.exists()
    assert decided(point, cast).title == "由水利局牵头办理渠首用地"


def test_a_withdrawn_question_is_owed_by_nobody_and_decided_by_nobody(cast):
    point = prepared(cast)
    with pytest.raises(BadInput, match="撤回的原因"):
        actions.withdraw(point, reason=" ", by=cast.lin, now=LATER)
    actions.withdraw(point, reason="双方已经商定", by=cast.lin, now=LATER)

    assert Obligation.objects.get(kind=Kind.DECISION).outcome == "void"
    with pytest.raises(IllegalMove):
        decided(point, cast)


def test_asked_again_says_with_what_and_is_asked_once_more(cast):
    first = prepared(cast)
    with pytest.raises(BadInput, match="要补充什么"):
        decided(first, cast, answer="again", option=None)
    decided(first, cast, answer="again", option=None, note="补充资金来源")

    second = prepared(cast, follows=first, question="渠首用地由谁牵头，资金从哪里来？")
    assert second.follows == first
    with pytest.raises(IllegalMove):
        prepared(cast, follows=first, question="再问一次？")


def test_the_same_question_waits_once_for_the_same_person(cast):
    point = prepared(cast)
    with pytest.raises(Duplicate):
        prepared(cast)
    decided(point, cast, option=2)
    assert prepared(cast).pk != point.pk


def test_a_question_is_seen_by_those_whom_it_names_and_is_nothing_to_others(cast):
    point = prepared(cast)

    for who in (cast.lin, cast.han, cast.zhao, cast.wu, cast.ma):
        assert queries.decision_for(who, point.pk, now=LATER) == point
    for stranger in (cast.ding, cast.aiko):
        with pytest.raises(NotFound):
            queries.decision_for(stranger, point.pk, now=LATER)


def test_what_waited_for_a_decision_on_a_past_day_can_be_asked(cast):
    point = prepared(cast)
    decided(point, cast, option=2)
    everything = Scope(everything=True)

    assert list(queries.open_then(everything, as_of=make.NOON + dt.timedelta(hours=1))) == [point]
    assert not queries.open_then(everything, as_of=LATER)
    assert not queries.open_then(everything, as_of=make.NOON - dt.timedelta(minutes=1))
