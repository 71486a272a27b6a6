"""Where a page leads back to when the address itself says so: only ever to a page of ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve

NAMES = ("next",)  # under which a door may be told where to go on
LONGEST = 2000
DECODED_MOST = 3  # how often an address may have been encoded upon itself
_BAD = re.compile(r"[\\\x00-\x20\x7f-\xa0\u2028\u2029\u200b-\u200f\ufeff]")


def safe_address(given: str) -> str:
    """Return ``given`` if it is the path of a page of ours, with its query; else "".

    Refused are other hosts in every writing (``//host``, ``/\\host``, ``https:host``, encoded
    once or more, with invisible characters), scripts, and paths behind which there is nothing.
    """
    if not given.startswith("/") or len(given) > LONGEST or _BAD.search(given):
        return ""
    path = given.partition("?")[0].partition("#")[0]
    read = path
    for _ in range(DECODED_MOST):
        plain = unicodedata.normalize("NFKC", read)
        if _BAD.search(plain) or plain.startswith("//") or urlsplit(plain).netloc:
            return ""
        read = unquote(read)
    try:
        resolve(unquote(path))
    except Resolver404:
        return ""
    return given


class ReturnsStayInside:
    """Middleware: takes away what would lead elsewhere before any door reads it, Django's own included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, given: Any) -> None:
        """Clean the address and the form."""
        request.GET = _cleaned(request.GET)
        if request.method == "POST":
            request.POST = _cleaned(request.POST)


def _cleaned(values: QueryDict) -> Any:
    told = {name: values.getlist(name) for name in NAMES if name in values}
    if all(safe_address(one) for some in told.values() for one in some):
        return values
    clean = values.copy()
    for name, some in told.items():
        clean.setlist(name, [safe_address(one) for one in some])
    clean._mutable = False
    return clean
