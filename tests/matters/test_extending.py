"""A later date: asked in time, answered by another, with a definite day."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.audit.queries import history_of
from luoshi.matters import actions
from luoshi.matters.models import Extension, State
from luoshi.orgs.models import Seat
from luoshi.owed.queries import of_subject
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Overtaken
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
LATER = dt.date(2026, 7, 20)


@pytest.fixture
def cast():
    return make.cast()


def asked(cast, matter, *, on="2026-06-22", **changes):
    fields = {
        "slip_cause": "weather",
        "due_asked": LATER,
        "reason": "汛期停工十天",
        "done_so_far": "东岸已勘完",
    }
    return actions.ask_extension(matter, **(fields | changes), by=cast.wu, now=make.at(on))


def row_of(matter, kind, key="1"):
    (row,) = [one for one in of_subject(matter) if (one.kind, one.key) == (kind, key)]
    return row


def test_asking_lays_an_answer_on_the_office_and_moves_no_date(cast):
    matter = stories.signed(cast)
    asked(cast, matter)
    assert matter.due_current == stories.DUE
    answer = row_of(matter, "decide")
    assert (answer.debtor_unit, answer.due_on) == (cast.region, dt.date(2026, 6, 23))


def test_granted_the_current_date_moves_and_the_original_stays(cast):
    matter = stories.signed(cast)
    request = asked(cast, matter)
    actions.decide_extension(
        request, grant=True, note="情况属实", by=cast.zhao, now=make.at("2026-06-23")
    )
    matter.refresh_from_db()
    assert (matter.due_original, matter.due_current) == (stories.DUE, LATER)
    finish = row_of(matter, "finish")
    assert (finish.due_original, finish.due_on) == (stories.DUE, LATER)
    assert row_of(matter, "decide").outcome == "done"


def test_another_definite_date_than_the_one_asked_may_be_granted(cast):
    matter = stories.signed(cast)
    request = asked(cast, matter)
    with pytest.raises(BadInput):
        actions.decide_extension(
            request,
            grant=True,
            note="",
            due=stories.DUE,
            by=cast.zhao,
            now=make.at("2026-06-23"),
        )
    actions.decide_extension(
        request,
        grant=True,
        note="先到十日",
        due=dt.date(2026, 7, 10),
        by=cast.zhao,
        now=make.at("2026-06-23"),
    )
    assert request.due_granted == dt.date(2026, 7, 10)
    assert row_of(matter, "finish").due_on == dt.date(2026, 7, 10)


def test_refused_with_a_note_nothing_moves_and_it_may_be_asked_again(cast):
    matter = stories.signed(cast)
    request = asked(cast, matter)
    with pytest.raises(Incomplete):
        actions.decide_extension(
            request, grant=False, note=" ", by=cast.zhao, now=make.at("2026-06-23")
        )
    actions.decide_extension(
        request, grant=False, note="理由不足", by=cast.zhao, now=make.at("2026-06-23")
    )
    assert row_of(matter, "finish").due_on == stories.DUE
    asked(cast, matter, on="2026-06-24")
    assert row_of(matter, "decide", "2").outcome is None


@pytest.mark.parametrize("on", ["2026-06-30", "2026-07-01"])
def test_on_the_day_itself_and_after_it_is_too_late_to_ask(cast, on):
    matter = stories.signed(cast)
    with pytest.raises(IllegalMove) as refused:
        asked(cast, matter, on=on)
    assert "最晚应在2026年6月29日申请" in str(refused.value)


def test_the_working_day_before_is_still_in_time(cast):
    assert asked(cast, stories.signed(cast), on="2026-06-29").pk


def test_before_a_weekend_the_last_day_to_ask_is_friday(cast):
    matter = stories.signed(cast, due_proposed=dt.date(2026, 6, 15))  # a Monday
    with pytest.raises(IllegalMove):
        asked(cast, matter, on="2026-06-13", slip_cause="weather", due_asked=dt.date(2026, 6, 30))
    assert asked(
        cast, matter, on="2026-06-12", slip_cause="weather", due_asked=dt.date(2026, 6, 30)
    ).pk


def test_a_second_request_waits_until_the_first_is_answered(cast):
    matter = stories.signed(cast)
    asked(cast, matter)
    with pytest.raises(IllegalMove):
        asked(cast, matter)
    assert Extension.objects.count() == 1


@pytest.mark.parametrize(
    ("due", "code"), [("2026-06-30", "due-not-later"), ("2026-07-31", "extension-too-long")]
)
def test_the_date_asked_is_later_and_within_what_one_extension_may_give(cast, due, code):
    matter = stories.signed(cast)
    with pytest.raises(BadInput) as refused:
        asked(cast, matter, slip_cause="weather", due_asked=dt.date.fromisoformat(due))
    assert refused.value.fields["due_asked"].code == code
    assert asked(cast, matter, slip_cause="weather", due_asked=dt.date(2026, 7, 30)).pk


@pytest.mark.parametrize("field", ["due_asked", "reason", "done_so_far"])
def test_a_request_says_until_when_why_and_what_is_done(cast, field):
    matter = stories.signed(cast)
    with pytest.raises(Incomplete) as refused:
        asked(cast, matter, **{field: None if field == "due_asked" else ""})
    assert refused.value.fields == (field,)


def test_a_helping_unit_asks_for_nothing(cast):
    with pytest.raises(NotAllowed):
        actions.ask_extension(
            stories.signed(cast),
            slip_cause="weather",
            due_asked=LATER,
            reason="汛期",
            done_so_far="图件",
            by=cast.ma,
            now=make.at("2026-06-22"),
        )


def test_nobody_answers_her_own_request(cast):
    matter = stories.signed(cast)
    request = asked(cast, matter)
    Seat.objects.create(
        account=cast.wu, unit=cast.region, role="supervisor", from_on=dt.date(2026, 6, 1)
    )
    with pytest.raises(NotAllowed) as refused:
        actions.decide_extension(
            request, grant=True, note="", by=cast.wu, now=make.at("2026-06-23")
        )
    assert refused.value.code == "asker-decides"


def test_of_two_answers_at_once_only_the_first_counts(cast):
    matter = stories.signed(cast)
    asked(cast, matter)
    one, other = (Extension.objects.select_related("matter").get() for _ in range(2))
    list(other.matter.extensions.all())
    actions.decide_extension(
        one, grant=False, note="理由不足", by=cast.zhao, now=make.at("2026-06-23")
    )
    with pytest.raises((Overtaken, IllegalMove)):
        actions.decide_extension(
            other, grant=True, note="", by=cast.zhao, now=make.at("2026-06-23")
        )
    matter.refresh_from_db()
    assert matter.due_current == stories.DUE


@pytest.mark.parametrize("end", ["claim", "cancel"])
def test_a_request_falls_when_the_matter_is_claimed_or_cancelled(cast, end):
    matter = stories.signed(cast)
    asked(cast, matter)
    if end == "claim":
        actions.claim(
            matter,
            performed_on=dt.date(2026, 6, 25),
            result="已办完。",
            by=cast.wu,
            now=make.at("2026-06-25"),
        )
        assert matter.state == State.CLAIMED
    else:
        actions.cancel(matter, reason="不再需要", by=cast.han, now=make.at("2026-06-25"))
        assert matter.state == State.CANCELLED
    assert Extension.objects.get().verdict == "withdrawn"
    assert row_of(matter, "decide").outcome == "void"


def test_the_record_tells_when_and_why_the_date_moved(cast):
    matter = stories.signed(cast)
    actions.decide_extension(
        asked(cast, matter), grant=True, note="情况属实", by=cast.zhao, now=make.at("2026-06-23")
    )
    granted, was_asked = history_of(matter)[:2]
    assert granted.data == {
        "due_before": "2026-06-30",
        "due": "2026-07-20",
        "changes": {"due_current": ["2026-06-30", "2026-07-20"]},
        "note": "情况属实",
    }
    assert was_asked.data["reason"] == "汛期停工十天"


def test_the_second_later_date_is_for_the_leader_to_decide(cast):
    matter = stories.signed(cast)
    first = asked(cast, matter)
    actions.decide_extension(first, grant=True, note="", by=cast.zhao, now=make.at("2026-06-23"))
    second = asked(
        cast, matter, on="2026-07-10", slip_cause="weather", due_asked=dt.date(2026, 8, 10)
    )
    second = Extension.objects.select_related("matter").get(pk=second.pk)
    with pytest.raises(NotAllowed) as refused:
        actions.decide_extension(
            second, grant=True, note="", by=cast.zhao, now=make.at("2026-07-13")
        )
    assert refused.value.code == "decided-higher"
    actions.decide_extension(second, grant=True, note="", by=cast.han, now=make.at("2026-07-13"))
    second.matter.refresh_from_db()
    assert [(c.was, c.now, c.cause) for c in second.matter.due_changes.all()] == [
        (stories.DUE, LATER, "extension"),
        (LATER, dt.date(2026, 8, 10), "extension"),
    ]
    assert second.matter.due_original == stories.DUE


def test_while_it_waits_for_an_answer_the_matter_says_so_and_goes_on(cast):
    matter = stories.signed(cast)
    asked(cast, matter)
    assert matter.state == State.EXTENDING
    actions.feed_back(matter, text="西岸开始勘界。", by=cast.wu, now=make.at("2026-06-22"))
    assert matter.state == State.EXTENDING
