"""About the doors: every address is behind the gate or on the public list, every event has a sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from luoshi.cli.main import COMMANDS
from luoshi.web.history import all_sentences
from tests import make

SOURCE = Path(__file__).parents[2] / "src" / "luoshi"
PUBLIC = {
    "login",
    "first_run",
    "set_language",
    "account_login",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
    "verify",
}


def patterns(resolver: URLResolver | None = None, *, of: str | None = None) -> list[URLPattern]:
    """The addresses of the pages, or those of the programming interface (``of`` its namespace)."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if not isinstance(entry, URLResolver):
            found += [entry] if of is None else []
        elif entry.namespace is None:
            found += patterns(entry, of=of)
        elif entry.namespace == of:
            found += patterns(entry)
    return found


BY_LINK = {"report_by_link", "diary_feed"}  # opened by an unguessable token instead of an account
EXAMPLES = {
    "token": "nobody-made-this",
    "window": "2026-05A",
    "kind": "matter",
    "move": "sign",
    "step": "sign",
    "provider_id": "nobody",
    "role": "auditor",
    "code": "filed",
}


def example(pattern: URLPattern) -> str:
    """Return an address of ``pattern`` with things where it wants them, of rows that are not there."""
    wanted = pattern.pattern.converters
    given = {
        name: 987654 if type(c).__name__ == "IntConverter" else EXAMPLES[name]
        for name, c in wanted.items()
    }
    return reverse(pattern.name, kwargs=given)


def test_every_address_has_a_name():
    assert [str(p.pattern) for p in patterns() if not p.name] == []


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", patterns(), ids=lambda p: p.name)
def test_without_an_account_an_address_leads_to_the_door(client, pattern):
    make.cast()
    if pattern.name in PUBLIC:
        return_code = client.get(example(pattern)).status_code
        assert return_code in {200, 302, 404, 405}
        return
    answer = client.get(example(pattern))
    if pattern.name in BY_LINK:
        assert answer.status_code == 404
        return
    if pattern.name == "logout":
        assert answer.status_code in {302, 405}
        return
    assert answer.status_code == 302, f"{pattern.name} answered {answer.status_code} to nobody"
    assert answer.url.startswith(reverse("login"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pattern", [p for p in patterns() if "pk" in p.pattern.converters], ids=lambda p: p.name
)
def test_what_does_not_exist_and_what_is_not_hers_look_the_same(client, pattern):
    client.force_login(make.cast().wu)
    answer = client.get(example(pattern))
    if answer.status_code == 405:
        answer = client.post(example(pattern))
    assert answer.status_code == 404, f"{pattern.name} answered {answer.status_code}"


@pytest.mark.django_db
def test_the_programming_interface_shows_nobody_more_than_its_description(client):
    make.cast()
    doors = [
        door
        for door in patterns(of="api")
        if door.name not in {"api-root", "openapi-json", "nowhere"}
    ]
    assert len(doors) > 25
    for door in doors:
        wanted = {n: 987654 if n == "pk" else "2026-05A" for n in door.pattern.converters}
        address = reverse(f"api:{door.name}", kwargs=wanted)
        codes = {client.get(address).status_code, client.post(address).status_code}
        assert codes <= {401, 405} and 401 in codes, f"{door.name} answered {codes} to nobody"


def recorded_types() -> set[str]:
    """Every event type that the code records, read from the calls of audit's record()."""
    types = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = ast.unparse(node.func)
            first = node.args[0]
            if name.split(".")[-1] in {"record", "_record"} and isinstance(first, ast.Constant):
                types.add(first.value)
    return types


def test_every_event_type_has_a_sentence_and_a_proper_name():
    types = recorded_types()
    assert len(types) > 20
    assert not {t for t in types if not re.fullmatch(r"[a-z_]+\.[a-z_]+", t)}
    assert not types - all_sentences().keys(), "write it in luoshi/web/sentences/"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_sentence_can_be_said_in_every_language(language):
    with translation.override(language):
        for type_, template in all_sentences().items():
            names = re.findall(r"%\((\w+)\)", str(template))
            assert str(template) % dict.fromkeys(names, "甲"), type_


def test_the_glossary_names_every_model():
    glossary = (SOURCE.parents[1] / "docs" / "glossary.md").read_text()
    words = set(re.findall(r"\b[A-Z]\w+", glossary))
    ours = {m.__name__ for m in apps.get_models() if m.__module__.startswith("luoshi.")}
    assert not ours - words, "name it in docs/glossary.md"


def test_every_setting_and_every_command_is_documented():
    docs = SOURCE.parents[1] / "docs"
    text = "".join(p.read_text() for p in (SOURCE / "conf").glob("*.py"))
    settings = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text))
    documented = (docs / "settings.md").read_text()
    assert not {s for s in settings if f"`LUOSHI_{s}`" not in documented}
    assert not {c for c in COMMANDS if f"`luoshi {c}" not in (docs / "cli.md").read_text()}
