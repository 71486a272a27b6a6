"""Single sign-on by OpenID Connect: to the provider, and back."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect.views import callback, login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.orgs import actions, signing_on
from luoshi.values.errors import Refusal
from luoshi.web.errors import say
from luoshi.web.origin import address_of
from luoshi.web.page import go_to

ACCOUNT_WAITS = gettext_noop(
    "统一身份认证已通过，账号还没有开通：申请在等安全保密管理员审批，批准后再登录。"
)
SEATS_WAIT = gettext_noop("按统一身份认证，您的席位有变更，在等安全保密管理员审批，批准后生效。")


@login_not_required
@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider; by a form only, so that no other page can begin it.

    A page in between leads on: the content policy lets no form end at another server.
    """
    answer = login(request, provider_id)
    if answer.status_code != 302 or answer["Location"].startswith("/"):
        return answer
    there = {"address": answer["Location"]}
    return render(request, "accounts/to_provider.html", there)


@login_not_required
@never_cache
@require_GET
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the provider says; whoever it means is logged in."""
    return callback(request, provider_id)


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Which account a provider's claim means; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody makes herself an account."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account, link it at the first time, propose what the policy maps to the claims."""
        try:
            with transaction.atomic():
                waits = self._recognise(request, sociallogin)
        except Refusal as refusal:
            raise ImmediateHttpResponse(_turned_away(request, say(refusal))) from refusal
        if not sociallogin.is_existing:
            raise ImmediateHttpResponse(_turned_away(request, _(ACCOUNT_WAITS)))
        if waits:
            messages.info(request, _(SEATS_WAIT))

    def _recognise(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return whether something waits for the security administrator."""
        now, by = clock.now(), actions.stranger(address_of(request))
        provider = sociallogin.account.provider
        claims = _claims(sociallogin)
        settings = sociallogin.provider.app.settings
        known = str(claims.get(settings["claim"]) or "").strip()
        told = {"provider": provider, "claims": claims, "by": by, "now": now}
        if not sociallogin.is_existing:
            account = signing_on.account_by(match=settings["match"], value=known)
            if account is None:
                mail = str(claims.get("email") or "") if claims.get("email_verified") else ""
                signing_on.propose_account(username=known, email=mail, **told)
                return True
            sociallogin.connect(request, account)
            signing_on.note_linked(account, provider=provider, by=by, now=now)
        return signing_on.propose_seats(sociallogin.user, **told) is not None

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Say at the door that it did not work."""
        raise ImmediateHttpResponse(
            _turned_away(request, _("统一身份认证没有成功。请重试，或用账号和密码登录。"))
        )


def _claims(sociallogin: Any) -> dict[str, Any]:
    told = sociallogin.account.extra_data
    return {**(told.get("userinfo") or {}), **(told.get("id_token") or {})}


def _turned_away(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return go_to(request, "login")
