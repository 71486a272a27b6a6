"""Who sees which matters, which moves are hers, and under which light they stand."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from luoshi.matters import actions, queries
from luoshi.matters.models import Matter
from luoshi.values.errors import IllegalMove, Incomplete, NotAllowed, NotFound
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def sees(account, matter):
    return queries.visible_matters(account, now=make.NOON).filter(pk=matter.pk).exists()


def names(account, matter, *, now=stories.SIGNED):
    matter = queries.matter_for(account, matter.pk, now=now)
    return [move.name for move in queries.moves_open_to(account, matter, now=now)]


def barred(account, matter, *, now):
    return [(m, why) for m, why in queries.moves_of(account, matter, now=now) if why is not None]


def test_a_matter_is_seen_by_its_units_and_not_by_others(cast):
    matter = stories.issued(cast)
    assert [sees(who, matter) for who in (cast.lin, cast.wu, cast.ma)] == [True] * 3
    assert not sees(cast.aiko, matter)
    with pytest.raises(NotFound):
        queries.matter_for(cast.aiko, matter.pk, now=make.NOON)


def test_before_it_is_issued_only_the_office_and_its_raiser_see_it(cast):
    matter = stories.pending(cast, kind="problem", raised_by=cast.builder)
    assert [sees(who, matter) for who in (cast.lin, cast.zhao, cast.ding)] == [True] * 3
    assert not sees(cast.wu, matter)


@pytest.mark.parametrize(
    ("as_far_as", "han", "qin"),
    [
        ("pending", ["issue", "send_back", "cancel"], None),
        ("issued", ["urge", "pause", "cancel"], ["sign", "raise_objection"]),
        ("closed", ["reopen"], []),
    ],
)
def test_the_leader_rests_reopens_and_cancels_and_the_head_of_the_unit_objects(
    cast, as_far_as, han, qin
):
    matter = getattr(stories, as_far_as)(cast)
    assert names(cast.han, matter) == han
    if qin is not None:
        assert names(cast.qin, matter) == qin


@pytest.mark.parametrize(
    ("as_far_as", "lin", "zhao", "wu", "ma"),
    [
        ("issued", ["urge"], ["urge"], ["sign"], ["give_input"]),
        (
            "signed",
            ["urge"],
            ["urge"],
            ["lay_plan", "feed_back", "ask_extension", "claim"],
            ["give_input"],
        ),
        ("claimed", ["close", "send_for_redo"], ["close", "send_for_redo"], [], ["give_input"]),
        ("closed", ["archive"], [], [], []),
    ],
)
def test_each_is_offered_only_the_moves_that_are_hers(cast, as_far_as, lin, zhao, wu, ma):
    matter = getattr(stories, as_far_as)(cast)
    offered = [names(who, matter) for who in (cast.lin, cast.zhao, cast.wu, cast.ma)]
    assert offered == [lin, zhao, wu, ma]


def test_the_author_edits_and_hands_up_and_the_approver_issues_or_sends_back(cast):
    assert names(cast.lin, stories.drafted(cast)) == ["edit_draft", "submit", "cancel"]
    matter = stories.pending(cast)
    assert names(cast.zhao, matter) == ["issue", "send_back"]
    assert names(cast.lin, matter) == []


def test_an_answer_is_offered_once_somebody_asked(cast):
    matter = stories.signed(cast)
    assert "decide_extension" not in names(cast.zhao, matter)
    assert barred(cast.zhao, matter, now=stories.SIGNED) == []
    actions.ask_extension(
        matter,
        slip_cause="weather",
        due_asked=dt.date(2026, 7, 20),
        reason="汛期停工",
        done_so_far="东岸已勘完",
        by=cast.wu,
        now=stories.SIGNED,
    )
    assert "decide_extension" in names(cast.zhao, matter)
    assert "ask_extension" not in names(cast.wu, matter)


def test_what_stands_in_the_way_of_a_move_is_told(cast):
    draft = stories.drafted(cast, criterion="")
    ((move, refusal),) = barred(cast.lin, draft, now=make.NOON)
    assert (move.name, type(refusal)) == ("submit", Incomplete)

    late = stories.signed(cast)
    ((move, refusal),) = barred(cast.wu, late, now=make.at("2026-07-05"))
    assert (move.name, type(refusal)) == ("ask_extension", IllegalMove)


@pytest.mark.parametrize("as_far_as", ["drafted", "pending", "issued", "signed", "claimed"])
def test_a_button_and_the_refusal_behind_it_never_disagree(cast, as_far_as):
    matter = getattr(stories, as_far_as)(cast)
    now = make.at("2026-06-12")
    deeds = {
        "submit": lambda m, who: actions.submit(m, by=who, now=now),
        "issue": lambda m, who: actions.issue(m, by=who, now=now),
        "send_back": lambda m, who: actions.send_back(m, reason="改", by=who, now=now),
        "sign": lambda m, who: actions.sign(m, by=who, now=now),
        "claim": lambda m, who: actions.claim(
            m, performed_on=now.date(), result="办完", by=who, now=now
        ),
        "close": lambda m, who: actions.close(m, by=who, now=now),
        "send_for_redo": lambda m, who: actions.send_for_redo(m, reason="改", by=who, now=now),
        "cancel": lambda m, who: actions.cancel(m, reason="并入", by=who, now=now),
    }
    for who in (cast.lin, cast.zhao, cast.wu, cast.ma, cast.aiko):
        offered = {move.name for move in queries.moves_open_to(who, matter, now=now)}
        for name, deed in deeds.items():
            version = Matter.objects.get(pk=matter.pk).version
            copy = Matter.objects.get(pk=matter.pk)
            assert can(deed, copy, who) == (name in offered), (who.username, name)
            assert Matter.objects.get(pk=matter.pk).version == version


def can(deed, matter, who):
    """Whether a deed goes through; it is undone at once."""
    try:
        with transaction.atomic():
            deed(matter, who)
            raise InterruptedError
    except InterruptedError:
        return True
    except (IllegalMove, NotAllowed):
        return False


def colour(matter, today):
    return queries.lights_of([matter], today=dt.date.fromisoformat(today))[matter.pk].colour


def test_a_matter_shows_the_worst_of_what_its_lead_owes_and_in_the_end_how_it_was_done(cast):
    matter = stories.issued(cast)
    assert colour(matter, "2026-05-19") == "yellow"  # to be signed tomorrow
    assert colour(matter, "2026-05-21") == "red"
    actions.sign(matter, by=cast.wu, now=make.at("2026-05-21"))
    assert colour(matter, "2026-05-21") == "green"
    actions.claim(
        matter,
        performed_on=dt.date(2026, 7, 2),
        result="办完",
        by=cast.wu,
        now=make.at("2026-07-02"),
    )
    light = queries.lights_of([matter], today=dt.date(2026, 7, 3))[matter.pk]
    assert (light.colour, light.word) == ("orange", "待审核")
    assert str(light.reason) == "报告2026年7月2日办结，迟2天，等待审核"
    actions.close(matter, by=cast.lin, now=make.at("2026-07-03"))
    light = queries.lights_of([matter], today=dt.date(2026, 7, 3))[matter.pk]
    assert (light.colour, light.word) == ("blue", "迟办")


def test_lists_put_first_what_is_due_first_and_last_what_is_over(cast):
    closed = stories.claimed(cast)
    actions.close(closed, by=cast.lin, now=make.at("2026-06-12"))
    calm = stories.signed(cast)
    draft = stories.drafted(cast)
    late = stories.signed(cast, due_proposed=dt.date(2026, 6, 1))
    rows = queries.listed(queries.visible_matters(cast.lin, now=make.NOON))
    assert list(rows.order_by("over", "due_rank")) == [late, calm, draft, closed]


def test_a_draft_has_no_light(cast):
    assert queries.lights_of([stories.drafted(cast)], today=make.DAY) == {}


def test_matters_are_found_by_light_words_and_unit(cast):
    late = stories.signed(cast, due_proposed=dt.date(2026, 5, 25))
    calm = stories.signed(cast, title="编制取水许可方案")
    rows = queries.visible_matters(cast.lin, now=make.NOON)
    today = dt.date(2026, 5, 26)
    assert list(queries.lit(rows, "red", today=today)) == [late]
    assert list(queries.lit(rows, "green", today=today)) == [calm]
    assert list(queries.matching(rows, "取水 方案")) == [calm]
    assert list(queries.matching(rows, "取水 大桥")) == []
    assert set(queries.of_unit(rows, cast.land.pk)) == {late, calm}
    assert not queries.of_unit(rows, cast.energy.pk)
