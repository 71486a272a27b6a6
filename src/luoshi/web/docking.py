"""Dockings: the board by stage, the list, one docking with both sides, bringing two sides together."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luoshi import clock
from luoshi.docking import actions, queries
from luoshi.matters.queries import visible_matters
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.queries import home_unit, units
from luoshi.projects.queries import visible_projects
from luoshi.rules.access import Permission
from luoshi.rules.lights import worst
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, NotAllowed, NotFound
from luoshi.values.keys import row_key
from luoshi.web.dockingshown import shown_docking
from luoshi.web.forms.docking import DockingFilters, DockingForm
from luoshi.web.forms.told import tell
from luoshi.web.lists import Column, Listing, listing
from luoshi.web.page import Request, drop_kept, go_to, page

COLUMNS = (
    Column("number", gettext_lazy("编号"), ("opened_at",), css="nowrap"),
    Column("title", gettext_lazy("对接事由"), ("title",)),
    Column("demand", gettext_lazy("需求方"), ("demand_unit__name",)),
    Column("supply", gettext_lazy("供给方"), ("supply_unit__name",)),
    Column("organiser", gettext_lazy("牵头单位"), ("organiser__name",)),
    Column("stage", gettext_lazy("阶段"), ("stage",)),
    Column("due", gettext_lazy("形成结果期限"), ("result_due_on",), css="date"),
    Column("light", gettext_lazy("灯")),
)
ON_BOARD_MOST = 30  # of each stage; the list shows all
NEXT = {
    "proposed": ("contact", gettext_lazy("登记首次接触")),
    "contact": ("opinion", gettext_lazy("登记答复意见")),
    "opinion": ("outcome", gettext_lazy("登记结果")),
}


def found(request: Request, *, now: dt.datetime) -> Listing:
    """Return the dockings that she may see, under the filters and the order of the address."""
    rows = queries.visible_dockings(request.user, now=now)
    return listing(request, rows, columns=COLUMNS, filters=DockingFilters, default_sort="-number")


@require_GET
def docking_list(request: Request) -> HttpResponse:
    """The dockings by stage side by side, or as a list; both under the same filters."""
    now = clock.now()
    today = civil_day(now)
    found_now = found(request, now=now)
    as_list = request.GET.get("view") == "list"
    if as_list:
        found_now.rows.object_list = list(found_now.rows.object_list)
        _light_up(found_now.rows.object_list, today=today)
    context = {
        "listing": found_now,
        "as_list": as_list,
        "board": [] if as_list else _board(found_now, today=today),
        "suggested": queries.suggested(request.user, now=now, most=4),
        "may_enter": queries.may_enter(request.user, now=now),
    }
    return page(request, "docking/docking_list.html", context, partial="docking/_dockings.html")


def _board(found_now: Listing, *, today: dt.date) -> list[dict[str, Any]]:
    columns = []
    for stage in queries.STAGES:
        rows = found_now.all_rows.filter(stage=stage)
        shown = list(rows.order_by("result_due_on", "pk")[:ON_BOARD_MOST])
        _light_up(shown, today=today)
        act, word = NEXT.get(stage.value, ("", ""))
        columns.append(
            {
                "stage": stage.value,
                "name": stage.label,
                "rows": shown,
                "count": rows.count(),
                "act": act,
                "word": word,
            }
        )
    return columns


def _light_up(dockings: list[Any], *, today: dt.date) -> None:
    debts = queries.debts_of(dockings, today=today)
    for one in dockings:
        running = [(row, lit) for row, lit in debts[one.pk] if row.discharged_at is None]
        one.light = worst(lit for _row, lit in running) if running else None
        one.due = running[0][0] if running else None


@require_GET
def docking_detail(request: Request, pk: int) -> HttpResponse:
    """One docking: both sides, the limits with their lights, the log, the end."""
    now = clock.now()
    docking = queries.docking_for(request.user, pk, now=now)
    context = shown_docking(docking, by=request.user, now=now, opened=request.GET.get("open", ""))
    return page(request, "docking/docking_detail.html", context)


def docking_new(request: Request) -> HttpResponse:
    """Bring two sides together, out of a suggestion or by hand."""
    now, by = clock.now(), request.user
    if not queries.may_enter(by, now=now):
        raise NotAllowed
    given = request.POST or request.GET
    rows = {side: _row(request, side, given.get(side), now=now) for side in queries.SIDES}
    form = DockingForm(
        request.POST or None,
        initial=_begun(request, rows, now=now),
        projects=visible_projects(by, now=now),
        matters=visible_matters(by, now=now).filter(number__isnull=False),
        engagements=visible_engagements(by, now=now),
    )
    if form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name not in rows}
        try:
            docking = actions.open_docking(**fields, **rows, by=by, now=now)
        except Duplicate as same:
            messages.info(request, _("这一对已经在对接，没有重复发起。"))
            return go_to(request, "docking_detail", same.params["pk"])
        except (Incomplete, BadInput, IllegalMove) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已发起对接，双方将收到期限提醒。"))
            drop_kept(request, "docking-new")
            return go_to(request, "docking_detail", docking.pk)
    pair = queries.weighed(rows["need"], rows["offer"]) if all(rows.values()) else None
    context = {"form": form, "known_units": units(), "pair": pair, **rows}
    return page(request, "docking/docking_new.html", context, status=422 if form.errors else 200)


def _row(request: Request, side: str, given: str | None, *, now: dt.datetime) -> Any:
    key = row_key(given) if given else None
    if not given:
        return None
    if key is None:
        raise NotFound
    return queries.entry_for(request.user, side, key, now=now)


def _begun(request: Request, rows: dict[str, Any], *, now: dt.datetime) -> dict[str, Any]:
    """Return what the form begins with: the sides of the need and the offer, her own unit as organiser."""
    begun: dict[str, Any] = {
        name: request.GET[name]
        for name in ("project", "engagement", "matter")
        if name in request.GET
    }
    for side, part in (("need", "demand"), ("offer", "supply")):
        if (row := rows[side]) is not None:
            begun |= {f"{part}_unit": row.unit, f"{part}_person": row.person_id, side: row.pk}
            begun.setdefault("title", row.text)
            begun.setdefault("project", row.project_id)
            begun.setdefault("engagement", row.engagement_id)
    office = home_unit(request.user, now=now, to=Permission.DOCKING_EDIT)
    return {"organiser": office} | begun
