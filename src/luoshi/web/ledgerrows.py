"""Mending a ledger on its way in: one row at a time, and the names that nobody knows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.intake.ledgerin import queries
from luoshi.intake.ledgerin.checking import fix_row
from luoshi.intake.ledgerin.names import create_the_rest, decide_name
from luoshi.web.page import Request, go_to, page, wants_fragment
from luoshi.web.posted import counted, posted

NAMES_PER_PAGE = 20


@require_http_methods(["GET", "POST"])
def ledger_in_row(request: Request, pk: int) -> HttpResponse:
    """One row: as it stands, to be mended in place, or left out."""
    now = clock.now()
    row = queries.row_for(request.user, pk, now=now)
    if request.method == "POST":
        version = request.POST.get("version", "")
        texts = {
            key.removeprefix("f-"): posted(request, key)
            for key in request.POST
            if key.startswith("f-")
        }
        row = fix_row(
            row,
            version=counted(version) or 0,
            texts=texts,
            left_out="left_out" in request.POST,
            by=request.user,
            now=now,
        )
        if not wants_fragment(request):
            return go_to(request, "ledger_in_detail", row.ledger_id)
    ledger = row.ledger
    context: dict[str, Any] = {
        "ledger": ledger,
        "one": queries.shown(ledger, [row])[0],
        "may_decide": queries.may_decide(request.user, ledger, now=now),
        "is_open": ledger.state in (queries.STATES.READY, queries.STATES.DONE),
        "counts": queries.counts_of(ledger),
        "may_confirm": queries.may_confirm(request.user, ledger, now=now),
        "has_projects": any(table["register"] == "projects" for table in ledger.tables),
    }
    if not wants_fragment(request):
        return page(request, "ledgersin/ledger_in_row.html", context)
    name = "_row" if "as-it-stands" in request.GET else "_row_edit"
    name = "_row_saved" if request.method == "POST" else name
    return render(request, f"ledgersin/{name}.html", context)


@require_GET
def ledger_in_names(request: Request, pk: int) -> HttpResponse:
    """The names that the directory does not know, undecided ones first."""
    now = clock.now()
    ledger = queries.ledger_for(request.user, pk, now=now)
    names = Paginator(queries.names_of(ledger), NAMES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "ledger": ledger,
        "names": names,
        "choices": queries.choices_of(names),
        "counts": queries.counts_of(ledger),
        "may_decide": queries.may_decide(request.user, ledger, now=now),
    }
    return page(request, "ledgersin/ledger_in_names.html", context)


@require_POST
def ledger_in_name(request: Request, pk: int) -> HttpResponse:
    """Say what one name means."""
    now = clock.now()
    name = queries.name_for(request.user, pk, now=now)
    means, _mark, chosen = request.POST.get("means", "").partition(":")
    called = posted(request, "called")
    decide_name(
        name,
        means=queries.MEANS.KNOWN if called.strip() else means,
        called=called,
        chosen=counted(chosen),
        learns="learns" in request.POST,
        by=request.user,
        now=now,
    )
    return go_to(request, "ledger_in_names", name.ledger_id)


@require_POST
def ledger_in_rest(request: Request, pk: int) -> HttpResponse:
    """Let every name that is still open be somebody new."""
    now = clock.now()
    ledger = queries.ledger_for(request.user, pk, now=now)
    count = create_the_rest(ledger, by=request.user, now=now)
    messages.info(request, _("%(count)s 个名称将在登记时新建。") % {"count": count})
    return go_to(request, "ledger_in_detail", pk)
