"""Review sessions: the list with the days that come, one session, its agenda and its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.orgs.queries import home_unit
from luoshi.reviewing import actions, queries, sitting
from luoshi.reviewing.freezing import is_intact
from luoshi.rules import sessions as rules
from luoshi.rules.access import Permission
from luoshi.values.civil import SHANGHAI
from luoshi.values.errors import (
    BadInput,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Refusal,
)
from luoshi.web.errors import say
from luoshi.web.forms.sessions import CancelForm, CommentForm, ItemForm, PlanForm, PresentForm
from luoshi.web.forms.told import tell
from luoshi.web.history import history_of
from luoshi.web.lists import Column, listing
from luoshi.web.page import Request, go_to, page
from luoshi.web.sessionshown import agenda_of, figures_of

COLUMNS = (
    Column("held_on", gettext_lazy("会议日期"), ("held_on",), css="date"),
    Column("name", gettext_lazy("名称"), ("name",)),
    Column("chair", gettext_lazy("主持人"), ("chair__name",)),
    Column("state", gettext_lazy("状态")),
    Column("comments", gettext_lazy("意见窗口"), ("comments_from",), css="date"),
    Column("frozen", gettext_lazy("冻结时间"), css="date"),
)
DONE = {
    "open": gettext_lazy("已开放意见窗口，有关单位将收到填报意见的待办。"),
    "freeze": gettext_lazy("已冻结，之后的变化另列在旁。"),
    "begin": gettext_lazy("会议开始。每项结果登记后立即保存。"),
    "close": gettext_lazy("会议已结束，纪要稿已起草，请核对后送审。"),
    "cancel": gettext_lazy("会议已取消。"),
}
NO_MINUTES = pgettext_lazy("session", "会议已结束。没有可以成文的内容，未起草纪要。")


@require_GET
def session_list(request: Request) -> HttpResponse:
    """The sessions that concern her, and the next days that the rhythm proposes."""
    now = clock.now()
    may_plan = queries.may_plan(request.user, now=now)
    rows = queries.visible_sessions(request.user, now=now)
    found = listing(request, rows, columns=COLUMNS, default_sort="-held_on")
    coming = []
    if may_plan:
        office = home_unit(request.user, now=now, to=Permission.SESSION_KEEP)
        coming = queries.coming(office, now=now)
    context = {"listing": found, "coming": coming, "may_plan": may_plan}
    return page(request, "sessions/session_list.html", context)


@require_http_methods(["GET", "POST"])
def session_new(request: Request) -> HttpResponse:
    """Plan a session on one of the days that the rhythm proposes, or on another."""
    now = clock.now()
    if not queries.may_plan(request.user, now=now):
        raise NotAllowed
    office = home_unit(request.user, now=now, to=Permission.SESSION_KEEP)
    form = PlanForm(request.POST or None, initial=_proposed(request, office, now=now))
    if form.is_valid():
        try:
            session = actions.plan_session(**form.said(), held_by=office, by=request.user, now=now)
        except (BadInput, Incomplete, Duplicate) as refusal:
            tell(form, _at_fields(refusal))
        else:
            messages.success(request, _("已排期。上次会议议定的事项已列在最前。"))
            return go_to(request, "session_detail", session.pk)
    status = 422 if form.errors else 200
    return page(request, "sessions/session_new.html", {"form": form}, status=status)


def _at_fields(refusal: Refusal) -> Refusal:
    """Return a refusal told at the form's own field of the day of freezing."""
    if isinstance(refusal, BadInput) and "freeze_at" in refusal.fields:
        said = {
            ("freeze_on" if key == "freeze_at" else key): one for key, one in refusal.fields.items()
        }
        return BadInput(said)
    return refusal


def _proposed(request: Request, office: Any, *, now: dt.datetime) -> dict[str, Any]:
    """Return what the form begins with: the proposed day of the address, else the next one."""
    wanted = request.GET.get("on", "")
    coming = queries.coming(office, now=now)
    found = next((one for one in coming if one[1].fixed_on.isoformat() == wanted), None)
    found = found or next(iter(coming), None)
    if found is None:
        return {}
    rhythm, one = found
    freeze = one.freeze_at.astimezone(SHANGHAI)
    return {
        "name": _("%(month)s月调度会") % {"month": one.held.on.month},
        "held_on": one.held.on,
        "fixed_on": one.fixed_on,
        "starts_at": rhythm.starts_at,
        "comments_from": one.comments_from,
        "comments_to": freeze.date(),
        "freeze_on": freeze.date(),
        "freeze_time": rhythm.freeze_at,
        "rhythm": rhythm.code,
    }


@require_GET
def session_detail(request: Request, pk: int) -> HttpResponse:
    """One session: its days, its agenda with what the sides say, its figures, what may be done."""
    now = clock.now()
    return _page(request, queries.session_for(request.user, pk, now=now), now=now)


def _page(
    request: Request,
    session: Any,
    *,
    now: dt.datetime,
    wrong: dict[str, Any] | None = None,
) -> HttpResponse:
    by, forms = request.user, wrong or {}
    keeps = queries.may_keep(by, session, now=now)
    agenda = agenda_of(session, by, now=now, wrong=forms)
    present = [one.person_id for one in session.present.all()]
    steps = [one for one in rules.STEPS.values() if keeps and session.state in one.begins]
    context = {
        "session": session,
        "agenda": agenda,
        "keeps": keeps,
        "steps": [one for one in steps if one.name != "cancel"],
        "may_cancel": any(one.name == "cancel" for one in steps),
        "agenda_open": keeps and session.state in rules.AGENDA_OPEN,
        "deciding": session.state in rules.DECIDING,
        "item_form": forms.get("item") or ItemForm(by=by, now=now, auto_id="item_%s"),
        "cancel_form": forms.get("cancel") or CancelForm(auto_id="cancel_%s"),
        "present_form": PresentForm(initial={"present": present}, auto_id="present_%s"),
        "present": session.present.select_related("person"),
        "figures": figures_of(session) if queries.sees_figures(by, session, now=now) else [],
        "intact": session.frozen is None or is_intact(session),
        "to_issue": queries.to_issue(by, session, now=now).count(),
        "events": history_of(session),
    }
    status = 422 if wrong else 200
    return page(request, "sessions/session_detail.html", context, status=status)


@require_POST
def session_step(request: Request, pk: int, step: str) -> HttpResponse:
    """Take one step of a session: open, freeze, begin, close or cancel it."""
    now = clock.now()
    session = queries.session_for(request.user, pk, now=now)
    if step not in DONE:
        raise NotFound
    if not queries.may_keep(request.user, session, now=now):
        raise NotAllowed
    told: dict[str, Any] = {"by": request.user, "now": now}
    said: Any = DONE[step]
    if step == "cancel":
        form = CancelForm(request.POST, auto_id="cancel_%s")
        if not form.is_valid():
            return _page(request, session, now=now, wrong={"cancel": form})
        actions.cancel(session, reason=form.cleaned_data["reason"], **told)
    elif step == "close":
        try:
            said = said if sitting.close(session, **told) else NO_MINUTES
        except IllegalMove as refusal:
            messages.warning(request, say(refusal))
            return go_to(request, "session_detail", pk)
    else:
        deeds: dict[str, Callable[..., None]] = {
            "open": actions.open_comments,
            "freeze": actions.freeze,
            "begin": sitting.begin,
        }
        deeds[step](session, **told)
    messages.success(request, said)
    if step == "begin" and session.items.exists():
        return go_to(request, "session_screen", pk, 1)
    return go_to(request, "session_detail", pk)


@require_POST
def agenda_add(request: Request, pk: int) -> HttpResponse:
    """Put one thing on the agenda."""
    now = clock.now()
    session = queries.session_for(request.user, pk, now=now)
    if not queries.may_keep(request.user, session, now=now):
        raise NotAllowed
    form = ItemForm(request.POST, by=request.user, now=now, auto_id="item_%s")
    if form.is_valid():
        try:
            actions.add_item(session, **form.cleaned_data, by=request.user, now=now)
        except (BadInput, Duplicate) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已列入议程。"))
            return go_to(request, "session_detail", pk)
    return _page(request, session, now=now, wrong={"item": form})


@require_POST
def agenda_change(request: Request, pk: int, item: int, kind: str) -> HttpResponse:
    """Move one thing up or down, or take it off the agenda."""
    now = clock.now()
    session = queries.session_for(request.user, pk, now=now)
    if not queries.may_keep(request.user, session, now=now):
        raise NotAllowed
    row = queries.item_for(request.user, session, item, now=now)
    if kind not in ("up", "down", "drop"):
        raise NotFound
    if kind == "drop":
        actions.drop_item(row, by=request.user, now=now)
    else:
        actions.move_item(row, up=kind == "up", by=request.user, now=now)
    return go_to(request, "session_detail", pk)


@require_POST
def agenda_comment(request: Request, pk: int, item: int) -> HttpResponse:
    """Say something of an item for her unit."""
    now = clock.now()
    session = queries.session_for(request.user, pk, now=now)
    row = queries.item_for(request.user, session, item, now=now)
    unit = queries.speaks_for(request.user, row, now=now)
    if unit is None:
        raise NotAllowed
    form = CommentForm(request.POST, auto_id=f"comment_{item}_%s")
    if form.is_valid():
        actions.comment(row, unit=unit, **form.cleaned_data, by=request.user, now=now)
        messages.success(request, _("意见已填报。"))
        return go_to(request, "session_detail", pk)
    return _page(request, session, now=now, wrong={f"comment-{item}": form})


@require_POST
def session_present(request: Request, pk: int) -> HttpResponse:
    """Say who is present."""
    now = clock.now()
    session = queries.session_for(request.user, pk, now=now)
    if not queries.may_keep(request.user, session, now=now):
        raise NotAllowed
    form = PresentForm(request.POST)
    if form.is_valid():
        sitting.set_present(session, present=form.cleaned_data["present"], by=request.user, now=now)
        messages.success(request, _("已登记出席人员。"))
    return go_to(request, "session_detail", pk)
