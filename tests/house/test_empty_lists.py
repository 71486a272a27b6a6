"""A list with nothing in it says so, and what to do next."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "src" / "luoshi" / "web" / "templates"
INCLUDED = re.compile(r'{%\s*include\s+"([^"]+)"')
EMPTY = re.compile(r'{%\s*include\s+"_empty\.html"([^%]*)%}')


def text(name: str) -> str:
    page = TEMPLATES / name
    return page.read_text("utf-8") if page.is_file() else ""


def whole(name: str, seen: frozenset[str] = frozenset()) -> str:
    """Return a template with everything that it includes."""
    own = text(name)
    inner = [one for one in INCLUDED.findall(own) if one not in seen]
    return own + "".join(whole(one, seen | {name}) for one in inner)


def lists() -> list[str]:
    pages = (str(page.relative_to(TEMPLATES)) for page in TEMPLATES.rglob("[!_]*_list.html"))
    return sorted(name for name in pages if "extends" in text(name))


def test_every_list_says_when_it_is_empty():
    assert len(lists()) > 15
    silent = [name for name in lists() if 'include "_empty.html"' not in whole(name)]
    assert silent == [], "show _empty.html where there are no rows"


def test_whoever_meets_nothing_is_told_what_to_do_next():
    mute = [
        str(page.relative_to(TEMPLATES))
        for page in TEMPLATES.rglob("*.html")
        for given in EMPTY.findall(page.read_text("utf-8"))
        if "hint=" not in given and "action_address=" not in given
    ]
    assert mute == [], "give _empty.html a hint, or where to go"
