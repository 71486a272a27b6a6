"""Accounts and their seats: what each administrator may ask of the other.

Nothing here takes effect by itself: every form makes a change that the other administrator
decides (``changes``).  Whoever is neither of the two finds nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.orgs import access, actions, changes, entrance, factors, keys, queries
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed, NotFound
from luoshi.web.changes import changes_tab
from luoshi.web.editing import made
from luoshi.web.forms.accounts import (
    AccountFilters,
    AccountForm,
    EndSeatForm,
    FirstPasswordForm,
    ReasonForm,
    SeatForm,
)
from luoshi.web.history import history_of
from luoshi.web.lists import Column, listing
from luoshi.web.page import Request, go_to, page
from luoshi.web.rights import role_lines, role_name, seat_lines

COLUMNS = (
    Column("person", gettext_lazy("姓名"), ("person__name",)),
    Column("username", gettext_lazy("账号"), ("username",)),
    Column("seats", gettext_lazy("单位和角色")),
    Column("state", gettext_lazy("状态"), ("-is_active", "person__name")),
    Column("seen", gettext_lazy("最近登录"), ("last_login",), css="date"),
)


@require_GET
def account_list(request: Request) -> HttpResponse:
    """Every account with its person, present seats, state and last log-in."""
    rows = queries.accounts_for(request.user, now=clock.now())
    found = listing(request, rows, columns=COLUMNS, default_sort="person", filters=AccountFilters)
    lines = [
        {
            "account": account,
            "seats": [{"unit": one.unit, "role": role_name(one.role)} for one in seats],
        }
        for account in found.rows
        for seats in [account.present_seats]
    ]
    context = {"listing": found, "lines": lines} | changes_tab(request)
    return page(
        request, "accounts/account_list.html", context, partial="accounts/_account_list.html"
    )


@never_cache
@require_http_methods(["GET", "POST"])
def account_new(request: Request) -> HttpResponse:
    """Ask that somebody may log in: of the directory, or new with unit and title."""
    if not access.may(request.user, Permission.ACCOUNT_MANAGE, now=clock.now()):
        raise NotFound
    form = AccountForm(request.POST or None)
    namesakes: list[Any] = []
    if form.is_valid():
        namesakes = _namesakes(form)
        if namesakes and not form.cleaned_data["another"]:
            form.ask_whether_another()
        elif change := made(form, lambda: _ask_to_open(request, form)):
            return _asked(request, change)
    context = {"form": form, "namesakes": namesakes, "known_units": queries.units()}
    status = 422 if form.is_bound else 200
    return page(request, "accounts/account_new.html", context, status=status)


def _require(request: Request, permission: Permission) -> None:
    queries.accounts_for(request.user, now=clock.now())  # a stranger finds nothing
    if not access.may(request.user, permission, now=clock.now()):
        raise NotAllowed(
            gettext_noop("账号由系统管理员申请，席位由安全保密管理员申请，互相审批。"),
            code="the-other-administrator",
        )


def _asked(request: Request, change: Any) -> HttpResponse:
    messages.success(request, _("已提交申请，另一位管理员批准后生效。"))
    return go_to(request, "change_detail", change.pk)


def _namesakes(form: AccountForm) -> list[Any]:
    given = form.cleaned_data
    return [] if given["person"] else list(queries.people_named(given["name"]))


def _ask_to_open(request: Request, form: AccountForm) -> Any:
    given = form.cleaned_data
    login = {name: given[name] for name in ("username", "password", "role", "reason")}
    told: dict[str, Any] = login | {"by": request.user, "now": clock.now()}
    if given["person"]:
        return actions.ask_to_open(given["person"], unit=given["unit"], **told)
    who = {name: given[name] for name in ("name", "unit", "title")}
    return actions.ask_to_open_for_newcomer(**who, **told)


@never_cache
@require_GET
def account_detail(request: Request, pk: int) -> HttpResponse:
    """One account: its seats and what they let it do, what waits, and what may be asked."""
    return _account_page(request, queries.account_for(request.user, pk, now=clock.now()))


def _account_page(
    request: Request,
    account: Any,
    *,
    seat_form: SeatForm | None = None,
    password_form: FirstPasswordForm | None = None,
    switch_form: ReasonForm | None = None,
    take_form: ReasonForm | None = None,
    end_forms: dict[int, EndSeatForm] | None = None,
    key_forms: dict[int, ReasonForm] | None = None,
) -> HttpResponse:
    """Show an account; a form that was refused comes back as it was sent."""
    now = clock.now()
    today = civil_day(now)
    posts = queries.posts_of(account.person, on=today)
    first = posts.first()
    bound = seat_form or password_form or switch_form or take_form or end_forms or key_forms
    context = {
        "account": account,
        "is_own": account.pk == request.user.pk,
        "asks_accounts": access.may(request.user, Permission.ACCOUNT_MANAGE, now=now),
        "asks_rights": access.may(request.user, Permission.RIGHT_GRANT, now=now),
        "posts": posts,
        "seats": [
            {"line": line, "end_form": _end_form(line, today, end_forms or {})}
            for line in seat_lines(account, today=today)
        ],
        "clashing": changes.clashing_roles(account, on=today),
        "keys": [
            {"row": key, "form": (key_forms or {}).get(key.pk) or _reason(f"key{key.pk}")}
            for key in keys.serving_keys(account, on=today)
        ],
        "changes": changes.changes_of(account),
        "roles": role_lines(),
        "seat_form": seat_form
        or SeatForm(initial={"unit": first.unit if first else "", "from_on": today}),
        "password_form": password_form or FirstPasswordForm(auto_id="first_%s"),
        "switch_form": switch_form or _reason("switch"),
        "take_form": take_form or _reason("take"),
        "own_forms": [one for one in (seat_form, password_form, switch_form, take_form) if one],
        "events": history_of(account),
        "locked_until": entrance.locks_of(account, now=now).first(),
        "sittings": len(entrance.sittings_of(account)),
        "factors": factors.factors_of(account),
        "known_units": queries.units(),
    }
    return page(request, "accounts/account_detail.html", context, status=422 if bound else 200)


def _reason(prefix: str, data: Any = None) -> ReasonForm:
    return ReasonForm(data, auto_id=f"{prefix}_%s")


def _end_form(line: Any, today: Any, refused: dict[int, EndSeatForm]) -> EndSeatForm:
    initial = {"to_on": max(today, line.row.from_on)}
    return refused.get(line.row.pk) or EndSeatForm(initial=initial, auto_id=f"end{line.row.pk}_%s")


def _asking(
    request: Request, pk: int, form: Any, ask: Callable[..., Any], subject: Any
) -> HttpResponse | None:
    """Ask for what ``form`` says of ``subject``; None if that was refused at its fields."""
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": clock.now()}
        if change := made(form, lambda: ask(subject, **given)):
            return _asked(request, change)
    return None


@never_cache
@require_POST
def seat_give(request: Request, pk: int) -> HttpResponse:
    """Ask that an account act for a unit."""
    account = queries.account_for(request.user, pk, now=clock.now())
    _require(request, Permission.RIGHT_GRANT)
    form = SeatForm(request.POST)
    done = _asking(request, pk, form, actions.ask_for_seat, account)
    return done or _account_page(request, account, seat_form=form)


@never_cache
@require_POST
def seat_end(request: Request, pk: int, seat: int) -> HttpResponse:
    """Ask that a seat be held for the last time on a day."""
    account = queries.account_for(request.user, pk, now=clock.now())
    _require(request, Permission.RIGHT_GRANT)
    row = next((one for one in queries.all_seats(account) if one.pk == seat), None)
    if row is None:
        raise NotFound
    form = EndSeatForm(request.POST, auto_id=f"end{seat}_%s")
    done = _asking(request, pk, form, actions.ask_to_end_seat, row)
    return done or _account_page(request, account, end_forms={seat: form})


@never_cache
@require_POST
def password_set(request: Request, pk: int) -> HttpResponse:
    """Ask that somebody be given a new first password; then she is logged out everywhere."""
    account = queries.account_for(request.user, pk, now=clock.now())
    _require(request, Permission.ACCOUNT_MANAGE)
    form = FirstPasswordForm(request.POST, auto_id="first_%s")
    done = _asking(request, pk, form, actions.ask_for_password, account)
    return done or _account_page(request, account, password_form=form)


@require_POST
def account_unlock(request: Request, pk: int) -> HttpResponse:
    """Let somebody try again at once after too many wrong passwords."""
    now = clock.now()
    account = queries.account_for(request.user, pk, now=now)
    _require(request, Permission.RIGHT_GRANT)
    actions.lift_locks(account, by=request.user, now=now)
    messages.success(request, _("锁定已解除，本人可以立即登录。"))
    return go_to(request, "account_detail", pk)


@require_POST
def sittings_end_all(request: Request, pk: int) -> HttpResponse:
    """Log somebody out everywhere."""
    now = clock.now()
    account = queries.account_for(request.user, pk, now=now)
    _require(request, Permission.RIGHT_GRANT)
    count = actions.end_all_sittings(account, by=request.user, now=now)
    messages.success(request, _("已退出%(count)s处的登录。") % {"count": count})
    return go_to(request, "account_detail", pk)


@require_POST
def factors_take(request: Request, pk: int) -> HttpResponse:
    """Ask that the lost second factors of somebody be taken away."""
    account = queries.account_for(request.user, pk, now=clock.now())
    _require(request, Permission.RIGHT_GRANT)
    form = _reason("take", request.POST)
    done = _asking(request, pk, form, actions.ask_to_take_factors, account)
    return done or _account_page(request, account, take_form=form)


@require_POST
def account_enable(request: Request, pk: int) -> HttpResponse:
    """Ask that an account be let in again."""
    return _switch(request, pk, actions.ask_to_reopen)


@require_POST
def account_disable(request: Request, pk: int) -> HttpResponse:
    """Ask that an account be shut out; then whoever is logged in with it is out at once."""
    return _switch(request, pk, actions.ask_to_close)


def _switch(request: Request, pk: int, ask: Callable[..., Any]) -> HttpResponse:
    account = queries.account_for(request.user, pk, now=clock.now())
    _require(request, Permission.ACCOUNT_MANAGE)
    form = _reason("switch", request.POST)
    done = _asking(request, pk, form, ask, account)
    return done or _account_page(request, account, switch_form=form)


@require_POST
def account_key_revoke(request: Request, pk: int, key: int) -> HttpResponse:
    """Ask that a key of somebody else be ended."""
    account = queries.account_for(request.user, pk, now=clock.now())
    _require(request, Permission.ACCOUNT_MANAGE)
    row = keys.serving_keys(account, on=civil_day(clock.now())).filter(pk=key).first()
    if row is None:
        raise NotFound
    form = _reason(f"key{key}", request.POST)
    done = _asking(request, pk, form, actions.ask_to_revoke_key, row)
    return done or _account_page(request, account, key_forms={key: form})
