"""Nobody passes without an account, save to the few public addresses."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.orgs import queries


class LoginRequired(LoginRequiredMiddleware):
    """Django's own gate, with an answer that a fragment request understands and a first run."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if not queries.has_accounts():
            return redirect("first_run")
        if getattr(request, "htmx", False):
            # A fragment must not be replaced by a whole log-in page: the script says so instead.
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)
