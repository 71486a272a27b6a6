"""The addresses of the interface.  It asks for a key of its own, so the pages' gate lets it by."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from luoshi.api.door import api

_patterns, _app, _namespace = api.urls
for _pattern in _patterns:
    if _pattern.callback is not None:
        _pattern.callback = login_not_required(_pattern.callback)

urlpatterns = [path("api/v1/", (_patterns, _app, _namespace))]
