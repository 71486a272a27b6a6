"""Projects: the ledger, and one page for each with its stages, filing, reports and matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.matters import causes
from luoshi.matters import queries as matters
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.queries import home_unit, units
from luoshi.owed import queries as owed
from luoshi.progress import links
from luoshi.progress import queries as progress
from luoshi.projects import actions, queries, showing
from luoshi.rules.access import Permission
from luoshi.standing import queries as standing
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed
from luoshi.web import benefits, lamps, plans
from luoshi.web.composed import papers_of
from luoshi.web.desk import OF_A_WINDOW
from luoshi.web.editing import edited, made, saved
from luoshi.web.facts import QUANTITIES
from luoshi.web.forms.projects import (
    PARTIES,
    BackForm,
    FilingForm,
    LeaveForm,
    ProjectEditForm,
    ProjectFilters,
    ProjectNewForm,
    SinceForm,
    StageForm,
)
from luoshi.web.history import history_of
from luoshi.web.lists import Column, Listing, addresses_of, listing, said_of
from luoshi.web.named import passage_shown
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.sight import named_to
from luoshi.web.views_kept import opens_as_kept

WINDOWS_SHOWN = 6
COLUMNS = (
    Column(
        "number",
        gettext_lazy("备案号"),
        ("filed_rank", "filing__filed_on", "filing__pk"),
        parts=queries.unfiled_first,
    ),
    Column("name", gettext_lazy("项目名称"), ("name",)),
    Column("place", gettext_lazy("建设地点"), ("place",)),
    Column("investors", gettext_lazy("投资建设方")),
    Column("investment", gettext_lazy("计划总投资"), ("investment_rank",), css="num"),
    Column("stage", gettext_lazy("当前阶段"), ("stage",)),
    Column("unit", gettext_lazy("填报单位"), ("filing__unit__name",)),
    Column("window", gettext_lazy("最新报告期"), ("latest_window",)),
    Column("light", gettext_lazy("灯"), ("-standing_rank", "name"), parts=standing.worst_first),
)
STATES = {
    "not-due": gettext_lazy("未到期"),
    "due": gettext_lazy("待报"),
    "in-time": gettext_lazy("按时"),
    "late": gettext_lazy("迟报"),
    "missed": gettext_lazy("逾期未报"),
    "excused": gettext_lazy("免报"),
}


def found(request: Request, *, now: dt.datetime) -> Listing:
    """Return the projects that she may see, under the filters and the order of the address."""
    reported = progress.latest_window()
    rows = standing.ranked(queries.visible_projects(request.user, now=now))
    rows = queries.ranked(rows).annotate(latest_window=Coalesce(reported, Value("")))
    if on := day_asked(request, now=now):
        rows = queries.as_of(rows, on)
    return listing(
        request,
        rows,
        columns=COLUMNS,
        default_sort="-number",
        filters=ProjectFilters,
        whole=rows.defer("filing__reporter__telephone"),  # not shown, and costly to decrypt
    )


def day_asked(request: Request, *, now: dt.datetime) -> dt.date | None:
    """Return the past day as of which the address asks for the register; None for today."""
    try:
        on = dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return on if on < civil_day(now) else None


@require_GET
@opens_as_kept("project_list")
def project_list(request: Request) -> HttpResponse:
    """The ledger of projects: filtered, sorted and paged by the address."""
    now, by = clock.now(), request.user
    found_now = found(request, now=now)
    shown = [one.pk for one in found_now.rows]
    alarms = plans.alarms_of(shown, today=civil_day(now))
    lights = standing.lights_of("project", shown, today=civil_day(now))
    examples = showing.demonstrating(shown)
    on = day_asked(request, now=now)
    if on:
        alarms, lights = {}, {}  # they are those of today
        for one in found_now.rows:
            one.stage, one.exit = one.stage_then, one.exit_then or None
    at, stages, exits = (
        addresses_of("project_detail"),
        said_of(queries.STAGES),
        said_of(queries.EXITS),
    )
    lines = [
        {
            "project": one,
            "address": at(one.pk),
            "stage": stages[one.stage],
            "exit": exits[one.exit] if one.exit else "",
            "light": lights.get(one.pk),
            "alarm": alarms.get(one.pk),
            "investors": [p.unit for p in one.parties.all() if p.role == PARTIES["investors"]],
            "demonstrates": one.pk in examples,
        }
        for one in found_now.rows
    ]
    context = {
        "listing": found_now,
        "lines": lines,
        "may_add": queries.may_add(by, now=now),
        "on": on,
    }
    return page(
        request, "projects/project_list.html", context, partial="projects/_project_list.html"
    )


@require_GET
def project_detail(request: Request, pk: int) -> HttpResponse:
    """One project with everything that hangs on it."""
    return _shown(request, queries.project_for(request.user, pk, now=clock.now()))


def _shown(
    request: Request, project: Any, *, wrong: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """Return the page of ``project``; ``wrong`` holds a form that was sent and refused, by its name."""
    now, by = clock.now(), request.user
    today = civil_day(now)
    context: dict[str, Any] = {
        "project": project,
        "filing": getattr(project, "filing", None),
        "engagement": named_to(by, project.engagement, now=now),
        "today": today,
        "passage": passage_shown(project.passage, by=by, now=now),
        "figures": [
            {
                "row": row,
                "label": QUANTITIES.get(row.quantity, row.quantity),
                "passage": passage_shown(row.passage, by=by, now=now),
            }
            for row in project.figures.all()
        ],
        "parties": [
            (role.label, [p.unit for p in project.parties.all() if p.role == role])
            for role in PARTIES.values()
        ],
        "stages": queries.stages_of(project),
        "events": history_of(project),
        "may_edit": queries.may_edit(by, project, now=now),
        "may_file": queries.may_file(by, project, now=now),
        "known_units": units(),
        "wrong": next(iter(wrong or {}), ""),
    }
    context |= _next(project, context["stages"]) | papers_of("project", project, by=by, now=now)
    context |= _reports(by, project, now=now) | _matters(by, project, now=now)
    context |= plans.shown(project, today=today, wrong=wrong)
    context |= benefits.shown(project, by=by, now=now)
    context |= lamps.shown(project, by=by, now=now, wrong=wrong)
    context |= _forms(project, today=today) | (wrong or {})
    return page(request, "projects/project_detail.html", context, status=422 if wrong else 200)


def _next(project: Any, stages: Any) -> dict[str, Any]:
    """Return what is owed of ``project`` first, and the stage that is planned next."""
    first = owed.next_of(project)
    ahead = [
        one
        for _stage, one in stages
        if one and one.planned_on and not one.reached_on and not one.skipped_reason
    ]
    return {
        "next_owed": first,
        "next_window": first.key if first and first.kind in OF_A_WINDOW else "",
        "next_stage": min(ahead, key=lambda one: one.planned_on, default=None),
    }


def _forms(project: Any, *, today: Any) -> dict[str, forms.Form]:
    day = {"on": today}
    investor = next((p.unit for p in project.parties.all() if p.role == PARTIES["investors"]), None)
    return {
        "filing_form": FilingForm(initial={"filed_on": today, "unit": investor}),
        "stage_form": StageForm(initial={"stage": project.stage}),
        "leave_form": LeaveForm(initial=day, auto_id="leave_%s"),
        "back_form": BackForm(initial=day, auto_id="back_%s"),
        "end_form": SinceForm(initial=day, auto_id="end_%s"),
    }


def _of_report(cell: Any) -> dict[str, Any] | None:
    """Return the light of one window's report in the words of reports: 迟报, not 迟办."""
    if cell.light is None:
        return None
    light = {name: getattr(cell.light, name) for name in ("colour", "shape", "reason", "word")}
    return light | {"word": STATES.get(cell.state, light["word"])}


def _reports(by: Any, project: Any, *, now: Any) -> dict[str, Any]:
    windows = progress.last_windows(WINDOWS_SHOWN, today=civil_day(now))
    own = progress.filed_within(by, now=now).filter(pk=project.pk)
    lines = progress.matrix(by, windows=windows, now=now, rows=own)
    cells = lines[0].cells if lines else ()
    return {
        "cells": [{"cell": cell, "light": _of_report(cell)} for cell in reversed(cells)],
        "reports": progress.reports_of(project)[:WINDOWS_SHOWN],
        "may_report": progress.may_report(by, project, now=now),
        "may_link": _may_link(by, project, now=now),
    }


def _may_link(by: Any, project: Any, *, now: Any) -> bool:
    filing = getattr(project, "filing", None)
    return filing is not None and links.may_manage(by, filing, now=now)


def _matters(by: Any, project: Any, *, now: Any) -> dict[str, Any]:
    rows = list(matters.visible_matters(by, now=now).filter(project=project).order_by("pk"))
    lights = standing.lights_of("matter", [row.pk for row in rows], today=civil_day(now))
    return {
        "matters": [{"row": row, "light": lights.get(row.pk)} for row in rows],
        "may_draft": matters.may_draft(by, now=now),
    }


# --- by hand


@require_http_methods(["GET", "POST"])
def project_new(request: Request) -> HttpResponse:
    """Register a project by hand."""
    now, by = clock.now(), request.user
    if not queries.may_add(by, now=now):
        raise NotAllowed
    initial = {"engagement": request.GET.get("engagement")}
    engagements = visible_engagements(by, now=now)
    form = ProjectNewForm(request.POST or None, initial=initial, engagements=engagements)

    def add() -> Any:
        return actions.add_project(
            **form.taking(),
            held_by=home_unit(by, now=now, to=Permission.PROJECT_EDIT),
            by=by,
            now=clock.now(),
        )

    if form.is_valid() and (project := made(form, add)):
        drop_kept(request, "project-new")
        messages.success(request, _("项目已登记。下一步：备案并确定填报单位。"))
        return go_to(request, "project_detail", project.pk)
    context = {"form": form, "known_units": units(), "keep": "project-new"}
    status = 422 if form.is_bound else 200
    return page(request, "projects/project_form.html", context, status=status)


def _values(project: Any) -> dict[str, Any]:
    names = ("name", "place", "sector", "content", "investment", "version")
    parties = project.parties.all()
    return {name: getattr(project, name) for name in names} | {
        field: [one.unit for one in parties if one.role == role] for field, role in PARTIES.items()
    }


@require_http_methods(["GET", "POST"])
def project_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a project is; who saves second keeps what she typed."""
    now, by = clock.now(), request.user
    project = queries.project_for(by, pk, now=now)
    if not queries.may_edit(by, project, now=now):
        raise NotAllowed
    form = ProjectEditForm(request.POST or None, initial=_values(project))
    return edited(
        request,
        form,
        template="projects/project_form.html",
        context={
            "project": project,
            "known_units": units(),
            "passage": passage_shown(project.passage, by=by, now=now),
        },
        save=lambda: actions.edit_project(project, **form.taking(), by=by, now=clock.now()),
        fresh=lambda: _values(queries.project_for(by, pk, now=clock.now())),
        keep=f"project-{pk}",
        back=("project_detail", pk),
    )


# --- steps on the page of a project


def step(
    request: Request,
    pk: int,
    name: str,
    form: forms.Form,
    save: Callable[[Any, dict[str, Any]], Any],
    said: Any,
) -> HttpResponse:
    """Do one step with what ``form`` holds; show the page again with that form if it is refused."""
    project = queries.project_for(request.user, pk, now=clock.now())
    told = {"by": request.user, "now": clock.now()}
    if form.is_valid() and saved(form, lambda: save(project, form.cleaned_data | told)):
        messages.success(request, said)
        return go_to(request, "project_detail", pk)
    return _shown(request, project, wrong={name: form})


@require_POST
def project_file(request: Request, pk: int) -> HttpResponse:
    """Enter the project in the ledger: from now on its unit owes half-month reports."""
    return step(
        request,
        pk,
        "filing_form",
        FilingForm(request.POST),
        lambda project, given: actions.file_project(project, **given),
        _("已备案。填报单位从本报告期起每半月报送进展。"),
    )


@require_POST
def project_stage(request: Request, pk: int) -> HttpResponse:
    """Plan a stage, or say that it was reached and what shows it."""
    return step(
        request, pk, "stage_form", StageForm(request.POST), _record_stage, _("节点已登记。")
    )


def _record_stage(project: Any, given: dict[str, Any]) -> None:
    told = {key: given[key] for key in ("stage", "by", "now")}
    if given["reached_on"]:
        actions.reach_stage(
            project,
            **told,
            reached_on=given["reached_on"],
            evidence=given["evidence"],
            definition=given["definition"],
        )
    if given["planned_on"]:
        moved = {key: given[key] for key in ("planned_on", "slip_cause", "reason")}
        causes.shift_stage(project, **told, **moved)


@require_POST
def project_leave(request: Request, pk: int) -> HttpResponse:
    """Pause or drop the project."""
    return step(
        request,
        pk,
        "leave_form",
        LeaveForm(request.POST, auto_id="leave_%s"),
        lambda project, given: actions.leave(project, **given),
        _("已登记。停止推进期间不再要求报送半月报。"),
    )


@require_POST
def project_back(request: Request, pk: int) -> HttpResponse:
    """Take the project up again."""
    return step(
        request,
        pk,
        "back_form",
        BackForm(request.POST, auto_id="back_%s"),
        lambda project, given: actions.come_back(project, **given),
        _("项目已恢复推进。"),
    )


@require_POST
def project_filing_end(request: Request, pk: int) -> HttpResponse:
    """Say from which day on no more reports are owed."""
    return step(
        request,
        pk,
        "end_form",
        SinceForm(request.POST, auto_id="end_%s"),
        lambda project, given: actions.end_filing(project, **given),
        _("已登记停止报送。"),
    )
