"""Working groups: one lead, each unit in one role, people who come and go."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.audit.queries import history_of
from luoshi.matters import actions, groups, queries
from luoshi.matters.models import Group, GroupUnit
from luoshi.orgs.models import Account
from luoshi.values.errors import (
    BadInput,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
)
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def set_up(cast, **changes):
    fields = {
        "name": "青泉灌区专班",
        "lead": cast.water,
        "purpose": "统筹灌区建设",
        "set_up_on": dt.date(2026, 5, 18),
        "responsible": [cast.builder],
        "cooperating": [cast.land],
        "members": [(cast.wu.person, cast.water), (cast.ding.person, cast.builder)],
        "held_by": cast.region,
    }
    return actions.set_up_group(**(fields | changes), by=cast.lin, now=make.NOON)


def edit(cast, group, *, by=None, **changes):
    fields = {
        "version": group.version,
        "name": group.name,
        "lead": group.lead,
        "responsible": [cast.builder],
        "cooperating": [cast.land],
    }
    actions.edit_group(group, **(fields | changes), by=by or cast.lin, now=make.at("2026-06-01"))


PAPER = actions.Paper("关于成立青泉灌区专班的通知", "瀚国资发〔2026〕8号", dt.date(2026, 5, 18))


def established(cast, **changes):
    group = set_up(cast, **changes)
    actions.establish_group(group, paper=PAPER, by=cast.lin, now=make.at("2026-05-20"))
    return group


def who(group, day):
    group = queries.group_for(group_keeper(group), group.pk, now=make.NOON)
    found = groups.composition_on(group, dt.date.fromisoformat(day))
    units = [found.lead, *found.responsible, *found.cooperating]
    return [one.name for one in units if one], [
        (one.person.name, one.get_part_display()) for one in found.members
    ]


def group_keeper(group):
    return Account.objects.get(username="lin")


def test_a_group_has_its_lead_its_units_and_its_people(cast):
    group = set_up(cast)
    assert [(one.unit, one.role) for one in group.units.all()] == [
        (cast.builder, "responsible"),
        (cast.land, "cooperating"),
    ]
    assert [one.person.name for one in group.members.all()] == ["吴青", "丁立"]


@pytest.mark.parametrize(("field", "empty"), [("name", " "), ("lead", None)])
def test_without_name_or_lead_there_is_no_group(cast, field, empty):
    with pytest.raises(Incomplete) as refused:
        set_up(cast, **{field: empty})
    assert refused.value.fields == (field,)
    assert not Group.objects.exists()


def test_a_unit_has_one_role(cast):
    with pytest.raises(BadInput):
        set_up(cast, cooperating=[cast.builder])
    with pytest.raises(BadInput):
        set_up(cast, cooperating=[cast.water])
    assert set_up(cast, responsible=[cast.water, cast.builder]).units.count() == 2


def test_the_same_form_sent_twice_makes_one_group(cast):
    first = set_up(cast)
    with pytest.raises(Duplicate) as refused:
        set_up(cast)
    assert refused.value.params["pk"] == first.pk


def test_only_those_who_edit_groups_do(cast):
    group = set_up(cast)
    with pytest.raises(NotAllowed):
        edit(cast, group, by=cast.wu, name="我的专班")
    edit(cast, group, name="青泉灌区工作专班")
    assert group.name == "青泉灌区工作专班"


def test_of_two_who_edit_one_group_the_second_overwrites_nothing(cast):
    group = set_up(cast)
    hers = Group.objects.get(pk=group.pk)
    edit(cast, group, cooperating=[])
    with pytest.raises(Overtaken):
        edit(cast, hers, name="另一个名字")
    assert [str(one) for one in Group.objects.get().units.present()] == [
        "瀚北交通建设集团有限公司（责任单位）"
    ]


def test_who_leaves_a_group_stays_in_its_history(cast):
    group = established(cast)
    ding = group.members.get(person=cast.ding.person)
    actions.leave_group(
        ding, on=dt.date(2026, 6, 1), reason="调离", by=cast.lin, now=make.at("2026-06-02")
    )
    actions.join_group(
        group, person=cast.ma.person, unit=cast.land, by=cast.lin, now=make.at("2026-06-02")
    )
    assert who(group, "2026-06-01")[1] == [("吴青", "成员"), ("丁立", "成员")]
    assert who(group, "2026-06-02")[1] == [("吴青", "成员"), ("马依努尔", "成员")]
    assert who(group, "2026-05-17") == ([], [])
    assert [event.type for event in history_of(group)] == [
        "group.joined",
        "group.left",
        "group.established",
        "group.set_up",
    ]


def test_who_becomes_the_head_of_a_group_was_a_member_before(cast):
    group = established(cast)
    actions.join_group(
        group,
        person=cast.wu.person,
        unit=cast.water,
        part="head",
        from_on=dt.date(2026, 6, 10),
        by=cast.lin,
        now=make.at("2026-06-12"),
    )
    assert ("吴青", "成员") in who(group, "2026-06-09")[1]
    assert who(group, "2026-06-11")[1][0] == ("吴青", "组长")
    with pytest.raises(Duplicate):
        actions.join_group(
            group,
            person=cast.wu.person,
            unit=cast.water,
            part="head",
            by=cast.lin,
            now=make.at("2026-06-12"),
        )


def test_the_lead_of_a_group_changes_and_there_is_never_a_second(cast):
    group = established(cast)
    edit(cast, group, lead=cast.land, cooperating=[cast.water], changed_on=dt.date(2026, 5, 28))
    assert who(group, "2026-05-27")[0] == [cast.water.name, cast.builder.name, cast.land.name]
    assert who(group, "2026-05-29")[0] == [cast.land.name, cast.builder.name, cast.water.name]
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupUnit.objects.create(group=group, unit=cast.energy, role="lead")


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(turns=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 40)), max_size=8))
def test_whoever_came_and_went_every_day_has_the_group_of_that_day(cast, turns):
    """Against a plain diary: after any comings and goings each past day reads as it was."""
    with transaction.atomic():
        group = set_up(cast, name=f"专班{len(turns)}", members=[], set_up_on=None)
        actions.establish_group(group, paper=PAPER, by=cast.lin, now=make.at("2026-05-20"))
        people = [cast.wu.person, cast.ma.person, cast.ding.person, cast.qin.person]
        diary: dict[dt.date, set[str]] = {}
        here: set[str] = set()
        day = dt.date(2026, 5, 20)
        for who_turns, after in turns:
            for passed in range(after):
                diary[day + dt.timedelta(passed)] = set(here)
            day += dt.timedelta(after)
            person, now = people[who_turns], make.at(day.isoformat())
            if person.name in here:
                row = group.members.present().get(person=person)
                actions.leave_group(row, on=day - dt.timedelta(1), by=cast.lin, now=now)
                here.discard(person.name)
            else:
                actions.join_group(group, person=person, unit=cast.water, by=cast.lin, now=now)
                here.add(person.name)
        for past, were in diary.items():
            assert {name for name, _ in who(group, past.isoformat())[1]} == were
        transaction.set_rollback(True)


# --- set up by a paper, dissolved by a decision


def test_a_group_waits_for_its_paper_and_then_names_it(cast):
    group = set_up(cast)
    assert group.get_state_display() == "待发文成立"
    actions.establish_group(group, paper=PAPER, by=cast.lin, now=make.at("2026-05-20"))
    assert (group.state, group.paper_number) == ("standing", "瀚国资发〔2026〕8号")
    with pytest.raises(IllegalMove):
        actions.establish_group(group, paper=PAPER, by=cast.lin, now=make.at("2026-05-20"))


def test_without_a_paper_no_group_stands_not_even_in_the_database(cast):
    group = set_up(cast)
    with pytest.raises(Incomplete):
        actions.establish_group(group, paper=actions.Paper(" "), by=cast.lin, now=make.NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.filter(pk=group.pk).update(state="standing")
    assert Group.objects.get().state == "awaited"


def test_a_paper_of_tomorrow_sets_nothing_up_yet(cast):
    group = set_up(cast)
    ahead = PAPER._replace(on=dt.date(2026, 5, 19))
    with pytest.raises(BadInput):
        actions.establish_group(group, paper=ahead, by=cast.lin, now=make.NOON)


def test_a_group_is_dissolved_by_a_dated_decision_with_a_reason(cast):
    group = established(cast)
    with pytest.raises(Incomplete):
        actions.dissolve_group(
            group, on=dt.date(2026, 9, 1), reason=" ", by=cast.lin, now=make.at("2026-09-02")
        )
    actions.dissolve_group(
        group,
        on=dt.date(2026, 9, 1),
        reason="灌区已经通水",
        by=cast.lin,
        now=make.at("2026-09-02"),
    )
    assert group.state == "dissolved"
    assert who(group, "2026-08-31")[0] == [cast.water.name, cast.builder.name, cast.land.name]
    assert who(group, "2026-09-02") == ([], [])
    for late in (
        lambda: edit(cast, group),
        lambda: actions.join_group(
            group, person=cast.ma.person, unit=cast.land, by=cast.lin, now=make.at("2026-09-03")
        ),
    ):
        with pytest.raises(IllegalMove):
            late()
    assert set_up(cast).pk != group.pk, "a group of that name may be set up again"


def test_what_a_group_carries_is_counted_by_state_as_the_list_counts_it(cast):
    group = established(cast)
    stories.signed(cast, group=group)
    stories.claimed(cast, title="已报办结的事", group=group)
    stories.drafted(cast, title="还没下达的事", group=group)
    now = make.at("2026-07-02")
    found = groups.carried_by(cast.lin, group, now=now)
    listed = groups.of_groups(queries.visible_matters(cast.lin, now=now), [group.pk])
    assert found.by_state == {"signed": 1, "claimed": 1, "draft": 1}
    for state, count in found.by_state.items():
        assert listed.filter(state=state).count() == count


def test_a_group_is_seen_by_its_units_and_is_not_there_for_others(cast):
    group = set_up(cast)
    assert queries.group_for(cast.ma, group.pk, now=make.NOON) == group
    with pytest.raises(NotFound):
        queries.group_for(cast.aiko, group.pk, now=make.NOON)
