"""Links for a handler without an account: made and revoked inside, used outside the gate."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from luoshi import clock
from luoshi.progress import actions, links, queries, signing
from luoshi.rules.deadlines import asks_for_expected_figures
from luoshi.values.civil import civil_day
from luoshi.values.errors import (
    BadInput,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
)
from luoshi.values.halfmonth import HalfMonth
from luoshi.web.errors import STATUS, say
from luoshi.web.forms.reports import CorrectionForm, LinkForm, ReportForm, returned_values
from luoshi.web.forms.told import tell
from luoshi.web.origin import address_of
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.reports import figures_shown, texts_shown
from luoshi.web.templatetags.luoshi_ui import moment, window_full


@never_cache
def report_links(request: Request, pk: int) -> HttpResponse:
    """The links of one project; a new one is shown this once."""
    now, by = clock.now(), request.user
    project = queries.to_report_on(by, pk, now=now)
    if not links.may_manage(by, project.filing, now=now):
        raise NotAllowed
    form = _link_form(project, request, now=now)
    shown = None
    if form.is_valid():
        try:
            shown = links.make_link(project, **form.cleaned_data, by=by, now=now)
        except (BadInput, IllegalMove) as refusal:
            tell(form, refusal)
    return _listed(request, project, form, shown, now=now)


def _link_form(project: Any, request: Request, *, now: Any, given: bool = True) -> LinkForm:
    windows = queries.unreported(project, today=civil_day(now))
    initial = {"person": project.filing.reporter, "window": request.GET.get("window")}
    return LinkForm((request.POST or None) if given else None, windows=windows, initial=initial)


def _listed(
    request: Request, project: Any, form: LinkForm, shown: links.Shown | None, *, now: Any
) -> HttpResponse:
    """Return the links of a project; one that was just made is shown with its address."""
    context: dict[str, Any] = {"project": project, "form": form, "section": "report_list"}
    if shown:
        address = request.build_absolute_uri(reverse("report_by_link", args=[shown.token]))
        mail = _letter(shown.link, address)
        context |= {"made": shown.link, "address": address, "mail": mail}
        context["form"] = _link_form(project, request, now=now, given=False)
    context["links"] = [(link, _state(link, now=now)) for link in links.links_of(project)]
    status = 422 if form.is_bound and not shown else 200
    return page(request, "reports/link_list.html", context, status=status)


@never_cache
@require_POST
def report_link_again(request: Request, pk: int) -> HttpResponse:
    """Make a new link for whoever wrote a returned report through one, and show it this once."""
    now, by = clock.now(), request.user
    report = queries.report_for(by, pk, now=now)
    shown = links.offer_again(report, by=by, now=now)
    project = queries.to_report_on(by, report.project_id, now=now)
    form = _link_form(project, request, now=now, given=False)
    return _listed(request, project, form, shown, now=now)


def _state(link: Any, *, now: Any) -> str:
    if link.used_at:
        return "used"
    if link.revoked_at:
        return "revoked"
    return "expired" if link.expires_at <= now else "open"


def _letter(link: Any, address: str) -> str:
    told = {"project": link.project, "window": window_full(link.window)}
    subject = _("请填报%(project)s%(window)s半月报") % told
    body = _("请打开下面的链接填报，%(until)s前有效，请勿转发：") % {
        "until": moment(link.expires_at)
    }
    asked = {"subject": subject, "body": f"{body}\r\n{address}"}
    return f"mailto:?{urlencode(asked, quote_via=quote)}"


@require_POST
def report_link_revoke(request: Request, pk: int) -> HttpResponse:
    """Let a link lead nowhere from now on."""
    now = clock.now()
    link = links.link_for(request.user, pk, now=now)
    links.revoke_link(link, by=request.user, now=now)
    messages.success(request, _("链接已撤回。"))
    return go_to(request, "report_links", link.project_id)


@login_not_required
@never_cache
def report_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The one report that a link is for: the form, or what was handed in with it."""
    now = clock.now()
    try:
        link = links.link_of(token, now=now)
    except (NotFound, IllegalMove) as refusal:
        status = 410 if isinstance(refusal, IllegalMove) else STATUS[type(refusal)]
        context = {"sentence": say(refusal)}
        return page(request, "reports/by_link_closed.html", context, status=status)
    half = HalfMonth.parse(link.window)
    there = queries.current_report(link.project, half)
    if there and (link.used_at or there.state != queries.WAYS.RETURNED):
        return _handed_in(request, link, there)
    form = _form_of(request, link, half, there)
    if form.is_valid():
        try:
            guest = actions.Guest(link.person.name, address=address_of(request))
            links.report_by_link(link, **form.said(), by=guest, now=now)
            drop_kept(request, _key(link))
            return redirect("report_by_link", token)
        except (Incomplete, BadInput, IllegalMove, Overtaken) as refusal:
            tell(form, refusal)
    returned = signing.return_of(there) if there else None
    return _asked(request, link, form, returned=returned, status=422 if form.is_bound else 200)


def _form_of(request: HttpRequest, link: Any, half: HalfMonth, there: Any) -> ReportForm:
    """Return the form of a new report, or that of a returned one with what it says."""
    if there:
        last = queries.last_before(link.project, half)
        return CorrectionForm(
            request.POST or None, initial=returned_values(there), last=last, window=half
        )
    begun = queries.prefill(link.project, half)
    return ReportForm(request.POST or None, initial=begun.values, last=begun.last, window=half)


def _key(link: Any) -> str:
    return f"link-{link.pk}"


def _asked(
    request: HttpRequest, link: Any, form: ReportForm, *, returned: Any, status: int
) -> HttpResponse:
    due = queries.due_for(link.project, form.window)
    early = civil_day(clock.now()) <= form.window.last_day
    context = {
        "link": link,
        "project": link.project,
        "window": form.window,
        "form": form,
        "returned": returned,
        "report": None,
        "sums": [form[name] for name in form.fields if name.startswith(("invested", "funds"))],
        "texts": [form[name] for name in queries.TEXTS if name != "progress"],
        "due": due,
        "expected": early or asks_for_expected_figures(form.window, due.on),
        "keep": _key(link),
    }
    return page(request, "reports/by_link.html", context, status=status)


def _handed_in(request: HttpRequest, link: Any, report: Any) -> HttpResponse:
    context = {
        "link": link,
        "project": link.project,
        "window": HalfMonth.parse(link.window),
        "report": report,
        "figures": figures_shown(report, None),
        "said": texts_shown(report, None),
    }
    return page(request, "reports/by_link.html", context)
