"""The timelines of a project, a matter, a group and a tour: a drawing, and the same as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi import clock
from luoshi.matters import queries as matters
from luoshi.meetings import queries as meetings
from luoshi.projects import queries as projects
from luoshi.values.civil import civil_day
from luoshi.web.page import Request, page
from luoshi.web.timeline_drawn import Timeline, drawn
from luoshi.web.timeline_matters import timeline_of_group, timeline_of_matter, timeline_of_tour
from luoshi.web.timeline_told import timeline_of


@require_GET
def project_timeline(request: Request, pk: int) -> HttpResponse:
    """A project's stages and reports, plan beside fact."""
    now = clock.now()
    project = projects.project_for(request.user, pk, now=now)
    told = timeline_of(project, today=civil_day(now))
    return _shown(request, project, told, section="project_list", list_name=_("项目"), now=now)


@require_GET
def matter_timeline(request: Request, pk: int) -> HttpResponse:
    """A matter's life: when it was laid on whom, what moved its day, what came of its plan."""
    now = clock.now()
    matter = matters.matter_for(request.user, pk, now=now)
    told = timeline_of_matter(matter, today=civil_day(now))
    return _shown(request, matter, told, section="matter_list", list_name=_("事项"), now=now)


@require_GET
def group_timeline(request: Request, pk: int) -> HttpResponse:
    """What a group carries and where it met."""
    now, by = clock.now(), request.user
    group = matters.group_for(by, pk, now=now)
    told = timeline_of_group(group, by=by, today=civil_day(now), now=now)
    return _shown(request, group, told, section="group_list", list_name=_("工作小组"), now=now)


@require_GET
def engagement_timeline(request: Request, pk: int) -> HttpResponse:
    """A tour with its stops and what took place; a meeting has one line."""
    now, by = clock.now(), request.user
    tour = meetings.engagement_for(by, pk, now=now)
    told = timeline_of_tour(tour, by=by, now=now)
    return _shown(request, tour, told, section="engagement_list", list_name=_("活动"), now=now)


def _shown(
    request: Request, subject: Any, told: Timeline, *, section: str, list_name: str, now: Any
) -> HttpResponse:
    today = civil_day(now)
    context = {
        "subject": subject,
        "subject_address": reverse(f"{subject._meta.model_name}_detail", args=[subject.pk]),
        "list_address": reverse(section),
        "list_name": list_name,
        "section": section,
        "timeline": told,
        "drawing": None if told.is_empty else drawn(told, today=today),
        "today": today,
    }
    return page(request, "calendar/timeline.html", context)
