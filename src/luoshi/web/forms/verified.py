"""What is asked on the page of verification."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class VerifyForm(forms.Form):
    """A number and a hash."""

    number = forms.CharField(
        label=_("编号"), max_length=80, help_text=_("备案号、发文字号或者单据编号，照公文抄录。")
    )
    sha256 = forms.CharField(
        label=_("摘要（SHA-256）"),
        max_length=100,
        help_text=_("登记表上印有摘要；其他公文为文件本身的SHA-256，可用系统命令计算。"),
    )
