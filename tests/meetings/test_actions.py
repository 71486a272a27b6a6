"""What took place is written down as the document says it, and read by those who had a part in it."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.meetings import actions, queries
from luoshi.meetings.models import Engagement
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, NotFound, Overtaken
from tests import make

pytestmark = pytest.mark.django_db

MEETING = {
    "kind": "meeting",
    "name": "青泉州交通项目座谈会",
    "start_on": dt.date(2026, 5, 12),
    "end_on": None,
    "place": "青泉宾馆",
}


def meeting(cast: make.Cast, **changes) -> Engagement:
    given = MEETING | {"held_by": cast.region} | changes
    return actions.add_engagement(**given, by=cast.lin, now=make.NOON)


def test_a_meeting_of_one_day_ends_on_the_day_it_began():
    cast = make.cast()
    assert meeting(cast).end_on == dt.date(2026, 5, 12)


def test_attendance_keeps_the_order_and_the_posts_of_the_document():
    cast = make.cast()
    given = [
        (cast.ding.person, "participant", "董事长助理"),
        (cast.lin.person, "chair", "主任"),
        (cast.wu.person, "participant", "科长"),
    ]
    met = meeting(cast, attendances=given)
    seen = queries.engagement_for(cast.lin, met.pk, now=make.NOON).attendances.all()
    assert [(a.person, a.part, a.post) for a in seen] == given


def test_somebody_named_twice_is_one_row_that_remembers_the_chair_and_the_post():
    cast = make.cast()
    wu = cast.wu.person
    met = meeting(cast, attendances=[(wu, "participant", ""), (wu, "chair", "科长")])
    row = met.attendances.get()
    assert (row.part, row.post) == ("chair", "科长")


def test_a_tour_gathers_its_parts_by_day():
    cast = make.cast()
    tour = meeting(cast, kind="tour", name="五月赴青泉州调研", end_on=dt.date(2026, 5, 14))
    late = meeting(cast, name="后一场", start_on=dt.date(2026, 5, 14), tour=tour)
    early = meeting(cast, name="前一场", tour=tour)
    assert list(queries.parts_of(tour, cast.lin, now=make.NOON)) == [early, late]
    assert list(queries.tours(cast.lin, now=make.NOON)) == [tour]


def test_only_a_tour_can_be_toured_and_never_itself():
    cast = make.cast()
    plain, tour = meeting(cast), meeting(cast, kind="tour")
    with pytest.raises(BadInput) as refused:
        meeting(cast, tour=plain)
    assert "tour" in refused.value.fields
    with pytest.raises(BadInput):
        meeting(cast, kind="tour", tour=tour)


def test_days_that_run_backwards_and_a_missing_name_are_refused():
    cast = make.cast()
    with pytest.raises(BadInput) as refused:
        meeting(cast, end_on=dt.date(2026, 5, 1))
    assert list(refused.value.fields) == ["end_on"]
    with pytest.raises(Incomplete):
        meeting(cast, name=" ")


def test_those_who_took_part_see_it_and_a_neighbour_does_not():
    cast = make.cast()
    met = meeting(cast, units=[cast.water])
    assert queries.engagement_for(cast.wu, met.pk, now=make.NOON) == met
    with pytest.raises(NotFound):
        queries.engagement_for(cast.ma, met.pk, now=make.NOON)
    assert list(queries.visible_engagements(cast.ma, now=make.NOON)) == []


def test_of_two_who_edit_one_meeting_the_second_is_told():
    cast = make.cast()
    met = meeting(cast, units=[cast.water])
    edit = MEETING | {"version": 1, "by": cast.lin, "now": make.NOON}
    actions.edit_engagement(met, **edit | {"place": "州政府会议室"}, units=[cast.land])
    with pytest.raises(Overtaken):
        actions.edit_engagement(met, **edit | {"place": "别处"})
    met.refresh_from_db()
    assert met.place == "州政府会议室"
    assert list(met.units.all()) == [cast.land]


def test_a_handler_writes_down_no_meetings():
    cast = make.cast()
    with pytest.raises(NotAllowed):
        actions.add_engagement(**MEETING, held_by=cast.water, by=cast.wu, now=make.NOON)
