"""Secrets that are planted at doors that open and doors that fail turn up in no log, mail, page or terminal."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys

import pytest
from django.core import mail
from django.urls import reverse

from luoshi import clock
from luoshi.orgs.actions import make_key
from luoshi.progress import links
from luoshi.values import concealed
from luoshi.values.civil import civil_day
from tests import make
from tests.progress.filed import project

PASSWORD = "planted-pass-7h2K"
PHONE = "13987650123"
MARKED = "机密★10年\n白杨行动的经费安排"
NOW = make.at("2026-06-01")


@pytest.fixture
def heard():
    """Everything that any logger says, from DEBUG on, as an outsider's handler would write it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s %(pathname)s"))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def secrets(db, client, monkeypatch, settings):
    """Every kind of secret by its name, somebody logged in, mails to admins switched on."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.ADMINS = [("值班", "duty@office.example")]
    client.raise_request_exception = False
    cast = make.cast()
    cast.lin.set_password(PASSWORD)
    cast.lin.save()
    filed = project(cast)
    asked = {"window": "2026-05B", "person": cast.ding.person, "days": 7}
    shown = links.make_link(filed, **asked, by=cast.ding, now=NOW)
    _key, key = make_key(name="试", expires_on=civil_day(NOW), by=cast.lin, now=NOW)
    client.post(reverse("login"), {"username": cast.lin.username, "password": PASSWORD})
    return {
        "password": PASSWORD,
        "link": shown.token,
        "key": key,
        "session": client.cookies["sessionid"].value,
        "telephone": PHONE,
        "phrase": "白杨行动",
    }


def knock(client, secrets) -> list:
    """Try doors that succeed and that refuse, each with a secret in hand; return their answers."""
    by_key = {"HTTP_AUTHORIZATION": f"Bearer {secrets['key']}"}
    link = f"/r/{secrets['link']}/"
    person = {"name": "韩冬", "phone": PHONE, "mobile": PHONE, "telephone": PHONE}
    return [
        client.get(reverse("desk")),
        client.get(link),
        client.post(link, {"progress": MARKED}),
        client.post(link, {"progress": f"请联系{PHONE}"}),
        client.get(f"{link}nothing-here/"),
        client.put(link),
        client.get(f"/go/{secrets['link']}/"),
        client.get(f"/calendar/{secrets['link']}.ics"),
        client.post(reverse("draft_new"), {"text": MARKED}),
        client.post(reverse("person_new"), person),
        client.get(reverse("matter_list"), {"text": secrets["phrase"]}),
        client.get("/api/v1/me", **by_key),
        client.get("/api/v1/matters/987654", **by_key),
        client.post("/api/v1/matters", MARKED, content_type="application/json", **by_key),
        client.post(
            "/api/v1/matters", {"title": MARKED}, content_type="application/json", **by_key
        ),
        client.post(reverse("login"), {"username": "nobody", "password": PASSWORD}),
        client.get("/", HTTP_HOST="evil.example"),
    ]


def fail(client, secrets, monkeypatch) -> list:
    """Let the same doors break inside, each with what it holds in the words of the fault."""

    def broken(*given: object, **named: object) -> None:
        raise RuntimeError(
            f"/r/{secrets['link']}/ Bearer {secrets['key']} sessionid={secrets['session']} "
            f"password={PASSWORD} {PHONE}\nDETAIL: Failing row contains ({secrets['phrase']})."
        )

    for place in (
        "luoshi.progress.links.link_of",
        "luoshi.orgs.access.seats_of",
        "luoshi.orgs.keys.account_of",
    ):
        monkeypatch.setattr(place, broken)
    return knock(client, secrets)


def told_in(text: str, secrets) -> set[str]:
    return {name for name, word in secrets.items() if word in text}


def test_doors_that_open_and_doors_that_refuse_tell_no_log_a_secret(client, secrets, heard):
    answers = knock(client, secrets)
    assert {200, 404, 422, 400, 405} <= {one.status_code for one in answers}
    said = heard.getvalue()
    assert "/r/***/" in said and "Unprocessable" in said
    assert told_in(said, secrets) == set()
    assert mail.outbox == []


def test_doors_that_break_tell_neither_log_nor_mail_nor_page(client, secrets, heard, monkeypatch):
    answers = fail(client, secrets, monkeypatch)
    broken = [one for one in answers if one.status_code == 500]
    assert len(broken) > 5
    said = heard.getvalue()
    assert "RuntimeError" in said and "test_nothing_secret_is_logged.py" in said
    assert told_in(said, secrets) == set()
    pages = "".join(one.content.decode() for one in broken)
    assert told_in(pages, secrets) == set() and "RuntimeError" not in pages
    assert mail.outbox == []


def test_what_every_handler_gets_is_concealed_already(secrets, caplog):
    log = logging.getLogger("luoshi.somewhere")
    try:
        raise ValueError(f"password={PASSWORD}")
    except ValueError:
        log.exception("no way to %s with %s", f"/r/{secrets['link']}/", {"token": secrets["key"]})
    [record] = caplog.records
    seen = f"{record.__dict__} {record.getMessage()}"
    assert told_in(seen, secrets) == set()
    assert "ValueError" in record.exc_text and "/r/***/" in record.getMessage()


def test_an_ordinary_line_stays_as_it_is():
    line = "Not Found: /matters/123/ (project 2026-05B, 3 rows in 0.12 s, 13800 万元)"
    assert concealed.concealed(line) == line


def luoshi(*words: str, **settings: str) -> str:
    """Run the command; return everything that it says."""
    done = subprocess.run(
        [sys.executable, "-m", "luoshi.cli.main", *words],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "settings",
    [
        {"LUOSHI_EMAIL_URL": f"smtp://post:{PASSWORD}@127.0.0.1:9"},
        {"LUOSHI_EMAIL_URL": f"smtp://post:{PASSWORD}/x@127.0.0.1:9"},
        {"LUOSHI_EMAIL_URL": f"imap://post:{PASSWORD}@127.0.0.1:9"},
        {"LUOSHI_DATABASE_URL": f"postgres://post:{PASSWORD}@127.0.0.1:9/none"},
        {"LUOSHI_DATABASE_URL": f"postgres://post:{PASSWORD}/x@127.0.0.1:9/none"},
        {"LUOSHI_DATABASE_URL": f"nonsense://post:{PASSWORD}@127.0.0.1:9/none"},
        {"LUOSHI_FIELD_KEYS": PASSWORD},
    ],
    ids=lambda one: " ".join(one.values()),
)
def test_a_wrong_setting_is_told_in_the_terminal_without_its_password(furnished, settings):
    told = {"LUOSHI_DATA": str(furnished("data")), "LUOSHI_LOG_LEVEL": "DEBUG"}
    said = luoshi("mail", "--test", "somebody@office.example", **told, **settings)
    assert said.strip()
    assert PASSWORD not in said and "7h2K" not in said


def test_the_terminal_shows_no_key_or_password_when_all_is_well(furnished):
    settings = {
        "LUOSHI_DATA": str(furnished("data")),
        "LUOSHI_LOG_LEVEL": "DEBUG",
        "LUOSHI_SECRET_KEY": PASSWORD * 3,
        "LUOSHI_EMAIL_URL": f"smtp://post:{PASSWORD}@127.0.0.1:9",
        "LUOSHI_SECOND_KEY": PASSWORD,
    }
    for words in (["check", "--deploy"], ["sweep"], ["audit", "verify"]):
        said = luoshi(*words, **settings)
        assert said.strip(), words
        assert PASSWORD not in said, words
