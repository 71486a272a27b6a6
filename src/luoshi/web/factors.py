"""Second factors: authenticator apps, passkeys and recovery codes.

The steps are allauth's, the pages and the events are ours.
"""

from __future__ import annotations

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from luoshi import clock
from luoshi.orgs import actions, factors
from luoshi.values.civil import civil_day
from luoshi.values.errors import IllegalMove
from luoshi.web import lasting
from luoshi.web.entering import locked_text, note_failure
from luoshi.web.errors import say
from luoshi.web.forms.entering import (
    CodeAgainForm,
    FirstCodeForm,
    PasskeyAgainForm,
    PasskeyForm,
    PasskeyLogInForm,
    PasskeyStepForm,
    PasswordAgainForm,
    SecondStepForm,
)
from luoshi.web.page import Request, go_to, page


@never_cache
@require_GET
def own_factors(request: Request) -> HttpResponse:
    """Which second factors I have, and how to add or remove one."""
    now = clock.now()
    context = {
        **factors.factors_shown(request.user),
        "must_have": factors.must_have(request.user, on=civil_day(now)),
    }
    return page(request, "accounts/factors/own_factors.html", context)


class SecondStep(AuthenticateView):
    """After the password: the code of an authenticator, a recovery code, or a passkey."""

    template_name = "accounts/factors/second_step.html"
    form_class = SecondStepForm
    webauthn_form_class = PasskeyStepForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let her in, count a wrong code, or go back to the password."""
        if "cancel" in request.POST:
            return self.stage.abort()
        username = self.stage.login.user.username
        if told := locked_text(username, request, now=clock.now()):
            messages.error(request, told)
            return self.stage.abort()
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Count what was wrong, and ask again."""
        note_failure(self.request, self.stage.login.user.username, what="code")
        return super().form_invalid(form)


class PasskeyLogin(LoginWebAuthnView):
    """Log-in with nothing but a passkey."""

    form_class = PasskeyLogInForm


class _Again:
    """Who changes how she gets in shows first that it is still she."""

    request: Any

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if told := locked_text(request.user.username, request, now=clock.now()):
            messages.error(request, told)
            return go_to(request, "own_account")
        return super().post(request, *args, **kwargs)


class PasswordAgain(_Again, ReauthenticateView):
    """The password once more."""

    template_name = "accounts/factors/password_again.html"
    form_class = PasswordAgainForm


class CodeAgain(_Again, CodeAgainView):
    """A code once more."""

    template_name = "accounts/factors/code_again.html"
    form_class = CodeAgainForm

    def form_invalid(self, form: Any) -> HttpResponse:
        """Count a wrong code."""
        note_failure(self.request, self.request.user.username, what="code")
        return super().form_invalid(form)


class PasskeyAgain(_Again, ReauthenticateWebAuthnView):
    """A passkey once more."""

    template_name = "accounts/factors/passkey_again.html"
    form_class = PasskeyAgainForm


@method_decorator(never_cache, name="dispatch")
class TotpOn(ActivateTOTPView):
    """Set up an authenticator app: the QR code, then the first code that it shows."""

    template_name = "accounts/factors/totp_on.html"
    form_class = FirstCodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the secret for who cannot scan."""
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it and record it."""
        response = super().form_valid(form)
        _added(self.request, "totp")
        return response


class TotpOff(DeactivateTOTPView):
    """Remove the authenticator app."""

    template_name = "accounts/factors/totp_off.html"

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it and record it, unless it is the last of somebody who must have one."""
        if refused := _refused(self.request):
            return refused
        response = super().form_valid(form)
        actions.note_factor_removed("totp", by=self.request.user, now=clock.now())
        messages.success(self.request, _("验证器已停用。"))
        return response


class PasskeyNew(AddWebAuthnView):
    """Add a passkey: kept in this device, in a phone, or on a key."""

    template_name = "accounts/factors/passkey_new.html"
    form_class = PasskeyForm

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it and record it."""
        response = super().form_valid(form)
        _added(self.request, "webauthn", name=form.cleaned_data["name"])
        return response


class PasskeyRemove(RemoveWebAuthnView):
    """Remove a passkey."""

    template_name = "accounts/factors/passkey_remove.html"
    success_url = reverse_lazy("mfa_index")

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it and record it, unless it is the last of somebody who must have one."""
        if refused := _refused(self.request):
            return refused
        name = str(self.get_object())
        response = super().form_valid(form)
        actions.note_factor_removed("webauthn", name=name, by=self.request.user, now=clock.now())
        messages.success(self.request, _("通行密钥已删除。"))
        return response


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(ViewRecoveryCodesView):
    """The recovery codes, shown once."""

    template_name = "accounts/factors/recovery_codes.html"


class RecoveryCodesNew(GenerateRecoveryCodesView):
    """New recovery codes in place of the old."""

    template_name = "accounts/factors/recovery_codes_new.html"

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Make them and record it."""
        response = super().form_valid(form)
        actions.note_codes_made(by=self.request.user, now=clock.now())
        return response


def _added(request: Any, kind: str, *, name: str = "") -> None:
    actions.note_factor_added(kind, name=name, by=request.user, now=clock.now())
    request.session.pop(lasting.FACTOR_BY, None)
    messages.success(request, _("第二因素已添加。下次登录时，输入密码后还要用它验证。"))


def _refused(request: Any) -> HttpResponse | None:
    try:
        actions.refuse_last_factor(by=request.user, now=clock.now())
    except IllegalMove as refusal:
        messages.error(request, say(refusal))
        return go_to(request, "mfa_index")
    return None
