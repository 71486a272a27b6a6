"""The pages of papers: the list, one paper with its way, each step of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.issuing import (
    checking,
    documents,
    drafting,
    flagging,
    jointly,
    numbering,
    receiving,
    signing,
)
from luoshi.papers.compared import compared
from luoshi.papers.faces import NoFont
from luoshi.papers.typeset import NotSet
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, NotFound, Refusal
from luoshi.web.documents_shown import STEPS, shown
from luoshi.web.errors import STATUS, say
from luoshi.web.forms.documents import (
    CompareForm,
    DocumentFilters,
    JointForm,
    ReasonForm,
    RemarkForm,
    SettleForm,
    VersionForm,
)
from luoshi.web.lists import Column, listing
from luoshi.web.page import Request, drop_kept, go_to, page

COLUMNS = (
    Column("number", gettext_lazy("发文字号"), ("number",), css="nowrap"),
    Column("title", gettext_lazy("标题"), ("title",)),
    Column("kind", gettext_lazy("文种"), ("kind",)),
    Column("office", gettext_lazy("发文机关"), ("office__name",)),
    Column("state", gettext_lazy("状态"), ("state",)),
    Column("drafted", gettext_lazy("起草"), ("drafted_at",), css="date"),
    Column("issued", gettext_lazy("印发"), ("issued_at",), css="date"),
)


@require_GET
def document_list(request: Request) -> HttpResponse:
    """The papers that she may see, and those that wait for her unit to confirm."""
    now = clock.now()
    found = listing(
        request,
        documents.documents_for(request.user, now=now),
        columns=COLUMNS,
        default_sort="-drafted",
        filters=DocumentFilters,
    )
    context = {
        "listing": found,
        "waiting": documents.waiting_to_be_received(request.user, now=now),
        "may_draft": documents.may_draft(request.user, now=now),
    }
    return page(request, "papers/document_list.html", context, partial="papers/_document_list.html")


@require_GET
def document_detail(request: Request, pk: int) -> HttpResponse:
    """One paper: what it says beside its way; an earlier text with ?n=."""
    now = clock.now()
    document = documents.document_for(request.user, pk, now=now)
    n = request.GET.get("n", "")
    earlier = int(n) if n.isdecimal() and len(n) < 6 else None
    if earlier and not documents.inside(document, request.user, now=now):
        raise NotFound
    context = shown(document, by=request.user, now=now, n=earlier)
    return page(request, "papers/document_detail.html", context)


@require_GET
def document_compare(request: Request, pk: int) -> HttpResponse:
    """Two texts of one paper, line by line: the last two unless others are asked for."""
    now = clock.now()
    document = documents.document_for(request.user, pk, now=now)
    if not documents.inside(document, request.user, now=now):
        raise NotFound
    rows = list(document.versions.defer("said").select_related("by__person"))
    versions = [(one.n, _("第%(n)s稿（%(by)s）") % {"n": one.n, "by": one.by}) for one in rows]
    usual = {"before": max(document.said - 1, 1), "after": document.said}
    form = CompareForm(request.GET or usual, versions=versions)
    chosen = form.cleaned_data if form.is_valid() else usual
    before = documents.version_of(document, chosen["before"])
    after = documents.version_of(document, chosen["after"])
    lines = compared(before.paper, after.paper)
    context = {
        "document": document,
        "form": form,
        "before": before,
        "after": after,
        "lines": lines,
        "added": sum(line.sign == "+" for line in lines),
        "removed": sum(line.sign == "-" for line in lines),
    }
    return page(request, "papers/document_compare.html", context)


@require_POST
def document_send(request: Request, pk: int) -> HttpResponse:
    """Hand a draft to be checked."""
    return _step(request, pk, "send", checking.send_to_check)


@require_POST
def document_pass(request: Request, pk: int) -> HttpResponse:
    """Find a paper in order."""
    return _step(request, pk, "pass", checking.pass_check)


@require_POST
def document_sign(request: Request, pk: int) -> HttpResponse:
    """Sign a paper."""
    return _step(request, pk, "sign", signing.sign)


@require_POST
def document_cosign(request: Request, pk: int) -> HttpResponse:
    """Agree to a paper for an office that issues it together with its lead."""
    return _step(request, pk, "cosign", jointly.cosign)


@require_POST
def document_joint(request: Request, pk: int) -> HttpResponse:
    """Say with which offices a draft is issued."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    form = JointForm(request.POST, office=document.office, auto_id="joint_%s")
    if not form.is_valid():
        context = shown(document, by=by, now=now, wrong={"joint": form})
        return page(request, "papers/document_detail.html", context, status=422)
    said = form.cleaned_data
    try:
        jointly.set_joint_issuers(
            document, units=list(said["units"]), version=said["version"], by=by, now=now
        )
    except (IllegalMove, BadInput) as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, _("已记下联合发文机关，文稿已相应修改。"))
    return go_to(request, "document_detail", pk)


@require_POST
def document_issue(request: Request, pk: int) -> HttpResponse:
    """Give a signed paper its number and send it."""
    return _step(request, pk, "issue", numbering.issue)


@require_POST
def document_file(request: Request, pk: int) -> HttpResponse:
    """Lay an issued paper into the files."""
    return _step(request, pk, "file", _file)


def _file(document: Any, *, version: int, by: Any, now: Any) -> None:
    receiving.file_document(document, by=by, now=now)


@require_POST
def document_return(request: Request, pk: int) -> HttpResponse:
    """Give a paper back to be changed."""
    return _explained(request, pk, "return", checking.return_to_draft)


@require_POST
def document_drop(request: Request, pk: int) -> HttpResponse:
    """Give a paper up before it is issued."""
    return _explained(request, pk, "drop", drafting.drop)


@require_POST
def document_void(request: Request, pk: int) -> HttpResponse:
    """Declare an issued paper void."""
    return _explained(request, pk, "void", numbering.void)


def _step(request: Request, pk: int, name: str, take: Callable[..., None]) -> HttpResponse:
    """Take a step at once, as she read the paper; what refuses it is said on the page."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else document.version
    try:
        take(document, version=version, by=by, now=now)
    except (IllegalMove, Incomplete, BadInput, NoFont, NotSet) as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, _done(name, document))
    return go_to(request, "document_detail", pk)


def _done(name: str, document: Any) -> str:
    if name == "issue" and document.number:
        return _("已编号印发：%(number)s。") % {"number": document.number}
    return str(STEPS[name][1])


def _explained(request: Request, pk: int, name: str, take: Callable[..., None]) -> HttpResponse:
    """Take a step that is explained."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    form = ReasonForm(request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        names = {"return": ("return", "decline", "refuse", "recall")}.get(name, (name,))
        context = shown(document, by=by, now=now, wrong=dict.fromkeys(names, form))
        return page(request, "papers/document_detail.html", context, status=422)
    try:
        take(document, reason=form.cleaned_data["reason"], by=by, now=now)
    except (IllegalMove, Incomplete, BadInput) as refusal:
        return _refused(request, pk, refusal)
    drop_kept(request, f"document-{pk}-{name}")
    messages.success(request, str(STEPS[name][1]))
    return go_to(request, "document_detail", pk)


def _refused(request: Request, pk: int, refusal: Refusal) -> HttpResponse:
    """Show the paper as it stands, and why the step was refused."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    context = shown(document, by=by, now=now) | {"refused": say(refusal)}
    status = STATUS.get(type(refusal), 409)
    return page(request, "papers/document_detail.html", context, status=status)


@require_POST
def document_remark(request: Request, pk: int) -> HttpResponse:
    """Remark on a paper."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    form = RemarkForm(request.POST, auto_id="remark_%s")
    if form.is_valid():
        try:
            checking.remark(document, **form.cleaned_data, by=by, now=now)
        except (IllegalMove, Incomplete, BadInput) as refusal:
            return _refused(request, pk, refusal)
        drop_kept(request, f"document-{pk}-remark")
        messages.success(request, _("已提出修改意见。"))
        return go_to(request, "document_detail", pk)
    context = shown(document, by=by, now=now, wrong={"remark": form})
    return page(request, "papers/document_detail.html", context, status=422)


@require_POST
def document_remark_settle(request: Request, pk: int, remark: int) -> HttpResponse:
    """Note that a remark is dealt with."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    form = SettleForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    checking.settle(documents.remark_of(document, remark), answer=answer, by=by, now=now)
    messages.success(request, _("已记下处理情况。"))
    return go_to(request, "document_detail", pk)


@require_POST
def document_flag_keep(request: Request, pk: int, flag: int) -> HttpResponse:
    """Decide that flagged words stay, and say why."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        flagging.keep_flag(documents.flag_of(document, flag), reason=reason, by=by, now=now)
    except (IllegalMove, Incomplete, BadInput) as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, _("已记下保留的理由。"))
    return go_to(request, "document_detail", pk)


@require_POST
def document_receive(request: Request, pk: int) -> HttpResponse:
    """Confirm that a paper came, for each of her units to which it was sent."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    rows = documents.receipts_open_to(document, by, now=now)
    for one in rows:
        receiving.receive(one, by=by, now=now)
    if not rows:
        if documents.was_received_for(document, by, now=now):
            messages.info(request, _("贵单位已经签收过这份公文。"))
            return go_to(request, "document_detail", pk)
        raise NotAllowed
    messages.success(request, _("已签收。"))
    return go_to(request, "document_detail", pk)
