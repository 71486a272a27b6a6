"""Whoever reads the pages in English is written to in English."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi import clock
from luoshi.audit.models import Event
from luoshi.notices import letters, outbox
from luoshi.notices.models import Message
from tests import make
from tests.notices.owing import debt, sweep
from tests.notices.test_outbox import box, server

__all__ = ["box", "server"]
pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-10", 11)


@pytest.fixture
def message(box) -> Message:
    cast = make.cast()
    cast.wu.person.email = "wu@office.example"
    cast.wu.person.save()
    debt(cast, title="修复干渠")
    sweep("2026-06-10")
    outbox.bundle(now=NOW)
    message = Message.objects.get()
    message.account = cast.wu
    return message


def written(message: Message) -> letters.Written:
    return letters.write(message, address="https://luoshi.example", now=NOW)


def choose(client, language: str) -> None:
    client.post(reverse("set_language"), {"language": language, "next": "/"})


@pytest.mark.parametrize(
    ("language", "greeting", "until"),
    [
        ("zh-hans", "您好", "6月10日"),
        ("zh-hant", "您好", "6月10日"),
        ("en", "Dear", "10 Jun"),
    ],
)
def test_a_letter_is_written_in_the_language_that_its_reader_chose_for_the_pages(
    client, monkeypatch, message, language, greeting, until
):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(message.account)
    choose(client, language)
    told = written(message)
    assert greeting in told.text and until in told.text
    assert "修复干渠" in told.subject  # what was promised keeps its words
    assert ("Luoshi" in told.subject) == (language == "en")
    assert ("提醒" in told.subject) == (language != "en")


def test_nobody_changes_anothers_mail_by_reading_in_english(client, monkeypatch, message):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    choose(client, "en")  # at the log-in page: nobody is there yet
    client.force_login(make.account(make.unit(), "handler"))
    choose(client, "en")
    choose(client, "tlh")
    assert "您好" in written(message).text
    assert Event.objects.filter(type="account.language_chosen").count() == 1
