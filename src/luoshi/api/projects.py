"""Projects and half-month reports through the interface: lists, one report, handing one in."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from ninja import Query, Router
from pydantic import BeforeValidator, Field, WithJsonSchema

from luoshi import clock
from luoshi.api.reading import PROJECTS, REPORTS, handed_out
from luoshi.api.shapes import REFUSALS, Body, Paged, Text, listed, lit, named, piece
from luoshi.owed import queries as owed
from luoshi.progress import actions, queries
from luoshi.projects import queries as projects
from luoshi.rules.reporting import SUM_BELOW, SUMS
from luoshi.values.civil import civil_day
from luoshi.web.page import Request

router = Router(tags=["projects"])


def _exact(value: object) -> object:
    """Take a sum as text or whole number: what a float holds is not what was written."""
    if isinstance(value, float) and value.is_integer():  # JSON does not tell 7 and 7.0 apart
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("a sum is text like 1200.50 or a whole number")
    if isinstance(value, str) and not SUM.fullmatch(value):
        raise ValueError("a sum is text like 1200.50: digits, at most two decimals")
    return value


SUM = re.compile(r"[0-9]{1,16}(\.[0-9]{1,2})?")
Yuan = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, lt=SUM_BELOW),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "exclusiveMaximum": int(SUM_BELOW)},
                {"type": "string", "pattern": f"^{SUM.pattern}$"},
            ]
        }
    ),
]


class Wanted(Paged):
    """Which projects: by words in name, number, place or party."""

    text: Text = ""
    filed: bool = False


class ReportIn(Body):
    """A half-month report; sums in yuan, as text or number with at most two decimals.

    The year's sum and the total may be left out and are then carried on from the last report.
    """

    stage: Text = ""
    progress: Text = ""
    invested_window: Yuan | None = None
    invested_year: Yuan | None = None
    invested_total: Yuan | None = None
    funds_arrived: Yuan | None = None
    formalities: Text = ""
    problems: Text = ""
    next_steps: Text = ""
    coordination: Text = ""
    unchanged: bool = False
    unchanged_reason: Text = ""
    correction: Text = ""


@router.get("", response={200: dict, **REFUSALS}, summary="Projects that she may see")
def project_list(request: Request, wanted: Annotated[Wanted, Query()]) -> dict[str, Any]:
    """Return a piece of the list, newest first."""
    now = clock.now()
    rows = projects.visible_projects(request.user, now=now)
    if wanted.filed:
        rows = rows.filter(filing__isnull=False)
    rows = projects.matching(rows, wanted.text).order_by("-pk")
    found, more = piece(rows, wanted)
    handed_out(request, PROJECTS, found)
    lights = owed.lights_of("project", [one.pk for one in found], today=civil_day(now))
    return listed((brief(one, lights.get(one.pk)) for one in found), more=more)


def brief(project: Any, light: Any) -> dict[str, Any]:
    """Return a project as lists show it; the sum in yuan."""
    filing = getattr(project, "filing", None)
    return {
        "id": project.pk,
        "name": project.name,
        "place": project.place,
        "investment": project.investment,
        "stage": project.stage,
        "number": filing.number if filing else None,
        "reporting_unit": named(filing.unit) if filing else None,
        "held_by": named(project.held_by),
        "light": lit(light),
    }


@router.get("/{pk}", response={200: dict, **REFUSALS}, summary="One project")
def project_detail(request: Request, pk: int) -> dict[str, Any]:
    """Return one project with its milestones and the windows for which a report is missing."""
    now = clock.now()
    project = projects.project_for(request.user, pk, now=now)
    today = civil_day(now)
    light = owed.worst_light("project", project.pk, today=today)
    filed = getattr(project, "filing", None) is not None
    missing = queries.unreported(project, today=today) if filed else []
    return brief(project, light) | {
        "content": project.content,
        "milestones": [
            {"stage": one.stage, "planned_on": one.planned_on, "reached_on": one.reached_on}
            for one in project.milestones.all()
        ],
        "windows_without_report": [one.id for one in missing],
    }


@router.get("/{pk}/reports", response={200: dict, **REFUSALS}, summary="Its reports that count")
def report_list(request: Request, pk: int, paged: Annotated[Paged, Query()]) -> dict[str, Any]:
    """Return the reports of one project, newest window first."""
    project = projects.project_for(request.user, pk, now=clock.now())
    found, more = piece(queries.reports_of(project), paged)
    handed_out(request, REPORTS, found)
    return listed((said(one) for one in found), more=more)


@router.post("/{pk}/reports/{window}", response={200: dict, **REFUSALS}, summary="Hand a report in")
def report_submit(request: Request, pk: int, window: str, given: ReportIn) -> dict[str, Any]:
    """Hand in the report of a window like 2026-05A, or a correction of it; the same twice is one."""
    now = clock.now()
    project = queries.to_report_on(request.user, pk, now=now)
    report = actions.submit(project, window=window, **given.model_dump(), by=request.user, now=now)
    return said(report)


def said(report: Any) -> dict[str, Any]:
    """Return a report as it stands; sums in yuan."""
    names = (*queries.TEXTS, *SUMS, "stage", "unchanged", "expected", "correction")
    return {
        "id": report.pk,
        "window": report.window,
        "edition": report.edition,
        "state": report.state,
        "at": report.at,
        "by": str(report.by or report.link),
    } | {name: getattr(report, name) for name in names}
