"""Circulars, interviews and referrals that the ladder proposes: a leader says yes or no, with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi import clock
from luoshi.notices import ordering, queries
from luoshi.owed.queries import light
from luoshi.rules.escalation import RUNGS
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Incomplete
from luoshi.values.keys import row_key
from luoshi.web.desk import rows_of
from luoshi.web.forms.notices import DecisionForm
from luoshi.web.forms.told import tell
from luoshi.web.notices import tabs_of
from luoshi.web.page import Request, go_to, page

SHOWN_MOST = 100
PROPOSED = (3, 4, 6, 7, 8)  # papers that a person issues, and what a leader decides


@require_GET
def escalation_list(request: Request) -> HttpResponse:
    """What waits for a decision first, then what was decided; ``thing`` narrows to one obligation."""
    by, now = request.user, clock.now()
    rows = queries.visible_decisions(by, now=now)
    if (thing := row_key(request.GET.get("thing", ""))) is not None:
        rows = rows.filter(obligation=thing)
        waiting = rows.filter(state=queries.DECISION_STATES.WAITING)
        if waiting.count() == 1:
            return go_to(request, "escalation_detail", waiting.get().pk)
    open_ = rows.filter(
        state=queries.DECISION_STATES.WAITING, obligation__discharged_at__isnull=True
    )
    over = rows.exclude(pk__in=open_.values("pk"))
    context = {
        "waiting": [_line(one, now=now) for one in open_[:SHOWN_MOST]],
        "over": [_line(one, now=now) for one in over[:SHOWN_MOST]],
    }
    context |= tabs_of(request, "escalation_list")
    return page(request, "escalations/escalation_list.html", context)


def _line(decision: Any, *, now: Any) -> dict[str, Any]:
    return {
        "row": decision,
        "what": _(RUNGS[decision.rung]),
        "light": light(decision.obligation, today=civil_day(now)),
    }


def _before(rung: int) -> str:
    """Return what a rung was: told, or only proposed to a person."""
    words = _(RUNGS[rung])
    return _("提出：%(what)s") % {"what": words} if rung in PROPOSED else words


@require_http_methods(["GET", "POST"])
def escalation_detail(request: Request, pk: int) -> HttpResponse:
    """One proposal with what went before; the leader decides here."""
    by, now = request.user, clock.now()
    decision = queries.decision_for(by, pk, now=now)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ordering.decide(decision, **form.cleaned_data, by=by, now=now)
        except (BadInput, Incomplete) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已记录您的决定。"))
            return go_to(request, "escalation_detail", pk)
    owed = decision.obligation
    [row] = rows_of([owed], today=civil_day(now), may_report=False)
    context = _line(decision, now=now) | {
        "decision": decision,
        "owed": owed,
        "address": row.address,
        "form": form,
        "may_say": decision.state == queries.DECISION_STATES.WAITING
        and queries.may_decide(by, decision, now=now),
        "went_before": [
            {"on": one.on, "words": _before(one.rung)} for one in queries.went_before(owed)
        ],
    }
    context |= tabs_of(request, "escalation_list")
    status = 422 if request.method == "POST" else 200
    return page(request, "escalations/escalation_detail.html", context, status=status)
