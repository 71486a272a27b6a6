"""Half-month reports: projects against windows, writing, reading and correcting one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from luoshi import clock
from luoshi.matters import queries as matters
from luoshi.orgs import access
from luoshi.owed import queries as owed
from luoshi.progress import actions, links, queries, raising, signing
from luoshi.projects import queries as projects
from luoshi.rules.deadlines import asks_for_expected_figures
from luoshi.rules.lights import Light
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Overtaken
from luoshi.values.halfmonth import HalfMonth
from luoshi.web.composed import papers_of
from luoshi.web.forms.projects import StageForm
from luoshi.web.forms.reports import (
    WORDS,
    CorrectionForm,
    ReasonForm,
    ReportFilters,
    ReportForm,
    returned_values,
    values_of,
    windows_wanted,
)
from luoshi.web.forms.told import tell
from luoshi.web.lists import Column, Listing, listing
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.sight import opened_by
from luoshi.web.templatetags.luoshi_ui import show, window_full

PER_PAGE = 25
TO_WRITE = (queries.State.NOT_DUE, queries.State.DUE, queries.State.MISSED)
COLUMNS = (
    Column("project", gettext_lazy("项目"), ("name",)),
    Column("unit", gettext_lazy("填报单位"), ("filing__unit__name", "name")),
)


@dataclass(frozen=True)
class Said:
    """A light in the words of reports: 按时, 迟报, 逾期未报 …"""

    colour: str
    shape: str
    word: Any
    reason: Any


def in_words(state: str | None, light: Light | None) -> Said | None:
    """Return how a report stands, by its light and in the words of reports."""
    if state is None or light is None:
        return None
    return Said(light.colour.value, light.shape.value, WORDS[state], light.reason)


# --- projects against windows


def found(request: Request, *, now: Any) -> Listing:
    """Return the filed projects that she may see, under the filters and the order of the address."""
    rows = queries.filed_within(request.user, now=now)
    return listing(
        request,
        rows,
        columns=COLUMNS,
        filters=ReportFilters,
        default_sort="unit",
        per_page=PER_PAGE,
        whole=rows.defer("filing__reporter__telephone"),  # not shown, and costly to decrypt
    )


def report_list(request: Request) -> HttpResponse:
    """Projects against windows, under the filters of the address."""
    now = clock.now()
    windows = windows_wanted(request.GET)
    found_now = found(request, now=now)
    rows = list(found_now.rows.object_list)
    shown: Any = found_now.rows.paginator.object_list
    lines = queries.matrix(request.user, windows=windows, now=now, rows=rows)
    hers = queries.reportable(request.user, rows, now=now)
    kept = signing.kept_by(request.user, rows, now=now)
    context = {
        "listing": found_now,
        "lines": [
            _shown(
                line,
                may_write=line.project.pk in hers,
                may_excuse=line.project.pk in kept,
            )
            for line in lines
        ],
        "windows": windows,
        "until": windows[-1].id if windows[-1] < _running(now) else "",
        "running": HalfMonth.containing(civil_day(now)),
        "tally": queries.tally(shown, windows=windows, now=now),
        "earlier": _turned(request, windows[0]),
        "later": _turned(request, _after(windows)) if windows[-1] < _running(now) else "",
        "legend": LEGEND,
        "may_receive": signing.receives(request.user, now=now),
    }
    return page(request, "reports/report_list.html", context, partial="reports/_report_list.html")


def _running(now: Any) -> HalfMonth:
    return HalfMonth.containing(civil_day(now))


def _after(windows: list[HalfMonth]) -> HalfMonth:
    last = windows[-1]
    for _step in windows[1:]:
        last = last.next()
    return last


def _turned(request: Request, until: HalfMonth) -> str:
    query = request.GET.copy()
    query["until"] = until.id
    return f"{request.path}?{query.urlencode()}"


@dataclass(frozen=True)
class ShownCell:
    """One cell of the table: how it stands, where a click leads ("report", "write" or "")."""

    window: HalfMonth
    light: Said | None
    leads: str
    report_id: int | None
    way: Any = ""
    excuse: Any = None


def _shown(line: Any, *, may_write: bool, may_excuse: bool) -> tuple[Any, list[ShownCell]]:
    cells = []
    for cell in line.cells:
        writable = may_write and cell.state in TO_WRITE
        leads = "report" if cell.report_id else "write" if writable else ""
        if not leads and cell.light and (may_excuse or cell.excuse):
            leads = "excuse"
        light = in_words(cell.state, cell.light)
        shown = ShownCell(
            cell.window, light, leads, cell.report_id, ON_ITS_WAY.get(cell.way, ""), cell.excuse
        )
        cells.append(shown)
    return line.project, cells


ON_ITS_WAY = {
    "waiting": gettext_lazy("待负责人签字"),
    "returned": gettext_lazy("已退回"),
}
LEGEND = [
    Said("grey", "ring", WORDS["not-due"], ""),
    Said("yellow", "triangle", WORDS["due"], ""),
    Said("blue", "check", WORDS["in-time"], ""),
    Said("blue", "late-check", WORDS["late"], ""),
    Said("red", "square", WORDS["missed"], ""),
    Said("grey", "ring", WORDS["excused"], ""),
]


# --- writing


def report_write(request: Request, pk: int, window: str) -> HttpResponse:
    """Write the report of one project for one window, beginning with the last one's words."""
    now, half = clock.now(), HalfMonth.parse(window)
    with access.one_look():  # the action asks anew
        project = queries.to_report_on(request.user, pk, now=now)
        may_report = queries.may_report(request.user, project, now=now)
    there = queries.current_report(project, half)
    if there and request.method != "POST":
        mend = may_report and there.state == queries.WAYS.RETURNED
        return go_to(request, "report_correct" if mend else "report_detail", there.pk)
    if not may_report:
        raise NotAllowed
    begun = queries.prefill(project, half)
    form = ReportForm(request.POST or None, initial=begun.values, last=begun.last, window=half)
    if form.is_valid():
        try:
            report = actions.submit(
                project, window=half.id, **form.said(), by=request.user, now=now
            )
            return _handed_in(request, report, f"report-{pk}-{half.id}")
        except (Incomplete, BadInput, IllegalMove, Overtaken) as refusal:
            tell(form, refusal)
            there = queries.current_report(project, half)
    context = writing(project, half, form, now=now) | {
        "there": there,
        "keep": f"report-{pk}-{half.id}",
    }
    return page(request, "reports/report_write.html", context, status=_status(form, there))


def _status(form: ReportForm, there: Any) -> int:
    if not form.is_bound:
        return 200
    return 409 if there else 422


def writing(project: Any, window: HalfMonth, form: ReportForm, *, now: Any) -> dict[str, Any]:
    """Return what the page needs to write or mend the report of one window."""
    obligation = owed.of_subject(project).filter(kind=owed.KINDS.REPORT, key=window.id).first()
    today, due = civil_day(now), queries.due_for(project, window)
    return {
        "project": project,
        "window": window,
        "form": form,
        "last": form.last,
        "light": owed.light(obligation, today=today) if obligation else None,
        "due": due,
        "expected": today <= window.last_day or asks_for_expected_figures(window, due.on),
        "sums": [form[name] for name in form.fields if name.startswith(("invested", "funds"))],
        "texts": [form[name] for name in queries.TEXTS if name != "progress"],
        "section": "report_list",
    }


def _handed_in(request: Request, report: Any, key: str) -> HttpResponse:
    drop_kept(request, key)
    if report.edition > 1:
        said = _("已更正，现为第%(edition)s版。原报告仍可查看。") % {"edition": report.edition}
        messages.success(request, said)
    elif report.state == queries.WAYS.WAITING:
        messages.success(request, _("半月报已填好，等待负责人签字，签字后才算报送。"))
    else:
        messages.success(request, _("半月报已报送。"))
    if report.same_text:
        messages.warning(
            request,
            _("形象进度与上期基本相同，汇总时会标注“与上期雷同”。确有新进展的，请用“更正”补充。"),
        )
    if report.edition > 1:
        for doubt in queries.doubts(report):
            messages.warning(request, doubt.said(gettext, show))
    return go_to(request, "report_detail", report.pk)


# --- reading, correcting


def report_detail(request: Request, pk: int) -> HttpResponse:
    """One report beside the one before, with its editions."""
    now = clock.now()
    report = queries.report_for(request.user, pk, now=now)
    half = HalfMonth.parse(report.window)
    obligation = queries.obligation_of(report)
    light = owed.light(obligation, today=civil_day(now)) if obligation else None
    last = queries.last_before(report.project, half)
    context = {
        "report": report,
        "project": report.project,
        "window": half,
        "last": last,
        "light": in_words(queries.state_of(light), light) if light else None,
        "due_on": obligation.due_on if obligation else None,
        "editions": list(queries.editions_of(report)),
        "figures": figures_shown(report, last),
        "texts": texts_shown(report, last),
        "moves": signing.moves_for(request.user, report, now=now),
        "signatures": list(signing.signatures_of(report)),
        "reason_form": ReasonForm(),
        "returned": signing.return_of(report) if report.is_current else None,
        "by_link": _by_link(request, report, now=now),
        "stage_form": _stage_form(request, report, now=now),
        "raised": _raised(request, report, now=now),
        "may_correct": report.is_current
        and queries.may_report(request.user, report.project, now=now),
        "section": "report_list",
    }
    context |= papers_of("report", report, by=request.user, now=now)
    return page(request, "reports/report_detail.html", context)


def _by_link(request: Request, report: Any, *, now: Any) -> dict[str, Any] | None:
    """Return how a returned report that came through a link goes back to its writer, for who may send it."""
    waits = report.is_current and report.state == queries.WAYS.RETURNED and report.link
    if not waits or not links.may_manage(request.user, report.project.filing, now=now):
        return None
    return {"person": report.link.person, "open": links.open_link(report, now=now)}


def _stage_form(request: Request, report: Any, *, now: Any) -> StageForm | None:
    """Return the form for the milestone that a report speaks of, for who may record it."""
    stage = queries.stage_to_reach(report)
    if not stage or not projects.may_edit(request.user, report.project, now=now):
        return None
    reached_on = min(queries.last_day_of(report), civil_day(now))
    evidence = _("%(window)s半月报") % {"window": window_full(report.window)}
    return StageForm(initial={"stage": stage, "reached_on": reached_on, "evidence": evidence})


def _raised(request: Request, report: Any, *, now: Any) -> list[dict[str, Any]]:
    """Return each problem that a report names, with what became of it and what she may do."""
    settled = raising.troubles_of(report)
    became = [one.matter for one in settled.values()]
    opens = opened_by(request.user, became, now=now)
    may_draft = report.is_current and matters.may_draft(request.user, now=now)
    may_know = may_draft or (
        report.is_current and queries.may_report(request.user, report.project, now=now)
    )
    return [
        {
            "text": text,
            "became": settled.get(text),
            "opens": bool(settled.get(text) and settled[text].matter_id in opens),
            "may_draft": may_draft,
            "may_know": may_know,
        }
        for text in raising.problems_of(report)
    ]


def figures_shown(report: Any, last: Any) -> list[dict[str, Any]]:
    """Return each sum of a report beside that of the one before, or None."""
    return [
        {
            "label": ReportForm.base_fields[name].label,
            "now": getattr(report, name),
            "was": getattr(last, name) if last else None,
        }
        for name in ReportForm.base_fields
        if name.startswith(("invested", "funds"))
    ]


def texts_shown(report: Any, last: Any) -> list[dict[str, Any]]:
    """Return each text of a report, and whether it only repeats the one before."""
    return [
        {
            "label": ReportForm.base_fields[name].label,
            "text": getattr(report, name),
            "same": bool(last) and getattr(last, name) == getattr(report, name),
        }
        for name in queries.TEXTS
    ]


def report_correct(request: Request, pk: int) -> HttpResponse:
    """Hand in a new edition of a report, with the reason."""
    now = clock.now()
    report = queries.report_for(request.user, pk, now=now)
    project, half = report.project, HalfMonth.parse(report.window)
    if not queries.may_report(request.user, project, now=now):
        raise NotAllowed
    if not report.is_current and request.method != "POST":
        raise Overtaken
    last = queries.last_before(project, half)
    returned = signing.return_of(report)
    values = returned_values(report) if returned else values_of(report)
    form = CorrectionForm(request.POST or None, initial=values, last=last, window=half)
    if form.is_valid():
        try:
            new = actions.correct(report, **form.said(), by=request.user, now=now)
            return _handed_in(request, new, f"correct-{pk}")
        except (Incomplete, BadInput, Overtaken) as refusal:
            tell(form, refusal)
    there = queries.current_report(project, half)
    context = writing(project, half, form, now=now) | {
        "report": report,
        "returned": returned,
        "there": there if there and there.pk != pk else None,
        "keep": f"correct-{pk}",
    }
    status = _status(form, context["there"])
    return page(request, "reports/report_write.html", context, status=status)
