"""Looking again at what was closed: the draws with their figures, the list, one re-check."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.commitments import queries, rechecking
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed
from luoshi.web.editing import saved
from luoshi.web.forms.commitments import CheckForm, RecheckFilters, ReopenForm
from luoshi.web.history import history_of
from luoshi.web.lists import Column, listing
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.posted import posted
from luoshi.web.sight import opened_by

COLUMNS = (
    Column("matter", gettext_lazy("事项"), ("matter__title",)),
    Column("lead", gettext_lazy("牵头单位"), ("matter__lead__name",)),
    Column("period", gettext_lazy("期间"), ("draw__period",), css="nowrap"),
    Column("due", gettext_lazy("核查期限"), ("due_on",), css="date"),
    Column("checker", gettext_lazy("核查人")),
    Column("finding", gettext_lazy("结论"), ("finding",)),
)
TONES = {"holds": "green", "partly": "yellow", "not": "red"}


@require_GET
def recheck_list(request: Request) -> HttpResponse:
    """What is drawn, by period with its base, and what was found."""
    now, by = clock.now(), request.user
    found = listing(
        request,
        queries.visible_rechecks(by, now=now),
        columns=COLUMNS,
        filters=RecheckFilters,
        default_sort="-due",
    )
    context = {
        "listing": found,
        "tones": TONES,
        "windows": queries.windows(by, now=now),
        "rules": queries.RULES,
        "may_draw": queries.may_recheck(by, now=now),
        "today": civil_day(now),
    }
    partial = "commitments/_recheck_list.html"
    return page(request, "commitments/recheck_list.html", context, partial=partial)


@require_POST
def recheck_draw(request: Request) -> HttpResponse:
    """Draw what is looked at again of one period; the record has drawn already, so to speak."""
    now = clock.now()
    draw = rechecking.draw(period=posted(request, "period"), by=request.user, now=now)
    said = _("已从%(base)s件中抽取%(count)s件，登记单位将收到核查的待办。")
    messages.success(request, said % {"base": len(draw.frame), "count": draw.count})
    return go_to(request, "recheck_list")


@require_http_methods(["GET", "POST"])
def recheck_detail(request: Request, pk: int) -> HttpResponse:
    """One re-check: why it was drawn, who may look, what was found."""
    now, by = clock.now(), request.user
    row = queries.recheck_for(by, pk, now=now)
    if request.method != "POST":
        return page(request, "commitments/recheck_detail.html", _shown(row, by=by, now=now))
    form = CheckForm(request.POST)

    def check() -> None:
        rechecking.check(row, **form.cleaned_data, by=by, now=now)

    if not queries.may_recheck(by, now=now):
        raise NotAllowed
    if form.is_valid() and saved(form, check):
        drop_kept(request, f"recheck-{pk}")
        messages.success(request, _("核查情况已登记。"))
        return go_to(request, "recheck_detail", pk)
    context = _shown(row, by=by, now=now) | {"form": form}
    return page(request, "commitments/recheck_detail.html", context, status=422)


def _shown(row: Any, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    waits = row.checked_at is None
    hers = queries.may_recheck(by, now=now, recheck=row)
    begun = {"checked_on": civil_day(now)}
    return {
        "recheck": row,
        "tone": TONES.get(row.finding, ""),
        "opens_matter": bool(opened_by(by, [row.matter], now=now)),
        "form": CheckForm(initial=begun) if waits and hers else None,
        "own_work": waits and not hers and queries.may_recheck(by, now=now),
        "reopen_form": ReopenForm() if queries.may_reopen(by, row, now=now) else None,
        "events": history_of(row),
        "keep": f"recheck-{row.pk}",
    }


@require_POST
def recheck_reopen(request: Request, pk: int) -> HttpResponse:
    """Have the matter done again, by the leader's word."""
    now, by = clock.now(), request.user
    row = queries.recheck_for(by, pk, now=now)
    form = ReopenForm(request.POST)

    def reopen() -> None:
        rechecking.reopen(row, due=form.cleaned_data["due"], by=by, now=now)

    if form.is_valid() and saved(form, reopen):
        messages.success(request, _("已重办，牵头单位将收到办结的待办。"))
        return go_to(request, "recheck_detail", pk)
    context = _shown(row, by=by, now=now) | {"reopen_form": form}
    return page(request, "commitments/recheck_detail.html", context, status=422)
