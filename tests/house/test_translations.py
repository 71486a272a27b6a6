"""Every word on screen exists in Simplified, Traditional and English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[2] / "src" / "luoshi"
LOCALE = SOURCE / "web" / "locale"
LANGUAGES = ["en", "zh_Hant"]
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def constants(node: ast.Call) -> str | None:
    try:
        value = ast.literal_eval(node.args[0])
    except (ValueError, IndexError):
        return None
    return value if isinstance(value, str) else None


def ids_in_code() -> set[str]:
    found = set()
    for path in SOURCE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).split(".")[-1] in MARKERS
                and (text := constants(node))
            ):
                found.add(text)
    return found


def ids_in_templates() -> set[str]:
    found = set()
    for path in SOURCE.rglob("*.html"):
        code = templatize(path.read_text(), origin=str(path))
        for quoted in re.findall(r"\bn?gettext\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", code):
            found.add(ast.literal_eval(quoted))
    return found


def eager_calls(module: ast.Module) -> list[int]:
    """Return the lines on which ``gettext`` is called while the module is loaded."""
    names = {
        alias.asname or alias.name
        for node in module.body
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in {"gettext", "ngettext", "pgettext"}
    }
    found, waiting = [], [module]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.FunctionDef | ast.Lambda):
                continue
            if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
                found.append(node.lineno)
            waiting.append(node)
    return found


def is_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_screen_is_translated(language):
    entries = {e.msgid for e in catalogue(language) if e.translated()}
    unsaid = [(e.msgctxt, e.msgid) for e in catalogue(language).untranslated_entries()]
    wanted = {text for text in ids_in_code() | ids_in_templates() if is_chinese(text)}

    assert len(wanted) > 300
    assert unsaid == [], "fill the catalogue and run `make messages`"
    assert sorted(wanted - entries) == [], "run `make messages` and fill the catalogue"


def test_words_at_the_top_of_a_module_wait_for_the_reader():
    eager = []
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            module = ast.parse(path.read_text())
            eager += [f"{path.name}:{line}" for line in eager_calls(module)]
    assert eager == [], "say gettext_lazy: the language of the reader is not known yet"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places_for_values(language):
    places = re.compile(r"%\(\w+\)[sd]|%[sd]")
    wrong = [
        e.msgid
        for e in catalogue(language)
        if not e.msgid_plural
        and sorted(places.findall(e.msgid)) != sorted(places.findall(e.msgstr))
    ]
    assert wrong == []


def test_the_english_has_no_chinese_left_in_it_but_what_is_to_be_typed_so():
    left = [
        e.msgid
        for e in catalogue("en")
        if is_chinese(re.sub("“[^”]*”", "", e.msgstr)) and not re.search("文|体|體|落实", e.msgstr)
    ]
    assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language):
    compiled = polib.mofile(str(LOCALE / language / "LC_MESSAGES" / "django.mo"))
    written = catalogue(language)

    def pairs(entries):
        return {
            (e.msgctxt, e.msgid, e.msgstr, tuple(sorted(e.msgstr_plural.items())))
            for e in entries
            if e.msgstr or any(e.msgstr_plural.values())
        }

    assert pairs(compiled) == pairs(written)
