"""Units by every name they go by, and people by any spelling of their name."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.audit.queries import history_of
from luoshi.orgs import actions, queries
from luoshi.orgs.models import Person, Unit
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, NotFound, Overtaken
from tests import make

pytestmark = pytest.mark.django_db


def renamed(unit: Unit, name: str, *, by) -> None:
    actions.edit_unit(
        unit,
        version=unit.version,
        name=name,
        short_name=unit.short_name,
        kind=unit.kind,
        parent=unit.parent,
        place=unit.place,
        by=by,
        now=make.NOON,
    )


def test_of_a_renamed_unit_that_it_stays_the_same_and_its_old_name_still_finds_it():
    cast = make.cast()
    renamed(cast.water, "青泉州水务局", by=cast.lin)

    assert queries.unit_named("青泉州水利局") == cast.water
    assert queries.unit_named("青泉州水务局") == cast.water
    assert Unit.objects.get(name="青泉州水务局").pk == cast.water.pk
    assert history_of(cast.water)[0].type == "unit.renamed"


def test_blanks_inside_a_printed_name_do_not_matter():
    cast = make.cast()
    assert queries.unit_named(" 青泉州 水利局　") == cast.water


def test_a_short_name_finds_its_unit_until_two_units_share_it():
    cast = make.cast()
    one = actions.add_unit(
        name="青泉州国资委",
        short_name="州国资委",
        parent=cast.prefecture,
        by=cast.lin,
        now=make.NOON,
    )
    assert queries.unit_named("州国资委") == one

    actions.add_unit(name="北岭州国资委", short_name="州国资委", by=cast.lin, now=make.NOON)
    assert queries.unit_named("州国资委") is None


def test_what_one_office_calls_somebody_holds_in_its_own_papers_and_in_those_of_units_below():
    cast = make.cast()
    actions.add_alias(
        cast.energy, name="集团公司", used_by=cast.prefecture, by=cast.lin, now=make.NOON
    )
    actions.add_alias(
        cast.builder, name="集团公司", used_by=cast.region, by=cast.lin, now=make.NOON
    )

    assert queries.unit_named("集团公司", used_by=cast.water) == cast.energy
    assert queries.unit_named("集团公司", used_by=cast.region) == cast.builder
    assert queries.unit_named("集团公司") is None


def test_an_alias_holds_within_its_dates_only():
    cast = make.cast()
    actions.add_alias(
        cast.land,
        name="州国土局",
        to_on=dt.date(2018, 12, 31),
        by=cast.lin,
        now=make.NOON,
    )
    assert queries.unit_named("州国土局", on=dt.date(2016, 5, 1)) == cast.land
    assert queries.unit_named("州国土局", on=dt.date(2026, 5, 1)) is None
    assert queries.unit_named("州国土局") == cast.land


def test_an_alias_taken_back_finds_nobody_any_more():
    cast = make.cast()
    alias = actions.add_alias(cast.land, name="土地局", by=cast.lin, now=make.NOON)
    actions.drop_alias(alias, by=cast.lin, now=make.NOON)
    assert queries.unit_named("土地局") is None


def test_similar_names_are_offered_and_strangers_are_not():
    cast = make.cast()
    assert cast.builder in queries.similar_units("瀚北交建集团有限公司")
    assert queries.similar_units("完全无关的名称") == []


def test_the_same_full_name_is_not_registered_twice():
    cast = make.cast()
    with pytest.raises(BadInput) as refused:
        actions.add_unit(name="青泉州水利局", by=cast.lin, now=make.NOON)
    assert list(refused.value.fields) == ["name"]
    with pytest.raises(Incomplete):
        actions.add_unit(name="  ", by=cast.lin, now=make.NOON)


def test_a_unit_cannot_stand_above_itself():
    cast = make.cast()
    for parent in (cast.prefecture, cast.water):
        with pytest.raises(BadInput):
            actions.edit_unit(
                cast.prefecture,
                version=1,
                name=cast.prefecture.name,
                short_name="",
                kind="government",
                parent=parent,
                place="",
                by=cast.lin,
                now=make.NOON,
            )


def test_of_two_who_change_one_unit_the_second_is_told_and_overwrites_nothing():
    cast = make.cast()
    second_copy = Unit.objects.get(pk=cast.water.pk)
    renamed(cast.water, "青泉州水务局", by=cast.lin)
    with pytest.raises(Overtaken):
        renamed(second_copy, "青泉州水利水电局", by=cast.lin)
    assert Unit.objects.get(pk=cast.water.pk).name == "青泉州水务局"


def test_a_handler_may_look_but_not_write_in_the_directory():
    cast = make.cast()
    assert queries.unit_for(cast.wu, cast.builder.pk, now=make.NOON) == cast.builder
    with pytest.raises(NotAllowed):
        actions.add_unit(name="青泉州民政局", by=cast.wu, now=make.NOON)


def test_somebody_without_a_seat_finds_nothing():
    cast = make.cast()
    seat = cast.wu.seats.get()
    actions_day = dt.date(2026, 5, 17)
    seat.to_on = actions_day
    seat.save(update_fields=["to_on"])
    with pytest.raises(NotFound):
        queries.unit_for(cast.wu, cast.builder.pk, now=make.NOON)
    with pytest.raises(NotAllowed):
        queries.home_unit(cast.wu, now=make.NOON)


@pytest.mark.parametrize(
    "spelling",
    ["艾尼瓦尔·托合提", "艾尼瓦尔•托合提", "艾尼瓦尔．托合提", "艾尼瓦尔托合提", "艾尼瓦尔 托合提"],
)
def test_any_dot_or_none_finds_the_person(spelling):
    cast = make.cast()
    person = actions.add_person(
        name="艾尼瓦尔·托合提", unit=cast.water, title="总工程师", by=cast.lin, now=make.NOON
    )
    assert list(queries.people_named(spelling)) == [person]
    assert list(queries.people_matching(spelling)) == [person]


def test_two_people_of_one_name_are_told_apart_by_their_unit():
    cast = make.cast()
    one = actions.add_person(name="王强", unit=cast.water, by=cast.lin, now=make.NOON)
    other = actions.add_person(name="王强", unit=cast.land, by=cast.lin, now=make.NOON)
    assert set(queries.people_named("王强")) == {one, other}
    assert list(queries.people_named("王强", unit=cast.land)) == [other]


def test_a_person_without_a_name_is_refused():
    cast = make.cast()
    with pytest.raises(Incomplete):
        actions.add_person(name=" · ", by=cast.lin, now=make.NOON)


def test_an_address_is_kept_with_the_person_and_what_is_no_address_is_refused():
    cast = make.cast()
    person = actions.add_person(name="王强", email=" wang@example.cn ", by=cast.lin, now=make.NOON)
    assert person.email == "wang@example.cn"
    given = {"name": "王强", "telephone": "", "by": cast.lin, "now": make.NOON}
    with pytest.raises(BadInput, match="不是电子邮箱"):
        actions.edit_person(person, version=person.version, email="wang.example.cn", **given)
    actions.edit_person(person, version=person.version, email="wq@example.cn", **given)
    assert Person.objects.get(pk=person.pk).email == "wq@example.cn"


def test_a_post_that_ended_is_kept_but_no_longer_counts_as_staff():
    cast = make.cast()
    person = actions.add_person(name="王强", unit=cast.water, by=cast.lin, now=make.NOON)
    actions.end_post(person.posts.get(), to_on=dt.date(2026, 4, 30), by=cast.lin, now=make.NOON)
    held = {post.person for post in queries.people_of(cast.water, on=make.DAY)}
    assert person not in held and cast.wu.person in held
    assert person.posts.count() == 1


def test_the_tree_shows_each_unit_under_its_parent():
    cast = make.cast()
    shape = [(depth, unit.name) for depth, unit in queries.tree(queries.units())]
    place = shape.index((0, "青泉州人民政府"))
    assert shape[place + 1 : place + 3] == [(1, "青泉州水利局"), (1, "青泉州自然资源局")]
    assert len(shape) == Unit.objects.count()
    assert (0, cast.energy.name) in shape
