"""Every address answers with the headers that are promised, and no cookie says more than it must."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi import clock
from luoshi.web import paced
from tests import make
from tests.rights.region import NOW, region
from tests.rights.table import doors
from tests.rights.test_doors import PAGES, address, ask

pytestmark = pytest.mark.django_db
PLAIN = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def lacks(answer) -> list[str]:
    """Return what an answer does not promise though it should."""
    wrong = [name for name, value in PLAIN.items() if answer.get(name) != value]
    policy = answer.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "*" in policy:
        wrong.append(f"Content-Security-Policy {policy}")
    if "sandbox" not in policy and "frame-ancestors 'none'" not in policy:
        wrong.append("frame-ancestors")
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    kept = answer.get("Cache-Control", "")
    if "private" not in kept or "no-store" not in kept:
        wrong.append(f"Cache-Control {kept}")
    for cookie in answer.cookies.values():
        readable = cookie.key == "csrftoken"  # our script sends it on after a log-in elsewhere
        if not (cookie["httponly"] or readable) or cookie["samesite"] != "Lax":
            wrong.append(f"cookie {cookie.key}")
    return wrong


def test_every_address_answers_with_the_headers_that_are_promised(client):
    at = region()
    trouble, asked = [], 0
    for account in (at.accounts["coordinator"], None):
        for door in doors():
            if door.area == "interface" or door.name == "logout":
                continue
            if account is not None:
                client.force_login(account)
            else:
                client.logout()
            for method in door.rests_on:
                asked += 1
                answer = ask(client, address(door, at), method)
                trouble += [f"{door.name} {method} {one}" for one in lacks(answer)]
    assert asked > 300
    assert not trouble, "\n".join(trouble)


def test_every_door_that_hands_out_a_file_is_used_at_a_pace(client):
    at = region()
    client.force_login(at.accounts["coordinator"])
    files = set()
    for door in doors():
        if door.area != "interface" and "GET" in door.rests_on:
            answer = ask(client, address(door, at), "GET")
            if answer.get("Content-Disposition", "").startswith("attachment"):
                files.add(door.name)
    assert len(files) > 5
    assert not files - paced.DOORS.keys(), "name it in luoshi/web/paced.py"
    assert not paced.DOORS.keys() - PAGES.keys()


@pytest.mark.parametrize(
    "where", ["/no-such-page/", "/api/v1/me", "/api/v1/openapi.json", "/r/nobody-made-this/"]
)
def test_so_does_what_is_not_there_and_the_interface(client, where):
    make.cast()
    assert lacks(client.get(where)) == []


def test_so_does_a_page_that_fails(client, monkeypatch):
    client.force_login(make.cast().lin)
    client.raise_request_exception = False
    monkeypatch.setattr("luoshi.web.matters.found", lambda *_a, **_k: 1 / 0)
    answer = client.get(reverse("matter_list"))
    assert answer.status_code == 500 and lacks(answer) == []


def test_what_belongs_to_the_program_may_be_kept_by_the_browser_and_nothing_else_may(client):
    answer = client.get("/static/luoshi.css")
    assert answer.status_code == 200
    assert "no-store" not in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_behind_https_cookies_travel_over_nothing_else(client, settings):
    lin = make.cast().lin
    lin.set_password("a-long-word-2026")
    lin.save()
    known = {"username": lin.username, "password": "a-long-word-2026"}
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.LANGUAGE_COOKIE_SECURE = True
    answers = [
        client.post(reverse("login"), known, secure=True),
        client.post(reverse("set_language"), {"language": "en"}, secure=True),
    ]
    sent = [cookie for answer in answers for cookie in answer.cookies.values()]
    assert {"sessionid", "luoshi_language"} <= {cookie.key for cookie in sent}
    assert all(cookie["secure"] for cookie in sent)
    client.cookies.clear()
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    answer = client.post(reverse("login"), known)
    assert not answer.cookies["sessionid"]["secure"]
