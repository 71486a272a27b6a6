"""One finding or one demand of a draft at a time: decide, correct, add, waive."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.intake import actions, queries
from luoshi.values.errors import BadInput, Overtaken, Refusal
from luoshi.web.cards import TABS, work_on
from luoshi.web.errors import answer, say
from luoshi.web.forms.intake import FORMS, FindingForm, names_known
from luoshi.web.page import Request, drop_kept, go_to, page, wants_fragment
from luoshi.web.posted import posted
from luoshi.web.sure import order_of


def _card(request: Request, finding: Any, *, message: str = "", status: int = 200) -> HttpResponse:
    """Answer with the card of ``finding``, and what else of the page changed with it."""
    draft = queries.draft_for(request.user, finding.draft_id, now=clock.now())
    work = work_on(draft, by=request.user, now=clock.now(), order=order_of(request))
    context = {
        "work": work,
        "draft": draft,
        "card": work.card(finding.pk, message=message),
        "changed": True,
    }
    return render(request, "intake/_decided.html", context, status=status)


@require_GET
def finding_card(request: Request, pk: int) -> HttpResponse:
    """One card as it stands: what leaving the form without saving comes back to."""
    finding = queries.finding_for(request.user, pk, now=clock.now())
    if not wants_fragment(request):
        return redirect("draft_detail", finding.draft_id)
    return _card(request, finding)


@require_POST
def finding_decide(request: Request, pk: int) -> HttpResponse:
    """Accept, reject or reopen one finding."""
    now = clock.now()
    finding = queries.finding_for(request.user, pk, now=now)
    try:
        finding = actions.decide(
            finding,
            version=_number(request.POST.get("version")),
            verdict=request.POST.get("verdict", ""),
            by=request.user,
            now=now,
        )
    except (Overtaken, BadInput) as refusal:
        if not wants_fragment(request):
            return answer(request, refusal)
        return _card(request, finding, message=say(refusal), status=422)
    if not wants_fragment(request):
        return go_to(request, "draft_detail", finding.draft_id)
    return _card(request, finding)


@require_http_methods(["GET", "POST"])
def finding_edit(request: Request, pk: int) -> HttpResponse:
    """Correct one finding: its form, and what was entered."""
    now = clock.now()
    finding = queries.finding_for(request.user, pk, now=now)
    form = _form(request, finding.kind, [finding], value=finding.value)
    version = _number(request.POST.get("version")) or finding.version
    overtaken = ""
    if form.is_bound and form.is_valid():
        try:
            finding = actions.decide(
                finding,
                version=version,
                verdict="corrected",
                correction=form.correction(),
                by=request.user,
                now=now,
            )
        except BadInput as refusal:
            form.take(refusal)
        except Overtaken as refusal:
            overtaken = say(refusal)
        else:
            if not wants_fragment(request):
                drop_kept(request, f"finding-{finding.pk}")
                return go_to(request, "draft_detail", finding.draft_id)
            answered = _card(request, finding)
            answered["X-Kept-Done"] = f"finding-{finding.pk}"
            return answered
    return _form_page(
        request, form, finding.draft_id, finding=finding, version=version, overtaken=overtaken
    )


@require_http_methods(["GET", "POST"])
def finding_new(request: Request, pk: int, kind: str) -> HttpResponse:
    """Add by hand what stands in a selected run of the text."""
    now = clock.now()
    draft = queries.draft_for(request.user, pk, now=now)
    if kind not in TABS:
        return redirect("draft_detail", pk)
    quote = request.POST.get("quote") or request.GET.get("quote", "")
    start = _number(request.POST.get("start") or request.GET.get("start"))
    form = _form(request, kind, [], value=_begun(kind, quote))
    if form.is_bound and form.is_valid():
        try:
            run = _run(draft, start, quote)
            finding = actions.add_finding(
                draft, kind=kind, start=run[0], end=run[1], data=form.correction(),
                by=request.user, now=now,
            )  # fmt: skip
        except BadInput as refusal:
            form.take(refusal)
        else:
            if not wants_fragment(request):
                return go_to(request, "draft_detail", pk)
            return _added(request, finding)
    return _form_page(request, form, pk, kind=kind, quote=quote, start=start)


def _added(request: Request, finding: Any) -> HttpResponse:
    """Answer with all cards and the text lit anew, the new card to be shown."""
    now = clock.now()
    draft = queries.draft_for(request.user, finding.draft_id, now=now)
    work = work_on(draft, by=request.user, now=now, order=order_of(request))
    context = {"work": work, "draft": draft, "added": finding}
    return render(request, "intake/_added.html", context)


def _begun(kind: str, quote: str) -> dict[str, Any]:
    """Return the value that a form for a selected run begins with."""
    quote = quote.strip().strip("。；，、")
    return {"kind": "task", "text": quote} if kind == "matter" else {"name": quote}


def _run(draft: Any, start: int, quote: str) -> tuple[int, int]:
    """Return the selected run, found again by its words where the place does not fit."""
    wanted = quote.strip()
    if wanted and draft.text[start : start + len(wanted)] == wanted:
        return start, start + len(wanted)
    return actions.place_of(draft, quote)


def _form(
    request: Request, kind: str, findings: list[Any], *, value: dict[str, Any]
) -> FindingForm:
    given = request.POST if request.method == "POST" else None
    more = {}
    if kind in {"organisation", "person"}:
        known = queries.known_in_directory(findings)
        more["known"] = [row for one in known.values() for row in one.rows]
    auto_id = f"f{findings[0].pk if findings else 'new'}-%s"
    return FORMS[kind](given, value=value, auto_id=auto_id, **more)


def _form_page(request: Request, form: FindingForm, draft_pk: int, **more: Any) -> HttpResponse:
    draft = queries.draft_for(request.user, draft_pk, now=clock.now())
    context = {
        "form": form,
        "draft": draft,
        "names": names_known(draft.findings.all()),
        **more,
    }
    status = 422 if form.is_bound else 200
    return page(
        request, "intake/finding_edit.html", context, partial="intake/_form.html", status=status
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 12 else 0


# --- demands


def _demands(request: Request, demand: Any) -> HttpResponse:
    if not wants_fragment(request):
        return go_to(request, "draft_detail", demand.draft_id)
    now = clock.now()
    draft = queries.draft_for(request.user, demand.draft_id, now=now)
    work = work_on(draft, by=request.user, now=now, order=order_of(request))
    return render(request, "intake/_settled.html", {"work": work, "draft": draft, "tab": "demands"})


@require_POST
def demand_matter(request: Request, pk: int) -> HttpResponse:
    """Turn an uncovered sentence into a matter."""
    now = clock.now()
    demand = queries.demand_for(request.user, pk, now=now)
    actions.make_matter_of(demand, by=request.user, now=now)
    return _demands(request, demand)


@require_POST
def demand_waive(request: Request, pk: int) -> HttpResponse:
    """Say why a sentence becomes no matter."""
    now = clock.now()
    demand = queries.demand_for(request.user, pk, now=now)
    try:
        reason = posted(request, "reason")
        actions.waive(demand, reason=reason, by=request.user, now=now)
    except Refusal as refusal:
        return answer(request, refusal)
    return _demands(request, demand)


@require_POST
def demand_unwaive(request: Request, pk: int) -> HttpResponse:
    """Take the waiving back."""
    now = clock.now()
    demand = queries.demand_for(request.user, pk, now=now)
    actions.unwaive(demand, by=request.user, now=now)
    return _demands(request, demand)
