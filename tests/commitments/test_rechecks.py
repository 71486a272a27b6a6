"""What was closed is looked at again: drawn by the record, not by anybody's choice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.models import Event
from luoshi.commitments import queries, rechecking
from luoshi.commitments.models import Draw, Recheck
from luoshi.matters.models import Reopening
from luoshi.owed.models import Obligation
from luoshi.rules import sampling
from luoshi.values.errors import Duplicate, IllegalMove, NotAllowed
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
LATER = make.at("2026-06-17")


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def checker(cast):
    return make.account(cast.region, "supervisor", name="陶然")


@pytest.fixture
def drawn(cast, checker):
    stories.closed(cast, raised_by=cast.builder)
    rechecking.draw(period="2026-06A", by=checker, now=LATER)
    return Recheck.objects.get()


def said(**fields):
    return {
        "way": "visit",
        "finding": "not",
        "checked_on": dt.date(2026, 6, 17),
        "words": "界桩又倒了。",
    } | fields


def test_a_draw_takes_its_share_of_every_unit_and_can_be_repeated_from_what_is_kept(cast, checker):
    for at in range(6):
        stories.closed(cast, title=f"勘界第{at}段", content=f"第{at}段勘界。")
    made = rechecking.draw(period="2026-06A", by=checker, now=LATER)
    frame = [sampling.Candidate(one["pk"], one["unit"]) for one in made.frame]
    assert (len(frame), made.count) == (6, 2)
    assert Event.objects.get(pk=made.seed_event).hash == made.seed
    again = sampling.draw(frame, seed=made.seed, rule=sampling.HALF_MONTH)
    assert set(again) == set(Recheck.objects.values_list("matter", flat=True))
    assert Obligation.objects.filter(kind="recheck", discharged_at=None).count() == 2


def test_a_period_is_drawn_once_and_not_before_it_is_over(cast, checker):
    stories.closed(cast)
    with pytest.raises(IllegalMove):
        rechecking.draw(period="2026-06A", by=checker, now=make.at("2026-06-15"))
    rechecking.draw(period="2026-06A", by=checker, now=LATER)
    with pytest.raises(Duplicate):
        rechecking.draw(period="2026-06A", by=checker, now=LATER)
    assert Draw.objects.count() == 1


def test_who_closed_or_handled_it_does_not_check_it(cast, drawn):
    with pytest.raises(NotAllowed) as refused:
        rechecking.check(drawn, **said(), by=cast.zhao, now=LATER)
    assert refused.value.code == "checks-own-work"
    for hand in (cast.zhao, cast.wu):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recheck.objects.update(
                checker=hand.person,
                checked_by=hand,
                checked_at=LATER,
                checked_on=LATER.date(),
                way="call",
                finding="holds",
            )


def test_what_does_not_hold_is_done_again_by_the_leader_s_word_with_its_history(
    cast, drawn, checker
):
    rechecking.check(drawn, **said(raiser_said="没有解决"), by=checker, now=LATER)
    assert not Obligation.objects.filter(kind="recheck", discharged_at=None).exists()
    due = dt.date(2026, 7, 20)
    with pytest.raises(NotAllowed):
        rechecking.reopen(drawn, due=due, by=checker, now=LATER)
    rechecking.reopen(drawn, due=due, by=cast.han, now=LATER)
    drawn.matter.refresh_from_db()
    assert (drawn.matter.state, drawn.matter.due_current) == ("reopened", due)
    assert "界桩又倒了" in Reopening.objects.get().reason


def test_what_holds_is_not_done_again(cast, drawn, checker):
    rechecking.check(drawn, **said(finding="holds"), by=checker, now=LATER)
    with pytest.raises(IllegalMove):
        rechecking.reopen(drawn, due=dt.date(2026, 7, 20), by=cast.han, now=LATER)


def test_the_figures_name_their_base(cast, drawn, checker):
    [window] = queries.windows(cast.lin, now=LATER)
    assert (window.key, window.base, window.drawn, window.waiting) == ("2026-06A", 1, 1, 1)
    rechecking.check(drawn, **said(finding="holds"), by=checker, now=LATER)
    [window] = queries.windows(cast.lin, now=LATER)
    assert (window.checked, window.holds, window.fails) == (1, 1, 0)


def test_what_waits_to_be_drawn_is_shown_to_the_office_only(cast):
    stories.closed(cast)
    assert [one.key for one in queries.windows(cast.lin, now=LATER)] == ["2026-06A"]
    assert queries.windows(cast.wu, now=LATER) == []
