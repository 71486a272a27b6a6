"""Addresses for calendar programs: everybody makes and ends her own; one answers with what is due."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi import clock
from luoshi.audit.origin import Door
from luoshi.diary import actions, queries
from luoshi.notices.letters import language_of
from luoshi.orgs import access
from luoshi.orgs.queries import units
from luoshi.papers.agenda import Entry, as_icalendar
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotFound
from luoshi.web.desk import rows_of
from luoshi.web.errors import say
from luoshi.web.forms.calendar import FeedForm
from luoshi.web.forms.told import tell
from luoshi.web.origin import address_of, came_in
from luoshi.web.page import Request, go_to, page

KEPT = "private, no-cache"  # a calendar program may keep it, and asks whether it still holds


@require_http_methods(["GET", "POST"])
def diary_feeds(request: Request) -> HttpResponse:
    """Her addresses, and the form for another; a new one stands on this answer only."""
    now, by = clock.now(), request.user
    access.require(by, Permission.REGISTER_SEE, now=now)
    form, made = FeedForm(request.POST or None, initial={"remind_days": 1}), ""
    if form.is_valid():
        try:
            _feed, token = actions.make_feed(**form.cleaned_data, by=by, now=now)
        except (BadInput, Incomplete) as refusal:
            tell(form, refusal)
        else:
            made = request.build_absolute_uri(reverse("diary_feed", args=[token]))
            form = FeedForm(initial={"remind_days": 1})
    context = {
        "feeds": queries.feeds_of(by),
        "form": form,
        "made": made,
        "section": "calendar",
        "known_units": units(),
    }
    answer = page(request, "calendar/diary_feeds.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def diary_feed_revoke(request: Request, pk: int) -> HttpResponse:
    """End one of her addresses at once."""
    feed = queries.feed_for(request.user, pk)
    actions.revoke_feed(feed, by=request.user, now=clock.now())
    said = _("已撤销订阅地址“%(name)s”，用它订阅的日历不再更新。")
    messages.success(request, said % {"name": feed.name})
    return go_to(request, "diary_feeds")


@login_not_required
@require_safe
def diary_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What is due, as a calendar program fetches it; 304 where it has that already."""
    now = clock.now()
    try:
        feed = queries.feed_of(token, now=now)
    except (NotFound, IllegalMove) as refusal:
        status = 410 if isinstance(refusal, IllegalMove) else 404
        return HttpResponse(say(refusal), status=status, content_type="text/plain; charset=utf-8")
    came_in(feed.account, request, door=Door.LINK)
    body = _calendar(request, feed, now=now)
    actions.note_fetched(feed, address=address_of(request), by=feed.account, now=now)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})
    answer["Cache-Control"] = KEPT
    answer["Content-Disposition"] = 'inline; filename="luoshi.ics"'
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _calendar(request: HttpRequest, feed: Any, *, now: dt.datetime) -> bytes:
    """Return the calendar in the language in which its account is written to: titles, and where to act."""
    told = queries.told_by(feed, now=now)
    with translation.override(language_of(feed.account.person)):
        rows = rows_of([one.row for one in told], today=civil_day(now), may_report=False)
        entries = [
            _entry(request, one, row.address, remind_days=feed.remind_days)
            for one, row in zip(told, rows, strict=True)
        ]
        return as_icalendar(entries, name=_("落实 · %(name)s") % {"name": feed.name})


def _entry(request: HttpRequest, told: Any, where: str, *, remind_days: int | None) -> Entry:
    row, host = told.row, request.get_host().rsplit(":", 1)[0]
    return Entry(
        uid=f"obligation-{row.pk}@{host}",
        sequence=told.changed_times,
        made_at=row.opened_at,
        changed_at=told.changed_at,
        on=row.due_on,
        title=_("%(kind)s：%(title)s") % {"kind": row.get_kind_display(), "title": row.title},
        address=request.build_absolute_uri(where) if where else "",
        remind_days=remind_days,
    )
