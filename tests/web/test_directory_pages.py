"""Units and people on the screen."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi.orgs import queries
from luoshi.orgs.models import Person, Unit
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> make.Cast:
    return make.cast()


@pytest.fixture
def lin(client, cast):
    client.force_login(cast.lin)
    return client


def after(client, address: str, sent: dict) -> str:
    """Return what the page says to which a form leads when it was taken."""
    answer = client.post(address, sent)
    assert answer.status_code in {302, 303}, text(answer)
    return text(client.get(answer["Location"]))


def text(answer) -> str:
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join((soup.find("main") or soup).get_text(" ").split())


def test_units_stand_under_their_parents_and_are_found_by_any_name(lin, cast):
    rows = BeautifulSoup(lin.get(reverse("unit_list")).content, "html.parser").select("tbody tr")
    order = [row.find("a").get_text() for row in rows]
    place = order.index("青泉州人民政府")
    assert order[place + 1 : place + 3] == ["青泉州水利局", "青泉州自然资源局"]

    lin.post(reverse("unit_alias_add", args=[cast.builder.pk]), {"name": "交建集团"})
    assert "瀚北交通建设集团有限公司" in text(lin.get(reverse("unit_list"), {"q": "交建集团"}))
    assert "青泉州水利局" not in text(lin.get(reverse("unit_list"), {"q": "交建集团"}))


def test_a_new_unit_that_is_known_already_is_refused_and_those_alike_are_shown(lin, cast):
    answer = lin.post(reverse("unit_new"), {"name": "青泉州水利局", "kind": "department"})
    assert answer.status_code == 422
    assert "名称相近的单位" in text(answer)
    assert Unit.objects.filter(name="青泉州水利局").count() == 1

    sent = {"name": "青泉州畜牧局", "kind": "department", "parent": "青泉州人民政府"}
    assert lin.post(reverse("unit_new"), sent).status_code == 303
    assert Unit.objects.get(name="青泉州畜牧局").parent == cast.prefecture


def test_a_renamed_unit_shows_its_old_name_as_an_alias(lin, cast):
    sent = {"name": "青泉州水务局", "kind": "department", "version": 1}
    said = after(lin, reverse("unit_edit", args=[cast.water.pk]), sent)
    assert "青泉州水务局" in said and "原名称保留为别名" in said
    assert queries.unit_named("青泉州水利局") == cast.water


def test_an_alias_can_be_taken_back(lin, cast):
    lin.post(reverse("unit_alias_add", args=[cast.land.pk]), {"name": "土地局"})
    alias = cast.land.aliases.get()
    lin.post(reverse("unit_alias_drop", args=[cast.land.pk, alias.pk]))
    assert queries.unit_named("土地局") is None


def test_of_two_who_edit_a_unit_the_second_keeps_what_she_typed(lin, cast):
    address = reverse("unit_edit", args=[cast.water.pk])
    sent = {"name": cast.water.name, "kind": "department", "version": 1}
    assert lin.post(address, sent | {"place": "青泉市"}).status_code == 303
    answer = lin.post(address, sent | {"place": "察汗县"})
    assert answer.status_code == 409
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("input[name=place]")["value"] == "察汗县"
    assert "青泉市" in text(answer)


def test_a_second_person_of_one_name_is_asked_about_and_then_taken(lin, cast):
    address = reverse("person_new")
    sent = {"name": "吴 青", "unit": cast.land.name, "title": "科员"}
    answer = lin.post(address, sent)
    assert answer.status_code == 422
    assert "已有同名的人" in text(answer) and "青泉州水利局" in text(answer)
    assert Person.objects.filter(name="吴青").count() == 1

    assert lin.post(address, sent | {"another": "on"}).status_code == 303
    assert Person.objects.filter(name="吴青").count() == 2


def test_a_name_is_found_with_any_dot_or_none(lin, cast):
    for spelling in ("艾克拜尔•买买提", "艾克拜尔买买提"):
        Person.objects.filter(pk=cast.aiko.person.pk).update(search_key="艾克拜尔买买提")
        assert "艾克拜尔·买买提" in text(lin.get(reverse("person_list"), {"q": spelling}))


def test_posts_begin_and_end_on_the_page_of_a_person(lin, cast):
    person = cast.wu.person
    address = reverse("person_post_add", args=[person.pk])
    sent = {"unit": "青泉州自然资源局", "title": "副局长", "from_on": "2026-03-01"}
    assert "副局长" in after(lin, address, sent)
    post = person.posts.get(title="副局长")
    end = reverse("person_post_end", args=[person.pk, post.pk])
    assert "没有保存" in after(lin, end, {"to_on": ""})
    assert "2026-06-30" in after(lin, end, {"to_on": "2026-06-30"})


def test_a_post_at_a_unit_that_nobody_knows_is_told(lin, cast):
    address = reverse("person_post_add", args=[cast.wu.person.pk])
    answer = lin.post(address, {"unit": "天外来客公司", "title": "顾问"})
    assert answer.status_code == 422
    assert "没有找到“天外来客公司”" in text(answer)


def test_a_handler_sees_the_directory_without_its_buttons(client, cast):
    client.force_login(cast.wu)
    page = client.get(reverse("unit_detail", args=[cast.builder.pk]))
    assert page.status_code == 200
    assert reverse("unit_edit", args=[cast.builder.pk]) not in page.content.decode()
    assert client.get(reverse("unit_new")).status_code == 403
    assert client.post(reverse("person_new"), {"name": "张三"}).status_code == 403
    assert client.get(reverse("person_detail", args=[cast.wu.person.pk])).status_code == 200
