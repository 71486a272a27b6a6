"""The interface is used at a measured pace: by address before a key is looked at, by account after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from luoshi import clock
from luoshi.api.door import refused
from luoshi.pacing.spending import use_door
from luoshi.values.errors import TooOften
from luoshi.web.origin import address_of


class InterfaceIsPaced:
    """Middleware: answers 429 where an address asks too often, whatever key it shows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, given: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer for the interface where it is asked too often."""
        if not request.resolver_match or request.resolver_match.namespaces != ["api"]:
            return None
        try:
            use_door("interface", address=address_of(request), now=clock.now())
        except TooOften as refusal:
            return refused(request, refusal)
        return None
