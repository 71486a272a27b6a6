"""Whatever an address or a form names as the place to go on: no door leads out of the house."""

from __future__ import annotations

import ast
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from luoshi import clock
from luoshi.web.returning import safe_address
from tests import make
from tests.house.test_doors import example, patterns

SOURCE = Path(__file__).parents[2] / "src" / "luoshi"
ELSEWHERE = [
    "https://evil.example/",
    "http:evil.example",
    "https:/evil.example",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\n//evil.example",
    " //evil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "/%252f%252fevil.example",
    "/%09/evil.example",
    "/\uff0fevil.example",
    "/\u200b/evil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "evil.example",
    "//user@evil.example:80/matters/",
    "/matters/../..//evil.example",
    "/there-is-no-such-page/",
    "/" + "a" * 3000,
]
LIKE_A_PLACE = ("next", "back", "url", "to", "return", "return_to", "redirect", "continue")


@pytest.mark.parametrize("given", ELSEWHERE)
def test_no_writing_of_another_place_passes(given):
    assert safe_address(given) == ""


@pytest.mark.parametrize(
    "given", ["/", "/matters/", "/matters/?q=%2F%2Fevil&page=2", "/matters/7/#history", "/rules/"]
)
def test_a_page_of_ours_passes_as_it_is(given):
    assert safe_address(given) == given


def leads_out(answer) -> bool:
    place = answer.get("Location", "") or answer.get("HX-Redirect", "")
    return urlsplit(place).netloc not in ("", "testserver") or "evil" in urlsplit(place).path


@pytest.mark.django_db
@pytest.mark.parametrize("given", ELSEWHERE)
def test_log_in_log_out_and_language_lead_on_to_our_pages_only(client, given):
    lin = make.cast().lin
    lin.set_password("a-long-word-2026")
    lin.save()
    known = {"username": lin.username, "password": "a-long-word-2026"}
    for told in ({"next": given}, {"next": ["/matters/", given]}):
        answer = client.post(reverse("set_language"), {"language": "en"} | told)
        assert answer.status_code == 302 and not leads_out(answer)
        answer = client.post(reverse("login"), known | told)
        assert answer.status_code == 302 and not leads_out(answer)
        assert not leads_out(client.get(reverse("login"), told))
        answer = client.post(reverse("logout"), told)
        assert answer.status_code == 302 and not leads_out(answer)


@pytest.mark.django_db
def test_log_in_and_language_lead_back_to_the_page_of_ours_that_was_asked_for(client):
    lin = make.cast().lin
    lin.set_password("a-long-word-2026")
    lin.save()
    wanted = "/matters/?text=灌区"
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/matters/?page=2"})
    assert answer["Location"] == "/matters/?page=2"
    asked = client.get(wanted)
    entry = client.get(asked["Location"])
    known = {"username": lin.username, "password": "a-long-word-2026"}
    answer = client.post(reverse("login"), known | {"next": entry.context["redirect_field_value"]})
    assert answer["Location"].startswith("/matters/?text=")


@pytest.mark.django_db
def test_no_door_at_all_leads_out_whatever_it_is_called(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.at("2026-06-02", 9))
    cast = make.cast()
    told = dict.fromkeys(LIKE_A_PLACE, "//evil.example/")
    out, doors = [], 0
    for known in (False, True):
        if known:
            client.force_login(cast.lin)
        for pattern in patterns():
            if known and pattern.name in ("logout", "login", "first_run"):
                continue
            doors += 1
            address = example(pattern)
            for answer in (client.get(address, told), client.post(address, told)):
                out += [pattern.name] if leads_out(answer) else []
    assert doors > 200
    assert not out


def test_no_code_leads_on_to_what_a_request_says_by_itself():
    """A view that goes where the request tells must name it in `returning.NAMES`."""
    loose = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).split(".")[-1]
            if name in {
                "redirect",
                "SeeOther",
                "HttpResponseRedirect",
                "HttpResponseClientRedirect",
            }:
                said = " ".join(ast.unparse(one) for one in node.args)
                if any(word in said for word in (".GET", ".POST", ".META", ".headers", "get_full")):
                    loose.append(f"{path.name}:{node.lineno} {said}")
    assert not loose
