"""Tours and engagements on the screen."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi import clock
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Person
from luoshi.projects.actions import add_project
from tests import make

pytestmark = pytest.mark.django_db

MEETING = {"kind": "meeting", "name": "青泉州交通座谈会", "start_on": "2026-05-12"}


@pytest.fixture
def cast() -> make.Cast:
    return make.cast()


@pytest.fixture
def lin(client, cast):
    client.force_login(cast.lin)
    return client


def text(answer) -> str:
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join((soup.find("main") or soup).get_text(" ").split())


def test_attendance_is_typed_line_by_line_and_keeps_order_chair_and_post(lin, cast):
    present = "吴青 州水利局规划科科长\n主持：林岚 自治区国资委副主任\n丁立，集团董事长"
    lin.post(reverse("engagement_new"), MEETING | {"present": present, "units": "青泉州水利局"})
    rows = Engagement.objects.get().attendances.all()
    assert [(r.person, r.part, r.post) for r in rows] == [
        (cast.wu.person, "participant", "州水利局规划科科长"),
        (cast.lin.person, "chair", "自治区国资委副主任"),
        (cast.ding.person, "participant", "集团董事长"),
    ]


def test_somebody_unknown_is_registered_along_or_told_as_she_wishes(lin, cast):
    sent = MEETING | {"present": "沙塔尔·艾山 察汗县县长"}
    answer = lin.post(reverse("engagement_new"), sent)
    assert answer.status_code == 422 and "名录中没有：沙塔尔·艾山" in text(answer)
    assert not Engagement.objects.exists()

    assert lin.post(reverse("engagement_new"), sent | {"add_missing": "on"}).status_code == 303
    assert Person.objects.get(name="沙塔尔·艾山").attendances.get().post == "察汗县县长"


def test_of_two_people_of_one_name_the_post_decides_or_she_is_asked(lin, cast):
    other = make.person("吴青", unit=cast.land)
    vague = lin.post(reverse("engagement_new"), MEETING | {"present": "吴青 科长"})
    assert vague.status_code == 422 and "不止一人" in text(vague)
    lin.post(reverse("engagement_new"), MEETING | {"present": "吴青 青泉州自然资源局科长"})
    assert Engagement.objects.get().attendances.get().person == other


def test_a_refused_engagement_registers_nobody(lin):
    sent = MEETING | {"end_on": "2026-05-01", "present": "新人 县长", "add_missing": "on"}
    assert lin.post(reverse("engagement_new"), sent).status_code == 422
    assert not Person.objects.filter(name="新人").exists()


def test_a_tour_shows_its_parts_and_all_that_came_out_of_them(lin, cast):
    lin.post(reverse("engagement_new"), MEETING | {"kind": "tour", "name": "五月调研"})
    tour = Engagement.objects.get()
    lin.post(reverse("engagement_new"), MEETING | {"tour": tour.pk})
    part = Engagement.objects.get(tour=tour)
    add_project(name="察汗公路", held_by=cast.region, engagement=part, by=cast.lin, now=clock.now())
    said = text(lin.get(reverse("engagement_detail", args=[tour.pk])))
    assert "青泉州交通座谈会" in said and "察汗公路" in said


def test_of_two_who_edit_the_second_keeps_what_she_typed(lin):
    lin.post(reverse("engagement_new"), MEETING)
    address = reverse("engagement_edit", args=[Engagement.objects.get().pk])
    assert lin.post(address, MEETING | {"place": "青泉宾馆", "version": 1}).status_code == 303
    answer = lin.post(address, MEETING | {"place": "州政府", "version": 1})
    assert answer.status_code == 409
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("input[name=place]")["value"] == "州政府"
    assert "青泉宾馆" in text(answer)


def test_the_list_narrows_by_kind_days_and_unit(lin, cast):
    lin.post(reverse("engagement_new"), MEETING | {"units": "青泉州水利局"})
    lin.post(
        reverse("engagement_new"),
        MEETING | {"kind": "talk", "name": "另一场", "start_on": "2026-01-05"},
    )
    address = reverse("engagement_list")
    for query in ({"kind": "meeting"}, {"since": "2026-05-01"}, {"unit": cast.water.pk}):
        said = text(lin.get(address, query))
        assert "青泉州交通座谈会" in said and "另一场" not in said, query


def test_nothing_yet_says_what_to_do_and_a_handler_has_no_button(lin, client, cast):
    assert "粘贴或上传" in text(lin.get(reverse("engagement_list")))
    client.force_login(cast.wu)
    assert client.get(reverse("engagement_new")).status_code == 403
    assert "登记活动" not in text(client.get(reverse("engagement_list")))
