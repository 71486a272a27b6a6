"""Help with registering: the list, the wish, one page for each, and the live check of a code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock, policy
from luoshi.orgs.queries import home_unit, units
from luoshi.projects import queries as projects
from luoshi.registering import actions, checks, queries
from luoshi.rules.access import Permission
from luoshi.values import creditcode
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, NotAllowed
from luoshi.web import errors
from luoshi.web.editing import made, saved
from luoshi.web.forms.registering import (
    FormForm,
    KeepWordsForm,
    LicenceForm,
    NameForm,
    RegistrationFilters,
    WishForm,
)
from luoshi.web.history import history_of
from luoshi.web.lists import Column, listing
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.sight import named_to

SOON_DAYS = 10  # so many days before a declared name lapses the page says so
COLUMNS = (
    Column("company", gettext_lazy("拟设公司"), ("name", "enterprise__name")),
    Column("project", gettext_lazy("项目"), ("project__name",)),
    Column("enterprise", gettext_lazy("企业"), ("enterprise__name",)),
    Column("form", gettext_lazy("设立形式"), ("form",)),
    Column("wished", gettext_lazy("企业提出"), ("wished_on",), css="date"),
    Column("steps", gettext_lazy("步骤"), css="num"),
    Column("state", gettext_lazy("状态"), ("state",)),
)


@require_GET
def registration_list(request: Request) -> HttpResponse:
    """The help that she may see, each with how far it is and what is in its way."""
    now = clock.now()
    rows = queries.listed(queries.visible_registrations(request.user, now=now))
    found = listing(
        request, rows, columns=COLUMNS, filters=RegistrationFilters, default_sort="-wished"
    )
    context = {"listing": found, "may_add": queries.may_add(request.user, now=now)}
    template = "registering/registration_list.html"
    return page(request, template, context, partial="registering/_registration_list.html")


@require_http_methods(["GET", "POST"])
def registration_new(request: Request, pk: int) -> HttpResponse:
    """Note that an enterprise asked for help with registering for a project."""
    now, by = clock.now(), request.user
    project = projects.project_for(by, pk, now=now)
    if not queries.may_add(by, now=now):
        raise NotAllowed
    investor = next((p.unit for p in project.parties.all() if p.role == "investor"), None)
    initial = {"enterprise": investor, "place": project.place, "wished_on": civil_day(now)}
    form = WishForm(request.POST or None, initial=initial)
    keep = f"registration-{pk}"

    def add() -> Any:
        office = home_unit(by, now=now, to=Permission.REGISTRATION_EDIT)
        given = form.cleaned_data | {"held_by": office, "by": by, "now": clock.now()}
        return actions.open_registration(project, **given)

    if form.is_valid() and (registration := made(form, add)):
        drop_kept(request, keep)
        messages.success(request, _("企业意愿已登记，协助清单已列出。"))
        return go_to(request, "registration_detail", registration.pk)
    context = {"form": form, "project": project, "keep": keep, "known_units": units()}
    context |= {"facts": queries.facts(), "section": "registration_list"}
    status = 422 if form.is_bound else 200
    return page(request, "registering/registration_new.html", context, status=status)


@require_GET
def registration_detail(request: Request, pk: int) -> HttpResponse:
    """One registration with its steps, and what follows from its form."""
    return _shown(request, queries.registration_for(request.user, pk, now=clock.now()))


def _shown(
    request: Request, registration: Any, *, wrong: dict[str, forms.Form] | None = None
) -> HttpResponse:
    now, by = clock.now(), request.user
    today = civil_day(now)
    is_open = registration.state == queries.STATES.OPEN
    steps = list(registration.steps.all())
    context: dict[str, Any] = {
        "registration": registration,
        "project": named_to(by, registration.project, now=now),
        "stage": _stage_of(registration),
        "may_stage": registration.licensed_on
        and projects.may_edit(by, registration.project, now=now),
        "steps": steps,
        "done_count": sum(one.done_on is not None for one in steps),
        "needed_count": sum(one.unneeded_reason is None for one in steps),
        "today": today,
        "registrar": queries.registrar_of(registration),
        "facts": queries.facts(),
        "checks": _checks(registration),
        "name_lapses": _lapses(registration, today=today),
        "is_open": is_open,
        "may_edit": is_open and queries.may_edit(by, registration, now=now),
        "may_withdraw": is_open and queries.may_withdraw(by, registration, now=now),
        "first_region": _first_region(registration),
        "events": history_of(registration),
        "wrong": next(iter(wrong or {}), ""),
        "section": "registration_list",
    }
    context |= _forms(registration, today=today) | (wrong or {})
    status = 422 if wrong else 200
    return page(request, "registering/registration_detail.html", context, status=status)


def _forms(registration: Any, *, today: dt.date) -> dict[str, forms.Form]:
    version = {"version": registration.version}
    chosen = {name: getattr(registration, name) for name in ("form", "holding", "delegation")}
    named = {"name": registration.name, "declared_on": registration.name_declared_on or today}
    code = registration.credit_code or registration.old_number
    licensed = {"code": code, "licensed_on": registration.licensed_on or today}
    return {
        "form_form": FormForm(initial=version | chosen, auto_id="form_%s"),
        "name_form": NameForm(initial=version | named, auto_id="name_%s"),
        "licence_form": LicenceForm(initial=version | licensed, auto_id="licence_%s"),
    }


def _checks(registration: Any) -> list[dict[str, Any]]:
    labels = {step.code: step.name for step in registration.steps.all()}
    return [
        {
            "row": one,
            "where": labels.get(one.field.partition(".")[0], _("企业意愿原话")),
            "form": KeepWordsForm(auto_id=f"words_{one.pk}_%s"),
        }
        for one in queries.checks_of(registration)
    ]


def _stage_of(registration: Any) -> Any:
    """Return the milestone of the stage 注册落地 of the project, None where nothing is noted of it."""
    rows = registration.project.milestones.all()
    return next((one for one in rows if one.stage == projects.STAGES.REGISTRATION), None)


def _lapses(registration: Any, *, today: dt.date) -> str:
    """Return "soon" or "over" for a declared name whose time ends before the licence is there."""
    if registration.name_until is None or registration.licensed_on:
        return ""
    if registration.name_until < today:
        return "over"
    return "soon" if (registration.name_until - today).days <= SOON_DAYS else ""


def _first_region(registration: Any) -> str:
    """Return what the region in the code was called, which says nothing of where it is now."""
    if not registration.credit_code:
        return ""
    region = creditcode.credit_code(registration.credit_code).first_region
    return "、".join(policy.current().divisions.names(region)) or region


# --- steps on the page of one registration


def _step(
    request: Request,
    pk: int,
    name: str,
    form: forms.Form,
    save: Callable[[Any, dict[str, Any]], Any],
    said: str,
) -> HttpResponse:
    registration = queries.registration_for(request.user, pk, now=clock.now())
    told = {"by": request.user, "now": clock.now()}
    if form.is_valid() and saved(form, lambda: save(registration, form.cleaned_data | told)):
        messages.success(request, said)
        return go_to(request, "registration_detail", pk)
    return _shown(request, registration, wrong={name: form})


@require_POST
def registration_form(request: Request, pk: int) -> HttpResponse:
    """Note which form the enterprise chose, and who holds the company."""
    form = FormForm(request.POST, auto_id="form_%s")
    said = _("设立形式已登记，登记机关随之确定。")
    return _step(request, pk, "form_form", form, lambda r, g: actions.settle_form(r, **g), said)


@require_POST
def registration_name(request: Request, pk: int) -> HttpResponse:
    """Note the declared name."""
    form = NameForm(request.POST, auto_id="name_%s")
    said = _("申报名称已登记，注意保留期。")
    return _step(request, pk, "name_form", form, lambda r, g: actions.declare_name(r, **g), said)


@require_POST
def registration_licence(request: Request, pk: int) -> HttpResponse:
    """Note the licence."""
    form = LicenceForm(request.POST, auto_id="licence_%s")
    said = _("营业执照已登记。")
    return _step(request, pk, "licence_form", form, lambda r, g: actions.note_licence(r, **g), said)


@require_POST
def registration_done(request: Request, pk: int) -> HttpResponse:
    """Say that the help is through."""
    registration = queries.registration_for(request.user, pk, now=clock.now())
    version = registration.version
    actions.finish(registration, version=version, by=request.user, now=clock.now())
    messages.success(request, _("注册协助已完成。"))
    return go_to(request, "registration_detail", pk)


@require_POST
def registration_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take the enterprise's wish back."""
    registration = queries.registration_for(request.user, pk, now=clock.now())
    actions.withdraw(registration, by=request.user, now=clock.now())
    messages.success(request, _("企业意愿已撤回，协助停止。项目照常推进，不受影响。"))
    return go_to(request, "registration_detail", pk)


@require_POST
def registration_words_keep(request: Request, pk: int, check: int) -> HttpResponse:
    """Decide that flagged words stay."""
    form = KeepWordsForm(request.POST, auto_id=f"words_{check}_%s")

    def keep(registration: Any, given: dict[str, Any]) -> None:
        checks.keep_words(queries.check_of(registration, check), **given)

    return _step(request, pk, f"words_form_{check}", form, keep, _("处理结果已记录。"))


# --- a code while it is typed


@require_GET
def credit_code_check(request: Request) -> HttpResponse:
    """Say of a code that is being typed which part of it is wrong."""
    text = request.GET.get("code", "").replace("\0", "")[:60]
    normal, sentence = creditcode.normalise(text), ""
    old = creditcode.old_number(text)
    is_right = creditcode.is_credit_code(text)
    if normal and not is_right and not old:
        try:
            creditcode.credit_code(text)
        except BadInput as wrong:
            sentence = next(iter(errors.say_fields(wrong).values()))
    divisions = policy.current().divisions
    parts = [{"row": one, "names": divisions.names(one.text)} for one in creditcode.parts(text)]
    context = {"normal": normal, "old": old, "is_right": is_right, "sentence": sentence}
    context |= {"parts": parts if normal and not old else []}
    template = "registering/credit_code_check.html"
    return page(request, template, context, partial="registering/_code_check.html")
