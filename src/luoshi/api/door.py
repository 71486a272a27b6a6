"""The door itself: who comes in by which key, and how a refusal is answered."""

from __future__ import annotations

import http
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from luoshi import __version__, clock
from luoshi.api import matters, own, projects
from luoshi.audit.origin import Door
from luoshi.orgs import keys
from luoshi.pacing.spending import use_door
from luoshi.values.errors import BadInput, Incomplete, Refusal, SecretMark, TooLarge, TooOften
from luoshi.web.errors import STATUS, say, say_fields, waiting
from luoshi.web.origin import came_in
from luoshi.web.paced import keep_haste
from luoshi.web.secretwatch import met, refuse_marked_body


class Key(HttpBearer):
    """A key that an account made for a program; the program acts as that account, no more."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the account behind the key, also as ``request.user``; None for a key of nobody."""
        key = keys.key_of(token, now=clock.now())
        account = key.account if key else None
        if account is not None:
            request.user = account
            request.key = key  # type: ignore[attr-defined]
            came_in(account, request, door=Door.INTERFACE)
            use_door("interface", each=f"account:{account.pk}", now=clock.now())
            refuse_marked_body(request)
        return account


api = NinjaAPI(
    title="落实 Luoshi",
    version=__version__,
    description="Matters, projects and half-month reports, by the same rules as the pages.",
    auth=Key(),
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", own.router)
api.add_router("/matters", matters.router)
api.add_router("/projects", projects.router)


def _refuse(
    request: HttpRequest, status: int, code: str, message: str, fields: dict[str, str] | None = None
) -> HttpResponse:
    body = {"code": code, "message": message, "fields": fields or {}}
    return api.create_response(request, body, status=status)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    """Answer a refusal as its code and its sentence, in the language that was asked for."""
    if isinstance(refusal, SecretMark):
        met(request, refusal)
    if isinstance(refusal, TooOften):
        keep_haste(request, refusal)
    fields = say_fields(refusal) if isinstance(refusal, BadInput | Incomplete) else {}
    status = STATUS.get(type(refusal), 400)
    return waiting(_refuse(request, status, refusal.code, say(refusal), fields), refusal)


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: Any) -> HttpResponse:
    """Name what does not fit the description of the interface, by its place in the body or address."""
    fields = {".".join(str(step) for step in one["loc"]): str(one["msg"]) for one in error.errors}
    said = translation.gettext("请求的内容不符合接口说明，请按各项提示修改。")
    return _refuse(request, 422, "misshapen", said, fields)


@api.exception_handler(AuthenticationError)
def without_key(request: HttpRequest, error: Any) -> HttpResponse:
    """Say that a key is wanted; nothing tells a wrong one from an old one."""
    said = translation.gettext("请在 Authorization 头中提供有效的接口密钥。")
    answer = _refuse(request, 401, "no-key", said)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def nothing_there(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer an address behind which there is nothing."""
    return _refuse(request, 404, "not-found", translation.gettext("没有找到您要的内容。"))


@api.exception_handler(HttpError)
def not_understood(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer a body that is no JSON, and the like."""
    phrase = http.HTTPStatus(error.status_code).phrase
    return _refuse(request, error.status_code, phrase.lower().replace(" ", "-"), str(error))


@api.exception_handler(SuspiciousOperation)
def not_taken(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer a body that is longer than any that is read."""
    if isinstance(error, RequestDataTooBig):
        return refused(request, TooLarge())
    said = translation.gettext("服务器看不懂这个请求，没有任何内容被改动。")
    return _refuse(request, 400, "bad-request", said)


def no_such_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """Answer a method that an address of the interface has not."""
    said = translation.gettext("这个地址不接受这种方法，允许的方法：%(methods)s。")
    answer = _refuse(request, 405, "no-such-method", said % {"methods": allowed})
    answer["Allow"] = allowed
    return answer


def no_such_address(request: HttpRequest) -> HttpResponse:
    """Answer an address that the interface has not."""
    return nothing_there(request, None)
