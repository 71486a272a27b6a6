"""A page in English has no Chinese but what people wrote; the Traditional catalogue nothing Simplified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import opencc
import polib
import pytest
from django.apps import apps
from django.conf import settings as site
from django.db import models

import luoshi
from luoshi import clock, policy
from luoshi.papers import compared
from luoshi.rules.measures import FAMILIES
from tests.e2e.test_axe import WALKERS, walks
from tests.rights.region import NOW, Region, region
from tests.rights.test_doors import address

STATIC = Path(luoshi.__file__).parent / "web" / "static"
LOCALE = Path(luoshi.__file__).parent / "web" / "locale"
POLICY = Path(luoshi.__file__).parents[2] / "policy"
CHINESE = re.compile(r"[\u3400-\u9fff]+")
SAID = {"title", "alt", "aria-label", "placeholder", "data-label", "data-confirm"}
BOTH = set("台准干秘群采里")  # 批准, 若干, 公里 … are proper Traditional
LANGUAGES = {"简体中文", "简体", "繁體中文", "繁體"}  # each in its own


class Words(HTMLParser):
    """Gathers what a page says, to the eye and to the ear; what bears its own language is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.silent += 1
        for name, value in attrs:
            if name in SAID and value:
                self.hear(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.hear(data)

    def hear(self, text: str) -> None:
        """Note what is Chinese in a text, but for examples that are to be typed so."""
        self.found.update(CHINESE.findall(re.sub("“[^”]*”", "", text)))


def written() -> str:
    """Return all that people wrote: the texts of every row, and the policy's own."""
    texts = [path.read_text("utf-8") for path in sorted(POLICY.rglob("*.toml"))]
    for model in apps.get_models():
        kinds = (models.CharField, models.TextField, models.JSONField)
        names = [one.name for one in model._meta.fields if isinstance(one, kinds)]
        if names and model.__module__.startswith("luoshi."):
            texts += [str(value) for row in model.objects.values_list(*names) for value in row]
    return "\n".join(texts)


def pages(client, at: Region, language: str) -> Iterator[tuple[str, set[str]]]:
    """Yield every page that somebody may open, in a language: its name and what it says."""
    client.cookies[site.LANGUAGE_COOKIE_NAME] = language
    client.raise_request_exception = False  # a page that fails fails elsewhere
    for role in WALKERS:
        client.force_login(at.accounts[role])
        for door in walks(role):
            answer = client.get(address(door, at))
            if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
                words = Words()
                words.feed(answer.content.decode())
                yield f"{door.name} as {role}", words.found - LANGUAGES


@pytest.fixture
def at(db, monkeypatch) -> Region:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return region()


def test_a_page_in_english_has_no_chinese_but_what_people_wrote(client, at):
    left: dict[str, str] = {}
    walked = 0
    for name, found in pages(client, at, "en"):
        walked += 1
        left |= dict.fromkeys(found, name)
    data = written()
    data += re.sub("“[^”]*”", "", data) + Path(compared.__file__).read_text("utf-8")
    data += "".join(unit for family in FAMILIES.values() for unit in family)
    names = {one.name for some in policy.current().divisions.by_code.values() for one in some}
    place = re.compile(f"(?:{'|'.join(sorted(names, key=len, reverse=True))})+")
    untold = {
        said: name for said, name in left.items() if said not in data and not place.fullmatch(said)
    }
    assert walked > 90
    assert not untold, "translate these in locale/en"


def test_the_traditional_catalogue_has_nothing_simplified_in_it():
    characters = opencc.OpenCC("s2t")
    catalogue = polib.pofile(str(LOCALE / "zh_Hant" / "LC_MESSAGES" / "django.po"))
    said = [one for entry in catalogue for one in (entry.msgstr, *entry.msgstr_plural.values())]
    left = {one for text in said for one in text if simplified(one, characters)}
    assert len(said) > 3000
    assert left == set(), "word these in locale/zh_Hant"


def simplified(sign: str, characters: opencc.OpenCC) -> bool:
    """Return whether a character is written so in Simplified only; some are proper in both."""
    return characters.convert(sign) != sign and sign not in BOTH


def test_scripts_say_nothing_themselves():
    speaking = []
    for path in sorted(STATIC.glob("*.js")):
        code = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        speaking += [f"{path.name}: {said}" for said in CHINESE.findall(code)]
    assert not speaking, "sentences come from the page: data-… on an element, or #luoshi-words"
