"""What is done on the page of a docking: the log, the opinion, the result, what each side says of it."""

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
from luoshi.docking import actions, queries
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, NotAllowed, NotFound
from luoshi.web.dockingshown import shown_docking
from luoshi.web.forms.docking import ContactForm, OpinionForm, OutcomeForm, RateForm
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, drop_kept, go_to, page


def _done(
    request: Request,
    docking: Any,
    key: str,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], object],
    said: str,
    *,
    now: dt.datetime,
) -> HttpResponse:
    """Do what a form asks, or show the page again with what is wrong with it."""
    if form.is_valid():
        try:
            deed(form.cleaned_data)
        except (Incomplete, BadInput, IllegalMove) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, said)
            drop_kept(request, f"docking-{docking.pk}-{key}")
            return go_to(request, "docking_detail", docking.pk)
    context = shown_docking(docking, by=request.user, now=now, sent={key: form})
    return page(request, "docking/docking_detail.html", context, status=422)


@require_POST
def docking_contact(request: Request, pk: int) -> HttpResponse:
    """Add a line to the log."""
    now, by = clock.now(), request.user
    docking = queries.docking_for(by, pk, now=now)
    if not queries.may_log(by, docking, now=now):
        raise NotAllowed
    form = ContactForm(request.POST, auto_id="contact_%s")

    def deed(given: dict[str, Any]) -> None:
        step = None
        if given["step"]:
            step = actions.Step(
                given["step"], given["step_due_on"], given["step_unit"], given["step_person"]
            )
        actions.log_contact(
            docking,
            on=given["on"],
            mode=given["mode"],
            demand_who=given["demand_who"] or str(docking.demand_person),
            supply_who=given["supply_who"] or str(docking.supply_person),
            agreed=given["agreed"],
            step=step,
            by=by,
            now=now,
        )

    return _done(request, docking, "contact", form, deed, _("已登记联系记录。"), now=now)


@require_POST
def docking_opinion(request: Request, pk: int) -> HttpResponse:
    """Register the supply side's answer."""
    now, by = clock.now(), request.user
    docking = queries.docking_for(by, pk, now=now)
    if not queries.may_answer(by, docking, now=now):
        raise NotAllowed
    form = OpinionForm(request.POST, auto_id="opinion_%s")

    def deed(given: dict[str, Any]) -> None:
        actions.give_opinion(docking, **given, by=by, now=now)

    return _done(request, docking, "opinion", form, deed, _("已登记答复意见。"), now=now)


@require_POST
def docking_outcome(request: Request, pk: int) -> HttpResponse:
    """Register what came of it."""
    now, by = clock.now(), request.user
    docking = queries.docking_for(by, pk, now=now)
    if not queries.may_conclude(by, docking, now=now):
        raise NotAllowed
    form = OutcomeForm(request.POST, auto_id="outcome_%s")

    def deed(given: dict[str, Any]) -> None:
        actions.conclude(docking, **given, by=by, now=now)

    said = _("已登记结果。请双方各自评价。")
    return _done(request, docking, "outcome", form, deed, said, now=now)


@require_POST
def docking_rate(request: Request, pk: int, kind: str) -> HttpResponse:
    """Say how satisfied one side is."""
    now, by = clock.now(), request.user
    docking = queries.docking_for(by, pk, now=now)
    if kind not in ("demand", "supply"):
        raise NotFound
    if kind not in queries.sides_spoken_for(by, docking, now=now):
        raise NotAllowed(_("满意度只能由这一方自己填写。"))
    form = RateForm(request.POST, auto_id=f"{kind}_%s")

    def deed(given: dict[str, Any]) -> None:
        actions.rate(docking, side=kind, **given, by=by, now=now)

    return _done(request, docking, kind, form, deed, _("已记录评价。"), now=now)


@require_POST
def docking_step_matter(request: Request, pk: int, step: int) -> HttpResponse:
    """Draft the matter that an agreed step becomes."""
    now, by = clock.now(), request.user
    docking = queries.docking_for(by, pk, now=now)
    row = queries.step_for(docking, step)
    try:
        matter = actions.make_matter(row, by=by, now=now)
    except Duplicate as same:
        messages.info(request, _("同样的事项已经登记过，没有重复登记。"))
        return go_to(request, "matter_detail", same.params["pk"])
    messages.success(request, _("已拟办为事项，联系记录是它的依据。请核对后送审。"))
    return go_to(request, "matter_detail", matter.pk)
