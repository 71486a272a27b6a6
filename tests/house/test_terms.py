"""The words that the pages explain are those of the glossary, and every one is explained somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import override

from luoshi.web.terms import TERMS

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
TEMPLATES = ROOT / "src" / "luoshi" / "web" / "templates"
BEGIN, END = "<!-- terms: written by tools/glossary -->", "<!-- /terms -->"


def with_terms(text: str) -> str:
    """Return the glossary ``text`` with the words of the screen as the code has them."""
    with override("zh-hans"):
        lines = [f"| `{term.code}` | {term.word} | {term.words} |" for term in TERMS]
    table = "\n".join(["| code | 中文 | 页面上的说明 |", "|---|---|---|", *lines])
    section = f"{BEGIN}\n## What the pages explain\n\n{table}\n{END}\n"
    if BEGIN not in text:
        return f"{text.rstrip()}\n\n{section}"
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}\n", lambda _: section, text, flags=re.S)


def test_the_glossary_explains_what_the_pages_explain_in_the_same_words():
    text = GLOSSARY.read_text("utf-8")
    assert with_terms(text) == text, "run .venv/bin/python tools/glossary"


def test_every_explained_word_is_a_name_of_the_glossary():
    rows = GLOSSARY.read_text("utf-8").split(BEGIN)[0]
    assert not [term.code for term in TERMS if not re.search(rf"\b{term.code}\b", rows)]


def test_every_explained_word_stands_beside_something_on_a_page():
    asked = {
        code
        for page in TEMPLATES.rglob("*.html")
        for code in re.findall(r'_term.html" with code="(\w+)"', page.read_text("utf-8"))
    }
    assert asked == {term.code for term in TERMS}


def test_an_explanation_says_the_word_and_what_it_means_in_the_reader_s_language():
    for language, word in (("zh-hans", "办结标准"), ("en", "Closing criterion")):
        with override(language):
            said = render_to_string("_term.html", {"code": "criterion"})
        assert word in said
