"""A tour from its plan to what came of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.meetings import actions as meetings
from luoshi.owed.models import Obligation
from luoshi.touring import actions, asking, noting, queries
from luoshi.touring.models import FieldNote
from luoshi.values.errors import Duplicate, IllegalMove, NotAllowed, SecretMark
from tests import make

pytestmark = pytest.mark.django_db
DAY, ON = make.at("2026-05-18"), dt.date(2026, 5, 18)


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def tour(cast):
    return meetings.add_engagement(
        kind="tour",
        name="青泉行",
        start_on=ON,
        end_on=dt.date(2026, 5, 19),
        place="青泉",
        units=[cast.water],
        held_by=cast.region,
        by=cast.lin,
        now=DAY,
    )


def stop(tour, cast, name="灌区工地", begins=9, ends=11, **fields):
    hours = {"begins": dt.time(begins), "ends": dt.time(ends)}
    given = {"on": ON, "host": cast.water, "place": "察汗"} | hours | fields
    return actions.add_stop(tour, name=name, **given, by=cast.lin, now=DAY)


def test_stops_stand_in_the_order_of_their_hours_and_overlapping_ones_are_pointed_out(tour, cast):
    late = stop(tour, cast, "园区", 10, 12)
    early = stop(tour, cast)
    apart = stop(tour, cast, "座谈", 15, 17)
    rows = queries.stops_of(tour)
    assert rows == [early, late, apart]
    assert queries.clashes(rows) == {early.pk, late.pk}


def test_a_stop_that_took_place_is_a_visit_of_the_tour_with_whoever_went_along(tour, cast):
    where = stop(tour, cast)
    actions.add_member(
        tour, person=cast.han.person, role="leader", unit=cast.region, by=cast.lin, now=DAY
    )
    held = actions.hold_stop(where, by=cast.lin, now=DAY)
    assert (held.tour, held.kind, held.attendances.get().part) == (tour, "site-visit", "chair")
    with pytest.raises(Duplicate):
        actions.hold_stop(where, by=cast.lin, now=DAY)
    with pytest.raises(IllegalMove):
        actions.drop_stop(where, by=cast.lin, now=DAY)


def test_an_answer_promised_by_a_day_is_owed_until_it_is_given(tour, cast):
    question = asking.add_question(
        tour, text="用水指标何时下达？", stop=stop(tour, cast), by=cast.lin, now=DAY
    )
    asking.promise(question, promised_on=dt.date(2026, 5, 25), by=cast.lin, now=DAY)
    debt = Obligation.objects.get(kind="tour-answer")
    assert (debt.debtor_unit, debt.due_on, debt.discharged_at) == (
        cast.water,
        dt.date(2026, 5, 25),
        None,
    )
    asking.answer(question, text="5月底下达。", by=cast.lin, now=make.at("2026-05-24"))
    debt.refresh_from_db()
    assert (question.state, debt.outcome) == ("answered", "done")


def test_a_note_becomes_a_matter_that_rests_on_its_own_words(tour, cast):
    where = stop(tour, cast)
    note = noting.take_note(
        tour, text="三号桥断面太窄。", kind="problem", stop=where, token="a", by=cast.lin, now=DAY
    )
    matter = noting.make_matter(note, by=cast.lin, now=DAY)
    assert (matter.state, matter.kind, matter.raised_by) == ("draft", "problem", cast.water)
    assert "三号桥断面太窄。" in matter.passage.quote and "青泉行" in matter.passage.quote
    with pytest.raises(Duplicate):
        noting.make_matter(note, by=cast.lin, now=DAY)


def test_a_note_sent_twice_over_a_bad_line_is_there_once(tour, cast):
    for _ in range(2):
        noting.take_note(tour, text="工地停电。", token="same", by=cast.lin, now=DAY)
    assert FieldNote.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldNote.objects.update(text="没有停电。")


def test_an_answer_heard_on_site_settles_the_question(tour, cast):
    question = asking.add_question(tour, text="何时开工？", by=cast.lin, now=DAY)
    noting.take_note(
        tour, text="六月开工。", kind="answer", question=question, token="b", by=cast.lin, now=DAY
    )
    question.refresh_from_db()
    assert (question.state, question.answer) == ("answered", "六月开工。")


def test_secret_words_are_not_kept_and_a_visitor_s_unit_plans_nothing(tour, cast):
    with pytest.raises(SecretMark):
        noting.take_note(tour, text="机密★10年\n内容", token="c", by=cast.lin, now=DAY)
    with pytest.raises(NotAllowed):
        noting.take_note(tour, text="看到了。", token="d", by=cast.wu, now=DAY)
    assert not FieldNote.objects.exists()
