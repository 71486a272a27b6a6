"""A report as an Excel slip: handed out, taken back into the form, and never saved by itself."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.papers import slip
from luoshi.progress import actions, links, queries, signing
from luoshi.sources import files
from luoshi.sources.secrecy import refuse_marks
from luoshi.values.errors import (
    BadInput,
    IllegalMove,
    Incomplete,
    NotAllowed,
    Overtaken,
    TooLarge,
    Unreadable,
)
from luoshi.values.halfmonth import HalfMonth
from luoshi.web.errors import say
from luoshi.web.forms.reports import SUMS, CorrectionForm, ReportForm, returned_values
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, page
from luoshi.web.reports import writing
from luoshi.web.secretwatch import met_harm
from luoshi.web.templatetags.luoshi_ui import window_full

SIGNED = Signer(salt="report-slip")
SLIP_BYTES_MAX = 1024 * 1024
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ASKED = ("stage", "progress", *SUMS, "formalities", "problems", "next_steps", "coordination")


def _returned(project: Any, half: HalfMonth) -> Any:
    """Return the report that came back and is to be mended, None where a new one is written."""
    there = queries.current_report(project, half)
    return there if there and there.state == queries.WAYS.RETURNED else None


def _form(project: Any, half: HalfMonth, values: Any = None) -> ReportForm:
    """Return the form of a new report, or of a returned one with what it says."""
    if there := _returned(project, half):
        last = queries.last_before(project, half)
        return CorrectionForm(values, initial=returned_values(there), last=last, window=half)
    begun = queries.prefill(project, half)
    return ReportForm(values, initial=begun.values, last=begun.last, window=half)


@require_GET
def report_slip(request: Request, pk: int, window: str) -> HttpResponse:
    """Hand out the slip of one project and window: from the last report, or with what came back.

    It leaves an event, as every file does that is taken out.  Whoever may send a link may send the slip instead.
    """
    now, by, half = clock.now(), request.user, HalfMonth.parse(window)
    project = queries.to_report_on(by, pk, now=now)
    if not links.may_manage(by, project.filing, now=now):
        raise NotAllowed
    form = _form(project, half)
    lines = [_line(form, name) for name in ASKED + ("correction",)]
    title = f"{project.name} {window_full(half)}"
    data = slip.workbook(title, key=SIGNED.sign(f"{pk}:{half.id}"), lines=lines)
    links.hand_out_slip(project, window=half.id, by=by, now=now)
    answer = HttpResponse(data, content_type=SHEET)
    answer["Content-Disposition"] = f'attachment; filename="slip-{pk}-{half.id}.xlsx"'
    return answer


def _line(form: ReportForm, name: str) -> slip.Line:
    field, value = form.fields[name], form[name].value()
    shown, hint = str(value or ""), str(field.help_text)
    if name == "stage":
        labels = dict(queries.STAGES.choices)
        shown = str(labels.get(value, ""))
        hint = _("可填：%(stages)s") % {"stages": "、".join(map(str, labels.values()))}
    elif name in SUMS:
        hint = _("单位：万元。也可以写“3.5亿元”。")
        if name in ("invested_year", "invested_total") and form.last:
            hint += _("不填则自动累加。")
    return slip.Line(name, str(field.label), shown, hint)


@require_POST
def report_slip_back(request: Request, pk: int, window: str) -> HttpResponse:
    """Show the form with what a filled slip says, and what speaks against it; nothing is saved."""
    now, half = clock.now(), HalfMonth.parse(window)
    project = queries.to_report_on(request.user, pk, now=now)
    if not queries.may_report(request.user, project, now=now):
        raise NotAllowed
    returned = _returned(project, half)
    there = None if returned else queries.current_report(project, half)
    context: dict[str, Any] = {"there": there}
    if returned:
        context |= {"report": returned, "returned": signing.return_of(returned)}
    try:
        values = _values(request.FILES.get("slip"), f"{pk}:{half.id}")
        form = _form(project, half, values)
        _check(request, project, half, form, returned)
        context["from_slip"] = True
    except (BadInput, Unreadable, TooLarge) as refusal:
        met_harm(request, refusal)
        form = _form(project, half)
        context["slip_wrong"] = say(refusal)
    context |= writing(project, half, form, now=now)
    context["keep"] = f"slip-{pk}-{half.id}"
    status = 422 if "slip_wrong" in context else 200
    return page(request, "reports/report_write.html", context, status=status)


def _values(upload: Any, wanted: str) -> dict[str, str]:
    """Return what the slip says by field; raises BadInput for one that is not of this report."""
    if upload is None:
        raise BadInput.of("slip", _("请选择填好的Excel填报表。"), code="slip-missing")
    if upload.size > SLIP_BYTES_MAX:
        raise TooLarge(_("填报表不应超过1MB，请使用下载的原表填写。"), code="slip-too-large")
    inside = files.text_of(upload.read(), upload.name)
    refuse_marks(inside.text, *inside.beside.split("\f"))
    read = slip.filled(inside.text)
    if read is None or read.version != slip.VERSION:
        raise BadInput.of(
            "slip", _("这不是本系统的填报表，或编号已被删改。请重新下载后填写。"), code="slip-wrong"
        )
    try:
        key = SIGNED.unsign(read.key)
    except BadSignature as error:
        raise BadInput.of(
            "slip", _("填报表中的编号已被改动，请重新下载后填写。"), code="slip-altered"
        ) from error
    if key != wanted:
        raise BadInput.of(
            "slip", _("这张填报表属于另一个项目或另一期，请核对后上传。"), code="slip-other"
        )
    values = {name: read.values.get(name, "") for name in ASKED + ("correction",)}
    stages = {str(label): code for code, label in queries.STAGES.choices}
    return values | {"stage": stages.get(values["stage"], values["stage"])}


def _check(
    request: Request, project: Any, half: HalfMonth, form: ReportForm, returned: Any
) -> None:
    """Tell at the fields what handing in would refuse, and take everything back."""
    if not form.is_valid():
        return
    try:
        with transaction.atomic():
            told = form.said() | {"by": request.user, "now": clock.now()}
            if returned:
                actions.correct(returned, **told)
            else:
                actions.submit(project, window=half.id, **told)
            transaction.set_rollback(True)
    except (Incomplete, BadInput, IllegalMove, Overtaken) as refusal:
        tell(form, refusal)
