"""Wrong passwords and what they lock, sessions and how they end, passwords that were, sleepers."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from luoshi import clock, policy
from luoshi.audit.models import Event
from luoshi.orgs import actions, entrance, tasks
from luoshi.orgs.models import Account, Attempt, Lock, Sitting
from luoshi.values.errors import BadInput, NotAllowed, NotFound, Overtaken
from luoshi.web import lasting
from tests import make

pytestmark = pytest.mark.django_db

ADDRESS = "10.1.2.3"


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def cast() -> make.Cast:
    made = make.cast()
    for account in (made.lin, made.wu):
        account.set_password(make.PASSWORD)
        account.save(update_fields=["password"])
    return made


@pytest.fixture
def boss(cast) -> Account:
    return make.account(cast.region, "security_admin", name="马兰", username="malan")


@pytest.fixture
def at(monkeypatch):
    """Let the doors believe that it is another moment."""

    def believe(moment: dt.datetime) -> dt.datetime:
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    believe(make.NOON)
    return believe


@pytest.fixture
def rules(monkeypatch):
    """Let the policy say something else of who gets in."""

    def change(**changes: object) -> None:
        now = policy.current()
        other = dataclasses.replace(now, identity=dataclasses.replace(now.identity, **changes))
        monkeypatch.setattr(policy, "current", lambda: other)

    return change


def try_to_enter(username: str, password: str, *, address: str = ADDRESS) -> Client:
    browser = Client(REMOTE_ADDR=address)
    browser.answer = browser.post(reverse("login"), {"username": username, "password": password})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get(reverse("own_account")).status_code == 200


def types_of(account: Account) -> list[str]:
    rows = Event.objects.filter(subject_kind="account", subject_id=account.pk).order_by("serial")
    return list(rows.values_list("type", flat=True))


# --- tries and locks


def test_after_five_wrong_passwords_even_the_right_one_waits_a_quarter_of_an_hour(cast, at):
    for _ in range(5):
        assert not is_in(try_to_enter("lin", "wrong"))
    refused = try_to_enter("LIN", make.PASSWORD)
    assert "15分钟后再试" in refused.answer.content.decode()
    assert not is_in(refused)
    assert types_of(cast.lin) == ["account.log_in_failed"] * 5 + ["account.locked"]

    at(make.NOON + dt.timedelta(minutes=14))
    assert "1分钟后再试" in try_to_enter("lin", make.PASSWORD).answer.content.decode()
    at(make.NOON + dt.timedelta(minutes=15))
    assert is_in(try_to_enter("lin", make.PASSWORD))


def test_four_wrong_passwords_are_forgiven_by_the_right_one(cast, at):
    for _ in range(2):
        for _ in range(4):
            try_to_enter("lin", "wrong")
        assert is_in(try_to_enter("lin", make.PASSWORD))
    assert not Lock.objects.exists()


def test_wrong_passwords_that_lie_far_apart_lock_nothing(cast, at):
    for n in range(8):
        at(make.NOON + dt.timedelta(minutes=5 * n))
        try_to_enter("lin", "wrong")
    assert not Lock.objects.exists()


def test_a_name_that_nobody_has_is_locked_alike_and_leaves_no_trace_of_what_was_typed(cast, at):
    def said(name: str) -> list[bool]:
        answers = [try_to_enter(name, "wrong").answer.content.decode() for _ in range(6)]
        return ["已暂时锁定" in answer for answer in answers]

    assert said("lin") == said("geheim-2026") == [False] * 5 + [True]
    everything = str(list(Attempt.objects.values())) + str(list(Event.objects.values()))
    assert "geheim" not in everything


def test_one_address_that_tries_many_names_is_locked_and_others_are_not(cast, at, rules):
    rules(address_tries=10)
    for n in range(10):
        try_to_enter(f"name{n}", "wrong")
    assert not is_in(try_to_enter("lin", make.PASSWORD))
    assert is_in(try_to_enter("lin", make.PASSWORD, address="10.9.9.9"))
    assert Event.objects.filter(type="lock.begun").get().data["address"] == ADDRESS


def test_the_security_administrator_lifts_a_lock_and_a_colleague_cannot(cast, boss, at):
    for _ in range(5):
        try_to_enter("wu", "wrong")
    with pytest.raises(NotAllowed):
        actions.lift_locks(cast.wu, by=cast.lin, now=make.NOON)
    assert not is_in(try_to_enter("wu", make.PASSWORD))

    browser = Client()
    browser.force_login(boss)
    page = browser.get(reverse("account_detail", args=[cast.wu.pk])).content.decode()
    assert "立即解除锁定" in page
    browser.post(reverse("account_unlock", args=[cast.wu.pk]))
    assert is_in(try_to_enter("wu", make.PASSWORD))
    assert "account.unlocked" in types_of(cast.wu)


def test_the_security_administrator_sees_every_lock_and_lets_an_address_in_again(
    cast, boss, at, rules
):
    rules(address_tries=10)
    for n in range(10):
        try_to_enter(f"name{n}", "wrong")
    for _ in range(5):
        try_to_enter("wu", "wrong", address="10.9.9.9")
    assert not is_in(try_to_enter("lin", make.PASSWORD))

    browser = Client()
    browser.force_login(boss)
    page = browser.get(reverse("incident_list")).content.decode()
    assert ADDRESS in page and cast.wu.person.name in page
    lock = Lock.objects.get(address=ADDRESS)
    with pytest.raises(NotAllowed):
        actions.lift_lock(lock.pk, by=cast.lin, now=make.NOON)
    browser.post(reverse("lock_lift", args=[lock.pk]))
    assert is_in(try_to_enter("lin", make.PASSWORD))
    assert not is_in(try_to_enter("wu", make.PASSWORD, address="10.9.9.9"))
    with pytest.raises(Overtaken):
        actions.lift_lock(lock.pk, by=boss, now=make.NOON)


def test_a_log_in_is_recorded_with_door_address_and_way(cast, at):
    try_to_enter("lin", make.PASSWORD)
    event = Event.objects.get(type="account.logged_in")
    assert (event.by_id, event.door, event.address) == (cast.lin.pk, "page", ADDRESS)
    assert event.data["way"] == "password"


# --- sessions


@pytest.fixture
def limits():
    lasting.use(idle=dt.timedelta(minutes=30), longest=dt.timedelta(hours=8))
    yield
    lasting.use(idle=dt.timedelta(days=3650), longest=dt.timedelta(days=3650))


def test_a_session_ends_when_nobody_used_it_for_half_an_hour(cast, at, limits):
    browser = try_to_enter("lin", make.PASSWORD)
    for minutes in (29, 58):
        at(make.NOON + dt.timedelta(minutes=minutes))
        assert is_in(browser)
    at(make.NOON + dt.timedelta(minutes=88))
    away = browser.get(reverse("project_list"))
    assert away["Location"] == f"{reverse('login')}?next={reverse('project_list')}"
    assert "已自动退出" in browser.get(away["Location"]).content.decode()
    assert types_of(cast.lin) == ["account.logged_in", "account.logged_out"]


def test_a_session_in_steady_use_ends_after_its_longest_time(cast, at, limits):
    browser = try_to_enter("lin", make.PASSWORD)
    for minutes in range(20, 480, 20):
        at(make.NOON + dt.timedelta(minutes=minutes))
        assert is_in(browser)
    at(make.NOON + dt.timedelta(hours=8))
    assert not is_in(browser)


def test_a_fragment_asked_for_when_the_session_is_over_lets_the_page_stand(cast, at, limits):
    browser = try_to_enter("lin", make.PASSWORD)
    at(make.NOON + dt.timedelta(minutes=31))
    answer = browser.get(reverse("project_list"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


def test_she_sees_where_she_is_logged_in_and_ends_the_others(cast, at):
    here, there = (
        try_to_enter("lin", make.PASSWORD, address=one) for one in ("10.0.0.1", "10.0.0.2")
    )
    page = here.get(reverse("own_account")).content.decode()
    assert "10.0.0.1" in page and "10.0.0.2" in page
    here.post(reverse("sittings_end"))
    assert is_in(here) and not is_in(there)
    assert [one.address for one in entrance.sittings_of(cast.lin)] == ["10.0.0.1"]


def test_she_ends_one_of_her_sessions_and_nobody_else_s(cast, at):
    lin, wu = try_to_enter("lin", make.PASSWORD), try_to_enter("wu", make.PASSWORD)
    hers = Sitting.objects.get(account=cast.lin)
    with pytest.raises(NotFound):
        actions.end_sitting(pk=hers.pk, by=cast.wu, now=make.NOON)
    assert wu.post(reverse("sitting_end", args=[hers.pk])).status_code == 404
    assert is_in(lin)
    lin.post(reverse("sitting_end", args=[hers.pk]))
    assert not is_in(lin) and is_in(wu)


def test_the_security_administrator_ends_all_sessions_of_somebody(cast, boss, at):
    wu = try_to_enter("wu", make.PASSWORD)
    browser = Client()
    browser.force_login(boss)
    browser.post(reverse("sittings_end_all", args=[cast.wu.pk]))
    assert not is_in(wu)
    assert types_of(cast.wu)[-1] == "account.sessions_ended"


def test_when_her_account_is_closed_or_her_password_reset_no_session_of_hers_goes_on(
    cast, boss, at
):
    system = make.account(cast.region, "system_admin", name="石榴")
    told = {"reason": "电脑丢失。", "by": system, "now": make.NOON}
    for ask, more in (
        (actions.ask_for_password, {"password": "胡杨-2026-一"}),
        (actions.ask_to_close, {}),
    ):
        Account.objects.filter(pk=cast.wu.pk).update(is_active=True)
        cast.wu.set_password(make.PASSWORD)
        cast.wu.save()
        wu = try_to_enter("wu", make.PASSWORD)
        assert entrance.sittings_of(cast.wu)
        actions.approve(ask(cast.wu, **told, **more), by=boss, now=make.NOON)
        assert not entrance.sittings_of(cast.wu) and not is_in(wu)


# --- passwords


def test_the_last_passwords_do_not_come_back_and_older_ones_may(cast, rules):
    rules(passwords_remembered=2)
    words = [make.PASSWORD, "胡杨-2026-一", "胡杨-2026-二", "胡杨-2026-三"]
    for old, new in zip(words, words[1:], strict=False):
        actions.change_own_password(old=old, new=new, by=cast.lin, now=make.NOON)
    with pytest.raises(BadInput, match="最近用过"):
        actions.change_own_password(old=words[3], new=words[2], by=cast.lin, now=make.NOON)
    actions.change_own_password(old=words[3], new=words[0], by=cast.lin, now=make.NOON)
    cast.lin.refresh_from_db()
    assert cast.lin.check_password(words[0])


def test_a_password_like_the_name_is_refused(cast):
    Account.objects.filter(pk=cast.lin.pk).update(username="linlan-office")
    with pytest.raises(BadInput, match="太像"):
        actions.change_own_password(
            old=make.PASSWORD, new="linlan-office1", by=cast.lin, now=make.NOON
        )
    actions.change_own_password(old=make.PASSWORD, new="沙枣-1959-花落", by=cast.lin, now=make.NOON)


def test_an_aged_password_is_changed_at_the_next_log_in(cast, at, rules):
    rules(password_days=90)
    Account.objects.filter(pk=cast.lin.pk).update(password_set_at=make.NOON)
    at(make.NOON + dt.timedelta(days=89))
    assert is_in(try_to_enter("lin", make.PASSWORD))
    at(make.NOON + dt.timedelta(days=90))
    browser = try_to_enter("lin", make.PASSWORD)
    assert browser.get("/")["Location"] == reverse("password_change")
    assert "account.password_aged" in types_of(cast.lin)


# --- sleepers


def test_an_account_nobody_used_is_disabled_after_a_notice_and_a_used_one_is_not(cast, boss, at):
    start = make.NOON + dt.timedelta(days=75)
    Account.objects.filter(pk=cast.lin.pk).update(last_login=start)
    for day in range(0, 16):
        tasks.tidy(now=start + dt.timedelta(days=day))
        if day == 13:
            cast.wu.refresh_from_db()
            assert cast.wu.is_active
    cast.wu.refresh_from_db()
    cast.lin.refresh_from_db()
    assert (cast.wu.is_active, cast.lin.is_active) == (False, True)
    assert types_of(cast.wu) == ["account.dormancy_noticed", "account.dormant"]
    assert types_of(cast.lin) == []


def test_the_last_of_an_administrator_s_role_is_never_put_to_sleep(cast, boss):
    for day in (80, 100, 200, 400):
        tasks.tidy(now=make.NOON + dt.timedelta(days=day))
    boss.refresh_from_db()
    cast.wu.refresh_from_db()
    assert (boss.is_active, cast.wu.is_active) == (True, False)


def test_who_is_let_in_again_is_not_put_to_sleep_at_once(cast, boss):
    for day in (80, 100):
        tasks.tidy(now=make.NOON + dt.timedelta(days=day))
    cast.wu.refresh_from_db()
    again = make.NOON + dt.timedelta(days=101)
    system = make.account(cast.region, "system_admin", name="石榴")
    change = actions.ask_to_reopen(cast.wu, reason="病假已满。", by=system, now=again)
    actions.approve(change, by=boss, now=again)
    tasks.tidy(now=again + dt.timedelta(days=20))
    cast.wu.refresh_from_db()
    assert cast.wu.is_active
