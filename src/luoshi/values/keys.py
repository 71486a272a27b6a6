"""The key of a row as an address or a form writes it."""

from __future__ import annotations

KEY_MOST = 2**63 - 1  # what a database keeps in eight bytes


def row_key(text: str) -> int | None:
    """Return the key that ``text`` says; None for what can be no row's.

    >>> row_key("17"), row_key("²"), row_key("9" * 30), row_key("-1")
    (17, None, None, None)
    """
    if not text.isdecimal() or len(text) > len(str(KEY_MOST)):
        return None
    key = int(text)
    return key if key <= KEY_MOST else None
