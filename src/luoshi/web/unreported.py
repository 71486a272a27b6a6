"""Two lists that make a round short: who has not reported a window, and what waits to be received."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from luoshi import clock
from luoshi.owed import queries as owed
from luoshi.progress import queries, signing
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, NotAllowed, Overtaken
from luoshi.values.halfmonth import HalfMonth
from luoshi.web.page import Request, go_to, page
from luoshi.web.reports import ON_ITS_WAY, in_words
from luoshi.web.templatetags.luoshi_ui import day, window_full

RECEIVED_MOST = 200  # how many are received with one click


@require_GET
def report_unreported(request: Request) -> HttpResponse:
    """Who has not reported one half month, with words ready to be sent."""
    now = clock.now()
    today = civil_day(now)
    window = _asked(request.GET.get("window", ""), today=today)
    rows = queries.unreported_of(request.user, window, now=now)
    lines = []
    for project, obligation, way in rows:
        light = owed.light(obligation, today=today)
        shown = in_words(queries.state_of(light), light)
        lines.append((project, obligation, shown, ON_ITS_WAY.get(way, "")))
    later = window.next()
    context = {
        "window": window,
        "lines": lines,
        "units": len({one.debtor_unit_id for _project, one, *_ in lines}),
        "words": _words(lines, window, today=today),
        "earlier": window.previous(),
        "later": later if later <= HalfMonth.containing(today) else None,
        "section": "report_list",
    }
    return page(request, "reports/report_unreported.html", context)


def _asked(text: str, *, today: dt.date) -> HalfMonth:
    """Return the window of the address; the last one that has ended otherwise."""
    running = HalfMonth.containing(today)
    try:
        return min(HalfMonth.parse(text), running)
    except BadInput:
        return running.previous()


def _words(lines: list[Any], window: HalfMonth, *, today: dt.date) -> str:
    """Return one line for each reporter, ready to be pasted into a message."""
    said = []
    for project, obligation, _shown, _way in lines:
        told = {
            "unit": obligation.debtor_unit,
            "who": obligation.debtor or "",
            "project": project,
            "window": window_full(window),
            "due": day(obligation.due_on),
        }
        words = _("%(unit)s %(who)s：请报送“%(project)s”%(window)s半月报，期限%(due)s") % told
        if late := max((today - obligation.due_on).days, 0):
            words += ngettext("，已逾期%(days)s天", "，已逾期%(days)s天", late) % {"days": late}
        said.append(words + _("。"))
    return "\n".join(said)


@require_http_methods(["GET", "POST"])
def report_receive_many(request: Request) -> HttpResponse:
    """What was handed in and waits for the office: read, ticked, received together."""
    now, by = clock.now(), request.user
    if not signing.receives(by, now=now):
        raise NotAllowed
    waiting = signing.to_receive(by, now=now)
    if request.method == "POST":
        wanted = set(request.POST.getlist("report"))
        done = 0
        for report in [one for one in waiting if str(one.pk) in wanted]:
            try:
                signing.receive(report, by=by, now=now)
                done += 1
            except Overtaken:
                continue  # a colleague was faster: it is received either way
        said = ngettext("已接收%(count)s份半月报。", "已接收%(count)s份半月报。", done)
        messages.success(request, said % {"count": done})
        return go_to(request, "report_receive_many")
    lines = [(one, HalfMonth.parse(one.window), queries.doubts(one)) for one in waiting]
    context = {"lines": lines[:RECEIVED_MOST], "count": len(lines), "section": "report_list"}
    return page(request, "reports/report_receive_many.html", context)
