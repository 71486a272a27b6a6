"""Which words of a matter or group still wait for somebody to say whom they mean."""

from __future__ import annotations

from luoshi.matters.models import Group, Matter, Placeholder
from luoshi.values.errors import IllegalMove
from luoshi.values.sentences import gettext_noop


def waiting_in(row: Matter | Group) -> list[Placeholder]:
    """Return the placeholders of a row that are neither named nor struck."""
    return [one for one in row.placeholders.all() if one.settled_at is None]


def require_named(row: Matter | Group) -> None:
    """Raise IllegalMove with the words that still wait to be named."""
    waiting = tuple(one.words for one in waiting_in(row))
    if waiting:
        raise IllegalMove(
            gettext_noop("%(words)s还没有明确是哪些单位：请逐一写明，或注明不列的理由。"),
            code="placeholders-open",
            words=waiting,
        )
