"""Behind proxies of our own: the address of the caller instead of the proxy's."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def callers_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: behind ``LUOSHI_PROXIES`` proxies, take the address that the outermost of them saw.

    Whatever a caller wrote in front of that counts for nothing.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if settings.PROXIES and len(hops) >= settings.PROXIES and hops[-settings.PROXIES]:
            request.META["REMOTE_ADDR"] = hops[-settings.PROXIES]
        return get_response(request)

    return answer
