"""From a sentence to a promise that may be issued."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.audit.queries import history_of
from luoshi.matters import actions
from luoshi.matters.models import Matter, State
from luoshi.values.errors import BadInput, Duplicate, Incomplete, NotAllowed, Overtaken
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def test_a_draft_may_still_lack_what_nobody_knows_yet(cast):
    matter = stories.drafted(cast, lead=None, person=None, due_proposed=None, cooperating=[])
    assert (matter.state, matter.number, matter.due_original) == (State.DRAFT, None, None)


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("criterion", "办结标准"),
        ("lead", "牵头单位"),
        ("person", "责任人"),
        ("due_proposed", "完成期限"),
        ("passage", "依据原文"),
    ],
)
def test_nothing_vague_goes_up_for_approval(cast, field, label):
    empty = "" if field == "criterion" else None
    matter = stories.drafted(cast, **{field: empty})
    with pytest.raises(Incomplete) as refused:
        actions.submit(matter, by=cast.lin, now=stories.DRAFTED)
    assert refused.value.fields == (field,)
    assert str(refused.value) == f"还缺少：{label}。请补全后再提交。"

    actions.edit_draft(
        matter,
        **stories.edited(
            matter,
            criterion="双方签字确认",
            lead=cast.water,
            person=cast.wu.person,
            due_proposed=stories.DUE,
            passage=matter.passage or make.passage(held_by=cast.region, by=cast.lin),
        ),
        by=cast.lin,
        now=stories.DRAFTED,
    )
    actions.submit(matter, by=cast.lin, now=stories.DRAFTED)
    assert matter.state == State.PENDING


def test_everything_that_is_missing_is_named_at_once(cast):
    matter = stories.drafted(cast, lead=None, person=None, due_proposed=None, criterion=" ")
    with pytest.raises(Incomplete) as refused:
        actions.submit(matter, by=cast.lin, now=stories.DRAFTED)
    assert refused.value.fields == ("criterion", "lead", "person", "due_proposed")


def test_a_promise_for_a_day_that_has_passed_is_not_handed_up(cast):
    matter = stories.drafted(cast, due_proposed=dt.date(2026, 5, 17))
    with pytest.raises(BadInput) as refused:
        actions.submit(matter, by=cast.lin, now=stories.DRAFTED)
    assert "2026年5月17日已经过去" in str(refused.value)


def test_without_title_and_content_there_is_no_draft(cast):
    with pytest.raises(Incomplete) as refused:
        stories.drafted(cast, title=" ", content="")
    assert refused.value.fields == ("title", "content")
    assert not Matter.objects.exists()


def test_a_kind_that_nobody_knows_and_a_title_without_end_are_told_together(cast):
    with pytest.raises(BadInput) as refused:
        stories.drafted(cast, kind="wish", title="长" * 201)
    assert set(refused.value.fields) == {"kind", "title"}


@pytest.mark.parametrize("role", ["lead", "responsible"])
def test_who_leads_or_answers_does_not_merely_help(cast, role):
    fields = {role: cast.land if role == "lead" else [cast.land]}
    with pytest.raises(BadInput) as refused:
        stories.drafted(cast, **fields)
    assert str(refused.value).startswith("青泉州自然资源局已经是牵头或责任单位")
    assert stories.drafted(cast, **fields, cooperating=[]).pk


def test_the_same_form_sent_twice_makes_one_matter(cast):
    passage = make.passage(held_by=cast.region, by=cast.lin)
    first = stories.drafted(cast, passage=passage)
    with pytest.raises(Duplicate) as refused:
        stories.drafted(cast, passage=passage)
    assert refused.value.params["pk"] == first.pk
    assert Matter.objects.count() == 1


def test_the_same_words_in_another_document_are_another_matter(cast):
    stories.drafted(cast)
    stories.drafted(cast)
    assert Matter.objects.count() == 2


def test_a_handler_does_not_draft_for_the_office(cast):
    with pytest.raises(NotAllowed):
        actions.draft_matter(
            kind="task",
            title="完成勘界",
            content="完成勘界。",
            held_by=cast.region,
            passage=None,
            by=cast.wu,
            now=make.NOON,
        )


def test_of_two_who_edit_one_draft_the_second_is_told_and_overwrites_nothing(cast):
    matter = stories.drafted(cast)
    hers = Matter.objects.get(pk=matter.pk)
    wanted = stories.edited(hers, title="完成全部勘界")
    actions.edit_draft(
        matter, **stories.edited(matter, title="完成东岸勘界"), by=cast.lin, now=make.NOON
    )
    with pytest.raises(Overtaken):
        actions.edit_draft(hers, **wanted, by=cast.lin, now=make.NOON)
    assert Matter.objects.get().title == "完成东岸勘界"


def test_an_edit_is_recorded_by_what_changed_and_an_empty_one_not_at_all(cast):
    matter = stories.drafted(cast)
    actions.edit_draft(matter, **stories.edited(matter), by=cast.lin, now=make.NOON)
    actions.edit_draft(
        matter,
        **stories.edited(matter, title="完成东岸勘界", cooperating=[]),
        by=cast.lin,
        now=make.NOON,
    )
    assert [(e.type, e.data.get("changed")) for e in history_of(matter)] == [
        ("matter.edited", ["事项", "配合单位"]),
        ("matter.drafted", None),
    ]


def test_an_approver_sends_back_with_a_reason_and_the_draft_can_be_mended(cast):
    matter = stories.pending(cast)
    with pytest.raises(Incomplete):
        actions.send_back(matter, reason=" ", by=cast.zhao, now=make.NOON)
    actions.send_back(matter, reason="期限太宽", by=cast.zhao, now=make.NOON)
    assert matter.state == State.DRAFT
    actions.submit(matter, by=cast.lin, now=make.NOON)
    assert matter.state == State.PENDING
