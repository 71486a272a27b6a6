"""Words such as 其他部门: kept, named or struck before anything is asked of anybody."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.queries import history_of
from luoshi.matters import actions, queries
from luoshi.matters.models import Matter, Placeholder
from luoshi.values.errors import IllegalMove, Incomplete, NotAllowed, Overtaken
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def drafted(cast, words="其他部门", role="cooperating", **fields):
    matter = stories.drafted(cast, **fields)
    (placeholder,) = actions.note_placeholders(
        matter, placeholders=[actions.Words(words, role)], by=cast.lin, now=stories.DRAFTED
    )
    return matter, placeholder


def name(cast, placeholder, *units, by=None):
    actions.name_units(placeholder, units=units, by=by or cast.lin, now=stories.DRAFTED)


def strike(cast, placeholder, reason="会议没有交办其他单位"):
    actions.strike_words(placeholder, reason=reason, by=cast.lin, now=stories.DRAFTED)


def parts(matter):
    return [(one.unit, one.role) for one in matter.parts.all()]


def test_a_matter_is_not_handed_up_while_nobody_has_said_whom_its_words_mean(cast):
    matter, _ = drafted(cast)
    with pytest.raises(IllegalMove) as refused:
        actions.submit(matter, by=cast.lin, now=stories.DRAFTED)
    assert (refused.value.code, "其他部门" in str(refused.value)) == ("placeholders-open", True)
    (why,) = [why for move, why in queries.moves_of(cast.lin, matter, now=stories.DRAFTED)
              if move.name == "submit"]  # fmt: skip
    assert why.code == "placeholders-open"


def test_named_units_work_on_the_matter_in_the_role_of_the_words(cast):
    matter, placeholder = drafted(cast)
    name(cast, placeholder, cast.builder, cast.energy, cast.land)
    assert parts(matter) == [
        (cast.land, "cooperating"),
        (cast.builder, "cooperating"),
        (cast.energy, "cooperating"),
    ]
    actions.submit(placeholder.matter, by=cast.lin, now=stories.DRAFTED)
    assert Matter.objects.get().state == "pending"
    assert history_of(matter)[1].data["words"] == "其他部门"


def test_struck_words_bind_nobody_and_say_why(cast):
    matter, placeholder = drafted(cast)
    with pytest.raises(Incomplete):
        strike(cast, placeholder, reason=" ")
    strike(cast, placeholder)
    assert parts(matter) == [(cast.land, "cooperating")]
    actions.submit(placeholder.matter, by=cast.lin, now=stories.DRAFTED)
    assert Placeholder.objects.get().reason == "会议没有交办其他单位"


def test_words_in_the_place_of_the_lead_become_the_lead_when_one_unit_is_meant(cast):
    matter, placeholder = drafted(cast, words="有关县市", role="lead", lead=None)
    name(cast, placeholder, cast.prefecture)
    assert Matter.objects.get(pk=matter.pk).lead == cast.prefecture


def test_several_units_in_the_place_of_the_lead_are_responsible_and_the_lead_stays_open(cast):
    matter, placeholder = drafted(cast, words="各县市", role="lead", lead=None)
    name(cast, placeholder, cast.prefecture, cast.water)
    assert Matter.objects.get(pk=matter.pk).lead is None
    assert parts(matter)[1:] == [(cast.prefecture, "responsible"), (cast.water, "responsible")]
    with pytest.raises(Incomplete):
        actions.submit(placeholder.matter, by=cast.lin, now=stories.DRAFTED)


def test_only_who_drafts_says_whom_the_words_mean_and_only_once(cast):
    _, placeholder = drafted(cast)
    copy = Placeholder.objects.get()
    with pytest.raises(NotAllowed):
        name(cast, placeholder, cast.builder, by=cast.wu)
    name(cast, placeholder, cast.builder)
    with pytest.raises(Overtaken):
        strike(cast, copy)


def test_what_was_edited_from_an_older_page_does_not_lose_the_units_just_named(cast):
    matter, placeholder = drafted(cast)
    older = stories.edited(matter)
    name(cast, placeholder, cast.builder)
    with pytest.raises(Overtaken):
        actions.edit_draft(matter, **older | {"title": "改名"}, by=cast.lin, now=stories.DRAFTED)
    assert (cast.builder, "cooperating") in parts(matter)


def test_a_group_is_not_set_up_while_its_words_wait(cast):
    group = actions.set_up_group(
        name="灌区专班",
        lead=cast.water,
        placeholders=[actions.Words("有关部门")],
        held_by=cast.region,
        by=cast.lin,
        now=make.NOON,
    )
    paper = actions.Paper("成立通知", on=dt.date(2026, 5, 18))
    with pytest.raises(IllegalMove):
        actions.establish_group(group, paper=paper, by=cast.lin, now=make.NOON)
    name(cast, group.placeholders.get(), cast.land)
    group.refresh_from_db()
    actions.establish_group(group, paper=paper, by=cast.lin, now=make.NOON)
    assert [(one.unit, one.role, str(one.from_on)) for one in group.units.all()] == [
        (cast.land, "cooperating", "2026-05-18")
    ]


def test_the_same_words_of_one_sentence_are_named_once_for_the_matter_and_its_group(cast):
    words = make.passage(held_by=cast.region, by=cast.lin, text="其他部门")
    given = [actions.Words("其他部门", "cooperating", words)]
    group = actions.set_up_group(
        name="灌区专班", lead=cast.water, placeholders=given,
        held_by=cast.region, by=cast.lin, now=make.NOON,
    )  # fmt: skip
    matter = stories.drafted(cast, group=group)
    (mine,) = actions.note_placeholders(matter, placeholders=given, by=cast.lin, now=make.NOON)
    name(cast, mine, cast.builder)
    assert not Placeholder.objects.open().exists()
    assert [one.unit for one in group.units.all()] == [cast.builder]


def test_words_belong_to_one_row_and_half_settled_words_cannot_be(cast):
    _, placeholder = drafted(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placeholder.objects.create(words="其他部门", role="cooperating")
    with pytest.raises(IntegrityError), transaction.atomic():
        Placeholder.objects.filter(pk=placeholder.pk).update(settled_at=make.NOON)
