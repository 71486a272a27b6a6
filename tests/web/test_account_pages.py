"""Accounts on the screen: an office takes in its second user, and shuts one out."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from luoshi import policy
from luoshi.orgs import actions, queries
from luoshi.orgs.models import Account, Person
from luoshi.rules.access import Permission
from luoshi.web.rights import PERMISSION_WORDS, REACH_WORDS, ROLE_NAMES
from tests import make

pytestmark = pytest.mark.django_db

FIRST = "首次-密码-请先改掉"
OWN = "胡杨-三千年-不倒"


def text(answer) -> str:
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join((soup.find("main") or soup).get_text(" ").split())


@pytest.fixture
def boss() -> Account:
    return actions.found(
        unit_name="瀚北自治区国资委",
        person_name="林岚",
        username="lin",
        password=make.PASSWORD,
        now=make.NOON,
    )


@pytest.fixture
def lin(client, boss):
    client.force_login(boss)
    return client


@pytest.fixture
def water():
    return make.unit("青泉州水利局")


def let_in(lin, water) -> Account:
    """Let the manager open an account for a new handler of the water bureau."""
    sent = {"name": "吴青", "unit": water.name, "title": "科长", "username": "wu"}
    answer = lin.post(reverse("account_new"), sent | {"password": FIRST})
    assert answer.status_code == 303, text(answer)
    wu = Account.objects.get(username="wu")
    seat = {"unit": water.name, "role": "handler", "from_on": "2020-01-01"}
    assert lin.post(reverse("seat_give", args=[wu.pk]), seat).status_code == 303
    return wu


def at_the_door(username: str, password: str) -> Client:
    """Return a browser in which somebody tried to log in."""
    browser = Client()
    browser.post(reverse("login"), {"username": username, "password": password})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get(reverse("own_account")).status_code == 200


def test_a_manager_adds_a_handler_who_changes_her_password_and_sees_her_desk(lin, water):
    let_in(lin, water)
    wu = at_the_door("wu", FIRST)

    stopped = wu.get(reverse("desk"))
    assert stopped.status_code == 303 and stopped["Location"] == reverse("password_change")
    assert "修改首次密码" in text(wu.get(reverse("password_change")))

    sent = {"old": FIRST, "new": OWN, "again": OWN}
    changed = wu.post(reverse("password_change"), sent)
    assert changed.status_code == 303 and changed["Location"] == reverse("desk")
    assert wu.get(reverse("desk")).status_code == 200

    assert not is_in(at_the_door("wu", FIRST))
    assert is_in(at_the_door("wu", OWN))


def test_until_the_first_password_is_changed_only_the_way_out_is_open(lin, water):
    let_in(lin, water)
    wu = at_the_door("wu", FIRST)
    fragment = wu.get(reverse("project_list"), headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == reverse("password_change")

    same = wu.post(reverse("password_change"), {"old": FIRST, "new": FIRST, "again": FIRST})
    assert same.status_code == 422 and "不能与原密码相同" in text(same)
    assert wu.get(reverse("desk")).status_code == 303

    assert wu.post(reverse("logout"))["Location"] == reverse("login")
    assert wu.get(reverse("desk"))["Location"].startswith(reverse("login"))


def test_who_is_shut_out_is_out_at_once_and_in_again_when_let_in(lin, water):
    wu = let_in(lin, water)
    Account.objects.filter(pk=wu.pk).update(must_change_password=False)
    browser = at_the_door("wu", FIRST)
    assert is_in(browser)

    lin.post(reverse("account_disable", args=[wu.pk]))
    assert not is_in(browser)
    assert not is_in(at_the_door("wu", FIRST))
    assert "已停用" in text(lin.get(reverse("account_detail", args=[wu.pk])))

    lin.post(reverse("account_enable", args=[wu.pk]))
    assert is_in(at_the_door("wu", FIRST))


def test_a_new_first_password_ends_her_sessions_and_must_be_changed_again(lin, water):
    wu = let_in(lin, water)
    Account.objects.filter(pk=wu.pk).update(must_change_password=False)
    browser = at_the_door("wu", FIRST)

    lin.post(reverse("password_set", args=[wu.pk]), {"password": "第二个-首次-密码"})
    assert not is_in(browser)
    again = at_the_door("wu", "第二个-首次-密码")
    assert again.get(reverse("desk"))["Location"] == reverse("password_change")


def test_changing_her_own_password_keeps_this_session_and_ends_the_others(boss):
    here, elsewhere = at_the_door("lin", make.PASSWORD), at_the_door("lin", make.PASSWORD)
    assert is_in(here) and is_in(elsewhere)

    wrong = here.post(reverse("password_change"), {"old": "错", "new": OWN, "again": OWN})
    assert wrong.status_code == 422 and "原密码不对" in text(wrong)
    unlike = here.post(
        reverse("password_change"), {"old": make.PASSWORD, "new": OWN, "again": "另一个"}
    )
    assert unlike.status_code == 422 and "不一致" in text(unlike)
    assert is_in(elsewhere)

    sent = {"old": make.PASSWORD, "new": OWN, "again": OWN}
    answer = here.post(reverse("password_change"), sent)
    assert answer["Location"] == reverse("own_account")
    assert is_in(here) and not is_in(elsewhere)


def test_somebody_of_the_directory_gets_an_account_and_is_not_entered_twice(lin, water):
    person = make.person("吴青", unit=water, title="科长")
    sent = {"person": person.pk, "username": "wu", "password": FIRST}
    assert lin.post(reverse("account_new"), sent).status_code == 303
    assert Account.objects.get(username="wu").person == person
    assert Person.objects.filter(name="吴青").count() == 1
    offered = BeautifulSoup(lin.get(reverse("account_new")).content, "html.parser")
    assert person.name not in offered.select_one("#id_person").get_text()


def test_a_name_that_is_known_is_asked_about_before_somebody_new_is_entered(lin, water):
    make.person("吴青", unit=make.unit("青泉州财政局"))
    sent = {"name": "吴青", "unit": water.name, "username": "wu", "password": FIRST}
    answer = lin.post(reverse("account_new"), sent)
    assert answer.status_code == 422 and "青泉州财政局" in text(answer)
    assert not Account.objects.filter(username="wu").exists()

    assert lin.post(reverse("account_new"), sent | {"another": "on"}).status_code == 303
    assert Person.objects.filter(name="吴青").count() == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "选择人员，或填写姓名"),
        ({"unit": ""}, "必填"),
        ({"username": "LIN"}, "这个账号已有人使用"),
        ({"password": "12345678"}, "密码"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_told_and_nobody_is_entered(lin, water, changed, said):
    sent = {"name": "吴青", "unit": water.name, "username": "wu", "password": FIRST}
    answer = lin.post(reverse("account_new"), sent | changed)
    errors = BeautifulSoup(answer.content, "html.parser").select(".field-error")
    assert answer.status_code == 422 and any(said in error.get_text() for error in errors)
    assert Account.objects.count() == 1 and not queries.people_named("吴青").exists()


def test_the_list_is_found_by_person_account_and_unit(lin, water):
    let_in(lin, water)
    for words in ("吴青", "wu", "水利局"):
        found = text(lin.get(reverse("account_list"), {"q": words}))
        assert "吴青" in found and "承办人" in found, words
        assert "林岚" not in found, words
    assert "没有符合条件的账号" in text(lin.get(reverse("account_list"), {"q": "查无此人"}))


def test_a_seat_is_given_and_ended_and_the_page_says_what_it_lets_do(lin, water):
    wu = let_in(lin, water)
    page = text(lin.get(reverse("account_detail", args=[wu.pk])))
    assert (
        "承办人" in page and "填报半月报" in page and "授予席位：青泉州水利局，角色：承办人" in page
    )

    seat = wu.seats.get()
    address = reverse("seat_end", args=[wu.pk, seat.pk])
    backwards = lin.post(address, {"to_on": "2019-12-31"})
    assert backwards.status_code == 422 and "不能早于开始日期" in text(backwards)
    lin.post(address, {"to_on": "2020-12-31"})
    assert "已终止" in text(lin.get(reverse("account_detail", args=[wu.pk])))


def test_the_manager_is_told_why_she_cannot_end_her_own_last_seat_or_shut_herself_out(lin, boss):
    seat = boss.seats.get(role="administrator")
    answer = lin.post(reverse("seat_end", args=[boss.pk, seat.pk]), {"to_on": "2099-01-01"})
    assert answer.status_code == 422 and "请由另一位系统管理员办理" in text(answer)
    assert "不能停用自己的账号" in text(lin.post(reverse("account_disable", args=[boss.pk])))
    assert is_in(lin)


def test_a_role_that_is_not_in_the_policy_cannot_be_chosen(lin, water):
    wu = let_in(lin, water)
    sent = {"unit": water.name, "role": "emperor", "from_on": "2020-01-01"}
    assert lin.post(reverse("seat_give", args=[wu.pk]), sent).status_code == 422
    assert wu.seats.count() == 1


def test_a_stranger_finds_nothing_and_sees_no_link(client, boss):
    wu = make.account(make.unit(), "handler", name="吴青")
    client.force_login(wu)
    for name, keys in (
        ("account_list", []),
        ("account_new", []),
        ("account_detail", [boss.pk]),
    ):
        assert client.get(reverse(name, args=keys)).status_code == 404, name
    for name in ("account_disable", "account_enable", "password_set", "seat_give"):
        assert client.post(reverse(name, args=[boss.pk])).status_code == 404, name
    boss.refresh_from_db()
    assert boss.is_active

    links = [a["href"] for a in soup_of(client.get(reverse("own_account"))).select(".menu-panel a")]
    assert reverse("own_account") in links and reverse("account_list") not in links


def test_who_manages_accounts_sees_the_link(lin):
    links = [a["href"] for a in soup_of(lin.get(reverse("own_account"))).select(".menu-panel a")]
    assert reverse("account_list") in links


def soup_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def test_everybody_sees_who_she_is_and_what_her_seats_let_her_do(client, water):
    wu = make.account(water, "handler", name="吴青", username="wu")
    client.force_login(wu)
    page = text(client.get(reverse("own_account")))
    for said in ("吴青", "青泉州水利局", "承办人", "签收和反馈事项", "本单位及其下级单位"):
        assert said in page


def test_every_permission_reach_and_role_that_comes_along_has_words():
    assert PERMISSION_WORDS.keys() == set(Permission)
    roles = policy.current().roles.values()
    assert {role.name for role in roles} == set(ROLE_NAMES)
    assert {role.reach for role in roles} <= REACH_WORDS.keys()
