"""Units, people and rows by name, with the page that each has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from luoshi.sources.queries import sees_source


@dataclass(frozen=True, slots=True)
class Named:
    """What the partial ``_named.html`` shows."""

    name: str
    address: str = ""
    note: str = ""


def named(row: Any, page: str = "", *, note: str = "") -> Named | None:
    """Return ``row`` by name with the address of its ``page`` (a URL name); None for no row."""
    if row is None:
        return None
    try:
        address = reverse(page, args=[row.pk]) if page else ""
    except NoReverseMatch:
        address = ""
    return Named(str(row), address, note)


def passage_shown(passage: Any, *, by: Any, now: dt.datetime) -> dict[str, Any] | None:
    """Return a passage as the partial ``_passage.html`` shows it, a few words of its text around it.

    Who may not open the document reads the words that a row rests on and no others.
    """
    if passage is None:
        return None
    if not sees_source(by, passage.source, now=now):
        return {
            "text": passage.quote,
            "title": passage.source.title,
            "address": "",
            "before": "",
            "after": "",
            "where": passage.source.get_kind_display(),
        }
    text, around = passage.source.text, 60
    paper = named(passage.source, "source_detail")
    same = text[passage.start : passage.end] == passage.quote
    return {
        "text": passage.quote,
        "title": passage.source.title,
        "address": f"{paper.address}#passage-{passage.pk}" if paper and paper.address else "",
        "before": text[max(0, passage.start - around) : passage.start] if same else "",
        "after": text[passage.end : passage.end + around] if same else "",
        "where": passage.source.get_kind_display(),
    }
