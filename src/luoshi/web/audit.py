"""The auditor's pages: what happened, searched by anything; whether the record is whole.

Whoever may not read the record finds nothing here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.audit import queries
from luoshi.audit.queries import Key, Wanted
from luoshi.orgs import auditing
from luoshi.orgs.queries import accounts_matching
from luoshi.values.civil import civil_day
from luoshi.values.sentences import Sentence
from luoshi.web.changed import changes_shown
from luoshi.web.forms.audit import RecordForm
from luoshi.web.history import sentence_of
from luoshi.web.page import Request, go_to, page
from luoshi.web.rights import role_name
from luoshi.web.watched import CLASSES, FAILURES, class_of, door_name, kind_name, types_of

PER_PAGE = 50
OVERVIEW_DAYS = 14
SEARCHED_DAYS = 31  # words are looked for in so many days where no first day is named
PEOPLE_MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One event as the list shows it."""

    event: Any
    sentence: str
    kind: str
    door: str
    is_failure: bool
    is_watched: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the filters, the form that shows them, and what was narrowed."""

    form: RecordForm
    wanted: Wanted
    since: dt.date | None  # the day from which words are looked for, where none was named


def asked(request: Request, *, today: dt.date) -> Asked:
    """Return what the address of ``request`` asks for; a filter that is not valid narrows nothing."""
    form = RecordForm(request.GET)
    form.is_valid()
    given = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    accounts, name = None, ""
    if "who" in given:
        accounts = list(accounts_matching(given["who"]).values_list("pk", flat=True)[:PEOPLE_MOST])
        if not accounts:
            accounts, name = None, given["who"]
    types = types_of(given["of"]) if "of" in given else None
    if "type" in given:
        types = frozenset({given["type"]}) & (types if types is not None else {given["type"]})
    since = given.get("since")
    widest = None
    if since is None and (name or "text" in given) and "row" not in given:
        widest = since = min(today, given.get("until", today)) - dt.timedelta(days=SEARCHED_DAYS)
    wanted = Wanted(
        accounts=accounts,
        name=name,
        types=types,
        kind=given.get("kind", ""),
        row=given.get("row"),
        door=given.get("door", ""),
        address=given.get("address", ""),
        from_on=since,
        to_on=given.get("until"),
        text=given.get("text", ""),
    )
    return Asked(form, wanted, widest)


def row_of(event: Any) -> Row:
    """Return an event in the reader's words."""
    return Row(
        event,
        sentence_of(event.type, event.data),
        kind_name(event.subject_kind),
        door_name(event.door),
        event.type in types_of(FAILURES),
        bool(class_of(event.type)),
    )


def _key(text: str) -> Key | None:
    """Return the place in the record that an address names, None for none."""
    with contextlib.suppress(ValueError, OverflowError, OSError):
        at, pk = text.split("_")
        return dt.datetime.fromtimestamp(int(at) / 1_000_000, tz=dt.UTC), int(pk)
    return None


def _place(event: Any) -> str:
    since = event.at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return f"{since // dt.timedelta(microseconds=1)}_{event.pk}"


@require_GET
def audit_list(request: Request) -> HttpResponse:
    """The record under the filters of the address, newest first."""
    now = clock.now()
    auditing.enter(request.user, now=now)
    today = civil_day(now)
    what = asked(request, today=today)
    rows = auditing.events_for(request.user, what.wanted, now=now)
    before, after = _key(request.GET.get("before", "")), _key(request.GET.get("after", ""))
    leaf = queries.leaf(rows, most=PER_PAGE, before=before, after=after)
    kept = {
        name: str(value)
        for name, value in request.GET.items()
        if str(value).strip() and name not in ("before", "after")
    }
    context = {
        "form": what.form,
        "rows": [row_of(event) for event in leaf.events],
        "searched_since": what.since,
        "narrowed": [name for name in kept if name in what.form.fields],
        "query": urlencode(kept),
        "newer": _leafed(kept, "after", leaf.events[0]) if leaf.events and leaf.has_newer else "",
        "older": _leafed(kept, "before", leaf.events[-1]) if leaf.events and leaf.has_older else "",
        "subject": leaf.events[0].subject_label if leaf.events and what.wanted.row else "",
    }
    return page(request, "audit/audit_list.html", context, partial="audit/_audit_list.html")


def _leafed(kept: dict[str, str], name: str, event: Any) -> str:
    return "?" + urlencode(kept | {name: _place(event)})


@require_GET
def audit_event_detail(request: Request, pk: int) -> HttpResponse:
    """One event: every field, before and after, its place in the chain, whether its hashes are right."""
    event = auditing.event_for(request.user, pk, now=clock.now())
    data = event.data if isinstance(event.data, dict) else {"": event.data}
    context = {
        "row": row_of(event),
        "event": event,
        "seat": role_name(event.seat_role) if event.seat_role else "",
        "changes": changes_shown(event.subject_kind, event.data),
        "data": [(name, _flat(value)) for name, value in data.items() if name != "changes"],
        "place": queries.place_of(event),
        "seal": queries.sealed_by(event),
        "chain": f"{reverse('audit_list')}?"
        + urlencode({"kind": event.subject_kind, "row": event.subject_id}),
        "same_type": f"{reverse('audit_list')}?" + urlencode({"type": event.type}),
    }
    return page(request, "audit/audit_event_detail.html", context)


def _flat(value: Any) -> str:
    match value:
        case {"label": label, "id": pk}:
            return f"{label} (#{pk})"
        case dict():
            return "; ".join(f"{name}: {_flat(one)}" for name, one in value.items())
        case list():
            return _("、").join(_flat(one) for one in value) or "—"
        case None | "":
            return "—"
        case _:
            return str(value)


@require_GET
def audit_overview(request: Request) -> HttpResponse:
    """The last days at a glance, by what is watched; whether the record is sealed and verified."""
    now = clock.now()
    auditing.enter(request.user, now=now)
    today = civil_day(now)
    first = today - dt.timedelta(days=OVERVIEW_DAYS - 1)
    types = frozenset().union(*(types_of(name) for name in CLASSES))
    counts = queries.counts_by_day(types, since=first)
    days = [today - dt.timedelta(days=back) for back in range(OVERVIEW_DAYS)]
    totals = [
        {"name": name, "label": label, "count": _sum(counts, name, days)}
        for name, (label, _types) in CLASSES.items()
    ]
    context = {
        "totals": totals,
        "first": first,
        "lines": [
            {
                "day": day,
                "cells": [(n, label, _sum(counts, n, [day])) for n, (label, _t) in CLASSES.items()],
            }
            for day in days
        ],
    }
    failures = Wanted(types=types_of(FAILURES) | types_of("secrets"), from_on=first)
    newest = queries.leaf(auditing.events_for(request.user, failures, now=now), most=5)
    context["failures"] = [row_of(event) for event in newest.events]
    return page(request, "audit/audit_overview.html", context | _wholeness())


def _sum(counts: Any, name: str, days: list[dt.date]) -> int:
    return sum(counts.get((day, one), 0) for day in days for one in types_of(name))


def _wholeness() -> dict[str, Any]:
    return {"seal": queries.last_seal(), "verification": queries.last_verification()}


@require_GET
def audit_seals(request: Request) -> HttpResponse:
    """Seals, checks and archives of the record."""
    by, now = request.user, clock.now()
    checks = auditing.verifications_for(by, now=now)[:20]
    context = {
        "seals": auditing.seals_for(by, now=now)[:31],
        "seal_count": auditing.seals_for(by, now=now).count(),
        "verifications": [
            {"row": one, "kind": kind_name(one.subject_kind or ""), "findings": _findings(one)}
            for one in checks
        ],
        "archives": auditing.archives_for(by, now=now)[:24],
        "at_once": auditing.is_verified_at_once(),
        "most": auditing.VERIFIED_AT_ONCE,
    }
    return page(request, "audit/audit_seals.html", context | _wholeness())


def _findings(verification: Any) -> list[Sentence]:
    return [
        Sentence(one["template"], "", _named(one["params"])) for one in verification.findings[:10]
    ]


def _named(params: dict[str, Any]) -> dict[str, Any]:
    return params | {"kind": kind_name(params["kind"])} if "kind" in params else params


@require_POST
def audit_verify(request: Request) -> HttpResponse:
    """Check the whole record, where that takes seconds."""
    made = auditing.verify_whole(by=request.user, now=clock.now())
    _tell(request, made)
    return go_to(request, "audit_seals")


@require_POST
def audit_verify_chain(request: Request, pk: int) -> HttpResponse:
    """Check the chain that one event hangs in."""
    now = clock.now()
    event = auditing.event_for(request.user, pk, now=now)
    _tell(request, auditing.verify_chain(event, by=request.user, now=now))
    return go_to(request, "audit_event_detail", pk)


def _tell(request: Request, made: Any) -> None:
    told = {"events": made.events, "faults": made.faults}
    if made.faults:
        said = _("核验了%(events)s条记录，发现%(faults)s处异常，请立即查明。")
        messages.error(request, said % told)
    else:
        messages.success(request, _("核验了%(events)s条记录，没有发现异常。") % told)
