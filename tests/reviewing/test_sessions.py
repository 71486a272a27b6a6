"""A review session from its plan to its minutes, and what the next one begins with."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.matters import actions as matters
from luoshi.matters.models import Matter
from luoshi.owed.models import Obligation
from luoshi.reviewing import actions, freezing, queries, sitting, tasks
from luoshi.reviewing.models import ReviewSession
from luoshi.values.errors import (
    BadInput,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
)
from tests import make
from tests.matters import stories
from tests.reviewing import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def owed() -> list[tuple[str, object, object]]:
    rows = Obligation.objects.filter(kind="session-comment").order_by("pk")
    return [(one.debtor_unit.name, one.due_on, one.outcome) for one in rows]


# --- before the session


def test_the_unit_in_charge_owes_its_comment_while_the_window_is_open(cast):
    session = held.planned(cast)
    item = actions.add_item(session, matter=stories.signed(cast), by=cast.lin, now=held.PLANNED)
    assert owed() == []  # the window is not open yet
    actions.open_comments(session, by=cast.lin, now=held.OPENED)
    assert owed() == [("青泉州水利局", dt.date(2026, 6, 22), None)]
    with pytest.raises(Incomplete):
        actions.comment(item, unit=cast.water, text=" ", by=cast.wu, now=held.OPENED)
    actions.comment(item, unit=cast.water, text="西岸尚缺界桩。", by=cast.wu, now=held.OPENED)
    assert owed() == [("青泉州水利局", dt.date(2026, 6, 22), "done")]


def test_only_the_sides_of_a_thing_comment_on_it_each_for_itself(cast):
    session = held.planned(cast)
    item = actions.add_item(session, matter=stories.signed(cast), by=cast.lin, now=held.PLANNED)
    actions.open_comments(session, by=cast.lin, now=held.OPENED)
    told = {"text": "用地红线已提供。", "now": held.OPENED}
    actions.comment(item, unit=cast.land, by=cast.ma, **told)  # it helps
    for unit, by in ((cast.energy, cast.aiko), (cast.water, cast.ma)):
        with pytest.raises(NotAllowed):
            actions.comment(item, unit=unit, by=by, **told)


def test_a_session_is_planned_on_a_day_of_its_own_with_its_days_in_order(cast):
    held.planned(cast)
    with pytest.raises(Duplicate):
        held.planned(cast)
    late = {"held_on": dt.date(2026, 7, 22), "comments_to": dt.date(2026, 7, 23)}
    with pytest.raises(BadInput) as refused:
        held.planned(cast, **late)
    assert set(refused.value.fields) == {"comments_to", "freeze_at"}


def test_the_next_days_are_proposed_until_they_are_planned(cast):
    day = make.at("2026-06-01")
    assert [one.held.on for _, one in queries.coming(cast.region, now=day)][0] == held.HELD
    held.planned(cast)
    assert held.HELD not in [one.held.on for _, one in queries.coming(cast.region, now=day)]


def test_the_sweep_opens_the_window_and_freezes_at_the_moment_once(cast):
    session = held.planned(cast)
    actions.add_item(session, matter=stories.signed(cast), by=cast.lin, now=held.PLANNED)
    done = [
        tasks.carry_sessions(now=now).done
        for now in (make.at("2026-06-17"), held.OPENED, held.OPENED, held.FROZEN, held.FROZEN)
    ]
    assert done == [0, 1, 0, 1, 0]
    session.refresh_from_db()
    assert (session.state, session.frozen_at) == ("frozen", held.FROZEN)
    assert len(owed()) == 1


def test_the_order_of_the_agenda_is_changed_and_a_thing_stands_there_once(cast):
    session = held.planned(cast)
    one, two = (
        actions.add_item(
            session, matter=stories.signed(cast, title=title), by=cast.lin, now=held.PLANNED
        )
        for title in ("甲事", "乙事")
    )
    actions.move_item(two, up=True, by=cast.lin, now=held.PLANNED)
    assert [str(item) for item in session.items.all()] == ["乙事", "甲事"]
    with pytest.raises(Duplicate):
        actions.add_item(session, matter=one.matter, by=cast.lin, now=held.PLANNED)
    actions.drop_item(one, by=cast.lin, now=held.PLANNED)
    assert session.items.count() == 1


# --- the freeze


def test_what_is_frozen_stays_and_what_changed_since_stands_beside(cast):
    matter = stories.signed(cast)
    session = held.frozen(cast, matter)
    item = session.items.get()
    matters.feed_back(matter, text="西岸已补桩。", by=cast.wu, now=held.BEGUN)
    session.refresh_from_db()
    then, now = queries.frozen_of(session, item), freezing.state_of(item, now=held.BEGUN)
    assert (then["progress"], now["progress"]) == ("", "西岸已补桩。")
    assert freezing.is_intact(session)
    for column, value in (("frozen", {}), ("frozen_sha256", "0" * 64), ("frozen_at", held.BEGUN)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewSession.objects.filter(pk=session.pk).update(**{column: value})


def test_every_frozen_figure_says_out_of_how_many_and_which_rows(cast):
    late = stories.signed(cast, title="甲事", due_proposed=dt.date(2026, 6, 10))
    session = held.frozen(cast, late, stories.signed(cast, title="乙事"))
    told = {one["key"]: one for one in session.frozen["figures"]}
    assert (told["late"]["n"], told["late"]["base"], told["late"]["rows"]) == (1, 2, [late.pk])


def test_after_the_freeze_the_agenda_stays_as_it_is(cast):
    session = held.frozen(cast, stories.signed(cast))
    with pytest.raises(IllegalMove):
        actions.add_item(
            session, matter=stories.signed(cast, title="乙事"), by=cast.lin, now=held.FROZEN
        )


# --- the sitting


def test_a_decision_is_a_matter_at_once_and_another_hand_issues_it(cast):
    session = held.sitting_now(cast, stories.signed(cast))
    item = session.items.get()
    matter = sitting.decide(item, **held.decision(cast), by=cast.lin, now=held.BEGUN)
    assert (matter.state, matter.engagement, item.outcome) == (
        "pending",
        session.engagement,
        "decided",
    )
    assert list(queries.to_issue(cast.han, session, now=held.BEGUN)) == [matter]
    with pytest.raises(NotAllowed):  # who wrote it does not approve it
        matters.issue(matter, by=cast.lin, now=held.BEGUN)
    matters.issue(matter, by=cast.han, now=held.BEGUN)
    assert matter.number and matter.passage.quote.startswith("6月调度会")
    assert not queries.to_issue(cast.han, session, now=held.BEGUN)


def test_half_a_decision_is_none(cast):
    session = held.sitting_now(cast, stories.signed(cast))
    with pytest.raises(Incomplete):
        half = held.decision(cast, person=None, due=None)
        sitting.decide(session.items.get(), **half, by=cast.lin, now=held.BEGUN)
    assert session.items.get().outcome == "open"
    assert not Matter.objects.filter(title="7月10日前完成西岸勘界").exists()


def test_two_secretaries_do_not_both_decide_one_item(cast):
    session = held.sitting_now(cast, stories.signed(cast))
    first, second = session.items.get(), session.items.get()
    sitting.say(first, outcome="noted", words="按计划推进。", by=cast.lin, now=held.BEGUN)
    with pytest.raises(Overtaken):
        sitting.say(second, outcome="next", words="", by=cast.lin, now=held.BEGUN)


def test_a_session_ends_when_something_was_said_of_every_item_and_has_its_minutes(cast):
    session = held.sitting_now(
        cast, stories.signed(cast, title="甲事"), stories.signed(cast, title="乙事")
    )
    one, two = session.items.all()
    sitting.decide(one, **held.decision(cast), by=cast.lin, now=held.BEGUN)
    with pytest.raises(IllegalMove) as refused:
        sitting.close(session, by=cast.lin, now=held.BEGUN)
    assert "乙事" in str(refused.value)
    sitting.say(two, outcome="next", words="资料不全", by=cast.lin, now=held.BEGUN)
    document = sitting.close(session, by=cast.lin, now=held.BEGUN)
    said = str(document.versions.get().said)
    assert "由青泉州水利局牵头" in said and "乙事：资料不全，下次会议再议" in said
    assert "韩卓" in said and "秦朗" in said
    assert session.state == "closed"


def test_the_next_session_begins_with_what_the_last_one_decided_and_put_off(cast):
    session = held.sitting_now(
        cast, stories.signed(cast, title="甲事"), stories.signed(cast, title="乙事")
    )
    one, two = session.items.all()
    sitting.say(one, outcome="next", words="", by=cast.lin, now=held.BEGUN)
    decided = sitting.decide(two, **held.decision(cast), by=cast.lin, now=held.BEGUN)
    sitting.close(session, by=cast.lin, now=held.BEGUN)
    july = held.planned(
        cast,
        name="7月调度会",
        fixed_on=dt.date(2026, 7, 22),
        held_on=dt.date(2026, 7, 22),
        comments_from=dt.date(2026, 7, 16),
        comments_to=dt.date(2026, 7, 20),
        freeze_at=make.at("2026-07-21", 18),
    )
    assert [(str(item), item.before.session) for item in july.items.all()] == [
        (decided.title, session),
        ("甲事", session),
    ]


def test_a_cancelled_session_owes_nothing_and_its_day_is_free_again(cast):
    session = held.planned(cast)
    actions.add_item(session, matter=stories.signed(cast), by=cast.lin, now=held.PLANNED)
    actions.open_comments(session, by=cast.lin, now=held.OPENED)
    with pytest.raises(Incomplete):
        actions.cancel(session, reason="", by=cast.lin, now=held.OPENED)
    actions.cancel(session, reason="领导出差", by=cast.lin, now=held.OPENED)
    assert [outcome for *_, outcome in owed()] == ["void"]
    held.planned(cast)


# --- who sees what


def test_a_unit_sees_the_sessions_and_the_items_that_concern_it(cast):
    session = held.frozen(
        cast,
        stories.signed(cast, title="甲事"),
        stories.issued(cast, title="乙事", lead=cast.land, person=cast.ma.person, cooperating=[]),
    )
    there = queries.session_for(cast.wu, session.pk, now=held.FROZEN)
    assert [str(one) for one in queries.items_seen(there, cast.wu, now=held.FROZEN)] == ["甲事"]
    assert not queries.sees_figures(cast.wu, there, now=held.FROZEN)
    with pytest.raises(NotFound):
        queries.session_for(cast.aiko, session.pk, now=held.FROZEN)
