"""Tours and engagements: who met whom, when, with which post, and what came out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luoshi import clock
from luoshi.matters import queries as matters
from luoshi.meetings import actions, queries
from luoshi.orgs import actions as directory
from luoshi.orgs.queries import home_unit
from luoshi.projects import queries as projects
from luoshi.rules.access import Permission
from luoshi.standing import queries as standing
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed
from luoshi.web.composed import papers_of
from luoshi.web.editing import edited, made
from luoshi.web.forms.engagements import (
    EngagementEditForm,
    EngagementFilters,
    EngagementForm,
    Present,
)
from luoshi.web.history import history_of
from luoshi.web.lists import Column, listing
from luoshi.web.named import passage_shown
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.sight import named_to, opened_by

COLUMNS = (
    Column("start", gettext_lazy("日期"), ("start_rank",), css="date"),
    Column("name", gettext_lazy("名称"), ("name",)),
    Column("kind", gettext_lazy("类别"), ("kind",)),
    Column("place", gettext_lazy("地点"), ("place",)),
    Column("tour", gettext_lazy("所属行程"), ("tour__name",)),
    Column("chair", gettext_lazy("主持或带队")),
    Column("present", gettext_lazy("出席"), css="num"),
)


@require_GET
def engagement_list(request: Request) -> HttpResponse:
    """Tours and engagements, the newest first."""
    now = clock.now()
    found = listing(
        request,
        queries.visible_engagements(request.user, now=now),
        columns=COLUMNS,
        default_sort="-start",
        filters=EngagementFilters,
    )
    tours = [one.tour for one in found.rows]
    opens = opened_by(request.user, tours, now=now)
    context = {"listing": found, "opens": opens, "may_add": queries.may_add(request.user, now=now)}
    return page(
        request,
        "engagements/engagement_list.html",
        context,
        partial="engagements/_engagement_list.html",
    )


@require_GET
def engagement_detail(request: Request, pk: int) -> HttpResponse:
    """One engagement: its parts, attendance in given order, and what came out of it."""
    now, by = clock.now(), request.user
    engagement = queries.engagement_for(by, pk, now=now)
    parts = list(queries.parts_of(engagement, by, now=now))
    seen = matters.visible_matters(by, now=now)
    agreed = list(seen.filter(engagement__in=[engagement, *parts]).order_by("pk"))
    lights = standing.lights_of("matter", [one.pk for one in agreed], today=civil_day(now))
    context = {
        "engagement": engagement,
        "tour": named_to(by, engagement.tour, now=now),
        "parts": parts,
        "projects": projects.of_engagement(engagement, by, now=now),
        "matters": [{"row": row, "light": lights.get(row.pk)} for row in agreed],
        "passage": passage_shown(engagement.passage, by=by, now=now),
        "events": history_of(engagement),
        "may_edit": queries.may_edit(by, engagement, now=now),
    }
    context |= papers_of("engagement", engagement, by=by, now=now)
    return page(request, "engagements/engagement_detail.html", context)


@transaction.atomic
def _attendances(present: Sequence[Present], *, request: Request) -> list[Any]:
    """Return attendance for the action, having registered whoever is not in the directory."""
    given: dict[str, Any] = {"by": request.user, "now": clock.now()}
    new: dict[str, Any] = {}
    for one in present:
        if one.person is None and one.name not in new:
            new[one.name] = directory.add_person(name=one.name, **given)
    return [(one.person or new[one.name], one.part, one.post) for one in present]


def _keywords(form: EngagementForm, request: Request) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    del given["add_missing"]
    attendances = _attendances(given.pop("present"), request=request)
    return given | {"attendances": attendances, "by": request.user, "now": clock.now()}


@require_http_methods(["GET", "POST"])
def engagement_new(request: Request) -> HttpResponse:
    """Write an engagement down by hand."""
    now, by = clock.now(), request.user
    if not queries.may_add(by, now=now):
        raise NotAllowed
    initial = {"tour": request.GET.get("tour"), "kind": "meeting", "add_missing": True}
    form = EngagementForm(request.POST or None, initial=initial, tours=queries.tours(by, now=now))

    @transaction.atomic
    def add() -> Any:
        return actions.add_engagement(
            **_keywords(form, request),
            held_by=home_unit(by, now=now, to=Permission.ENGAGEMENT_EDIT),
        )

    if form.is_valid() and (engagement := made(form, add)):
        drop_kept(request, "engagement-new")
        messages.success(request, _("活动已登记。"))
        return go_to(request, "engagement_detail", engagement.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "keep": "engagement-new"}
    return page(request, "engagements/engagement_form.html", context, status=status)


def _values(engagement: Any) -> dict[str, Any]:
    names = ("kind", "name", "start_on", "end_on", "place", "version")
    return {name: getattr(engagement, name) for name in names} | {
        "tour": engagement.tour_id,
        "units": list(engagement.units.all()),
        "present": list(engagement.attendances.all()),
        "add_missing": True,
    }


@require_http_methods(["GET", "POST"])
def engagement_edit(request: Request, pk: int) -> HttpResponse:
    """Change an engagement; who saves second keeps what she typed."""
    now, by = clock.now(), request.user
    engagement = queries.engagement_for(by, pk, now=now)
    if not queries.may_edit(by, engagement, now=now):
        raise NotAllowed
    tours = queries.tours(by, now=now).exclude(pk=pk)
    form = EngagementEditForm(request.POST or None, initial=_values(engagement), tours=tours)

    @transaction.atomic
    def save() -> None:
        actions.edit_engagement(engagement, **_keywords(form, request))

    return edited(
        request,
        form,
        template="engagements/engagement_form.html",
        context={
            "engagement": engagement,
            "passage": passage_shown(engagement.passage, by=by, now=now),
        },
        save=save,
        fresh=lambda: _values(queries.engagement_for(by, pk, now=clock.now())),
        keep=f"engagement-{pk}",
        back=("engagement_detail", pk),
    )
