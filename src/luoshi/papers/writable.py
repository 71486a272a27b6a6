"""What a paper can hold: the characters that XML knows.

Text typed or read may bear others (control characters, U+FFFF); no file of an office can keep them.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any, TypeVar, cast

Value = TypeVar("Value")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(value: Value) -> Value:
    """Return ``value`` with all its texts, however deep they stand, without what no paper can hold.

    >>> writable(("甲\\uffff", ["乙\\x01", 1]))
    ('甲', ['乙', 1])
    """
    return cast(Value, _written(value))


def _written(value: Any) -> Any:
    match value:
        case str():
            return _UNWRITABLE.sub("", value) if _UNWRITABLE.search(value) else value
        case tuple() if hasattr(value, "_make"):
            return type(value)._make(map(_written, value))
        case tuple() | list():
            return type(value)(map(_written, value))
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = (one.name for one in dataclasses.fields(value) if one.init)
            return dataclasses.replace(value, **{n: _written(getattr(value, n)) for n in fields})
        case _:
            return value
