"""One step of help with registering: its helper, its end, what stands in its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock, policy
from luoshi.matters import queries as matters
from luoshi.orgs.queries import units
from luoshi.registering import queries, raising, steps
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound
from luoshi.web.editing import saved
from luoshi.web.forms.registering import AskForm, DoneForm, ObstacleForm, SkipForm
from luoshi.web.page import Request, go_to, page

Move = Callable[..., Any]
MOVES: dict[str, tuple[type[forms.Form], Move]] = {
    "ask": (AskForm, steps.ask_help),
    "done": (DoneForm, steps.finish_step),
    "obstacle": (ObstacleForm, steps.note_obstacle),
    "skip": (SkipForm, steps.skip_step),
}


@require_GET
def registration_step(request: Request, pk: int, code: str) -> HttpResponse:
    """One step of one registration."""
    registration = queries.registration_for(request.user, pk, now=clock.now())
    return _shown(request, queries.step_of(registration, code))


def _shown(
    request: Request, step: Any, *, wrong: dict[str, forms.Form] | None = None
) -> HttpResponse:
    now, by = clock.now(), request.user
    registration = step.registration
    is_open = registration.state == queries.STATES.OPEN
    settled = step.done_on is not None or step.unneeded_reason is not None
    context: dict[str, Any] = {
        "registration": registration,
        "step": step,
        "may_edit": is_open and not settled and queries.may_edit(by, registration, now=now),
        "may_draft": is_open and matters.may_draft(by, now=now),
        "known_units": units(),
        "wrong": next(iter(wrong or {}), ""),
        "section": "registration_list",
    }
    context |= _forms(step, today=civil_day(now)) | (wrong or {})
    status = 422 if wrong else 200
    return page(request, "registering/registration_step.html", context, status=status)


def _forms(step: Any, *, today: dt.date) -> dict[str, forms.Form]:
    checklist = policy.current().registration.checklist_on(civil_day(step.registration.made_at))
    days = next((one.days for one in checklist.steps if one.code == step.code), 5)
    asked = {
        "helper_unit": step.helper_unit,
        "helper": step.helper_id,
        "asked_on": step.asked_on or today,
        "due_on": step.due_on or today + dt.timedelta(days=days),
    }
    initial: dict[str, dict[str, Any]] = {
        "ask": asked,
        "done": {"done_on": today},
        "obstacle": {"obstacle": step.obstacle},
        "skip": {},
    }
    return {
        f"{name}_form": form(initial=initial[name], auto_id=f"{name}_%s")
        for name, (form, _move) in MOVES.items()
    }


@require_POST
def registration_step_move(request: Request, pk: int, code: str, move: str) -> HttpResponse:
    """Ask for help with a step, end it, note what is in its way, or say that it is not needed."""
    now = clock.now()
    registration = queries.registration_for(request.user, pk, now=now)
    step = queries.step_of(registration, code)
    if move not in MOVES:
        raise NotFound
    form_class, act = MOVES[move]
    form = form_class(request.POST, auto_id=f"{move}_%s")
    told = {"by": request.user, "now": now}
    if form.is_valid() and saved(form, lambda: act(step, **form.cleaned_data, **told)):
        messages.success(request, _("已登记。"))
        return go_to(request, "registration_detail", pk)
    return _shown(request, step, wrong={f"{move}_form": form})


@require_POST
def registration_raise(request: Request, pk: int, code: str) -> HttpResponse:
    """Draft a matter of what stands in the way of a step, and lead to it."""
    now = clock.now()
    registration = queries.registration_for(request.user, pk, now=now)
    matter = raising.raise_obstacle(queries.step_of(registration, code), by=request.user, now=now)
    messages.success(request, _("已立为事项草稿。补齐牵头单位、责任人、期限和办结标准后送审。"))
    return go_to(request, "matter_edit", matter.pk)
