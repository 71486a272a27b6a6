"""The two-sided ledger: what each side owes the other, and one promise with its words and its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luoshi import clock
from luoshi.commitments import actions, queries
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.queries import home_unit
from luoshi.projects.queries import visible_projects
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.standing import queries as standing
from luoshi.touring import noting
from luoshi.touring import queries as touring
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed, SecretMark
from luoshi.web.commitments_shown import TONES, shown
from luoshi.web.editing import made
from luoshi.web.forms.commitments import CommitmentFilters, CommitmentForm
from luoshi.web.lists import Column, Listing, listing
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.posted import counted
from luoshi.web.sight import opened_by

COLUMNS = (Column("side", gettext_lazy("承诺方属于"), ("-side", "state")),)
SHOWN_MOST = 200


@dataclass
class Line:
    """One promise in the ledger: its words, its matter's light, where it opens."""

    row: Any
    wording: Any
    light: Any
    tone: str
    opens_matter: bool


@dataclass
class Group:
    """What both sides owe within one project or engagement."""

    name: str
    address: str
    government: list[Line] = field(default_factory=list)
    enterprise: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Sum:
    """One figure of the sums: how many, and the address of its rows."""

    number: int
    address: str


def found(request: Request, *, now: dt.datetime) -> Listing:
    """Return the commitments that she may see, under the filters of the address."""
    return listing(
        request,
        queries.visible_commitments(request.user, now=now),
        columns=COLUMNS,
        filters=CommitmentFilters,
        default_sort="side",
        per_page=SHOWN_MOST,
    )


@require_GET
def commitment_list(request: Request) -> HttpResponse:
    """The ledger of two columns, by project or engagement, with sums by state."""
    now, by = clock.now(), request.user
    listed = found(request, now=now)
    rows = queries.ordered(list(listed.rows))
    context = {
        "listing": listed,
        "groups": _grouped(rows, by=by, now=now),
        "sums": _sums(request, listed),
        "states": queries.STATES.choices,
        "may_propose": queries.may_propose(by, now=now),
        "today": civil_day(now),
    }
    template = "commitments/_commitment_list.html"
    return page(request, "commitments/commitment_list.html", context, partial=template)


def _grouped(rows: Iterable[Any], *, by: Any, now: dt.datetime) -> list[Group]:
    rows = list(rows)
    lights = standing.lights_of(
        "matter", [one.matter_id for one in rows if one.matter_id], today=civil_day(now)
    )
    projects = opened_by(by, [one.project for one in rows], now=now)
    engagements = opened_by(by, [one.engagement for one in rows], now=now)
    matters = opened_by(by, [one.matter for one in rows], now=now)
    groups: dict[tuple[str, int], Group] = {}
    for one in rows:
        key, group = _place(one, projects, engagements)
        line = Line(
            one,
            queries.wording_of(one),
            lights.get(one.matter_id),
            TONES[one.state],
            one.matter_id in matters,
        )
        getattr(groups.setdefault(key, group), one.side).append(line)
    return [
        groups[key] for key in sorted(groups, key=lambda key: (key[0] == "none", groups[key].name))
    ]


def _place(
    one: Any, projects: frozenset[int], engagements: frozenset[int]
) -> tuple[tuple[str, int], Group]:
    """Return the group into which a commitment falls; its page where she may open it."""
    if one.project is not None:
        address = reverse("project_detail", args=[one.project_id])
        opens = address if one.project_id in projects else ""
        return ("project", one.project_id), Group(one.project.name, opens)
    if one.engagement is not None:
        address = reverse("engagement_detail", args=[one.engagement_id])
        opens = address if one.engagement_id in engagements else ""
        return ("engagement", one.engagement_id), Group(one.engagement.name, opens)
    return ("none", 0), Group(_("不属于项目和活动的"), "")


def _sums(request: Request, listed: Listing) -> list[dict[str, Any]]:
    """Return for each side its figures by state, each with the address of its rows."""
    counted_rows = queries.sums(listed.all_rows)
    lines = []
    for side, label in queries.SIDES.choices:
        mine = counted_rows[side]
        cells = [
            Sum(mine.by_state[state], _narrowed(request, side=side, state=state))
            for state in queries.STATES.values
        ]
        whole = Sum(mine.total, _narrowed(request, side=side))
        lines.append({"side": side, "label": label, "cells": cells, "total": whole})
    return lines


def _narrowed(request: Request, **more: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in more.items():
        query[name] = value
    return f"{reverse('commitment_list')}?{query.urlencode()}"


@require_http_methods(["GET", "POST"])
def commitment_new(request: Request) -> HttpResponse:
    """Write a promise down by hand, or from a note taken on a tour."""
    now, by = clock.now(), request.user
    if not queries.may_propose(by, now=now):
        raise NotAllowed
    number = counted(request.GET.get("note", ""))
    note = touring.note_for(by, number, now=now) if number else None
    form = CommitmentForm(
        request.POST or None,
        initial=_begun(request, note),
        projects=visible_projects(by, now=now),
        engagements=visible_engagements(by, now=now),
    )
    if form.is_valid() and (row := _made(form, note, by=by, now=now, request=request)):
        drop_kept(request, "commitment-new")
        messages.success(request, _("已登记。双方各自确认同一措辞之后才能生效。"))
        return go_to(request, "commitment_detail", row.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "keep": "commitment-new", "note": note}
    return page(request, "commitments/commitment_form.html", context, status=status)


def _begun(request: Request, note: Any) -> dict[str, Any]:
    begun: dict[str, Any] = {"side": "government", **request.GET.dict()}
    if note is not None:
        stop = note.stop
        begun |= {"text": note.text, "basis": noting.basis_of(note)}
        begun["engagement"] = (stop.engagement_id if stop else None) or note.tour_id
        begun["project"] = stop.project_id if stop else None
        begun["debtor_unit"] = stop.host_id if stop else None
    return begun


def _made(form: Any, note: Any, *, by: Any, now: dt.datetime, request: Request) -> Any:
    """Return the commitment that the form says; None if it was refused, told at its fields."""

    @transaction.atomic
    def propose() -> Any:
        fields = dict(form.cleaned_data)
        office = home_unit(by, now=now, to=Permission.COMMITMENT_EDIT)
        passage = sources.keep_typed(fields.pop("basis"), held_by=office, by=by, now=now)
        row = actions.propose(**fields, held_by=office, passage=passage, by=by, now=now)
        if note is not None:
            noting.join_commitment(note, commitment=row, by=by, now=now)
        return row

    try:
        return made(form, propose)
    except SecretMark:
        drop_kept(request, "commitment-new")
        raise


@require_GET
def commitment_detail(request: Request, pk: int) -> HttpResponse:
    """One promise: who to whom, every wording with who confirmed it, disputes, its matter and end."""
    now = clock.now()
    row = queries.commitment_for(request.user, pk, now=now)
    context = shown(row, by=request.user, now=now)
    return page(request, "commitments/commitment_detail.html", context)
