"""Working groups: one lead, each unit in one role, people who come and go."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.audit.queries import history_of
from luoshi.matters import actions, queries
from luoshi.matters.models import Group
from luoshi.values.errors import BadInput, Duplicate, Incomplete, NotAllowed, NotFound, Overtaken
from tests import make

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
        "members": [(cast.wu.person, cast.water), (cast.ding.person, cast.builder)],
    }
    actions.edit_group(group, **(fields | changes), by=by or cast.lin, now=make.at("2026-06-01"))


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
    assert [str(one) for one in Group.objects.get().units.all()] == [
        "瀚北交通建设集团有限公司（责任单位）"
    ]


def test_who_leaves_a_group_stays_in_its_history(cast):
    group = set_up(cast)
    edit(cast, group, members=[(cast.wu.person, cast.water), (cast.ma.person, cast.land)])
    assert [(one.person.name, str(one.from_on), str(one.to_on)) for one in group.members.all()] == [
        ("吴青", "2026-05-18", "None"),
        ("丁立", "2026-05-18", "2026-06-01"),
        ("马依努尔", "2026-06-01", "None"),
    ]
    assert [event.type for event in history_of(group)] == ["group.edited", "group.set_up"]


def test_a_group_is_seen_by_its_units_and_is_not_there_for_others(cast):
    group = set_up(cast)
    assert queries.group_for(cast.ma, group.pk, now=make.NOON) == group
    with pytest.raises(NotFound):
        queries.group_for(cast.aiko, group.pk, now=make.NOON)
