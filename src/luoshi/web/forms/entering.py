"""The form of the log-in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

REMEMBERED_SECONDS = 180


class LogInForm(LoginForm):
    """Name and password; allauth decides what comes next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.TextInput(
            attrs={
                "autocomplete": "username webauthn",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        )
        self.fields["login"] = forms.CharField(label=_("账号"), max_length=60, widget=widget)
        password = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.fields["password"] = forms.CharField(
            label=_("密码"), strip=False, max_length=128, widget=password
        )
        self.order_fields(["login", "password"])

    def add_prefix(self, field_name: str) -> str:
        """Return the name in the page: what browsers know as the user's name."""
        return "username" if field_name == "login" else super().add_prefix(field_name)


def _code(label: Any) -> forms.CharField:
    """Return a field for digits; phones show their number keys and offer what came by message."""
    attributes = {"autocomplete": "one-time-code", "spellcheck": "false", "autofocus": True}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attributes))


class FirstCodeForm(ActivateTOTPForm):
    """The first code of a new authenticator."""

    code = _code(_("验证器上的数字"))


class _ServesOnce:
    """A code is refused when it comes again, for as long as any clock could still take it."""

    user: Any

    def clean_code(self) -> str:
        """Return a code that is right and was not used before.

        allauth forgets a used code after one step of 30 seconds, but takes codes of three.
        """
        code = str(super().clean_code())
        plain = "".join(filter(str.isalnum, code)).casefold()
        if not cache.add(f"luoshi.code:{self.user.pk}:{plain}", "", REMEMBERED_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(_ServesOnce, AuthenticateForm):
    """A code of the authenticator, or a recovery code."""

    code = _code(_("验证码"))


class CodeAgainForm(_ServesOnce, CodeForm):
    """A code once more."""

    code = _code(_("验证码"))


class PasswordAgainForm(ReauthenticateForm):
    """The password once more."""

    password = forms.CharField(
        label=_("密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class CredentialField(forms.JSONField):
    """What a passkey answers, as the browser's script sends it; numbers and nests without end are none."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        """Return what the text says; raises ValidationError for what is no answer of a passkey."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the page is shown with again: nothing, a passkey answers each question once."""
        return initial


class PasskeyLogInForm(LoginWebAuthnForm):
    """A passkey instead of name and password."""

    credential = CredentialField()


class PasskeyStepForm(AuthenticateWebAuthnForm):
    """A passkey after the password."""

    credential = CredentialField()


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    """The passkey once more."""

    credential = CredentialField()


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: what to call it, and whether it is enough without a password."""

    credential = CredentialField()
    name = forms.CharField(
        label=_("名称"), max_length=60, required=False, help_text=_("例如“办公室电脑”“我的手机”。")
    )
    passwordless = forms.BooleanField(
        label=_("不输密码也能用它登录"),
        required=False,
        help_text=_("需要本机支持指纹、面容或PIN码。不勾选的，只在输入密码之后用。"),
    )
