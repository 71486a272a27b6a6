"""Who uses a door too often is told when to come back, and loses nothing of what was written."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luoshi import clock
from luoshi.audit.models import Event
from luoshi.audit.verifying import faults
from luoshi.orgs.actions import make_key
from luoshi.pacing import paces
from luoshi.pacing.spending import forget_whole
from luoshi.rules.paces import DOORS, DoorPace, Pace
from luoshi.sources.models import Source
from luoshi.values.civil import civil_day
from tests import make
from tests.web.test_link_pages import made

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-01")
TEXT = "会议要求，各单位要抓紧落实施工用电（第%s号）。"
FAR = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def pace(monkeypatch):
    """Let every door open so many times an hour to each, and to each address."""

    def at(each: int, address: int = 1000) -> None:
        slow = DoorPace(Pace(each, 60), Pace(address, 60))
        monkeypatch.setattr(paces, "current", lambda: dict.fromkeys(DOORS, slow))

    return at


def hand_in(client, n: int, **headers):
    return client.post(reverse("draft_new"), {"text": TEXT % n}, **headers)


def test_of_texts_and_files_handed_in_too_fast_the_next_must_wait_and_comes_in_later(
    client, pace, monkeypatch
):
    cast = make.cast()
    client.force_login(cast.lin)
    pace(2)
    file = SimpleUploadedFile("任务.txt", (TEXT % 1).encode())
    assert client.post(reverse("draft_new"), {"file": file}).status_code == 303
    assert hand_in(client, 2).status_code == 303
    client.get(reverse("draft_list"))
    answer = hand_in(client, 3)
    assert (answer.status_code, answer["Retry-After"]) == (429, "1800")
    assert Source.objects.count() == 2
    seen = BeautifulSoup(answer.content, "html.parser")
    assert "30分钟" in seen.select_one("[data-sentence]").text
    assert seen.select_one(".error-page a")["href"] == reverse("draft_new")
    assert not seen.select("[data-forget-sent], meta[data-kept-done]")
    assert client.get(reverse("draft_new")).status_code == 200
    later = NOW + (make.at("2026-06-01", 10) - make.at("2026-06-01", 9)) / 2
    monkeypatch.setattr(clock, "now", lambda: later)
    assert hand_in(client, 3).status_code == 303


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "操作次数过多"), ("zh-hant", "操作次數過多"), ("en", "30 minutes")],
)
def test_the_page_speaks_the_language_of_its_reader(client, pace, language, words):
    client.force_login(make.cast().lin)
    client.cookies["luoshi_language"] = language
    pace(2)
    said = [hand_in(client, n).content.decode() for n in range(3)][-1]
    assert words in said
    if language == "en":
        assert not re.search("[一-龥]{4}", BeautifulSoup(said, "html.parser").main.text)


def test_one_address_with_many_accounts_is_slowed_down_and_another_address_is_not(client, pace):
    cast = make.cast()
    pace(10, address=3)
    codes = []
    for n in range(4):
        client.force_login(make.account(cast.region, "coordinator", name=f"某{n}"))
        codes.append(hand_in(client, n, **FAR).status_code)
    assert codes == [303, 303, 303, 429]
    assert hand_in(client, 9, REMOTE_ADDR="203.0.113.10").status_code == 303


def test_ledgers_and_links_of_mails_are_given_out_at_a_pace(client, pace):
    cast = make.cast()
    client.force_login(cast.lin)
    pace(2)
    for address, code in ((reverse("export_matters"), 200), (reverse("go", args=["x"]), 404)):
        assert [client.get(address).status_code for _ in range(3)] == [code, code, 429]


def test_a_stranger_who_guesses_at_links_is_slowed_down(client, pace):
    make.cast()
    pace(100, address=4)
    codes = [client.get(f"/r/guess-{n}/", **FAR).status_code for n in range(5)]
    assert codes == [404, 404, 404, 404, 429]
    codes = [client.get(f"/go/guess-{n}/", **FAR).status_code for n in range(5)]
    assert codes == [302, 302, 302, 302, 429]


def test_a_personal_link_sent_again_and_again_waits_while_another_person_s_does_not(client, pace):
    path = made(client, make.cast())
    pace(3)
    assert [client.get(path, **FAR).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.post(path, {"progress": "完成八成"}, **FAR)
    assert answer.status_code == 429
    seen = BeautifulSoup(answer.content, "html.parser")
    assert seen.select_one(".error-page a")["href"] == path
    assert client.get("/r/another/", **FAR).status_code == 404


def test_the_interface_says_when_to_come_back_in_its_own_form(client, pace):
    cast = make.cast()
    _key, token = make_key(name="试", expires_on=civil_day(NOW), by=cast.lin, now=NOW)
    shown = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_ACCEPT_LANGUAGE": "en"}
    pace(2)
    answers = [client.get("/api/v1/me", **shown) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    body = answers[-1].json()
    assert body["code"] == "too-often" and "30 minutes" in body["message"]
    assert answers[-1]["Retry-After"] == "1800"


def test_who_guesses_at_keys_is_slowed_down_by_her_address(client, pace):
    make.cast()
    pace(100, address=3)
    shown = {"HTTP_AUTHORIZATION": "Bearer luoshi_guess", **FAR}
    codes = [client.get("/api/v1/me", **shown).status_code for _ in range(4)]
    assert codes == [401, 401, 401, 429]


def told() -> list[tuple[str, str, str, str, str | None]]:
    """Return what the record says of uses that ran out: what, counted by what, who, where, address."""
    rows = Event.objects.filter(type="allowance.used_up").order_by("pk")
    return [
        (one.data["deed_name"], one.data["kind"], one.by_name, one.door, one.address)
        for one in rows
    ]


def test_that_somebody_was_too_fast_stands_in_the_record_once_until_all_has_come_back(
    client, pace, monkeypatch
):
    cast = make.cast()
    client.force_login(cast.lin)
    pace(2)
    codes = [client.get(reverse("export_matters"), **FAR).status_code for _ in range(9)]
    assert codes.count(429) == 7
    assert told() == [("导出和下载", "账号", str(cast.lin), "page", FAR["REMOTE_ADDR"])]
    hand_in(client, 1, **FAR)
    assert len(told()) == 1, "another door, not too fast"
    monkeypatch.setattr(clock, "now", lambda: NOW + dt.timedelta(minutes=61))
    codes = [client.get(reverse("export_matters"), **FAR).status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]
    assert len(told()) == 2
    forget_whole(now=NOW + dt.timedelta(days=1))
    assert not list(faults())


def test_of_a_stranger_the_record_keeps_the_address_and_no_link(client, pace):
    made_link = made(client, make.cast())
    pace(2, address=3)
    Client().get("/r/guess/", **FAR)
    for _ in range(5):
        Client().get(made_link, **FAR)
        Client().get("/api/v1/me", headers={"Authorization": "Bearer luoshi_guess"}, **FAR)
    assert told() == [
        ("打开填报链接", "填报链接", "未登录", "link", FAR["REMOTE_ADDR"]),
        ("打开填报链接", "网络地址", "未登录", "link", FAR["REMOTE_ADDR"]),
        ("使用程序接口", "网络地址", "未登录", "interface", FAR["REMOTE_ADDR"]),
    ]
    labels = set(Event.objects.filter(type="allowance.used_up").values_list("subject_label"))
    assert labels == {
        ("report_link link",),
        ("report_link 203.0.113.9",),
        ("interface 203.0.113.9",),
    }


def test_a_program_that_asks_too_often_is_named_in_the_record(client, pace):
    cast = make.cast()
    _key, token = make_key(name="试", expires_on=civil_day(NOW), by=cast.lin, now=NOW)
    pace(2)
    for _ in range(5):
        client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}, **FAR)
    assert told() == [("使用程序接口", "账号", str(cast.lin), "interface", FAR["REMOTE_ADDR"])]


def test_an_office_may_switch_all_of_it_off(client, pace, monkeypatch):
    monkeypatch.setitem(paces._switch, "on", False)
    client.force_login(make.cast().lin)
    codes = {client.get(reverse("export_matters"), **FAR).status_code for _ in range(125)}
    assert codes == {200}
