"""A message with a way back: what was done can be undone, by an action with its own event."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

MARK = "undo:"


def offer_undo(request: HttpRequest, said: str, *, address: str) -> None:
    """Say that something is done; the next page shows it with a button that posts to ``address``."""
    messages.success(request, said, extra_tags=f"{MARK}{address}")


def address_in(tags: str | None) -> str:
    """Return where a message's button posts to, "" if it has none."""
    return tags.removeprefix(MARK) if tags and tags.startswith(f"{MARK}/") else ""
