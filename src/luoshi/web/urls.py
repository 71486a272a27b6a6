"""All pages: the areas' addresses gathered in name order, so that a new area needs no edit here."""

from __future__ import annotations

import importlib
import pkgutil

from luoshi.web import addresses

urlpatterns = [
    pattern
    for area in sorted(module.name for module in pkgutil.iter_modules(addresses.__path__))
    for pattern in importlib.import_module(f"{addresses.__name__}.{area}").urlpatterns
]
