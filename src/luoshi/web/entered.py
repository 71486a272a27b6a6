"""The words for log-ins and factors, as the record and the pages say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.web.templatetags.luoshi_ui import moment

FACTORS = {
    "totp": gettext_lazy("验证器"),
    "webauthn": gettext_lazy("通行密钥"),
    "recovery_codes": gettext_lazy("恢复码"),
}
WAYS = FACTORS | {"password": gettext_lazy("密码"), "passkey": gettext_lazy("通行密钥登录")}
WRONG = {"password": gettext_lazy("密码不对"), "code": gettext_lazy("验证没有通过")}
LEFT = {
    "asked": gettext_lazy("本人退出"),
    "idle": gettext_lazy("长时间没有操作"),
    "long": gettext_lazy("登录已满最长时间"),
}


def way_named(method: str) -> str:
    """Return by which way somebody came in, in the reader's words."""
    return "＋".join(_way(one) for one in method.split("+"))


def _way(code: str) -> str:
    if code.startswith("sso:"):
        return _("统一身份认证") + f"（{code[4:]}）"
    return str(WAYS.get(code, code))


def _instant(value: str) -> str:
    return moment(dt.datetime.fromisoformat(value))


# how the values of an event are said, by their names there
VALUES: dict[str, Callable[[Any], str]] = {
    "way": way_named,
    "wrong": lambda code: str(WRONG.get(code, code)),
    "left": lambda code: str(LEFT.get(code, code)),
    "factor": lambda code: str(FACTORS.get(code, code)),
    "factors": lambda codes: _("、").join(str(FACTORS.get(one, one)) for one in codes),
    "locked_till": _instant,
}
