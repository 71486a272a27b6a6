"""One box over everything: results by kind, as she types, each hit lit where it was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from luoshi import clock
from luoshi.searching import queries, tasks
from luoshi.searching.registry import all_kinds
from luoshi.searching.wanted import TYPED_MOST, Wanted, marked, wanted
from luoshi.web.page import Request, page
from luoshi.web.palette import choices

PER_KIND, PER_PAGE, IN_PALETTE = 5, 20, 4
BEFORE, AFTER = 24, 96  # signs shown around the first word found in a text


@dataclass(frozen=True, slots=True)
class Line:
    """One hit as it is shown: name and words lit, where it leads, what else it is called."""

    address: str
    title: SafeString
    called: SafeString
    words: tuple[SafeString, ...]
    day: dt.date | None


@dataclass(frozen=True, slots=True)
class Section:
    """The hits of one kind: how many there are, and the first of them."""

    code: str
    label: Any
    count: int
    is_all: bool
    lines: tuple[Line, ...]

    @property
    def rest(self) -> bool:
        """Whether there are more than are shown."""
        return self.count > len(self.lines)


@require_GET
def search(request: Request) -> HttpResponse:
    """Everything that is found, a few of each kind; or one kind, page by page."""
    now, typed, code = clock.now(), _typed(request), request.GET.get("kind", "")
    chosen = all_kinds().get(code)
    is_whole = tasks.catch_up(now=now)
    found = queries.search(typed, request.user, now=now)
    asked = wanted(typed)
    context = {
        "section": "search",
        "typed": typed,
        "asked": bool(asked.terms),
        "chosen": chosen,
        "is_whole": is_whole,
        "counts": [(one.kind, one.count, one.is_all) for one in found],
        "total": sum(one.count for one in found),
        "is_counted": all(one.is_all for one in found),
    }
    if chosen:
        of_kind = next((one for one in found if one.kind.code == code), None)
        pages = Paginator(of_kind.hits if of_kind else (), PER_PAGE)
        shown = pages.get_page(request.GET.get("page"))
        context |= {"rows": shown, "sections": _sections(asked, found, shown.object_list, code)}
    else:
        context["sections"] = [_section(asked, one, one.hits[:PER_KIND]) for one in found]
    return page(request, "searching/search.html", context, partial="searching/_results.html")


@require_GET
def search_as_typed(request: Request) -> HttpResponse:
    """The palette's choices: pages, what she may begin, and the first rows found."""
    now, typed = clock.now(), _typed(request)
    tasks.catch_up(now=now)
    found, asked = queries.search(typed, request.user, now=now), wanted(typed)
    sections = [_section(asked, one, one.hits[:IN_PALETTE]) for one in found]
    pages, deeds = choices(request, asked, now=now)
    context = {
        "typed": typed,
        "sections": sections,
        "pages": pages,
        "deeds": deeds,
        "total": sum(one.count for one in found),
        "shown": len(pages) + len(deeds) + sum(len(one.lines) for one in sections),
    }
    return page(request, "searching/_choices.html", context)


def _typed(request: Request) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:TYPED_MOST]


def _sections(
    asked: Wanted, found: Iterable[queries.Found], hits: Iterable[queries.Hit], code: str
) -> list[Section]:
    return [_section(asked, one, tuple(hits)) for one in found if one.kind.code == code]


def _section(asked: Wanted, found: queries.Found, hits: Iterable[queries.Hit]) -> Section:
    given = tuple(hits)
    entries = queries.whole_entries(given)
    lines = tuple(
        _line(asked, hit, entries[hit.entries[0].pk]) for hit in given if entries[hit.entries[0].pk]
    )
    return Section(found.kind.code, found.kind.label, found.count, found.is_all, lines)


def _line(asked: Wanted, hit: queries.Hit, entries: list[Any]) -> Line:
    first = entries[0]
    called = [name for name in first.names.splitlines() if marked(asked, name, is_name=True)]
    words = [made for one in entries if (made := _words(asked, one.text))]
    return Line(
        _address(hit),
        lit(first.title, marked(asked, first.title, is_name=True)),
        format_html_join(
            " · ", "{}", ((lit(name, marked(asked, name, is_name=True)),) for name in called[:3])
        ),
        tuple(words[:2]),
        hit.day,
    )


def _address(hit: queries.Hit) -> str:
    try:
        return reverse(all_kinds()[hit.kind].detail, args=[hit.key])
    except NoReverseMatch:
        return ""


def _words(asked: Wanted, text: str) -> SafeString | None:
    """Return the words around the first hit of a text, lit; None where nothing of it was found."""
    runs = marked(asked, text)
    if not runs:
        return None
    start = max(0, runs[0][0] - BEFORE)
    end = min(len(text), max(runs[0][1], runs[0][0] + AFTER))
    inside = [(a - start, min(b, end) - start) for a, b in runs if a < end]
    words = lit(text[start:end], inside)
    return format_html("{}{}{}", "…" if start else "", words, "…" if end < len(text) else "")


def lit(text: str, runs: Iterable[tuple[int, int]]) -> SafeString:
    """Return ``text`` with each of ``runs`` marked; everything of it is escaped."""
    parts, at = [], 0
    for start, end in runs:
        parts.append(format_html("{}<mark>{}</mark>", text[at:start], text[start:end]))
        at = end
    parts.append(format_html("{}", text[at:]))
    return format_html_join("", "{}", ((one,) for one in parts))
