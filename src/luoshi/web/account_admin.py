"""Managing accounts: who may log in, with which first password, and which seats she holds.

Whoever may not manage accounts finds nothing here.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.orgs import actions, entrance, factors, queries
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound
from luoshi.web.editing import made, saved
from luoshi.web.forms.accounts import (
    AccountFilters,
    AccountForm,
    EndSeatForm,
    FirstPasswordForm,
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
    context = {"listing": found, "lines": lines}
    return page(
        request, "accounts/account_list.html", context, partial="accounts/_account_list.html"
    )


@never_cache
@require_http_methods(["GET", "POST"])
def account_new(request: Request) -> HttpResponse:
    """Let somebody log in: of the directory, or new with unit and title."""
    queries.accounts_for(request.user, now=clock.now())
    form = AccountForm(request.POST or None)
    namesakes: list[Any] = []
    if form.is_valid():
        namesakes = _namesakes(form)
        if namesakes and not form.cleaned_data["another"]:
            form.ask_whether_another()
        elif account := made(form, lambda: _add(request, form)):
            messages.success(request, _("账号已建立。请接着授予席位，没有席位什么也看不到。"))
            return go_to(request, "account_detail", account.pk)
    context = {"form": form, "namesakes": namesakes, "known_units": queries.units()}
    status = 422 if form.is_bound else 200
    return page(request, "accounts/account_new.html", context, status=status)


def _namesakes(form: AccountForm) -> list[Any]:
    given = form.cleaned_data
    return [] if given["person"] else list(queries.people_named(given["name"]))


def _add(request: Request, form: AccountForm) -> Any:
    given = form.cleaned_data
    login = {name: given[name] for name in ("username", "password")}
    told: dict[str, Any] = {"must_change_password": True, "by": request.user, "now": clock.now()}
    if given["person"]:
        return actions.add_account(person=given["person"], **login, **told)
    who = {name: given[name] for name in ("name", "unit", "title")}
    return actions.add_person_with_account(**who, **login, **told)


@never_cache
@require_GET
def account_detail(request: Request, pk: int) -> HttpResponse:
    """One account: its seats and what they let it do, and what may be done with it."""
    return _account_page(request, queries.account_for(request.user, pk, now=clock.now()))


def _account_page(
    request: Request,
    account: Any,
    *,
    seat_form: SeatForm | None = None,
    password_form: FirstPasswordForm | None = None,
    end_forms: dict[int, EndSeatForm] | None = None,
) -> HttpResponse:
    """Show an account; a form that was refused comes back as it was sent."""
    today = civil_day(clock.now())
    posts = queries.posts_of(account.person, on=today)
    first = posts.first()
    bound = seat_form or password_form or end_forms
    context = {
        "account": account,
        "is_own": account.pk == request.user.pk,
        "posts": posts,
        "seats": [
            {"line": line, "end_form": _end_form(line, today, end_forms or {})}
            for line in seat_lines(account, today=today)
        ],
        "roles": role_lines(),
        "seat_form": seat_form
        or SeatForm(initial={"unit": first.unit if first else "", "from_on": today}),
        "password_form": password_form or FirstPasswordForm(auto_id="first_%s"),
        "events": history_of(account),
        "locked_until": entrance.locks_of(account, now=clock.now()).first(),
        "sittings": len(entrance.sittings_of(account)),
        "factors": factors.factors_of(account),
        "known_units": queries.units(),
    }
    return page(request, "accounts/account_detail.html", context, status=422 if bound else 200)


def _end_form(line: Any, today: Any, refused: dict[int, EndSeatForm]) -> EndSeatForm:
    initial = {"to_on": max(today, line.row.from_on)}
    return refused.get(line.row.pk) or EndSeatForm(initial=initial, auto_id=f"end{line.row.pk}_%s")


@never_cache
@require_POST
def seat_give(request: Request, pk: int) -> HttpResponse:
    """Let an account act for a unit."""
    account = queries.account_for(request.user, pk, now=clock.now())
    form = SeatForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": clock.now()}
        if saved(form, lambda: actions.give_seat(account, **given)):
            messages.success(request, _("席位已授予。"))
            return go_to(request, "account_detail", pk)
    return _account_page(request, account, seat_form=form)


@never_cache
@require_POST
def seat_end(request: Request, pk: int, seat: int) -> HttpResponse:
    """Say on which day a seat is held for the last time."""
    account = queries.account_for(request.user, pk, now=clock.now())
    row = next((one for one in queries.all_seats(account) if one.pk == seat), None)
    if row is None:
        raise NotFound
    form = EndSeatForm(request.POST, auto_id=f"end{seat}_%s")
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": clock.now()}
        if saved(form, lambda: actions.end_seat(row, **given)):
            messages.success(request, _("席位的截止日期已登记。"))
            return go_to(request, "account_detail", pk)
    return _account_page(request, account, end_forms={seat: form})


@never_cache
@require_POST
def password_set(request: Request, pk: int) -> HttpResponse:
    """Give somebody a new first password; she is logged out everywhere."""
    account = queries.account_for(request.user, pk, now=clock.now())
    form = FirstPasswordForm(request.POST, auto_id="first_%s")
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": clock.now()}
        if saved(form, lambda: actions.set_password(account, **given)):
            messages.success(request, _("首次密码已重设，本人登录后必须先修改。"))
            return go_to(request, "account_detail", pk)
    return _account_page(request, account, password_form=form)


@require_POST
def account_unlock(request: Request, pk: int) -> HttpResponse:
    """Let somebody try again at once after too many wrong passwords."""
    now = clock.now()
    account = queries.account_for(request.user, pk, now=now)
    actions.lift_locks(account, by=request.user, now=now)
    messages.success(request, _("锁定已解除，本人可以立即登录。"))
    return go_to(request, "account_detail", pk)


@require_POST
def sittings_end_all(request: Request, pk: int) -> HttpResponse:
    """Log somebody out everywhere."""
    now = clock.now()
    account = queries.account_for(request.user, pk, now=now)
    count = actions.end_all_sittings(account, by=request.user, now=now)
    messages.success(request, _("已退出%(count)s处的登录。") % {"count": count})
    return go_to(request, "account_detail", pk)


@require_POST
def factors_take(request: Request, pk: int) -> HttpResponse:
    """Remove the lost second factors of somebody."""
    now = clock.now()
    account = queries.account_for(request.user, pk, now=now)
    actions.take_factors(account, by=request.user, now=now)
    messages.success(request, _("第二因素已清除，本人下次只用密码登录后可重新设置。"))
    return go_to(request, "account_detail", pk)


@require_POST
def account_enable(request: Request, pk: int) -> HttpResponse:
    """Let an account in again."""
    return _switch(request, pk, is_active=True, said=_("账号已启用。"))


@require_POST
def account_disable(request: Request, pk: int) -> HttpResponse:
    """Shut an account out; whoever is logged in with it is out at once."""
    return _switch(request, pk, is_active=False, said=_("账号已停用，已登录的立即退出。"))


def _switch(request: Request, pk: int, *, is_active: bool, said: str) -> HttpResponse:
    now = clock.now()
    account = queries.account_for(request.user, pk, now=now)
    actions.set_enabled(account, is_active=is_active, by=request.user, now=now)
    messages.success(request, said)
    return go_to(request, "account_detail", pk)
