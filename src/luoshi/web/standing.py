"""Steps on the pages of projects and matters: moving the combined light for a while, and back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi import clock
from luoshi.matters.queries import matter_for
from luoshi.projects.queries import project_for
from luoshi.standing import actions
from luoshi.web import projects
from luoshi.web.editing import saved
from luoshi.web.lamps import form_for
from luoshi.web.page import Request, go_to, page
from luoshi.web.shown import shown


@require_POST
def project_light(request: Request, pk: int) -> HttpResponse:
    """Move the combined light of a project by one step."""
    now = clock.now()
    form = form_for(project_for(request.user, pk, now=now), request.POST, now=now)
    return projects.step(
        request, pk, "light_form", form, lambda row, given: actions.adjust(row, **given), _said()
    )


@require_POST
def matter_light(request: Request, pk: int) -> HttpResponse:
    """Move the combined light of a matter by one step."""
    now, by = clock.now(), request.user
    matter = matter_for(by, pk, now=now)
    form = form_for(matter, request.POST, now=now)
    if form.is_valid() and saved(
        form, lambda: actions.adjust(matter, **form.cleaned_data, by=by, now=now)
    ):
        messages.success(request, _said())
        return go_to(request, "matter_detail", pk)
    context = shown(matter, by=by, now=now, wrong={"light_form": form})
    return page(request, "matters/matter_detail.html", context, status=422)


@require_POST
def project_light_end(request: Request, pk: int) -> HttpResponse:
    """Let the rules light a project again."""
    return _ended(request, project_for(request.user, pk, now=clock.now()), "project_detail")


@require_POST
def matter_light_end(request: Request, pk: int) -> HttpResponse:
    """Let the rules light a matter again."""
    return _ended(request, matter_for(request.user, pk, now=clock.now()), "matter_detail")


def _said() -> str:
    return _("已人工调整亮灯，到期自动恢复。")


def _ended(request: Request, subject: Any, back: str) -> HttpResponse:
    actions.end_adjustment(subject, by=request.user, now=clock.now())
    messages.success(request, _("已结束人工调整，恢复按规则亮灯。"))
    return go_to(request, back, subject.pk)
