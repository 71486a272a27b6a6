"""The form of the log-in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


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
