"""The leader's page: on track, not, why, and what needs a decision; as of any day, and against another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi import clock, policy
from luoshi.deciding import queries as deciding
from luoshi.issuing import leading
from luoshi.orgs import access
from luoshi.projects.queries import visible_projects
from luoshi.rules.access import Permission
from luoshi.values.civil import EARLIEST, civil_day
from luoshi.values.errors import NotAllowed
from luoshi.web import overview_charts as charts
from luoshi.web.decisions import shown, with_lights
from luoshi.web.page import Request, page
from luoshi.web.regionmap import drawing_of

DIMENSIONS = ("prefecture", "enterprise", "sector", "cause", "band", "at")
PARTS = ("open", "overdue", "raised")
SHOWN_MOST = 3  # questions with their options; the rest is in the list
CELLS_MOST = 30
MOVED_MOST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Which day, against which other, as the address says; ``wrong`` is what it said that is no day."""

    on: dt.date | None
    than: dt.date | None
    wrong: str = ""

    def link(self, **more: str) -> str:
        """Return the address of the rows behind a figure on this day."""
        asked = {"as_of": self.on.isoformat()} if self.on else {}
        return f"{reverse('overview_rows')}?{urlencode(asked | more)}"


def asked_of(request: Request, *, now: dt.datetime) -> Asked:
    """Return the days that the address asks for; today where it names none or one that is no day."""
    found: dict[str, dt.date | None] = {"as_of": None, "than": None}
    wrong = ""
    for name in found:
        text = request.GET.get(name, "").strip()
        if not text:
            continue
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            wrong = text
            continue
        if EARLIEST <= day < civil_day(now):
            found[name] = day
        elif day > civil_day(now):
            wrong = text
    return Asked(found["as_of"], found["than"], wrong)


def _scope(request: Request, *, now: dt.datetime) -> Any:
    scope = access.scope(request.user, Permission.REGISTER_SEE, now=now)
    if not (scope.everything or scope.units):
        raise NotAllowed
    return scope


@require_GET
def overview(request: Request) -> HttpResponse:
    """How everything stands that she may see."""
    by, now = request.user, clock.now()
    scope, asked = _scope(request, now=now), asked_of(request, now=now)
    as_of = leading.moment_of(asked.on, now=now)
    seen = leading.overview_of(scope=scope, as_of=as_of, now=now)
    before = None
    if asked.than is not None:
        before = leading.overview_of(
            scope=scope, as_of=leading.moment_of(asked.than, now=now), now=now
        )
    points = leading.asked_then(scope, as_of=as_of)
    waiting = _questions(points, by=by, now=now) if asked.on is None else []
    context = {
        "asked": asked,
        "today": civil_day(now),
        "seen": seen,
        "whole": scope.everything,
        "as_of": as_of,
        "cards": cards_of(seen, before, asked),
        "causes": causes_of(seen, asked),
        "problems": problems_of(seen, asked),
        "points": waiting[:SHOWN_MOST],
        "points_then": points,
        "points_late": [one for one in waiting if one["light"] and one["light"].colour == "red"],
        "charts": charts.trends(seen, asked, now=now),
        "groups": [charts.grouped(seen, name, asked) for name in charts.GROUPED],
        "drawings": [drawing_of(one, seen, asked) for one in _maps(seen)],
        "off_map": [one for one in seen.rows if one.spot is None],
        "cells": charts.cells(seen, asked)[:CELLS_MOST],
    }
    if before is not None:
        rows = leading.moved(before, seen)
        context |= {"before": before, "moved": rows[:MOVED_MOST], "moved_count": len(rows)}
    return page(request, "overview/overview.html", context)


def _questions(points: list[Any], *, by: Any, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the questions that wait with options and light, hers before others'."""
    found = [shown(one, light=light, now=now) for one, light in with_lights(points, now=now)]
    for one in found:
        one["may_decide"] = deciding.may_decide(one["point"], by, now=now)
    return sorted(found, key=lambda one: not one["may_decide"])


def _maps(seen: leading.Overview) -> list[Any]:
    """Return the maps on which something stands; the first where nothing does."""
    names = {one.at for one in seen.rows} - {""}
    maps = policy.current().atlas.maps
    found = [one for one in maps if names & set(one.names)]
    return found or list(maps[:1])


def cards_of(
    seen: leading.Overview, before: leading.Overview | None, asked: Asked
) -> list[dict[str, Any]]:
    """Return how many projects are on track, want attention, are not, rest: each opens its rows."""
    found = []
    for band in (leading.ON_TRACK, leading.WATCH, leading.OFF, leading.PAUSED, leading.UNLIT):
        share = seen.share(band)
        if not share.numerator and band in (leading.PAUSED, leading.UNLIT):
            continue
        change = None if before is None else share.numerator - before.share(band).numerator
        found.append(
            {
                "band": band,
                "word": _(leading.BANDS[band]),
                "share": share,
                "change": change,
                "address": asked.link(band=band),
            }
        )
    return found


def causes_of(seen: leading.Overview, asked: Asked) -> list[dict[str, Any]]:
    """Return why projects are not on track, each counted under its first cause."""
    whole = sum(len(rows) for rows in seen.causes().values())
    return [
        {
            "word": _(leading.CAUSES[code]),
            "count": len(rows),
            "whole": whole,
            "address": asked.link(cause=code),
        }
        for code, rows in seen.causes().items()
    ]


def problems_of(seen: leading.Overview, asked: Asked) -> dict[str, Any]:
    """Return the problems that are open and overdue."""
    return {
        "open": len(seen.problems_in("open")),
        "overdue": len(seen.problems_in("overdue")),
        "raised": len(seen.problems_in("raised")),
        "open_address": asked.link(problems="open"),
        "overdue_address": asked.link(problems="overdue"),
    }


@require_GET
def overview_rows(request: Request) -> HttpResponse:
    """The rows behind one figure: numerator, denominator, cohort, as of when."""
    by, now = request.user, clock.now()
    scope, asked = _scope(request, now=now), asked_of(request, now=now)
    as_of = leading.moment_of(asked.on, now=now)
    seen = leading.overview_of(scope=scope, as_of=as_of, now=now)
    part = request.GET.get("problems", "")
    context: dict[str, Any] = {
        "asked": asked,
        "as_of": as_of,
        "on": seen.on,
        "whole": scope.everything,
    }
    if part in PARTS:
        context |= {"problems": seen.problems_in(part), "of": _whole_of(seen, part), "part": part}
    else:
        wanted = {name: request.GET[name] for name in DIMENSIONS if name in request.GET}
        cohort = {k: v for k, v in wanted.items() if k not in ("band", "cause")}
        rows = seen.of(**wanted)
        there = visible_projects(by, now=now).filter(pk__in=[one.pk for one in rows])
        context |= {
            "rows": rows,
            "seen_now": set(there.order_by().values_list("pk", flat=True)),
            "of": len(seen.of(**cohort)),
            "said": [charts.named(name, value) for name, value in wanted.items()],
            "cohort": [charts.named(name, value) for name, value in cohort.items()],
            "causes": leading.CAUSES,
            "bands": leading.BANDS,
        }
    context["section"] = "overview"
    return page(request, "overview/overview_rows.html", context)


def _whole_of(seen: leading.Overview, part: str) -> int:
    return len(seen.problems_in("open" if part == "overdue" else "raised"))
