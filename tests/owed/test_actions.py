"""What is owed: one row for each thing, its first date for ever, its light by one rule."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.queries import history_of
from luoshi.orgs.models import Unit
from luoshi.owed import actions, desks, queries
from luoshi.owed.models import LightChange, Obligation
from luoshi.values.errors import BadInput, IllegalMove
from tests import make
from tests.together import one_database

pytestmark = pytest.mark.django_db


def owed(cast: make.Cast, subject: Unit | None = None, **given) -> Obligation:
    given = {
        "kind": "finish",
        "key": "1",
        "title": "修复干渠",
        "debtor_unit": cast.water,
        "debtor": cast.wu.person,
        "creditor_unit": cast.region,
        "opens_on": make.DAY,
        "due_on": dt.date(2026, 6, 17),
        "now": make.NOON,
    } | given
    return actions.open_obligation(subject=subject or cast.water, **given)


def named(cast: make.Cast) -> dict:
    return {"kind": "finish", "subject": cast.water, "key": "1"}


def test_the_same_thing_opened_twice_is_owed_once():
    cast = make.cast()
    first = owed(cast)
    again = owed(cast, title="另一个说法", due_on=dt.date(2026, 7, 1))
    assert again == first
    assert Obligation.objects.get().due_on == dt.date(2026, 6, 17)
    assert len(history_of(first)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_opening_the_same_thing_at_once_open_one(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        answers = at_once(lambda: owed(cast), lambda: owed(cast))
        assert [type(one) for one in answers] == [Obligation, Obligation]
        assert Obligation.objects.count() == 1


def test_nothing_is_due_before_it_can_be_done():
    cast = make.cast()
    with pytest.raises(BadInput):
        owed(cast, due_on=dt.date(2026, 5, 17))
    assert owed(cast, due_on=make.DAY).due_on == make.DAY


def test_done_late_stays_late_and_done_twice_stays_as_first_done():
    cast = make.cast()
    owed(cast)
    late = make.at("2026-06-20")
    actions.discharge(**named(cast), on=late.date(), by=cast.wu, now=late)
    actions.discharge(**named(cast), on=make.DAY, by=cast.ma, now=make.at("2026-06-25"))

    row = Obligation.objects.get()
    assert (row.discharged_on, row.discharged_by) == (dt.date(2026, 6, 20), "吴青")
    light = queries.light(row, today=dt.date(2026, 6, 26))
    assert (light.rule, row.light, row.relight_on) == ("time.done-late", "blue", None)
    assert str(light.reason) == "应于6月17日前完成，6月20日办结，迟3天"


def test_what_nobody_owed_cannot_be_done_but_hurts_nobody():
    cast = make.cast()
    assert actions.discharge(**named(cast), on=make.DAY, by=cast.wu, now=make.NOON) is None


def test_what_is_needed_no_more_is_neither_done_nor_late_and_can_be_owed_again():
    cast = make.cast()
    owed(cast)
    actions.void(**named(cast), reason="项目暂停", by=cast.lin, now=make.NOON)
    row = Obligation.objects.get()
    assert queries.light(row, today=dt.date(2027, 1, 1)).rule == "time.void"
    assert list(queries.desk_of(cast.wu, now=make.NOON)) == []

    actions.take_up(**named(cast), by=cast.lin, now=make.at("2026-06-20"))
    assert Obligation.objects.get().light == "red"
    assert list(queries.desk_of(cast.wu, now=make.NOON)) == [row]


def test_a_moved_date_keeps_the_first_one_and_the_light_follows():
    cast = make.cast()
    row = owed(cast, due_on=dt.date(2026, 5, 20))
    assert row.light == "yellow"
    actions.move_due(**named(cast), due_on=dt.date(2026, 6, 30), by=cast.zhao, now=make.NOON)
    row.refresh_from_db()
    assert (row.due_original, row.due_on, row.light) == (
        dt.date(2026, 5, 20),
        dt.date(2026, 6, 30),
        "green",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Obligation.objects.filter(pk=row.pk).update(due_original=row.due_on)


def test_the_date_of_something_done_does_not_move():
    cast = make.cast()
    owed(cast)
    actions.discharge(**named(cast), on=make.DAY, by=cast.wu, now=make.NOON)
    with pytest.raises(IllegalMove):
        actions.move_due(**named(cast), due_on=dt.date(2026, 6, 30), by=cast.zhao, now=make.NOON)


def test_what_waits_for_review_does_not_warn_but_still_falls_overdue():
    cast = make.cast()
    row = owed(cast, due_on=dt.date(2026, 5, 19))
    actions.note_claim(**named(cast), claimed_on=make.DAY, by=cast.wu, now=make.NOON)
    row.refresh_from_db()
    assert (row.light, row.relight_on) == ("green", dt.date(2026, 5, 20))

    actions.relight(row, now=make.at("2026-05-20"))
    assert (row.light, row.light_rule) == ("red", "time.overdue-claimed")
    actions.note_claim(**named(cast), claimed_on=None, by=cast.zhao, now=make.at("2026-05-20"))
    row.refresh_from_db()
    assert row.light_rule == "time.overdue"


def test_handing_over_moves_it_from_one_desk_to_the_other():
    cast = make.cast()
    row = owed(cast)
    handed = {"debtor_unit": cast.land, "debtor": cast.ma.person}
    actions.hand_over(**named(cast), **handed, by=cast.lin, now=make.NOON)
    assert desks.desk_for(cast.wu, now=make.NOON).own().first() == []
    assert desks.desk_for(cast.ma, now=make.NOON).own().first() == [row]


def test_a_light_is_stored_with_its_history_and_turned_by_one_sweep_only():
    cast = make.cast()
    row = owed(cast)
    others_copy = Obligation.objects.get(pk=row.pk)
    day = make.at("2026-06-15")
    assert actions.relight(row, now=day) is True
    assert actions.relight(others_copy, now=day) is False
    changes = LightChange.objects.filter(obligation=row).order_by("id")
    assert [(c.was, c.now, c.on) for c in changes] == [
        ("grey", "green", make.DAY),
        ("green", "orange", dt.date(2026, 6, 15)),
    ]


def test_of_everybodys_debts_a_handler_sees_hers_first_and_a_stranger_none():
    cast = make.cast()
    hers = owed(cast)
    units = owed(cast, key="2", debtor=None, due_on=dt.date(2026, 6, 1))
    colleague = make.account(cast.water, "handler", name="唐宁")
    colleagues = owed(cast, key="3", debtor=colleague.person, due_on=dt.date(2026, 5, 30))

    assert desks.desk_for(cast.wu, now=make.NOON).own().first() == [units, hers]
    assert list(queries.desk_of(cast.wu, now=make.NOON)) == [colleagues, units, hers]
    assert list(queries.desk_of(cast.ding, now=make.NOON)) == []
    above = make.account(cast.prefecture, "unit_head", name="方卓")
    assert list(queries.desk_of(above, now=make.NOON)) == [colleagues, units, hers]
    assert desks.desk_for(above, now=make.NOON).own().first() == []
    assert desks.desk_for(cast.lin, now=make.NOON).claims().first() == [colleagues, units, hers]


def test_the_worst_light_of_a_row_is_that_of_what_is_still_owed():
    cast = make.cast()
    owed(cast, due_on=dt.date(2026, 5, 17), opens_on=dt.date(2026, 5, 1))
    owed(cast, key="2", due_on=dt.date(2026, 9, 1))
    assert queries.worst_light("unit", cast.water.pk, today=make.DAY).colour == "red"
    actions.discharge(**named(cast), on=make.DAY, by=cast.wu, now=make.NOON)
    assert queries.worst_light("unit", cast.water.pk, today=make.DAY).colour == "green"
    assert queries.worst_light("unit", cast.land.pk, today=make.DAY) is None


def test_what_was_done_can_be_owed_again_by_the_day_it_always_was_due():
    cast = make.cast()
    row = owed(cast)
    actions.discharge(**named(cast), on=make.DAY, by=cast.wu, now=make.NOON)
    later = make.at("2026-06-20")
    again = actions.reopen(**named(cast), by=cast.lin, now=later)
    assert again is not None
    assert (again.outcome, again.discharged_on, again.due_on) == (None, None, row.due_original)
    assert (again.light, history_of(again)[0].type) == ("red", "obligation.owed_again")


def test_only_what_was_done_is_owed_again():
    cast = make.cast()
    assert actions.reopen(**named(cast), by=cast.lin, now=make.NOON) is None
    owed(cast)
    assert actions.reopen(**named(cast), by=cast.lin, now=make.NOON) is None
    actions.void(**named(cast), reason="项目退库", by=cast.lin, now=make.NOON)
    assert actions.reopen(**named(cast), by=cast.lin, now=make.NOON) is None
    assert Obligation.objects.get().outcome == "void"
