"""What becomes of the problems of a report, and two editions of one beside each other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.progress import queries, raising
from luoshi.values.halfmonth import HalfMonth
from luoshi.web.page import Request, go_to, page
from luoshi.web.posted import posted
from luoshi.web.reports import figures_shown, texts_shown


@require_POST
def report_problem_raise(request: Request, pk: int) -> HttpResponse:
    """Draft a matter of one problem, and lead to it."""
    now = clock.now()
    report = queries.report_for(request.user, pk, now=now)
    text = posted(request, "text")
    matter = raising.raise_matter(report, text=text, by=request.user, now=now)
    messages.success(request, _("已立为事项草稿。补齐牵头单位、责任人、期限和办结标准后送审。"))
    return go_to(request, "matter_edit", matter.pk)


@require_POST
def report_problem_known(request: Request, pk: int) -> HttpResponse:
    """Say that one problem is known and needs no help."""
    now = clock.now()
    report = queries.report_for(request.user, pk, now=now)
    said = {name: posted(request, name) for name in ("text", "note")}
    raising.mark_known(report, **said, by=request.user, now=now)
    messages.success(request, _("已标注“已知，无需帮助”。"))
    return go_to(request, "report_detail", pk)


@require_GET
def report_compare(request: Request, pk: int) -> HttpResponse:
    """One edition beside another: the one before it, if the address names none."""
    now = clock.now()
    report = queries.report_for(request.user, pk, now=now)
    editions = list(queries.editions_of(report))
    wanted = request.GET.get("with", str(report.edition - 1))
    other = next((one for one in editions if str(one.edition) == wanted), None)
    context = {
        "report": report,
        "other": other,
        "project": report.project,
        "window": HalfMonth.parse(report.window),
        "editions": [one for one in editions if one.pk != report.pk],
        "lines": _lines(report, other) if other else [],
        "section": "report_list",
    }
    return page(request, "reports/report_compare.html", context)


def _lines(report: Any, other: Any) -> list[dict[str, Any]]:
    """Return each field of two editions: its label, both values, whether they differ."""
    stages = {
        "label": _("形象阶段"),
        "now": report.get_stage_display(),
        "was": other.get_stage_display(),
        "changed": report.stage != other.stage,
    }
    sums = [
        one | {"is_sum": True, "changed": one["now"] != one["was"]}
        for one in figures_shown(report, other)
    ]
    pairs = zip(texts_shown(report, None), texts_shown(other, None), strict=True)
    texts = [
        {
            "label": one["label"],
            "now": one["text"],
            "was": two["text"],
            "changed": one["text"] != two["text"],
        }
        for one, two in pairs
    ]
    return [stages, *sums, *texts]
