"""Single sign-on by OpenID Connect, against a real provider on this machine."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from luoshi import policy
from luoshi.audit.models import Event
from luoshi.conf.providers import sign_on
from luoshi.orgs.models import Account, Change, Person, Seat
from luoshi.rules.identity import MappedSeat
from tests import make
from tests.web.provider import CLIENT, SECRET, Provider

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def standing() -> Iterator[Provider]:
    started = Provider()
    yield started
    started.shutdown()
    started.server_close()


@pytest.fixture
def provider(standing, settings, monkeypatch, tmp_path) -> Provider:
    told = {"id": "office", "name": "统一身份认证", "server": standing.issuer, "claim": "login"}
    told |= {"client_id": CLIENT, "secret": SECRET}
    file = tmp_path / "providers.json"
    file.write_text(json.dumps([told]), "utf-8")
    monkeypatch.setenv("LUOSHI_SIGN_ON_FILE", str(file))
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": sign_on()}}
    return standing


@pytest.fixture
def cast() -> make.Cast:
    return make.cast()


def led_to(browser: Client) -> str:
    """Return the address of the provider to which the page in between leads."""
    page = browser.post(reverse("openid_connect_login", args=["office"]))
    return str(BeautifulSoup(page.content, "html.parser").select_one("#there")["href"])


def sign_in(provider: Provider, **claims: object) -> Client:
    """Go to the provider and back as somebody whom it knows by these claims."""
    provider.claims = claims
    browser = Client()
    back = httpx.get(led_to(browser), follow_redirects=False).headers["Location"]
    browser.answer = browser.get(back.removeprefix("http://testserver"))
    return browser


def is_in(browser: Client) -> bool:
    return browser.get(reverse("own_account")).status_code == 200


def test_the_log_in_page_offers_the_provider(client, cast, provider):
    assert "转到统一身份认证" in client.get(reverse("login")).content.decode()


def test_whom_the_provider_names_by_her_account_is_in_and_the_record_says_how(cast, provider):
    browser = sign_in(provider, sub="1", login="LIN")
    assert browser.answer["Location"] == "/" and is_in(browser)
    told = list(
        Event.objects.filter(subject_kind="account", subject_id=cast.lin.pk)
        .order_by("serial")
        .values_list("type", "data__provider", "data__way")
    )
    assert told == [("account.linked", "office", None), ("account.logged_in", None, "sso:office")]


def test_whom_nobody_knows_here_stays_outside_and_nothing_is_made(cast, provider):
    before = Account.objects.count()
    browser = sign_in(provider, sub="2", login="stranger")
    assert browser.answer["Location"] == reverse("login") and not is_in(browser)
    assert "没有对应的账号" in browser.get(reverse("login")).content.decode()
    assert Account.objects.count() == before


def test_once_linked_she_is_known_by_the_provider_s_own_name_for_her(cast, provider):
    sign_in(provider, sub="3", login="lin")
    assert is_in(sign_in(provider, sub="3", login="renamed"))
    assert not is_in(sign_in(provider, sub="4", login="renamed"))


def test_an_account_that_was_closed_does_not_come_in(cast, provider):
    Account.objects.filter(pk=cast.lin.pk).update(is_active=False)
    assert not is_in(sign_in(provider, sub="5", login="lin"))


def test_an_answer_that_nobody_asked_for_lets_nobody_in(cast, provider):
    provider.claims = {"sub": "6", "login": "lin"}
    back = httpx.get(led_to(Client()), follow_redirects=False).headers["Location"]
    thief = Client()
    answer = thief.get(back.removeprefix("http://testserver"))
    assert answer["Location"] == reverse("login") and not is_in(thief)


def test_a_token_for_somebody_else_lets_nobody_in(cast, provider):
    assert not is_in(sign_in(provider, sub="7", login="lin", aud="another-program"))


@pytest.fixture
def mapped(monkeypatch, cast) -> None:
    """Let the policy make whoever is in the group of readers a reader of the office."""
    seat = MappedSeat("office", "groups", "readers", unit=cast.region.name, role="reader")
    now = policy.current()
    other = dataclasses.replace(now, identity=dataclasses.replace(now.identity, seats=(seat,)))
    monkeypatch.setattr(policy, "current", lambda: other)


@pytest.fixture
def three(cast) -> make.Three:
    return make.three(cast.region)


def asked_for(browser: Client) -> Change:
    """Return what waits, as the security administrator finds it on her page."""
    return browser.get(reverse("change_list")).context["mine"][0]["row"]


def decided(change: Change, how: str, *, by: Account, **form: str) -> None:
    browser = Client()
    browser.force_login(by)
    page = browser.get(reverse("change_detail", args=[change.pk])).content.decode()
    assert "统一身份认证 office" in page and "没有人申请" in page
    assert browser.post(reverse(f"change_{how}", args=[change.pk]), form).status_code == 303


def told(browser: Client) -> str:
    """Return what the next page says."""
    return browser.get(reverse("own_account")).content.decode()


def test_a_mapped_seat_waits_for_the_security_administrator_and_she_is_told(
    cast, three, provider, mapped
):
    def seats() -> int:
        return Seat.objects.filter(account=cast.wu, role="reader", unit=cast.region).count()

    calm = sign_in(provider, sub="8", login="wu", groups=["others"])
    assert "您的席位有变更" not in told(calm) and not Change.objects.exists()
    for _ in range(2):
        browser = sign_in(provider, sub="8", login="wu", groups=["readers", "others"])
        assert is_in(browser) and seats() == 0
        assert "在等安全保密管理员审批" in told(browser)
    change = Change.objects.get()  # once, however often she logs in

    decided(change, "approve", by=three.security)
    assert seats() == 1
    again = sign_in(provider, sub="8", login="wu", groups=["readers"])
    assert "您的席位有变更" not in told(again) and Change.objects.count() == 1


def test_the_system_administrator_who_keeps_the_mapping_sees_it_and_cannot_approve_it(
    cast, three, provider, mapped
):
    sign_in(provider, sub="8", login="wu", groups=["readers"])
    hers, others = Client(), Client()
    hers.force_login(three.security)
    others.force_login(three.system)
    change = asked_for(hers)
    theirs = others.get(reverse("change_list")).context
    assert (theirs["mine"], [one["row"] for one in theirs["theirs"]]) == ([], [change])
    assert others.post(reverse("change_approve", args=[change.pk])).status_code == 403
    assert hers.post(reverse("change_approve", args=[change.pk])).status_code == 303
    assert cast.wu.seats.filter(role="reader").exists()


def test_an_account_waits_too_and_only_for_somebody_of_the_directory(cast, three, provider, mapped):
    Person.objects.create(name="新来", search_key="新来", email="new@office.example")
    known = {"login": "newcomer", "email": "new@office.example", "groups": ["readers"]}
    assert not is_in(sign_in(provider, sub="9", **known)) and not Change.objects.exists()
    for _ in range(2):
        browser = sign_in(provider, sub="9", **known, email_verified=True)
        assert not is_in(browser)
        assert "账号还没有开通" in browser.get(reverse("login")).content.decode()
    assert not Account.objects.filter(username="newcomer").exists()

    decided(Change.objects.get(), "approve", by=three.security)
    assert is_in(sign_in(provider, sub="9", **known, email_verified=True))
    made = Account.objects.get(username="newcomer")
    assert [one.role for one in made.seats.all()] == ["reader"]
    assert not made.has_usable_password() and Change.objects.count() == 1
    nobody = known | {"login": "other", "email": "other@office.example", "email_verified": True}
    assert not is_in(sign_in(provider, sub="10", **nobody))
    assert Change.objects.count() == 1


def test_an_account_that_was_refused_is_not_asked_for_again_and_she_is_told(
    cast, three, provider, mapped
):
    Person.objects.create(name="新来", search_key="新来", email="new@office.example")
    known = {"login": "newcomer", "email": "new@office.example", "groups": ["readers"]}
    sign_in(provider, sub="9", **known, email_verified=True)
    decided(Change.objects.get(), "refuse", by=three.security, note="不在本单位。")
    browser = sign_in(provider, sub="9", **known, email_verified=True)
    assert not is_in(browser) and Change.objects.count() == 1
    assert "未获批准" in browser.get(reverse("login")).content.decode()


@pytest.mark.parametrize(
    "told", ['{"id": "x"}', '[{"id": "x"}]', '[{"id": "x", "name": 1}]', "[1]"]
)
def test_a_half_written_list_of_providers_stops_the_start(told, monkeypatch, tmp_path):
    file = tmp_path / "providers.json"
    file.write_text(told, "utf-8")
    monkeypatch.setenv("LUOSHI_SIGN_ON_FILE", str(file))
    with pytest.raises(ValueError, match="LUOSHI_SIGN_ON_FILE"):
        sign_on()


def test_whoever_administers_gets_in_and_is_given_nothing_besides(cast, provider, mapped):
    boss = make.account(cast.region, "system_admin", name="马兰", username="malan")
    assert is_in(sign_in(provider, sub="11", login="malan", groups=["readers"]))
    assert [one.role for one in boss.seats.all()] == ["system_admin"]
    assert not Change.objects.exists()


def test_a_mapping_to_an_administrator_stops_the_start(tmp_path):
    def told(role: str) -> Path:
        rules = (policy.directory() / "identity.toml").read_text("utf-8")
        seat = {"provider": "office", "claim": "groups", "value": "all", "unit": "甲", "role": role}
        lines = [f'{name} = "{value}"' for name, value in seat.items()]
        file = tmp_path / f"{role}.toml"
        file.write_text("\n".join([rules, "[[seat]]", *lines]), "utf-8")
        return file

    roles = tuple(policy.current().roles)
    assert policy.load_identity(told("reader"), roles=roles).seats[0].role == "reader"
    with pytest.raises(ValueError, match="role"):
        policy.load_identity(told("auditor"), roles=roles)
