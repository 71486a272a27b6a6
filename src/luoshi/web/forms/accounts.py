"""The forms of logging in and of the first run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _


class FirstRunForm(forms.Form):
    """Asks what the first account needs: the coordinating office, its first person, a password."""

    unit_name = forms.CharField(
        label=_("协调单位全称"),
        max_length=120,
        help_text=_("负责汇总和跟踪落实的单位，例如“某某自治区国资委”。"),
    )
    person_name = forms.CharField(label=_("您的姓名"), max_length=80)
    username = forms.CharField(label=_("账号"), max_length=60)
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少8个字符，不要全是数字，也不要用常见密码。"),
    )
    password_again = forms.CharField(
        label=_("再输一次密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return str(password)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned["password"] != cleaned.get("password_again"):
            self.add_error("password_again", _("两次输入的密码不一致，请重新输入。"))
        cleaned.pop("password_again", None)
        return cleaned
