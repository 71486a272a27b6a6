"""Tours: the list, the plan with what came of it, the itinerary on paper, its stops and people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.commitments.queries import visible_commitments, wording_of
from luoshi.issuing.composing.about import papers_about
from luoshi.matters.queries import visible_matters
from luoshi.meetings import actions as meetings
from luoshi.meetings.queries import KINDS, may_add, parts_of
from luoshi.orgs import access
from luoshi.orgs.queries import home_unit
from luoshi.projects.queries import visible_projects
from luoshi.rules.access import Permission
from luoshi.standing import queries as standing
from luoshi.touring import actions, composing, queries
from luoshi.values.civil import civil_day
from luoshi.values.errors import Duplicate, NotAllowed
from luoshi.web.editing import edited, made
from luoshi.web.forms.tours import MemberForm, StopForm, TourFilters, TourForm
from luoshi.web.history import history_of
from luoshi.web.lists import Column, listing
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.sight import opened_by

COLUMNS = (
    Column("start", gettext_lazy("日期"), ("start_rank",), css="date"),
    Column("name", gettext_lazy("名称"), ("name",)),
    Column("place", gettext_lazy("地点"), ("place",)),
    Column("stops", gettext_lazy("调研点"), ("stops_count",), css="num"),
    Column("questions", gettext_lazy("未答复提问"), ("questions_count",), css="num"),
    Column("notes", gettext_lazy("现场记录"), ("notes_count",), css="num"),
)


@require_GET
def tour_list(request: Request) -> HttpResponse:
    """The tours that she may see, the newest first."""
    now, by = clock.now(), request.user
    found = listing(
        request,
        queries.listed_tours(by, now=now),
        columns=COLUMNS,
        filters=TourFilters,
        default_sort="-start",
    )
    context = {"listing": found, "may_plan": queries.may_plan(by, now=now)}
    return page(request, "tours/tour_list.html", context, partial="tours/_tour_list.html")


@require_http_methods(["GET", "POST"])
def tour_new(request: Request) -> HttpResponse:
    """Begin a tour."""
    now, by = clock.now(), request.user
    if not queries.may_plan(by, now=now):
        raise NotAllowed
    form = TourForm(request.POST or None)

    def add() -> Any:
        return meetings.add_engagement(
            kind=KINDS.TOUR,
            **form.cleaned_data,
            held_by=home_unit(by, now=now, to=Permission.ENGAGEMENT_EDIT),
            by=by,
            now=now,
        )

    if form.is_valid() and (tour := made(form, add)):
        drop_kept(request, "tour-new")
        messages.success(request, _("行程已建立。请逐个增加调研点。"))
        return go_to(request, "tour_detail", tour.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "keep": "tour-new", "heading": _("安排调研")}
    return page(request, "tours/tour_form.html", context, status=status)


@require_GET
def tour_detail(request: Request, pk: int) -> HttpResponse:
    """The plan of a tour by its days, and what was noted, asked, promised and decided on it."""
    now, by = clock.now(), request.user
    tour = queries.tour_for(by, pk, now=now)
    context = _plan(tour, by=by, now=now) | _outcome(tour, by=by, now=now)
    may_edit = queries.may_edit(by, tour, now=now)
    context |= {
        "may_edit": may_edit,
        "may_draft": access.may(by, Permission.MATTER_DRAFT, now=now, units={tour.held_by_id}),
        "may_propose": access.may(by, Permission.COMMITMENT_EDIT, now=now, units={tour.held_by_id}),
        "may_hold": may_edit and may_add(by, now=now),
        "may_report": access.may(by, Permission.PAPER_DRAFT, now=now),
        "member_form": MemberForm() if may_edit else None,
        "events": history_of(tour),
        "today": civil_day(now),
    }
    return page(request, "tours/tour_detail.html", context)


def _plan(tour: Any, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    """Return the stops by day with what is wrong with their hours, people, and questions."""
    stops = queries.stops_of(tour)
    opens = opened_by(by, [one.project for one in stops], now=now)
    held = opened_by(by, [one.engagement for one in stops], now=now)
    days: dict[dt.date, list[Any]] = {}
    for one in stops:
        days.setdefault(one.on, []).append(one)
    return {
        "tour": tour,
        "days": [{"on": on, "stops": rows} for on, rows in days.items()],
        "stops": stops,
        "clashes": queries.clashes(stops),
        "outside": queries.outside(tour, stops),
        "opens": opens,
        "opens_held": held,
        "members": list(queries.members_of(tour)),
        "questions": list(queries.questions_of(tour)),
    }


def _outcome(tour: Any, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    """Return what came of a tour, as far as she may see it."""
    parts = list(parts_of(tour, by, now=now))
    rows = visible_matters(by, now=now).filter(engagement__in=[tour, *parts]).order_by("pk")
    agreed = list(rows)
    lights = standing.lights_of("matter", [one.pk for one in agreed], today=civil_day(now))
    promises = visible_commitments(by, now=now).filter(engagement__in=[tour, *parts])
    notes = list(queries.notes_of(tour))
    return {
        "notes": notes,
        "opens_matters": opened_by(by, [one.matter for one in notes], now=now),
        "matters": [{"row": one, "light": lights.get(one.pk)} for one in agreed],
        "commitments": [
            {"row": one, "wording": wording_of(one)} for one in promises.order_by("pk")
        ],
        "papers": list(
            papers_about(by, "engagement", tour.pk, now=now, key=composing.key_of(tour))
        ),
    }


@require_GET
def tour_itinerary(request: Request, pk: int) -> HttpResponse:
    """The plan on paper: days, hours, places, hosts, people, questions."""
    now, by = clock.now(), request.user
    tour = queries.tour_for(by, pk, now=now)
    return page(request, "tours/tour_itinerary.html", _plan(tour, by=by, now=now))


@require_http_methods(["GET", "POST"])
def stop_new(request: Request, pk: int) -> HttpResponse:
    """Add a stop to a tour."""
    now, by = clock.now(), request.user
    tour = _edited_tour(request, pk, now=now)
    begun = {"on": tour.start_on, "place": tour.place}
    form = StopForm(request.POST or None, initial=begun, projects=visible_projects(by, now=now))

    def add() -> Any:
        fields = dict(form.cleaned_data)
        fields.pop("version")
        return actions.add_stop(tour, **fields, by=by, now=now)

    if form.is_valid() and made(form, add):
        drop_kept(request, f"stop-of-{pk}")
        messages.success(request, _("调研点已加入行程。"))
        return go_to(request, "tour_detail", pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "keep": f"stop-of-{pk}", "tour": tour, "heading": _("增加调研点")}
    return page(request, "tours/tour_form.html", context, status=status)


def _edited_tour(request: Request, pk: int, *, now: dt.datetime) -> Any:
    """Return a tour that she plans; raises NotFound or NotAllowed."""
    tour = queries.tour_for(request.user, pk, now=now)
    if not queries.may_edit(request.user, tour, now=now):
        raise NotAllowed
    return tour


def _values(stop: Any) -> dict[str, Any]:
    names = ("name", "on", "begins", "ends", "place", "purpose", "version")
    values = {name: getattr(stop, name) for name in names}
    return values | {"host": stop.host_id, "project": stop.project_id}


@require_http_methods(["GET", "POST"])
def stop_edit(request: Request, pk: int) -> HttpResponse:
    """Change a stop; who saves second keeps what she typed."""
    now, by = clock.now(), request.user
    stop = queries.stop_for(by, pk, now=now)
    if not queries.may_edit(by, stop.tour, now=now):
        raise NotAllowed
    seen = visible_projects(by, now=now)
    form = StopForm(request.POST or None, initial=_values(stop), projects=seen)

    def save() -> None:
        actions.edit_stop(stop, **form.cleaned_data, by=by, now=now)

    return edited(
        request,
        form,
        template="tours/tour_form.html",
        context={"tour": stop.tour, "stop": stop, "heading": _("修改调研点")},
        save=save,
        fresh=lambda: _values(queries.stop_for(by, pk, now=clock.now())),
        keep=f"stop-{pk}",
        back=("tour_detail", stop.tour_id),
    )


@require_POST
def stop_drop(request: Request, pk: int) -> HttpResponse:
    """Take a stop out of the plan."""
    now = clock.now()
    stop = queries.stop_for(request.user, pk, now=now)
    tour = stop.tour_id
    actions.drop_stop(stop, by=request.user, now=now)
    messages.success(request, _("调研点已从行程中删去。"))
    return go_to(request, "tour_detail", tour)


@require_POST
def stop_held(request: Request, pk: int) -> HttpResponse:
    """Say that a stop took place: it becomes an engagement of the tour."""
    now = clock.now()
    stop = queries.stop_for(request.user, pk, now=now)
    actions.hold_stop(stop, by=request.user, now=now)
    messages.success(request, _("已登记为行程中的活动。"))
    return go_to(request, "tour_detail", stop.tour_id)


@require_POST
def member_add(request: Request, pk: int) -> HttpResponse:
    """Name somebody who goes along."""
    now, by = clock.now(), request.user
    tour = _edited_tour(request, pk, now=now)
    form = MemberForm(request.POST)

    def add() -> Any:
        return actions.add_member(tour, **form.cleaned_data, by=by, now=now)

    if form.is_valid() and made(form, add):
        messages.success(request, _("已加入名单。"))
        return go_to(request, "tour_detail", pk)
    context = {"form": form, "keep": "", "tour": tour, "heading": _("增加人员")}
    return page(request, "tours/tour_form.html", context, status=422)


@require_POST
def member_drop(request: Request, pk: int) -> HttpResponse:
    """Take somebody off the list."""
    now = clock.now()
    member = queries.member_for(request.user, pk, now=now)
    tour = member.tour_id
    actions.drop_member(member, by=request.user, now=now)
    messages.success(request, _("已从名单中去掉。"))
    return go_to(request, "tour_detail", tour)


@require_POST
def compose_tour(request: Request, pk: int) -> HttpResponse:
    """Draft the report of a tour, and lead to it, or to the one that is drafted already."""
    now, by = clock.now(), request.user
    tour = queries.tour_for(by, pk, now=now)
    if not access.may(by, Permission.PAPER_DRAFT, now=now):
        raise NotAllowed
    try:
        document = composing.compose_report(tour, by=by, now=now)
    except Duplicate as same:
        messages.info(request, _("这次调研的简报已经起草，请在这份公文上继续办理。"))
        return go_to(request, "document_detail", same.params["pk"])
    messages.success(request, _("已按行程、记录和事项起草简报，请核对、修改后送审。"))
    return go_to(request, "document_detail", document.pk)
