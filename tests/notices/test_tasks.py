"""Reminders: each person once for each light, the head when it is overdue."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.notices import actions, queries, tasks
from luoshi.notices.models import Notice
from luoshi.owed import actions as owed
from luoshi.owed.models import Obligation
from luoshi.owed.tasks import relight
from luoshi.values.errors import NotFound
from tests import make

pytestmark = pytest.mark.django_db


def debt(cast: make.Cast, **given) -> Obligation:
    given = {"debtor": cast.wu.person, "due_on": dt.date(2026, 5, 20)} | given
    return owed.open_obligation(
        kind="finish",
        subject=cast.water,
        key=given.pop("key", "1"),
        title="修复干渠",
        debtor_unit=cast.water,
        creditor_unit=cast.region,
        opens_on=dt.date(2026, 5, 1),
        now=make.NOON,
        **given,
    )


def names() -> list[tuple[str, str]]:
    return sorted((str(one.person), one.light) for one in Notice.objects.select_related("person"))


def test_nobody_is_reminded_of_what_is_in_time():
    cast = make.cast()
    debt(cast, due_on=dt.date(2026, 9, 1))
    assert tasks.remind(now=make.NOON).done == 0


def test_the_named_person_is_told_once_and_her_head_when_it_is_overdue():
    cast = make.cast()
    make.account(cast.water, "handler", name="唐宁")
    debt(cast)
    assert (tasks.remind(now=make.NOON).done, tasks.remind(now=make.NOON).done) == (1, 0)
    assert names() == [("吴青", "orange")]

    later = make.at("2026-05-21")
    relight(now=later)
    assert tasks.remind(now=later).done == 2
    assert names() == [("吴青", "orange"), ("吴青", "red"), ("秦朗", "red")]


def test_where_nobody_is_named_everybody_at_the_unit_is_told_but_nobody_elsewhere():
    cast = make.cast()
    make.account(cast.water, "handler", name="唐宁")
    debt(cast, debtor=None)
    tasks.remind(now=make.NOON)
    assert names() == [("吴青", "orange"), ("唐宁", "orange"), ("秦朗", "orange")]


def test_what_is_done_needs_no_reading():
    cast = make.cast()
    debt(cast)
    debt(cast, key="2")
    tasks.remind(now=make.NOON)
    assert queries.unread_for(cast.wu).count() == 2
    owed.discharge(
        kind="finish", subject=cast.water, key="1", on=make.DAY, by=cast.wu, now=make.NOON
    )
    assert [one.obligation.key for one in queries.unread_for(cast.wu)] == ["2"]


def test_one_reads_her_own_reminders_only():
    cast = make.cast()
    debt(cast)
    tasks.remind(now=make.NOON)
    notice = Notice.objects.get()
    with pytest.raises(NotFound):
        actions.mark_read(notice, by=cast.ma, now=make.NOON)
    assert actions.mark_all_read(by=cast.ma, now=make.NOON) == 0
    actions.mark_read(notice, by=cast.wu, now=make.NOON)
    assert not queries.unread_for(cast.wu).exists()
    assert Notice.objects.get().read_at == make.NOON
