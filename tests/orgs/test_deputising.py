"""Somebody is away: her deputy acts in her place, from–to, and never with more than the two hold."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi import policy
from luoshi.audit.models import Event
from luoshi.matters import actions as matters
from luoshi.matters import queries as matters_read
from luoshi.orgs import access, actions, queries
from luoshi.orgs.models import Delegation, Seat, Unit
from luoshi.owed import queries as owed
from luoshi.owed.desks import desk_for
from luoshi.rules.access import ADMINISTRATORS, Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, Overtaken
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
AWAY = make.at("2026-05-19")
FIRST, LAST = dt.date(2026, 5, 19), dt.date(2026, 5, 29)


def deputise(absent, deputy, *, by=None, from_on=FIRST, to_on=LAST, now=AWAY):
    return actions.name_deputy(
        absent.person,
        deputy=deputy.person,
        from_on=from_on,
        to_on=to_on,
        reason="参加培训",
        by=by or absent,
        now=now,
    )


# --- what a deputy may


def test_a_deputy_signs_for_the_absent_head_and_the_record_says_for_whom():
    cast = make.cast()
    matter = stories.issued(cast)
    deputise(cast.qin, cast.ma)

    matters.sign(matter, by=cast.ma, now=make.at("2026-05-20"))

    signed = Event.objects.get(type="matter.signed")
    assert signed.by_name == "马依努尔（代 秦朗）"
    assert signed.by_id == cast.ma.pk


@pytest.mark.parametrize(
    ("day", "may"),
    [("2026-05-18", False), ("2026-05-19", True), ("2026-05-29", True), ("2026-05-30", False)],
)
def test_a_deputy_may_only_from_the_first_day_to_the_last(day, may):
    cast = make.cast()
    deputise(cast.qin, cast.ma)

    found = access.may(cast.ma, Permission.MATTER_SIGN, now=make.at(day), units={cast.water.pk})

    assert found is may


def test_what_lies_in_the_absent_hands_is_done_in_her_place_even_by_a_colleague_who_may_herself():
    cast = make.cast()
    colleague = make.account(cast.water, "handler", name="贺兰")
    matter = stories.issued(cast)
    deputise(cast.wu, colleague)

    matters.sign(matter, by=colleague, now=make.at("2026-05-20"))

    assert Event.objects.get(type="matter.signed").by_name == "贺兰（代 吴青）"


def test_a_deputy_acts_in_her_own_name_where_her_own_right_suffices():
    cast = make.cast()
    matter = stories.issued(cast, lead=cast.land, person=cast.ma.person, cooperating=[])
    deputise(cast.qin, cast.ma)

    matters.sign(matter, by=cast.ma, now=make.at("2026-05-20"))

    assert Event.objects.get(type="matter.signed").by_name == "马依努尔"


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_lends_nothing_and_is_lent_nothing(role):
    cast = make.cast()
    admin = make.account(cast.region, role, name="高原")
    own = access.held(admin, now=AWAY)
    for absent, deputy in ((admin, cast.ma), (cast.qin, admin)):
        with pytest.raises(BadInput) as refused:
            deputise(absent, deputy)
        assert refused.value.code == "deputy-administers"
    deputise(cast.qin, cast.ma)
    second = make.account(cast.region, role)
    for absent, deputy in ((admin, cast.wu), (cast.lin, second)):  # whoever became one meanwhile
        Delegation.objects.create(
            absent=absent.person,
            deputy=deputy.person,
            from_on=FIRST,
            to_on=LAST,
            reason="休假",
            made_by=cast.lin,
            made_at=AWAY,
        )

    assert access.held(second, now=AWAY) == own
    assert not access.held(cast.wu, now=AWAY) & own


def test_who_is_shut_out_lends_nothing():
    cast = make.cast()
    deputise(cast.qin, cast.ma)
    type(cast.qin).objects.filter(pk=cast.qin.pk).update(is_active=False)

    assert not access.may(cast.ma, Permission.MATTER_SIGN, now=AWAY, units={cast.water.pk})


def test_seats_cost_so_many_queries_however_many_somebody_stands_in_for(
    django_assert_num_queries,
):
    cast = make.cast()
    deputise(cast.qin, cast.ma)

    with django_assert_num_queries(2):  # her own seats, and that nobody is away
        access.seats_of(cast.wu, on=FIRST)
    for absent in (cast.wu, cast.ding):
        with django_assert_num_queries(3):  # and theirs
            access.seats_of(cast.ma, on=FIRST)
        deputise(absent, cast.ma)


# --- the desk


def test_the_deputy_finds_on_her_desk_what_the_absent_person_owes_and_loses_it_afterwards():
    cast = make.cast()
    stories.issued(cast)
    deputise(cast.wu, cast.ding)
    owed_then = desk_for(cast.ding, now=make.at("2026-05-20")).own().first()

    assert {row.kind for row in owed_then} == {"sign", "finish"}
    assert not desk_for(cast.ding, now=make.at("2026-05-30")).own().first()
    assert desk_for(cast.wu, now=make.at("2026-05-20")).own().count() == 2  # it stays hers too


def test_no_date_moves_because_somebody_is_away():
    cast = make.cast()
    matter = stories.issued(cast)
    before = list(owed.of_subject(matter).values_list("kind", "due_on", "light"))

    deputise(cast.wu, cast.ding)

    assert list(owed.of_subject(matter).values_list("kind", "due_on", "light")) == before


def test_whoever_reminds_learns_who_stands_in_on_that_day():
    cast = make.cast()
    deputise(cast.wu, cast.qin)
    asked = [cast.wu.person_id, cast.ma.person_id]

    assert queries.standing_in(asked, FIRST) == {cast.wu.person_id: cast.qin.person}
    assert queries.standing_in(asked, LAST + dt.timedelta(days=1)) == {}


# --- nobody judges her own work by a detour


def test_what_a_deputy_wrote_for_the_absent_neither_of_them_approves():
    cast = make.cast()
    author = make.account(cast.region, "coordinator", name="沈默")
    judge = make.account(cast.region, "leader", name="罗曼")
    Seat.objects.create(
        account=judge, unit=cast.region, role="coordinator", from_on=dt.date(2020, 1, 1)
    )
    clerk = make.account(cast.water, "handler", name="白杨")
    deputise(judge, clerk, now=make.at("2026-05-18"), from_on=make.DAY)
    fields = {"by": clerk, "now": make.NOON}
    matter = _drafted(cast, **fields)
    matters.submit(matter, **fields)

    assert matter.drafted_for == judge
    with pytest.raises(NotAllowed) as refused:
        matters.issue(matter, by=clerk, now=make.at("2026-05-19"))
    assert refused.value.code == "author-approves"
    with pytest.raises(NotAllowed):
        matters.issue(matter, by=judge, now=make.at("2026-06-19"))
    assert "issue" not in _open_moves(judge, matter, now=make.at("2026-06-19"))
    matters.issue(matter, by=cast.zhao, now=make.at("2026-05-19"))
    assert author.pk != matter.issued_by_id


def test_a_deputy_does_not_approve_for_the_absent_what_the_absent_wrote():
    cast = make.cast()
    both = make.account(cast.region, "coordinator", name="沈默")
    Seat.objects.create(account=both, unit=cast.region, role="leader", from_on=dt.date(2020, 1, 1))
    matter = _drafted(cast, by=both, now=make.NOON)
    matters.submit(matter, by=both, now=make.NOON)
    deputise(both, cast.ma)

    with pytest.raises(NotAllowed) as refused:
        matters.issue(matter, by=cast.ma, now=AWAY)
    assert refused.value.code == "author-approves"
    assert "issue" not in _open_moves(cast.ma, matter, now=AWAY)


def test_a_supervisor_who_stands_in_for_the_author_still_approves_by_his_own_right():
    cast = make.cast()
    matter = stories.pending(cast)
    deputise(cast.lin, cast.zhao)

    matters.issue(matter, by=cast.zhao, now=AWAY)

    assert Event.objects.get(type="matter.issued").by_name == "赵启明"


def test_what_a_deputy_claimed_for_the_absent_the_absent_does_not_close():
    cast = make.cast()
    matter = stories.signed(cast)
    Seat.objects.create(
        account=cast.qin, unit=cast.region, role="supervisor", from_on=dt.date(2020, 1, 1)
    )
    deputise(cast.qin, cast.ma, now=make.at("2026-05-21"), from_on=dt.date(2026, 5, 21))
    matters.claim(
        matter,
        performed_on=dt.date(2026, 5, 21),
        result="界线已经勘定。",
        by=cast.ma,
        now=make.at("2026-05-21"),
    )
    Seat.objects.filter(account=cast.qin, unit=cast.water).delete()

    with pytest.raises(NotAllowed) as refused:
        matters.close(matter, by=cast.qin, now=make.at("2026-06-01"))
    assert refused.value.code == "claimant-closes"
    with pytest.raises(IntegrityError), transaction.atomic():
        type(matter).objects.filter(pk=matter.pk).update(closed_by=cast.qin, closed_at=AWAY)
    matters.close(matter, by=cast.zhao, now=make.at("2026-06-01"))


def _drafted(cast, *, by, now):
    return matters.draft_matter(
        kind="task",
        title="修订灌区用水计划",
        content="水利局修订灌区用水计划。",
        criterion="计划印发",
        lead=cast.water,
        person=cast.wu.person,
        due_proposed=stories.DUE,
        held_by=cast.region,
        passage=make.passage(held_by=cast.region, by=by),
        by=by,
        now=now,
    )


def _open_moves(by, matter, *, now):
    matter = matters_read.matter_for(by, matter.pk, now=now)
    return {move.name for move in matters_read.moves_open_to(by, matter, now=now)}


# --- naming and ending


def test_the_head_and_the_office_name_a_deputy_but_not_the_neighbour():
    cast = make.cast()
    deputise(cast.wu, cast.ding, by=cast.qin)
    actions.end_delegation(Delegation.objects.get(), by=cast.qin, now=AWAY)
    deputise(cast.wu, cast.ding, by=cast.lin)

    with pytest.raises(NotAllowed):
        deputise(cast.wu, cast.ding, by=cast.ma)


def test_a_head_does_not_lend_what_her_people_hold_elsewhere():
    cast = make.cast()
    Seat.objects.create(
        account=cast.wu, unit=cast.region, role="supervisor", from_on=dt.date(2020, 1, 1)
    )

    with pytest.raises(NotAllowed):
        deputise(cast.wu, cast.ma, by=cast.qin)
    deputise(cast.wu, cast.ma, by=cast.wu)


def test_what_is_lent_cannot_be_lent_on():
    cast = make.cast()
    deputise(cast.qin, cast.ma)

    with pytest.raises(NotAllowed):
        deputise(cast.wu, cast.ding, by=cast.ma)


def test_nobody_makes_herself_the_deputy_of_another():
    cast = make.cast()

    with pytest.raises(BadInput) as refused:
        deputise(cast.han, cast.lin, by=cast.lin)
    assert refused.value.code == "deputy-names-herself"


@pytest.mark.parametrize(
    ("from_on", "to_on", "field"),
    [
        (dt.date(2026, 5, 18), LAST, "from_on"),
        (FIRST, FIRST - dt.timedelta(days=1), "to_on"),
    ],
)
def test_days_that_cannot_be_are_told_at_their_field(from_on, to_on, field):
    cast = make.cast()

    with pytest.raises(BadInput) as refused:
        deputise(cast.wu, cast.qin, from_on=from_on, to_on=to_on)
    assert field in refused.value.fields


def test_everything_missing_is_told_at_once():
    cast = make.cast()

    with pytest.raises(Incomplete) as refused:
        actions.name_deputy(
            cast.wu.person, deputy=None, from_on=None, to_on=None, reason=" ", by=cast.wu, now=AWAY
        )
    assert set(refused.value.fields) == {"deputy", "from_on", "to_on", "reason"}


def test_there_is_no_deputy_of_a_deputy_and_only_one_at_a_time():
    cast = make.cast()
    deputise(cast.wu, cast.qin)

    for absent, deputy in ((cast.wu, cast.ma), (cast.qin, cast.ma), (cast.ma, cast.wu)):
        with pytest.raises(BadInput) as refused:
            deputise(absent, deputy)
        assert refused.value.code == "deputies-clash"
    deputise(cast.wu, cast.ma, from_on=LAST + dt.timedelta(days=1), to_on=dt.date(2026, 6, 9))


def test_the_database_itself_refuses_chains_overlaps_and_oneself():
    cast = make.cast()
    deputise(cast.wu, cast.qin)
    given = {"from_on": LAST, "to_on": LAST, "reason": "出差", "made_by": cast.wu, "made_at": AWAY}

    for absent, deputy in ((cast.wu, cast.ma), (cast.qin, cast.ma), (cast.ma, cast.wu)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delegation.objects.create(absent=absent.person, deputy=deputy.person, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(absent=cast.ma.person, deputy=cast.ma.person, **given)
    later = given | {"from_on": LAST + dt.timedelta(days=1), "to_on": dt.date(2026, 6, 9)}
    row = Delegation.objects.create(absent=cast.wu.person, deputy=cast.ma.person, **later)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.filter(pk=row.pk).update(from_on=LAST)


def test_whoever_comes_back_early_ends_it_at_once_and_once():
    cast = make.cast()
    row = deputise(cast.qin, cast.ma)

    actions.end_delegation(row, by=cast.qin, now=make.at("2026-05-21"))

    assert not access.may(
        cast.ma, Permission.MATTER_SIGN, now=make.at("2026-05-21"), units={cast.water.pk}
    )
    assert row.to_on == LAST  # the days that were agreed stay in the record
    with pytest.raises(Overtaken):
        actions.end_delegation(row, by=cast.qin, now=make.at("2026-05-22"))
    deputise(cast.qin, cast.wu, now=make.at("2026-05-22"), from_on=dt.date(2026, 5, 22))


def test_a_deputy_may_lay_it_down_a_stranger_may_not():
    cast = make.cast()
    row = deputise(cast.qin, cast.ma)

    with pytest.raises(NotAllowed):
        actions.end_delegation(row, by=cast.ding, now=AWAY)
    actions.end_delegation(row, by=cast.ma, now=AWAY)


# --- random organisations

ROLES = sorted(policy.current().roles.keys() - ADMINISTRATORS.keys())
PLACES = st.integers(0, 3)
DAYS = st.integers(0, 20).map(lambda n: dt.date(2026, 5, 18) + dt.timedelta(days=n))


@settings(max_examples=25, deadline=None)
@given(
    parents=st.lists(st.integers(0, 2), min_size=3, max_size=3),
    seats=st.lists(
        st.tuples(st.integers(0, 2), PLACES, st.sampled_from(ROLES), DAYS), min_size=2, max_size=6
    ),
    span=st.tuples(DAYS, DAYS).map(sorted),
    day=DAYS,
)
def test_in_any_organisation_a_deputy_has_her_own_and_the_absents_rights_and_never_more(
    parents, seats, span, day
):
    units: list[Unit] = [make.unit()]
    units += [make.unit(parent=units[min(at, len(units) - 1)]) for at in parents]
    people = [make.account(make.unit(), "reader") for _ in range(3)]
    for who, place, role, until in seats:
        Seat.objects.get_or_create(
            account=people[who],
            unit=units[place],
            role=role,
            from_on=dt.date(2026, 5, 1),
            defaults={"to_on": until},
        )
    absent, deputy, bystander = people
    now = dt.datetime.combine(day, dt.time(12), make.NOON.tzinfo)
    alone = {who.pk: _reached(who, now=now) for who in people}
    row = Delegation.objects.create(
        absent=absent.person,
        deputy=deputy.person,
        from_on=span[0],
        to_on=span[1],
        reason="休假",
        made_by=absent,
        made_at=now,
    )

    holds = span[0] <= civil_day(now) <= span[1]
    assert _reached(deputy, now=now) == alone[deputy.pk] | (alone[absent.pk] if holds else set())
    assert _reached(absent, now=now) == alone[absent.pk]
    assert _reached(bystander, now=now) == alone[bystander.pk]
    row.delete()


def _reached(by, *, now) -> set[tuple[Permission, int]]:
    units = list(Unit.objects.values_list("pk", flat=True))
    found = set()
    for permission in Permission:
        reach = access.scope(by, permission, now=now)
        found |= {(permission, unit) for unit in units if reach.covers(frozenset({unit}))}
    return found
