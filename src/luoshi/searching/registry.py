"""All kinds that can be found, gathered in name order so that a new room needs no edit here."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

from luoshi.searching import kinds
from luoshi.searching.kind import Kind


@functools.cache
def all_kinds() -> Mapping[str, Kind]:
    """Return every kind by its code, in the order in which results show them."""
    names = sorted(module.name for module in pkgutil.iter_modules(kinds.__path__))
    modules = [importlib.import_module(f"{kinds.__name__}.{name}") for name in names]
    found = sorted((one for module in modules for one in module.KINDS), key=lambda one: one.rank)
    return MappingProxyType({one.code: one for one in found})
