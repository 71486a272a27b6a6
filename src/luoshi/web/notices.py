"""Notices: what she was told, read or put off; and the links of the mails, which lead to the very page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock, policy
from luoshi.notices import actions, queries, tokens
from luoshi.notices import channels as ways
from luoshi.orgs import access
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove
from luoshi.web import noticed
from luoshi.web.desk import rows_of
from luoshi.web.errors import say
from luoshi.web.forms.notices import LaterForm
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, go_to, page

PER_PAGE = 50


def tabs_of(request: Request, tab: str) -> dict[str, Any]:
    """Return what the tabs over these pages need: which pages are hers, which is open."""
    by, now = request.user, clock.now()
    held = access.held(by, now=now)
    return {
        "section": "notice_list",
        "tab": tab,
        "may_urge": Permission.MATTER_URGE in held,
        "may_decide": Permission.ESCALATION_DECIDE in held or Permission.MATTER_URGE in held,
        "may_see_outbox": queries.may_see_outbox(by, now=now),
    }


@require_GET
def notice_list(request: Request) -> HttpResponse:
    """What she was told: unread, one row for each thing; or all there ever was."""
    return _list(request)


def _list(request: Request, *, sent: tuple[int, LaterForm] | None = None) -> HttpResponse:
    by, now = request.user, clock.now()
    today = civil_day(now)
    everything = request.GET.get("show") == "all"
    may_report = Permission.REPORT_SUBMIT in access.held(by, now=now)
    if everything:
        pages: Any = Paginator(queries.all_for(by, now=now), PER_PAGE).get_page(
            request.GET.get("page")
        )
        found = [(one, 1) for one in pages]
    else:
        unread = noticed.Newest(queries.unread_for(by, now=now, today=today))
        pages = Paginator(unread, PER_PAGE).get_page(request.GET.get("page"))
        found = list(pages)
    rows = noticed.told(found, rows=lambda all_: rows_of(all_, today=today, may_report=may_report))
    waiting = queries.unread_for(by, now=now).filter(later_on__gt=today).count()
    context = {
        "rows": [(row, _later_form(row.notice, today, sent)) for row in rows],
        "everything": everything,
        "pages": pages,
        "put_off": waiting,
        "mail_is_on": bool(ways.current().channels),
        "address": by.person.email if hasattr(by, "person") else "",
    }
    context |= tabs_of(request, "notice_list")
    return page(request, "notices/notice_list.html", context, status=422 if sent else 200)


def _later_form(notice: Any, today: Any, sent: tuple[int, LaterForm] | None) -> LaterForm:
    if sent and sent[0] == notice.pk:
        return sent[1]
    return LaterForm(initial={"to": noticed.tomorrow(today)}, auto_id=f"later{notice.pk}_%s")


@require_POST
def notice_read(request: Request, pk: int) -> HttpResponse:
    """Put one away, with the earlier ones of the same thing."""
    notice = queries.notice_for(request.user, pk, now=clock.now())
    actions.mark_read(notice, by=request.user, now=clock.now())
    messages.success(request, _("已标为已读。"))
    return go_to(request, "notice_list")


@require_POST
def notice_later(request: Request, pk: int) -> HttpResponse:
    """Let one rest until another day."""
    notice = queries.notice_for(request.user, pk, now=clock.now())
    form = LaterForm(request.POST, auto_id=f"later{pk}_%s")
    if form.is_valid():
        try:
            actions.put_off(notice, **form.cleaned_data, by=request.user, now=clock.now())
            messages.success(request, _("到时再提醒您。待办和期限不变。"))
            return go_to(request, "notice_list")
        except BadInput as refusal:
            tell(form, refusal)
    return _list(request, sent=(pk, form))


@never_cache
@require_GET
def go(request: Request, token: str) -> HttpResponse:
    """Lead from a link in a mail to where the thing is done; it is read with that."""
    by, now = request.user, clock.now()
    today = civil_day(now)
    days = policy.current().rules_on(today).messages.link_days
    try:
        notice = tokens.notice_behind(token, by=by, days=days, now=now)
    except IllegalMove as refusal:
        return page(request, "notices/link_over.html", {"sentence": say(refusal)}, status=410)
    actions.mark_read(notice, by=by, now=now)
    may_report = Permission.REPORT_SUBMIT in access.held(by, now=now)
    [row] = noticed.told(
        [(notice, 1)], rows=lambda all_: rows_of(all_, today=today, may_report=may_report)
    )
    return redirect(row.address or "desk")
