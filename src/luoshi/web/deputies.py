"""Who stands in for whom while somebody is away: naming a deputy, ending it, saying so on pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi import clock
from luoshi.orgs import actions, queries
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed, NotFound
from luoshi.web.editing import made
from luoshi.web.forms.hands import DeputyForm
from luoshi.web.page import Request, drop_kept, go_to, page


@require_http_methods(["GET", "POST"])
def deputy_new(request: Request, pk: int) -> HttpResponse:
    """Name who stands in for a person, from–to."""
    now = clock.now()
    absent = queries.person_for(request.user, pk, now=now)
    if not queries.may_arrange_deputy(request.user, absent, now=now):
        raise NotAllowed(_("代理由本人、本人全部单位的负责人或者办公室办理。"))
    keep = f"deputy-{pk}"
    form = DeputyForm(request.POST or None, absent=absent, initial={"from_on": civil_day(now)})
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": now}
        if made(form, lambda: actions.name_deputy(absent, **given)):
            drop_kept(request, keep)
            messages.success(request, _("代理已登记。期限照常计算，代理人在期间内办理。"))
            return _back(request, absent)
    context = {"absent": absent, "form": form, "keep": keep}
    status = 422 if form.is_bound else 200
    return page(request, "hands/deputy_new.html", context, status=status)


@require_POST
def delegation_end(request: Request, pk: int, delegation: int) -> HttpResponse:
    """End it at once."""
    now = clock.now()
    person = queries.person_for(request.user, pk, now=now)
    row = queries.delegations_of(person).filter(pk=delegation).first()
    if row is None:
        raise NotFound
    actions.end_delegation(row, by=request.user, now=now)
    messages.success(request, _("代理已结束，代理人的权限当即收回。"))
    return _back(request, person)


def _back(request: Request, person: Any) -> HttpResponse:
    if person.pk == request.user.person_id:
        return go_to(request, "own_account")
    return go_to(request, "person_detail", person.pk)


def deputies_shown(person: Any, *, by: Any, now: Any) -> dict[str, Any]:
    """Return the context of ``hands/_deputies.html``: when she is or was away, for whom she stood in."""
    today = civil_day(now)
    arranges = queries.may_arrange_deputy(by, person, now=now)
    rows = [
        {
            "row": row,
            "is_over": row.ended_at is not None or row.to_on < today,
            "is_now": row.ended_at is None and row.from_on <= today <= row.to_on,
            "may_end": arranges or by.person_id == row.deputy_id,
        }
        for row in queries.delegations_of(person)
    ]
    return {"delegations": rows, "may_arrange_deputy": arranges, "deputies_of": person}


def absence_shown(by: Any, *, now: Any) -> dict[str, Any]:
    """Return the context of ``hands/_absence.html``: for whom she stands in today, who for her."""
    rows = queries.absences_about(by, on=civil_day(now))
    return {
        "standing_in": [row for row in rows if row.deputy_id == by.person_id],
        "own_deputy": next((row for row in rows if row.absent_id == by.person_id), None),
    }
