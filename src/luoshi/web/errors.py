"""Every refusal becomes a page here, or a fragment where htmx asks: said once, in the user's language."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from luoshi.values import errors
from luoshi.values.errors import BadInput, Incomplete, Refusal, TooOften
from luoshi.web.templatetags.luoshi_ui import show

STATUS: dict[type[Refusal], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.IllegalMove: 409,
    errors.Overtaken: 409,
    errors.Duplicate: 409,
    errors.TooLarge: 413,
    errors.Unreadable: 422,
    errors.SecretMark: 422,
    errors.CalendarGap: 422,
    errors.Incomplete: 422,
    errors.BadInput: 422,
    errors.TooOften: 429,
}


def say(refusal: Refusal) -> str:
    """Return what to tell the user, in the language of this request."""
    return refusal.sentence.said(gettext, show)


def say_fields(refusal: BadInput | Incomplete) -> dict[str, str]:
    """Return what to tell the user at each field, in the language of this request."""
    if isinstance(refusal, Incomplete):
        return dict.fromkeys(refusal.fields, gettext("请填写。"))
    return {name: one.said(gettext, show) for name, one in refusal.fields.items()}


def answer(request: HttpRequest, refusal: Refusal, *, again: str = "") -> HttpResponse:
    """Return the page (or the fragment) that says why it was refused and what to do.

    ``again`` is where to go on; without it the page leads to the desk.
    """
    status = STATUS.get(type(refusal), 400)
    said = say(refusal)
    if isinstance(refusal, TooOften) and request.method == "POST":
        said += gettext(
            "您填写的内容仍保存在本浏览器中，回到原来的页面可以接着提交；文件需要重新选择。"
        )
    context = {"sentence": said, "status": status, "code": refusal.code, "again": again}
    template = "_refusal.html" if getattr(request, "htmx", False) else "refusal.html"
    return waiting(render(request, template, context, status=status), refusal)


def waiting(answered: HttpResponse, refusal: Refusal) -> HttpResponse:
    """Return ``answered``, which says to programs how long to wait where waiting helps."""
    if isinstance(refusal, TooOften):
        answered["Retry-After"] = str(refusal.wait_seconds)
    return answered


class RefusalsBecomePages:
    """Turns a refusal that leaves a view into an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answered = self.get_response(request)
        return explained(request, answered) if answered.status_code == 405 else answered

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer(request, error) if isinstance(error, Refusal) else None


def explained(request: HttpRequest, answered: HttpResponse) -> HttpResponse:
    """Return the answer to a method that an address has not, with a page instead of nothing."""
    if answered.get("Content-Type", "").startswith("application/json"):
        return answered
    page = _said(
        request,
        gettext("这个网址不能这样使用，没有任何内容被改动。请通过页面上的链接和按钮办理。"),
        status=405,
        code="no-such-method",
    )
    page["Allow"] = answered.get("Allow", "")
    return page


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is none; one that is too large is told so."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        sentence = say(errors.TooLarge())
        return render(request, "400.html", {"sentence": sentence}, status=413)
    return render(request, "400.html", status=400)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page was opened in another session: nothing is lost, and how to go on."""
    return _said(
        request,
        gettext(
            "页面打开的时间太长，或已在别处重新登录。您填写的内容仍保存在本浏览器中："
            "请返回上一页刷新，再次提交。"
        ),
        status=403,
        code="form-expired",
    )


def _said(request: HttpRequest, sentence: str, *, status: int, code: str) -> HttpResponse:
    template = "_refusal.html" if getattr(request, "htmx", False) else "refusal.html"
    context = {"sentence": sentence, "status": status, "code": code}
    return render(request, template, context, status=status)
