"""Accounts on the screen: an office takes in its second user, and shuts one out."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from luoshi import clock, policy
from luoshi.orgs import actions, keys, queries
from luoshi.orgs.models import Account, Change, Person
from luoshi.rules.access import Permission
from luoshi.web.rights import PERMISSION_WORDS, REACH_WORDS, ROLE_NAMES
from tests import make

pytestmark = pytest.mark.django_db

FIRST = "首次-密码-请先改掉"
OWN = "胡杨-三千年-不倒"


def text(answer) -> str:
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join((soup.find("main") or soup).get_text(" ").split())


WHY = {"reason": "新任科长。"}


@pytest.fixture
def office():
    return make.unit("瀚北自治区国资委")


@pytest.fixture
def three(office) -> make.Three:
    return make.three(office)


@pytest.fixture
def boss(three) -> Account:
    """The system administrator."""
    return three.system


@pytest.fixture
def lin(client, boss):
    """The system administrator's browser."""
    client.force_login(boss)
    return client


@pytest.fixture
def second(three):
    """The security administrator's browser."""
    browser = Client()
    browser.force_login(three.security)
    return browser


@pytest.fixture
def water():
    return make.unit("青泉州水利局")


def approve(browser: Client) -> None:
    """Let the one at ``browser`` approve the newest change."""
    answer = browser.post(reverse("change_approve", args=[Change.objects.first().pk]))
    assert answer.status_code == 303, text(answer)


def let_in(lin, second, water) -> Account:
    """Let the two administrators open an account for a new handler of the water bureau."""
    sent = {"name": "吴青", "unit": water.name, "title": "科长", "username": "wu"} | WHY
    answer = lin.post(reverse("account_new"), sent | {"password": FIRST, "role": "handler"})
    assert answer.status_code == 303, text(answer)
    approve(second)
    return Account.objects.get(username="wu")


def at_the_door(username: str, password: str) -> Client:
    """Return a browser in which somebody tried to log in."""
    browser = Client()
    browser.post(reverse("login"), {"username": username, "password": password})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get(reverse("own_account")).status_code == 200


def test_a_manager_adds_a_handler_who_changes_her_password_and_sees_her_desk(lin, second, water):
    let_in(lin, second, water)
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


def test_until_the_first_password_is_changed_only_the_way_out_is_open(lin, second, water):
    let_in(lin, second, water)
    wu = at_the_door("wu", FIRST)
    fragment = wu.get(reverse("project_list"), headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == reverse("password_change")

    same = wu.post(reverse("password_change"), {"old": FIRST, "new": FIRST, "again": FIRST})
    assert same.status_code == 422 and "不能与原密码相同" in text(same)
    assert wu.get(reverse("desk")).status_code == 303

    assert wu.post(reverse("logout"))["Location"] == reverse("login")
    assert wu.get(reverse("desk"))["Location"].startswith(reverse("login"))


def test_who_is_shut_out_is_out_at_once_and_in_again_when_let_in(lin, second, water):
    wu = let_in(lin, second, water)
    Account.objects.filter(pk=wu.pk).update(must_change_password=False)
    browser = at_the_door("wu", FIRST)
    assert is_in(browser)

    lin.post(reverse("account_disable", args=[wu.pk]), WHY)
    assert is_in(browser)
    approve(second)
    assert not is_in(browser)
    assert not is_in(at_the_door("wu", FIRST))
    assert "已停用" in text(lin.get(reverse("account_detail", args=[wu.pk])))

    lin.post(reverse("account_enable", args=[wu.pk]), WHY)
    approve(second)
    assert is_in(at_the_door("wu", FIRST))


def test_a_new_first_password_ends_her_sessions_and_must_be_changed_again(lin, second, water):
    wu = let_in(lin, second, water)
    Account.objects.filter(pk=wu.pk).update(must_change_password=False)
    browser = at_the_door("wu", FIRST)

    sent = {"password": "第二个-首次-密码"} | WHY
    lin.post(reverse("password_set", args=[wu.pk]), sent)
    assert is_in(browser)
    approve(second)
    assert not is_in(browser)
    again = at_the_door("wu", "第二个-首次-密码")
    assert again.get(reverse("desk"))["Location"] == reverse("password_change")


def test_changing_her_own_password_keeps_this_session_and_ends_the_others(boss):
    boss.set_password(make.PASSWORD)
    boss.save(update_fields=["password"])
    here, elsewhere = (at_the_door(boss.username, make.PASSWORD) for _ in range(2))
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


def test_somebody_of_the_directory_gets_an_account_and_is_not_entered_twice(lin, second, water):
    person = make.person("吴青", unit=water, title="科长")
    sent = {"person": person.pk, "username": "wu", "password": FIRST} | WHY
    assert lin.post(reverse("account_new"), sent).status_code == 303
    approve(second)
    assert Account.objects.get(username="wu").person == person
    assert Person.objects.filter(name="吴青").count() == 1
    offered = BeautifulSoup(lin.get(reverse("account_new")).content, "html.parser")
    assert person.name not in offered.select_one("#id_person").get_text()


def test_a_name_that_is_known_is_asked_about_before_somebody_new_is_entered(lin, second, water):
    make.person("吴青", unit=make.unit("青泉州财政局"))
    sent = {"name": "吴青", "unit": water.name, "username": "wu", "password": FIRST} | WHY
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
        ({"username": "TianXue"}, "这个账号已有人使用"),
        ({"reason": ""}, "必填"),
        ({"role": "emperor"}, "选"),
        ({"password": "12345678"}, "密码"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_told_and_nobody_is_entered(lin, water, changed, said):
    sent = {"name": "吴青", "unit": water.name, "username": "wu", "password": FIRST} | WHY
    answer = lin.post(reverse("account_new"), sent | changed)
    errors = BeautifulSoup(answer.content, "html.parser").select(".field-error")
    assert answer.status_code == 422 and any(said in error.get_text() for error in errors)
    assert Account.objects.count() == 3 and not queries.people_named("吴青").exists()


def test_the_list_is_found_by_person_account_and_unit(lin, second, water):
    let_in(lin, second, water)
    for words in ("吴青", "wu", "水利局"):
        found = text(lin.get(reverse("account_list"), {"q": words}))
        assert "吴青" in found and "承办人" in found, words
        assert "田雪" not in found, words
    assert "没有符合条件的账号" in text(lin.get(reverse("account_list"), {"q": "查无此人"}))


def test_a_seat_is_asked_for_by_one_given_by_the_other_and_the_page_says_what_it_lets_do(
    lin, second, water
):
    wu = let_in(lin, second, water)
    page = text(second.get(reverse("account_detail", args=[wu.pk])))
    assert (
        "承办人" in page and "填报半月报" in page and "授予席位：青泉州水利局，角色：承办人" in page
    )
    seat = {"unit": water.name, "role": "unit_head", "from_on": "2020-01-01"} | WHY
    second.post(reverse("seat_give", args=[wu.pk]), seat)
    assert wu.seats.count() == 1
    approve(lin)
    head = wu.seats.get(role="unit_head")

    address = reverse("seat_end", args=[wu.pk, head.pk])
    backwards = second.post(address, {"to_on": "2019-12-31"} | WHY)
    assert backwards.status_code == 422 and "不能早于开始日期" in text(backwards)
    second.post(address, {"to_on": "2020-12-31"} | WHY)
    approve(lin)
    assert "已终止" in text(second.get(reverse("account_detail", args=[wu.pk])))


def test_neither_finds_the_forms_of_the_other_nor_gets_in_behind_them(lin, second, water):
    wu = let_in(lin, second, water)
    page = reverse("account_detail", args=[wu.pk])
    accounts, seats = "申请停用账号", "申请授予席位"
    assert accounts in text(lin.get(page)) and seats not in text(lin.get(page))
    assert seats in text(second.get(page)) and accounts not in text(second.get(page))
    seat = {"unit": water.name, "role": "reader", "from_on": "2020-01-01"} | WHY
    assert lin.post(reverse("seat_give", args=[wu.pk]), seat).status_code == 403
    for name in ("account_disable", "password_set"):
        sent = {"password": OWN} | WHY
        assert second.post(reverse(name, args=[wu.pk]), sent).status_code == 403, name
    assert second.get(reverse("account_new")).status_code == 404
    assert Change.objects.count() == 1


def test_a_change_is_told_to_the_other_and_shown_to_both(lin, second, water):
    person = make.person("吴青", unit=water)
    sent = {"person": person.pk, "unit": water.name, "username": "wu", "password": FIRST}
    asked = lin.post(reverse("account_new"), sent | {"role": "handler"} | WHY)
    [change] = Change.objects.all()
    address = reverse("change_detail", args=[change.pk])
    assert asked["Location"] == address

    assert "1 账号权限变更待审批" in text(second.get(reverse("desk")))
    assert "账号权限变更待审批" not in text(lin.get(reverse("desk")))
    for browser in (lin, second):
        listed = text(browser.get(reverse("change_list")))
        for said in ("吴青（wu）", "青泉州水利局 · 承办人", "新任科长。", "田雪", "待审批"):
            assert said in listed, said
    assert "批准" in [b.get_text(strip=True) for b in soup_of(second.get(address)).select("button")]
    mine = [b.get_text(strip=True) for b in soup_of(lin.get(address)).select("main button")]
    assert mine == ["撤回申请"]
    assert lin.post(reverse("change_approve", args=[change.pk])).status_code == 403

    empty = second.post(reverse("change_refuse", args=[change.pk]), {"note": ""})
    assert empty.status_code == 422
    second.post(reverse("change_refuse", args=[change.pk]), {"note": "没有任免文件。"})
    shown = text(lin.get(address))
    assert "未批准" in shown and "没有任免文件。" in shown
    assert second.post(reverse("change_approve", args=[change.pk])).status_code == 409
    assert not Account.objects.filter(username="wu").exists()


def test_what_was_asked_is_taken_back(lin, second, water):
    wu = let_in(lin, second, water)
    lin.post(reverse("account_disable", args=[wu.pk]), WHY)
    change = Change.objects.first()
    assert second.post(reverse("change_withdraw", args=[change.pk])).status_code == 403
    lin.post(reverse("change_withdraw", args=[change.pk]))
    assert "已撤回" in text(lin.get(reverse("change_list")))
    assert "账号权限变更待审批" not in text(second.get(reverse("desk")))


def test_the_administrator_is_told_why_she_cannot_shut_herself_out_or_seat_herself(
    lin, second, boss, three
):
    answer = lin.post(reverse("account_disable", args=[boss.pk]), WHY)
    assert answer.status_code == 422 and "不能停用自己的账号" in text(answer)
    seat = {"unit": "瀚北自治区国资委", "role": "auditor", "from_on": "2020-01-01"} | WHY
    own = second.post(reverse("seat_give", args=[three.security.pk]), seat)
    assert own.status_code == 422
    assert is_in(lin)


def test_two_roles_that_are_kept_apart_are_refused_with_the_reason(second, boss, water):
    seat = {"unit": water.name, "role": "handler", "from_on": "2020-01-01"} | WHY
    answer = second.post(reverse("seat_give", args=[boss.pk]), seat)
    assert answer.status_code == 422 and "不能兼任业务角色" in text(answer)


def test_a_role_that_is_not_in_the_policy_cannot_be_chosen(lin, second, water):
    wu = let_in(lin, second, water)
    sent = {"unit": water.name, "role": "emperor", "from_on": "2020-01-01"} | WHY
    assert second.post(reverse("seat_give", args=[wu.pk]), sent).status_code == 422
    assert wu.seats.count() == 1


def test_the_key_of_a_program_is_ended_by_two_hands(lin, second, water):
    wu = make.account(water, "handler")
    now = clock.now()
    until = now.date() + dt.timedelta(days=30)
    key, token = keys.make_key(name="取数", expires_on=until, by=wu, now=now)
    assert "取数" in text(lin.get(reverse("account_detail", args=[wu.pk])))
    lin.post(reverse("account_key_revoke", args=[wu.pk, key.pk]), WHY)
    approve(second)
    assert keys.account_of(token, now=now) is None
    again = lin.post(reverse("account_key_revoke", args=[wu.pk, key.pk]), WHY)
    assert again.status_code == 404


def test_a_stranger_finds_nothing_and_sees_no_link(client, three, boss):
    change = actions.ask_to_close(
        make.account(make.unit(), "handler"), by=boss, now=clock.now(), **WHY
    )
    for stranger in (make.account(make.unit(), "handler", name="吴青"), three.auditor):
        client.force_login(stranger)
        for name, given in (
            ("account_list", []),
            ("account_new", []),
            ("account_detail", [boss.pk]),
            ("change_list", []),
            ("change_detail", [change.pk]),
            ("administrator_appoint", ["auditor"]),
        ):
            assert client.get(reverse(name, args=given)).status_code == 404, name
        for name in ("account_disable", "account_enable", "password_set", "seat_give"):
            assert client.post(reverse(name, args=[boss.pk])).status_code == 404, name
        for name in ("change_approve", "change_refuse", "change_withdraw"):
            assert client.post(reverse(name, args=[change.pk])).status_code == 404, name
        own = soup_of(client.get(reverse("own_account")))
        links = [a["href"] for a in own.select(".menu-panel a")]
        assert reverse("own_account") in links and reverse("account_list") not in links
    change.refresh_from_db()
    assert change.state == "waiting"


def test_both_administrators_see_the_link_and_neither_sees_the_business(lin, second):
    for browser in (lin, second):
        links = [a["href"] for a in soup_of(browser.get(reverse("own_account"))).select("a")]
        assert reverse("account_list") in links
        assert "没有" in text(browser.get(reverse("project_list")))


def test_an_older_installation_is_told_to_name_the_missing_ones_and_does_so_once(client, office):
    system = make.account(office, "system_admin", name="田雪")
    client.force_login(system)
    assert "2 位管理员还没有指定" in text(client.get(reverse("desk")))
    address = reverse("administrator_appoint", args=["security_admin"])
    assert address in client.get(reverse("change_list")).content.decode()
    sent = {"name": "尼加提", "username": "nijati", "password": FIRST}
    refused = client.post(address, sent | {"name": "田雪"})
    assert refused.status_code == 422 and "三个不同的人" in text(refused)
    assert client.post(address, sent).status_code == 303
    assert client.get(address).status_code == 404
    stopped = at_the_door("nijati", FIRST).get(reverse("desk"))
    assert stopped["Location"] == reverse("password_change")


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


def test_that_an_account_will_be_disabled_leads_to_whom_to_tell(client, three, water):
    sleeper = make.account(water, "handler", name="吴青")
    other = make.account(water, "handler", name="马依努尔")
    warned = clock.now() - dt.timedelta(days=2)
    Account.objects.filter(pk=sleeper.pk).update(dormant_warned_at=warned)
    client.force_login(three.system)
    desk = soup_of(client.get(reverse("desk")))
    led = desk.select_one(f'a[href="{reverse("account_list")}?state=asleep"]')
    assert "1" in led.get_text()
    listed = text(client.get(led["href"]))
    assert "吴青" in listed and "马依努尔" not in listed
    page = soup_of(client.get(reverse("account_detail", args=[sleeper.pk])))
    assert "前登录一次即可保留" in page.get_text()
    assert page.select_one(f'dd a[href="{reverse("person_detail", args=[sleeper.person_id])}"]')
    assert "将停用" not in text(client.get(reverse("account_detail", args=[other.pk])))
    client.force_login(three.security)
    assert "state=asleep" not in client.get(reverse("desk")).content.decode()
