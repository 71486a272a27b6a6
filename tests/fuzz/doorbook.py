"""What each door reads: learned from the pages themselves, so that a new address is tried by itself.

A form is found on the page that shows it, with the values that it begins with; which further names a
door asks for is seen by listening while it answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, SoupStrainer, Tag
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict

from tests.fuzz.asking import Asker, Try
from tests.fuzz.world import World
from tests.matters.test_every_move import DEEDS, ROWS
from tests.rights.region import NOBODY
from tests.rights.table import Door, doors
from tests.rights.test_doors import NOT_OF_THE_REGISTER, PAGES, address

DOORS = {one.name: one for one in doors() if not one.name.startswith("api ")}
FILLED = {
    "date": "2026-06-20",
    "number": "1",
    "email": "a@example.org",
    "password": "沙枣-1958-花开",
}
FORMS = SoupStrainer("form")
FILES = "files"


@dataclass(frozen=True)
class Known:
    """A door with what it takes: ``by`` may pass, ``other`` may not (empty where nobody may not)."""

    name: str
    method: str
    where: str
    by: str
    other: str
    filled: Mapping[str, list[bytes]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells two forms behind one address apart: the move, the step."""
        given = resolve(self.where).kwargs
        return self.name, self.method, str(given.get("move") or given.get("step") or "")

    def as_try(self, **changes: Any) -> Try:
        """Return the request with the form filled in as it should be."""
        return Try(self.name, self.method, self.where, **({"sent": self.filled} | changes))


def book(world: World, asker: Asker, *, area: str = "") -> list[Known]:
    """Return every door of the table (of one area of it), for every method, with what it takes."""
    wanted = {one.name: one for one in DOORS.values() if area in ("", one.area)}
    found: dict[tuple[str, str, str], Known] = {}
    for by, where in _pages(world, wanted):
        for known in _forms(world, asker, by, where):
            there = found.get(known.key)
            if known.name in wanted and (there is None or len(known.filled) > len(there.filled)):
                found[known.key] = known
    have = {(name, method) for name, method, _part in found}
    for door in wanted.values():
        for method in door.rests_on:
            if (door.name, method) not in have:
                known = _known(world, door, method, _address(world, door))
                found[known.key] = known
    return [_listened(world, asker, one) for one in found.values()]


def _address(world: World, door: Door) -> str:
    if door.name == "report_by_link":
        return f"/r/{world.link}/"
    return address(door, world.at)


def _pages(world: World, wanted: Mapping[str, Door]) -> Iterator[tuple[str, str]]:
    """Yield whom to send to which page, to look for forms."""
    for door in wanted.values():
        if "GET" in door.rests_on:
            where = _address(world, door)
            hands = [role for role in world.at.accounts if _may(world, door, "GET", role)]
            writes = [role for role in hands if _may(world, door, "POST", role)]
            yield from ((by, where) for by in dict.fromkeys(hands[:1] + writes[:1]))
    for matter in world.matters if "matter_move" in wanted else ():
        hands = {DEEDS[move].right for state, move in ROWS if state == matter.state}
        yield from ((name, f"/matters/{matter.pk}/") for name in sorted(hands))
    for kind in {"project", "report"} & {one.removesuffix("_detail") for one in wanted}:
        where = f"/{kind}s/{world.at.rows[kind].pk}/"
        yield from ((name, where) for name in ("lin", "qin"))


def _may(world: World, door: Door, method: str, role: str) -> bool:
    if method not in door.rests_on or not door.holds(role, method):
        return False
    outside = not door.row or door.row in NOT_OF_THE_REGISTER
    return outside or world.at.sees(role, door.row)


def _known(world: World, door: Door, method: str, where: str, **given: Any) -> Known:
    roles = list(world.at.accounts)
    may = [role for role in roles if _may(world, door, method, role)]
    not_she = [r for r in roles if r not in may and r != NOBODY] or [NOBODY]
    rests = door.rests_on[method]
    by = "" if rests in ("open", "link") else may[0] if may else "lin"
    other = "" if rests in ("open", "link", "own") else not_she[0]
    if other and {"move", "step"} & set(resolve(where).kwargs):
        other = NOBODY  # each of them rests on a permission of its own
    return Known(door.name, method, where, **({"by": by, "other": other} | given))


def _forms(world: World, asker: Asker, by: str, where: str) -> Iterator[Known]:
    client = asker.client(by, world.accounts[by])
    answer = asker.ask(Try("(page)", "GET", where, {}, kind="read"), client)
    if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
        return
    for form in BeautifulSoup(answer.content, "lxml", parse_only=FORMS).find_all("form"):
        method = (form.get("method") or "get").upper()
        at = form.get("hx-post") or form.get("action") or where
        for target, button in _targets(form, urljoin(where, str(at))):
            path = urlsplit(target).path
            try:
                name = resolve(path).url_name
            except Resolver404:
                continue
            door = DOORS.get(name or "")
            if door and (method if method in door.rests_on else "") and name != "logout":
                filled, chosen, files = _values(form)
                filled |= button
                yield _known(
                    world, door, method, path, by=by, filled=filled, chosen=chosen, files=files
                )


def _targets(form: Tag, at: str) -> Iterator[tuple[str, dict[str, list[bytes]]]]:
    buttons = form.find_all("button")
    yield at, {}
    for one in buttons:
        if one.get("formaction"):
            yield urljoin(at, str(one["formaction"])), {}
        elif one.get("name"):
            yield at, {str(one["name"]): [str(one.get("value") or "").encode()]}


def _values(form: Tag) -> tuple[dict[str, list[bytes]], frozenset[str], frozenset[str]]:
    """Return what a person would send who fills every field, and which fields offer a choice."""
    filled: dict[str, list[bytes]] = {}
    chosen, files = set(), set()
    for one in form.find_all(["input", "select", "textarea"]):
        name, kind = str(one.get("name") or ""), str(one.get("type") or one.name)
        if not name or name == "csrfmiddlewaretoken" or kind == "submit":
            continue
        if kind == "file":
            files.add(name)
        elif kind == "select":
            chosen.add(name)
            filled[name] = _option(one)
        elif kind in ("checkbox", "radio"):
            chosen.add(name)
            filled.setdefault(name, [str(one.get("value") or "on").encode()])
        else:
            text = one.get("value") if one.name == "input" else one.text.strip("\n")
            filled[name] = [str(text or FILLED.get(kind, "核对无误")).encode()]
    return filled, frozenset(chosen), frozenset(files)


def _option(select: Tag) -> list[bytes]:
    options = select.find_all("option")
    picked = [one for one in options if one.has_attr("selected") and one.get("value")]
    usual = picked or [one for one in options if one.get("value")][:1]
    return [str(one["value"]).encode() for one in usual]


def _listened(world: World, asker: Asker, known: Known) -> Known:
    """Send the form once as it should be, and note every name that is asked for."""
    client = asker.client(known.by, world.accounts.get(known.by))
    with listening() as heard:
        sent = known.filled or {"unasked": [b"1"]}
        asker.ask(known.as_try(sent=sent, said="as it should be", kind="plain"), client)
    names = (heard["form"] | set(known.filled)) - {"csrfmiddlewaretoken", "unasked"}
    files = known.files | frozenset(heard[FILES] - set(PAGES))
    return replace(known, names=frozenset(names), files=files)


@contextmanager
def listening() -> Iterator[dict[str, set[str]]]:
    """Gather the names that are asked of forms, queries and files meanwhile."""
    heard: dict[str, set[str]] = {"form": set(), FILES: set()}
    kept = {name: getattr(MultiValueDict, name) for name in ("__getitem__", "_getlist", "get")}
    has = dict.__contains__

    def note(given: Any, name: Any) -> None:
        if isinstance(name, str):
            heard["form" if isinstance(given, QueryDict) else FILES].add(name)

    def listens(method: Any) -> Any:
        def asked(self: Any, name: Any, *given: Any, **more: Any) -> Any:
            note(self, name)
            return method(self, name, *given, **more)

        return asked

    def contains(self: Any, name: Any) -> bool:
        note(self, name)
        return has(self, name)

    try:
        for name, method in kept.items():
            setattr(MultiValueDict, name, listens(method))
        MultiValueDict.__contains__ = contains  # type: ignore[method-assign]
        yield heard
    finally:
        for name, method in kept.items():
            setattr(MultiValueDict, name, method)
        del MultiValueDict.__contains__
