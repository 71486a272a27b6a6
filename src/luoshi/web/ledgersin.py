"""Ledgers on their way in: handed in, their columns said, looked through, confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.intake.ledgerin import queries
from luoshi.intake.ledgerin.checking import set_mapping
from luoshi.intake.ledgerin.fields import WHY_SKIPPED
from luoshi.intake.ledgerin.stepping import carry_on
from luoshi.intake.ledgerin.taking import note_taken_out, take_in_ledger
from luoshi.intake.ledgerin.writing import cancel_ledger, confirm_ledger
from luoshi.issuing import actions as issuing
from luoshi.orgs.queries import home_unit
from luoshi.papers.ledger import Column as SheetColumn
from luoshi.papers.ledger import Ledger, workbook
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, NotAllowed, NotFound, TooLarge, Unreadable
from luoshi.values.sentences import Sentence
from luoshi.web.attached import attached
from luoshi.web.errors import say, say_fields
from luoshi.web.exports import XLSX
from luoshi.web.forms.ledgersin import REGISTERS, LedgerFileForm, tables_said, tables_shown
from luoshi.web.lists import Column, listing
from luoshi.web.page import Request, go_to, page
from luoshi.web.posted import counted
from luoshi.web.secretwatch import met_harm
from luoshi.web.templatetags.luoshi_ui import show

PER_PAGE = 50
AT_ONCE = 0.8  # seconds that a page spends on a step before it shows how far it is
NAME_SHOWN = 60
COLUMNS = (
    Column("state", gettext_lazy("状态")),
    Column("file", gettext_lazy("台账文件"), ("file_name",)),
    Column("rows", gettext_lazy("行数"), ("rows",)),
    Column("by", gettext_lazy("导入人"), ("opened_by__person__name",)),
    Column("opened", gettext_lazy("导入时间"), ("opened_at",)),
)
VIEWS = (
    ("doubtful", gettext_lazy("有疑问")),
    ("blocked", gettext_lazy("须更正")),
    ("add", gettext_lazy("新增")),
    ("change", gettext_lazy("有改动")),
    ("same", gettext_lazy("没有变化")),
    ("out", gettext_lazy("不导入")),
    ("refused", gettext_lazy("未登记")),
    ("all", gettext_lazy("全部")),
)


@require_GET
def ledger_in_list(request: Request) -> HttpResponse:
    """The ledgers in sight, newest first."""
    now = clock.now()
    rows = queries.visible_ledgers(request.user, now=now)
    context = {
        "listing": listing(request, rows, columns=COLUMNS, default_sort="-opened"),
        "may_add": queries.may_add(request.user, now=now),
    }
    return page(request, "ledgersin/ledger_in_list.html", context, partial="ledgersin/_list.html")


@require_http_methods(["GET", "POST"])
def ledger_in_new(request: Request) -> HttpResponse:
    """Hand in a ledger; leads to the page of its columns."""
    posted = request.method == "POST"
    form = LedgerFileForm(request.POST, request.FILES) if posted else LedgerFileForm()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _taken_in(request, file)
        except (TooLarge, Unreadable, BadInput) as refusal:
            met_harm(request, refusal)
            words = _("“%(name)s”没有读入。%(why)s")
            said = {"name": file.name[-NAME_SHOWN:], "why": say(refusal)}
            form.add_error("file", words % said)
    status = 422 if form.is_bound else 200
    return page(request, "ledgersin/ledger_in_new.html", {"form": form}, status=status)


def _taken_in(request: Request, file: Any) -> HttpResponse:
    now = clock.now()
    taken = take_in_ledger(
        data=file.read(),
        file_name=file.name,
        held_by=home_unit(request.user, now=now, to=Permission.SOURCE_ADD),
        by=request.user,
        now=now,
    )
    if taken.already_open:
        messages.info(request, _("这份文件正在办理，下面是原来的页面，没有重复读入。"))
    return go_to(request, "ledger_in_detail", taken.ledger.pk)


@require_GET
def ledger_in_detail(request: Request, pk: int) -> HttpResponse:
    """One ledger where it stands: its columns, its progress, or its rows."""
    now = clock.now()
    ledger = queries.ledger_for(request.user, pk, now=now)
    context: dict[str, Any] = {
        "ledger": ledger,
        "may_decide": queries.may_decide(request.user, ledger, now=now),
        "may_confirm": queries.may_confirm(request.user, ledger, now=now),
    }
    if ledger.state == queries.STATES.MAPPING:
        return _columns_page(request, context)
    if queries.is_under_way(ledger):
        return page(request, "ledgersin/ledger_in_progress.html", context | _progress(ledger))
    return page(request, "ledgersin/ledger_in_detail.html", context | _preview(request, ledger))


def _preview(request: Request, ledger: Any) -> dict[str, Any]:
    counts = queries.counts_of(ledger)
    usual = "refused" if counts.refused else "doubtful" if counts.doubtful else "all"
    view = request.GET.get("view", usual)
    view = view if view in dict(VIEWS) else usual
    totals = {name: getattr(counts, name, ledger.rows) for name, _label in VIEWS}
    rows = Paginator(queries.rows_in_view(ledger, view), PER_PAGE).get_page(request.GET.get("page"))
    registers = {table["register"] for table in ledger.tables}
    return {
        "counts": counts,
        "view": view,
        "views": [
            (name, label, totals[name]) for name, label in VIEWS if totals[name] or name == view
        ],
        "page_of_rows": rows,
        "rows": queries.shown(ledger, rows),
        "notes": queries.notes_of(ledger),
        "skipped": [(one, Sentence(WHY_SKIPPED[one["why"]])) for one in ledger.skipped],
        "has_projects": "projects" in registers,
        "is_open": ledger.state in (queries.STATES.READY, queries.STATES.DONE),
        "nothing_new": not counts.add and not counts.change and not counts.blocked,
    }


def _columns_page(
    request: Request, context: dict[str, Any], *, errors: dict[str, str] | None = None
) -> HttpResponse:
    ledger = context["ledger"]
    wanted = request.POST if errors else request.GET
    tables = ledger.tables
    if errors:
        said = tables_said(ledger.tables, request.POST)
        tables = [table | one for table, one in zip(ledger.tables, said, strict=True)]
        wanted = {}
    shown = tables_shown(tables, queries.samples_of(ledger), wanted, errors or {})
    context |= {"tables": shown, "registers": REGISTERS.items(), "notes": queries.notes_of(ledger)}
    template = "ledgersin/ledger_in_columns.html"
    return page(request, template, context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def ledger_in_columns(request: Request, pk: int) -> HttpResponse:
    """Say what each column is; every row is then checked."""
    now = clock.now()
    ledger = queries.ledger_for(request.user, pk, now=now)
    may_decide = queries.may_decide(request.user, ledger, now=now)
    context: dict[str, Any] = {"ledger": ledger, "may_decide": may_decide}
    if request.method == "GET":
        return _columns_page(request, context)
    version = request.POST.get("version", "")
    try:
        set_mapping(
            ledger,
            version=counted(version) or 0,
            tables=tables_said(ledger.tables, request.POST),
            by=request.user,
            now=now,
        )
    except BadInput as refusal:
        return _columns_page(request, context, errors=say_fields(refusal))
    carry_on(ledger, seconds=AT_ONCE, now=now)
    return go_to(request, "ledger_in_detail", pk)


@require_POST
def ledger_in_step(request: Request, pk: int) -> HttpResponse:
    """Carry a ledger on for a moment and show how far it is; the page asks again by itself."""
    now = clock.now()
    ledger = queries.ledger_for(request.user, pk, now=now)
    if not queries.may_decide(request.user, ledger, now=now):
        raise NotAllowed
    carry_on(ledger, seconds=AT_ONCE, now=now)
    if not queries.is_under_way(ledger):
        return go_to(request, "ledger_in_detail", pk)
    if not getattr(request, "htmx", False):
        return go_to(request, "ledger_in_detail", pk)
    context = {"ledger": ledger, "may_decide": True} | _progress(ledger)
    return render(request, "ledgersin/_progress.html", context)


def _progress(ledger: Any) -> dict[str, Any]:
    done, total = queries.progress_of(ledger)
    return {"done": done, "total": max(total, 1)}


@require_POST
def ledger_in_confirm(request: Request, pk: int) -> HttpResponse:
    """Let what is ready be written."""
    now = clock.now()
    ledger = queries.ledger_for(request.user, pk, now=now)
    confirm_ledger(
        ledger,
        takes_changes="takes_changes" in request.POST,
        files_projects="files_projects" in request.POST,
        by=request.user,
        now=now,
    )
    carry_on(ledger, seconds=AT_ONCE, now=now)
    return go_to(request, "ledger_in_detail", pk)


@require_POST
def ledger_in_cancel(request: Request, pk: int) -> HttpResponse:
    """Stop; what is not written yet is not written."""
    now = clock.now()
    cancel_ledger(queries.ledger_for(request.user, pk, now=now), by=request.user, now=now)
    messages.info(request, _("已取消导入，还没有登记的行不再登记。"))
    return go_to(request, "ledger_in_list")


@require_GET
def ledger_in_wrong(request: Request, pk: int) -> HttpResponse:
    """The rows that were not written, as a workbook: as they stand, and why."""
    now = clock.now()
    ledger = queries.ledger_for(request.user, pk, now=now)
    rows = queries.shown(ledger, queries.wrong_rows(ledger).iterator(chunk_size=1000))
    note_taken_out(ledger, rows=len(rows), by=request.user, now=now)
    lines = [
        (one.sheet, one.row.line, one.name, _reasons(one), " | ".join(one.row.cells))
        for one in rows
    ]
    columns = (
        SheetColumn(_("工作表")),
        SheetColumn(_("行"), "whole"),
        SheetColumn(_("名称"), "long", 36),
        SheetColumn(_("原因"), "long", 60),
        SheetColumn(_("原来的内容"), "long", 60),
    )
    title = _("没有登记的行")
    return _file(f"{title}-{pk}.xlsx", workbook(Ledger(title, ledger.file_name, columns, lines)))


def _reasons(row: Any) -> str:
    said = [
        f"{cell.place} {cell.label.said(_, show)}：{one.said(_, show)}"
        for cell in row.doubtful
        for one in cell.doubts
    ]
    return "；".join([*said, *([row.trouble.said(_, show)] if row.trouble else [])])


@require_GET
def ledger_in_back(request: Request, pk: int) -> HttpResponse:
    """What became of a table, in the columns in which it came, with our ids for the way back."""
    now = clock.now()
    ledger = queries.ledger_for(request.user, pk, now=now)
    wanted = request.GET.get("table", "")
    table = counted(wanted) or 0
    table = table if table < len(ledger.tables) else 0
    if not ledger.tables or not ledger.tables[table]["register"]:
        raise NotFound
    issue, content = issuing.issue_in_columns(ledger, table=table, by=request.user, now=now)
    return _file(issue.file_name, content)


def _file(name: str, content: bytes) -> HttpResponse:
    return attached(content, name, XLSX, plain="ledger.xlsx")
