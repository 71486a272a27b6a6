"""The addresses of the interface.  It asks for a key of its own, so the pages' gate lets it by."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from luoshi.api.door import api, no_such_address, no_such_method


def _in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a method that is not there be answered as everything else here."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        answered = view(request, *args, **given)
        if answered.status_code == 405:
            return no_such_method(request, answered.get("Allow", ""))
        return answered

    return answer


_patterns, _app, _namespace = api.urls
for _pattern in _patterns:
    if _pattern.callback is not None:
        _pattern.callback = login_not_required(_in_json(_pattern.callback))
_nowhere = login_not_required(csrf_exempt(no_such_address))

urlpatterns = [
    path("api/v1/", ([*_patterns, re_path("", _nowhere, name="nowhere")], _app, _namespace))
]
