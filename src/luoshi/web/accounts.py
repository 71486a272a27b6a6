"""Logging in, the very first account, and what everybody may do with her own."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.socialaccount.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.notices import actions as notices
from luoshi.orgs import actions, founding, queries, signing_on
from luoshi.values.civil import civil_day
from luoshi.web.deputies import absence_shown, deputies_shown
from luoshi.web.editing import made, saved
from luoshi.web.entering import begin_session
from luoshi.web.forms.accounts import FirstRunForm, PasswordChangeForm, first_password
from luoshi.web.forms.entering import LogInForm
from luoshi.web.page import Request, go_to, page
from luoshi.web.rights import role_name, seat_lines
from luoshi.web.sittings import sitting_lines


class Login(LoginView):
    """The log-in; while there is no account at all it leads to the first run."""

    form_class = LogInForm
    template_name = "registration/login.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not queries.has_accounts():
            return redirect("first_run")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the providers of single sign-on."""
        providers = get_adapter().list_providers(self.request)
        return super().get_context_data(**kwargs) | {"sign_on": providers}


class Leave(LogoutView):
    """The log-out."""

    def post(self, request: Request, *args: object, **kwargs: object) -> HttpResponse:  # type: ignore[override]
        """Record it and go."""
        key = request.session.session_key or ""
        actions.log_out(session_key=key, why="asked", by=request.user, now=clock.now())
        return super().post(request, *args, **kwargs)


@login_not_required
@never_cache
def first_run(request: HttpRequest) -> HttpResponse:
    """Make the three administrators; afterwards this page only leads to the log-in.

    The first passwords of the two others stand on this answer only.
    """
    if queries.has_accounts():
        return redirect("login")
    form = FirstRunForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        first = {"security": first_password(), "audit": first_password()}
        passwords = {f"{who}_password": word for who, word in first.items()}
        if account := made(form, lambda: actions.found(**given, **passwords, now=clock.now())):
            login(request, account, backend="django.contrib.auth.backends.ModelBackend")
            begin_session(request, account, method="password")
            others = [
                {
                    "name": given[f"{who}_name"],
                    "username": given[f"{who}_username"],
                    "role": role_name(founding.OTHERS[who]),
                    "password": word,
                }
                for who, word in first.items()
            ]
            return render(request, "first_run_done.html", {"others": others})
    return render(request, "first_run.html", {"form": form})


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Show the pages in another language; whoever is logged in is written to in it as well."""
    answer = i18n.set_language(request)
    if request.method == "POST" and request.user.is_authenticated:
        notices.choose_language(request.POST.get("language", ""), by=request.user, now=clock.now())
    return answer


@require_GET
def own_account(request: Request) -> HttpResponse:
    """Who I am, and what my seats let me do."""
    now = clock.now()
    context = {
        "account": request.user,
        "posts": queries.posts_of(request.user.person, on=civil_day(now)),
        "seats": seat_lines(request.user, today=civil_day(now)),
        **deputies_shown(request.user.person, by=request.user, now=now),
        **absence_shown(request.user, now=now),
        "seats_wait": signing_on.waiting_for(request.user, on=civil_day(now)),
        "sittings": sitting_lines(request),
    }
    return page(request, "accounts/own_account.html", context)


@require_POST
def sitting_end(request: Request, pk: int) -> HttpResponse:
    """End one of my log-ins elsewhere, or this one."""
    actions.end_sitting(pk=pk, by=request.user, now=clock.now())
    messages.success(request, _("已退出该处的登录。"))
    return go_to(request, "own_account")


@require_POST
def sittings_end(request: Request) -> HttpResponse:
    """End all my log-ins but this one."""
    key = request.session.session_key or ""
    count = actions.end_other_sittings(session_key=key, by=request.user, now=clock.now())
    messages.success(request, _("已退出其他%(count)s处的登录。") % {"count": count})
    return go_to(request, "own_account")


@require_http_methods(["GET", "POST"])
def password_change(request: Request) -> HttpResponse:
    """Change one's own password; this session stays, all others of the account end."""
    first = request.user.must_change_password
    form = PasswordChangeForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": clock.now()}
        if saved(form, lambda: actions.change_own_password(**given)):
            request.user.refresh_from_db()
            was = request.session.session_key or ""
            update_session_auth_hash(request, request.user)
            actions.keep_only_sitting(
                was=was, session_key=request.session.session_key or "", by=request.user
            )
            messages.success(request, _("密码已修改。其他地方的登录已全部退出。"))
            return go_to(request, "desk" if first else "own_account")
    template = "accounts/password_first.html" if first else "accounts/password_change.html"
    return page(request, template, {"form": form}, status=422 if form.is_bound else 200)
