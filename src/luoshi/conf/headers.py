"""Headers that every answer carries besides Django's own: what a browser may not do with it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

UNUSED = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
NOT_KEPT = "no-store, private"
SANDBOX = "default-src 'none'; sandbox"


def careful_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: no devices; a file that is handed out runs nothing; what is not ours to share stays in no cache.

    Scripts, styles and pictures of the program say themselves how long they may be kept.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", UNUSED)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Content-Security-Policy", SANDBOX)
        if "no-store" in response.get("Cache-Control", "no-store"):
            response["Cache-Control"] = NOT_KEPT
        if response.get("Content-Disposition", "").startswith("attachment"):
            response["Content-Security-Policy"] = SANDBOX
            response["Cache-Control"] = NOT_KEPT
        return response

    return answer
