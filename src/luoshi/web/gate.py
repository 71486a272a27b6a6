"""Nobody passes without an account, save to the few public addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi import clock
from luoshi.audit.origin import Door
from luoshi.orgs import access, actions, queries
from luoshi.values.civil import civil_day
from luoshi.web import errors, lasting
from luoshi.web.origin import came_in
from luoshi.web.page import go_to

METHODS = ("GET", "HEAD", "POST")  # no page is asked or told anything by another
BEFORE_CHANGE = {"password_change", "logout"}  # open to whoever must change her password first
BEFORE_FACTOR = BEFORE_CHANGE | {  # open to whoever must set up a second factor first
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "account_reauthenticate",
}


def seats_read_once(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a request that may not write reads seats and units once, any other each time."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with access.one_look():
            return get_response(request)

    return answer


def is_program(request: HttpRequest) -> bool:
    """Return whether the programming interface is asked, which answers for itself."""
    return bool(request.resolver_match and "api" in request.resolver_match.namespaces)


class LoginRequired(LoginRequiredMiddleware):
    """Django's own gate, with an answer that a fragment request understands and a first run.

    Whoever came in with a first password goes no further than to the page that changes it; whoever
    holds no seat, no further than her own account.
    """

    def process_view(self, request: HttpRequest, view_func: Any, *given: Any) -> Any:
        """Stop who is not logged in, and who has to change her password first."""
        if request.method not in METHODS and not is_program(request):
            return HttpResponseNotAllowed(METHODS)
        stopped = super().process_view(request, view_func, *given)
        if stopped or not getattr(view_func, "login_required", True):
            return stopped
        came_in(request.user, request, door=Door.PAGE)
        now = clock.now()
        if why := lasting.over(request, now=now):
            return self._out(request, view_func, why=why, now=now)
        if lasting.used(request, now=now):
            actions.see(request.session.session_key or "", now=now)
        named = request.resolver_match.url_name if request.resolver_match else ""
        if getattr(request.user, "must_change_password", False) and named not in BEFORE_CHANGE:
            return go_to(request, "password_change")
        factor_by = request.session.get(lasting.FACTOR_BY)
        if factor_by and now.timestamp() >= factor_by and named not in BEFORE_FACTOR:
            return go_to(request, "mfa_index")
        return self._without_a_seat(request, named)

    def _without_a_seat(self, request: Any, named: str | None) -> HttpResponse | None:
        """Stop whoever holds no seat today: lists, filters and suggestions are for those with one."""
        if named in BEFORE_CHANGE or request.path.startswith(reverse("own_account")):
            return None
        if access.seats_of(request.user, on=civil_day(clock.now())):
            return None
        return errors.answer(request, queries.no_seat())

    def _out(self, request: Any, view_func: Any, *, why: str, now: dt.datetime) -> HttpResponse:
        """End a session that nobody used, or that lasted long enough; forms stay in the browser."""
        key = request.session.session_key or ""
        actions.log_out(session_key=key, why=why, by=request.user, now=now)
        logout(request)
        if not getattr(request, "htmx", False):
            sentence = _(
                "长时间没有操作，或登录已满最长时间，已自动退出。未提交的内容仍在本浏览器中。"
            )
            messages.info(request, sentence)
        return self.handle_no_permission(request, view_func)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if not queries.has_accounts():
            return redirect("first_run")
        if getattr(request, "htmx", False):
            # A fragment must not be replaced by a whole log-in page: the script says so instead.
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)
