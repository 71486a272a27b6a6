"""Whose is it: suggestions for a draft with their reasons; duty lists of units, one by one or as a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.matters import owners, queries
from luoshi.orgs import access, duties
from luoshi.orgs.queries import unit_for
from luoshi.projects.queries import visible_projects
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, NotFound
from luoshi.web.errors import say
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, drop_kept, go_to, page

TEXT_MOST = 2000


class DutyForm(forms.Form):
    """One sentence of a duty list."""

    sentence = forms.CharField(label=gettext_lazy("职责"), max_length=duties.SENTENCE_MOST)
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=duties.BASIS_MOST,
        required=False,
        help_text=gettext_lazy("例如“三定”规定的文号。"),
    )


class DutyListForm(forms.Form):
    """A text list of duties."""

    text = forms.CharField(
        label=gettext_lazy("职责清单"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("每行“单位：职责；职责”，或者一行“单位：”，下面逐行写职责。"),
    )
    basis = forms.CharField(
        label=gettext_lazy("依据"), max_length=duties.BASIS_MOST, required=False
    )


@require_GET
def owner_suggest(request: Request) -> HttpResponse:
    """The units that fit what was typed so far, with reasons; says so where none fits."""
    now = clock.now()
    if not queries.may_draft(request.user, now=now):
        raise NotAllowed
    words = " ".join(request.GET.get(name, "") for name in ("title", "content"))[:TEXT_MOST]
    key = request.GET.get("project", "")
    project = None
    if key.isascii() and key.isdigit() and len(key) < 19:
        project = visible_projects(request.user, now=now).filter(pk=int(key)).first()
    found = (
        owners.owners_for(words, project=project, by=request.user, now=now) if words.strip() else []
    )
    context = {
        "words": words.strip(),
        "found": [
            {"unit": unit, "why": why, "cases": cases[:3], "count": len(cases)}
            for unit, why, cases in found
        ],
    }
    return page(request, "owners/owner_suggest.html", context, partial="owners/_found.html")


def _require_editor(request: Request) -> None:
    if not access.may(request.user, Permission.DIRECTORY_EDIT, now=clock.now()):
        raise NotAllowed


@require_http_methods(["GET", "POST"])
def duty_import(request: Request) -> HttpResponse:
    """Take over a text list of duties of many units."""
    _require_editor(request)
    form = DutyListForm(request.POST or None)
    done: Any = None
    if form.is_valid():
        try:
            done = duties.import_duties(**form.cleaned_data, by=request.user, now=clock.now())
        except (BadInput, Incomplete) as refusal:
            tell(form, refusal)
        else:
            drop_kept(request, "duties")
            form = DutyListForm()
    status = 422 if form.errors else 200
    return page(request, "owners/duty_import.html", {"form": form, "done": done}, status=status)


@require_POST
def duty_add(request: Request, pk: int) -> HttpResponse:
    """Write one sentence of a unit's duty list."""
    unit = unit_for(request.user, pk, now=clock.now())
    _require_editor(request)
    form = DutyForm(request.POST)
    try:
        given = {name: request.POST.get(name, "") for name in form.fields}
        duties.add_duty(unit, **given, by=request.user, now=clock.now())
    except (BadInput, Incomplete) as refusal:
        messages.warning(request, say(refusal))
    else:
        messages.success(request, _("已登记职责。"))
    return go_to(request, "unit_detail", pk)


@require_POST
def duty_drop(request: Request, pk: int, duty: int) -> HttpResponse:
    """Take one sentence out of a unit's duty list."""
    unit = unit_for(request.user, pk, now=clock.now())
    _require_editor(request)
    row = duties.duties_of(unit).filter(pk=duty).first()
    if row is None:
        raise NotFound
    duties.drop_duty(row, by=request.user, now=clock.now())
    return go_to(request, "unit_detail", pk)
