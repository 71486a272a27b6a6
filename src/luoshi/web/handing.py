"""Handing over what a person has in hand: she leaves, is away for long, or a unit is merged."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import ngettext

from luoshi import clock
from luoshi.matters import actions, queries
from luoshi.orgs import access
from luoshi.orgs.queries import person_for
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, Incomplete, NotAllowed
from luoshi.web.forms.handing import HandOverForm
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, go_to, page


def hand_over(request: Request, pk: int) -> HttpResponse:
    """Choose among a person's running matters, and into whose hands they go."""
    now = clock.now()
    person = person_for(request.user, pk, now=now)
    if not access.may(request.user, Permission.MATTER_HAND_OVER, now=now):
        raise NotAllowed
    rows = queries.in_hand_of(request.user, person=pk, now=now)
    chosen = {"matters": request.GET.getlist("matter") or [row.pk for row in rows]}
    form = HandOverForm(request.POST or None, rows=rows, person=person, initial=chosen)
    if form.is_valid():
        try:
            count = _hand_over(form, by=request.user, now=now)
        except (BadInput, Incomplete) as refusal:
            tell(form, refusal)
        else:
            said = ngettext("已移交%(count)s件事项。", "已移交%(count)s件事项。", count)
            messages.success(request, said % {"count": count})
            return go_to(request, "person_detail", pk)
    context = {"person": person, "form": form, "rows": rows}
    status = 422 if form.errors else 200
    return page(request, "matters/hand_over.html", context, status=status)


@transaction.atomic
def _hand_over(form: HandOverForm, *, by: Any, now: dt.datetime) -> int:
    given = form.cleaned_data
    done = actions.hand_over_all(
        given["matters"],
        to_person=given["to_person"],
        to_unit=given["to_unit"],
        reason=given["reason"],
        by=by,
        now=now,
    )
    return len(done)
