"""The screen of a session: one item in big type, what is decided of it, and what is to be issued now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.deciding import queries as deciding
from luoshi.matters import actions as matters
from luoshi.matters import queries as matter_queries
from luoshi.reviewing import queries, sitting
from luoshi.rules import sessions as rules
from luoshi.values.errors import BadInput, Duplicate, Incomplete, NotAllowed, NotFound, Refusal
from luoshi.web.errors import say
from luoshi.web.forms.sessions import DecideForm, SayForm
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.sessionshown import line_of


@require_GET
def session_screen(request: Request, pk: int, n: int) -> HttpResponse:
    """One item on the whole screen; ← and → lead to its neighbours."""
    now = clock.now()
    session = queries.session_for(request.user, pk, now=now)
    return _screen(request, session, n, now=now)


def _screen(
    request: Request,
    session: Any,
    n: int,
    *,
    now: dt.datetime,
    sent: DecideForm | None = None,
) -> HttpResponse:
    rows = list(queries.items_seen(session, request.user, now=now))
    if not 1 <= n <= len(rows):
        raise NotFound
    row = rows[n - 1]
    line = line_of(session, row, n, request.user, now=now)
    keeps = queries.may_keep(request.user, session, now=now)
    may_say = keeps and session.state in rules.DECIDING and row.outcome != "decided"
    context = {
        "session": session,
        "line": line,
        "item": row,
        "count": len(rows),
        "earlier": reverse("session_screen", args=[session.pk, n - 1]) if n > 1 else "",
        "later": reverse("session_screen", args=[session.pk, n + 1]) if n < len(rows) else "",
        "options": _options(row),
        "decide_form": (sent or DecideForm(initial=_beginning(row), auto_id="decide_%s"))
        if may_say
        else None,
        "say_form": SayForm(auto_id="say_%s") if may_say else None,
        "is_open": sent is not None,
        "to_issue": queries.to_issue(request.user, session, now=now).count(),
    }
    status = 422 if sent is not None else 200
    return page(request, "sessions/session_screen.html", context, status=status)


def _beginning(row: Any) -> dict[str, Any]:
    about = row.matter
    if about is None:
        return {}
    return {"lead": about.lead_id, "person": about.person_id}


def _options(row: Any) -> list[str]:
    """Return the options that are laid before the session: those of a decision point."""
    if row.decision is None:
        return []
    return [str(one) for one in row.decision.options.all()]


@require_POST
def agenda_decide(request: Request, pk: int, item: int) -> HttpResponse:
    """Let a decision be a matter at once, for the leader to issue."""
    now = clock.now()
    session, row, n = _item(request, pk, item, now=now)
    form = DecideForm(request.POST, auto_id="decide_%s")
    if form.is_valid():
        try:
            sitting.decide(row, **form.cleaned_data, by=request.user, now=now)
        except (BadInput, Incomplete, Duplicate) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已记录并送审，请领导在“现在签发”页签发。"))
            drop_kept(request, f"decide-{item}")
            return go_to(request, "session_screen", pk, n)
    return _screen(request, session, n, now=now, sent=form)


@require_POST
def agenda_say(request: Request, pk: int, item: int, kind: str) -> HttpResponse:
    """Note that the session took notice, or that the item comes again next time."""
    now = clock.now()
    _session, row, n = _item(request, pk, item, now=now)
    form = SayForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    try:
        sitting.say(row, outcome=kind, words=words, by=request.user, now=now)
    except BadInput:
        raise NotFound from None
    messages.success(request, _("已记录。"))
    return go_to(request, "session_screen", pk, n)


def _item(request: Request, pk: int, item: int, *, now: dt.datetime) -> tuple[Any, Any, int]:
    session = queries.session_for(request.user, pk, now=now)
    if not queries.may_keep(request.user, session, now=now):
        raise NotAllowed
    row = queries.item_for(request.user, session, item, now=now)
    seen = queries.items_seen(session, request.user, now=now)
    order = list(seen.values_list("pk", flat=True))
    return session, row, order.index(row.pk) + 1


@require_GET
def session_issue(request: Request, pk: int) -> HttpResponse:
    """What was decided and waits for her signature: one click for each, by her own seat."""
    now = clock.now()
    session = queries.session_for(request.user, pk, now=now)
    rows = [
        {"row": one, "why": _barred(one, request.user, now=now)}
        for one in queries.to_issue(request.user, session, now=now)
    ]
    decisions = [
        one.decision
        for one in queries.items_seen(session, request.user, now=now)
        if one.decision and deciding.may_decide(one.decision, request.user, now=now)
    ]
    context = {"session": session, "rows": rows, "decisions": decisions}
    return page(request, "sessions/session_issue.html", context)


def _barred(matter: Any, by: Any, *, now: dt.datetime) -> str:
    """Return what keeps ``by`` from issuing a matter, in words; "" where nothing does."""
    try:
        matter_queries.check_move(by, matter, "issue", now=now)
    except Refusal as refusal:
        return str(say(refusal))
    return ""


@require_POST
def session_issue_one(request: Request, pk: int, item: int) -> HttpResponse:
    """Issue one matter that was decided in the session, by her own click and seat."""
    now = clock.now()
    session = queries.session_for(request.user, pk, now=now)
    rows = queries.to_issue(request.user, session, now=now)
    matter = rows.filter(decided_as=item).first()
    if matter is None:
        raise NotFound
    matters.issue(matter, by=request.user, now=now)
    messages.success(request, _("已签发：%(number)s") % {"number": matter.number})
    return go_to(request, "session_issue", pk)
