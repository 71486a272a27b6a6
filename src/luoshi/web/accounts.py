"""Logging in, logging out, and the very first account."""

from __future__ import annotations

from django.contrib.auth import login, views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator

from luoshi import clock
from luoshi.orgs import actions, queries
from luoshi.web.forms.accounts import FirstRunForm


@method_decorator(login_not_required, name="dispatch")
class Login(views.LoginView):
    """Django's log-in; while there is no account at all it leads to the first run."""

    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not queries.has_accounts():
            return redirect("first_run")
        return super().get(request, *args, **kwargs)


@login_not_required
def first_run(request: HttpRequest) -> HttpResponse:
    """Make the first account; afterwards this page only leads to the log-in."""
    if queries.has_accounts():
        return redirect("login")
    form = FirstRunForm(request.POST or None)
    if form.is_valid():
        account = actions.found(**form.cleaned_data, now=clock.now())
        login(request, account, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("desk")
    return render(request, "first_run.html", {"form": form})
