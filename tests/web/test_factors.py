"""Second factors: set up, asked for, lost, and asked of those whose role wants one."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from bs4 import BeautifulSoup
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client
from django.urls import reverse

from luoshi import clock, policy
from luoshi.audit.models import Event
from luoshi.orgs import actions, changes
from luoshi.orgs.models import Account
from luoshi.values.errors import IllegalMove, NotAllowed, Overtaken
from tests import make

pytestmark = pytest.mark.django_db
MOMENT = 1_780_000_000.0


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def lin() -> Account:
    account = make.cast().lin
    account.set_password(make.PASSWORD)
    account.save(update_fields=["password"])
    return account


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """Let the time by which codes are counted stand still, however slow the machine is."""
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: MOMENT))


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return what an authenticator with this secret shows now, or some steps of 30 seconds away."""
    key = base64.b32decode(secret.replace(" ", ""))
    moment = int(MOMENT) + 30 * steps
    return TOTP(key, 6, SHA1(), 30, enforce_key_length=False).generate(moment).decode()


def log_in() -> Client:
    browser = Client()
    given = {"username": "lin", "password": make.PASSWORD}
    browser.answer = browser.post(reverse("login"), given)
    return browser


def again(browser: Client) -> None:
    """Show by the password once more that it is she."""
    browser.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})


def browser_of(account: Account) -> Client:
    browser = Client()
    browser.force_login(account)
    return browser


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def is_in(browser: Client) -> bool:
    return browser.get(reverse("own_account")).status_code == 200


def set_up(browser: Client) -> tuple[str, list[str]]:
    """Set up an authenticator and return its secret and the recovery codes."""
    again(browser)
    page = browser.get(reverse("mfa_activate_totp"))
    secret = soup(page).select_one("#secret").text
    answer = browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    codes = soup(browser.get(answer["Location"])).select("#recovery-codes li")
    return secret, [one.text for one in codes]


def second(browser: Client, code: str):
    return browser.post(reverse("mfa_authenticate"), {"code": code})


def types_of(account: Account) -> list[str]:
    rows = Event.objects.filter(subject_kind="account", subject_id=account.pk).order_by("serial")
    return list(rows.values_list("type", flat=True))


def test_with_an_authenticator_the_password_alone_opens_nothing(lin):
    secret, _ = set_up(log_in())
    browser = log_in()
    assert browser.answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(browser)
    answer = second(browser, "000000")
    assert answer.status_code == 200 and "验证没有通过" in answer.content.decode()
    assert not is_in(browser)
    assert second(browser, code_of(secret))["Location"] == "/"
    assert is_in(browser)
    way = Event.objects.filter(type="account.logged_in").order_by("-id").first().data["way"]
    assert way == "password+totp"


def test_a_code_serves_once(lin):
    secret, _ = set_up(log_in())
    code = code_of(secret, steps=1)
    first, copy = log_in(), log_in()
    second(first, code)
    second(copy, code)
    assert is_in(first) and not is_in(copy)


def test_a_code_serves_once_also_after_the_step_of_the_clock_that_it_belongs_to(lin, monkeypatch):
    secret, _ = set_up(log_in())
    first, copy, spaced, next_one = (log_in() for _ in range(4))
    code = code_of(secret, steps=1)
    monkeypatch.setattr(auth.TOTP, "_mark_code_used", lambda *_: True)  # forgotten after 30 seconds
    second(first, code)
    second(copy, code)
    second(spaced, f"{code[:3]} {code[3:]}")
    second(next_one, code_of(secret, steps=0))
    assert [is_in(one) for one in (first, copy, spaced, next_one)] == [True, False, False, True]


def test_wrong_codes_lock_like_wrong_passwords(lin):
    secret, _ = set_up(log_in())
    browser = log_in()
    for _ in range(5):
        second(browser, "123456")
    answer = second(browser, code_of(secret))
    assert answer["Location"] == reverse("login") and not is_in(browser)
    assert "account.locked" in types_of(lin)


def test_the_secret_lies_encrypted_in_the_database(lin):
    secret, codes = set_up(log_in())
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret.replace(" ", "") not in kept and codes[0] not in kept


def test_a_recovery_code_serves_once_and_is_shown_once(lin):
    browser = log_in()
    _, codes = set_up(browser)
    assert len(codes) == 10
    again = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert codes[0] not in again and "已经显示过" in again

    first, copy = log_in(), log_in()
    second(first, codes[0])
    second(copy, codes[0])
    assert is_in(first) and not is_in(copy)


def test_new_recovery_codes_take_the_place_of_the_old(lin):
    browser = log_in()
    _, old = set_up(browser)
    answer = browser.post(reverse("mfa_generate_recovery_codes"))
    new = [one.text for one in soup(browser.get(answer["Location"])).select("#recovery-codes li")]
    assert len(new) == 10 and not set(new) & set(old)
    late, good = log_in(), log_in()
    second(late, old[1])
    second(good, new[1])
    assert not is_in(late) and is_in(good)
    assert types_of(lin)[1:3] == ["account.factor_added", "account.codes_made"]


def test_who_changes_factors_shows_first_that_it_is_she(lin):
    browser = log_in()
    asked = browser.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert "再次验证" in browser.get(asked["Location"]).content.decode()
    wrong = browser.post(asked["Location"], {"password": "wrong"})
    assert "密码不对" in wrong.content.decode()
    right = browser.post(asked["Location"], {"password": make.PASSWORD})
    assert right["Location"] == reverse("mfa_activate_totp")
    assert "account.log_in_failed" in types_of(lin)


def test_an_authenticator_is_removed_and_the_password_serves_alone_again(lin):
    browser = log_in()
    set_up(browser)
    browser.post(reverse("mfa_deactivate_totp"))
    assert is_in(log_in())
    assert types_of(lin)[-2:] == ["account.factor_removed", "account.logged_in"]


def test_she_may_go_back_from_the_second_step_to_another_account(lin):
    set_up(log_in())
    browser = log_in()
    assert browser.post(reverse("mfa_authenticate"), {"cancel": "1"})["Location"] == reverse(
        "login"
    )
    assert browser.get(reverse("login")).status_code == 200


def test_a_lost_factor_is_taken_away_when_one_administrator_asks_and_the_other_approves(lin):
    secret, _ = set_up(log_in())
    three = make.three(make.unit())
    page = browser_of(three.security).get(reverse("account_detail", args=[lin.pk]))
    assert "申请清除丢失的第二因素" in page.content.decode()
    told = {"reason": "手机落水，已当面核实。"}
    asked = browser_of(three.security).post(reverse("factors_take", args=[lin.pk]), told)
    assert not is_in(log_in())

    waits = browser_of(three.system).get(asked["Location"]).content.decode()
    assert "验证器" in waits and "手机落水" in waits
    change = changes.changes_of(lin).get()
    browser_of(three.system).post(reverse("change_approve", args=[change.pk]))
    assert is_in(log_in())
    assert "account.factors_taken" in types_of(lin)


def test_nobody_else_asks_for_it_and_nobody_for_herself_or_where_there_is_none(lin):
    set_up(log_in())
    three = make.three(make.unit())
    why = {"reason": "手机落水。", "now": make.NOON}
    for by in (lin, three.system, three.auditor):
        with pytest.raises(NotAllowed):
            actions.ask_to_take_factors(lin, by=by, **why)
    with pytest.raises(IllegalMove):
        actions.ask_to_take_factors(three.security, by=three.security, **why)
    with pytest.raises(Overtaken):
        actions.ask_to_take_factors(three.system, by=three.security, **why)


def test_factors_that_she_removed_herself_meanwhile_are_not_taken_once_more(lin):
    browser = log_in()
    set_up(browser)
    three = make.three(make.unit())
    told = {"reason": "手机落水。", "by": three.security, "now": make.NOON}
    change = actions.ask_to_take_factors(lin, **told)
    browser.post(reverse("mfa_deactivate_totp"))
    with pytest.raises(Overtaken):
        actions.approve(change, by=three.system, now=make.NOON)
    assert "account.factors_taken" not in types_of(lin)


@pytest.fixture
def wanted(monkeypatch):
    """Let the policy ask coordinators for a second factor, with a week's grace."""
    now = policy.current()
    rules = dataclasses.replace(
        now.identity, factor_roles=frozenset({"coordinator"}), factor_grace_days=7
    )
    other = dataclasses.replace(now, identity=rules)
    monkeypatch.setattr(policy, "current", lambda: other)


def test_whose_role_wants_a_factor_is_told_first_and_stopped_after_the_grace(
    lin, wanted, monkeypatch
):
    start = clock.now()
    browser = log_in()
    assert "7天内" in browser.get(reverse("own_account")).content.decode()
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=7, minutes=1))
    assert browser.get(reverse("desk"))["Location"] == reverse("mfa_index")
    late = log_in()
    assert late.get(reverse("desk"))["Location"] == reverse("mfa_index")
    monkeypatch.setattr(clock, "now", lambda: start)
    Account.objects.filter(pk=lin.pk).update(factor_asked_at=start - dt.timedelta(days=8))
    set_up(late)
    assert late.get(reverse("desk")).status_code == 200


def test_whose_role_wants_a_factor_does_not_remove_the_last_one(lin, wanted):
    browser = log_in()
    set_up(browser)
    browser.post(reverse("mfa_deactivate_totp"))
    assert "请先添加另一个" in browser.get(reverse("mfa_index")).content.decode()
    assert Authenticator.objects.filter(user=lin, type="totp").exists()
