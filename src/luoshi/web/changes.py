"""Changes of accounts and rights on the screen: what waits, what was decided, and by whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.orgs import access, actions, changes, founding
from luoshi.rules.access import ADMINISTRATORS, Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound
from luoshi.web.editing import made, saved
from luoshi.web.forms.accounts import AppointForm, RefuseForm
from luoshi.web.history import history_of
from luoshi.web.page import Request, go_to, page
from luoshi.web.rights import role_name

SHOWN_MOST = 100


def changes_tab(request: Request) -> dict[str, Any]:
    """Return what the two pages of the administrators say of each other, and of who is missing."""
    by, now = request.user, clock.now()
    manages = access.may(by, Permission.ACCOUNT_MANAGE, now=now)
    missing = founding.missing_administrators() if manages else []
    return {
        "to_decide_count": changes.to_decide(by, now=now).count(),
        "asks_accounts": manages,
        "missing": [{"role": role, "name": role_name(role)} for role in missing],
    }


@require_GET
def change_list(request: Request) -> HttpResponse:
    """What waits for her, what waits for the other, and what is over."""
    by, now = request.user, clock.now()
    rows = changes.changes_for(by, now=now)
    hers = changes.to_decide(by, now=now).values("pk")
    waiting = rows.filter(state=changes.STATES.WAITING)
    context = {
        "mine": [line(one) for one in waiting.filter(pk__in=hers)],
        "theirs": [line(one) for one in waiting.exclude(pk__in=hers)],
        "over": [line(one) for one in rows.exclude(pk__in=waiting.values("pk"))[:SHOWN_MOST]],
    } | changes_tab(request)
    return page(request, "accounts/change_list.html", context)


def line(change: Any) -> dict[str, Any]:
    """Return a change as a page shows it: what exactly is to become of whom."""
    data = change.data
    role = _(data["role_name"]) if data.get("role_name") else ""
    return {
        "row": change,
        "about": str(change),
        "unit": data.get("unit_name", ""),
        "role": role,
        "from_on": _day(data.get("from_on")),
        "to_on": _day(data.get("to_on")),
        "key_name": data.get("key_name", ""),
        "factors": data.get("factors", []),
        "administers": data.get("role") in ADMINISTRATORS,
        "provider": data.get("provider", ""),
        "opens": data.get("username", "") if change.kind == changes.KINDS.MAPPED else "",
        "give": _seats(data.get("give", [])),
        "end": _seats(data.get("end", [])),
    }


def _seats(told: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"unit": one["unit_name"], "role": _(one["role_name"])} for one in told]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@never_cache
@require_GET
def change_detail(request: Request, pk: int) -> HttpResponse:
    """One change: what exactly, who asked and why; the other administrator decides here."""
    return _change_page(request, changes.change_for(request.user, pk, now=clock.now()))


def _change_page(request: Request, change: Any, form: RefuseForm | None = None) -> HttpResponse:
    by, now = request.user, clock.now()
    waits = change.state == changes.STATES.WAITING
    context = line(change) | {
        "change": change,
        "waits": waits,
        "may_decide": waits and changes.may_decide(by, change, now=now),
        "may_withdraw": waits and change.asked_by_id == by.pk,
        "has_lapsed": waits and change.lapses_on < civil_day(now),
        "decider": role_name(_role_of(changes.decided_with(change.kind))),
        "account": changes.account_about(change),
        "may_open_account": bool(
            {Permission.ACCOUNT_MANAGE, Permission.RIGHT_GRANT} & access.held(by, now=now)
        ),
        "refuse_form": form or RefuseForm(),
        "events": history_of(change),
    }
    return page(request, "accounts/change_detail.html", context, status=422 if form else 200)


def _role_of(permission: Permission) -> str:
    return next(role for role, one in ADMINISTRATORS.items() if one is permission)


@require_POST
def change_approve(request: Request, pk: int) -> HttpResponse:
    """Let it take effect."""
    now = clock.now()
    actions.approve(changes.change_for(request.user, pk, now=now), by=request.user, now=now)
    messages.success(request, _("已批准，变更已生效。"))
    return go_to(request, "change_detail", pk)


@require_POST
def change_refuse(request: Request, pk: int) -> HttpResponse:
    """Say no, and why."""
    now = clock.now()
    change = changes.change_for(request.user, pk, now=now)
    form = RefuseForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": now}
        if saved(form, lambda: actions.refuse(change, **given)):
            messages.success(request, _("未批准，意见已告知申请人。"))
            return go_to(request, "change_detail", pk)
    return _change_page(request, change, form)


@require_POST
def change_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back what she asked."""
    now = clock.now()
    actions.withdraw(changes.change_for(request.user, pk, now=now), by=request.user, now=now)
    messages.success(request, _("申请已撤回。"))
    return go_to(request, "change_detail", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def administrator_appoint(request: Request, role: str) -> HttpResponse:
    """Name the first security administrator or auditor of an installation older than they are."""
    now = clock.now()
    manages = access.may(request.user, Permission.ACCOUNT_MANAGE, now=now)
    if not manages or role not in founding.missing_administrators():
        raise NotFound
    form = AppointForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": now}
        if made(form, lambda: actions.appoint(role=role, **given)):
            messages.success(request, _("已指定。请把账号和首次密码当面告诉本人。"))
            return go_to(request, "change_list")
    context = {"form": form, "role_name": role_name(role)}
    status = 422 if form.is_bound else 200
    return page(request, "accounts/administrator_appoint.html", context, status=status)
