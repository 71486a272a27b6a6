"""What allauth asks of us when somebody gets in: what is locked, what is recorded, how it is said.

allauth's own limits are off (``ACCOUNT_RATE_LIMITS``): they count in a cache of each process, ours
in the database, for all nodes alike and with an event.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi import clock
from luoshi.audit.origin import Door
from luoshi.orgs import actions, encrypted, entrance
from luoshi.rules.identity import minutes_left
from luoshi.values.errors import IllegalMove
from luoshi.values.sentences import gettext_noop
from luoshi.web import lasting
from luoshi.web.origin import address_of, came_in
from luoshi.web.page import go_to


def locked_text(username: str, request: HttpRequest, *, now: dt.datetime) -> str:
    """Return what to say where too many tries failed; "" where nothing is locked."""
    until = entrance.locked_until(username, address=address_of(request), now=now)
    if until is None:
        return ""
    minutes = minutes_left(until, now=now)
    told = _(
        "连续多次输错，登录已暂时锁定。请在%(minutes)s分钟后再试，或请安全保密管理员解除锁定。"
    )
    return told % {"minutes": minutes}


def note_failure(request: HttpRequest, username: str, *, what: str) -> None:
    """Count and record a wrong password or code."""
    address = address_of(request)
    by = request.user if request.user.is_authenticated else actions.stranger(address)
    told = {"username": username, "what": what, "address": address}
    actions.note_failure(**told, by=by, now=clock.now())


class AccountAdapter(DefaultAccountAdapter):
    """Log-ins by name and password: locked after too many tries, every one recorded."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("账号或密码不对，请重新输入。"),
        "incorrect_password": gettext_lazy("密码不对，请重新输入。"),
        "incorrect_code": gettext_lazy("验证没有通过，请重新输入或重试。"),
        "account_inactive": gettext_lazy("这个账号已停用，请联系系统管理员。"),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse where too many tries failed."""
        if told := locked_text(credentials.get("username", ""), request, now=clock.now()):
            raise ValidationError(told, code="locked")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password."""
        note_failure(request, credentials.get("username", ""), what="password")

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin a session, and record by which way and from where."""
        ways = [_way(one) for one in get_authentication_records(request, user)]
        super().login(request, user)
        begin_session(request, user, method="+".join(dict.fromkeys(ways)) or "password")

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Say at the door that the account is shut."""
        messages.error(request, self.error_messages["account_inactive"])
        return go_to(request, "login")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes herself an account."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Leave allauth's own sentences out: our pages say theirs."""
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: accounts have no address of their own."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address as the record keeps it."""
        return address_of(request)


def _way(record: dict[str, Any]) -> str:
    if record["method"] == "socialaccount":
        return f"sso:{record.get('provider', '')}"
    if record["method"] == "mfa":
        return "passkey" if record.get("passwordless") else str(record.get("type", ""))
    return str(record["method"])


def begin_session(request: HttpRequest, account: Any, *, method: str) -> None:
    """Note where somebody is now logged in, and ask for what she still has to set up."""
    now = clock.now()
    came_in(account, request, door=Door.PAGE)
    lasting.begin(request, now=now)
    told = {"device": request.META.get("HTTP_USER_AGENT", ""), "address": address_of(request)}
    if not request.session.session_key:
        request.session.save()
    key = request.session.session_key or ""
    actions.begin_sitting(session_key=key, method=method, **told, by=account, now=now)
    by = actions.ask_for_factor(by=account, now=now)
    if by is not None:
        request.session[lasting.FACTOR_BY] = by.timestamp()
        if by > now:
            days = max(1, (by - now).days)
            sentence = _("您的角色必须使用第二因素。请在%(days)s天内到“登录安全”设置。")
            messages.warning(request, sentence % {"days": days})


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets encrypted at rest, their names in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("验证没有通过，请重新输入或重试。"),
        "cannot_generate_recovery_codes": gettext_lazy("请先添加第二因素，再生成恢复码。"),
    }

    def get_totp_issuer(self) -> str:
        """Return what stands above the code in an authenticator."""
        return "Luoshi"

    def _get_site_name(self) -> str:
        return "Luoshi"

    def encrypt(self, text: str) -> str:
        """Return ``text`` as it may lie in a database."""
        return encrypted.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was encrypted.  Raises IllegalMove where no key opens it any more."""
        text = encrypted.opened(encrypted_text)
        if text == encrypted.LOST:
            raise IllegalMove(
                gettext_noop(
                    "第二因素无法解密。请系统管理员恢复密钥，或请安全保密管理员清除您的第二因素后重新设置。"
                ),
                code="key-lost",
            )
        return text

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Return a name for a key whose owner gave none."""
        return _("通行密钥")
