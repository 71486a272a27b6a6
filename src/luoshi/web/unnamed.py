"""Words such as 其他部门 on the page of a matter or a group: noted, named, struck."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi import clock
from luoshi.matters import actions, groups, queries
from luoshi.values.errors import BadInput, Incomplete
from luoshi.web.forms.groups import NameForm, StrikeForm, WordsForm
from luoshi.web.forms.told import tell
from luoshi.web.groupshown import shown_group
from luoshi.web.page import Request, go_to, page
from luoshi.web.shown import shown
from luoshi.web.unsettled import unnamed_of


@require_POST
def matter_words(request: Request, pk: int) -> HttpResponse:
    """Note words of a draft that are to be named later."""
    now = clock.now()
    return _noted(request, queries.matter_for(request.user, pk, now=now), now=now)


@require_POST
def group_words(request: Request, pk: int) -> HttpResponse:
    """Note words of a group that are to be named later."""
    now = clock.now()
    return _noted(request, queries.group_for(request.user, pk, now=now), now=now)


def _noted(request: Request, row: Any, *, now: dt.datetime) -> HttpResponse:
    form = WordsForm(request.POST, auto_id="words_%s")

    def deed(given: dict[str, Any]) -> None:
        words = actions.Words(given["words"], given["role"])
        actions.note_placeholders(row, placeholders=[words], by=request.user, now=now)

    return _done(request, row, "words", form, deed, said=_("已记下，下达之前须逐一明确。"))


@require_POST
def words_name(request: Request, pk: int) -> HttpResponse:
    """Say which units the words mean."""
    now = clock.now()
    words = groups.placeholder_for(request.user, pk, now=now)
    form = NameForm(request.POST, auto_id=f"name_{pk}_%s")

    def deed(given: dict[str, Any]) -> None:
        actions.name_units(words, units=given["units"], by=request.user, now=now)

    row = words.matter or words.group
    return _done(request, row, f"name-{pk}", form, deed, said=_("已写明是哪些单位。"))


@require_POST
def words_strike(request: Request, pk: int) -> HttpResponse:
    """Say that the words bind nobody."""
    now = clock.now()
    words = groups.placeholder_for(request.user, pk, now=now)
    form = StrikeForm(request.POST, auto_id=f"strike_{pk}_%s")

    def deed(given: dict[str, Any]) -> None:
        actions.strike_words(words, reason=given["reason"], by=request.user, now=now)

    row = words.matter or words.group
    return _done(request, row, f"strike-{pk}", form, deed, said=_("已注明不列的理由。"))


def _done(
    request: Request,
    row: Any,
    key: str,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], None],
    *,
    said: str,
) -> HttpResponse:
    """Do it and go back to the row's page, or show that page with what is wrong."""
    kind = row._meta.model_name
    if form.is_valid():
        try:
            deed(form.cleaned_data)
        except (Incomplete, BadInput) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, said)
            return go_to(request, f"{kind}_detail", row.pk)
    now, by, sent = clock.now(), request.user, {key: form}
    if kind == "group":
        context = shown_group(row, by=by, now=now, sent=sent)
    else:
        context = shown(row, by=by, now=now) | unnamed_of(row, by=by, now=now, sent=sent)
    return page(request, f"{kind}s/{kind}_detail.html", context, status=422)
