"""Coming in and going out; the very first account."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from luoshi.orgs.models import Account, Seat
from tests import make

pytestmark = pytest.mark.django_db

FIRST = {
    "unit_name": "瀚北自治区国资委",
    "person_name": "田雪",
    "username": "tianxue",
    "password": make.PASSWORD,
    "password_again": make.PASSWORD,
    "security_name": "尼加提·吐逊",
    "security_username": "nijati",
    "audit_name": "方慎行",
    "audit_username": "fang",
}


@pytest.fixture
def cast(settings) -> make.Cast:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = make.cast()
    made.lin.set_password(make.PASSWORD)
    made.lin.save(update_fields=["password"])
    return made


def text(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_an_empty_register_leads_every_visit_to_the_first_run(client):
    for address in ("/", reverse("project_list"), reverse("login")):
        assert client.get(address)["Location"] == reverse("first_run")


def test_the_first_run_makes_three_administrators_and_shows_two_passwords_once(client):
    answer = client.post(reverse("first_run"), FIRST)
    assert "no-store" in answer["Cache-Control"]
    shown = BeautifulSoup(answer.content, "html.parser")
    words = [one.get_text() for one in shown.select("code.token")]
    assert len(words) == 2
    assert "我的待办" in text(client.get(reverse("desk")))
    roles = Seat.objects.values_list("account__username", "role")
    assert dict(roles) == {
        "tianxue": "system_admin",
        "nijati": "security_admin",
        "fang": "auditor",
    }
    for username, word in zip(("nijati", "fang"), words, strict=True):
        other = Client()
        other.post(reverse("login"), {"username": username, "password": word})
        assert other.get(reverse("desk"))["Location"] == reverse("password_change")
    again = client.get(reverse("first_run"))
    assert again["Location"] == reverse("login")


def test_nobody_founds_a_register_that_has_an_account(client, cast):
    answer = client.post(reverse("first_run"), FIRST | {"username": "intruder"})
    assert answer["Location"] == reverse("login")
    assert not Account.objects.filter(username="intruder").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password_again": "别的"}, "两次输入的密码不一致"),
        ({"password": "12345678", "password_again": "12345678"}, "密码"),
        ({"unit_name": ""}, "协调单位全称"),
        ({"username": " "}, "账号"),
        ({"audit_name": ""}, "安全审计员姓名"),
        ({"security_username": "TIANXUE"}, "这个账号已有人使用"),
        ({"audit_name": "尼加提·吐逊"}, "三个不同的人"),
    ],
)
def test_a_half_filled_first_run_makes_nothing_and_says_what_is_wrong(client, changes, said):
    answer = client.post(reverse("first_run"), FIRST | changes)
    assert said in text(answer)
    assert not Account.objects.exists()
    given = BeautifulSoup(answer.content, "html.parser")
    assert given.find("input", {"name": "person_name"})["value"] == "田雪"
    assert not given.find("input", {"name": "password"}).get("value")


def test_a_stranger_is_led_to_the_log_in_and_from_there_to_where_she_wanted(client, cast):
    wanted = reverse("project_list")
    answer = client.get(wanted)
    assert answer["Location"] == f"{reverse('login')}?next={wanted}"
    given = {"username": "lin", "password": make.PASSWORD, "next": wanted}
    assert client.post(reverse("login"), given)["Location"] == wanted


def test_nobody_is_led_to_another_server_after_the_log_in(client, cast):
    given = {
        "username": "lin",
        "password": make.PASSWORD,
        "next": "https://elsewhere.invalid/",
    }
    assert client.post(reverse("login"), given)["Location"] == reverse("desk")


def test_a_wrong_password_and_an_unknown_account_are_answered_alike(client, cast):
    def said(username: str) -> str:
        answer = client.post(reverse("login"), {"username": username, "password": "wrong"})
        soup = BeautifulSoup(answer.content, "html.parser")
        return soup.select_one('[role="alert"]').get_text(strip=True)

    assert said("lin") == said("nobody") != ""


def test_an_account_that_was_closed_does_not_come_in(client, cast):
    cast.lin.is_active = False
    cast.lin.save(update_fields=["is_active"])
    client.post(reverse("login"), {"username": "lin", "password": make.PASSWORD})
    assert client.get("/").status_code == 302


def test_who_has_logged_out_is_out_and_only_a_form_does_it(client, cast):
    client.force_login(cast.lin)
    assert client.get(reverse("logout")).status_code == 405
    assert client.get("/").status_code == 200
    assert client.post(reverse("logout"))["Location"] == reverse("login")
    assert client.get("/").status_code == 302


def test_a_fragment_asked_for_after_the_session_ended_is_not_a_log_in_page(client, cast):
    answer = client.get(reverse("project_list"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


def test_the_bar_names_who_is_logged_in_and_her_unit(client, cast):
    client.force_login(cast.lin)
    menu = BeautifulSoup(client.get("/").content, "html.parser").select_one(".menu-note")
    assert menu.get_text(" ", strip=True) == "林岚 瀚北自治区国资委"


def test_an_account_without_a_seat_is_told_whom_to_ask_and_sees_only_itself(client, cast):
    Seat.objects.filter(account=cast.lin).delete()
    client.force_login(cast.lin)
    for address in ("/", reverse("project_list")):
        answer = client.get(address)
        assert (answer.status_code, "没有席位" in text(answer)) == (403, True)
    assert client.get(reverse("own_account")).status_code == 200


def test_a_form_from_a_page_opened_in_another_session_is_answered_with_how_to_go_on(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.lin)
    answer = strict.post(reverse("draft_new"), {"text": "会议要求。"})
    assert answer.status_code == 403
    assert "仍保存在本浏览器中" in text(answer)
