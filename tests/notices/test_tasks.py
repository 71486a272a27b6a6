"""Carrying the ladder: each rung once, whoever sweeps and whenever, and nobody is left out silently."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.matters.actions import urge
from luoshi.matters.models import Order
from luoshi.notices import actions, climbing, ordering, queries, tasks
from luoshi.notices.models import Decision, Notice, RungDone, Untold, Watch
from luoshi.orgs.models import Delegation, Seat
from luoshi.owed import actions as owed
from luoshi.owed.models import Obligation
from luoshi.values.errors import NotFound
from tests import make
from tests.matters import stories
from tests.notices.owing import DUE, debt, sweep, told
from tests.together import one_database

pytestmark = pytest.mark.django_db


def kept(**given):
    return {"kind": "finish", "key": "1", "by": given.pop("by"), "now": given.pop("now")} | given


# --- whom, when


def test_nobody_is_reminded_of_what_is_far_away():
    debt(make.cast())
    assert sweep("2026-05-18") == 0
    assert Watch.objects.get().look_on == dt.date(2026, 6, 1)


def test_the_named_person_is_reminded_as_the_day_comes_near_and_each_time_once():
    debt(make.cast())
    for day in ("2026-06-01", "2026-06-01", "2026-06-02", "2026-06-05", "2026-06-09", "2026-06-10"):
        sweep(day)
    assert told() == [("吴青", 1)] * 4


def test_overdue_her_head_is_told_too_and_then_every_third_working_day():
    debt(make.cast())
    sweep("2026-06-10")
    Notice.objects.all().delete()
    sweep("2026-06-11")
    assert sorted(told()) == [("吴青", 2), ("秦朗", 2)]
    assert sweep("2026-06-12") == 0


def test_where_nobody_is_named_everybody_who_does_anything_at_the_unit_is_told():
    cast = make.cast()
    make.account(cast.water, "handler", name="唐宁")
    make.account(cast.water, "reader", name="查阅员")
    debt(cast, debtor=None)
    sweep("2026-06-10")
    assert sorted(told()) == [("吴青", 1), ("唐宁", 1), ("秦朗", 1)]


def test_a_head_who_is_the_handler_too_is_told_once():
    cast = make.cast()
    debt(cast, debtor=cast.qin.person)
    sweep("2026-06-10", "2026-06-11")
    assert told() == [("秦朗", 1), ("秦朗", 2)]


def test_whoever_stands_in_for_the_handler_is_told_beside_her():
    cast = make.cast()
    Delegation.objects.create(
        absent=cast.wu.person,
        deputy=cast.ma.person,
        from_on=dt.date(2026, 6, 8),
        to_on=dt.date(2026, 6, 12),
        reason="出差",
        made_by=cast.qin,
        made_at=make.NOON,
    )
    debt(cast)
    sweep("2026-06-10")
    assert sorted(told()) == [("吴青", 1), ("马依努尔", 1)]


def test_on_the_tenth_day_the_leader_hears_of_it_and_the_handler_is_not_forgotten():
    debt(make.cast())
    sweep(*[f"2026-06-{n}" for n in range(10, 25)])  # the 19th is a holiday
    Notice.objects.all().delete()
    sweep("2026-06-25")
    assert sorted(told()) == [("吴青", 2), ("秦朗", 5), ("韩卓", 5)]


# --- once


def test_a_week_of_silence_gives_one_reminder_not_seven():
    debt(make.cast())
    sweep("2026-05-29", "2026-06-10")
    assert told() == [("吴青", 1)]
    assert RungDone.objects.filter(passed_by=True).count() == 3


def test_with_the_clock_set_back_nothing_comes_again():
    debt(make.cast())
    sweep("2026-06-11", "2026-06-01", "2026-06-05", "2026-06-11")
    assert sorted(told()) == [("吴青", 2), ("秦朗", 2)]


def test_a_quiet_round_asks_and_writes_nothing(django_assert_max_num_queries):
    debt(make.cast())
    sweep("2026-06-10")
    with django_assert_max_num_queries(6):
        assert tasks.remind(now=make.at("2026-06-10", 13)).done == 0


def test_what_is_done_claimed_or_rests_reminds_nobody():
    cast = make.cast()
    debt(cast)
    debt(cast, key="2")
    debt(cast, key="3")
    sweep("2026-05-18")
    given = {"kind": "finish", "subject": cast.water, "by": cast.wu, "now": make.NOON}
    owed.discharge(key="1", on=make.DAY, **given)
    owed.note_claim(key="2", claimed_on=make.DAY, **given)
    owed.pause(cast.water, kinds=["finish"], on=make.DAY, by=cast.han, now=make.NOON)
    assert sweep("2026-06-15") == 0
    assert told() == [] and Order.objects.count() == 0


def test_what_was_taken_up_again_late_is_told_once_and_the_rest_is_not_held_against_anybody():
    cast = make.cast()
    matter = stories.signed(cast)
    Obligation.objects.exclude(kind="finish").delete()
    sweep("2026-06-01")
    owed.pause(
        matter, kinds=["finish"], on=dt.date(2026, 6, 2), by=cast.han, now=make.at("2026-06-02")
    )
    sweep("2026-06-03", "2026-08-20")
    owed.resume(matter, by=cast.zhao, now=make.at("2026-08-21"))
    sweep("2026-08-21")
    assert {rung for _, rung in told()} == {2}
    assert (Order.objects.count(), Decision.objects.count()) == (0, 0)


def test_a_later_day_begins_the_ladder_anew():
    cast = make.cast()
    debt(cast)
    sweep("2026-06-10")
    owed.move_due(
        kind="finish",
        subject=cast.water,
        key="1",
        due_on=dt.date(2026, 7, 8),
        by=cast.zhao,
        now=make.at("2026-06-10"),
    )
    assert sweep("2026-06-11") == 0
    assert sweep("2026-07-08") == 1


def test_whoever_gets_it_in_hand_is_told_and_again_when_it_comes_back():
    cast = make.cast()
    tang = make.account(cast.water, "handler", name="唐宁")
    debt(cast)
    sweep("2026-05-18")
    for person, day in ((tang, "2026-05-19"), (cast.wu, "2026-05-20"), (tang, "2026-05-21")):
        owed.hand_over(
            kind="finish",
            subject=cast.water,
            key="1",
            debtor_unit=cast.water,
            debtor=person.person,
            by=cast.qin,
            now=make.at(day),
        )
        sweep(day, day)
    assert told() == [("唐宁", 0), ("吴青", 0), ("唐宁", 0)]


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_tell_everybody_once(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        for n in range(40):
            debt(cast, key=str(n))
        now = make.at("2026-06-11")
        done = at_once(*[lambda: tasks.remind(now=now)] * 3)
        assert all(not one.trouble for one in done), done
        assert sorted(told()) == [("吴青", 2)] * 40 + [("秦朗", 2)] * 40
        assert Watch.objects.filter(look_on__lte=now).count() == 0


# --- nobody there


def test_where_nobody_can_be_told_it_is_said_and_made_good_later():
    cast = make.cast()
    Seat.objects.filter(account=cast.qin).update(to_on=dt.date(2026, 5, 1))
    debt(cast)
    sweep("2026-06-11")
    assert told() == [("吴青", 2)]
    [gap] = queries.gaps()
    assert (gap["unit__name"], gap["whom"], gap["count"]) == ("青泉州水利局", "head", 1)

    make.account(cast.water, "unit_head", name="新局长")
    sweep("2026-06-12", "2026-06-12")
    assert told() == [("吴青", 2), ("新局长", 2)]
    assert queries.gaps() == [] and Untold.objects.get().told_at


def test_of_many_that_nobody_could_be_told_all_are_told_once_there_is_somebody_and_only_there(
    monkeypatch,
):
    monkeypatch.setattr(climbing, "BATCH", 2)
    cast = make.cast()
    Seat.objects.filter(account=cast.qin).update(to_on=dt.date(2026, 5, 1))
    for key in "12345":
        debt(cast, key=key)
    debt(cast, key="6", debtor_unit=cast.land, debtor=cast.ma.person)
    sweep("2026-06-11")
    assert Untold.objects.filter(told_at=None).count() == 6

    make.account(cast.water, "unit_head", name="新局长")
    sweep("2026-06-12")
    assert told().count(("新局长", 2)) == 5
    [gap] = queries.gaps()
    assert (gap["unit__name"], gap["count"]) == ("青泉州自然资源局", 1)


def test_a_named_person_who_can_neither_log_in_nor_be_written_to_is_not_taken_as_told():
    cast = make.cast()
    debt(cast, debtor=make.person("外聘专家", unit=cast.water))
    sweep("2026-06-10")
    assert told() == []
    assert [gap["whom"] for gap in queries.gaps()] == ["handler"]


def test_a_bad_calendar_costs_only_its_own_row():
    cast = make.cast()
    debt(cast)
    debt(cast, key="2", debtor_unit=cast.land, debtor=cast.ma.person)
    cast.land.calendar = "gone"
    cast.land.save()
    done = tasks.remind(now=make.at("2026-06-10"))
    assert told() == [("吴青", 1)]
    assert len(done.trouble) == 1 and "gone" in done.trouble[0]


# --- papers and decisions


def test_the_ladder_prepares_one_paper_of_a_kind_and_a_person_issues_it():
    cast = make.cast()
    stories.signed(cast)
    Obligation.objects.exclude(kind="finish").delete()
    for day in ("2026-07-01", "2026-07-03", "2026-07-03", "2026-07-06"):
        sweep(day)
    order = Order.objects.get()
    assert (order.kind, order.state, order.addressee, order.office) == (
        "urge",
        "prepared",
        cast.water,
        cast.region,
    )
    assert "逾期3个工作日" in order.text and "7月8日" in order.text
    assert not Notice.objects.filter(order__isnull=False).exists()

    ordering.issue(
        order, text=order.text, answer_by=order.answer_by, by=cast.zhao, now=make.at("2026-07-06")
    )
    assert sorted(
        one.person.name for one in Notice.objects.filter(order=order).select_related("person")
    ) == ["吴青", "秦朗"]
    sweep("2026-07-06")
    assert Notice.objects.filter(order=order).count() == 2


def test_an_order_issued_by_hand_is_told_by_the_next_sweep():
    cast = make.cast()
    matter = stories.signed(cast)
    now = make.at("2026-05-25")
    urge(matter, text="请抓紧。", answer_by=dt.date(2026, 5, 28), by=cast.zhao, now=now)
    sweep("2026-05-25", "2026-05-25")
    orders = Notice.objects.filter(order__isnull=False)
    assert sorted(one.person.name for one in orders) == ["吴青", "秦朗"]


def test_a_circular_an_interview_and_a_referral_wait_for_the_leader_each_by_itself():
    cast = make.cast()
    stories.signed(cast)
    Obligation.objects.exclude(kind="finish").delete()
    sweep("2026-07-01", "2026-08-11", "2026-08-11")
    assert [(one.rung, one.state) for one in Decision.objects.order_by("rung")] == [
        (6, "waiting"),
        (7, "waiting"),
        (8, "waiting"),
    ]
    assert [one.person.name for one in Notice.objects.filter(rung=8)] == ["韩卓"]


# --- reading them


def test_what_is_done_needs_no_reading():
    cast = make.cast()
    debt(cast)
    debt(cast, key="2")
    sweep("2026-06-10")
    assert queries.unread_for(cast.wu, now=make.at("2026-06-11")).count() == 2
    owed.discharge(
        kind="finish", subject=cast.water, key="1", on=DUE, by=cast.wu, now=make.at("2026-06-10")
    )
    assert [
        one.obligation.key for one in queries.unread_for(cast.wu, now=make.at("2026-06-11"))
    ] == ["2"]


def test_one_reads_her_own_notices_only():
    cast = make.cast()
    debt(cast)
    sweep("2026-06-10")
    notice = Notice.objects.get()
    with pytest.raises(NotFound):
        actions.mark_read(notice, by=cast.ma, now=make.NOON)
    assert actions.mark_all_read(by=cast.ma, now=make.NOON) == 0
    actions.mark_read(notice, by=cast.wu, now=make.NOON)
    assert not queries.unread_for(cast.wu, now=make.at("2026-06-11")).exists()
    assert Notice.objects.get().read_at == make.NOON
