"""A report on its way through unit and office, and windows that are excused."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from luoshi import clock
from luoshi.owed import queries as owed
from luoshi.progress import queries, signing
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, NotFound
from luoshi.values.halfmonth import HalfMonth
from luoshi.web.forms.reports import ReasonForm
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, go_to, page
from luoshi.web.posted import posted

PLAIN: dict[str, Any] = {"sign": signing.sign, "receive": signing.receive}
WITH_REASON: dict[str, Any] = {"send-back": signing.send_back, "return": signing.return_report}
DONE = {
    "sign": gettext_lazy("已签字，半月报已报送。"),
    "receive": gettext_lazy("已接收。"),
    "send-back": gettext_lazy("已退回填报人修改。"),
    "return": gettext_lazy("已退回，填报单位须修改后重新报送。"),
}


@require_POST
def report_step(request: Request, pk: int, step: str) -> HttpResponse:
    """Sign, send back, receive or return a report; a return says why."""
    now, by = clock.now(), request.user
    report = queries.report_for(by, pk, now=now)
    if step in PLAIN:
        PLAIN[step](report, by=by, now=now)
    elif step in WITH_REASON:
        WITH_REASON[step](report, reason=posted(request, "reason"), by=by, now=now)
    else:
        raise NotFound
    messages.success(request, DONE[step])
    return go_to(request, "report_detail", pk)


@require_http_methods(["GET", "POST"])
def report_excuse(request: Request, pk: int, window: str) -> HttpResponse:
    """One window of one project: excused, by whom and why, or the form for it."""
    now, by = clock.now(), request.user
    half = HalfMonth.parse(window)
    project = queries.to_report_on(by, pk, now=now)
    may = signing.is_office(by, project.filing, now=now)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        if not may:
            raise NotAllowed
        try:
            if form.is_valid():
                reason = form.cleaned_data["reason"]
                signing.excuse(project, window=half.id, reason=reason, by=by, now=now)
                messages.success(request, _("已批准免报。"))
                return go_to(request, "report_excuse", pk, half.id)
        except (BadInput, IllegalMove, Incomplete) as refusal:
            tell(form, refusal)
    obligation = owed.of_subject(project).filter(kind=owed.KINDS.REPORT, key=half.id).first()
    context = {
        "project": project,
        "window": half,
        "form": form,
        "may_excuse": may,
        "excuse": queries.excuse_of(project, half),
        "report": queries.current_report(project, half),
        "due": queries.due_for(project, half),
        "light": owed.light(obligation, today=civil_day(now)) if obligation else None,
        "section": "report_list",
    }
    return page(request, "reports/report_excuse.html", context, status=422 if form.errors else 200)


@require_POST
def project_signing(request: Request, pk: int) -> HttpResponse:
    """Say whether the head of the unit signs each report before it is handed in."""
    now, by = clock.now(), request.user
    project = queries.to_report_on(by, pk, now=now)
    wanted = request.POST.get("head_signs") == "yes"
    signing.require_signature(project, head_signs=wanted, by=by, now=now)
    said = _("今后半月报须经负责人签字后报送。") if wanted else _("今后半月报不须负责人签字。")
    messages.success(request, said)
    return go_to(request, "project_detail", pk)
