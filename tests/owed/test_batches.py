"""By the thousands as one by one: the same rows, lights and record, whoever else is at it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.models import Event
from luoshi.audit.queries import broken_links
from luoshi.owed import actions, batches, queries
from luoshi.owed.batches import Named, Opening
from luoshi.owed.models import LightChange, Obligation
from luoshi.values.errors import BadInput
from tests import make
from tests.together import one_database

pytestmark = pytest.mark.django_db

DAYS = [  # opens, due: not yet open, fresh, soon, nearly, today, overdue, one day only
    (dt.date(2026, 5, 31), dt.date(2026, 6, 2)),
    (dt.date(2026, 5, 18), dt.date(2026, 7, 30)),
    (dt.date(2026, 5, 1), dt.date(2026, 5, 24)),
    (dt.date(2026, 5, 1), dt.date(2026, 5, 20)),
    (dt.date(2026, 5, 10), dt.date(2026, 5, 18)),
    (dt.date(2026, 4, 1), dt.date(2026, 5, 17)),
    (dt.date(2026, 5, 18), dt.date(2026, 5, 18)),
]


def opening(cast: make.Cast, n: int, *, subject: int | None = None, key: str = "") -> Opening:
    opens_on, due_on = DAYS[n % len(DAYS)]
    debtor = [Named.of(cast.wu.person), None][n % 2]
    return Opening(
        kind=["report", "feedback"][n % 2],
        subject_kind="unit",
        subject_id=cast.water.pk if subject is None else subject,
        key=key or f"第{n}期",
        title=f"第{n}件“要事”" * (60 if n == 3 else 1),
        debtor_unit=Named(cast.land.pk, "青泉州自然资源局"),
        debtor=debtor,
        creditor_unit_id=[cast.region.pk, None][n % 2],
        opens_on=opens_on,
        due_on=due_on,
        confirmed=n % 3 != 0,
    )


def alone(cast: make.Cast, one: Opening) -> Obligation:
    return actions.open_obligation(
        kind=one.kind,
        subject=cast.water,
        key=one.key,
        title=one.title,
        debtor_unit=cast.land,
        debtor=cast.wu.person if one.debtor else None,
        creditor_unit=cast.region if one.creditor_unit_id else None,
        opens_on=one.opens_on,
        due_on=one.due_on,
        confirmed=one.confirmed,
        now=make.NOON,
    )


def everything() -> tuple[list, list, list]:
    """What there is, without the ids, which depend on who came first."""
    keys = dict(Obligation.objects.values_list("pk", "key"))
    rows = [
        {k: v for k, v in row.items() if k != "id"}
        for row in Obligation.objects.order_by("kind", "key").values()
    ]
    lights = sorted(
        (keys[one["obligation_id"]], one["on"], one["was"], one["now"], one["rule"])
        for one in LightChange.objects.values()
    )
    events = sorted(
        (
            keys[one.subject_id],
            one.serial,
            one.type,
            one.subject_label,
            sorted(map(str, one.data.items())),
            one.by_name,
        )
        for one in Event.objects.all()
    )
    return rows, lights, events


def test_many_opened_at_once_are_what_one_by_one_would_have_opened():
    cast = make.cast()
    wanted = [opening(cast, n) for n in range(14)]
    with transaction.atomic():
        for one in wanted:
            alone(cast, one)
        one_by_one = everything()
        transaction.set_rollback(True)
    assert not Obligation.objects.exists()

    assert batches.open_many(wanted, now=make.NOON) == 14
    assert everything() == one_by_one
    assert {"grey", "green", "yellow", "orange", "red"} == set(
        Obligation.objects.values_list("light", flat=True)
    )
    assert list(broken_links()) == []


def test_what_is_there_stays_as_it_is_and_the_rest_is_opened():
    cast = make.cast()
    there = alone(cast, opening(cast, 1))
    actions.void(
        kind=there.kind,
        subject=cast.water,
        key=there.key,
        reason="免",
        by=cast.lin,
        now=make.NOON,
    )
    wanted = [opening(cast, n) for n in range(4)]
    assert batches.open_many([*wanted, wanted[0]], now=make.NOON) == 3
    assert batches.open_many(wanted, now=make.NOON) == 0
    there.refresh_from_db()
    assert there.outcome == "void"
    assert Obligation.objects.count() == 4
    assert Event.objects.filter(type="obligation.opened").count() == 4
    assert list(broken_links()) == []
    later = alone(cast, opening(cast, 9))  # ids go on where the batch ended
    assert later.pk == max(Obligation.objects.values_list("pk", flat=True))


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_max_num_queries):
    cast = make.cast()
    with django_assert_max_num_queries(6):
        batches.open_many([opening(cast, n) for n in range(500)], now=make.NOON)
    assert Obligation.objects.count() == 500


def test_one_row_that_cannot_be_keeps_the_whole_batch_out():
    cast = make.cast()
    wrong = opening(cast, 1)._replace(due_on=dt.date(2026, 1, 1))
    with pytest.raises(BadInput):
        batches.open_many([opening(cast, 0), wrong], now=make.NOON)
    nobody = opening(cast, 2)._replace(title=None)
    with pytest.raises((IntegrityError, TypeError)), transaction.atomic():
        batches.open_many([opening(cast, 0), nobody], now=make.NOON)
    assert not Obligation.objects.exists()
    assert not Event.objects.exists()
    assert batches.open_many([opening(cast, 0)], now=make.NOON) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_opening_the_same_things_each_row_is_opened_and_recorded_once(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        one = [opening(cast, n) for n in range(300)]
        other = [opening(cast, n) for n in range(449, 149, -1)]
        answers = at_once(
            lambda: batches.open_many(one, now=make.NOON),
            lambda: batches.open_many(other, now=make.NOON),
            lambda: alone(cast, opening(cast, 160)),
        )
        assert sum(n for n in answers if isinstance(n, int)) in (449, 450), answers
        assert Obligation.objects.count() == 450
        assert Event.objects.filter(type="obligation.opened").count() == 450
        first_lights = list(LightChange.objects.values_list("obligation", flat=True))
        assert len(first_lights) == len(set(first_lights))
        assert len(first_lights) == Obligation.objects.exclude(light="grey").count()
        assert list(broken_links()) == []


# --- lights


def lit(day: str) -> list[tuple]:
    """What each row shows after it was relit one by one on ``day``."""
    for row in list(queries.to_relight(today=dt.date.fromisoformat(day))):
        actions.relight(row, now=make.at(day))
    return shown()


def shown() -> list[tuple]:
    rows = Obligation.objects.order_by("pk").values_list(
        "pk", "light", "light_rule", "lit_on", "relight_on"
    )
    changes = LightChange.objects.values_list("obligation", "on", "was", "now", "rule")
    return [*rows, *sorted(changes)]


@pytest.mark.parametrize(
    "day", ["2026-05-18", "2026-05-21", "2026-05-31", "2026-06-03", "2026-08-01"]
)
def test_many_relit_at_once_shine_as_one_by_one(day):
    cast = make.cast()
    batches.open_many([opening(cast, n) for n in range(28)], now=make.at("2026-05-02"))
    named = {"subject": cast.water, "by": cast.lin, "now": make.at("2026-05-03")}
    actions.note_claim(kind="report", key="第2期", claimed_on=dt.date(2026, 5, 3), **named)
    actions.discharge(kind="report", key="第4期", on=dt.date(2026, 5, 3), **named)
    actions.pause(
        cast.water, kinds=["feedback"], on=dt.date(2026, 5, 3), by=cast.lin, now=make.NOON
    )
    with transaction.atomic():
        one_by_one = lit(day)
        transaction.set_rollback(True)
    before = shown()
    pks = list(Obligation.objects.values_list("pk", flat=True))
    changed = batches.relight_many(pks, now=make.at(day))
    assert shown() == one_by_one
    assert changed == len(one_by_one) - len(before)
    assert batches.relight_many(pks, now=make.at(day, 13)) == 0
    assert shown() == one_by_one


def test_some_of_the_days_above_turn_lights():
    cast = make.cast()
    batches.open_many([opening(cast, n) for n in range(28)], now=make.at("2026-05-02"))
    assert (
        batches.relight_many(
            list(Obligation.objects.values_list("pk", flat=True)), now=make.at("2026-06-03")
        )
        > 10
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_relighting_each_light_turns_once(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        batches.open_many([opening(cast, n) for n in range(300)], now=make.at("2026-05-02"))
        pks = list(Obligation.objects.values_list("pk", flat=True))
        before = LightChange.objects.count()
        day = make.at("2026-06-03")
        turned = at_once(*[lambda: batches.relight_many(pks, now=day) for _ in range(3)])
        assert not [one for one in turned if not isinstance(one, int)], turned
        assert sum(turned) == LightChange.objects.count() - before > 0
        rows = Obligation.objects.all()
        assert [row.light for row in rows] == [
            queries.light(row, today=day.date()).colour.value for row in rows
        ]
