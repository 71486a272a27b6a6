"""Drafts: hand a document in, decide what was read, confirm it into the register."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.docking.queries import may_enter
from luoshi.intake import actions, queries
from luoshi.orgs.queries import home_unit
from luoshi.rules.access import Permission
from luoshi.sources import quarantine
from luoshi.sources.actions import hand_out
from luoshi.values.errors import (
    BadInput,
    Incomplete,
    SecretMark,
    TooLarge,
    Unreadable,
)
from luoshi.web.cards import work_on
from luoshi.web.errors import say
from luoshi.web.forms.intake import NewDraftForm, names_known
from luoshi.web.lists import Column, listing
from luoshi.web.lit import mended
from luoshi.web.page import Request, drop_kept, go_to, page, wants_fragment
from luoshi.web.second import panel
from luoshi.web.secretwatch import met_harm
from luoshi.web.sure import order_of
from luoshi.web.templatetags.luoshi_ui import moment, show

NAME_SHOWN = 60  # characters of a file's name

COLUMNS = (
    Column("state", gettext_lazy("状态"), ("state_rank", "-moved_at")),
    Column("title", gettext_lazy("文件"), ("source__title",)),
    Column("far", gettext_lazy("进度")),
    Column("by", gettext_lazy("读取人"), ("opened_by__person__name",)),
    Column("opened", gettext_lazy("读取时间"), ("opened_at",)),
    Column("touched", gettext_lazy("最后处理"), ("moved_at",)),
)


@require_GET
def draft_list(request: Request) -> HttpResponse:
    """The drafts in sight, open ones first, with who left them and how far."""
    now = clock.now()
    rows = queries.visible_drafts(request.user, now=now)
    waiting = list(quarantine.shown_to(request.user, now=now))
    if not wants_fragment(request):
        quarantine.note_seen(waiting, by=request.user, now=now)
    context = {
        "listing": listing(request, rows, columns=COLUMNS, default_sort="state"),
        "may_add": queries.may_add(request.user, now=now),
        "waiting": [(one, _draft_of(one)) for one in waiting],
    }
    return page(request, "intake/draft_list.html", context, partial="intake/_draft_list.html")


def _draft_of(waited: Any) -> Any:
    return queries.draft_of(waited.source) if waited.source_id else None


@require_http_methods(["GET", "POST"])
def draft_new(request: Request) -> HttpResponse:
    """Hand in a text or a file; leads to its draft, also when it was handed in before."""
    posted = request.method == "POST"
    form = NewDraftForm(request.POST, request.FILES) if posted else NewDraftForm()
    if posted and form.is_valid():
        try:
            return _taken_in(request, form.cleaned_data)
        except SecretMark:
            drop_kept(request, "draft-new")
            raise
        except (TooLarge, Unreadable, BadInput, Incomplete) as refusal:
            met_harm(request, refusal)
            file = form.cleaned_data.get("file")
            form.add_error("file" if file else "text", _unread(file, say(refusal)))
    status = 200 if not form.is_bound else 413 if form.is_too_large else 422
    return page(request, "intake/draft_new.html", {"form": form}, status=status)


def _unread(file: Any, why: str) -> str:
    """Name the file that was not read, so that nobody takes it for kept."""
    if file is None:
        return why
    return _("“%(name)s”没有读入。%(why)s") % {"name": file.name[-NAME_SHOWN:], "why": why}


def _taken_in(request: Request, given: dict[str, Any]) -> HttpResponse:
    now = clock.now()
    how: dict[str, Any] = {
        "held_by": home_unit(request.user, now=now, to=Permission.SOURCE_ADD),
        "by": request.user,
        "now": now,
    }
    if file := given.get("file"):
        how |= {"data": file.read(), "file_name": file.name}
        try:
            taken = actions.take_in_file(**how)
        except Unreadable as refusal:
            if refusal.code != "scanner-away":
                raise
            return _put_aside(request, how)
    else:
        taken = actions.take_in_text(text=given["text"], **how)
    draft = taken.draft
    for note in taken.notes:
        messages.warning(request, note.said(_, show))
    if taken.already_known:
        words = _("这份文件 %(who)s 已在 %(when)s 读取过，下面是原来的草稿，没有重复登记。")
        said = {"who": draft.opened_by, "when": moment(draft.opened_at)}
        messages.info(request, words % said)
    drop_kept(request, "draft-new")
    return go_to(request, "draft_detail", draft.pk)


def _put_aside(request: Request, how: dict[str, Any]) -> HttpResponse:
    """Let a file wait that the scanner could not be asked about."""
    waits = quarantine.put_aside(**how)
    words = _("病毒扫描程序现在没有响应，“%(name)s”已经收下，等待查毒；查过无害后自动读取。")
    messages.warning(request, words % {"name": waits.file_name[-NAME_SHOWN:]})
    drop_kept(request, "draft-new")
    return go_to(request, "draft_list")


@require_GET
def draft_detail(request: Request, pk: int) -> HttpResponse:
    """Source and findings side by side."""
    now = clock.now()
    draft = queries.draft_for(request.user, pk, now=now)
    work = work_on(draft, by=request.user, now=now, order=order_of(request))
    return page(
        request,
        "intake/draft_detail.html",
        {
            "work": work,
            "draft": draft,
            "names": names_known(work.around.findings),
            "second": panel(draft, may_decide=work.may_decide),
            "may_dock": may_enter(request.user, now=now),
        },
    )


@require_GET
def draft_original(request: Request, pk: int) -> HttpResponse:
    """The text as it was handed in, with the places that were mended."""
    now = clock.now()
    draft = queries.draft_for(request.user, pk, now=now)
    hand_out(draft.source, shown=True, by=request.user, now=now)
    lines = mended(draft.source.text, draft.text, draft.origins)
    return page(
        request,
        "intake/draft_original.html",
        {"draft": draft, "lines": lines},
        partial="intake/_original.html",
    )


@require_POST
def draft_date(request: Request, pk: int) -> HttpResponse:
    """Say when the document was written; days without a year follow it."""
    now = clock.now()
    draft = queries.draft_for(request.user, pk, now=now)
    was, date = request.POST.get("was", ""), request.POST.get("date", "")
    actions.date_document(draft, was=was, date=date, by=request.user, now=now)
    return go_to(request, "draft_detail", pk)


@require_POST
def draft_settle(request: Request, pk: int) -> HttpResponse:
    """Accept or reject everything that still waits, of one kind or of all."""
    now = clock.now()
    draft = queries.draft_for(request.user, pk, now=now)
    settled = actions.settle_open(
        draft,
        verdict=request.POST.get("verdict", ""),
        kind=request.POST.get("kind", ""),
        least=_share(request.POST.get("least")),
        by=request.user,
        now=now,
    )
    said = _("已处理 %(done)s 项。") % {"done": settled.done}
    if settled.held:
        said += _("另有 %(held)s 项须先更正，仍为待定。") % {"held": settled.held}
    if not wants_fragment(request):
        messages.info(request, said)
        return go_to(request, "draft_detail", pk)
    work = work_on(draft, by=request.user, now=now, order=order_of(request))
    return render(request, "intake/_settled.html", {"work": work, "draft": draft, "said": said})


def _share(text: str | None) -> float:
    """Return the least sureness that a form asks for, 0 where it asks for none.

    What is no share accepts nothing: rather too little at once than too much.
    """
    try:
        share = float(text or 0)
    except ValueError:
        return 1.0
    return share if 0 <= share <= 1 else 1.0


@require_POST
def draft_confirm(request: Request, pk: int) -> HttpResponse:
    """Bring what was accepted into the register."""
    now = clock.now()
    draft = queries.draft_for(request.user, pk, now=now)
    confirmed = actions.confirm(draft, by=request.user, now=now)
    words = _("已登记：%(what)s。每一项都保留了原文出处。")
    messages.success(request, words % {"what": _counted(confirmed.counts)})
    return go_to(request, "source_detail", draft.source_id)


def _counted(counts: Any) -> str:
    names = {
        "engagement": _("活动 %(n)s 项"),
        "project": _("项目 %(n)s 个"),
        "matter": _("事项 %(n)s 项"),
        "group": _("工作小组 %(n)s 个"),
        "unit": _("新增单位 %(n)s 个"),
        "person": _("新增人员 %(n)s 名"),
    }
    said = [words % {"n": counts[kind]} for kind, words in names.items() if counts[kind]]
    return _("、").join(said) or _("全部内容此前均已在册")


@require_POST
def draft_abandon(request: Request, pk: int) -> HttpResponse:
    """Put a draft aside."""
    now = clock.now()
    actions.abandon(queries.draft_for(request.user, pk, now=now), by=request.user, now=now)
    messages.info(request, _("草稿已放弃，没有登记任何内容。需要时可以重新打开。"))
    return go_to(request, "draft_list")


@require_POST
def draft_take_up(request: Request, pk: int) -> HttpResponse:
    """Open an abandoned draft again."""
    now = clock.now()
    actions.take_up(queries.draft_for(request.user, pk, now=now), by=request.user, now=now)
    return go_to(request, "draft_detail", pk)
