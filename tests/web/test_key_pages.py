"""Keys for programs: made on a page, shown once, tried, revoked."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi import clock
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def wu(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOON)
    wu = make.cast().wu
    client.force_login(wu)
    return wu


def asked(client, token: str):
    return client.get("/api/v1/me", headers={"authorization": f"Bearer {token}"})


def made(client, **changes):
    given = {"name": "数据平台读取半月报", "expires_on": f"{make.DAY + dt.timedelta(days=90)}"}
    answer = client.post(reverse("own_keys"), given | changes)
    return answer, BeautifulSoup(answer.content, "html.parser")


def test_a_new_key_is_shown_once_opens_the_interface_as_its_maker_and_no_store_keeps_it(client, wu):
    answer, page = made(client)
    token = page.select_one("#token").text
    assert "no-store" in answer["Cache-Control"] and token.startswith("luoshi_")
    again = client.get(reverse("own_keys")).content.decode()
    assert token not in again and "数据平台读取半月报" in again
    client.logout()
    answered = asked(client, token)
    assert answered.status_code == 200
    assert wu.person.name in json.dumps(answered.json(), ensure_ascii=False)


def test_a_revoked_key_opens_nothing_and_the_page_says_that_it_is_revoked(client, wu):
    _, page = made(client)
    token = page.select_one("#token").text
    revoke = page.select_one("form[action*='revoke']")["action"]
    told = client.post(revoke, follow=True).content.decode()
    assert "已撤销密钥" in told and "撤销密钥</" not in told
    client.logout()
    assert asked(client, token).status_code == 401


@pytest.mark.parametrize("days", [-1, 400])
def test_a_key_for_yesterday_or_for_longer_than_a_year_is_refused_at_its_field(client, wu, days):
    answer, page = made(client, expires_on=f"{make.DAY + dt.timedelta(days=days)}")
    assert answer.status_code == 422 and page.select_one("#id_expires_on_error")
    assert page.select_one("#token") is None


def test_nobody_revokes_the_key_of_somebody_else(client, wu):
    _, page = made(client)
    revoke = page.select_one("form[action*='revoke']")["action"]
    client.force_login(make.account(make.unit(), "handler"))
    assert client.post(revoke).status_code == 404
    assert "数据平台读取半月报" not in client.get(reverse("own_keys")).content.decode()
