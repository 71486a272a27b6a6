"""What an edit changed: for each field what stood there before and what stands there now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

Changes = dict[str, list[Any]]
UNTOLD = "●"  # stands for what the record must not keep


def changes(
    before: Mapping[str, Any] | object,
    after: Mapping[str, Any],
    *,
    untold: Collection[str] = (),
) -> Changes:
    """Return {field: [before, after]} of the fields of ``after`` that differ.

    ``before`` is a mapping or the row as it was.  Of the fields in ``untold`` (telephone numbers:
    the record is kept for good) only that they changed is kept.
    """
    found: Changes = {}
    for name, value in after.items():
        was = before.get(name) if isinstance(before, Mapping) else getattr(before, name)
        if was != value:
            found[name] = [UNTOLD, UNTOLD] if name in untold else [was, value]
    return found


def listed(rows: Iterable[object]) -> list[str]:
    """Return rows of a list within a row (units of a group, who attended) by their names, sorted."""
    return sorted(str(row) for row in rows)
