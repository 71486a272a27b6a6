"""A rest: with a reason from a list, shown and not hidden; the day moves only by a decision."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.matters import actions, queries
from luoshi.matters.models import Pause, State
from luoshi.owed import tasks
from luoshi.owed.queries import light, of_subject
from luoshi.values.errors import BadInput, NotAllowed
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
CHECK = dt.date(2026, 7, 10)


@pytest.fixture
def cast():
    return make.cast()


def paused(cast, matter, *, on="2026-06-10", **changes):
    fields = {
        "cause": "force-majeure",
        "reason": "洪水冲毁便道",
        "slip_cause": "weather",
        "check_on": CHECK,
    }
    return actions.pause(matter, **(fields | changes), by=cast.han, now=make.at(on))


def finish(matter):
    return of_subject(matter).get(kind="finish", discharged_at__isnull=True)


def test_the_leader_lets_it_rest_and_the_office_owes_a_look(cast):
    matter = stories.signed(cast)
    with pytest.raises(NotAllowed):
        actions.pause(
            matter,
            cause="other",
            reason="等一等",
            slip_cause="weather",
            check_on=CHECK,
            by=cast.zhao,
            now=make.at("2026-06-10"),
        )
    paused(cast, matter)
    assert matter.state == State.PAUSED
    look = of_subject(matter).get(kind="check")
    assert (look.debtor_unit, look.due_on) == (cast.region, CHECK)


def test_while_it_rests_its_light_says_so_past_its_day_and_no_sweep_turns_it_red(cast):
    matter = stories.signed(cast)
    paused(cast, matter)
    tasks.relight(now=make.at("2026-07-05"))
    today = dt.date(2026, 7, 5)
    assert (finish(matter).light, light(finish(matter), today=today).word) == ("grey", "中止")
    assert queries.lights_of([matter], today=today)[matter.pk].rule == "time.paused"


def test_resumed_without_a_decision_it_is_overdue_at_once(cast):
    matter = stories.signed(cast)
    paused(cast, matter)
    actions.resume(matter, note="便道已修通", by=cast.zhao, now=make.at("2026-07-05"))
    assert (matter.state, matter.due_current) == (State.SIGNED, stories.DUE)
    assert finish(matter).light == "red"
    assert not matter.due_changes.exists()


def test_resumed_with_a_later_day_the_current_day_moves_and_the_original_stays(cast):
    matter = stories.signed(cast)
    paused(cast, matter)
    later = dt.date(2026, 7, 31)
    with pytest.raises(BadInput):
        actions.resume(
            matter, note="修通", due=stories.DUE, by=cast.zhao, now=make.at("2026-07-05")
        )
    actions.resume(matter, note="修通", due=later, by=cast.zhao, now=make.at("2026-07-05"))
    assert (matter.due_original, matter.due_current) == (stories.DUE, later)
    assert (finish(matter).due_on, finish(matter).light) == (later, "green")
    assert [c.cause for c in matter.due_changes.all()] == ["pause"]
    assert Pause.objects.get().to_on == dt.date(2026, 7, 5)


def test_it_is_looked_at_again_on_a_later_day(cast):
    with pytest.raises(BadInput) as refused:
        paused(cast, stories.signed(cast), slip_cause="weather", check_on=dt.date(2026, 6, 10))
    assert refused.value.fields["check_on"].code == "check-not-later"


def test_the_reasons_are_a_closed_list(cast):
    matter = stories.signed(cast)
    with pytest.raises(ValueError):
        paused(cast, matter, cause="lazy")
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(
            matter=matter,
            was_state="signed",
            cause="lazy",
            reason="无",
            from_on=dt.date(2026, 6, 10),
            slip_cause="weather",
            check_on=CHECK,
            by=cast.han,
        )
    paused(cast, matter)
    assert Pause.objects.count() == 1
