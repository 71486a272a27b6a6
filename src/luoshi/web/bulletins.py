"""The pages of bulletins: the list, one to read with its figures, the rows behind each, composing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.issuing import bulletins, documents
from luoshi.papers.faces import NoFont
from luoshi.papers.typeset import NotSet
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, Overtaken
from luoshi.web.bulletins_shown import shown, stated
from luoshi.web.forms.bulletins import (
    BriefForm,
    BulletinFilters,
    ChangeHeadForm,
    CircularForm,
    CorrectionForm,
    IssueForm,
    SummaryForm,
    head_values,
)
from luoshi.web.forms.told import tell
from luoshi.web.lists import Column, listing
from luoshi.web.page import Request, go_to, page

COLUMNS = (
    Column("number", gettext_lazy("期号"), ("document__number",), css="nowrap"),
    Column("title", gettext_lazy("标题"), ("document__title",)),
    Column("kind", gettext_lazy("种类"), ("document__kind",)),
    Column("window", gettext_lazy("报告期"), ("window",), css="nowrap"),
    Column("office", gettext_lazy("发文机关"), ("document__office__name",)),
    Column("state", gettext_lazy("状态"), ("document__state",)),
    Column("drafted", gettext_lazy("起草"), ("document__drafted_at",), css="date"),
    Column("issued", gettext_lazy("印发"), ("document__issued_at",), css="date"),
)


@require_GET
def bulletin_list(request: Request) -> HttpResponse:
    """The bulletins that she may see."""
    by, now = request.user, clock.now()
    found = listing(
        request,
        bulletins.bulletins_for(by, now=now),
        columns=COLUMNS,
        default_sort="-drafted",
        filters=BulletinFilters,
    )
    context = {
        "listing": found,
        "section": "document_list",
        "may_compose": bulletins.may_compose(by, now=now),
        "may_brief": bulletins.offices_of(by, now=now).exists(),
    }
    return page(
        request, "bulletins/bulletin_list.html", context, partial="bulletins/_bulletin_list.html"
    )


@require_GET
def bulletin_detail(request: Request, pk: int) -> HttpResponse:
    """One bulletin to be read, with its figures and what corrects it."""
    return _detail(request, pk)


def _detail(
    request: Request, pk: int, *, form: IssueForm | None = None, refused: str = ""
) -> HttpResponse:
    by, now = request.user, clock.now()
    bulletin = bulletins.bulletin_for(by, pk, now=now)
    context = shown(bulletin, by=by, now=now) | {"section": "document_list", "refused": refused}
    if context["may_issue"]:
        begun = {"version": bulletin.document.version}
        context["issue_form"] = form or IssueForm(initial=begun, auto_id="issue_%s")
    status = 422 if form else 409 if refused else 200
    return page(request, "bulletins/bulletin_detail.html", context, status=status)


@require_GET
def bulletin_figure(request: Request, pk: int, code: str) -> HttpResponse:
    """The rows behind one figure, as far as she sees them: ?of=1 those it is counted out of."""
    by, now = request.user, clock.now()
    bulletin = bulletins.bulletin_for(by, pk, now=now)
    figure = bulletins.figure_in(bulletin, code)
    wants_whole = request.GET.get("of") == "1" and figure.of is not None
    rows = figure.of if wants_whole and figure.of else figure.rows
    found, hidden = bulletins.rows_behind(rows, by, now=now)
    context = {
        "section": "document_list",
        "bulletin": bulletin,
        "document": bulletin.document,
        "figure": stated(figure),
        "kind": rows.kind,
        "is_whole": wants_whole,
        "has_whole": figure.of is not None and figure.of != figure.rows,
        "rows": found,
        "hidden": hidden,
        "total": len(rows),
    }
    return page(request, "bulletins/bulletin_figure.html", context)


# --- composing


@require_http_methods(["GET", "POST"])
def summary_new(request: Request) -> HttpResponse:
    """Draft the summary of a window, or let its draft say what the register says now."""
    now = clock.now()
    form = SummaryForm(request.POST or None, **_begun(request, today=civil_day(now)))

    def compose() -> Any:
        return bulletins.compose_summary(
            window=form.cleaned_data["window"],
            head=form.head,
            office=form.cleaned_data["office"],
            by=request.user,
            now=now,
        )

    said = _("起草半月报汇总"), _("按登记汇总，得到一份草稿；已经起草过的，更新为新的一稿。")
    return _composed(request, form, compose, *said)


@require_http_methods(["GET", "POST"])
def circular_new(request: Request) -> HttpResponse:
    """Draft the circular of a window."""
    now = clock.now()
    begun = _begun(request, today=civil_day(now))
    form = CircularForm(request.POST or None, **begun)

    def compose() -> Any:
        said = form.cleaned_data
        return bulletins.compose_circular(
            window=said["window"],
            office=said["office"],
            to=said["to"],
            copies=said["copies"],
            by=request.user,
            now=now,
        )

    said = _("起草通报"), _("点名批评的通报须由单位主要负责同志签发；只列单位，不列个人。")
    return _composed(request, form, compose, *said)


@require_http_methods(["GET", "POST"])
def brief_new(request: Request) -> HttpResponse:
    """Draft a brief."""
    now = clock.now()
    begun = _begun(request, today=None)
    form = BriefForm(request.POST or None, **begun)

    def compose() -> Any:
        said = form.cleaned_data
        return bulletins.compose_brief(
            title=said["title"],
            text=said["text"],
            foreword=said["foreword"],
            head=form.head,
            office=said["office"],
            by=request.user,
            now=now,
        )

    return _composed(request, form, compose, _("起草简报"), _("一事一报，随时编发。"))


@require_http_methods(["GET", "POST"])
def bulletin_correct(request: Request, pk: int) -> HttpResponse:
    """Draft the notice that corrects an issued bulletin."""
    by, now = request.user, clock.now()
    bulletin = bulletins.bulletin_for(by, pk, now=now)
    bulletins.require_correctable(bulletin, by, now=now)
    form = CorrectionForm(request.POST or None)

    def compose() -> Any:
        return bulletins.compose_correction(
            bulletin, slips=form.slips, reason=form.cleaned_data["reason"], by=by, now=now
        )

    said = _("起草更正"), _("原件不改动，更正另发一期，并在原件的页面上注明。")
    return _composed(request, form, compose, *said, bulletin=bulletin)


@require_http_methods(["GET", "POST"])
def bulletin_head(request: Request, pk: int) -> HttpResponse:
    """Change the head and foot of a draft."""
    by, now = request.user, clock.now()
    bulletin = bulletins.bulletin_for(by, pk, now=now)
    bulletins.require_head(bulletin, by, now=now)
    begun = head_values(bulletins.masthead_of(bulletins.paper_of(bulletin)))
    begun["version"] = bulletin.document.version
    form = ChangeHeadForm(request.POST or None, initial=begun)

    def compose() -> Any:
        bulletins.change_head(
            bulletin, version=form.cleaned_data["version"], head=form.head, by=by, now=now
        )
        return bulletin.document

    return _composed(request, form, compose, _("修改报头和报尾"), "", bulletin=bulletin)


def _begun(request: Request, *, today: Any) -> dict[str, Any]:
    """Return what a form of composing begins with: her offices, the head of the last bulletin."""
    offices = bulletins.offices_of(request.user, now=clock.now())
    office = offices.first()
    values = head_values(bulletins.last_masthead(office)) if office else {}
    given: dict[str, Any] = {"offices": offices, "initial": values | {"office": office}}
    if office and not values:
        values["editor"] = office.name
        given["initial"] |= values
    return given | ({"today": today} if today else {})


def _composed(
    request: Request,
    form: forms.Form,
    compose: Callable[[], Any],
    title: str,
    hint: str,
    *,
    bulletin: Any = None,
) -> HttpResponse:
    if bulletin is None:
        bulletins.require_office(request.user, now=clock.now())
    if request.method == "POST" and form.is_valid():
        try:
            document = compose()
        except (BadInput, Incomplete, IllegalMove, Duplicate, Overtaken) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已存为草稿，请核对后送核稿。"))
            return go_to(request, "bulletin_detail", document.pk)
    context = {
        "section": "document_list",
        "form": form,
        "title": title,
        "hint": hint,
        "bulletin": bulletin,
    }
    status = 422 if form.errors else 200
    return page(request, "bulletins/bulletin_form.html", context, status=status)


# --- issuing and telling


@require_POST
def bulletin_issue(request: Request, pk: int) -> HttpResponse:
    """Issue a signed bulletin, and let its receivers be told if she says so."""
    by, now = request.user, clock.now()
    bulletin = bulletins.bulletin_for(by, pk, now=now)
    bulletins.require_issuer(bulletin, by, now=now)
    form = IssueForm(request.POST, auto_id="issue_%s")
    if not form.is_valid():
        return _detail(request, pk, form=form)
    try:
        bulletins.issue(bulletin, **form.cleaned_data, by=by, now=now)
    except (IllegalMove, Incomplete, BadInput, NoFont, NotSet) as refusal:
        return _detail(request, pk, refused=str(refusal.sentence.said(_)))
    number = documents.latest(bulletin.document).paper.issue or bulletin.document.number
    messages.success(request, _("已印发：%(number)s。") % {"number": number})
    return go_to(request, "bulletin_detail", pk)


@require_POST
def bulletin_tell(request: Request, pk: int) -> HttpResponse:
    """Let the receivers of an issued bulletin be told by mail."""
    by, now = request.user, clock.now()
    bulletin = bulletins.bulletin_for(by, pk, now=now)
    bulletins.let_tell(bulletin, by=by, now=now)
    messages.success(request, _("将提醒并邮件告知收文单位，每人一次。"))
    return go_to(request, "bulletin_detail", pk)
