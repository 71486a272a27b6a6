"""Many matters at once: chosen in the list, looked through, then done one by one; undone where it is safe."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.habits import batches, queries
from luoshi.matters.queries import visible_matters
from luoshi.orgs import access
from luoshi.rules.access import Permission
from luoshi.values.errors import NotAllowed, NotFound
from luoshi.web.errors import say
from luoshi.web.forms.habits import HandOverManyForm, UrgeManyForm
from luoshi.web.page import Request, go_to, page
from luoshi.web.undoing import offer_undo

URGE, HAND_OVER = queries.DEEDS.URGE, queries.DEEDS.HAND_OVER
FORMS: dict[str, Any] = {URGE: UrgeManyForm, HAND_OVER: HandOverManyForm}
ASKS = {URGE: Permission.MATTER_URGE, HAND_OVER: Permission.MATTER_HAND_OVER}
WILL = {
    URGE: gettext_lazy("将发出一份催办单"),
    HAND_OVER: gettext_lazy("将移交给接收人，期限不变"),
}
HEADINGS = {URGE: gettext_lazy("批量催办"), HAND_OVER: gettext_lazy("批量移交")}


def deeds_of(by: Any, *, now: Any) -> list[str]:
    """Return what ``by`` may do to many matters at once."""
    held = access.held(by, now=now)
    return [deed for deed, permission in ASKS.items() if permission in held]


@require_http_methods(["GET", "POST"])
def matter_bulk(request: Request) -> HttpResponse:
    """Choose what is done to the chosen matters, see what will become of each, then do it."""
    by, now = request.user, clock.now()
    asked = request.POST if request.method == "POST" else request.GET
    hers = deeds_of(by, now=now)
    if not hers:
        raise NotAllowed
    deed = asked.get("deed", hers[0])
    if deed not in FORMS:
        raise NotFound
    if deed not in hers:
        raise NotAllowed
    pks = [int(one) for one in asked.getlist("row") if one.isdecimal()]
    rows = list(visible_matters(by, now=now).filter(pk__in=pks[: batches.ROWS_MOST]).order_by("pk"))
    form = FORMS[deed](request.POST or None)
    context: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "deed": deed,
        "heading": HEADINGS[queries.DEEDS(deed)],
        "left_out": max(0, len(pks) - batches.ROWS_MOST),
    }
    if form.is_valid() and rows:
        given = {"deed": deed, "given": form.cleaned_data, "by": by, "now": now}
        if asked.get("stage") == "do":
            return _done(request, batches.carry_out(rows, **given))
        context["outcomes"] = _shown(batches.tried(rows, **given), deed)
        context["admitted"] = sum(1 for one in context["outcomes"] if not one["refusal"])
    return page(request, "habits/matter_bulk.html", context, status=422 if form.errors else 200)


def _shown(outcomes: list[Any], deed: str) -> list[dict[str, Any]]:
    return [
        {
            "matter": one.matter,
            "will": WILL[queries.DEEDS(deed)],
            "refusal": say(one.refusal) if one.refusal else "",
        }
        for one in outcomes
    ]


def _done(request: Request, batch: Any) -> HttpResponse:
    said = _("%(deed)s：办成%(done)s件，未办%(refused)s件。") % {
        "deed": HEADINGS[queries.DEEDS(batch.deed)],
        "done": batch.done,
        "refused": batch.refused,
    }
    if queries.may_undo(batch, now=clock.now()):
        offer_undo(request, said, address=reverse("batch_undo", args=[batch.pk]))
    else:
        messages.success(request, said)
    return go_to(request, "batch_detail", batch.pk)


@require_GET
def batch_detail(request: Request, pk: int) -> HttpResponse:
    """What became of each matter, and whether it can still be taken back."""
    now = clock.now()
    batch = queries.batch_for(request.user, pk)
    context = {
        "batch": batch,
        "heading": HEADINGS[queries.DEEDS(batch.deed)],
        "may_undo": queries.may_undo(batch, now=now),
        "rows": [row | {"refusal": row["refusal"] and _(row["refusal"])} for row in batch.rows],
    }
    return page(request, "habits/batch_detail.html", context)


@require_POST
def batch_undo(request: Request, pk: int) -> HttpResponse:
    """Lay what a bulk hand-over moved back into the hands it came from."""
    batch = queries.batch_for(request.user, pk)
    batches.undo(batch, by=request.user, now=clock.now())
    messages.success(request, _("已撤销，各件事项回到原经手人。"))
    return go_to(request, "batch_detail", pk)
