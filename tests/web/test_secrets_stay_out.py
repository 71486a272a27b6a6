"""What bears a secrecy mark comes in by no door, leaves nothing behind, and somebody is told."""

from __future__ import annotations

import json
import logging

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi import clock
from luoshi.audit.models import Event
from luoshi.orgs import keys
from luoshi.sources.models import Incident, Source
from luoshi.values.civil import civil_day
from tests import make
from tests.sources import filesmade

MARK = "机密★10年"
WORDS = "银杏行动的经费安排"
SECRET = f"{MARK}\n{WORDS}"


@pytest.fixture
def cast(db):
    return make.cast()


@pytest.fixture
def guard(client, cast):
    """Somebody who manages accounts: she is told where no security administrator sits."""
    return make.account(cast.region, "system_admin", name="程静")


def everything_kept() -> str:
    """Return all rows of all tables as one text."""
    rows = [list(model.objects.values()) for model in apps.get_models()]
    sessions = [one.get_decoded() for one in Session.objects.all()]
    return json.dumps([rows, sessions], default=str, ensure_ascii=False)


def send(client, who, door, *args, **fields):
    client.force_login(who)
    return client.post(reverse(door, args=args), fields)


@pytest.mark.parametrize(
    "secret",
    [SECRET, f"绝\u200b密★\n{WORDS}", f"秘密★长期\n{WORDS}", f"内部资料，注意保密\n{WORDS}"],
)
def test_a_pasted_secret_leaves_no_word_in_any_table_session_or_log(client, cast, caplog, secret):
    with caplog.at_level(logging.DEBUG):
        answer = send(client, cast.lin, "draft_new", text=secret)
    assert answer.status_code == 422
    assert "密级标志" in answer.content.decode()
    for place in (answer.content.decode(), everything_kept(), caplog.text):
        assert WORDS not in place
    assert Incident.objects.count() == 1
    clean = send(client, cast.lin, "draft_new", text="会议要求，各单位要抓紧落实施工用电。")
    assert clean.status_code == 303


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("matter_new", {"title": "接电", "content": SECRET}),
        ("matter_new", {"title": "接电", "basis": SECRET}),
        ("project_new", {"name": "变电站", "content": SECRET}),
        ("person_new", {"name": "某人", "title": SECRET}),
        ("group_new", {"name": SECRET}),
    ],
)
def test_no_form_takes_a_secret(client, cast, name, fields):
    answer = send(client, cast.lin, name, **fields)
    assert answer.status_code == 422
    assert WORDS not in answer.content.decode() + everything_kept()
    assert Incident.objects.get().place == name


def test_a_marked_file_of_any_format_is_refused_and_told(client, cast):
    file = SimpleUploadedFile("任务.xlsx", filesmade.marked_sheet_file(MARK))
    assert send(client, cast.lin, "draft_new", file=file).status_code == 422
    assert not Source.objects.exists()
    assert Incident.objects.get().who == "林岚"


def test_the_file_s_name_and_a_file_that_is_only_looked_at_are_searched_too(client, cast):
    named = SimpleUploadedFile("机密.txt", "会议要求抓紧落实。".encode())
    assert send(client, cast.lin, "draft_new", file=named).status_code == 422
    rules = SimpleUploadedFile("limits.toml", f"# {SECRET}".encode())
    assert send(client, cast.lin, "rules_trial", file=rules).status_code == 422
    assert Incident.objects.count() == 2


def test_a_program_is_refused_like_a_person(client, cast):
    now = clock.now()
    _key, token = keys.make_key(name="联调", expires_on=civil_day(now), by=cast.lin, now=now)
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}", "content_type": "application/json"}
    address = reverse("api:matter_draft")
    given = {"kind": "task", "title": "接电", "content": "接通施工用电。"}
    answer = client.post(address, json.dumps(given | {"content": SECRET}), **head)
    assert (answer.status_code, answer.json()["code"]) == (422, "secret-mark")
    assert WORDS not in answer.content.decode() + everything_kept()
    assert Incident.objects.get().door == "interface"
    assert client.post(address, json.dumps(given), **head).status_code == 200


def test_whoever_watches_over_secrets_is_told_who_when_and_where_but_nothing_of_it(
    client, cast, guard
):
    send(client, cast.lin, "draft_new", text=SECRET)
    client.force_login(guard)
    page = client.get(reverse("incident_list")).content.decode()
    said = BeautifulSoup(page, "html.parser").get_text(" ")
    assert "林岚" in said and "机密" in said and "读入文件或粘贴文字" in said
    assert WORDS not in page and "10年" not in said
    assert BeautifulSoup(page, "html.parser").select_one(".menu-panel .count").text == "1 项待处置"

    incident = Incident.objects.get()
    assert client.post(reverse("incident_seen", args=[incident.pk])).status_code == 303
    assert client.post(reverse("incident_seen", args=[incident.pk])).status_code == 409
    types = Event.objects.filter(subject_kind="incident").values_list("type", flat=True)
    assert list(types.order_by("pk")) == ["secret.refused", "secret.acknowledged"]


def test_nobody_else_finds_the_list_of_what_was_refused(client, cast, guard):
    send(client, cast.lin, "draft_new", text=SECRET)
    client.force_login(cast.lin)
    assert client.get(reverse("incident_list")).status_code == 404
    assert send(client, cast.lin, "incident_seen", Incident.objects.get().pk).status_code == 404
    client.force_login(guard)
    assert client.get(reverse("incident_list")).status_code == 200


def test_ordinary_words_about_secrecy_are_no_mark(client, cast):
    text = "会议要求，各单位要做好保密工作，妥善保管商业秘密，抓紧落实施工用电。"
    assert send(client, cast.lin, "draft_new", text=text).status_code == 303
    assert not Incident.objects.exists()
