"""Addresses of calendars: made, shown once, ended, and never more than the account may see."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.audit.models import Event
from luoshi.diary import actions, queries
from luoshi.diary.models import Feed
from luoshi.owed import actions as owed
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, NotFound, Overtaken
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.NOON


@pytest.fixture
def cast():
    return make.cast()


def debt(cast, *, debtor=None, unit=None, due="2026-05-25", key="one", title="灌区勘界"):
    return owed.open_obligation(
        kind="finish",
        subject=cast.water,
        key=key,
        title=title,
        debtor_unit=unit or cast.water,
        debtor=debtor,
        creditor_unit=cast.region,
        opens_on=make.DAY,
        due_on=dt.date.fromisoformat(due),
        now=NOW,
    )


def feed(by, **changes):
    given = {"name": "手机", "whose": "own"} | changes
    return actions.make_feed(**given, by=by, now=NOW)


def told(made: Feed, *, now=NOW):
    return [one.row.title for one in queries.told_by(made, now=now)]


def test_the_token_is_told_once_and_only_its_hash_is_kept(cast):
    made, token = feed(cast.wu)
    assert queries.feed_of(token, now=NOW) == made
    kept = " ".join(str(value) for value in vars(Feed.objects.get()).values())
    assert token not in kept and token not in str(list(Event.objects.values_list("data")))
    _other, another = feed(cast.wu, name="电脑")
    assert len(token) > 40 and another != token


def test_a_feed_of_her_own_debts_leaves_out_those_of_her_unit_and_the_wider_ones_do_not(cast):
    debt(cast, debtor=cast.wu.person, title="她的", key="a")
    debt(cast, debtor=cast.qin.person, title="负责人的", key="b")
    debt(cast, unit=cast.land, debtor=cast.ma.person, title="别的单位的", key="c")
    assert told(feed(cast.wu)[0]) == ["她的"]
    assert told(feed(cast.wu, whose="units")[0]) == ["她的", "负责人的"]
    assert told(feed(cast.wu, whose="seen")[0]) == ["她的", "负责人的"]
    assert told(feed(cast.lin, whose="seen")[0]) == ["她的", "负责人的", "别的单位的"]
    narrowed = feed(cast.lin, whose="seen", unit=cast.land)[0]
    assert told(narrowed) == ["别的单位的"]


def test_what_she_may_no_longer_see_is_no_longer_told(cast):
    debt(cast, unit=cast.land, title="别的单位的")
    made, token = feed(cast.lin, whose="seen")
    assert told(made) == ["别的单位的"]
    cast.lin.seats.update(role="handler", unit=cast.water)
    again = queries.feed_of(token, now=NOW)
    assert told(again) == []


def test_what_is_done_is_no_longer_told_and_a_moved_day_raises_the_count_of_changes(cast):
    row = debt(cast, debtor=cast.wu.person)
    made, _ = feed(cast.wu)
    (first,) = queries.told_by(made, now=NOW)
    assert (first.changed_times, first.changed_at) == (0, NOW)
    later = NOW + dt.timedelta(hours=1)
    which = {"kind": "finish", "subject": cast.water, "key": "one", "by": cast.lin, "now": later}
    owed.move_due(due_on=dt.date(2026, 6, 1), **which)
    (second,) = queries.told_by(made, now=later)
    assert second.row == row and second.row.due_on == dt.date(2026, 6, 1)
    assert (second.changed_times, second.changed_at) == (1, later)
    owed.discharge(on=make.DAY, **which)
    assert told(made) == []


@pytest.mark.parametrize("how", ["revoked", "disabled", "must change", "no seat"])
def test_an_address_leads_nowhere_once_it_or_its_account_ended(cast, how):
    made, token = feed(cast.wu)
    assert queries.feed_of(token, now=NOW) == made
    if how == "revoked":
        actions.revoke_feed(made, by=cast.wu, now=NOW)
    elif how == "disabled":
        type(cast.wu).objects.filter(pk=cast.wu.pk).update(is_active=False)
    elif how == "must change":
        type(cast.wu).objects.filter(pk=cast.wu.pk).update(must_change_password=True)
    else:
        cast.wu.seats.all().delete()
    with pytest.raises(IllegalMove):
        queries.feed_of(token, now=NOW)
    with pytest.raises(NotFound):
        queries.feed_of(token[:-1], now=NOW)


def test_only_she_revokes_hers_and_only_once(cast):
    made, _ = feed(cast.wu)
    with pytest.raises(NotFound):
        actions.revoke_feed(made, by=cast.qin, now=NOW)
    actions.revoke_feed(made, by=cast.wu, now=NOW)
    with pytest.raises(Overtaken):
        actions.revoke_feed(made, by=cast.wu, now=NOW)
    assert Event.objects.filter(type="feed.revoked").count() == 1


def test_an_administrator_without_a_view_of_the_register_gets_none(cast):
    with pytest.raises(NotAllowed):
        feed(make.three(cast.region).system)
    assert feed(cast.han)[0].account == cast.han


def test_a_nameless_one_a_far_reminder_and_one_too_many_are_refused(cast):
    with pytest.raises(Incomplete):
        feed(cast.wu, name="  ")
    for wrong in ({"remind_days": 31}, {"whose": "everybody"}):
        with pytest.raises(BadInput):
            feed(cast.wu, **wrong)
    made = [feed(cast.wu, remind_days=30)[0] for _ in range(actions.FEEDS_MOST)]
    with pytest.raises(BadInput):
        feed(cast.wu)
    actions.revoke_feed(made[0], by=cast.wu, now=NOW)
    assert feed(cast.wu)[0].remind_days is None


def test_fetching_is_kept_with_its_address_and_told_to_the_record_once_a_day(cast):
    made, _ = feed(cast.wu)

    def fetched(at: dt.datetime, address: str = "203.0.113.5") -> tuple:
        actions.note_fetched(made, address=address, by=cast.wu, now=at)
        made.refresh_from_db()
        return made.fetched_at, made.fetched_from, Event.objects.filter(type="feed.fetched").count()

    soon = NOW + dt.timedelta(minutes=5)
    assert fetched(NOW) == (NOW, "203.0.113.5", 1)
    assert fetched(soon) == (NOW, "203.0.113.5", 1)
    assert fetched(soon, "203.0.113.6") == (soon, "203.0.113.6", 1)
    tomorrow = NOW + dt.timedelta(days=1)
    assert fetched(tomorrow) == (tomorrow, "203.0.113.5", 2)
