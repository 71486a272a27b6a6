"""A paper as plain data that can be kept as JSON, and back: not one sign of it is lost."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from luoshi.papers.paper import Chart, Code, Item, Labelled, Paper, Para, Table

_BLOCKS: dict[str, type[Any]] = {
    "para": Para,
    "item": Item,
    "labelled": Labelled,
    "table": Table,
    "code": Code,
    "chart": Chart,
}
_NAMES = {made: name for name, made in _BLOCKS.items()}


def to_data(paper: Paper) -> dict[str, Any]:
    """Return ``paper`` as nothing but dicts, lists, words and numbers; what is empty is left out."""
    data: dict[str, Any] = _said(paper)
    return data


def from_data(data: Mapping[str, Any]) -> Paper:
    """Return the paper of which ``to_data`` made ``data``.

    Raises ValueError for a field that papers do not have: its words would be lost in silence.
    """
    paper: Paper = _made(Paper, data)
    return paper


def _said(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        block = {"block": _NAMES[type(value)]} if type(value) in _NAMES else {}
        fields = ((one, getattr(value, one.name)) for one in dataclasses.fields(value))
        return block | {one.name: _said(held) for one, held in fields if held != one.default}
    if isinstance(value, tuple):
        return [_said(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


@cache
def _hints(made: Any) -> dict[str, Any]:
    return get_type_hints(made)


def _made(made: Any, data: Mapping[str, Any]) -> Any:
    hints: dict[str, Any] = _hints(made)
    given = {key: value for key, value in data.items() if key != "block"}
    if unknown := given.keys() - hints.keys():
        raise ValueError(f"{made.__name__} has no field {sorted(unknown)[0]}")
    return made(**{key: _read(hints[key], value) for key, value in given.items()})


def _read(hint: Any, value: Any) -> Any:
    """Return ``value`` as the type ``hint`` says; what JSON cannot say was said as a word."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return _made(_BLOCKS[value["block"]] if "block" in value else hint, value)
    if isinstance(hint, UnionType):
        return _read(next(one for one in get_args(hint) if one is not NoneType), value)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), value)
    if get_origin(hint) is Literal or hint in (str, int, bool):
        return value
    return dt.date.fromisoformat(value) if hint is dt.date else Decimal(value)


def _tuple(hints: tuple[Any, ...], values: Sequence[Any]) -> tuple[Any, ...]:
    if hints[-1] is Ellipsis:
        return tuple(_read(hints[0], one) for one in values)
    return tuple(_read(hint, one) for hint, one in zip(hints, values, strict=True))
